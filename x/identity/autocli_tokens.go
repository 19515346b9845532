package identity

import autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

func tokensQueries() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod: "IssuerKey", Use: "issuer-key [kid]", Short: "Show a trusted issuer's key and what its tokens may grant",
			Example:        "agijobsd query identity issuer-key eid-2027",
			PositionalArgs: args("kid"),
		},
		{
			RpcMethod: "IssuerKeys", Use: "issuer-keys", Short: "List the keys of issuers, those that are not active as well",
			Example: "agijobsd query identity issuer-keys --page-limit 50",
		},
		{
			RpcMethod: "TokenUsed", Use: "token-used [issuer] [jti]", Short: "Say whether a token was used; it is remembered until it expires",
			Example:        "agijobsd query identity token-used https://eid.example.gov 7f3c9a",
			PositionalArgs: args("issuer", "jti"),
		},
		{
			RpcMethod: "SourceUsage", Use: "source-usage [source]", Short: "Show what a source of admissions has used of today's limit",
			Example:        "agijobsd query identity source-usage key:eid-2027",
			PositionalArgs: args("source"),
		},
	}
}

func tokensTxs() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod: "EnrolWithToken", Use: "enrol-with-token [applicant] [token]",
			Short:          "Enrol an address with a signed token; `agijobsd identity enrol token` reads the address from it",
			Example:        "agijobsd tx identity enrol-with-token $(agijobsd keys show agent -a) $(cat token.txt) --from desk",
			PositionalArgs: args("applicant", "token"),
		},
		{
			RpcMethod: "SetIssuerKey", Use: "set-issuer-key [key]",
			Short: "Propose to the council to trust an issuer's public key, or to change or deactivate it",
			Example: `agijobsd tx identity set-issuer-key "$(jq -n --rawfile jwk key.pub.jwk '{kid:($jwk|fromjson|.kid),issuer:"https://eid.example.gov",jwk:$jwk,` +
				`roles:["ROLE_AGENT"],kinds:["PARTICIPANT_KIND_HUMAN"],term:"31536000s",daily_admissions:1000,active:true}')" --title "National eID" --summary "Why" --deposit 1uagi --from official1`,
			PositionalArgs: args("key"),
			GovProposal:    true,
		},
	}
}
