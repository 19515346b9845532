package keeper_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/money"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/validation/types"
)

// Random lives: whatever messages come in whatever order, every block keeps the invariants and no coin appears or
// disappears, the state exported at the end starts an equal chain, and in the end everybody can leave with what is left.
func TestRandomLives(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { life(t, rand.New(rand.NewPCG(seed, 1))) })
	}
}

const population = 9

func life(t *testing.T, r *rand.Rand) {
	f := setup(t, func(p *types.Params) {
		p.UnbondingPeriod, p.JailDuration, p.JailAfter = time.Minute, time.Minute, 2
		p.CommitWindow, p.RevealWindow = 8*time.Second, 8*time.Second
		p.DrawsPerBlock, p.ClosesPerBlock, p.WeightsPerBlock, p.UnbondingsPerBlock = 2, 2, 3, 2
		p.MaxActiveSeats = 4
	})
	f.members(population)
	supply := f.supply()
	var jobs []uint64
	for n := range 160 {
		if r.IntN(6) == 0 {
			jobs = append(jobs, job+uint64(n))
			f.open(jobs[len(jobs)-1], uint32(3+2*r.IntN(2)), func(o *types.OpenRound) { o.SeatLock = math.NewInt(agi * (1 + r.Int64N(30))) })
		}
		for range r.IntN(5) {
			f.anything(r)
		}
		f.vote(r, jobs)
		f.end()
		jobs = f.settleSome(r, jobs, 8)
		f.check()
		require.Equal(t, supply, f.supply())
		f.at(f.ctx.BlockHeight()+1, f.ctx.BlockTime().Add(time.Second))
		f.clock.now += second
	}
	f.end()
	require.Equal(t, f.exported(), f.reborn().exported())
	f.everybodyLeaves(r, jobs)
	require.Equal(t, supply, f.supply())
}

func (f *fixture) supply() int64 {
	sum := f.treasury() + f.burnt() + f.stakeHeld()
	for i := range population {
		sum += f.balance(actor(i))
	}
	return sum
}

func (f *fixture) stakeHeld() int64 {
	balance, err := money.New(f.bank, fakeBooks{bank: f.bank}, types.ModuleName).Balance(f.ctx)
	require.NoError(f.t, err)
	return balance.Int64()
}

// anything sends a message that may be refused, or revokes somebody.
func (f *fixture) anything(r *rand.Rand) {
	who, amount := actor(r.IntN(population)), 1+r.Int64N(40*agi)
	var refused error
	switch r.IntN(13) {
	case 0, 1, 2:
		refused = f.bond(who, amount)
	case 3, 4, 5:
		refused = f.unbond(who, amount)
	case 6, 7:
		refused = f.join(who, types.GeneralPool)
	case 8:
		refused = f.leave(who, types.GeneralPool)
	case 9, 10:
		refused = f.unjail(who)
	case 11:
		if r.IntN(40) == 0 {
			f.identity.participants[who.String()] = revokedParticipant(who)
			refused = f.k.AfterRevoked(f.ctx, who)
		}
	case 12:
		if p := f.identity.participants[who.String()]; p.Status != identitytypes.PARTICIPANT_STATUS_REVOKED {
			f.inOrganisation(who, []string{"", "acme", "umbrella"}[r.IntN(3)])
		}
	}
	if refused != nil {
		f.t.Log(refused)
	}
}

// vote has most seats do what they should.
func (f *fixture) vote(r *rand.Rand, jobs []uint64) {
	for _, id := range jobs {
		_, seats := f.round(id)
		for _, s := range seats {
			v := vote([]types.VoteVerdict{approve, approve, reject, vague}[(s.Number+uint32(id))%4])
			if r.IntN(4) == 0 && f.commit(id, holder(s), v) != nil && f.reveal(id, holder(s), v) != nil {
				continue
			}
		}
	}
}

// settleSome settles closed jobs one time in four, and once in a while one that is not closed.
func (f *fixture) settleSome(r *rand.Rand, jobs []uint64, odds int) []uint64 {
	var left []uint64
	for _, id := range jobs {
		round, _ := f.round(id)
		if (round.Status == types.ROUND_STATUS_CLOSED && r.IntN(4) == 0) || r.IntN(odds*8) == 0 {
			f.settle(id, types.FinalVerdict(r.IntN(4)), r.IntN(2) == 0)
			continue
		}
		left = append(left, id)
	}
	return left
}

func (f *fixture) everybodyLeaves(r *rand.Rand, jobs []uint64) {
	for _, id := range jobs {
		f.settle(id, types.FinalVerdict(r.IntN(4)), true)
	}
	f.blocks(1)
	for i := range population {
		if v := f.validator(actor(i)); v.OpenUnbondings < types.MaxOpenUnbondings && v.Stake.IsPositive() {
			require.NoError(f.t, f.unbond(actor(i), v.Stake.Int64()))
		}
	}
	for range 250 {
		f.next(2 * second)
	}
	for i := range population {
		require.True(f.t, f.validator(actor(i)).Backing().IsZero())
	}
	require.Zero(f.t, f.stakeHeld())
	require.Empty(f.t, f.leaves())
	var rest sdk.AccAddress
	require.NoError(f.t, f.k.Validators.Walk(f.ctx, nil, func(addr sdk.AccAddress, v types.Validator) (bool, error) {
		if v.ActiveSeats > 0 || v.OpenUnbondings > 0 {
			rest = addr
		}
		return false, nil
	}))
	require.Nil(f.t, rest)
}
