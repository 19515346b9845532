package identity

import (
	"fmt"

	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"
)

func attestationsQueries() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod: "Attestations", Use: "attestations", Short: "List the keys that a name's owner or an organisation's representatives vouch for",
			Example: `agijobsd query identity attestations --source name:acme.agent.gov
agijobsd query identity attestations --source organisation:acme`,
		},
	}
}

func attestationsTxs() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod: "Attest", Use: "attest [source] [address] [kind] [role]...",
			Short: "Vouch for a key: it takes roles on your word, for at most two years",
			Long: `Vouches for a key as the owner of a name below a role root (source name:<name>) or as a representative of an organisation (source
organisation:<id>). For an AI agent you answer yourself.`,
			Example: "agijobsd tx identity attest name:acme.agent.gov $(agijobsd keys show machine -a) ai-agent agent --expires-at 2027-06-01T00:00:00Z --model-id lab/model-1 --from acme",
			PositionalArgs: []*autocliv1.PositionalArgDescriptor{
				{ProtoField: "source"}, {ProtoField: "address"}, {ProtoField: "kind"}, {ProtoField: "roles", Varargs: true},
			},
		},
		{
			RpcMethod: "RevokeAttestation", Use: "revoke-attestation [source] [address]", Short: "Take your word for a key back, and with it the roles that it gave",
			Long: `Takes an attestation back: the present owner of the name, any representative of the organisation, or the authority. The roles that it gave end
at once.` + proposalFor("MsgRevokeAttestation"),
			Example:        "agijobsd tx identity revoke-attestation name:acme.agent.gov $(agijobsd keys show machine -a) --from acme",
			PositionalArgs: args("source", "address"),
		},
	}
}

// proposalFor is what the help of a message says to the council.
func proposalFor(message string) string {
	return fmt.Sprintf(byProposal, "/agijobs.identity.v1."+message)
}
