package thermostat

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/agijobs/agijobs/x/thermostat/types"
)

// AutoCLIOptions describes the commands of the module.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	return &autocliv1.ModuleOptions{
		Query: &autocliv1.ServiceCommandDescriptor{
			Service: types.Query_serviceDesc.ServiceName,
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{RpcMethod: "Params", Use: "params", Short: "Show how the market is measured and how much may be minted", Example: "agijobsd query thermostat params"},
				{RpcMethod: "Loops", Use: "loops", Short: "List the control loops", Example: "agijobsd query thermostat loops"},
				{
					RpcMethod: "Loop", Use: "loop [loop-id]", Short: "Show a loop and where it stands",
					Example:        "agijobsd query thermostat loop reward",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "loop_id"}},
				},
				{
					RpcMethod: "History", Use: "history [loop-id]", Short: "List the last steps of a loop, the latest first",
					Example:        "agijobsd query thermostat history reward --category data --page-limit 10",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "loop_id"}},
				},
				{
					RpcMethod: "Explain", Use: "explain [loop-id]", Short: "Spell a step of a loop out, the last one if no sequence is given",
					Example:        "agijobsd query thermostat explain reward --category data -o json | jq -r '.lines[]'",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "loop_id"}},
				},
				{
					RpcMethod: "Policy", Use: "policy [category]", Short: "Show the prices that a job posted now would get, and which loops made them",
					Example:        "agijobsd query thermostat policy data",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "category"}},
				},
				{
					RpcMethod: "Sensors", Use: "sensors", Short: "Show what is measured, of a category or of the whole market",
					Example: "agijobsd query thermostat sensors --category data",
				},
				{
					RpcMethod: "Temperatures", Use: "temperatures", Short: "Show the temperatures of the market and the Hamiltonian",
					Example: "agijobsd query thermostat temperatures",
				},
			},
		},
		Tx: &autocliv1.ServiceCommandDescriptor{
			Service: types.Msg_serviceDesc.ServiceName,
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod: "SetLoop", Use: "set-loop [loop]", Short: "Propose to add or replace a control loop",
					Example:        `agijobsd tx thermostat set-loop "$(agijobsd query thermostat loop reward -o json | jq -c '.loop | .slew = 200')" --title "Rewards" --summary "Why" --deposit 1uagi --from official1`,
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "loop"}}, GovProposal: true,
				},
				{
					RpcMethod: "RemoveLoop", Use: "remove-loop [loop-id]", Short: "Propose to take a control loop out; what it turned becomes neutral",
					Example:        `agijobsd tx thermostat remove-loop seat-lock --title "Rewards" --summary "Why" --deposit 1uagi --from official1`,
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "loop_id"}}, GovProposal: true,
				},
				{
					RpcMethod: "Override", Use: "override [loop-id] [value] [duration]", Short: "Propose to set an output by hand for a time; 0s ends it",
					Example:        `agijobsd tx thermostat override reward 1500 24h --category data --title "Rewards" --summary "Why" --deposit 1uagi --from official1`,
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "loop_id"}, {ProtoField: "value"}, {ProtoField: "duration"}}, GovProposal: true,
				},
				{
					RpcMethod: "Freeze", Use: "freeze [frozen] [reason]", Short: "Propose to hold all loops and emission, or to let them go on",
					Example:        `agijobsd tx thermostat freeze true "prices are under review" --title "Rewards" --summary "Why" --deposit 1uagi --from official1`,
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "frozen"}, {ProtoField: "reason"}}, GovProposal: true,
				},
				{
					RpcMethod: "UpdateParams", Use: "update-params [params]", Short: "Propose to replace the parameters",
					Example:        `agijobsd tx thermostat update-params "$(agijobsd query thermostat params -o json | jq -c .params)" --title "Rewards" --summary "Why" --deposit 1uagi --from official1`,
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "params"}}, GovProposal: true,
				},
			},
		},
	}
}
