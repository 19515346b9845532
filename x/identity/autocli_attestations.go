package identity

import autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

func attestationsQueries() []*autocliv1.RpcCommandOptions { return nil }

func attestationsTxs() []*autocliv1.RpcCommandOptions { return nil }
