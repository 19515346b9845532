package cached_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/cached"
)

func TestRun(t *testing.T) {
	boom := errors.New("boom")
	for _, tc := range []struct {
		name  string
		after func() error
		err   string
		kept  bool
	}{
		{"success is kept", func() error { return nil }, "", true},
		{"an error leaves nothing", func() error { return boom }, "boom", false},
		{"a panic leaves nothing", func() error { panic("boom") }, "panic: boom", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			key := storetypes.NewKVStoreKey("test")
			ctx := testutil.DefaultContextWithDB(t, key, storetypes.NewTransientStoreKey("t")).Ctx.WithEventManager(sdk.NewEventManager())
			err := cached.Run(ctx, func(ctx sdk.Context) error {
				ctx.KVStore(key).Set([]byte("k"), []byte("v"))
				ctx.EventManager().EmitEvent(sdk.NewEvent("inner"))
				return tc.after()
			})
			if tc.err == "" {
				require.NoError(t, err)
			} else {
				require.EqualError(t, err, tc.err)
			}
			require.Equal(t, tc.kept, ctx.KVStore(key).Has([]byte("k")))
			require.Len(t, ctx.EventManager().Events(), map[bool]int{true: 1, false: 0}[tc.kept], "events follow the state, once")
		})
	}
}
