package lanes_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app/lanes"
	"github.com/agijobs/agijobs/app/msgs"
	"github.com/agijobs/agijobs/app/testapp"
)

// everybody is a chain on which each question is answered by yes or by no.
type everybody bool

func (e everybody) OpenSeat(context.Context, uint64, uint32, sdk.AccAddress) (bool, error) {
	return bool(e), nil
}

func (e everybody) JobParties(context.Context, uint64) (employer, agent string, err error) {
	if e {
		return who.String(), who.String(), nil
	}
	return "", "", nil
}

func (e everybody) HasAgentStake(context.Context, sdk.AccAddress) (bool, error) { return bool(e), nil }
func (e everybody) IsJudge(context.Context, sdk.AccAddress) (bool, error)       { return bool(e), nil }
func (e everybody) HoldsOffice(context.Context, sdk.AccAddress) (bool, error)   { return bool(e), nil }
func (e everybody) IsRegistrar(context.Context, sdk.AccAddress) (bool, error)   { return bool(e), nil }
func (e everybody) IsOperator(context.Context, sdk.AccAddress) (bool, error)    { return bool(e), nil }

func (e everybody) AnswersFor(context.Context, sdk.AccAddress, string) (bool, error) {
	return bool(e), nil
}

func (e everybody) Issues(context.Context, sdk.AccAddress, string) (bool, error) { return bool(e), nil }

func (e everybody) Granted(context.Context, sdk.AccAddress, sdk.AccAddress, string) (bool, error) {
	return bool(e), nil
}

func (e everybody) PaysFor(context.Context, sdk.AccAddress, sdk.AccAddress) (bool, error) {
	return bool(e), nil
}

var who = testapp.NewActor("somebody").Addr

// Each duty and each exit has a line that fits it, and no stranger gets into the first lane by any.
func TestEveryDutyHasAParty(t *testing.T) {
	c := testapp.New(t, testapp.Options{})
	lines := map[string]bool{}
	for _, url := range lanes.Lines() {
		lines[url] = true
	}
	for _, url := range c.App.InterfaceRegistry().ListImplementations(sdk.MsgInterfaceProtoName) {
		class, _ := msgs.ClassOf(url)
		if class != msgs.Duty && class != msgs.Exit {
			require.False(t, lines[url], "%s is %s: only duties and exits have a line in app/lanes/parties.go", url, class)
			continue
		}
		require.True(t, lines[url], "%s is %s: who is its party? Say it in app/lanes/parties.go", url, class)
		delete(lines, url)
		msg, err := c.App.InterfaceRegistry().Resolve(url)
		require.NoError(t, err)
		for _, s := range []everybody{true, false} {
			lane, err := lanes.LaneOfParty(url, s, who, msg)
			if err != nil {
				require.NotContains(t, err.Error(), "wrong line", url)
			}
			if url != "/cosmos.authz.v1beta1.MsgExec" && !bool(s) {
				require.Equal(t, lanes.Entry, lane, url)
			}
		}
	}
	require.Empty(t, lines, "app/lanes/parties.go has lines for messages that nobody registers")
}
