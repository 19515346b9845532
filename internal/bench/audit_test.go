package bench

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/agijobs/agijobs/internal/audit"
	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/internal/replay"
)

func silent(string, ...any) {}

// source is a stored chain whose events a test may change.
type source struct {
	*replay.Source
	change func(height int64, list []audit.Emitted) []audit.Emitted
}

func (s source) Emitted(ctx context.Context, height int64) ([]audit.Emitted, error) {
	list, err := s.Source.Emitted(ctx, height)
	return s.change(height, list), err
}

func openStored(t *testing.T, dir string) *replay.Source {
	t.Helper()
	home, err := replay.OpenHome(dir)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, home.Close()) })
	source, err := home.Source()
	require.NoError(t, err)
	return source
}

// Each job of a stored chain has a whole story whose money adds up, told from the files of the stopped node.
func TestStoriesOfAStoredChain(t *testing.T) {
	dir, stored := storedChain(t)
	source := openStored(t, dir)
	for _, id := range stored.Jobs {
		story, err := audit.Job(t.Context(), source, id, silent)
		require.NoError(t, err)
		require.Equal(t, audit.Verified, story.Result, story.Checks)
		require.Equal(t, "JOB_STATUS_COMPLETED", story.Status)
		require.Equal(t, story.In, story.Out)
		require.Equal(t, "0", story.Remainder)
		require.Len(t, story.Rounds, 1)
		require.Len(t, story.Rounds[0].Seats, seats)
		require.NotNil(t, story.Certificate)
		var text, page bytes.Buffer
		require.NoError(t, story.Write(&text))
		require.NoError(t, story.WriteHTML(&page))
		require.Contains(t, text.String(), "remainder 0: nothing")
		require.Contains(t, page.String(), "EventJobSettled")
		require.NotContains(t, strings.ToLower(page.String()), "src=")

		draws, err := audit.Draws(t.Context(), source, id, audit.Options{Progress: silent})
		require.NoError(t, err)
		require.Len(t, draws.Draws, 1)
		require.True(t, draws.Result.Holds(), draws)
		page.Reset()
		require.NoError(t, draws.WriteHTML(&page))
		require.Contains(t, page.String(), "Leaves that the draw met")
	}
	_, err := audit.Job(t.Context(), source, 9, silent)
	require.Error(t, err)
}

// A story with an event left out, or an amount changed, does not hold.
func TestForgedStoriesAreRefuted(t *testing.T) {
	dir, stored := storedChain(t)
	honest := openStored(t, dir)
	edit := func(kind string, change func(e abci.Event) (abci.Event, bool)) func(int64, []audit.Emitted) []audit.Emitted {
		return func(_ int64, list []audit.Emitted) (out []audit.Emitted) {
			for _, emitted := range list {
				kept := audit.Emitted{Tx: emitted.Tx}
				for _, e := range emitted.Events {
					keep := true
					if e.Type == kind {
						e, keep = change(e)
					}
					if keep {
						kept.Events = append(kept.Events, e)
					}
				}
				out = append(out, kept)
			}
			return out
		}
	}
	leaveOut := func(e abci.Event) (abci.Event, bool) { return e, false }
	payLess := func(e abci.Event) (abci.Event, bool) {
		var copied []abci.EventAttribute
		for _, a := range e.Attributes {
			if a.Key == "payments" {
				a.Value = strings.Replace(a.Value, `"amount":"`, `"amount":"1`, 1)
			}
			copied = append(copied, a)
		}
		e.Attributes = copied
		return e, true
	}
	for name, c := range map[string]struct {
		change func(int64, []audit.Emitted) []audit.Emitted
		result audit.Result
		money  string
	}{
		"no posting":     {edit("agijobs.jobs.v1.EventJobPosted", leaveOut), audit.Refuted, "nothing says where it came from"},
		"no settlement":  {edit("agijobs.jobs.v1.EventJobSettled", leaveOut), audit.Refuted, "is held for the job, which runs"},
		"no bond":        {edit("agijobs.jobs.v1.EventJobAssigned", leaveOut), audit.Refuted, "nothing says where it came from"},
		"another amount": {edit("agijobs.jobs.v1.EventJobSettled", payLess), audit.Refuted, "came in, "},
		"money from nowhere": {
			edit("agijobs.jobs.v1.EventJobSettled", paysMore), audit.Refuted,
			"the settlement had 7 more than what came in, the 0 of the treasury included: nothing says where it came from",
		},
		"the treasury's transfer": {
			aided(edit("agijobs.jobs.v1.EventJobSettled", paysMore), money.TreasuryAddress(), 7), audit.Verified,
			"7 of it the treasury added at the settlement",
		},
		"a smaller transfer": {
			aided(edit("agijobs.jobs.v1.EventJobSettled", paysMore), money.TreasuryAddress(), 5), audit.Refuted,
			"the settlement had 2 more than what came in, the 5 of the treasury included: nothing says where it came from",
		},
		"somebody else's transfer": {
			aided(edit("agijobs.jobs.v1.EventJobSettled", paysMore), money.IncentivesAddress(), 7), audit.Refuted, "had 7 more",
		},
		"money that the settlement does not have": {
			aided(edit("none", leaveOut), money.TreasuryAddress(), 7), audit.Refuted, "the settlement had 7 less than what came in",
		},
		"nothing left out": {edit("none", leaveOut), audit.Verified, "what came in went out, to the unit"},
	} {
		story, err := audit.Job(t.Context(), source{honest, c.change}, stored.Jobs[0], silent)
		require.NoError(t, err, name)
		require.Equal(t, c.result, story.Result, "%s: %v", name, story.Checks)
		at := slices.IndexFunc(story.Checks, func(c audit.Check) bool { return c.What == "money" })
		require.Contains(t, story.Checks[at].How, c.money, name)
	}
}

