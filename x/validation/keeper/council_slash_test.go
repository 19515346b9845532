package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/agijobs/agijobs/x/validation/types"
)

func slashMsg(addr sdk.AccAddress, bps uint32) *types.MsgSlash {
	return &types.MsgSlash{Authority: authority(), Validator: addr.String(), Bps: bps, Reason: "sold its votes"}
}

// slash runs the council's message where it runs: in EndBlock, before x/validation. Whole or not at all.
func (f *fixture) slash(addr sdk.AccAddress, bps uint32) error {
	branch, write := f.ctx.WithTxIndex(-1).CacheContext()
	if _, err := f.msgs.Slash(branch, slashMsg(addr, bps)); err != nil {
		return err
	}
	write()
	return nil
}

func (f *fixture) councilSlashes() []types.CouncilSlash {
	state, err := f.k.ExportGenesis(f.ctx)
	require.NoError(f.t, err)
	return state.CouncilSlashes
}

func TestSlashByCouncil(t *testing.T) {
	f := setup(t)
	f.members(2)
	addr := actor(0)
	burnt, treasury := f.burnt(), f.treasury()
	require.NoError(t, f.slash(addr, 500))
	require.Equal(t, 100*agi, f.validator(addr).Stake.Int64(), "money moves at the end of the block")
	height := f.ctx.BlockHeight()
	f.end()
	v := f.validator(addr)
	require.Equal(t, 95*agi, v.Stake.Int64())
	require.Equal(t, 100*agi, v.DrawableStake.Int64(), "the draws see it three blocks later")
	require.Equal(t, 5*agi, f.burnt()-burnt, "all of it is burnt")
	require.Equal(t, treasury, f.treasury())
	require.Equal(t, []*types.EventSlashedByCouncil{{
		Validator: addr.String(), Bps: 500, Amount: math.NewInt(5 * agi), Reason: "sold its votes",
	}}, emitted[*types.EventSlashedByCouncil](f))
	f.blocks(types.DrawDelay + 1)
	require.Equal(t, 95*agi, f.validator(addr).DrawableStake.Int64())
	require.Greater(t, f.ctx.BlockHeight(), height)
	require.Equal(t, 100*agi, f.validator(actor(1)).Stake.Int64(), "nobody else")
}

func TestSlashIsTheAuthoritysAndOfValidators(t *testing.T) {
	f := setup(t)
	f.members(1)
	msg := slashMsg(actor(0), 500)
	msg.Authority = actor(1).String()
	_, err := f.msgs.Slash(f.ctx, msg)
	require.ErrorIs(t, err, types.ErrAuthority)
	require.ErrorIs(t, f.slash(actor(7), 500), types.ErrUnknownValidator)
	require.ErrorIs(t, f.slash(actor(0), 1_001), types.ErrSlashLimit)
	msg = slashMsg(actor(0), 500)
	msg.Reason = ""
	_, err = f.msgs.Slash(f.ctx, msg)
	require.ErrorIs(t, err, types.ErrInvalidReason)
}

// The bound holds within one block, across blocks, and for 30 days of block time to the millisecond.
func TestSlashLimitOverTime(t *testing.T) {
	f := setup(t)
	f.members(2)
	addr := actor(0)
	require.NoError(t, f.slash(addr, 600))
	require.NoError(t, f.slash(addr, 300))
	require.ErrorIs(t, f.slash(addr, 101), types.ErrSlashLimit)
	require.NoError(t, f.slash(actor(1), 1_000), "another's bound is its own")
	first := f.ctx.BlockTime()
	f.blocks(1)
	// Each is a share of what is left: 100 · 0.94 · 0.97.
	require.Equal(t, 91_180_000, int(f.validator(addr).Stake.Int64()))
	require.ErrorIs(t, f.slash(addr, 101), types.ErrSlashLimit)
	require.NoError(t, f.slash(addr, 100))
	f.blocks(1)
	require.Len(t, f.councilSlashes(), 4)

	f.at(f.ctx.BlockHeight()+1, first.Add(types.CouncilSlashWindow-time.Millisecond))
	require.ErrorIs(t, f.slash(addr, 1), types.ErrSlashLimit)
	f.end()
	require.Len(t, f.councilSlashes(), 4)
	f.at(f.ctx.BlockHeight()+1, first.Add(types.CouncilSlashWindow))
	require.NoError(t, f.slash(addr, 900))
	require.ErrorIs(t, f.slash(addr, 1), types.ErrSlashLimit)
	f.end()
	require.Len(t, f.councilSlashes(), 2, "those of 30 days ago are forgotten")
}

