package identity

import autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

// byProposal tells the council how it sends what others send as plain transactions.
const byProposal = `

The council sends the same message in a proposal:

  agijobsd tx gov submit-proposal proposal.json --from official1

where proposal.json holds {"messages": [{"@type": "%s", "sender": "<gov module account>", …}], "title": "…", "summary": "…", "deposit": "1uagi"};
the account: agijobsd query auth module-account gov`

func namesQueries() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod: "Name", Use: "name [name]", Short: "Show a name and whether it is live, and if not, why",
			Example:        "agijobsd query identity name acme.agent.gov",
			PositionalArgs: args("name"),
		},
		{
			RpcMethod: "Names", Use: "names", Short: "List the children of a name, the top-level names, or what an owner holds",
			Example: `agijobsd query identity names --parent agent.gov
agijobsd query identity names --owner $(agijobsd keys show ministry -a)`,
		},
		{
			RpcMethod: "Resolve", Use: "resolve [name]", Short: "Show the address that a live name stands for",
			Example:        "agijobsd query identity resolve acme.agent.gov",
			PositionalArgs: args("name"),
		},
		{
			RpcMethod: "RoleRoots", Use: "role-roots", Short: "List the names whose children grant roles",
			Example: "agijobsd query identity role-roots",
		},
	}
}

func namesTxs() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod: "RegisterName", Use: "register-name [name] [owner]", Short: "Register a name below one that you own",
			Long: `Registers a free name below a live one that you own; it lasts at most as long as its parent. Names are for organisations, agents and services,
never for people. Without --controller the name stands for its owner. Top-level names are the authority's.` + proposalFor("MsgRegisterName"),
			Example:        "agijobsd tx identity register-name acme.agent.gov $(agijobsd keys show acme -a) --expires-at 2030-01-01T00:00:00Z --from ministry",
			PositionalArgs: args("name", "owner"),
		},
		{
			RpcMethod: "RenewName", Use: "renew-name [name]", Short: "Give a name below one that you own a later end",
			Long: `Gives a name below a live one that you own a later end, also in the grace period after its expiry. The roles that the name gave
its controller last as long.` + proposalFor("MsgRenewName"),
			Example:        "agijobsd tx identity renew-name acme.agent.gov --expires-at 2032-01-01T00:00:00Z --from ministry",
			PositionalArgs: args("name"),
		},
		{
			RpcMethod: "SetNameController", Use: "set-name-controller [name] [controller]",
			Short:          "Say what address your name stands for; roles that it gave to the old one end",
			Example:        "agijobsd tx identity set-name-controller acme.agent.gov $(agijobsd keys show machine -a) --from acme",
			PositionalArgs: args("name", "controller"),
		},
		{
			RpcMethod: "TransferName", Use: "transfer-name [name] [new-owner]",
			Short:          "Give your name to another owner, who then controls it; roles and attestations from it end",
			Example:        "agijobsd tx identity transfer-name acme.agent.gov $(agijobsd keys show buyer -a) --from acme",
			PositionalArgs: args("name", "new_owner"),
		},
		{
			RpcMethod: "RevokeName", Use: "revoke-name [name] [reason]", Short: "Propose to the council to end a name at once",
			Example:        `agijobsd tx identity revoke-name acme.agent.gov impostor --title "Impostor" --summary "Why" --deposit 1uagi --from official1`,
			PositionalArgs: args("name", "reason"),
			GovProposal:    true,
		},
		{
			RpcMethod: "SetRoleRoot", Use: "set-role-root [root]", Short: "Propose to the council that holding a child of a name grants roles, or no longer does",
			Example:        `agijobsd tx identity set-role-root '{"name":"agent.gov","roles":["ROLE_AGENT"],"kind":"PARTICIPANT_KIND_ORGANISATION","daily_admissions":50,"active":true}' --title "Agents" --summary "Why" --deposit 1uagi --from official1`,
			PositionalArgs: args("root"),
			GovProposal:    true,
		},
		{
			RpcMethod: "EnrolWithName", Use: "enrol-with-name [applicant] [name]",
			Short:          "Enrol who controls a name below a role root; you pay (`agijobsd identity enrol name` looks the applicant up)",
			Example:        "agijobsd tx identity enrol-with-name $(agijobsd keys show machine -a) acme.agent.gov --from desk",
			PositionalArgs: args("applicant", "name"),
		},
	}
}
