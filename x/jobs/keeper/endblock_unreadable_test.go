package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"

	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// Without parameters nothing that is due happens; the block ends, says so, and what is due happens when the council has set them again.
func TestParametersThatCannotBeRead(t *testing.T) {
	e := testutil.New(t)
	id := post(e, withRelists(0))
	e.EndBlock()
	version, err := e.Keeper.CurrentParams.Get(e.Ctx)
	require.NoError(t, err)
	params, err := e.Keeper.Params.Get(e.Ctx, version)
	require.NoError(t, err)
	require.NoError(t, e.Keeper.CurrentParams.Remove(e.Ctx))
	e.Pass(1000 * time.Hour)

	require.NoError(t, e.Keeper.EndBlocker(e.Ctx.WithTxIndex(-1)))

	failed := testutil.EventsOf[*types.EventHookFailed](t, e.Ctx.EventManager().Events())
	require.Len(t, failed, 1)
	require.Equal(t, "jobs/due", failed[0].Hook)
	require.Zero(t, failed[0].JobId)
	require.Contains(t, failed[0].Error, collections.ErrNotFound.Error())
	require.Equal(t, types.JOB_STATUS_OPEN, e.Job(id).Status)

	require.NoError(t, e.Keeper.CurrentParams.Set(e.Ctx, version))
	_, err = e.Keeper.UpdateParams(e.Ctx, params)
	require.NoError(t, err)
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_CANCELLED, e.Job(id).Status)
}
