package cliutil

import (
	"bytes"
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/reflect/protoreflect"

	"cosmossdk.io/client/v2/autocli/flag"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	cryptocodec "github.com/cosmos/cosmos-sdk/crypto/codec"
	"github.com/cosmos/cosmos-sdk/crypto/hd"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

func TestMain(m *testing.M) {
	sdk.GetConfig().SetBech32PrefixForAccount("agi", "agipub")
	os.Exit(m.Run())
}

func account(name string) sdk.AccAddress {
	bz := make([]byte, 20)
	copy(bz, name)
	return bz
}

// chain is a node that knows a live name, one that has expired, and one with a dotted key's name.
func chain(asked *int) nameFinder {
	end := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	return func(_ context.Context, name string) (*types.QueryNameResponse, error) {
		*asked++
		record := types.Name{Name: name, Owner: account("owner").String(), Controller: account("controller").String()}
		switch name {
		case "acme.agent.gov":
			record.ExpiresAt = &end
			return &types.QueryNameResponse{Name: record, Live: true}, nil
		case "agent.gov", "my.key":
			return &types.QueryNameResponse{Name: record, Live: true}, nil
		case "old.agent.gov":
			return &types.QueryNameResponse{Name: record, Reason: "old.agent.gov, on 2026-01-01T00:00:00Z: name has expired"}, nil
		case "broken.gov":
			record.Controller = "cosmos1xyz"
			return &types.QueryNameResponse{Name: record, Live: true}, nil
		case "down.gov":
			return nil, errors.New("connection refused")
		}
		return nil, status.Error(codes.NotFound, "no such name")
	}
}

// naming is a command whose context has keys "desk" and "my.key" and the chain above, and what it wrote to standard error.
func naming(t *testing.T, asked *int) (*cobra.Command, keyring.Keyring, *bytes.Buffer) {
	t.Helper()
	registry := codectypes.NewInterfaceRegistry()
	cryptocodec.RegisterInterfaces(registry)
	kr := keyring.NewInMemory(codec.NewProtoCodec(registry))
	for _, name := range []string{"desk", "my.key"} {
		_, _, err := kr.NewMnemonic(name, keyring.English, sdk.FullFundraiserPath, "", hd.Secp256k1)
		require.NoError(t, err)
	}
	cmd := &cobra.Command{Use: "send", SilenceErrors: true, SilenceUsage: true}
	flags.AddTxFlagsToCmd(cmd)
	clientCtx := client.Context{}.WithKeyring(kr)
	ctx := context.WithValue(context.Background(), nameFinderKey{}, chain(asked))
	cmd.SetContext(context.WithValue(ctx, client.ClientContextKey, &clientCtx))
	var errOut bytes.Buffer
	cmd.SetErr(&errOut)
	return cmd, kr, &errOut
}

func keyAddress(t *testing.T, kr keyring.Keyring, name string) string {
	t.Helper()
	record, err := kr.Key(name)
	require.NoError(t, err)
	addr, err := record.GetAddress()
	require.NoError(t, err)
	return addr.String()
}

func TestAddress(t *testing.T) {
	asked := 0
	cmd, kr, errOut := naming(t, &asked)
	for text, want := range map[string]string{
		account("a").String(): account("a").String(),
		"desk":                keyAddress(t, kr, "desk"),
		"my.key":              keyAddress(t, kr, "my.key"), // the own keyring goes before the chain
	} {
		got, err := Address(cmd, text)
		require.NoError(t, err, text)
		require.Equal(t, want, got.String())
	}
	require.Zero(t, asked)
	require.Empty(t, errOut.String())

	got, err := Address(cmd, "acme.agent.gov")
	require.NoError(t, err)
	require.Equal(t, account("controller"), got)
	require.Equal(t, "acme.agent.gov is "+account("controller").String()+" (owner "+account("owner").String()+", until 2030-01-02T03:04:05Z)\n",
		errOut.String())
	errOut.Reset()
	_, err = Address(cmd, "agent.gov")
	require.NoError(t, err)
	require.Contains(t, errOut.String(), ", without an end)\n")
}

func TestAddressRefusals(t *testing.T) {
	for text, want := range map[string]string{
		"nobody":           `"nobody" is no address`,
		"":                 "an address is missing",
		"agi1qqqq":         "is no address (decoding bech32 failed",
		"new.agent.gov":    "no name new.agent.gov on this chain, and no key of the keyring is called so",
		"old.agent.gov":    "name old.agent.gov is not live: old.agent.gov, on 2026-01-01T00:00:00Z: name has expired",
		"Acme.agent.gov":   "invalid name",
		"xn--acme.gov":     "no '--' in places 3 and 4",
		"broken.gov":       `the node says that broken.gov is "cosmos1xyz"`,
		"down.gov":         "ask the node (--node) what address down.gov is, or write the address: connection refused",
		"agi1qqqq.gov.x.y": "no name",
	} {
		asked := 0
		cmd, _, errOut := naming(t, &asked)
		_, err := Address(cmd, text)
		require.ErrorContains(t, err, want, text)
		require.Empty(t, errOut.String())
	}
}

func TestOfflineAsksNobody(t *testing.T) {
	asked := 0
	cmd, _, _ := naming(t, &asked)
	require.NoError(t, cmd.Flags().Set(flags.FlagOffline, "true"))
	_, err := Address(cmd, "acme.agent.gov")
	require.ErrorContains(t, err, "--offline asks no node what it stands for: write the address")
	require.Zero(t, asked)
}

// A keyring that cannot be read might hold a key of that name: money must not go to the chain's name instead.
type lockedKeyring struct{ keyring.Keyring }

func (lockedKeyring) Key(string) (*keyring.Record, error) { return nil, errors.New("wrong passphrase") }

func TestUnreadableKeyring(t *testing.T) {
	asked := 0
	cmd, _, _ := naming(t, &asked)
	clientCtx := client.Context{}.WithKeyring(lockedKeyring{})
	require.NoError(t, client.SetCmdClientContext(cmd, clientCtx))
	_, err := Address(cmd, "acme.agent.gov")
	require.ErrorContains(t, err, `look for key "acme.agent.gov": wrong passphrase`)
	require.Zero(t, asked)
}

func TestUseNames(t *testing.T) {
	asked := 0
	cmd, kr, _ := naming(t, &asked)
	require.NoError(t, cmd.ParseFlags([]string{"--fee-granter", "acme.agent.gov", "--fee-payer", "desk"}))

	require.NoError(t, UseNames(cmd))

	granter, err := cmd.Flags().GetString(flags.FlagFeeGranter)
	require.NoError(t, err)
	require.Equal(t, account("controller").String(), granter)
	payer, err := cmd.Flags().GetString(flags.FlagFeePayer)
	require.NoError(t, err)
	require.Equal(t, keyAddress(t, kr, "desk"), payer)

	cmd, _, _ = naming(t, &asked)
	require.NoError(t, cmd.ParseFlags([]string{"--fee-granter", "old.agent.gov"}))
	require.ErrorContains(t, UseNames(cmd), "--fee-granter: name old.agent.gov is not live")
	asked = 0
	cmd, _, _ = naming(t, &asked)
	require.NoError(t, UseNames(cmd))
	require.Zero(t, asked)
}

func TestNamesInArgs(t *testing.T) {
	asked := 0
	cmd, _, _ := naming(t, &asked)
	var got []string
	cmd.RunE = func(_ *cobra.Command, args []string) error { got = args; return nil }
	NamesInArgs(cmd, func(n int) (from, to int) { return 1, n - 1 })

	require.NoError(t, cmd.RunE(cmd, []string{"desk", "acme.agent.gov", account("a").String(), "5uagi"}))
	require.Equal(t, []string{"desk", account("controller").String(), account("a").String(), "5uagi"}, got)

	got = nil
	require.ErrorContains(t, cmd.RunE(cmd, []string{"desk", "new.agent.gov", "5uagi"}), "no name new.agent.gov")
	require.Nil(t, got, "nothing is sent")
}

// A generated command parses its flags before it knows the node, and asks when it runs.
func TestAddressType(t *testing.T) {
	asked := 0
	cmd, _, errOut := naming(t, &asked)
	var ctx context.Context
	value := AddressType{}.NewValue(&ctx, &flag.Builder{})
	empty, err := value.Get(protoreflect.Value{})
	require.NoError(t, err)
	require.Equal(t, "", empty.String())
	require.Error(t, value.Set(""))

	require.NoError(t, value.Set("acme.agent.gov"))
	require.Equal(t, "acme.agent.gov", value.String())
	_, err = value.Get(protoreflect.Value{})
	require.Error(t, err, "not before the command runs")
	require.Zero(t, asked)

	require.NoError(t, UseNames(cmd))
	ctx = cmd.Context()
	for range 2 {
		got, err := value.Get(protoreflect.Value{})
		require.NoError(t, err)
		require.Equal(t, account("controller").String(), got.String())
	}
	require.Equal(t, account("controller").String(), value.String())
	require.Equal(t, 1, asked, "once is enough")
	require.Contains(t, errOut.String(), "acme.agent.gov is agi1")
	require.Equal(t, "", AddressType{}.DefaultValue())
	require.Equal(t, "address, key or name", value.Type())
}
