package reputation_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/x/reputation"
	"github.com/agijobs/agijobs/x/reputation/types"
)

// Every call of the services has a command with a short text and an example.
func TestEveryCallHasACommand(t *testing.T) {
	opts := reputation.AppModule{}.AutoCLIOptions()
	named := map[string]bool{}
	for _, o := range append(opts.Tx.RpcCommandOptions, opts.Query.RpcCommandOptions...) {
		require.NotEmpty(t, o.Use, o.RpcMethod)
		require.NotEmpty(t, o.Short, o.RpcMethod)
		require.Contains(t, o.Example, "agijobsd ", o.RpcMethod)
		// AutoCLI leaves the enum's prefix out.
		require.NotContains(t, o.Example, "role-agent", o.RpcMethod)
		named[o.RpcMethod] = true
	}
	for _, m := range append(types.Msg_serviceDesc.Methods, types.Query_serviceDesc.Methods...) {
		require.True(t, named[m.MethodName], m.MethodName)
	}
}
