package app_test

import (
	"testing"

	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/reflect/protoreflect"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app/testapp"
)

// Generated files register in the order of their names, and an import that comes later stays unresolved for good: the chain would
// refuse a message's nested fields as unknown, and a hardware wallet would not sign them.
func TestMessagesAreResolved(t *testing.T) {
	c := testapp.New(t, testapp.Options{})
	urls := c.App.InterfaceRegistry().ListImplementations(sdk.MsgInterfaceProtoName)
	require.NotEmpty(t, urls)
	seen := map[protoreflect.FullName]bool{}
	var visit func(url string, m protoreflect.MessageDescriptor)
	visit = func(url string, m protoreflect.MessageDescriptor) {
		require.False(t, m.IsPlaceholder(), "%s holds %s, which was not resolved", url, m.FullName())
		if seen[m.FullName()] {
			return
		}
		seen[m.FullName()] = true
		for i := range m.Fields().Len() {
			field := m.Fields().Get(i)
			if field.Message() != nil {
				visit(url, field.Message())
			}
			if field.Enum() != nil {
				require.False(t, field.Enum().IsPlaceholder(), "%s holds %s, which was not resolved", url, field.Enum().FullName())
			}
		}
	}
	for _, url := range urls {
		d, err := proto.HybridResolver.FindDescriptorByName(protoreflect.FullName(url[1:]))
		require.NoError(t, err, url)
		m, ok := d.(protoreflect.MessageDescriptor)
		require.True(t, ok, url)
		visit(url, m)
	}
}
