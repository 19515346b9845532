package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/codec"
	codectestutil "github.com/cosmos/cosmos-sdk/codec/testutil"
	"github.com/cosmos/cosmos-sdk/crypto/hd"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	"github.com/cosmos/cosmos-sdk/std"
	sdk "github.com/cosmos/cosmos-sdk/types"
	moduletestutil "github.com/cosmos/cosmos-sdk/types/module/testutil"
	authtx "github.com/cosmos/cosmos-sdk/x/auth/tx"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

// desk is a keyring with the key "newkey" and a file with a transaction of somebody else.
type desk struct {
	enc  moduletestutil.TestEncodingConfig
	ctx  client.Context
	out  bytes.Buffer
	file string
}

var signasAgent = sdk.AccAddress("agent_______________")

func newDesk(t *testing.T, msgs ...sdk.Msg) *desk {
	t.Helper()
	registry := codectestutil.CodecOptions{AccAddressPrefix: "agi", ValAddressPrefix: "agivaloper"}.NewInterfaceRegistry()
	cdc := codec.NewProtoCodec(registry)
	std.RegisterInterfaces(registry)
	types.RegisterInterfaces(registry)
	banktypes.RegisterInterfaces(registry)
	d := &desk{
		enc:  moduletestutil.TestEncodingConfig{InterfaceRegistry: registry, Codec: cdc, TxConfig: authtx.NewTxConfig(cdc, authtx.DefaultSignModes)},
		file: filepath.Join(t.TempDir(), "tx.json"),
	}
	ring := keyring.NewInMemory(d.enc.Codec)
	_, _, err := ring.NewMnemonic("newkey", keyring.English, sdk.FullFundraiserPath, "", hd.Secp256k1)
	require.NoError(t, err)
	d.ctx = client.Context{}.WithKeyring(ring).WithTxConfig(d.enc.TxConfig).WithCodec(d.enc.Codec).WithViper("").
		WithInterfaceRegistry(d.enc.InterfaceRegistry).WithAccountRetriever(client.MockAccountRetriever{}).
		WithChainID("test").WithOutput(&d.out).WithHomeDir(t.TempDir())
	builder := d.enc.TxConfig.NewTxBuilder()
	require.NoError(t, builder.SetMsgs(msgs...))
	builder.SetGasLimit(1)
	bz, err := d.enc.TxConfig.TxJSONEncoder()(builder.GetTx())
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(d.file, bz, 0o600))
	return d
}

func (d *desk) run(args ...string) error {
	cmd := signAsCmd()
	cmd.SetContext(context.WithValue(context.Background(), client.ClientContextKey, &d.ctx))
	cmd.SetOut(&d.out)
	cmd.SetErr(&d.out)
	cmd.SetArgs(append(args, "--"+flags.FlagOffline, "--"+flags.FlagAccountNumber, "7", "--"+flags.FlagSequence, "3", "--"+flags.FlagChainID, "test"))
	return cmd.Execute()
}

func signasLeave(a sdk.AccAddress) sdk.Msg { return &types.MsgLeave{Sender: a.String()} }

// The signature is the new key's, the signer the agent.
func TestSignAs(t *testing.T) {
	for _, address := range []string{signasAgent.String(), "-"} {
		d := newDesk(t, signasLeave(signasAgent))
		require.NoError(t, d.run(address, d.file, "--from", "newkey"), d.out.String())
		signed, err := d.enc.TxConfig.TxJSONDecoder()(d.out.Bytes())
		require.NoError(t, err, d.out.String())
		builder, err := d.enc.TxConfig.WrapTxBuilder(signed)
		require.NoError(t, err)
		signers, err := builder.GetTx().GetSigners()
		require.NoError(t, err)
		require.Equal(t, [][]byte{signasAgent}, signers)
		signatures, err := builder.GetTx().GetSignaturesV2()
		require.NoError(t, err)
		require.Len(t, signatures, 1)
		record, err := d.ctx.Keyring.Key("newkey")
		require.NoError(t, err)
		key, err := record.GetPubKey()
		require.NoError(t, err)
		require.True(t, signatures[0].PubKey.Equals(key))
		require.EqualValues(t, 3, signatures[0].Sequence)
	}
}

func TestSignAsRefuses(t *testing.T) {
	other := sdk.AccAddress("other_______________")
	d := newDesk(t, signasLeave(signasAgent))
	require.ErrorContains(t, d.run(other.String(), d.file, "--from", "newkey"), "the transaction is "+signasAgent.String()+"'s, not "+other.String()+"'s")
	require.ErrorIs(t, d.run("agent", d.file, "--from", "newkey"), types.ErrInvalidAddress)
	require.ErrorContains(t, d.run("-", d.file+"x", "--from", "newkey"), "no such file")
	require.Error(t, d.run("-", d.file, "--from", "nokey"))
	require.ErrorContains(t, d.run("-", d.file), "name the key with --from")
	d = newDesk(t, signasLeave(signasAgent), banktypes.NewMsgSend(other, signasAgent, sdk.NewCoins(sdk.NewInt64Coin("uagi", 1))))
	require.ErrorContains(t, d.run("-", d.file, "--from", "newkey"), "the transaction has 2 signers")
}