func TestQueryCouncilSlashes(t *testing.T) {
	f := setup(t)
	f.members(2)
	addr := actor(0)
	ask := func() *types.QueryCouncilSlashesResponse {
		res, err := f.query.CouncilSlashes(f.ctx, &types.QueryCouncilSlashesRequest{Address: addr.String()})
		require.NoError(t, err)
		return res
	}
	require.Equal(t, &types.QueryCouncilSlashesResponse{LeftBps: 1_000}, ask())

	first := f.ctx.BlockTime().UTC()
	require.NoError(t, f.slash(addr, 600))
	require.NoError(t, f.slash(actor(1), 50))
	f.blocks(1)
	second := f.ctx.BlockTime().UTC()
	require.NoError(t, f.slash(addr, 300))
	rows := []types.CouncilSlash{{Validator: addr.String(), At: first, Bps: 600}, {Validator: addr.String(), At: second, Bps: 300}}
	next := first.Add(types.CouncilSlashWindow)
	require.Equal(t, &types.QueryCouncilSlashesResponse{Slashes: rows, UsedBps: 900, LeftBps: 100, NextAt: &next}, ask())
	require.ErrorIs(t, f.slash(addr, 101), types.ErrSlashLimit)

	// A slash that counts no more is not shown, though it may not be forgotten yet.
	f.end()
	f.at(f.ctx.BlockHeight()+1, next)
	require.Len(t, f.councilSlashes(), 3)
	later := second.Add(types.CouncilSlashWindow)
	require.Equal(t, &types.QueryCouncilSlashesResponse{Slashes: rows[1:], UsedBps: 300, LeftBps: 700, NextAt: &later}, ask())

	_, err := f.query.CouncilSlashes(f.ctx, nil)
	require.ErrorContains(t, err, "empty request")
	_, err = f.query.CouncilSlashes(f.ctx, &types.QueryCouncilSlashesRequest{Address: "agi1"})
	require.ErrorContains(t, err, types.ErrInvalidAddress.Error())
	_, err = f.query.CouncilSlashes(f.ctx, &types.QueryCouncilSlashesRequest{Address: actor(7).String()})
	require.ErrorIs(t, err, types.ErrUnknownValidator)
}

func TestSlashSparesWhatSeatsLock(t *testing.T) {
	f := setup(t)
	f.members(3)
	// Each seat locks 99 of 100 AGI.
	f.open(job, 3, func(o *types.OpenRound) { o.SeatLock = math.NewInt(99 * agi) })
	f.blocks(types.DrawDelay + 1)
	addr := actor(0)
	require.Equal(t, 99*agi, f.validator(addr).Locked.Int64())
	require.NoError(t, f.slash(addr, 1_000))
	f.blocks(1)
	v := f.validator(addr)
	require.Equal(t, 99*agi, v.Stake.Int64(), "one AGI was free")
	require.Equal(t, 99*agi, v.Locked.Int64())
	require.NoError(t, f.slash(actor(1), 1_000))
	require.NoError(t, f.unbond(actor(1), agi))
	f.blocks(1)
	require.Equal(t, 99*agi, f.validator(actor(1)).Stake.Int64())
	require.Zero(t, f.validator(actor(1)).Unbonding.Int64())
	f.votes(job, approve, approve, approve)
	f.settle(job, types.FinalApproved, false)
	require.Equal(t, 99*agi, f.validator(addr).Stake.Int64(), "what was locked is not taken later")
}

// Who unbonds everything in the council's own block, or the day before, is slashed all the same.
func TestNobodyEscapesASlashByUnbonding(t *testing.T) {
	f := setup(t)
	f.members(2)
	require.NoError(t, f.unbond(actor(0), 100*agi))
	require.NoError(t, f.slash(actor(0), 1_000))
	require.NoError(t, f.unbond(actor(1), 60*agi))
	require.NoError(t, f.unbond(actor(1), 5*agi))
	f.blocks(1)
	require.Equal(t, 90*agi, f.validator(actor(0)).Unbonding.Int64())
	require.NoError(t, f.slash(actor(1), 1_000))
	require.NoError(t, f.unbond(actor(1), 31*agi))
	f.blocks(1)
	v := f.validator(actor(1))
	require.Equal(t, []int64{0, 90 * agi}, []int64{v.Stake.Int64(), v.Unbonding.Int64()}, "4 of free stake, 6 of the oldest unbonding")
	unbondings, err := f.k.Unbondings.Indexes.Validator.MatchExact(f.ctx, actor(1))
	require.NoError(t, err)
	ids, err := unbondings.PrimaryKeys()
	require.NoError(t, err)
	oldest, err := f.k.Unbondings.Get(f.ctx, ids[0])
	require.NoError(t, err)
	require.Equal(t, 54*agi, oldest.Amount.Int64())

	f.blocks(types.DrawDelay + 1)
	f.at(f.ctx.BlockHeight()+1, f.ctx.BlockTime().Add(types.DefaultParams().UnbondingPeriod+time.Second))
	f.blocks(1)
	require.Equal(t, wealth-10*agi, f.balance(actor(0)))
	require.Equal(t, wealth-10*agi, f.balance(actor(1)))
}

func TestCouncilSlashesSurviveGenesis(t *testing.T) {
	f := setup(t)
	f.members(2)
	require.NoError(t, f.slash(actor(1), 300))
	f.blocks(1)
	require.NoError(t, f.slash(actor(0), 200))
	require.NoError(t, f.slash(actor(1), 400))
	f.blocks(types.DrawDelay + 2)
	state, err := f.k.ExportGenesis(f.ctx)
	require.NoError(t, err)
	require.NoError(t, state.Validate())
	require.Len(t, state.CouncilSlashes, 3)

	g := blank(t)
	require.NoError(t, g.bank.add(g.ctx, authtypes.NewModuleAddress(types.ModuleName), state.Stake()))
	g.at(f.ctx.BlockHeight(), f.ctx.BlockTime())
	g.clock.now = f.clock.now
	require.NoError(t, g.k.InitGenesis(g.ctx, *state))
	again, err := g.k.ExportGenesis(g.ctx)
	require.NoError(t, err)
	require.Equal(t, state, again)
	require.ErrorIs(t, g.slash(actor(1), 301), types.ErrSlashLimit)
	require.NoError(t, g.slash(actor(1), 300))
	g.end()
}
