package testapp

import (
	"context"

	abci "github.com/cometbft/cometbft/abci/types"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Access is what one transaction did to the state: keys as "store/key".
type Access struct {
	Reads  map[string]bool
	Writes map[string]bool
}

// Recorder is a sequential executor that writes down what each transaction of a block reads and writes, writes that were
// undone included.
type Recorder struct {
	decoder sdk.TxDecoder
	// Txs of the last block, in order.
	Txs []Access
}

// Record installs a recorder as the chain's executor.
func (c *Chain) Record() *Recorder {
	r := &Recorder{decoder: c.App.TxConfig().TxDecoder()}
	c.App.SetBlockSTMTxRunner(r)
	return r
}

// Run implements sdk.TxRunner.
func (r *Recorder) Run(_ context.Context, ms storetypes.MultiStore, txs [][]byte, deliver sdk.DeliverTxFunc) ([]*abci.ExecTxResult, error) {
	r.Txs = nil
	var results []*abci.ExecTxResult
	for i, raw := range txs {
		tx, err := r.decoder(raw)
		if err != nil {
			return nil, err
		}
		access := Access{Reads: map[string]bool{}, Writes: map[string]bool{}}
		cache := recordingMultiStore{branch: ms.CacheMultiStore(), access: access}
		results = append(results, deliver(raw, tx, cache, i, nil))
		cache.Write()
		r.Txs = append(r.Txs, access)
	}
	return results, nil
}

// branch is an alias, since an embedded field of the interface's own name would hide its method of that name.
type branch = storetypes.CacheMultiStore

type recordingMultiStore struct {
	branch
	access Access
}

func (m recordingMultiStore) CacheMultiStore() storetypes.CacheMultiStore {
	return recordingMultiStore{branch: m.branch.CacheMultiStore(), access: m.access}
}

func (m recordingMultiStore) GetKVStore(key storetypes.StoreKey) storetypes.KVStore {
	return recordingStore[[]byte]{GKVStore: m.branch.GetKVStore(key), name: key.Name(), access: m.access}
}

func (m recordingMultiStore) GetObjKVStore(key storetypes.StoreKey) storetypes.ObjKVStore {
	return recordingStore[any]{GKVStore: m.branch.GetObjKVStore(key), name: key.Name(), access: m.access}
}

type recordingStore[V any] struct {
	storetypes.GKVStore[V]
	name   string
	access Access
}

func (s recordingStore[V]) id(key []byte) string { return s.name + "/" + string(key) }

func (s recordingStore[V]) Get(key []byte) V {
	s.access.Reads[s.id(key)] = true
	return s.GKVStore.Get(key)
}

func (s recordingStore[V]) Has(key []byte) bool {
	s.access.Reads[s.id(key)] = true
	return s.GKVStore.Has(key)
}

func (s recordingStore[V]) Set(key []byte, value V) {
	s.access.Writes[s.id(key)] = true
	s.GKVStore.Set(key, value)
}

func (s recordingStore[V]) Delete(key []byte) {
	s.access.Writes[s.id(key)] = true
	s.GKVStore.Delete(key)
}
