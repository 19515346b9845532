package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/x/validation/types"
)

// Stake that leaves just before its owner is drawn backs the seats' locks, in as many small parts as there may be. A lock
// that is released must free what it backed and put nothing else before the payments of others.
func TestAReleasedLockFreesOnlyWhatItBacked(t *testing.T) {
	f := setup(t, func(p *types.Params) { p.UnbondingPeriod = 2 * time.Minute })
	f.members(3)
	lock := func(o *types.OpenRound) { o.SeatLock = math.NewInt(50 * agi) }
	f.open(job, 3, lock)
	f.open(job+1, 3, lock)
	f.blocks(types.DrawDelay - 1)
	for range 10 {
		require.NoError(t, f.unbond(actor(0), 10*agi))
	}
	f.blocks(2)
	require.Equal(t, math.NewInt(100*agi), f.validator(actor(0)).Locked)
	for range 2 {
		f.next(90 * second) // matured; both rounds still hold their locks
		f.clock.now -= 90 * second
	}
	f.blocks(2)
	held := func() (n int) {
		require.NoError(t, f.k.Unbondings.Walk(f.ctx, nil, func(_ uint64, u types.Unbonding) (bool, error) {
			if u.Held {
				n++
			}
			return false, nil
		}))
		return n
	}
	require.Equal(t, 10, held())
	f.settle(job, types.FinalNone, true)
	require.Equal(t, 5, held())
	f.blocks(1)
	require.Equal(t, wealth-50*agi, f.balance(actor(0)))
	f.settle(job+1, types.FinalNone, true)
	require.Zero(t, held())
	f.blocks(1)
	require.Equal(t, wealth, f.balance(actor(0)))
}
