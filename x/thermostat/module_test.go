package thermostat_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/x/thermostat"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

// Every call of the services has a command with a short text and an example, and what only the council may do is a proposal.
func TestEveryCallHasACommand(t *testing.T) {
	opts := thermostat.AppModule{}.AutoCLIOptions()
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
	for _, o := range opts.Tx.RpcCommandOptions {
		require.True(t, o.GovProposal, o.RpcMethod)
	}
}
