package validation

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/agijobs/agijobs/x/validation/types"
)

// AutoCLIOptions describes the commands. Validators use the hand-made `commit` and `reveal`, which keep the sealed vote;
// `commit-vote` and `reveal-vote` send exactly what they are given.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	return &autocliv1.ModuleOptions{
		Query: &autocliv1.ServiceCommandDescriptor{Service: types.Query_serviceDesc.ServiceName, RpcCommandOptions: queries()},
		Tx:    &autocliv1.ServiceCommandDescriptor{Service: types.Msg_serviceDesc.ServiceName, RpcCommandOptions: messages()},
	}
}

func args(fields ...string) []*autocliv1.PositionalArgDescriptor {
	var list []*autocliv1.PositionalArgDescriptor
	for _, field := range fields {
		list = append(list, &autocliv1.PositionalArgDescriptor{ProtoField: field})
	}
	return list
}

func queries() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod: "Params", Use: "params", Short: "Show a version of the parameters; without --version the one in force",
			Example: "agijobsd query validation params --version 1",
		},
		{
			RpcMethod: "Pool", Use: "pool [id]", Short: "Show a pool and its total draw weight",
			Example: "agijobsd query validation pool general", PositionalArgs: args("id"),
		},
		{
			RpcMethod: "Pools", Use: "pools", Short: "List the pools",
			Example: "agijobsd query validation pools",
		},
		{
			RpcMethod: "PoolMembers", Use: "members [pool]", Short: "List the members of a pool that can be drawn, with their weights",
			Example: "agijobsd query validation members general --page-limit 50", PositionalArgs: args("id"),
		},
		{
			RpcMethod: "Validator", Use: "validator [address]", Short: "Show a validator: stake, locks, seats, jail",
			Example: "agijobsd query validation validator $(agijobsd keys show validator1 -a)", PositionalArgs: args("address"),
		},
		{
			RpcMethod: "Validators", Use: "validators", Short: "List the validators",
			Example: "agijobsd query validation validators",
		},
		{
			RpcMethod: "Unbondings", Use: "unbondings [address]", Short: "List a validator's stake on its way out",
			Example: "agijobsd query validation unbondings $(agijobsd keys show validator1 -a)", PositionalArgs: args("address"),
		},
		{
			RpcMethod: "CouncilSlashes", Use: "council-slashes [address]", Short: "List the council's slashes of a validator that count, and how many bps are left of 1000 within 30 days",
			Example: "agijobsd query validation council-slashes $(agijobsd keys show validator1 -a)", PositionalArgs: args("address"),
		},
		{
			RpcMethod: "Round", Use: "round [job] [rung]", Short: "Show a round with its seats",
			Example: "agijobsd query validation round 18420003000 0", PositionalArgs: args("job_id", "rung"),
		},
		{
			RpcMethod: "Rounds", Use: "rounds [job]", Short: "List the rounds of a job that is not settled yet",
			Example: "agijobsd query validation rounds 18420003000", PositionalArgs: args("job_id"),
		},
		{
			// Made by hand, so that people can read the deadlines.
			RpcMethod: "Duties", Use: "duties [address]", Short: "List what a validator has to do now, with deadlines",
			Example: "agijobsd query validation duties $(agijobsd keys show validator1 -a)", Skip: true,
		},
		{
			RpcMethod: "Beacon", Use: "beacon", Short: "Show the last values of the randomness of the draws",
			Example: "agijobsd query validation beacon",
		},
		{
			RpcMethod: "CanaryRoots", Use: "canary-roots", Short: "List what audit offices have registered, with the time by which they must show it",
			Example: "agijobsd query validation canary-roots --office court",
		},
		{
			RpcMethod: "CanaryOffices", Use: "canary-offices", Short: "List the audit offices that are barred",
			Example: "agijobsd query validation canary-offices",
		},
		{
			RpcMethod: "CanarySlashes", Use: "canary-slashes [address]", Short: "List a validator's slashes for canaries that are held or still count, with the canaries",
			Example: "agijobsd query validation canary-slashes $(agijobsd keys show validator1 -a)", PositionalArgs: args("address"),
		},
	}
}

