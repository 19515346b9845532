package certificates

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/agijobs/agijobs/x/certificates/types"
)

// AutoCLIOptions describes the commands of the module.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	return &autocliv1.ModuleOptions{
		Query: &autocliv1.ServiceCommandDescriptor{
			Service: types.Query_serviceDesc.ServiceName,
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod: "Certificate",
					Use:       "certificate [job-id]",
					Short:     "Show the certificate of a job and its owner",
					Example:   "agijobsd query certificates certificate 18420003000",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{
						{ProtoField: "job_id"},
					},
				},
				{
					RpcMethod: "Certificates",
					Use:       "certificates",
					Short:     "List certificates, all or of one owner",
					Example:   "agijobsd query certificates certificates --owner $(agijobsd keys show employer -a)",
				},
			},
		},
		Tx: &autocliv1.ServiceCommandDescriptor{
			Service: types.Msg_serviceDesc.ServiceName,
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod: "Transfer",
					Use:       "transfer [job-id] [recipient]",
					Short:     "Give a certificate to another active participant",
					Example:   "agijobsd tx certificates transfer 18420003000 $(agijobsd keys show archive -a) --from employer",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{
						{ProtoField: "job_id"}, {ProtoField: "recipient"},
					},
				},
			},
		},
	}
}
