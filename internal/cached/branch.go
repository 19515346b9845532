package cached

import (
	"bytes"
	"slices"

	"github.com/cosmos/cosmos-sdk/store/v2/cachekv"
	"github.com/cosmos/cosmos-sdk/store/v2/cachemulti"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
)

// branch is a branch of a state for one small item: it holds what the item writes, and nothing of what it reads, which the
// state below has in memory. The SDK's own branch (cachekv) keeps and sorts both; with some ten items in the life of a job,
// many of one key, that cost more than the items' writes.
type branch struct {
	parent storetypes.MultiStore
	// stores are those that the item has touched, in order; they are few.
	stores []*kvBranch
	// objects are branched by the SDK.
	objects []objectBranch
}

type objectBranch struct {
	key   storetypes.StoreKey
	store storetypes.CacheWrap
}

var _ storetypes.CacheMultiStore = (*branch)(nil)

// Write writes everything to the state below, each store's keys in the order in which they were first written.
func (b *branch) Write() {
	for _, s := range b.stores {
		s.Write()
	}
	for _, o := range b.objects {
		o.store.Write()
	}
}

// GetKVStore implements MultiStore.
func (b *branch) GetKVStore(key storetypes.StoreKey) storetypes.KVStore { return b.kv(key) }

// GetStore implements MultiStore.
func (b *branch) GetStore(key storetypes.StoreKey) storetypes.Store {
	if _, ok := key.(*storetypes.ObjectStoreKey); ok {
		return b.GetObjKVStore(key)
	}
	return b.kv(key)
}

// GetObjKVStore implements MultiStore.
func (b *branch) GetObjKVStore(key storetypes.StoreKey) storetypes.ObjKVStore {
	at := slices.IndexFunc(b.objects, func(o objectBranch) bool { return o.key == key })
	if at < 0 {
		at = len(b.objects)
		b.objects = append(b.objects, objectBranch{key, b.parent.GetObjKVStore(key).CacheWrap()})
	}
	return b.objects[at].store.(storetypes.ObjKVStore)
}

func (b *branch) kv(key storetypes.StoreKey) *kvBranch {
	for _, s := range b.stores {
		if s.key == key {
			return s
		}
	}
	s := &kvBranch{key: key, parent: b.parent.GetKVStore(key)}
	b.stores = append(b.stores, s)
	return s
}

// CacheMultiStore branches the branch as the SDK does it.
func (b *branch) CacheMultiStore() storetypes.CacheMultiStore {
	return cachemulti.NewFromParent(func(key storetypes.StoreKey) storetypes.CacheWrapper {
		return b.GetStore(key).(storetypes.CacheWrapper)
	})
}

// CacheWrap implements Store.
func (b *branch) CacheWrap() storetypes.CacheWrap { return b.CacheMultiStore().(storetypes.CacheWrap) }

// CacheMultiStoreWithVersion implements MultiStore. Versions are the state's below.
func (b *branch) CacheMultiStoreWithVersion(version int64) (storetypes.CacheMultiStore, error) {
	return b.parent.CacheMultiStoreWithVersion(version)
}

// LatestVersion implements MultiStore.
func (b *branch) LatestVersion() int64 { return b.parent.LatestVersion() }

// GetStoreType implements Store.
func (*branch) GetStoreType() storetypes.StoreType { return storetypes.StoreTypeMulti }

// kvBranch is one store of a branch.
type kvBranch struct {
	key    storetypes.StoreKey
	parent storetypes.KVStore
	// writes are in the order of the first write of each key; a nil value is a deletion. at finds them, once they are many.
	writes []write
	at     map[string]int
	// sorted holds the writes once more as soon as an iterator has asked for their order; nil before that, which it stays for most items. It is kept, for a
	// branch around many items is iterated by each of them.
	sorted *cachekv.Store
}

type write struct{ key, value []byte }

// fewWrites are found as fast by looking at each.
const fewWrites = 8

var _ storetypes.CacheKVStore = (*kvBranch)(nil)

func (s *kvBranch) find(key []byte) int {
	if s.at != nil {
		if at, ok := s.at[string(key)]; ok {
			return at
		}
		return -1
	}
	for i := range s.writes {
		if bytes.Equal(s.writes[i].key, key) {
			return i
		}
	}
	return -1
}

// Get implements KVStore.
func (s *kvBranch) Get(key []byte) []byte {
	storetypes.AssertValidKey(key)
	if at := s.find(key); at >= 0 {
		return s.writes[at].value
	}
	return s.parent.Get(key)
}

// Has implements KVStore.
func (s *kvBranch) Has(key []byte) bool { return s.Get(key) != nil }

// Set implements KVStore.
func (s *kvBranch) Set(key, value []byte) {
	storetypes.AssertValidKey(key)
	storetypes.AssertValidValue(value)
	s.put(key, value)
}

// Delete implements KVStore.
func (s *kvBranch) Delete(key []byte) {
	storetypes.AssertValidKey(key)
	s.put(key, nil)
}

func (s *kvBranch) put(key, value []byte) {
	if s.sorted != nil {
		putInto(s.sorted, key, value)
	}
	if at := s.find(key); at >= 0 {
		s.writes[at].value = value
		return
	}
	s.writes = append(s.writes, write{key, value})
	switch {
	case s.at != nil:
		s.at[string(key)] = len(s.writes) - 1
	case len(s.writes) > fewWrites:
		s.at = make(map[string]int, 4*fewWrites)
		for i := range s.writes {
			s.at[string(s.writes[i].key)] = i
		}
	}
}

// Write writes everything to the store below.
func (s *kvBranch) Write() {
	for _, w := range s.writes {
		putInto(s.parent, w.key, w.value)
	}
	s.writes, s.at, s.sorted = nil, nil, nil
}

func putInto(store storetypes.KVStore, key, value []byte) {
	if value == nil {
		store.Delete(key)
	} else {
		store.Set(key, value)
	}
}

// Iterator implements KVStore: the SDK's branch merges in what was written so far.
func (s *kvBranch) Iterator(start, end []byte) storetypes.Iterator {
	return s.merged().Iterator(start, end)
}

// ReverseIterator implements KVStore.
func (s *kvBranch) ReverseIterator(start, end []byte) storetypes.Iterator {
	return s.merged().ReverseIterator(start, end)
}

func (s *kvBranch) merged() storetypes.KVStore {
	if len(s.writes) == 0 {
		return s.parent
	}
	if s.sorted == nil {
		s.sorted = cachekv.NewStore(s.parent)
		for _, w := range s.writes {
			putInto(s.sorted, w.key, w.value)
		}
	}
	return s.sorted
}

// CacheWrap implements CacheWrapper.
func (s *kvBranch) CacheWrap() storetypes.CacheWrap { return cachekv.NewStore(s) }

// GetStoreType implements Store.
func (s *kvBranch) GetStoreType() storetypes.StoreType { return s.parent.GetStoreType() }
