package identity

import autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

func termsQueries() []*autocliv1.RpcCommandOptions { return nil }

func termsTxs() []*autocliv1.RpcCommandOptions { return nil }
