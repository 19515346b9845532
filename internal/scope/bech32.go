package scope

// Bech32Prefix starts every account address of the chain.
const Bech32Prefix = "agi"
