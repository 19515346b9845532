package sovereign

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/agijobs/agijobs/x/sovereign/types"
)

// AutoCLIOptions describes the commands.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	return &autocliv1.ModuleOptions{
		Query: &autocliv1.ServiceCommandDescriptor{
			Service: types.Query_serviceDesc.ServiceName,
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod: "Params", Use: "params", Short: "Show the parameters of x/sovereign",
					Example: "agijobsd query sovereign params",
				},
				{
					RpcMethod: "Clock", Use: "clock", Short: "Show market time, block time and what lies between them",
					Example: "agijobsd query sovereign clock",
				},
				{
					RpcMethod: "Currency", Use: "currency", Short: "Show the chain's money: base and display denomination",
					Example: "agijobsd query sovereign currency",
				},
				{
					RpcMethod: "Supply", Use: "supply", Short: "Show the supply and what was minted and burnt since genesis",
					Example: "agijobsd query sovereign supply -o json",
				},
			},
		},
		Tx: &autocliv1.ServiceCommandDescriptor{
			Service: types.Msg_serviceDesc.ServiceName,
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod: "UpdateParams", Use: "update-params [params]",
					Short:          "Propose new parameters of x/sovereign to the council",
					Example:        `agijobsd tx sovereign update-params '{"max_step":"10s"}' --title "Clock" --summary "Why" --deposit 1uagi --from official1`,
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "params"}},
					GovProposal:    true,
				},
			},
		},
	}
}
