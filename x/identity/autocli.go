package identity

import (
	"slices"

	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/agijobs/agijobs/x/identity/types"
)

// AutoCLIOptions describes the commands. What a registrar may send is a plain transaction; the authority sends the same
// messages with `agijobsd tx gov submit-proposal`.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	query, tx := queryCommands(), txCommands()
	query.RpcCommandOptions = slices.Concat(query.RpcCommandOptions, allowlistsQueries(), tokensQueries(), namesQueries(), attestationsQueries(),
		credentialsQueries(), termsQueries(), keysQueries())
	tx.RpcCommandOptions = slices.Concat(tx.RpcCommandOptions, allowlistsTxs(), tokensTxs(), namesTxs(), attestationsTxs(),
		credentialsTxs(), termsTxs(), keysTxs())
	return &autocliv1.ModuleOptions{Query: query, Tx: tx}
}

func args(fields ...string) []*autocliv1.PositionalArgDescriptor {
	list := make([]*autocliv1.PositionalArgDescriptor, 0, len(fields))
	for _, field := range fields {
		list = append(list, &autocliv1.PositionalArgDescriptor{ProtoField: field})
	}
	return list
}

func queryCommands() *autocliv1.ServiceCommandDescriptor {
	return &autocliv1.ServiceCommandDescriptor{
		Service: types.Query_serviceDesc.ServiceName,
		RpcCommandOptions: []*autocliv1.RpcCommandOptions{
			{
				RpcMethod: "Params", Use: "params", Short: "Show the parameters of x/identity",
				Example: "agijobsd query identity params",
			},
			{
				RpcMethod: "Participant", Use: "participant [address]", Short: "Show a participant: kind, organisation, roles, standing",
				Example:        "agijobsd query identity participant $(agijobsd keys show agent -a)",
				PositionalArgs: args("address"),
			},
			{
				RpcMethod: "Participants", Use: "participants", Short: "List participants, all or of one organisation",
				Example: "agijobsd query identity participants --organisation-id acme",
			},
			{
				RpcMethod: "Organisation", Use: "organisation [id]", Short: "Show an organisation",
				Example:        "agijobsd query identity organisation acme",
				PositionalArgs: args("id"),
			},
			{
				RpcMethod: "Organisations", Use: "organisations", Short: "List organisations",
				Example: "agijobsd query identity organisations --page-limit 50",
			},
			{
				RpcMethod: "Authorized", Use: "authorized [address] [role]",
				Short:          "Say whether an address may start new business in a role, and if not, why",
				Example:        "agijobsd query identity authorized $(agijobsd keys show agent -a) agent",
				PositionalArgs: args("address", "role"),
			},
			{
				RpcMethod: "RegistrarUsage", Use: "registrar-usage [address]", Short: "Show what a registrar has used of today's limits",
				Example:        "agijobsd query identity registrar-usage $(agijobsd keys show registrar -a)",
				PositionalArgs: args("address"),
			},
		},
	}
}

func txCommands() *autocliv1.ServiceCommandDescriptor {
	return &autocliv1.ServiceCommandDescriptor{
		Service: types.Msg_serviceDesc.ServiceName,
		RpcCommandOptions: []*autocliv1.RpcCommandOptions{
			{
				RpcMethod: "Admit", Use: "admit [participant]...",
				Short:          "Admit up to 500 participants, or replace roles and organisation of admitted ones",
				Example:        `agijobsd tx identity admit '{"address":"'$(agijobsd keys show agent -a)'","kind":"PARTICIPANT_KIND_HUMAN","roles":["ROLE_AGENT"]}' --from registrar`,
				PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "participants", Varargs: true}},
			},
			{
				RpcMethod: "Suspend", Use: "suspend [address] [reason]", Short: "Stop a participant's new business; duties and exits go on",
				Example:        "agijobsd tx identity suspend $(agijobsd keys show agent -a) fraud_report --from registrar",
				PositionalArgs: args("address", "reason"),
			},
			{
				RpcMethod: "Reinstate", Use: "reinstate [address]", Short: "Make a suspended participant active again",
				Example:        "agijobsd tx identity reinstate $(agijobsd keys show agent -a) --from registrar",
				PositionalArgs: args("address"),
			},
			{
				RpcMethod: "Revoke", Use: "revoke [address] [reason]", Short: "End a participation for good",
				Example:        "agijobsd tx identity revoke $(agijobsd keys show agent -a) key_lost --from registrar",
				PositionalArgs: args("address", "reason"),
			},
			{
				RpcMethod: "UpdateMetadata", Use: "update-metadata [uri]", Short: "Replace your own metadata reference; --metadata-hash is its SHA-256",
				Example:        "agijobsd tx identity update-metadata https://acme.example/agent.json --metadata-hash $(sha256sum agent.json | cut -c1-64) --from agent",
				PositionalArgs: args("metadata_uri"),
			},
			{
				RpcMethod: "Leave", Use: "leave", Short: "End your own participation for good",
				Example: "agijobsd tx identity leave --from agent",
			},
			{
				RpcMethod: "SetOrganisation", Use: "set-organisation [organisation]", Short: "Propose an organisation, new or changed, to the council",
				Example:        `agijobsd tx identity set-organisation '{"id":"acme","name":"Acme","kind":"ORGANISATION_KIND_ENTERPRISE","active":true}' --title "Acme" --summary "Why" --deposit 1uagi --from official1`,
				PositionalArgs: args("organisation"),
				GovProposal:    true,
			},
			{
				RpcMethod: "UpdateParams", Use: "update-params [params]", Short: "Propose new parameters of x/identity to the council",
				Example:        `agijobsd tx identity update-params '{"registrar_daily_admissions":1000,"registrar_daily_suspensions":50,"seasoning":"604800s","transfer_policy":"TRANSFER_POLICY_OPEN","token_max_lifetime":"86400s","name_grace":"2592000s","prunes_per_block":500}' --title "Limits" --summary "Why" --deposit 1uagi --from official1`,
				PositionalArgs: args("params"),
				GovProposal:    true,
			},
		},
	}
}
