package app_test

import (
	"time"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app/testapp"
	thermostattestutil "github.com/agijobs/agijobs/x/thermostat/testutil"
	thermostattypes "github.com/agijobs/agijobs/x/thermostat/types"
)

// matrixLoop steers the market's category, whatever loops a new chain has.
func matrixLoop() thermostattypes.Loop {
	loop := thermostattestutil.Loop("matrix")
	loop.Category = testapp.Category
	return loop
}

// steered has matrixLoop in place.
func steered(w *world, ctx sdk.Context, _ sdk.AccAddress) {
	_, err := w.App.Thermostat.SetLoop(ctx, matrixLoop())
	require.NoError(w.T, err)
}

// thermostatTemplates are those of x/thermostat.
var thermostatTemplates = map[string]template{
	"/agijobs.thermostat.v1.MsgSetLoop": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &thermostattypes.MsgSetLoop{Authority: from, Loop: matrixLoop()}
	}},
	"/agijobs.thermostat.v1.MsgRemoveLoop": {own: true, before: steered, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &thermostattypes.MsgRemoveLoop{Authority: from, LoopId: matrixLoop().Id}
	}},
	"/agijobs.thermostat.v1.MsgOverride": {own: true, before: steered, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &thermostattypes.MsgOverride{Authority: from, LoopId: matrixLoop().Id, Value: 1_500, Duration: time.Hour}
	}},
	"/agijobs.thermostat.v1.MsgFreeze": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &thermostattypes.MsgFreeze{Authority: from, Frozen: true, Reason: "prices are under review"}
	}},
	"/agijobs.thermostat.v1.MsgUpdateParams": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &thermostattypes.MsgUpdateParams{Authority: from, Params: thermostattypes.DefaultParams()}
	}},
}
