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
	for name, msg := range map[string]sdk.Msg{
		"MsgUpdateGuardians": &types.MsgUpdateGuardians{}, "MsgPause": &types.MsgPause{}, "MsgResume": &types.MsgResume{},
	} {
		bz, err := enc.Amino.MarshalJSON(msg)
		require.NoError(t, err)
		require.Contains(t, string(bz), `"type":"agijobs/sovereign/`+name+`"`)
	}
}

// run executes a command and returns what it prints.
func run(t *testing.T, args ...string) string {
	t.Helper()
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
	root.SetArgs(args)
	require.NoError(t, root.Execute(), out.String())
	return out.String()
}

// The command line builds the proposal that it is asked for.
func TestUpdateParamsCommand(t *testing.T) {
	out := run(t, "tx", "sovereign", "update-params", `{"max_step":"5s"}`, "--title", "Clock", "--summary", "Why", "--deposit", "1uagi",
		"--from", sdk.AccAddress("me__________________").String(), "--generate-only", "--chain-id", "test")
	require.Contains(t, out, `MsgSubmitProposal"`)
	require.Contains(t, out, `"max_step":"5s"`)
}

// The brake's commands build what they are asked for.
func TestBrakeCommands(t *testing.T) {
	me := sdk.AccAddress("me__________________").String()
	proposal := []string{"--title", "Brake", "--summary", "Why", "--deposit", "1uagi"}
	for name, tc := range map[string]struct {
		args []string
		want []string
	}{
		"pause":        {[]string{"pause", "--scope", "market", "--reason", "why"}, []string{`MsgPause"`, `"PAUSE_SCOPE_MARKET"`, me}},
		"resume":       {append([]string{"resume", "--scope", "transfers", "--reason", "why"}, proposal...), []string{`MsgSubmitProposal"`, `MsgResume"`, `"PAUSE_SCOPE_TRANSFERS"`}},
		"resume types": {append([]string{"resume", "--type-urls", "/agijobs.jobs.v1.MsgClaimJob", "--reason", "why"}, proposal...), []string{`MsgResume"`, `"/agijobs.jobs.v1.MsgClaimJob"`}},
		"guardians":    {append([]string{"update-guardians", "--guardians", `{"address":"` + me + `","title":"Ombudsman"}`}, proposal...), []string{`MsgUpdateGuardians"`, `"Ombudsman"`}},
	} {
		t.Run(name, func(t *testing.T) {
			out := run(t, append(append([]string{"tx", "sovereign"}, tc.args...), "--from", me, "--generate-only", "--chain-id", "test")...)
			for _, want := range tc.want {
				require.Contains(t, out, want)
			}
		})
	}
}
