package keeper_test

import (
	"testing"

	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/x/validation/types"
)

// busy returns a chain in which everything that a state can hold is there.
func busy(t *testing.T) *fixture {
	t.Helper()
	f := setup(t)
	f.inOrganisation(actor(4), "acme")
	f.inOrganisation(actor(5), "acme")
	f.members(8)
	params, err := f.k.CurrentParams(f.ctx)
	require.NoError(t, err)
	params.MaxActiveSeats = 20
	_, err = f.k.UpdateParams(f.ctx, params)
	require.NoError(t, err)

	closing, seats := f.drawn(job, 3) // will be closed, with an absent, a withheld and a revealed seat
	require.NoError(t, f.commit(job, holder(seats[0]), vote(approve)))
	require.NoError(t, f.commit(job, holder(seats[1]), vote(reject)))
	f.until(closing.ClosesMs)
	f.blocks(types.DrawDelay + 1)
	_, seats = f.round(job)
	require.NoError(t, f.commit(job, holder(seats[3]), vote(approve)))
	f.blocks(1)
	require.NoError(t, f.reveal(job, holder(seats[3]), vote(approve)))
	closing, _ = f.round(job)
	f.until(closing.ClosesMs)
	f.blocks(1)

	f.drawn(job+1, 3)
	f.open(job+2, 3)
	require.NoError(t, f.leave(actor(0), types.GeneralPool))
	require.NoError(t, f.unbond(actor(1), 5*agi))
	f.blocks(types.DrawDelay + 1)
	require.NoError(t, f.unbond(actor(2), 7*agi))
	require.NoError(t, f.bond(actor(3), 1))
	f.open(job+3, 3)
	f.next(second)
	return f
}

// reborn returns a chain that starts from another one's exported state and balances.
func (f *fixture) reborn() *fixture {
	f.t.Helper()
	state, err := f.k.ExportGenesis(f.ctx)
	require.NoError(f.t, err)
	require.NoError(f.t, state.Validate())
	g := blank(f.t)
	g.at(f.ctx.BlockHeight(), f.ctx.BlockTime())
	g.clock.now = f.clock.now
	*g.identity = *f.identity // the keeper has the pointer
	source, target := f.ctx.KVStore(f.bank.key), g.ctx.KVStore(g.bank.key)
	it := source.Iterator(nil, nil)
	for ; it.Valid(); it.Next() {
		target.Set(it.Key(), it.Value())
	}
	require.NoError(f.t, it.Close())
	require.NoError(f.t, g.k.InitGenesis(g.ctx, *state))
	return g
}

func (f *fixture) exported() []byte {
	f.t.Helper()
	state, err := f.k.ExportGenesis(f.ctx)
	require.NoError(f.t, err)
	bz, err := proto.Marshal(state)
	require.NoError(f.t, err)
	return bz
}

func TestGenesisRoundTrip(t *testing.T) {
	f := busy(t)
	state, err := f.k.ExportGenesis(f.ctx)
	require.NoError(t, err)
	require.NotEmpty(t, state.Unbondings)
	require.NotEmpty(t, state.WeightChanges)
	require.NotEmpty(t, state.Leaves)
	require.NotEmpty(t, state.Beacons)
	require.Len(t, state.Params, 2)
	require.Len(t, state.Rounds, 4)

	g := f.reborn()
	g.check()
	require.Equal(t, f.exported(), g.exported())

	// The two chains go on alike: same draws, same leaves, same closes.
	for range 150 {
		for _, c := range []*fixture{f, g} {
			if c.ctx.BlockHeight()%20 == 0 {
				require.NoError(t, c.bond(actor(5), 3*agi))
			}
			if v := c.validator(actor(0)); !v.InPool(types.GeneralPool) {
				require.NoError(t, c.join(actor(0), types.GeneralPool))
			}
			c.next(second)
		}
		require.Equal(t, f.exported(), g.exported())
	}
	require.NotEmpty(t, g.hooks.closed)
	require.Equal(t, f.hooks.closed[1:], g.hooks.closed)
}

func TestGenesisDemandsTheMoney(t *testing.T) {
	f := busy(t)
	state, err := f.k.ExportGenesis(f.ctx)
	require.NoError(t, err)
	g := blank(t)
	require.ErrorIs(t, g.k.InitGenesis(g.ctx, *state), types.ErrInvalidGenesis)

	// Money that is nobody's stake would stay in the module account for ever.
	g = blank(t)
	require.NoError(t, g.bank.add(g.ctx, moduleAccount(), math.OneInt()))
	require.ErrorIs(t, g.k.InitGenesis(g.ctx, *types.DefaultGenesis()), types.ErrInvalidGenesis)
}

