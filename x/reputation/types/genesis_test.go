package types_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/reputation/types"
)

func TestGenesisValidate(t *testing.T) {
	score := func() types.Score {
		return types.Score{Address: addr(1), Role: identitytypes.ROLE_AGENT, Value: dec("1.5"), UpdatedMs: 7, Gains: 1}
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
