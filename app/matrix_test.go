package app_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/msgs"
	"github.com/agijobs/agijobs/app/testapp"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

var update = flag.Bool("update-matrix", false, "write testdata/matrix.golden anew")

const matrixFile = "testdata/matrix.golden"

// brakes are the states of the market that the matrix is drawn for.
var brakes = []struct {
	name   string
	pauses []sovereigntypes.Pause
}{
	{"free", nil},
	{"market paused", []sovereigntypes.Pause{{Scope: sovereigntypes.PAUSE_SCOPE_MARKET}}},
	{"transfers paused", []sovereigntypes.Pause{{Scope: sovereigntypes.PAUSE_SCOPE_TRANSFERS}}},
}

// standings are the senders: the stranger is nobody's participant, the official holds an office while suspended.
var standings = []string{"stranger", "active", "suspended", "revoked", "expired", "official"}

func matrixChain(t *testing.T, pauses []sovereigntypes.Pause) *testapp.Chain {
	t.Helper()
	return testapp.New(t, testapp.Options{Genesis: func(state app.GenesisState, c *testapp.Chain) {
		roles := []identitytypes.Role{}
		for r := identitytypes.ROLE_EMPLOYER; r <= identitytypes.ROLE_ISSUER; r++ {
			roles = append(roles, r)
		}
		past := testapp.GenesisTime.Add(-time.Hour)
		for _, name := range standings[1:] {
			p := identitytypes.Participant{Roles: roles, Status: identitytypes.PARTICIPANT_STATUS_ACTIVE}
			switch name {
			case "suspended", "official":
				p.Status, p.StatusReason, p.StatusBy = identitytypes.PARTICIPANT_STATUS_SUSPENDED, "test", app.Authority()
			case "revoked":
				p.Status, p.StatusReason, p.StatusBy = identitytypes.PARTICIPANT_STATUS_REVOKED, "test", app.Authority()
			case "expired":
				p.ExpiresAt = &past
			}
			c.Admit(state, testapp.NewActor(name), math.ZeroInt(), p)
		}
		official := testapp.NewActor("official")
		testapp.Edit(c, state, sovereigntypes.ModuleName, func(gs *sovereigntypes.GenesisState) {
			gs.Guardians = []sovereigntypes.Guardian{{Address: official.String(), Title: "Guardian"}}
			for _, p := range pauses {
				p.Reason, p.StartedAt = "test", testapp.GenesisTime
				gs.Pauses = append(gs.Pauses, p)
			}
		})
	}})
}

// gateMatrix says for every message who gets past the gate in which state of the market, and for every role in which
// standing it may start new business.
func gateMatrix(t *testing.T) string {
	t.Helper()
	var out strings.Builder
	var chains []*testapp.Chain
	for _, b := range brakes {
		chains = append(chains, matrixChain(t, b.pauses))
	}
	urls := chains[0].App.InterfaceRegistry().ListImplementations(sdk.MsgInterfaceProtoName)
	slices.Sort(urls)
	fmt.Fprintf(&out, "# Who gets past the gate. Letters: %s; - stands for refused.\n", strings.Join(standings, ", "))
	for _, url := range urls {
		class, _ := msgs.ClassOf(url)
		fmt.Fprintf(&out, "%-62s %-10s", url, class)
		for i, c := range chains {
			fmt.Fprintf(&out, " | %s %s", brakes[i].name, passing(c, url, class))
		}
		out.WriteString("\n")
	}
	fmt.Fprintf(&out, "\n# Who is authorised for new business in a role, while holding all roles.\n")
	for r := identitytypes.ROLE_EMPLOYER; r <= identitytypes.ROLE_ISSUER; r++ {
		fmt.Fprintf(&out, "%-20s %s\n", r, letters(func(a testapp.Actor) bool {
			return chains[0].App.Identity.Authorize(chains[0].Ctx(), a.Addr, r) == nil
		}))
	}
	return out.String()
}

func passing(c *testapp.Chain, url string, class msgs.Class) string {
	ctx := c.Ctx()
	gate := app.NewGate(c.App.Identity, c.App.Sovereign, c.App.Codec())
	return letters(func(a testapp.Actor) bool {
		allowed, err := c.App.Sovereign.IsAllowed(ctx, url)
		return err == nil && allowed && gate.Standing(ctx, a.Addr, class == msgs.Entry) == nil
	})
}

// letters writes the first letter of each standing that passes; suspended is s, stranger S.
func letters(pass func(testapp.Actor) bool) string {
	var out strings.Builder
	for _, name := range standings {
		letter := name[:1]
		if name == "stranger" {
			letter = "S"
		}
		if !pass(testapp.NewActor(name)) {
			letter = "-"
		}
		out.WriteString(letter)
	}
	return out.String()
}

// Class, role, standing and brake decide together who gets in; the file shows each change of that to whoever reviews it.
// Write it anew with: go test ./app -run TestMatrix -update-matrix
func TestMatrix(t *testing.T) {
	tries := newTrier(t).all()
	t.Run("rules", func(t *testing.T) { requireRules(t, tries) })
	got := gateMatrix(t) + drawAll(tries)
	if *update {
		require.NoError(t, os.WriteFile(matrixFile, []byte(got), 0o600))
	}
	want, err := os.ReadFile(matrixFile)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}
