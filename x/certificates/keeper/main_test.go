package keeper_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/x/certificates/testutil"
)

func TestMain(m *testing.M) {
	testutil.SetPrefix()
	os.Exit(m.Run())
}

// events runs act and returns the typed events that it emitted.
func events(t *testing.T, f *testutil.Fixture, act func(ctx sdk.Context)) []any {
	t.Helper()
	ctx := f.Ctx.WithEventManager(sdk.NewEventManager())
	act(ctx)
	var out []any
	for _, e := range ctx.EventManager().ABCIEvents() {
		msg, err := sdk.ParseTypedEvent(e)
		require.NoError(t, err)
		out = append(out, msg)
	}
	return out
}

func sound(t *testing.T, f *testutil.Fixture) {
	t.Helper()
	require.Empty(t, invariant.Check(f.Ctx, f.Keeper.Invariants()))
}
