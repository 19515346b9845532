package identity

import autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

func tokensQueries() []*autocliv1.RpcCommandOptions { return nil }

func tokensTxs() []*autocliv1.RpcCommandOptions { return nil }
