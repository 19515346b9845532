package identity

import autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

func credentialsQueries() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod: "CredentialType", Use: "credential-type [id]", Short: "Show a type of credential and its issuers",
			Example: "agijobsd query identity credential-type clearance/secret", PositionalArgs: args("id"),
		},
		{
			RpcMethod: "CredentialTypes", Use: "credential-types", Short: "List the types of credentials",
			Example: "agijobsd query identity credential-types",
		},
		{
			RpcMethod: "Credential", Use: "credential [subject] [type]", Short: "Show a credential and say whether it counts now, and if not, why",
			Example:        "agijobsd query identity credential $(agijobsd keys show agent -a) clearance/secret",
			PositionalArgs: args("subject", "type"),
		},
		{
			RpcMethod: "Credentials", Use: "credentials [subject]", Short: "List the credentials of a participant",
			Example: "agijobsd query identity credentials $(agijobsd keys show agent -a)", PositionalArgs: args("subject"),
		},
	}
}

func credentialsTxs() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod: "SetCredentialType", Use: "set-credential-type [type]",
			Short:          "Propose a type of credential, new or changed, to the council",
			Example:        `agijobsd tx identity set-credential-type '{"id":"clearance/secret","issuers":["'$(agijobsd keys show issuer -a)'"],"max_lifetime":"31536000s","active":true}' --title "Clearances" --summary "Why" --deposit 1uagi --from official1`,
			PositionalArgs: args("type"), GovProposal: true,
		},
		{
			RpcMethod: "IssueCredential", Use: "issue-credential [subject] [type]",
			Short:          "Vouch for a fact about a participant; --value-hash is a salted SHA-256, --expires-at its end",
			Example:        "agijobsd tx identity issue-credential $(agijobsd keys show agent -a) clearance/secret --expires-at 2027-12-31T00:00:00Z --from issuer",
			PositionalArgs: args("subject", "type"),
		},
		{
			RpcMethod: "RevokeCredential", Use: "revoke-credential [subject] [type] [reason]", Short: "Take a credential back",
			Example:        "agijobsd tx identity revoke-credential $(agijobsd keys show agent -a) clearance/secret withdrawn --from issuer",
			PositionalArgs: args("subject", "type", "reason"),
		},
	}
}
