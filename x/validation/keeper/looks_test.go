package keeper_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/validation/types"
)

// Every reason for which somebody is passed over stands in the event under its own name. Five seats are wanted of four
// members, so that the draw meets all of them.
func TestADrawSaysWhatBecameOfEachLeaf(t *testing.T) {
	odd := actor(0)
	alter := func(change func(v *types.Validator)) func(*fixture, *types.OpenRound) {
		return func(f *fixture, _ *types.OpenRound) {
			v := f.validator(odd)
			change(&v)
			require.NoError(f.t, f.k.Validators.Set(f.ctx, odd, v))
		}
	}
	for want, prepare := range map[string]func(f *fixture, o *types.OpenRound){
		types.LookJailed: alter(func(v *types.Validator) { v.JailedUntilMs = 1 }),
		types.LookFull: func(f *fixture, o *types.OpenRound) {
			f.open(job+1, 1, func(o *types.OpenRound) {
				o.Excluded = []string{actor(1).String(), actor(2).String(), actor(3).String()}
			})
			f.blocks(types.DrawDelay + 1)
		},
		types.LookStake: alter(func(v *types.Validator) { v.DrawableStake = math.OneInt() }),
		types.LookLock:  alter(func(v *types.Validator) { v.DrawableStake = math.NewInt(10*agi - 1) }),
		types.LookServed: func(f *fixture, o *types.OpenRound) {
			f.open(job, 1, func(o *types.OpenRound) {
				o.Excluded = []string{actor(1).String(), actor(2).String(), actor(3).String()}
			})
			f.blocks(types.DrawDelay + 1)
			f.votes(job, approve)
			o.Rung = 1
		},
		types.LookUnreadable: func(f *fixture, _ *types.OpenRound) {
			f.identity.fail = func(a sdk.AccAddress) error { return map[bool]error{true: errTest}[a.Equals(odd)] }
		},
		types.LookUndrawable: func(f *fixture, _ *types.OpenRound) {
			f.identity.drawable = func(a sdk.AccAddress) (bool, error) { return !a.Equals(odd), nil }
		},
		types.LookKin: func(f *fixture, o *types.OpenRound) {
			f.agentOf(odd, actor(9))
			o.Excluded = []string{actor(9).String()}
		},
	} {
		t.Run(want, func(t *testing.T) {
			// ARRANGE
			f := setup(t, func(p *types.Params) {
				p.MaxActiveSeats = map[bool]uint32{true: 1, false: 10}[want == types.LookFull]
			})
			if want == types.LookLock || want == types.LookStake {
				pool := types.DefaultPool()
				pool.MinStake = math.NewInt(2)
				require.NoError(t, f.k.SetPool(f.ctx, pool))
			}
			f.members(4)
			open := types.OpenRound{}
			prepare(f, &open)
			f.open(job, 5, func(o *types.OpenRound) { o.Rung, o.Excluded = open.Rung, open.Excluded })
			// ACT
			f.blocks(types.DrawDelay)
			f.end()
			// ASSERT
			drawn := emitted[*types.EventCommitteeDrawn](f)
			require.Len(t, drawn, 1)
			require.False(t, drawn[0].LooksCut)
			require.Len(t, drawn[0].Looks, 4)
			leaves := f.leaves()
			var seated []string
			for _, look := range drawn[0].Looks {
				at := slices.IndexFunc(leaves, func(l types.Leaf) bool { return l.Index == look.Index })
				require.Equal(t, leaves[at].Validator, look.Validator)
				require.Equal(t, leaves[at].Weight, look.Weight)
				if look.Validator == odd.String() {
					require.Equal(t, want, look.Outcome)
					continue
				}
				require.Equal(t, types.LookSeated, look.Outcome)
				seated = append(seated, look.Validator)
			}
			require.Equal(t, drawn[0].Seats, seated)
		})
	}
}

// Who was passed over because its organisation had a seat is met again, and seated, in the second pass.
func TestADrawSaysWhoWasPassedOverInTheFirstPass(t *testing.T) {
	f := setup(t)
	for i := range 3 {
		f.inOrganisation(actor(i), "one")
	}
	f.members(3)
	f.open(job, 3)
	f.blocks(types.DrawDelay)
	f.end()
	looks := emitted[*types.EventCommitteeDrawn](f)[0].Looks
	var outcomes []string
	for _, l := range looks {
		outcomes = append(outcomes, l.Outcome)
	}
	require.Equal(t, []string{types.LookSeated, types.LookSpread, types.LookSpread, types.LookSeated, types.LookSeated}, outcomes)
}

// A draw that seats nobody says as much of itself.
func TestADrawThatSeatsNobodySaysWhy(t *testing.T) {
	f := setup(t)
	f.members(2)
	f.identity.drawable = func(a sdk.AccAddress) (bool, error) { return false, nil }
	f.open(job, 3)
	f.blocks(types.DrawDelay)
	f.end()
	failed := emitted[*types.EventCommitteeNotDrawn](f)
	require.Len(t, failed, 1)
	require.Equal(t, uint64(2*100*100), failed[0].TotalWeight)
	require.Equal(t, types.GeneralPool, failed[0].Pool)
	require.Len(t, failed[0].Seed, 32)
	require.Equal(t, uint32(3), failed[0].Wanted)
	require.Len(t, failed[0].Looks, 2)
	for _, l := range failed[0].Looks {
		require.Equal(t, types.LookUndrawable, l.Outcome)
	}
}

// An event stays bounded however many leaves a draw meets, and says that its list is cut.
func TestALongListOfLooksIsCut(t *testing.T) {
	const members, apart = 4_000, 250
	f := crowd(t, members)
	able := map[string]bool{}
	for i := 0; i < members; i += apart {
		able[actor(i).String()] = true
	}
	f.identity.drawable = func(a sdk.AccAddress) (bool, error) { return able[a.String()], nil }
	f.open(job, 15)
	for range types.DrawDelay {
		f.endBlock()
		f.nextHeight()
	}
	f.endBlock()
	drawn := emitted[*types.EventCommitteeDrawn](f)
	require.Len(t, drawn, 1)
	require.Equal(t, types.MaxLooks, len(drawn[0].Looks))
	require.True(t, drawn[0].LooksCut)
}
