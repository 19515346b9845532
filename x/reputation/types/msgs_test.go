package types_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/reputation/types"
)

func adjust() *types.MsgAdjust {
	return &types.MsgAdjust{
		Authority: addr(1), Address: addr(2), Role: identitytypes.ROLE_AGENT, Change: math.NewInt(5), Reason: "case 17",
	}
}

func TestAdjustValidateBasic(t *testing.T) {
	most := types.MaxCap.QuoRaw(10)
	for _, tc := range []struct {
		name   string
		change func(m *types.MsgAdjust)
		want   error
	}{
		{"valid", func(*types.MsgAdjust) {}, nil},
		{"negative change", func(m *types.MsgAdjust) { m.Change = math.NewInt(-5) }, nil},
		{"largest", func(m *types.MsgAdjust) { m.Change = most }, nil},
		{"smallest", func(m *types.MsgAdjust) { m.Change = most.Neg() }, nil},
		{"reason of one byte", func(m *types.MsgAdjust) { m.Reason = "x" }, nil},
		{"reason of 256 bytes", func(m *types.MsgAdjust) { m.Reason = strings.Repeat("x", 256) }, nil},
		{"no authority", func(m *types.MsgAdjust) { m.Authority = "" }, types.ErrInvalidAddress},
		{"no address", func(m *types.MsgAdjust) { m.Address = "" }, types.ErrInvalidAddress},
		{"foreign prefix", func(m *types.MsgAdjust) { m.Address = "cosmos1qqqsyqcyq5rqwzqfpg9scrgwpugpzysn7hzdtn" }, types.ErrInvalidAddress},
		{"no role", func(m *types.MsgAdjust) { m.Role = identitytypes.ROLE_UNSPECIFIED }, types.ErrInvalidRole},
		{"role without a score", func(m *types.MsgAdjust) { m.Role = identitytypes.ROLE_AUDITOR }, types.ErrInvalidRole},
		{"unknown role", func(m *types.MsgAdjust) { m.Role = 77 }, types.ErrInvalidRole},
		{"no change", func(m *types.MsgAdjust) { m.Change = math.Int{} }, types.ErrInvalidChange},
		{"zero change", func(m *types.MsgAdjust) { m.Change = math.ZeroInt() }, types.ErrInvalidChange},
		{"beyond every cap", func(m *types.MsgAdjust) { m.Change = most.AddRaw(1) }, types.ErrInvalidChange},
		{"beyond every cap, down", func(m *types.MsgAdjust) { m.Change = most.AddRaw(1).Neg() }, types.ErrInvalidChange},
		{"no reason", func(m *types.MsgAdjust) { m.Reason = "" }, types.ErrInvalidReason},
		{"reason of 257 bytes", func(m *types.MsgAdjust) { m.Reason = strings.Repeat("x", 257) }, types.ErrInvalidReason},
		{"reason no text", func(m *types.MsgAdjust) { m.Reason = "\xff" }, types.ErrInvalidReason},
	} {
		t.Run(tc.name, func(t *testing.T) {
			msg := adjust()
			tc.change(msg)
			require.ErrorIs(t, msg.ValidateBasic(), tc.want)
		})
	}
}

func TestUpdateParamsValidateBasic(t *testing.T) {
	msg := &types.MsgUpdateParams{Authority: addr(1), Params: types.DefaultParams()}
	require.NoError(t, msg.ValidateBasic())
	msg.Params.UnitPoints = 0
	require.ErrorIs(t, msg.ValidateBasic(), types.ErrInvalidParams)
	msg.Authority = "nobody"
	require.ErrorIs(t, msg.ValidateBasic(), types.ErrInvalidAddress)
}

// A Ledger signs these names: they must equal the protos' amino.name.
func TestAminoNames(t *testing.T) {
	cdc := codec.NewLegacyAmino()
	types.RegisterLegacyAminoCodec(cdc)
	for want, msg := range map[string]any{
		"agijobs/reputation/MsgAdjust":       adjust(),
		"agijobs/reputation/MsgUpdateParams": &types.MsgUpdateParams{Authority: addr(1), Params: types.DefaultParams()},
	} {
		bz, err := cdc.MarshalJSON(msg)
		require.NoError(t, err)
		require.Contains(t, string(bz), `"type":"`+want+`"`)
	}
}
