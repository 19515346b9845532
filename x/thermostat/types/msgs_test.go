package types_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/thermostat/testutil"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

var someone = sdk.AccAddress("someone_____________").String()

// messages has one of each message, filled.
func messages() []sdk.Msg {
	return []sdk.Msg{
		&types.MsgSetLoop{Authority: someone, Loop: testutil.Loop("reward")},
		&types.MsgRemoveLoop{Authority: someone, LoopId: "reward"},
		&types.MsgOverride{Authority: someone, LoopId: "reward", Category: "data", Value: 1_500, Duration: time.Hour},
		&types.MsgFreeze{Authority: someone, Frozen: true, Reason: "under review"},
		&types.MsgUpdateParams{Authority: someone, Params: types.DefaultParams()},
	}
}

func validateBasic(t *testing.T, msg sdk.Msg) error {
	t.Helper()
	checked, ok := msg.(sdk.HasValidateBasic)
	require.True(t, ok, "%T", msg)
	return checked.ValidateBasic()
}

func TestEveryMessageIsRegistered(t *testing.T) {
	registry := codectypes.NewInterfaceRegistry()
	types.RegisterInterfaces(registry)
	amino := codec.NewLegacyAmino()
	types.RegisterLegacyAminoCodec(amino)

	require.Len(t, messages(), len(types.Msg_serviceDesc.Methods), "a message of the service is missing here")
	for _, msg := range messages() {
		url := sdk.MsgTypeURL(msg)
		resolved, err := registry.Resolve(url)
		require.NoError(t, err, url)
		require.IsType(t, msg, resolved)
		require.NoError(t, validateBasic(t, msg), url)

		bz, err := amino.MarshalJSON(msg)
		require.NoError(t, err)
		name := "agijobs/thermostat/" + url[strings.LastIndex(url, ".")+1:]
		require.Contains(t, string(bz), `"`+name+`"`)
		// Hardware wallets show no more of a name.
		require.LessOrEqual(t, len(name), 39)
	}
}

// A message survives the wire, and what the wire leaves out does not make it invalid.
func TestMessagesRoundTrip(t *testing.T) {
	registry := codectypes.NewInterfaceRegistry()
	types.RegisterInterfaces(registry)
	cdc := codec.NewProtoCodec(registry)
	for _, msg := range messages() {
		bz, err := cdc.MarshalInterface(msg)
		require.NoError(t, err)
		var back sdk.Msg
		require.NoError(t, cdc.UnmarshalInterface(bz, &back))
		require.NoError(t, validateBasic(t, back), "%T", msg)
		again, err := cdc.MarshalInterface(back)
		require.NoError(t, err)
		require.Equal(t, bz, again)
	}
}

func TestValidateBasic(t *testing.T) {
	override := func(change func(m *types.MsgOverride)) *types.MsgOverride {
		m := &types.MsgOverride{Authority: someone, LoopId: "reward", Value: 1_500, Duration: time.Hour}
		change(m)
		return m
	}
	broken := testutil.Loop("reward")
	broken.Slew = 0
	params := types.DefaultParams()
	params.Epoch = 0
	for _, tc := range []struct {
		name string
		msg  sdk.Msg
		kind error
		text string
	}{
		{"set: authority", &types.MsgSetLoop{Loop: testutil.Loop("reward")}, types.ErrUnauthorized, `authority ""`},
		{"set: loop", &types.MsgSetLoop{Authority: someone, Loop: broken}, types.ErrInvalidLoop, "slew is 0"},
		{"remove: authority", &types.MsgRemoveLoop{Authority: "x", LoopId: "reward"}, types.ErrUnauthorized, `authority "x"`},
		{"remove: id", &types.MsgRemoveLoop{Authority: someone}, types.ErrUnknownLoop, `id ""`},

		{"override: authority", override(func(m *types.MsgOverride) { m.Authority = "" }), types.ErrUnauthorized, `authority ""`},
		{"override: id", override(func(m *types.MsgOverride) { m.LoopId = "R" }), types.ErrUnknownLoop, `id "R"`},
		{"override: category", override(func(m *types.MsgOverride) { m.Category = "D" }), types.ErrUnknownCategory, `category "D"`},
		{"override: before now", override(func(m *types.MsgOverride) { m.Duration = -time.Hour }), types.ErrInvalidOverride, "duration is -1h0m0s"},
		{"override: a year", override(func(m *types.MsgOverride) { m.Duration = 8_760 * time.Hour }), nil, ""},
		{"override: more", override(func(m *types.MsgOverride) { m.Duration = 8_761 * time.Hour }), types.ErrInvalidOverride, "duration is 8761h0m0s"},
		{"override: no milliseconds", override(func(m *types.MsgOverride) { m.Duration = time.Microsecond }), types.ErrInvalidOverride, "duration is 1µs"},
		{"override: highest", override(func(m *types.MsgOverride) { m.Value = 50_000 }), nil, ""},
		{"override: higher", override(func(m *types.MsgOverride) { m.Value = 50_001 }), types.ErrInvalidOverride, "no loop goes above 50000"},
		{"override: end", override(func(m *types.MsgOverride) { m.Value, m.Duration = 0, 0 }), nil, ""},
		{"override: end with a value", override(func(m *types.MsgOverride) { m.Duration = 0 }), types.ErrInvalidOverride, "ends an override"},

		{"freeze: authority", &types.MsgFreeze{Frozen: true, Reason: "x"}, types.ErrUnauthorized, `authority ""`},
		{"freeze: no reason", &types.MsgFreeze{Authority: someone, Frozen: true}, types.ErrInvalidReason, "reason has 0 bytes"},
		{"freeze: to let go, no reason", &types.MsgFreeze{Authority: someone}, types.ErrInvalidReason, "reason has 0 bytes"},
		{"freeze: longest", &types.MsgFreeze{Authority: someone, Reason: strings.Repeat("x", 256)}, nil, ""},
		{"freeze: longer", &types.MsgFreeze{Authority: someone, Reason: strings.Repeat("x", 257)}, types.ErrInvalidReason, "reason has 257 bytes"},
		{"freeze: no text", &types.MsgFreeze{Authority: someone, Reason: "\xff"}, types.ErrInvalidReason, "not UTF-8"},

		{"params: authority", &types.MsgUpdateParams{Params: types.DefaultParams()}, types.ErrUnauthorized, `authority ""`},
		{"params", &types.MsgUpdateParams{Authority: someone, Params: params}, types.ErrInvalidParams, "epoch is 0s"},
	} {
		t.Run(tc.name, func(t *testing.T) { requireError(t, validateBasic(t, tc.msg), tc.kind, tc.text) })
	}
}

// Codes are public. They start at 2, since 0 is success and 1 the SDK's, and none is given twice.
func TestErrorCodes(t *testing.T) {
	seen := map[uint32]bool{}
	for _, err := range []*errorsmod.Error{
		types.ErrUnauthorized, types.ErrInvalidParams, types.ErrInvalidLoop, types.ErrUnknownLoop, types.ErrActuatorTaken,
		types.ErrUnknownCategory, types.ErrInvalidOverride, types.ErrNotOverridden, types.ErrInvalidReason, types.ErrFrozen,
		types.ErrInvalidGenesis, types.ErrNoStep, types.ErrTooManyLoops, types.ErrStep, types.ErrEmission,
		types.ErrCategoryNeeded,
	} {
		require.GreaterOrEqual(t, err.ABCICode(), uint32(2))
		require.False(t, seen[err.ABCICode()], err.Error())
		require.Equal(t, types.ModuleName, err.Codespace())
		seen[err.ABCICode()] = true
	}
}