type change = func(int64, []audit.Emitted) []audit.Emitted

// paysMore lets a settlement have and pay 7 more than it had.
func paysMore(e abci.Event) (abci.Event, bool) {
	e.Attributes = slices.Clone(e.Attributes)
	for i, a := range e.Attributes {
		switch a.Key {
		case "money_in":
			e.Attributes[i].Value = plus(a.Value, 7)
		case "payments":
			amount := regexp.MustCompile(`"amount":("\d+")`).FindStringSubmatch(a.Value)[1]
			e.Attributes[i].Value = strings.Replace(a.Value, amount, plus(amount, 7), 1)
		}
	}
	return e, true
}

// plus adds to a quoted number.
func plus(quoted string, more int64) string {
	n, ok := math.NewIntFromString(strings.Trim(quoted, `"`))
	if !ok {
		panic(quoted)
	}
	return strconv.Quote(n.AddRaw(more).String())
}

// aided puts a transfer to x/jobs before each settlement.
func aided(first change, from sdk.AccAddress, amount int64) change {
	return func(height int64, list []audit.Emitted) (out []audit.Emitted) {
		for _, emitted := range first(height, list) {
			kept := audit.Emitted{Tx: emitted.Tx}
			for _, e := range emitted.Events {
				if e.Type == "agijobs.jobs.v1.EventJobSettled" {
					kept.Events = append(kept.Events, abci.Event{Type: "transfer", Attributes: []abci.EventAttribute{
						{Key: "recipient", Value: authtypes.NewModuleAddress("jobs").String()},
						{Key: "sender", Value: from.String()},
						{Key: "amount", Value: fmt.Sprintf("%d%s", amount, denom)},
					}})
				}
				kept.Events = append(kept.Events, e)
			}
			out = append(out, kept)
		}
		return out
	}
}

// The invariants of a stopped node hold at any height that it has; a balance that somebody has written into its database is found.
func TestInvariantsOfAStoredChain(t *testing.T) {
	dir, stored := storedChain(t)
	for _, height := range []int64{0, 4} {
		found, err := replay.CheckHome(dir, height)
		require.NoError(t, err)
		require.Equal(t, audit.Verified, found.Result)
		require.NotEmpty(t, found.Checks)
		if height == 0 {
			height = stored.Blocks
		}
		require.Equal(t, height, found.Height)
	}
	_, err := replay.CheckHome(dir, stored.Blocks+1)
	require.ErrorIs(t, err, replay.ErrNoState)
	require.ErrorIs(t, err, replay.ErrInput)
	_, err = replay.CheckExport(filepath.Join(dir, "none.json"))
	require.ErrorIs(t, err, replay.ErrInput)

	changeSupply(t, dir)
	found, err := replay.CheckHome(dir, 0)
	require.NoError(t, err)
	require.Equal(t, audit.Refuted, found.Result)
	var text, page bytes.Buffer
	require.NoError(t, found.Write(&text))
	require.NoError(t, found.WriteHTML(&page))
	require.Contains(t, text.String(), "REFUTED")
	require.Contains(t, page.String(), "refuted")
}

// changeSupply changes the last digit of the supply in its leaf.
func changeSupply(t *testing.T, dir string) {
	t.Helper()
	db, err := dbm.NewGoLevelDB("application", filepath.Join(dir, "data"), nil)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	it, err := dbm.IteratePrefix(db, []byte("s/k:bank/s"))
	require.NoError(t, err)
	supply := append([]byte{byte(len(denom) + 1), 0}, denom...)
	var key, value []byte
	for ; it.Valid(); it.Next() {
		// A leaf: height 0, size 1, then key and value with their lengths.
		if leaf := it.Value(); bytes.HasPrefix(leaf, []byte{0, 2}) && bytes.HasPrefix(leaf[2:], supply) {
			key, value = bytes.Clone(it.Key()), bytes.Clone(leaf) // the last one is the newest
		}
	}
	require.NoError(t, it.Close())
	require.NotEmpty(t, key)
	value[len(value)-1] ^= 1
	require.NoError(t, db.SetSync(key, value))
}
