package keeper_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/x/validation/types"
)

type fakeBrake struct{ paused bool }

func (b *fakeBrake) Paused(context.Context) (bool, error) { return b.paused, nil }

// While the market is paused nobody is drawn, nor drawn again; afterwards the draw has the seed of its own block.
func TestNobodyIsDrawnWhilePaused(t *testing.T) {
	f := setup(t)
	brake := &fakeBrake{paused: true}
	f.k.SetBrake(brake)
	require.Panics(t, func() { f.k.SetBrake(brake) })
	f.members(9)
	f.open(job, 3)
	f.blocks(types.DrawDelay + 20)
	round, _ := f.round(job)
	require.Equal(t, types.ROUND_STATUS_DRAWING, round.Status)
	brake.paused = false
	f.end()
	round, seats := f.round(job)
	require.Equal(t, types.ROUND_STATUS_COMMIT, round.Status)
	require.Len(t, seats, 3)
	response, err := f.query.Beacon(f.ctx, &types.QueryBeaconRequest{})
	require.NoError(t, err)
	n := len(response.Beacons)
	seed := types.DrawSeed(chainID, job, 0, 0, response.Beacons[n-2].Value, response.Beacons[n-1].Value)
	require.Equal(t, seed[:], emitted[*types.EventCommitteeDrawn](f)[0].Seed)

	// Nobody commits: the absent are found, since the clock runs in this test, but nobody takes their seats.
	f.blocks(1)
	brake.paused = true
	f.next(types.DefaultParams().CommitWindow.Milliseconds())
	f.blocks(types.DrawDelay + 5)
	round, _ = f.round(job)
	require.Equal(t, types.ROUND_STATUS_DRAWING, round.Status)
	require.Equal(t, uint32(1), round.Attempt)
	brake.paused = false
	f.blocks(1)
	round, _ = f.round(job)
	require.Equal(t, types.ROUND_STATUS_COMMIT, round.Status)
}
