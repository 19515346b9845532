package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

// A new chain on which nothing happens for a week costs what its owner's parameters say, and mints nothing.
func TestAnIdleWeekOfANewChain(t *testing.T) {
	// ARRANGE: pool and treasury are empty.
	f := began(t, types.DefaultLoops()...)
	neutral := jobstypes.Prices{
		ValidationFeeBps: f.jobs.Params.ValidationFeeBps, ProtocolFeeBps: f.jobs.Params.ProtocolFeeBps, SeatLockBps: jobstypes.BpsDenominator,
	}

	for range 7 * 24 {
		// ACT
		f.pass(time.Hour)
		events := f.endBlock()

		// ASSERT
		require.Empty(t, of[*types.EventFoldFailed](events))
		require.Empty(t, of[*types.EventAlarm](events))
		require.Empty(t, of[*types.EventEmitted](events))
		require.NotEmpty(t, of[*types.EventLoopStepped](events))
		for _, e := range of[*types.EventLoopStepped](events) {
			require.Equal(t, types.STEP_MODE_NO_DATA, e.Step.Mode, e.Step.LoopId)
		}
		for _, category := range f.jobs.Categories {
			require.Equal(t, neutral, f.prices(category.Slug))
		}
	}
}
