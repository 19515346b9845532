package identity

import autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

func credentialsQueries() []*autocliv1.RpcCommandOptions { return nil }

func credentialsTxs() []*autocliv1.RpcCommandOptions { return nil }
