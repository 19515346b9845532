package lanes

import errorsmod "cosmossdk.io/errors"

// codespace of refusals by this node alone; another node may take the same transaction.
const codespace = "mempool"

var (
	// ErrPoolFull tells that the pool has no place left for a transaction of this lane.
	ErrPoolFull = errorsmod.Register(codespace, 2, "this node's pool is full; send the same transaction again after the next blocks, or to another node")
	// ErrPending tells that a signer has too much waiting.
	ErrPending = errorsmod.Register(codespace, 3, "too many transactions of this signer wait; send it again when some of them are in a block, or put several messages into one")
)
