package validation_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	moduletestutil "github.com/cosmos/cosmos-sdk/types/module/testutil"

	"github.com/agijobs/agijobs/x/validation"
	"github.com/agijobs/agijobs/x/validation/types"
)

func TestMain(m *testing.M) {
	sdk.GetConfig().SetBech32PrefixForAccount("agi", "agipub")
	os.Exit(m.Run())
}

// Every call of the services has a command with a short text and an example; authority messages are proposals.
func TestEveryCallHasACommand(t *testing.T) {
	opts := validation.AppModule{}.AutoCLIOptions()
	named := map[string]bool{}
	for _, o := range append(opts.Tx.RpcCommandOptions, opts.Query.RpcCommandOptions...) {
		require.NotEmpty(t, o.Use, o.RpcMethod)
		require.NotEmpty(t, o.Short, o.RpcMethod)
		require.Contains(t, o.Example, "agijobsd ", o.RpcMethod)
		named[o.RpcMethod] = true
		authority := o.RpcMethod == "SetPool" || o.RpcMethod == "UpdateParams" || o.RpcMethod == "Slash" || o.RpcMethod == "LiftCanaryBar"
		require.Equal(t, authority, o.GovProposal, o.RpcMethod)
	}
	for _, m := range append(types.Msg_serviceDesc.Methods, types.Query_serviceDesc.Methods...) {
		require.True(t, named[m.MethodName], m.MethodName)
	}
}

func TestAminoNames(t *testing.T) {
	enc := moduletestutil.MakeTestEncodingConfig(validation.AppModule{})
	for name, msg := range map[string]sdk.Msg{
		"MsgBond":       &types.MsgBond{Amount: math.OneInt()},
		"MsgUnbond":     &types.MsgUnbond{Amount: math.OneInt()},
		"MsgJoinPool":   &types.MsgJoinPool{},
		"MsgLeavePool":  &types.MsgLeavePool{},
		"MsgCommitVote": &types.MsgCommitVote{},
		"MsgRevealVote": &types.MsgRevealVote{},
		"MsgUnjail":     &types.MsgUnjail{},
		"MsgSlash":      &types.MsgSlash{Bps: 1},
		// Ledgers take no names above 39 bytes.
		"RegisterCanaries": &types.MsgRegisterCanaries{},
		"DiscloseCanaries": &types.MsgDiscloseCanaries{},
		"ContradictCanary": &types.MsgContradictCanary{},
		"MsgLiftCanaryBar": &types.MsgLiftCanaryBar{},
		"MsgSetPool":       &types.MsgSetPool{Pool: types.DefaultPool()},
		"MsgUpdateParams":  &types.MsgUpdateParams{Params: types.DefaultParams()},
	} {
		bz, err := enc.Amino.MarshalJSON(msg)
		require.NoError(t, err)
		require.Contains(t, string(bz), `"type":"agijobs/validation/`+name+`"`)
	}
}

func TestDefaultGenesis(t *testing.T) {
	enc := moduletestutil.MakeTestEncodingConfig(validation.AppModule{})
	module := validation.AppModule{}
	bz := module.DefaultGenesis(enc.Codec)
	require.NoError(t, module.ValidateGenesis(enc.Codec, enc.TxConfig, bz))
	require.ErrorContains(t, module.ValidateGenesis(enc.Codec, enc.TxConfig, []byte(`{"x":1}`)), "genesis state of validation")
	require.ErrorIs(t, module.ValidateGenesis(enc.Codec, enc.TxConfig, []byte(`{}`)), types.ErrInvalidGenesis)
}
