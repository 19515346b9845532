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
					Example:   "agijobsd query reputation score $(agijobsd keys show agent -a) agent --category records",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{
						{ProtoField: "address"}, {ProtoField: "role"},
					},
				},
				{
					RpcMethod: "Record",
					Use:       "record [address] [role]",
					Short:     "Show what a participant has done as agent, validator or employer in all its life",
					Example:   "agijobsd query reputation record $(agijobsd keys show agent -a) agent",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{
						{ProtoField: "address"}, {ProtoField: "role"},
					},
				},
				{
					RpcMethod: "Ranking",
					Use:       "ranking [role]",
					Short:     "List the highest scores in a role, of agents also in a category",
					Example:   "agijobsd query reputation ranking agent --category records --page-limit 10",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{
						{ProtoField: "role"},
					},
				},
				{
					RpcMethod: "History",
					Use:       "history [address]",
					Short:     "List the last changes of a participant's scores, the latest first",
					Example:   "agijobsd query reputation history $(agijobsd keys show agent -a) --page-limit 5",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{
						{ProtoField: "address"},
					},
				},
				{
					RpcMethod: "Explain",
					Use:       "explain [job-id] [address]",
					Short:     "Show the formula with its numbers for what a job changed; job 0: corrections",
					Example:   "agijobsd query reputation explain 18420003000 $(agijobsd keys show agent -a) -o json | jq -r '.lines[]'",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{
						{ProtoField: "job_id"}, {ProtoField: "address"},
					},
				},
				{
					RpcMethod: "Pair",
					Use:       "pair [first] [second]",
					Short:     "Show what the organisations of two participants have gained from each other of late",
					Example:   "agijobsd query reputation pair $(agijobsd keys show employer -a) $(agijobsd keys show agent -a)",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{
						{ProtoField: "first"}, {ProtoField: "second"},
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
					Example:   `agijobsd tx reputation adjust $(agijobsd keys show agent -a) agent 500 "wrongly expired, case 17" --title "Case 17" --summary "Why" --deposit 1uagi --from official1`,
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
