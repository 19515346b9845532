package certificates

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/agijobs/agijobs/x/certificates/types"
)

// AutoCLIOptions describes the commands of the module.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	jobID := []*autocliv1.PositionalArgDescriptor{{ProtoField: "job_id"}}
	priced := func(field string) []*autocliv1.PositionalArgDescriptor {
		return []*autocliv1.PositionalArgDescriptor{{ProtoField: "job_id"}, {ProtoField: field}}
	}
	return &autocliv1.ModuleOptions{
		Query: &autocliv1.ServiceCommandDescriptor{
			Service: types.Query_serviceDesc.ServiceName,
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod:      "Certificate",
					Use:            "certificate [job-id]",
					Short:          "Show the certificate of a job and its owner",
					Example:        "agijobsd query certificates certificate 18420003000",
					PositionalArgs: jobID,
				},
				{
					RpcMethod: "Certificates",
					Use:       "certificates",
					Short:     "List certificates, all or of one owner",
					Example:   "agijobsd query certificates certificates --owner $(agijobsd keys show employer -a)",
				},
				{
					RpcMethod:      "Lineage",
					Use:            "lineage [job-id]",
					Short:          "Show what a certificate builds on, directly or not",
					Example:        "agijobsd query certificates lineage 18420003000",
					PositionalArgs: jobID,
				},
				{
					RpcMethod:      "CitedBy",
					Use:            "cited-by [job-id]",
					Short:          "List the certificates that build directly on one",
					Example:        "agijobsd query certificates cited-by 18420003000",
					PositionalArgs: jobID,
				},
				{
					RpcMethod: "Listings",
					Use:       "listings",
					Short:     "List the certificates that are for sale",
					Example:   "agijobsd query certificates listings -o json",
				},
				{
					// Made by hand, so that people can read it.
					RpcMethod: "Portfolio",
					Use:       "portfolio [organisation]",
					Short:     "Show what an organisation's members own",
					Example:   "agijobsd query certificates portfolio ministry",
					Skip:      true,
				},
			},
		},
		Tx: &autocliv1.ServiceCommandDescriptor{
			Service: types.Msg_serviceDesc.ServiceName,
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod:      "Transfer",
					Use:            "transfer [job-id] [recipient]",
					Short:          "Give a certificate to another active participant",
					Example:        "agijobsd tx certificates transfer 18420003000 $(agijobsd keys show archive -a) --from employer",
					PositionalArgs: priced("recipient"),
				},
				{
					RpcMethod:      "List",
					Use:            "list [job-id] [price]",
					Short:          "Offer a certificate for a price in base units, or at a new one",
					Long:           "Offer a certificate for a price in base units, or at a new one. The price includes the royalty that the certificate gives the agent.",
					Example:        "agijobsd tx certificates list 18420003000 250000000 --from employer",
					PositionalArgs: priced("price"),
				},
				{
					RpcMethod:      "Delist",
					Use:            "delist [job-id]",
					Short:          "Take the offer of a certificate back",
					Example:        "agijobsd tx certificates delist 18420003000 --from employer",
					PositionalArgs: jobID,
				},
				{
					RpcMethod: "Buy",
					Use:       "buy [job-id] [max-price]",
					Short:     "Buy a certificate that is for sale, for max-price at most",
					Long: "Buy a certificate that is for sale. max-price, in base units, is taken at once; at the end of the block the certificate is yours and what is " +
						"above its price returns, or everything returns and EventPurchaseFailed says why.",
					Example:        "agijobsd tx certificates buy 18420003000 250000000 --from archive",
					PositionalArgs: priced("max_price"),
				},
				{
					RpcMethod:      "Revoke",
					Use:            "revoke [job-id] [reason] [evidence]",
					Short:          "Propose that a certificate no longer counts (evidence as JSON or as a path to a JSON file)",
					Example:        `agijobsd tx certificates revoke 18420003000 "the data was stolen" evidence.json --title "Revoke" --summary "Why" --deposit 1uagi --from official1`,
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "job_id"}, {ProtoField: "reason"}, {ProtoField: "evidence"}},
					GovProposal:    true,
				},
			},
		},
	}
}
