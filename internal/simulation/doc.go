// Package simulation runs a whole nation on random messages: employers post, agents claim and hand in, committees vote, sides
// dispute, the council decides, operators come and go. A seed decides everything.
//
// Messages come from factories of the SDK's testutil/simsx, one for each message type. The blocks are made here and not by the SDK's
// x/simulation: that one delivers the messages of a block after its EndBlock, where this chain's journals and virtual sends of the
// block are lost; and it knows no council that decides on authority messages. Here each block is real: signed transactions
// in FinalizeBlock, then Commit, then every invariant.
package simulation
