// Package guard puts the rules of node operators before the messages of the SDK's modules. It wraps the message servers
// themselves, so the rules hold by whatever route a message comes: transaction, authz, proposal, genesis transaction.
package guard

import (
	"github.com/cosmos/gogoproto/grpc"
	googlegrpc "google.golang.org/grpc"

	"github.com/cosmos/cosmos-sdk/types/module"
)

// services hands a module's registrations on, with other servers for some of them. Queries and migrations stay as the
// module registers them.
type services struct {
	to      grpc.Server
	servers map[string]any
}

// RegisterService implements grpc.Server.
func (s services) RegisterService(desc *googlegrpc.ServiceDesc, server any) {
	if own, ok := s.servers[desc.ServiceName]; ok {
		server = own
	}
	s.to.RegisterService(desc, server)
}

// configurator is a module.Configurator that registers other message servers.
type configurator struct {
	module.Configurator
	servers map[string]any
}

// MsgServer implements module.Configurator.
func (c configurator) MsgServer() grpc.Server {
	return services{to: c.Configurator.MsgServer(), servers: c.servers}
}
