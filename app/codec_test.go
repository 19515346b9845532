package app_test

import (
	"testing"

	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"
	protov2 "google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/tx/signing/aminojson"

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

// The nested part of a message is in what a hardware wallet signs.
func TestAminoJSONCoversNestedMessages(t *testing.T) {
	registry := testapp.New(t, testapp.Options{}).App.InterfaceRegistry()
	encoder := aminojson.NewEncoder(aminojson.EncoderOptions{FileResolver: registry})
	for want, msg := range map[string]sdk.Msg{
		`"report_uri":"https://a.example"`: &validationtypes.MsgRevealVote{Vote: validationtypes.Vote{ReportUri: "https://a.example"}},
		`"daily_admissions":5`:             &identitytypes.MsgSetRoleRoot{Root: identitytypes.RoleRoot{DailyAdmissions: 5}},
	} {
		bz, err := proto.Marshal(msg)
		require.NoError(t, err)
		d, err := registry.FindDescriptorByName(protoreflect.FullName(proto.MessageName(msg)))
		require.NoError(t, err)
		dynamic := dynamicpb.NewMessage(d.(protoreflect.MessageDescriptor))
		require.NoError(t, protov2.Unmarshal(bz, dynamic))
		text, err := encoder.Marshal(dynamic)
		require.NoError(t, err)
		require.Contains(t, string(text), want)
	}
}
