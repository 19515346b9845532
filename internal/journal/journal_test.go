package journal_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/journal"
)

func setup(t testing.TB) (sdk.Context, journal.Journal) {
	t.Helper()
	key := storetypes.NewTransientStoreKey("transient_test")
	tc := testutil.DefaultContextWithDB(t, storetypes.NewKVStoreKey("test"), key)
	return tc.Ctx.WithExecMode(sdk.ExecModeFinalize), journal.New(key)
}

func TestSlots(t *testing.T) {
	ctx, _ := setup(t)
	for _, tc := range []struct {
		name string
		ctx  sdk.Context
		want uint32
		err  error
	}{
		{"message in EndBlock", ctx, journal.BlockSlot, nil},
		{"first transaction", ctx.WithTxIndex(0), 1, nil},
		{"last transaction that fits", ctx.WithTxIndex(journal.SimulationSlot - 2), journal.SimulationSlot - 1, nil},
		{"one too many", ctx.WithTxIndex(journal.SimulationSlot - 1), 0, journal.ErrSlot},
		{"gas simulation", ctx.WithTxIndex(3).WithExecMode(sdk.ExecModeSimulate), journal.SimulationSlot, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			slot, err := journal.Slot(tc.ctx)
			require.ErrorIs(t, err, tc.err)
			require.Equal(t, tc.want, slot)
		})
	}
}

func TestDrainFollowsTheOrderOfTheBlock(t *testing.T) {
	ctx, j := setup(t)
	add := func(tx int, job uint64) {
		require.NoError(t, j.Append(ctx.WithTxIndex(tx), journal.Entry{Kind: 1, JobID: job}))
	}
	add(300, 5)
	add(2, 3)
	add(-1, 1)
	add(2, 4)
	add(-1, 2)
	entries, err := j.Drain(ctx)
	require.NoError(t, err)
	var jobs []uint64
	for _, e := range entries {
		jobs = append(jobs, e.JobID)
	}
	require.Equal(t, []uint64{1, 2, 3, 4, 5}, jobs)

	again, err := j.Drain(ctx)
	require.NoError(t, err)
	require.Empty(t, again, "a journal drains once")
}

func TestCountRunsPerSlot(t *testing.T) {
	ctx, j := setup(t)
	for want := range uint32(3) {
		slot, n, err := j.Count(ctx.WithTxIndex(6))
		require.NoError(t, err)
		require.Equal(t, uint32(7), slot)
		require.Equal(t, want, n)
	}
	_, n, err := j.Count(ctx.WithTxIndex(7))
	require.NoError(t, err)
	require.Zero(t, n)
}

func TestEntriesComeBackAsWritten(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		ctx, j := setup(t)
		want := journal.Entry{
			Kind: rapid.Byte().Draw(r, "kind"), JobID: rapid.Uint64().Draw(r, "job"), Rung: rapid.Uint32().Draw(r, "rung"),
			Address: rapid.SliceOfN(rapid.Byte(), 0, 255).Draw(r, "address"),
			Amount:  math.NewIntFromUint64(rapid.Uint64().Draw(r, "amount")),
		}
		require.NoError(t, j.Append(ctx, want))
		got, err := j.Drain(ctx)
		require.NoError(t, err)
		require.Len(t, got, 1)
		require.Equal(t, []byte(want.Address), append([]byte{}, got[0].Address...))
		require.True(t, want.Amount.Equal(got[0].Amount))
		require.Equal(t, [3]any{want.Kind, want.JobID, want.Rung}, [3]any{got[0].Kind, got[0].JobID, got[0].Rung})
	})
}

func TestRefusesWhatItCannotWrite(t *testing.T) {
	ctx, j := setup(t)
	require.ErrorContains(t, j.Append(ctx, journal.Entry{Address: make([]byte, 256)}), "address of 256 bytes")
	require.ErrorContains(t, j.Append(ctx, journal.Entry{Amount: math.NewInt(-1)}), "negative amount")
}
