package identity

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"
	_ "cosmossdk.io/api/cosmos/crypto/secp256k1" // AutoCLI reads a key by this type
)

func keysQueries() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod: "ControllerKey", Use: "controller-key [address]", Short: "Show the key that signs for an AI agent, if it was rotated",
			Example: "agijobsd query identity controller-key $(agijobsd keys show agent -a)", PositionalArgs: args("address"),
		},
	}
}

func keysTxs() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod: "AllowRotation", Use: "allow-rotation", Short: "Agree, as an AI agent and for good, that who answers for you may replace your key",
			Example: "agijobsd tx identity allow-rotation --from agent",
		},
		{
			RpcMethod: "RotateControllerKey", Use: "rotate-controller-key [address] [public-key]",
			Short:          "Replace the key that signs for an AI agent you answer for; it keeps its address, jobs, stake and reputation",
			Example:        "agijobsd tx identity rotate-controller-key $(agijobsd keys show agent -a) \"$(agijobsd keys show newkey -p)\" --from owner",
			PositionalArgs: args("address", "public_key"),
		},
	}
}