func TestGenesisThatIsRefused(t *testing.T) {
	f := busy(t)
	for name, spoil := range map[string]func(*types.GenesisState){
		"no params":               func(g *types.GenesisState) { g.Params = nil },
		"params version":          func(g *types.GenesisState) { g.Params[0].Version = 7 },
		"params bound":            func(g *types.GenesisState) { g.Params[0].Params.DrawsPerBlock = 0 },
		"pool twice":              func(g *types.GenesisState) { g.Pools = append(g.Pools, g.Pools[0]) },
		"pool bound":              func(g *types.GenesisState) { g.Pools[0].Id = "X" },
		"validator twice":         func(g *types.GenesisState) { g.Validators = append(g.Validators, g.Validators[0]) },
		"validator address":       func(g *types.GenesisState) { g.Validators[0].Address = "x" },
		"validator unknown pool":  func(g *types.GenesisState) { g.Validators[1].Pools = []string{"other"} },
		"validator pools twice":   func(g *types.GenesisState) { g.Validators[1].Pools = []string{"general", "general"} },
		"stake below locks":       func(g *types.GenesisState) { g.Validators[busiest(g)].Stake = math.ZeroInt() },
		"negative stake":          func(g *types.GenesisState) { g.Validators[0].Stake = math.NewInt(-1) },
		"missing stake":           func(g *types.GenesisState) { g.Validators[0].Stake = math.Int{} },
		"locks do not add up":     func(g *types.GenesisState) { g.Validators[busiest(g)].Locked = math.NewInt(1) },
		"seats do not add up":     func(g *types.GenesisState) { g.Validators[0].ActiveSeats++ },
		"unbonding not adding up": func(g *types.GenesisState) { g.Validators[0].Unbonding = math.NewInt(1) },
		"unbonding twice":         func(g *types.GenesisState) { g.Unbondings = append(g.Unbondings, g.Unbondings[0]) },
		"unbonding orphan":        func(g *types.GenesisState) { g.Unbondings[0].Validator = actor(99).String() },
		"unbonding id":            func(g *types.GenesisState) { g.NextUnbondingId = 1 },
		"no next id":              func(g *types.GenesisState) { g.NextUnbondingId = 0 },
		"unbonding zero":          func(g *types.GenesisState) { g.Unbondings[0].Amount = math.ZeroInt() },
		"unbonding due early":     func(g *types.GenesisState) { g.Unbondings[0].DueAt = g.Unbondings[0].MaturesAt.Add(-1) },
		"leaf twice":              func(g *types.GenesisState) { g.Leaves = append(g.Leaves, g.Leaves[0]) },
		"leaf orphan":             func(g *types.GenesisState) { g.Leaves[0].Validator = actor(99).String() },
		"leaf of no weight":       func(g *types.GenesisState) { g.Leaves[0].Weight = 0 },
		"leaf out of order":       func(g *types.GenesisState) { g.Leaves[0].Index = 1 << 20 },
		"leaves of a pool apart": func(g *types.GenesisState) {
			other := types.DefaultPool()
			other.Id = "other"
			g.Pools = append(g.Pools, other)
			g.Leaves = append([]types.Leaf{{Pool: "other", Validator: g.Validators[0].Address, Weight: 1}}, g.Leaves...)
		},
		"unbonding held for nothing": func(g *types.GenesisState) {
			v := types.NewValidator(actor(98))
			v.Unbonding, v.OpenUnbondings = math.OneInt(), 1
			g.Validators = append(g.Validators, v)
			u := g.Unbondings[0]
			u.Id, u.Validator, u.Amount, u.Held = g.NextUnbondingId, v.Address, math.OneInt(), true
			g.NextUnbondingId++
			g.Unbondings = append(g.Unbondings, u)
		},
		"round counts too many": func(g *types.GenesisState) { g.Rounds[1].Committed = 3 },
		"seat votes early": func(g *types.GenesisState) {
			g.Rounds[0].Status, g.Rounds[0].Result, g.Rounds[0].ClosesMs = types.ROUND_STATUS_COMMIT, 0, 9
		},
		"seat of a closed round": func(g *types.GenesisState) { withheld(g).Status = types.SEAT_STATUS_COMMITTED },
		"second leaf":            func(g *types.GenesisState) { g.Leaves[0].Validator = g.Leaves[1].Validator },
		"weight twice":           func(g *types.GenesisState) { g.WeightChanges = append(g.WeightChanges, g.WeightChanges[0]) },
		"weight orphan":          func(g *types.GenesisState) { g.WeightChanges[0].Validator = actor(99).String() },
		"weight height":          func(g *types.GenesisState) { g.WeightChanges[0].Height = 0 },
		"weight pool":            func(g *types.GenesisState) { g.WeightChanges[0].Weights = []types.PoolWeight{{Pool: "x", Weight: 1}} },
		"round twice":            func(g *types.GenesisState) { g.Rounds = append(g.Rounds, g.Rounds[0]) },
		"round pool":             func(g *types.GenesisState) { g.Rounds[0].Pool = "other" },
		"round version":          func(g *types.GenesisState) { g.Rounds[0].ReviewVersion = 3 },
		"round status":           func(g *types.GenesisState) { g.Rounds[0].Status = 9 },
		"round without deadline": func(g *types.GenesisState) { g.Rounds[1].ClosesMs = 0 },
		"round closed and due":   func(g *types.GenesisState) { g.Rounds[0].DrawHeight = 5 },
		"round result":           func(g *types.GenesisState) { g.Rounds[0].Result = 0 },
		"round missing":          func(g *types.GenesisState) { g.Rounds[1].Missing = 1 },
		"seat twice":             func(g *types.GenesisState) { g.Seats = append(g.Seats, g.Seats[0]) },
		"seat orphan":            func(g *types.GenesisState) { g.Seats[0].JobId = 5 },
		"seat number":            func(g *types.GenesisState) { g.Seats[0].Number = g.Seats[1].Number },
		"seat status":            func(g *types.GenesisState) { g.Seats[0].Status = 0 },
		"seat without commitment": func(g *types.GenesisState) {
			g.Seats[0].Status, g.Seats[0].Commitment = types.SEAT_STATUS_COMMITTED, nil
		},
		"vote on what nobody asks": func(g *types.GenesisState) { revealed(g).Vote.Checks = []types.CheckAnswer{{Check: "privacy"}} },
		"vote without an answer":   func(g *types.GenesisState) { roundOf(g, revealed(g)).Checks = []string{"privacy"} },
		"split outside of a panel": func(g *types.GenesisState) { revealed(g).Vote.Verdict = types.VOTE_VERDICT_SPLIT },
		"split found by none":      func(g *types.GenesisState) { roundOf(g, revealed(g)).Result = types.ROUND_RESULT_SPLIT },
		"round checks":             func(g *types.GenesisState) { g.Rounds[2].Checks = []string{"b", "a"} },
		"wrong votes without time": func(g *types.GenesisState) { g.Validators[0].WrongVoteMs = 1 },
		"wrong votes before time":  func(g *types.GenesisState) { g.Validators[0].WrongVotes, g.Validators[0].WrongVoteMs = 1, -1 },
		"leaf organisation":        func(g *types.GenesisState) { g.Leaves[0].Organisation = "No id" },
		"weight organisation":      func(g *types.GenesisState) { g.WeightChanges[0].Organisation = "No id" },
		"pool credentials":         func(g *types.GenesisState) { g.Pools[0].RequiredCredentials = []string{"b", "a"} },
		"seat lock":                func(g *types.GenesisState) { g.Seats[0].Lock = math.NewInt(-1) },
		"beacon length":            func(g *types.GenesisState) { g.Beacons[0].Value = nil },
		"beacon order":             func(g *types.GenesisState) { g.Beacons[0].Height = g.Beacons[1].Height },
	} {
		state, err := f.k.ExportGenesis(f.ctx)
		require.NoError(t, err)
		spoil(state)
		require.ErrorIs(t, state.Validate(), types.ErrInvalidGenesis, name)
	}
}

// withheld returns a seat that did not reveal.
func withheld(g *types.GenesisState) *types.Seat {
	for i := range g.Seats {
		if g.Seats[i].Status == types.SEAT_STATUS_WITHHELD {
			return &g.Seats[i]
		}
	}
	return nil
}

// revealed returns a seat that did.
func revealed(g *types.GenesisState) *types.Seat {
	for i := range g.Seats {
		if g.Seats[i].Status == types.SEAT_STATUS_REVEALED {
			return &g.Seats[i]
		}
	}
	return nil
}

// roundOf returns a seat's round.
func roundOf(g *types.GenesisState, s *types.Seat) *types.Round {
	for i := range g.Rounds {
		if g.Rounds[i].JobId == s.JobId && g.Rounds[i].Rung == s.Rung {
			return &g.Rounds[i]
		}
	}
	return nil
}

// busiest returns a validator that has a seat.
func busiest(g *types.GenesisState) int {
	for i, v := range g.Validators {
		if v.ActiveSeats > 0 {
			return i
		}
	}
	return -1
}
