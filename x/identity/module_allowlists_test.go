package identity_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
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

func TestAllowlistCommands(t *testing.T) {
	me, other := sdk.AccAddress("me__________________").String(), sdk.AccAddress("other_______________").String()
	hash := bytes.Repeat([]byte{0xfb}, 32)
	proposal := []string{"--title", "Agents", "--summary", "Why", "--deposit", "1uagi"}
	for name, tc := range map[string]struct {
		args []string
		want []string
	}{
		"enrol": {
			[]string{
				"enrol-with-proof", other, "agent", "4", "--total", "3", "--index", "0",
				"--aunts", hex.EncodeToString(hash), "--aunts", hex.EncodeToString(hash),
			},
			[]string{
				`"/agijobs.identity.v1.MsgEnrolWithProof"`, `"sender":"` + me, `"applicant":"` + other, `"role":"ROLE_AGENT"`, `"version":"4"`,
				`"total":"3"`, `"aunts":["` + base64.StdEncoding.EncodeToString(hash) + `","`,
			},
		},
		"set": {
			append([]string{"set-allowlist-root", `{"role":"ROLE_AGENT","root":"` + base64.StdEncoding.EncodeToString(hash) +
				`","uri":"https://registry.example/agent.leaves","kind":"PARTICIPANT_KIND_HUMAN","term":"31536000s","daily_admissions":1000,"active":true}`}, proposal...),
			[]string{
				`MsgSubmitProposal"`, `MsgSetAllowlistRoot"`, `"root":"` + base64.StdEncoding.EncodeToString(hash), `"term":"31536000s"`, `"active":true`,
			},
		},
		"deactivate": {
			append([]string{"set-allowlist-root", `{"role":"ROLE_AGENT"}`}, proposal...),
			[]string{`MsgSetAllowlistRoot"`, `"role":"ROLE_AGENT"`, `"active":false`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			out := run(t, append([]string{"tx", "identity"}, append(tc.args, "--from", me, "--generate-only", "--chain-id", "test")...)...)
			for _, want := range tc.want {
				require.Contains(t, out, want)
			}
		})
	}
}

// Both ways of writing the messages for a hardware wallet give the same bytes.
func TestAllowlistAminoJSON(t *testing.T) {
	enc := moduletestutil.MakeTestEncodingConfig(identity.AppModule{})
	files, err := protofiles.Files()
	require.NoError(t, err)
	encoder := aminojson.NewEncoder(aminojson.EncoderOptions{FileResolver: files})
	a, hash := sdk.AccAddress("a___________________").String(), make([]byte, 32)
	for name, msg := range map[string]sdk.Msg{
		"enrol": &types.MsgEnrolWithProof{
			Sender: a, Applicant: a, Role: types.ROLE_AGENT, Version: 1, Total: 3, Index: 0, Aunts: [][]byte{hash, hash},
		},
		"enrol, one leaf": &types.MsgEnrolWithProof{Sender: a, Applicant: a, Role: types.ROLE_AGENT, Version: 1, Total: 1},
		"set": &types.MsgSetAllowlistRoot{Authority: a, Root: types.AllowlistRoot{
			Role: types.ROLE_AGENT, Root: hash, Uri: "ipfs:x", Kind: types.PARTICIPANT_KIND_HUMAN, OrganisationId: "acme", Term: time.Hour,
			DailyAdmissions: 5, Active: true,
		}},
		"deactivate": &types.MsgSetAllowlistRoot{Authority: a, Root: types.AllowlistRoot{Role: types.ROLE_AGENT}},
	} {
		t.Run(name, func(t *testing.T) {
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
