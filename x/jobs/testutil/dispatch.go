package testutil

import (
	"context"
	"encoding/binary"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/jobs/types"
)

var _ types.Brake = (*Brake)(nil)

// Brake holds the market while it is on.
type Brake struct {
	On  bool
	Err error
}

// Paused implements types.Brake.
func (f *Brake) Paused(context.Context) (bool, error) { return f.On, f.Err }

// Nth returns the n-th address of a crowd; none of them is an Addr.
func Nth(n int) sdk.AccAddress {
	return append(make([]byte, 16), binary.BigEndian.AppendUint32(nil, 1<<31|uint32(n))...)
}

// Store is the module's store as it lies there: tests break records in it.
func (e *Env) Store() storetypes.KVStore { return e.Ctx.KVStore(e.key) }

// Reads runs something on a branch that is thrown away, and returns how many keys of the module's store it read.
func (e *Env) Reads(run func(ctx sdk.Context)) int { return Reads(e.Ctx.WithTxIndex(-1), e.key, run) }

// Reads runs something on a branch that is thrown away, and returns how many keys of one store it read.
func Reads(ctx sdk.Context, key storetypes.StoreKey, run func(ctx sdk.Context)) int {
	var reads int
	run(ctx.WithMultiStore(countingMultiStore{branch: ctx.MultiStore().CacheMultiStore(), key: key, reads: &reads}))
	return reads
}

// branch is an alias, since an embedded field of the interface's own name would hide its method of that name.
type branch = storetypes.CacheMultiStore

// countingMultiStore counts the keys that are read from one store, also through branches of it.
type countingMultiStore struct {
	branch
	key   storetypes.StoreKey
	reads *int
}

func (m countingMultiStore) CacheMultiStore() storetypes.CacheMultiStore {
	return countingMultiStore{branch: m.branch.CacheMultiStore(), key: m.key, reads: m.reads}
}

func (m countingMultiStore) GetKVStore(key storetypes.StoreKey) storetypes.KVStore {
	store := m.branch.GetKVStore(key)
	if key != m.key {
		return store
	}
	return countingStore{KVStore: store, reads: m.reads, seen: map[string]bool{}}
}

// countingStore is opened once by each item of EndBlock, which counts a key once however often it reads it.
type countingStore struct {
	storetypes.KVStore
	reads *int
	seen  map[string]bool
}

func (s countingStore) count(key []byte) {
	if !s.seen[string(key)] {
		s.seen[string(key)] = true
		*s.reads++
	}
}

func (s countingStore) Get(key []byte) []byte {
	s.count(key)
	return s.KVStore.Get(key)
}

func (s countingStore) Has(key []byte) bool {
	s.count(key)
	return s.KVStore.Has(key)
}

func (s countingStore) Iterator(start, end []byte) storetypes.Iterator {
	*s.reads++
	return countingIterator{Iterator: s.KVStore.Iterator(start, end), reads: s.reads}
}

func (s countingStore) ReverseIterator(start, end []byte) storetypes.Iterator {
	*s.reads++
	return countingIterator{Iterator: s.KVStore.ReverseIterator(start, end), reads: s.reads}
}

type countingIterator struct {
	storetypes.Iterator
	reads *int
}

func (i countingIterator) Next() {
	*i.reads++
	i.Iterator.Next()
}
