package identity_test

import (
	"testing"
	"time"

	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"
	protov2 "google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"

	sdk "github.com/cosmos/cosmos-sdk/types"
	moduletestutil "github.com/cosmos/cosmos-sdk/types/module/testutil"
	"github.com/cosmos/cosmos-sdk/x/tx/signing/aminojson"

	"github.com/agijobs/agijobs/internal/protofiles"
	"github.com/agijobs/agijobs/x/identity"
	"github.com/agijobs/agijobs/x/identity/types"
)

func TestNameAndAttestationCommands(t *testing.T) {
	me := sdk.AccAddress("me__________________").String()
	other := sdk.AccAddress("other_______________").String()
	proposal := []string{"--title", "T", "--summary", "S", "--deposit", "1uagi"}
	for name, tc := range map[string]struct {
		args []string
		want []string
	}{
		"register": {
			[]string{"register-name", "acme.gov", other, "--controller", me, "--expires-at", "2030-01-01T00:00:00Z"},
			[]string{`MsgRegisterName"`, `"sender":"` + me, `"name":"acme.gov"`, `"owner":"` + other, `"controller":"` + me, "2030-01-01T00:00:00Z"},
		},
		"renew":      {[]string{"renew-name", "acme.gov", "--expires-at", "2030-01-01T00:00:00Z"}, []string{`MsgRenewName"`, "2030-01-01T00:00:00Z"}},
		"controller": {[]string{"set-name-controller", "acme.gov", other}, []string{`MsgSetNameController"`, `"controller":"` + other}},
		"transfer":   {[]string{"transfer-name", "acme.gov", other}, []string{`MsgTransferName"`, `"new_owner":"` + other}},
		"revoke": {
			append([]string{"revoke-name", "acme.gov", "impostor"}, proposal...),
			[]string{`MsgSubmitProposal"`, `MsgRevokeName"`, `"reason":"impostor"`},
		},
		"role root": {
			append([]string{"set-role-root", `{"name":"agent.gov","roles":["ROLE_AGENT"],"kind":"PARTICIPANT_KIND_ORGANISATION","daily_admissions":50,"active":true}`}, proposal...),
			[]string{`MsgSubmitProposal"`, `MsgSetRoleRoot"`, `"daily_admissions":50`},
		},
		"enrol": {[]string{"enrol-with-name", other, "acme.gov"}, []string{`MsgEnrolWithName"`, `"applicant":"` + other}},
		"attest": {
			[]string{"attest", "name:acme.gov", other, "ai-agent", "agent", "employer", "--expires-at", "2027-06-01T00:00:00Z", "--model-id", "lab/model-1"},
			[]string{`MsgAttest"`, `"kind":"PARTICIPANT_KIND_AI_AGENT"`, `"roles":["ROLE_AGENT","ROLE_EMPLOYER"]`, `"model_id":"lab/model-1"`},
		},
		"revoke attestation": {[]string{"revoke-attestation", "name:acme.gov", other}, []string{`MsgRevokeAttestation"`, `"source":"name:acme.gov"`}},
	} {
		t.Run(name, func(t *testing.T) {
			out := run(t, append([]string{"tx", "identity"}, append(tc.args, "--from", me, "--generate-only", "--chain-id", "test")...)...)
			for _, want := range tc.want {
				require.Contains(t, out, want)
			}
		})
	}
}

// Both ways of writing a message for a hardware wallet give the same bytes.
func TestNameAndAttestationAminoJSON(t *testing.T) {
	enc := moduletestutil.MakeTestEncodingConfig(identity.AppModule{})
	files, err := protofiles.Files()
	require.NoError(t, err)
	encoder := aminojson.NewEncoder(aminojson.EncoderOptions{FileResolver: files})
	a, end := sdk.AccAddress("a___________________").String(), time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, msg := range []sdk.Msg{
		&types.MsgRegisterName{Sender: a, Name: "acme.gov", Owner: a, Controller: a, ExpiresAt: &end},
		&types.MsgRegisterName{Sender: a, Name: "gov", Owner: a},
		&types.MsgRenewName{Sender: a, Name: "acme.gov", ExpiresAt: &end},
		&types.MsgSetNameController{Sender: a, Name: "acme.gov", Controller: a},
		&types.MsgTransferName{Sender: a, Name: "acme.gov", NewOwner: a},
		&types.MsgRevokeName{Authority: a, Name: "acme.gov", Reason: "x"},
		&types.MsgSetRoleRoot{Authority: a, Root: types.RoleRoot{Name: "gov", Roles: []types.Role{types.ROLE_AGENT}, Kind: 1, DailyAdmissions: 5, Active: true}},
		&types.MsgSetRoleRoot{Authority: a},
		&types.MsgEnrolWithName{Sender: a, Applicant: a, Name: "acme.gov"},
		&types.MsgAttest{
			Sender: a, Source: "name:acme.gov", Address: a, Roles: []types.Role{types.ROLE_AGENT}, Kind: 3, ExpiresAt: &end, ModelId: "m",
			ModelHash: make([]byte, 32),
		},
		&types.MsgRevokeAttestation{Sender: a, Source: "name:acme.gov", Address: a},
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
