package sovereign_test

import (
	"bytes"
	"context"
	"os"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"
	"cosmossdk.io/client/v2/autocli"

	"github.com/cosmos/cosmos-sdk/client"
	addresscodec "github.com/cosmos/cosmos-sdk/codec/address"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	sdk "github.com/cosmos/cosmos-sdk/types"
	moduletestutil "github.com/cosmos/cosmos-sdk/types/module/testutil"
	"github.com/cosmos/cosmos-sdk/x/gov"

	"github.com/agijobs/agijobs/x/sovereign"
	"github.com/agijobs/agijobs/x/sovereign/types"
)

func TestMain(m *testing.M) {
	sdk.GetConfig().SetBech32PrefixForAccount("agi", "agipub")
	os.Exit(m.Run())
}

// Every call of the services has a command with a short text and an example.
func TestEveryCallHasACommand(t *testing.T) {
	opts := sovereign.AppModule{}.AutoCLIOptions()
	named := map[string]bool{}
	for _, o := range append(opts.Tx.RpcCommandOptions, opts.Query.RpcCommandOptions...) {
		require.NotEmpty(t, o.Use, o.RpcMethod)
		require.NotEmpty(t, o.Short, o.RpcMethod)
		require.Contains(t, o.Example, "agijobsd ", o.RpcMethod)
		named[o.RpcMethod] = true
	}
	for _, m := range append(types.Msg_serviceDesc.Methods, types.Query_serviceDesc.Methods...) {
		require.True(t, named[m.MethodName], m.MethodName)
	}
}

func TestAminoName(t *testing.T) {
	enc := moduletestutil.MakeTestEncodingConfig(sovereign.AppModule{})
	bz, err := enc.Amino.MarshalJSON(&types.MsgUpdateParams{Params: types.DefaultParams()})
	require.NoError(t, err)
	require.Contains(t, string(bz), `"type":"agijobs/sovereign/MsgUpdateParams"`)
}

// The command line builds the proposal that it is asked for.
func TestUpdateParamsCommand(t *testing.T) {
	me := sdk.AccAddress("me__________________").String()
	enc := moduletestutil.MakeTestEncodingConfig(gov.AppModuleBasic{}, sovereign.AppModule{})
	var out bytes.Buffer
	clientCtx := client.Context{}.WithKeyring(keyring.NewInMemory(enc.Codec)).WithTxConfig(enc.TxConfig).WithCodec(enc.Codec).
		WithViper("").WithInterfaceRegistry(enc.InterfaceRegistry).WithAccountRetriever(client.MockAccountRetriever{}).
		WithChainID("test").WithOutput(&out).WithHomeDir(t.TempDir())
	root := &cobra.Command{Use: "agijobsd"}
	root.SetContext(context.WithValue(context.Background(), client.ClientContextKey, &clientCtx))
	require.NoError(t, autocli.AppOptions{
		ModuleOptions:         map[string]*autocliv1.ModuleOptions{types.ModuleName: sovereign.AppModule{}.AutoCLIOptions()},
		AddressCodec:          addresscodec.NewBech32Codec("agi"),
		ValidatorAddressCodec: addresscodec.NewBech32Codec("agivaloper"),
		ConsensusAddressCodec: addresscodec.NewBech32Codec("agivalcons"),
		ClientCtx:             clientCtx,
	}.EnhanceRootCommand(root))
	root.SetOut(&out)
	root.SetErr(&out)
	root.SetArgs([]string{
		"tx", "sovereign", "update-params", `{"max_step":"5s"}`, "--title", "Clock", "--summary", "Why", "--deposit", "1uagi",
		"--from", me, "--generate-only", "--chain-id", "test",
	})
	require.NoError(t, root.Execute(), out.String())
	require.Contains(t, out.String(), `MsgSubmitProposal"`)
	require.Contains(t, out.String(), `"max_step":"5s"`)
}
