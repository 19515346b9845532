package identity

import autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

func allowlistsQueries() []*autocliv1.RpcCommandOptions { return nil }

func allowlistsTxs() []*autocliv1.RpcCommandOptions { return nil }
