package identity

import autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

func allowlistsQueries() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod: "AllowlistRoot", Use: "allowlist-root [role]", Short: "Show the allow list of a role: root, version, what it admits",
			Example:        "agijobsd query identity allowlist-root agent",
			PositionalArgs: args("role"),
		},
		{
			RpcMethod: "AllowlistRoots", Use: "allowlist-roots", Short: "List the allow lists",
			Example: "agijobsd query identity allowlist-roots",
		},
	}
}

func allowlistsTxs() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod: "EnrolWithProof", Use: "enrol-with-proof [applicant] [role] [version]",
			Short: "Enrol an applicant by the numbers of a Merkle proof; `agijobsd identity enrol proof` takes them from a file",
			Example: "agijobsd tx identity enrol-with-proof $(agijobsd keys show agent -a) agent 1 --total 2 --index 0 " +
				"--aunts fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125 --from desk",
			PositionalArgs: args("applicant", "role", "version"),
		},
		{
			RpcMethod: "SetAllowlistRoot", Use: "set-allowlist-root [root]",
			Short: "Propose an allow list, new, changed or (its role alone) deactivated, to the council",
			Long: "Propose an allow list to the council. `agijobsd identity allowlist build` prints this command with the root in it. The chain counts " +
				"the version. With nothing but a role the list is deactivated and keeps its root.",
			Example: `agijobsd tx identity set-allowlist-root '{"role":"ROLE_AGENT","root":"+sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU=","uri":"https://registry.example/agent.leaves","kind":"PARTICIPANT_KIND_HUMAN","term":"31536000s","daily_admissions":1000,"active":true}' --title "Agents" --summary "Why" --deposit 1uagi --from official1
agijobsd tx identity set-allowlist-root '{"role":"ROLE_AGENT"}' --title "Agents: no more" --summary "Why" --deposit 1uagi --from official1`,
			PositionalArgs: args("root"),
			GovProposal:    true,
		},
	}
}
