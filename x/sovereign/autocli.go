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
				{
					RpcMethod: "Council", Use: "council", Short: "Show the owner council: members, weights, threshold, who has accepted",
					Example: "agijobsd query sovereign council",
				},
				{
					RpcMethod: "Decision", Use: "decision [proposal-id]", Short: "Show how the council decided a proposal, and who said yes",
					Example:        "agijobsd query sovereign decision 7",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "proposal_id"}},
				},
				{
					RpcMethod: "Guardians", Use: "guardians", Short: "Show the guardians and what is left of their budget",
					Example: "agijobsd query sovereign guardians",
				},
				{
					RpcMethod: "Changes", Use: "changes",
					Short:   "Show what proposals have changed, newest first: field, old and new value, proposal and voters",
					Example: "agijobsd query sovereign changes --module jobs --page-limit 20",
				},
				{
					RpcMethod: "Brake", Use: "brake", Short: "Show what is paused, since when and why",
					Example: "agijobsd query sovereign brake -o json",
				},
			},
		},
		Tx: &autocliv1.ServiceCommandDescriptor{
			Service: types.Msg_serviceDesc.ServiceName,
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod: "UpdateParams", Use: "update-params [params]",
					Short:          "Propose new parameters of x/sovereign to the council",
					Example:        `agijobsd tx sovereign update-params '{"max_step":"10s","guardian_threshold":1,"guardian_window":"3600s","guardian_pause_max":"86400s","guardian_cooldown":"1209600s"}' --title "Clock" --summary "Why" --deposit 1uagi --from official1`,
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "params"}},
					GovProposal:    true,
				},
				{
					RpcMethod: "UpdateCouncil", Use: "update-council [council]",
					Short: "Propose new members and a new threshold of the council",
					Long: "Propose new members and a new threshold of the council. Who has accepted a seat keeps it; who is new counts after " +
						"accept-seat. A change that would leave the accepted weight below the threshold is refused.",
					Example: `agijobsd tx sovereign update-council ` +
						`'{"threshold":"1","members":[{"address":"agi1yfzpj46gj72egqm8l0020kcujrw4lhevsrz3kc","weight":1,"title":"Prime minister"}]}' ` +
						`--title "Council" --summary "Why" --deposit 1uagi --from official1`,
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "council"}},
					GovProposal:    true,
				},
				{
					RpcMethod: "AcceptSeat", Use: "accept-seat", Short: "Take the seat that the council has offered you",
					Example: "agijobsd tx sovereign accept-seat --from official3",
				},
				{
					RpcMethod: "UpdateGuardians", Use: "update-guardians --guardians [guardian]",
					Short:       "Propose new guardians to the council; name each with a --guardians of its own",
					Example:     `agijobsd tx sovereign update-guardians --guardians '{"address":"'$(agijobsd keys show guardian -a)'","title":"Ombudsman"}' --title "Guardians" --summary "Why" --deposit 1uagi --from official1`,
					GovProposal: true,
				},
				{
					RpcMethod: "SpendTreasury", Use: "spend-treasury [recipient] [amount] [reason]",
					Short:          "Propose to pay out of the treasury, in base units",
					Example:        `agijobsd tx sovereign spend-treasury $(agijobsd keys show employer -a) 5000000 "flood relief, act 12/7" --title "Relief" --summary "Why" --deposit 1uagi --from official1`,
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "recipient"}, {ProtoField: "amount"}, {ProtoField: "reason"}},
					GovProposal:    true,
				},
				{
					RpcMethod: "Pause", Use: "pause --scope [scope] --reason [reason]",
					Short:   "Brake as a guardian: market or transfers",
					Example: `agijobsd tx sovereign pause --scope market --reason "Wrong rates since 09:00" --from guardian`,
				},
				{
					RpcMethod: "Resume", Use: "resume --scope [scope] --reason [reason]",
					Short:       "Propose to the council to release the brake",
					Example:     `agijobsd tx sovereign resume --scope market --reason "Rates are right again" --title "Resume" --summary "Why" --deposit 1uagi --from official1`,
					GovProposal: true,
				},
			},
		},
	}
}
