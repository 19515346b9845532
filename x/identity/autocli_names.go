package identity

import autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

func namesQueries() []*autocliv1.RpcCommandOptions { return nil }

func namesTxs() []*autocliv1.RpcCommandOptions { return nil }
