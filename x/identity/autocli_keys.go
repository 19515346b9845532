package identity

import autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

func keysQueries() []*autocliv1.RpcCommandOptions { return nil }

func keysTxs() []*autocliv1.RpcCommandOptions { return nil }
