package lanes

import (
	"math"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
)

// Room is space in a block: bytes, and gas that transactions ask for.
type Room struct{ Bytes, Gas uint64 }

// RoomOf is what the consensus parameters allow a block. What they do not limit is without limit.
func RoomOf(params cmtproto.ConsensusParams) Room {
	room := Room{Bytes: math.MaxUint64, Gas: math.MaxUint64}
	if params.Block == nil {
		return room
	}
	if params.Block.MaxBytes > 0 {
		room.Bytes = uint64(params.Block.MaxBytes)
	}
	if params.Block.MaxGas > 0 {
		room.Gas = uint64(params.Block.MaxGas)
	}
	return room
}

// Part is one n-th of the room.
func (r Room) Part(n uint64) Room { return Room{Bytes: r.Bytes / n, Gas: r.Gas / n} }

// Holds tells whether so much fits in.
func (r Room) Holds(need Room) bool { return need.Bytes <= r.Bytes && need.Gas <= r.Gas }

// Minus takes what must fit in.
func (r Room) Minus(need Room) Room { return Room{Bytes: r.Bytes - need.Bytes, Gas: r.Gas - need.Gas} }

// Plus adds without overflow: too much stays too much.
func (r Room) Plus(more Room) Room {
	return Room{Bytes: add(r.Bytes, more.Bytes), Gas: add(r.Gas, more.Gas)}
}

func add(a, b uint64) uint64 {
	if a > math.MaxUint64-b {
		return math.MaxUint64
	}
	return a + b
}

// share of a block that one signer gets of the first lane. The owner's officials are few, and their largest proposals must pass.
func share(block Room, lane Lane) Room {
	if lane == Office {
		return block.Part(firstShare)
	}
	return block.Part(signerShare)
}
