package cmd

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/agijobs/agijobs/internal/cliutil"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

// thermostatNode knows whether the loops are held.
type thermostatNode struct {
	types.QueryClient
	frozen bool
}

func (n thermostatNode) Loops(context.Context, *types.QueryLoopsRequest, ...grpc.CallOption) (*types.QueryLoopsResponse, error) {
	return &types.QueryLoopsResponse{Frozen: n.frozen}, nil
}

// A mistake in a proposal about the loops shows before the council votes, not after.
func TestThermostatMistakesAreFoundFirst(t *testing.T) {
	for _, frozen := range []bool{true, false} {
		require.NoError(t, holdable(context.Background(), thermostatNode{frozen: !frozen}, frozen))
		require.ErrorIs(t, holdable(context.Background(), thermostatNode{frozen: frozen}, frozen), types.ErrFrozen)
	}

	now := &types.QueryLoopResponse{
		Loop:   types.Loop{Id: "reward", Actuator: types.ACTUATOR_REWARD, OutMin: 100, OutMax: 4_000},
		States: []types.LoopState{{Category: "data", Override: &types.Override{Value: 7}}, {Category: "general"}},
	}
	require.NoError(t, turnable(now, &types.MsgOverride{Category: "general", Value: 100, Duration: time.Hour}))
	require.NoError(t, turnable(now, &types.MsgOverride{Category: "general", Value: 4_000, Duration: time.Hour}))
	require.NoError(t, turnable(now, &types.MsgOverride{Category: "data"}))
	require.ErrorIs(t, turnable(now, &types.MsgOverride{Category: "general"}), types.ErrNotOverridden)
	require.ErrorIs(t, turnable(now, &types.MsgOverride{Value: 100, Duration: time.Hour}), types.ErrCategoryNeeded)
	for _, value := range []uint32{99, 4_001} {
		require.ErrorIs(t, turnable(now, &types.MsgOverride{Category: "data", Value: value, Duration: time.Hour}), types.ErrInvalidOverride)
	}
	// What a page does not show may be overridden.
	now.Pagination = &query.PageResponse{NextKey: []byte("z")}
	require.NoError(t, turnable(now, &types.MsgOverride{Category: "zoology"}))
}

// What needs no node to be wrong is refused without one.
func TestThermostatOwnerRefuses(t *testing.T) {
	for want, args := range map[string][]string{
		"required flag":                   {"freeze"},
		`"lots" is no value`:              {"override", "reward", "lots", "1h"},
		`"soon" is no duration`:           {"override", "reward", "100", "soon"},
		"end-override reward":             {"override", "reward", "100", "0s"},
		"accepts 3 arg(s), received 1":    {"override", "reward"},
		"accepts 1 arg(s), received 0":    {"remove-loop"},
		"unknown flag: --category":        {"remove-loop", "reward", "--category", "data"},
		"accepts 1 arg(s), received 2":    {"end-override", "reward", "0"},
		`unknown command "again" for "th`: {"thaw", "again", "--reason", "x"},
	} {
		_, err := thermostatRun(t, args...)
		require.ErrorContains(t, err, want)
		require.Equal(t, cliutil.ExitError, cliutil.ExitCode(err))
	}
}
