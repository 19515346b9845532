package reputation

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/agijobs/agijobs/x/reputation/types"
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
					Short:     "Show how scores rise and fall",
					Example:   "agijobsd query reputation params",
				},
				{
					RpcMethod: "Score",
					Use:       "score [address] [role]",
					Short:     "Show a participant's score as agent, validator or employer",
					Example:   "agijobsd query reputation score $(agijobsd keys show agent -a) role-agent",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{
						{ProtoField: "address"}, {ProtoField: "role"},
					},
				},
				{
					RpcMethod: "Scores",
					Use:       "scores",
					Short:     "List scores, all or of one participant",
					Example:   "agijobsd query reputation scores --address $(agijobsd keys show agent -a)",
				},
			},
		},
		Tx: &autocliv1.ServiceCommandDescriptor{
			Service: types.Msg_serviceDesc.ServiceName,
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod: "Adjust",
					Use:       "adjust [address] [role] [change] [reason]",
					Short:     "Propose to correct a score by at most a tenth of the cap",
					Example:   `agijobsd tx reputation adjust $(agijobsd keys show agent -a) role-agent 500 "wrongly expired, case 17" --title "Case 17" --summary "Why" --deposit 1uagi --from official1`,
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{
						{ProtoField: "address"}, {ProtoField: "role"}, {ProtoField: "change"}, {ProtoField: "reason"},
					},
					GovProposal: true,
				},
				{
					RpcMethod: "UpdateParams",
					Use:       "update-params [params]",
					Short:     "Propose to replace the parameters",
					Example:   `agijobsd tx reputation update-params "$(agijobsd query reputation params -o json | jq -c .params)" --title "Scores" --summary "Why" --deposit 1uagi --from official1`,
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{
						{ProtoField: "params"},
					},
					GovProposal: true,
				},
			},
		},
	}
}
