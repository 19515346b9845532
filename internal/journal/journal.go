// Package journal records, for the rest of a block, what its messages did and its EndBlockers must see.
//
// An entry lies under (slot, n): the slot is the transaction's place in the block, so no two transactions write one key
// and a block can execute in parallel. The journal is a transient store: it is empty again when the block is committed.
package journal

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"

	"cosmossdk.io/math"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

const (
	// BlockSlot is the slot of messages that run in EndBlock (the council's).
	BlockSlot = 0
	// SimulationSlot is the slot of gas simulations; no transaction of a block reaches it.
	SimulationSlot = 99_999
)

const (
	prefixEntry   byte = 1
	prefixNext    byte = 2
	prefixCounter byte = 3
	prefixMark    byte = 4
)

// ErrSlot is returned when a block holds more transactions than there are slots.
var ErrSlot = errors.New("block holds too many transactions; send it again in the next block")

// Entry is one fact. What its fields mean is the writing module's business; unused ones stay zero.
type Entry struct {
	Kind    byte
	JobID   uint64
	Rung    uint32
	Address sdk.AccAddress
	// Amount is in base units, never negative; nil is written as zero.
	Amount math.Int
}

// Journal is one module's journal.
type Journal struct {
	key *storetypes.TransientStoreKey
}

// New returns the journal on a module's own transient store.
func New(key *storetypes.TransientStoreKey) Journal { return Journal{key: key} }

// Slot returns the running message's slot: 0 in EndBlock, i + 1 in transaction i, SimulationSlot in a gas simulation.
func Slot(ctx sdk.Context) (uint32, error) {
	if ctx.ExecMode() == sdk.ExecModeSimulate {
		return SimulationSlot, nil
	}
	slot := ctx.TxIndex() + 1
	if slot < 0 || slot >= SimulationSlot {
		return 0, ErrSlot
	}
	return uint32(slot), nil
}

// Append writes an entry behind the slot's last one.
func (j Journal) Append(ctx sdk.Context, e Entry) error {
	slot, err := Slot(ctx)
	if err != nil {
		return err
	}
	bz, err := e.marshal()
	if err != nil {
		return err
	}
	store := ctx.TransientStore(j.key)
	n := next(store, key(prefixNext, slot))
	store.Set(binary.BigEndian.AppendUint32(key(prefixEntry, slot), n), bz)
	return nil
}

// Count returns how often it has been called before in this slot, from 0: the n of the slot's next job id.
func (j Journal) Count(ctx sdk.Context) (slot, n uint32, err error) {
	slot, err = Slot(ctx)
	if err != nil {
		return 0, 0, err
	}
	return slot, next(ctx.TransientStore(j.key), key(prefixCounter, slot)), nil
}

// Drain returns all entries in order of slot and n and removes them.
func (j Journal) Drain(ctx sdk.Context) ([]Entry, error) {
	store := ctx.TransientStore(j.key)
	keys, entries, err := read(store)
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		store.Delete(k)
	}
	return entries, nil
}

// Mark notes, once however often it is called, that something is to be done for an address. EndBlock only: transactions of a
// parallel block would meet in its key.
func (j Journal) Mark(ctx sdk.Context, addr sdk.AccAddress) {
	ctx.TransientStore(j.key).Set(append([]byte{prefixMark}, addr...), []byte{1})
}

// DrainMarks returns the marked addresses in ascending order and removes the marks.
func (j Journal) DrainMarks(ctx sdk.Context) (marked []sdk.AccAddress, err error) {
	store := ctx.TransientStore(j.key)
	it := store.Iterator([]byte{prefixMark}, []byte{prefixMark + 1})
	for ; it.Valid(); it.Next() {
		marked = append(marked, it.Key()[1:])
	}
	if err := it.Close(); err != nil {
		return nil, err
	}
	for _, addr := range marked {
		store.Delete(append([]byte{prefixMark}, addr...))
	}
	return marked, nil
}

func read(store storetypes.KVStore) (keys [][]byte, entries []Entry, err error) {
	it := store.Iterator([]byte{prefixEntry}, []byte{prefixEntry + 1})
	defer func() { err = errors.Join(err, it.Close()) }()
	for ; it.Valid(); it.Next() {
		e, err := unmarshal(it.Value())
		if err != nil {
			return nil, nil, err
		}
		keys, entries = append(keys, it.Key()), append(entries, e)
	}
	return keys, entries, nil
}

func key(prefix byte, slot uint32) []byte {
	return binary.BigEndian.AppendUint32([]byte{prefix}, slot)
}

// next returns the number under k and increments it.
func next(store storetypes.KVStore, k []byte) uint32 {
	var n uint32
	if bz := store.Get(k); len(bz) == 4 {
		n = binary.BigEndian.Uint32(bz)
	}
	store.Set(k, binary.BigEndian.AppendUint32(nil, n+1))
	return n
}

func (e Entry) marshal() ([]byte, error) {
	if len(e.Address) > 255 {
		return nil, fmt.Errorf("journal: address of %d bytes", len(e.Address))
	}
	bz := []byte{e.Kind}
	bz = binary.BigEndian.AppendUint64(bz, e.JobID)
	bz = binary.BigEndian.AppendUint32(bz, e.Rung)
	bz = append(bz, byte(len(e.Address)))
	bz = append(bz, e.Address...)
	if !e.Amount.IsNil() {
		if e.Amount.IsNegative() {
			return nil, fmt.Errorf("journal: negative amount %s", e.Amount)
		}
		bz = append(bz, e.Amount.BigInt().Bytes()...)
	}
	return bz, nil
}

func unmarshal(bz []byte) (Entry, error) {
	const head = 1 + 8 + 4 + 1
	if len(bz) < head || len(bz) < head+int(bz[head-1]) {
		return Entry{}, fmt.Errorf("journal: entry of %d bytes", len(bz))
	}
	end := head + int(bz[head-1])
	return Entry{
		Kind:    bz[0],
		JobID:   binary.BigEndian.Uint64(bz[1:]),
		Rung:    binary.BigEndian.Uint32(bz[9:]),
		Address: append(sdk.AccAddress(nil), bz[head:end]...),
		Amount:  math.NewIntFromBigInt(bigFromBytes(bz[end:])),
	}, nil
}

func bigFromBytes(bz []byte) *big.Int { return new(big.Int).SetBytes(bz) }
