package nftmodule

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"
)

// AutoCLIOptions describes the queries of x/nft; it has no transactions.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	classAndID := []*autocliv1.PositionalArgDescriptor{{ProtoField: "class_id"}, {ProtoField: "id"}}
	class := []*autocliv1.PositionalArgDescriptor{{ProtoField: "class_id"}}
	return &autocliv1.ModuleOptions{
		Query: &autocliv1.ServiceCommandDescriptor{
			Service: "cosmos.nft.v1beta1.Query",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod:      "Balance",
					Use:            "balance [owner] [class-id]",
					Short:          "Show how many NFTs of a class somebody owns",
					Example:        "agijobsd query nft balance $(agijobsd keys show employer -a) agijobs-certificate",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "owner"}, {ProtoField: "class_id"}},
				},
				{
					RpcMethod:      "Owner",
					Use:            "owner [class-id] [id]",
					Short:          "Show who owns an NFT",
					Example:        "agijobsd query nft owner agijobs-certificate 18420003000",
					PositionalArgs: classAndID,
				},
				{
					RpcMethod:      "Supply",
					Use:            "supply [class-id]",
					Short:          "Show how many NFTs a class has",
					Example:        "agijobsd query nft supply agijobs-certificate",
					PositionalArgs: class,
				},
				{
					RpcMethod:      "NFTs",
					Use:            "nfts [class-id]",
					Short:          "List the NFTs of a class, all or of one owner",
					Example:        "agijobsd query nft nfts agijobs-certificate --owner $(agijobsd keys show employer -a)",
					PositionalArgs: class,
				},
				{
					RpcMethod:      "NFT",
					Use:            "nft [class-id] [id]",
					Short:          "Show an NFT",
					Example:        "agijobsd query nft nft agijobs-certificate 18420003000",
					PositionalArgs: classAndID,
				},
				{
					RpcMethod:      "Class",
					Use:            "class [class-id]",
					Short:          "Show a class of NFTs",
					Example:        "agijobsd query nft class agijobs-certificate",
					PositionalArgs: class,
				},
				{
					RpcMethod: "Classes",
					Use:       "classes",
					Short:     "List all classes of NFTs",
					Example:   "agijobsd query nft classes",
				},
			},
		},
	}
}
