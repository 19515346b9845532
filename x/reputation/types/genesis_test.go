package types_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/reputation/types"
)

func TestGenesisValidate(t *testing.T) {
	score := func() types.Score {
		return types.Score{Address: addr(1), Role: identitytypes.ROLE_AGENT, Value: dec("1.5"), UpdatedMs: 7, Gains: 1}
	}
	record := func() types.Record {
		return types.NewRecord(sdk.MustAccAddressFromBech32(addr(1)), identitytypes.ROLE_AGENT)
	}
	change := func(n byte, sequence uint64) types.Change {
		c := types.DefaultParams().Correction(math.ZeroInt(), "case 1")
		c.Address, c.Role, c.Sequence = addr(n), identitytypes.ROLE_AGENT, sequence
		return c
	}
	for _, tc := range []struct {
		name   string
		change func(g *types.GenesisState)
		want   string // empty: valid
	}{
		{"default", func(*types.GenesisState) {}, ""},
		{"one score", func(g *types.GenesisState) { g.Scores = []types.Score{score()} }, ""},
		{"two roles", func(g *types.GenesisState) {
			second := score()
			second.Role = identitytypes.ROLE_EMPLOYER
			g.Scores = []types.Score{score(), second}
		}, ""},
		{"above the cap", func(g *types.GenesisState) {
			g.Scores = []types.Score{score()}
			g.Scores[0].Value = math.LegacyNewDecFromInt(g.Params.Cap).MulInt64(2)
		}, ""},
		{"bad params", func(g *types.GenesisState) { g.Params.UnitPoints = 0 }, "unit_points is 0"},
		{"duplicate", func(g *types.GenesisState) { g.Scores = []types.Score{score(), score()} }, "score 1: second score of " + addr(1) + " as ROLE_AGENT"},
		{"bad address", func(g *types.GenesisState) { g.Scores = []types.Score{score()}; g.Scores[0].Address = "x" }, `score 0: address "x"`},
		{"duplicate in capitals", func(g *types.GenesisState) {
			g.Scores = []types.Score{score(), score()}
			g.Scores[1].Address = strings.ToUpper(addr(1))
		}, "score 1: address: write " + strings.ToUpper(addr(1)) + " as " + addr(1)},
		{"bad role", func(g *types.GenesisState) { g.Scores = []types.Score{score()}; g.Scores[0].Role = 4 }, "ROLE_MODERATOR"},
		{"negative", func(g *types.GenesisState) { g.Scores = []types.Score{score()}; g.Scores[0].Value = dec("-1") }, "not within 0"},
		{"missing", func(g *types.GenesisState) { g.Scores = []types.Score{score()}; g.Scores[0].Value = math.LegacyDec{} }, "not within 0"},
		{"beyond every cap", func(g *types.GenesisState) {
			g.Scores = []types.Score{score()}
			g.Scores[0].Value = math.LegacyNewDecFromInt(types.MaxCap).Add(math.LegacySmallestDec())
		}, "not within 0"},
		{"a category of an employer", func(g *types.GenesisState) {
			g.Scores = []types.Score{score()}
			g.Scores[0].Role, g.Scores[0].Category = identitytypes.ROLE_EMPLOYER, "code"
		}, "only agents have scores by category"},
		{"a category that is no slug", func(g *types.GenesisState) { g.Scores = []types.Score{score()}; g.Scores[0].Category = "a\x00b" }, "a-z, 0-9"},
		{"two categories", func(g *types.GenesisState) {
			second := score()
			second.Category = "code"
			g.Scores = []types.Score{score(), second}
		}, ""},
		{"a record twice", func(g *types.GenesisState) { g.Records = []types.Record{record(), record()} }, "record 1: second record of " + addr(1) + " as ROLE_AGENT"},
		{"records", func(g *types.GenesisState) { g.Records = []types.Record{record()} }, ""},
		{"a record without amounts", func(g *types.GenesisState) { g.Records = []types.Record{record()}; g.Records[0].Turnover = math.Int{} }, "record 0: an amount is"},
		{"more on time than handed in", func(g *types.GenesisState) { g.Records = []types.Record{record()}; g.Records[0].OnTime = 1 }, "on_time 1 of 0"},
		{"more quality than can be", func(g *types.GenesisState) { g.Records = []types.Record{record()}; g.Records[0].Quality = 1 }, "quality 1 of 0"},
		{"pairs", func(g *types.GenesisState) {
			g.Pairs = []types.Pair{{First: "a", Second: "b", GainsMs: []int64{1, 1, 2}}}
		}, ""},
		{"a pair twice", func(g *types.GenesisState) {
			g.Pairs = []types.Pair{{First: "a", Second: "b", GainsMs: []int64{1}}, {First: "a", Second: "b", GainsMs: []int64{2}}}
		}, "pair 1: second pair of a and b"},
		{"a pair of one", func(g *types.GenesisState) { g.Pairs = []types.Pair{{First: "a", Second: "a", GainsMs: []int64{1}}} }, `pair 0: a pair is of "a" and "a"`},
		{"a pair without gains", func(g *types.GenesisState) { g.Pairs = []types.Pair{{First: "a", Second: "b"}} }, "1 to 16 times in order"},
		{"too many gains", func(g *types.GenesisState) {
			g.Pairs = []types.Pair{{First: "a", Second: "b", GainsMs: make([]int64, 17)}}
		}, "1 to 16 times in order"},
		{"changes", func(g *types.GenesisState) { g.Changes = []types.Change{change(1, 4), change(1, 5), change(2, 1)} }, ""},
		{"a gap in the changes", func(g *types.GenesisState) { g.Changes = []types.Change{change(1, 4), change(1, 6)} }, "change 1: number 6 of " + addr(1) + " after number 4"},
		{"changes apart", func(g *types.GenesisState) {
			g.Changes = []types.Change{change(1, 4), change(2, 1), change(1, 5)}
		}, "change 2: number 5 of " + addr(1)},
		{"a change that does not add up", func(g *types.GenesisState) {
			g.Changes = []types.Change{change(1, 4)}
			g.Changes[0].By = dec("1")
		}, "change 0: 0.000000000000000000 and 1.000000000000000000 are not 0.000000000000000000"},
		{"a change without a reason", func(g *types.GenesisState) { g.Changes = []types.Change{change(1, 4)}; g.Changes[0].Reason = "" }, "change 0: reason has 0 bytes"},
		{"a change without a cap", func(g *types.GenesisState) { g.Changes = []types.Change{change(1, 4)}; g.Changes[0].Cap = math.Int{} }, "change 0: cap"},
		{"a change without a number", func(g *types.GenesisState) { g.Changes = []types.Change{change(1, 0)} }, "change 0: sequence is 0"},
		{"negative time", func(g *types.GenesisState) { g.Scores = []types.Score{score()}; g.Scores[0].UpdatedMs = -1 }, "updated_ms is -1"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			gs := types.DefaultGenesis()
			tc.change(gs)
			err := gs.Validate()
			if tc.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, tc.want)
		})
	}
}