func messages() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod: "Bond", Use: "bond [amount]", Short: "Add to your stake, in base units",
			Example: "agijobsd tx validation bond 10000000 --from validator1", PositionalArgs: args("amount"),
		},
		{
			RpcMethod: "Unbond", Use: "unbond [amount]", Short: "Take free stake out; it is paid after the unbonding period",
			Example: "agijobsd tx validation unbond 5000000 --from validator1", PositionalArgs: args("amount"),
		},
		{
			RpcMethod: "JoinPool", Use: "join-pool [pool]", Short: "Become drawable from a pool",
			Example: "agijobsd tx validation join-pool general --from validator1", PositionalArgs: args("pool"),
		},
		{
			RpcMethod: "LeavePool", Use: "leave-pool [pool]", Short: "Leave a pool; seats that you have stay",
			Example: "agijobsd tx validation leave-pool general --from validator1", PositionalArgs: args("pool"),
		},
		{
			RpcMethod: "CommitVote", Use: "commit-vote [job] [rung] [commitment]", Short: "Send a ready-made commitment (prefer `commit`)",
			Example:        "agijobsd tx validation commit-vote 18420003000 0 q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k= --from validator1",
			PositionalArgs: args("job_id", "rung", "commitment"),
		},
		{
			RpcMethod: "RevealVote", Use: "reveal-vote [job] [rung] [vote] [salt]", Short: "Open a ready-made commitment (prefer `reveal`)",
			Example: `agijobsd tx validation reveal-vote 18420003000 0 '{"verdict":"VOTE_VERDICT_APPROVE","score":92}' ` +
				`q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k= --from validator1`,
			PositionalArgs: args("job_id", "rung", "vote", "salt"),
		},
		{
			RpcMethod: "Unjail", Use: "unjail", Short: "Become drawable again when your jail time is over",
			Example: "agijobsd tx validation unjail --from validator1",
		},
		{
			RpcMethod: "Slash", Use: "slash [validator] [bps] [reason]", Short: "Propose to burn part of a validator's free and unbonding stake; at most 1000 bps within 30 days",
			Example: `agijobsd tx validation slash $(agijobsd keys show validator1 -a) 500 "sold its votes, file 7/31" ` +
				`--title "Slash" --summary "Why" --deposit 1uagi --from official1`,
			PositionalArgs: args("validator", "bps", "reason"), GovProposal: true,
		},
		{
			RpcMethod: "SetPool", Use: "set-pool [pool]", Short: "Propose a new or changed pool to the council",
			Example: `agijobsd tx validation set-pool '{"id":"bias-audit","title":"Bias audit","role":"ROLE_VALIDATOR","min_stake":"50000000","open":true}' ` +
				`--title "Pool" --summary "Why" --deposit 1uagi --from official1`,
			PositionalArgs: args("pool"), GovProposal: true,
		},
		{
			RpcMethod: "UpdateParams", Use: "update-params [params]", Short: "Propose a new version of the parameters to the council; give all of them",
			Example:        `agijobsd tx validation update-params "$(cat params.json)" --title "Windows" --summary "Why" --deposit 1uagi --from official1`,
			PositionalArgs: args("params"), GovProposal: true,
		},
		{
			RpcMethod: "RegisterCanaries", Use: "register-canaries [root]", Short: "Register a ready-made root (prefer `canary register`)",
			Example:        "agijobsd tx validation register-canaries q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k= --from auditor",
			PositionalArgs: args("root"),
		},
		{
			RpcMethod: "DiscloseCanaries", Use: "disclose-canaries [day]", Short: "Show ready-made leaves (prefer `canary disclose`)",
			Example:        `agijobsd tx validation disclose-canaries 22308 --leaves '{"salt":"q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k="}' --from auditor`,
			PositionalArgs: args("day"),
		},
		{
			RpcMethod: "ContradictCanary", Use: "contradict-canary [job] [office] [day] [leaf] [proof]", Short: "Send a ready-made contradiction (prefer `canary contradict`)",
			Example: `agijobsd tx validation contradict-canary 18420003000 bureau 22308 "$(cat leaf.json)" "$(cat proof.json)" ` +
				`--from validator1`,
			PositionalArgs: args("job_id", "office", "day", "leaf", "proof"),
		},
		{
			RpcMethod: "LiftCanaryBar", Use: "lift-canary-bar [office]", Short: "Propose to let a barred audit office go on",
			Example:        `agijobsd tx validation lift-canary-bar court --title "Lift" --summary "Why" --deposit 1uagi --from official1`,
			PositionalArgs: args("office"), GovProposal: true,
		},
	}
}
