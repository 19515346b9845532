package app_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/cosmos/cosmos-sdk/client"
	clienttx "github.com/cosmos/cosmos-sdk/client/tx"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"

	"github.com/agijobs/agijobs/app/testapp"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// A placeholder has no fields: what it stands for would be in no amino JSON, and a signature over that would not cover it.
func TestNoMessageHasPlaceholders(t *testing.T) {
	registry := testapp.New(t, testapp.Options{}).App.InterfaceRegistry()
	seen := map[protoreflect.FullName]bool{}
	var walk func(d protoreflect.MessageDescriptor)
	walk = func(d protoreflect.MessageDescriptor) {
		if seen[d.FullName()] {
			return
		}
		seen[d.FullName()] = true
		require.False(t, d.IsPlaceholder(), d.FullName())
		for i := range d.Fields().Len() {
			field := d.Fields().Get(i)
			if m := field.Message(); m != nil {
				walk(m)
			}
			if e := field.Enum(); e != nil {
				require.False(t, e.IsPlaceholder(), e.FullName())
			}
		}
	}
	for _, url := range registry.ListImplementations(sdk.MsgInterfaceProtoName) {
		d, err := registry.FindDescriptorByName(protoreflect.FullName(url[1:]))
		require.NoError(t, err)
		walk(d.(protoreflect.MessageDescriptor))
	}
	require.Contains(t, seen, protoreflect.FullName("agijobs.validation.v1.Vote"))
}

// The nested part of a message is in what a hardware wallet shows and signs, as the one signer or beside another who pays.
func TestAminoJSONCoversNestedMessages(t *testing.T) {
	txConfig := testapp.New(t, testapp.Options{}).App.TxConfig()
	me := testapp.NewActor("me")
	vote := validationtypes.Vote{ReportUri: "https://a.example"}
	for _, tc := range []struct {
		msg         sdk.Msg
		field, want string
	}{
		{&validationtypes.MsgRevealVote{Validator: me.String(), Vote: vote}, "vote", `"report_uri":"https://a.example"`},
		{&validationtypes.MsgUpdateParams{Authority: me.String(), Params: validationtypes.DefaultParams()}, "params", `"quorum":{"den":3,"num":2}`},
		{&validationtypes.MsgSetPool{Authority: me.String(), Pool: validationtypes.DefaultPool()}, "pool", `"id":"general"`},
		{&identitytypes.MsgUpdateParams{Authority: me.String(), Params: identitytypes.DefaultParams()}, "params", `"prunes_per_block":500`},
		{&identitytypes.MsgSetRoleRoot{Authority: me.String(), Root: identitytypes.RoleRoot{DailyAdmissions: 5}}, "root", `"daily_admissions":5`},
	} {
		for signer, bytes := range map[string][]byte{"alone": signBytes(t, txConfig, me, tc.msg), "beside another": auxSignBytes(t, me, tc.msg)} {
			t.Run(sdk.MsgTypeURL(tc.msg)[1:]+" "+signer, func(t *testing.T) {
				var doc struct {
					Msgs []struct{ Value map[string]json.RawMessage }
				}
				require.NoError(t, json.Unmarshal(bytes, &doc))
				require.Len(t, doc.Msgs, 1)
				require.Contains(t, string(doc.Msgs[0].Value[tc.field]), tc.want)
			})
		}
	}
}

func signBytes(t *testing.T, txConfig client.TxConfig, me testapp.Actor, msg sdk.Msg) []byte {
	t.Helper()
	builder := txConfig.NewTxBuilder()
	require.NoError(t, builder.SetMsgs(msg))
	bz, err := authsigning.GetSignBytesAdapter(t.Context(), txConfig.SignModeHandler(), signing.SignMode_SIGN_MODE_LEGACY_AMINO_JSON,
		authsigning.SignerData{ChainID: "agi-1", Address: me.String()}, builder.GetTx())
	require.NoError(t, err)
	return bz
}

// auxSignBytes is what --aux signs. The SDK resolves messages there on its own.
func auxSignBytes(t *testing.T, me testapp.Actor, msg sdk.Msg) []byte {
	t.Helper()
	builder := clienttx.NewAuxTxBuilder()
	builder.SetAddress(me.String())
	builder.SetChainID("agi-1")
	require.NoError(t, builder.SetMsgs(msg))
	require.NoError(t, builder.SetPubKey(secp256k1.GenPrivKeyFromSecret([]byte("me")).PubKey()))
	require.NoError(t, builder.SetSignMode(signing.SignMode_SIGN_MODE_LEGACY_AMINO_JSON))
	bz, err := builder.GetSignBytes()
	require.NoError(t, err)
	return bz
}
