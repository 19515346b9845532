package msgs_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	distrtypes "github.com/cosmos/cosmos-sdk/x/distribution/types"

	"github.com/agijobs/agijobs/app/msgs"
)

func wrap(t *testing.T, depth int, msg sdk.Msg) sdk.Msg {
	t.Helper()
	for range depth {
		wrapped, err := codectypes.NewAnyWithValue(msg)
		require.NoError(t, err)
		msg = &authz.MsgExec{Grantee: "agi1", Msgs: []*codectypes.Any{wrapped}}
	}
	return msg
}

func TestVisitSeesWrappedMessages(t *testing.T) {
	for depth := range msgs.MaxNesting + 1 {
		seen := 0
		err := msgs.Visit([]sdk.Msg{wrap(t, depth, &banktypes.MsgSend{})}, func(msg sdk.Msg) error {
			if _, ok := msg.(*banktypes.MsgSend); ok {
				seen++
			}
			return nil
		})
		require.NoError(t, err)
		require.Equal(t, 1, seen, "depth %d", depth)
	}
}

func TestVisitBoundsNesting(t *testing.T) {
	err := msgs.Visit([]sdk.Msg{wrap(t, msgs.MaxNesting+1, &banktypes.MsgSend{})}, func(sdk.Msg) error { return nil })
	require.ErrorContains(t, err, "nested too deep")
}

func TestRule(t *testing.T) {
	for url, refused := range map[string]string{
		sdk.MsgTypeURL(&banktypes.MsgSend{}):               "",
		sdk.MsgTypeURL(&distrtypes.MsgFundCommunityPool{}): "is disabled on this chain",
		"/cosmos.bank.v1beta1.MsgPrint":                    "has no message class",
	} {
		rule := msgs.Rule(url)
		if refused == "" {
			require.NoError(t, rule.Refused)
			require.True(t, rule.Pausable)
			continue
		}
		require.ErrorContains(t, rule.Refused, refused)
		require.False(t, rule.Pausable)
	}
}
