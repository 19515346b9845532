package identity

import autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

func termsQueries() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod: "Terms", Use: "terms", Short: "Show the terms of participation and the version that must be acknowledged now",
			Example: "agijobsd query identity terms",
		},
		{
			RpcMethod: "Lock", Use: "lock", Short: "Say whether the wiring of admissions is locked",
			Example: "agijobsd query identity lock",
		},
	}
}

func termsTxs() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod: "SetTerms", Use: "set-terms [uri] [sha256]",
			Short:          "Propose a new version of the terms of participation to the council; --effective-at says from when, default: at once",
			Example:        `agijobsd tx identity set-terms https://gov.example/terms.pdf $(sha256sum terms.pdf | cut -c1-64) --title "Terms" --summary "Why" --deposit 1uagi --from official1`,
			PositionalArgs: args("uri", "sha256"), GovProposal: true,
		},
		{
			RpcMethod: "AcknowledgeTerms", Use: "acknowledge-terms [version]", Short: "Acknowledge the terms of participation, which new business needs",
			Example:        "agijobsd tx identity acknowledge-terms 1 --from agent",
			PositionalArgs: args("version"),
		},
		{
			RpcMethod: "LockAdmission", Use: "lock-admission",
			Short:   "Propose to lock the wiring of admissions for good: no new or wider issuers, role roots and types",
			Example: `agijobsd tx identity lock-admission --title "Lock" --summary "Why" --deposit 1uagi --from official1`, GovProposal: true,
		},
	}
}
