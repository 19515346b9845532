package types

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// canaryGenesis has a root in each state, a barred office, and a canary with a held slash.
func canaryGenesis() GenesisState {
	g := *DefaultGenesis()
	somebody := testLeaf().Employer
	v := NewValidator(sdk.MustAccAddressFromBech32(somebody))
	g.Validators = []Validator{v}
	at := time.Unix(1_900_000_000, 0).UTC()
	root := CanaryRoot{Office: "audit", Day: 1, Auditor: somebody, Root: make([]byte, HashLen), RegisteredHeight: 4, DiscloseBy: at}
	shown, overdue := root, root
	shown.Day, shown.Disclosed = 2, true
	overdue.Day, overdue.Overdue = 3, true
	g.CanaryRoots = []CanaryRoot{root, shown, overdue}
	g.CanaryOffices = []CanaryOffice{{Office: "audit", Reason: CanaryOverdue, BarredAt: at}}
	due := at.Add(time.Hour)
	g.OpenedCanaries = []OpenedCanary{{JobId: 7, Office: "audit", Day: 1, Leaf: testLeaf(), SubmittedHeight: 9, DueAt: &due}}
	g.CanarySlashes = []CanarySlash{{
		JobId: 7, Validator: somebody, Amount: math.NewInt(12), Bps: 3, SlashedAt: at, FinalAt: due, BurnBps: 5_000,
	}}
	return g
}

func TestGenesisOfCanaries(t *testing.T) {
	good := canaryGenesis()
	require.NoError(t, good.Validate())
	require.Equal(t, "12", good.Stake().String(), "the module account holds what is held")
	for name, change := range map[string]func(*GenesisState){
		"root twice":           func(g *GenesisState) { g.CanaryRoots[1].Day = 1 },
		"root of no office":    func(g *GenesisState) { g.CanaryRoots[0].Office = "" },
		"root of nobody":       func(g *GenesisState) { g.CanaryRoots[0].Auditor = "x" },
		"short root":           func(g *GenesisState) { g.CanaryRoots[0].Root = nil },
		"root of no block":     func(g *GenesisState) { g.CanaryRoots[0].RegisteredHeight = 0 },
		"root without a time":  func(g *GenesisState) { g.CanaryRoots[0].DiscloseBy = time.Time{} },
		"shown and overdue":    func(g *GenesisState) { g.CanaryRoots[1].Overdue = true },
		"barred twice":         func(g *GenesisState) { g.CanaryOffices = append(g.CanaryOffices, g.CanaryOffices[0]) },
		"barred for no reason": func(g *GenesisState) { g.CanaryOffices[0].Reason = "" },
		"barred, but who":      func(g *GenesisState) { g.CanaryOffices[0].Office = "A" },
		"opened twice":         func(g *GenesisState) { g.OpenedCanaries = append(g.OpenedCanaries, g.OpenedCanaries[0]) },
		"same work": func(g *GenesisState) {
			o := g.OpenedCanaries[0]
			o.JobId = 8
			g.OpenedCanaries = append(g.OpenedCanaries, o)
		},
		"opened by nobody":         func(g *GenesisState) { g.OpenedCanaries[0].Office = "" },
		"opened no job":            func(g *GenesisState) { g.OpenedCanaries[0].JobId = 0 },
		"opened without a verdict": func(g *GenesisState) { g.OpenedCanaries[0].Leaf = CanaryLeaf{Salt: make([]byte, SaltLen)} },
		"opened, bad leaf":         func(g *GenesisState) { g.OpenedCanaries[0].Leaf.Salt = nil },
		"handed in never":          func(g *GenesisState) { g.OpenedCanaries[0].SubmittedHeight = 0 },
		"void for no reason":       func(g *GenesisState) { g.OpenedCanaries[0].Voided = "because" },
		"void and final":           func(g *GenesisState) { o := &g.OpenedCanaries[0]; o.Voided, o.Final = CanaryOverdue, true },
		"void, due never":          func(g *GenesisState) { o := &g.OpenedCanaries[0]; o.Voided, o.DueAt = CanaryOverdue, nil },
		"final, due never":         func(g *GenesisState) { o := &g.OpenedCanaries[0]; o.Final, o.DueAt, g.CanarySlashes = true, nil, nil },
		"slash before settlement":  func(g *GenesisState) { g.OpenedCanaries[0].DueAt = nil },
		"slash of no canary":       func(g *GenesisState) { g.CanarySlashes[0].JobId = 8 },
		"slash of nobody":          func(g *GenesisState) { g.CanarySlashes[0].Validator = "x" },
		"slash twice":              func(g *GenesisState) { g.CanarySlashes = append(g.CanarySlashes, g.CanarySlashes[0]) },
		"slash on no rung":         func(g *GenesisState) { g.CanarySlashes[0].Rung = MaxRung + 1 },
		"slash below 0":            func(g *GenesisState) { g.CanarySlashes[0].Amount = math.NewInt(-1) },
		"slash that is final":      func(g *GenesisState) { g.OpenedCanaries[0].Final = true },
		"slash that counts not":    func(g *GenesisState) { g.CanarySlashes[0].Bps = 0 },
		"slash beyond all":         func(g *GenesisState) { g.CanarySlashes[0].Bps = 10_001 },
		"burns beyond all":         func(g *GenesisState) { g.CanarySlashes[0].BurnBps = 10_001 },
		"final before it was made": func(g *GenesisState) { g.CanarySlashes[0].FinalAt = g.CanarySlashes[0].SlashedAt.Add(-1) },
	} {
		t.Run(name, func(t *testing.T) {
			g := canaryGenesis()
			change(&g)
			require.ErrorIs(t, g.Validate(), ErrInvalidGenesis)
		})
	}
}
