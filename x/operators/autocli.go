package operators

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/agijobs/agijobs/x/operators/types"
)

// AutoCLIOptions describes the commands of the module.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	return &autocliv1.ModuleOptions{
		Query: &autocliv1.ServiceCommandDescriptor{
			Service: types.Query_serviceDesc.ServiceName,
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod: "Params",
					Use:       "params",
					Short:     "Show how many operators a removal must leave",
					Example:   "agijobsd query operators params",
				},
				{
					RpcMethod: "Operators",
					Use:       "list",
					Alias:     []string{"operators"},
					Short:     "List operators with seats, consensus power and standing",
					Example:   "agijobsd query operators list",
				},
				{
					RpcMethod: "Removals",
					Use:       "removals",
					Short:     "List operators on their way out and when their seats are burnt",
					Example:   "agijobsd query operators removals",
				},
			},
		},
		Tx: &autocliv1.ServiceCommandDescriptor{
			Service: types.Msg_serviceDesc.ServiceName,
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod: "GrantSeats",
					Use:       "grant-seats [operator] [amount]",
					Short:     "Propose to issue seats to a participant with the role NODE_OPERATOR; 1000000 are a power of 1",
					Example:   `agijobsd tx operators grant-seats $(agijobsd keys show operator2 -a) 10000000 --title "Second node" --summary "Why" --deposit 1uagi --from official1`,
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{
						{ProtoField: "operator"}, {ProtoField: "amount"},
					},
					GovProposal: true,
				},
				{
					RpcMethod: "RemoveOperator",
					Use:       "remove [operator] [reason]",
					Alias:     []string{"remove-operator"},
					Short:     "Propose to take an operator's power at once and burn its seats when they have unbonded",
					Example:   `agijobsd tx operators remove $(agijobsd keys show operator2 -a) "contract ended" --title "Remove operator2" --summary "Why" --deposit 1uagi --from official1`,
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{
						{ProtoField: "operator"}, {ProtoField: "reason"},
					},
					GovProposal: true,
				},
				{
					RpcMethod: "UpdateParams",
					Use:       "update-params [params]",
					Short:     "Propose to replace the parameters",
					Example:   `agijobsd tx operators update-params '{"min_operators":4,"burns_per_block":16}' --title "Four nodes" --summary "Why" --deposit 1uagi --from official1`,
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{
						{ProtoField: "params"},
					},
					GovProposal: true,
				},
			},
		},
	}
}
