package identity_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/cosmos/gogoproto/proto"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
	protov2 "google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"

	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"
	"cosmossdk.io/client/v2/autocli"

	"github.com/cosmos/cosmos-sdk/client"
	addresscodec "github.com/cosmos/cosmos-sdk/codec/address"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	sdk "github.com/cosmos/cosmos-sdk/types"
	moduletestutil "github.com/cosmos/cosmos-sdk/types/module/testutil"
	"github.com/cosmos/cosmos-sdk/x/gov"
	"github.com/cosmos/cosmos-sdk/x/tx/signing/aminojson"

	"github.com/agijobs/agijobs/internal/protofiles"
	"github.com/agijobs/agijobs/x/identity"
	"github.com/agijobs/agijobs/x/identity/types"
)

func TestMain(m *testing.M) {
	sdk.GetConfig().SetBech32PrefixForAccount("agi", "agipub")
	os.Exit(m.Run())
}

// Every call of the services has a command with a short text and an example.
func TestEveryCallHasACommand(t *testing.T) {
	opts := identity.AppModule{}.AutoCLIOptions()
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

// The command line builds the messages that it is asked for.
func TestCommands(t *testing.T) {
	me := sdk.AccAddress("me__________________").String()
	other := sdk.AccAddress("other_______________").String()
	newKey := base64.StdEncoding.EncodeToString(secp256k1.GenPrivKeyFromSecret([]byte("new")).PubKey().Bytes())
	for name, tc := range map[string]struct {
		args []string
		want []string
	}{
		"admit two": {
			[]string{
				"admit", `{"address":"` + me + `","kind":"PARTICIPANT_KIND_HUMAN","roles":["ROLE_AGENT"],"expires_at":"2030-01-01T00:00:00Z"}`,
				`{"address":"` + other + `","kind":"PARTICIPANT_KIND_HUMAN"}`,
			},
			[]string{`"/agijobs.identity.v1.MsgAdmit"`, me, other, "ROLE_AGENT", "2030-01-01T00:00:00Z"},
		},
		"suspend":   {[]string{"suspend", other, "fraud_report"}, []string{`"sender":"` + me, `"address":"` + other, `"reason":"fraud_report"`}},
		"reinstate": {[]string{"reinstate", other}, []string{`MsgReinstate"`, other}},
		"revoke":    {[]string{"revoke", other, "key_lost"}, []string{`MsgRevoke"`, "key_lost"}},
		"metadata": {
			[]string{"update-metadata", "did:web:a", "--metadata-hash", strings.Repeat("00", 32)},
			[]string{`"metadata_uri":"did:web:a"`, `"metadata_hash":"AAAA`},
		},
		"leave": {[]string{"leave"}, []string{`MsgLeave"`, me}},
		"organisation": {
			[]string{
				"set-organisation", `{"id":"acme","name":"Acme","kind":"ORGANISATION_KIND_ENTERPRISE","active":true}`,
				"--title", "Acme", "--summary", "Why", "--deposit", "1uagi",
			},
			[]string{`MsgSubmitProposal"`, `MsgSetOrganisation"`, `"id":"acme"`},
		},
		"params": {
			[]string{
				"update-params", `{"registrar_daily_admissions":1000,"registrar_daily_suspensions":50,"seasoning":"604800s"}`,
				"--title", "Limits", "--summary", "Why", "--deposit", "1uagi",
			},
			[]string{`MsgSubmitProposal"`, `MsgUpdateParams"`, `"604800s"`},
		},
		"rotate": {
			[]string{"rotate-controller-key", other, `{"@type":"/cosmos.crypto.secp256k1.PubKey","key":"` + newKey + `"}`},
			[]string{`MsgRotateControllerKey"`, `"address":"` + other, `"public_key":{"@type":"/cosmos.crypto.secp256k1.PubKey","key":"` + newKey},
		},
		"issue":       {[]string{"issue-credential", other, "clearance/secret", "--expires-at", "2030-01-01T00:00:00Z"}, []string{`MsgIssueCredential"`, `"type":"clearance/secret"`, "2030-01-01"}},
		"acknowledge": {[]string{"acknowledge-terms", "3"}, []string{`MsgAcknowledgeTerms"`, `"version":"3"`}},
		"terms": {
			[]string{"set-terms", "https://a/b", strings.Repeat("00", 32), "--title", "T", "--summary", "S", "--deposit", "1uagi"},
			[]string{`MsgSetTerms"`, `"sha256":"AAAA`},
		},
		"type": {
			[]string{"set-credential-type", `{"id":"clearance/secret","issuers":["` + me + `"],"max_lifetime":"31536000s","active":true}`, "--title", "T", "--summary", "S", "--deposit", "1uagi"},
			[]string{`MsgSetCredentialType"`, `"max_lifetime":"31536000s"`},
		},
		"lock": {[]string{"lock-admission", "--title", "T", "--summary", "S", "--deposit", "1uagi"}, []string{`MsgLockAdmission"`}},
	} {
		t.Run(name, func(t *testing.T) {
			out := run(t, append([]string{"tx", "identity"}, append(tc.args,
				"--from", me, "--generate-only", "--chain-id", "test")...)...)
			for _, want := range tc.want {
				require.Contains(t, out, want)
			}
		})
	}
}

func run(t *testing.T, args ...string) string {
	t.Helper()
	enc := moduletestutil.MakeTestEncodingConfig(gov.AppModuleBasic{}, identity.AppModule{})
	kr := keyring.NewInMemory(enc.Codec)
	var out bytes.Buffer
	clientCtx := client.Context{}.WithKeyring(kr).WithTxConfig(enc.TxConfig).WithCodec(enc.Codec).WithViper("").
		WithInterfaceRegistry(enc.InterfaceRegistry).WithAccountRetriever(client.MockAccountRetriever{}).
		WithChainID("test").WithOutput(&out).WithHomeDir(t.TempDir())
	root := &cobra.Command{Use: "agijobsd"}
	root.SetContext(context.WithValue(context.Background(), client.ClientContextKey, &clientCtx))
	opts := autocli.AppOptions{
		ModuleOptions:         map[string]*autocliv1.ModuleOptions{types.ModuleName: identity.AppModule{}.AutoCLIOptions()},
		AddressCodec:          addresscodec.NewBech32Codec("agi"),
		ValidatorAddressCodec: addresscodec.NewBech32Codec("agivaloper"),
		ConsensusAddressCodec: addresscodec.NewBech32Codec("agivalcons"),
		ClientCtx:             clientCtx,
	}
	require.NoError(t, opts.EnhanceRootCommand(root))
	root.SetOut(&out)
	root.SetErr(&out)
	root.SetArgs(args)
	require.NoError(t, root.Execute(), out.String())
	return out.String()
}

// Both ways of writing a message for a hardware wallet give the same bytes: names and empty fields agree.
func TestAminoJSON(t *testing.T) {
	enc := moduletestutil.MakeTestEncodingConfig(identity.AppModule{})
	files, err := protofiles.Files()
	require.NoError(t, err)
	encoder := aminojson.NewEncoder(aminojson.EncoderOptions{FileResolver: files})
	a, expires := sdk.AccAddress("a___________________").String(), time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	newKey, err := codectypes.NewAnyWithValue(secp256k1.GenPrivKeyFromSecret([]byte("new")).PubKey())
	require.NoError(t, err)
	for _, msg := range []sdk.Msg{
		&types.MsgAdmit{Sender: a, Participants: []types.Admission{{
			Address: a, Kind: types.PARTICIPANT_KIND_AI_AGENT, OrganisationId: "acme", Roles: []types.Role{types.ROLE_AGENT},
			ExpiresAt: &expires, MetadataUri: "did:a", MetadataHash: make([]byte, 32), Responsible: a, ModelId: "m",
		}}},
		&types.MsgAdmit{Sender: a, Participants: []types.Admission{{Address: a}}},
		&types.MsgSuspend{Sender: a, Address: a, Reason: "x"},
		&types.MsgReinstate{Sender: a, Address: a},
		&types.MsgRevoke{Sender: a, Address: a, Reason: "x"},
		&types.MsgUpdateMetadata{Sender: a, MetadataUri: "did:a"},
		&types.MsgLeave{Sender: a},
		&types.MsgSetOrganisation{Authority: a, Organisation: types.Organisation{Id: "acme", Active: true}},
		&types.MsgUpdateParams{Authority: a, Params: types.DefaultParams()},
		&types.MsgSetCredentialType{Authority: a, Type: types.CredentialType{Id: "x", Issuers: []string{a}, MaxLifetime: time.Hour, Active: true}},
		&types.MsgIssueCredential{Sender: a, Subject: a, Type: "x", ValueHash: make([]byte, 32), ExpiresAt: &expires},
		&types.MsgRevokeCredential{Sender: a, Subject: a, Type: "x", Reason: "x"},
		&types.MsgSetTerms{Authority: a, Uri: "did:a", Sha256: make([]byte, 32), EffectiveAt: &expires},
		&types.MsgAcknowledgeTerms{Sender: a, Version: 1},
		&types.MsgLockAdmission{Authority: a},
		&types.MsgRotateControllerKey{Sender: a, Address: a, PublicKey: newKey},
	} {
		t.Run(proto.MessageName(msg), func(t *testing.T) {
			old, err := enc.Amino.MarshalJSON(msg)
			require.NoError(t, err)
			bz, err := enc.Codec.Marshal(msg)
			require.NoError(t, err)
			descriptor, err := files.FindDescriptorByName(protoreflect.FullName(proto.MessageName(msg)))
			require.NoError(t, err)
			dynamic := dynamicpb.NewMessage(descriptor.(protoreflect.MessageDescriptor))
			require.NoError(t, protov2.Unmarshal(bz, dynamic))
			now, err := encoder.Marshal(dynamic)
			require.NoError(t, err)
			require.JSONEq(t, string(old), string(now))
		})
	}
}
