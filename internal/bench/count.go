package bench

import (
	"context"
	"maps"
	"slices"
	"strings"

	abci "github.com/cometbft/cometbft/abci/types"
	dbm "github.com/cosmos/cosmos-db"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/store/v2/rootmulti"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

// tally counts what was done to the stores. Every call counts, repeated ones and those of undone branches too.
type tally struct {
	reads, writes, deletes, iterators, steps, bytes int
	// readKeys and writeKeys count each key once in a transaction, or in the rest of a block.
	readKeys, writeKeys int
	stores              map[string]int // written keys by store
}

// counter counts by phase, apart for transactions and for the rest of their blocks.
type counter struct {
	chain *chain
	// running: what is read between blocks, by who prepares the next one, does not count.
	running, inTx bool
	byPart        map[part]*tally
	read, written map[string]bool
}

type part struct {
	phase string
	tx    bool
}

func (n *counter) tally() *tally {
	p := part{n.chain.phase, n.inTx}
	if n.byPart[p] == nil {
		n.byPart[p] = &tally{stores: map[string]int{}}
	}
	return n.byPart[p]
}

// blockBegins counts until what it returns is called. There may be no counter.
func (n *counter) blockBegins() (ends func()) {
	if n == nil {
		return func() {}
	}
	n.running = true
	return func() {
		n.turn(false)
		n.running = false
	}
}

// turn ends a transaction, or what came before one.
func (n *counter) turn(inTx bool) {
	t := n.tally()
	t.readKeys += len(n.read)
	t.writeKeys += len(n.written)
	for _, key := range slices.Sorted(maps.Keys(n.written)) {
		store, _, _ := strings.Cut(key, "/")
		t.stores[store]++
	}
	n.read, n.written = map[string]bool{}, map[string]bool{}
	n.inTx = inTx
}

func (n *counter) onRead(store string, key []byte) {
	if !n.running {
		return
	}
	n.tally().reads++
	n.read[store+"/"+string(key)] = true
}

func (n *counter) onWrite(store string, key []byte, bytes int) {
	if !n.running {
		return
	}
	t := n.tally()
	if bytes == 0 {
		t.deletes++
	} else {
		t.writes++
		t.bytes += len(key) + bytes
	}
	n.written[store+"/"+string(key)] = true
}

func (n *counter) onIterator() {
	if n.running {
		n.tally().iterators++
	}
}

// startCounted starts a chain whose every access to its stores is counted. It has its own database in memory.
func startCounted(s setup) (*chain, *counter, error) {
	n := &counter{byPart: map[part]*tally{}, read: map[string]bool{}, written: map[string]bool{}}
	s.DB, s.Executor = MemDB, Sequential
	// The check ahead of a block reads on all processors; what a transaction reads itself is the same without it.
	node := map[string]any{"signatures.cache-size": 0}
	maps.Copy(node, s.Node)
	s.Node = node
	s.Base = append(s.Base, func(b *baseapp.BaseApp) {
		b.SetCMS(countingCommitStore{rootmulti.NewStore(dbm.NewMemDB(), log.NewNopLogger()), n})
	})
	c, err := start(s)
	if err != nil {
		return nil, nil, err
	}
	n.chain, c.counter = c, n
	c.app.SetBlockSTMTxRunner(countingRunner{n, c.app.TxConfig().TxDecoder()})
	return c, n, nil
}

// countingRunner runs transactions one after the other and tells the counter where each begins and ends.
type countingRunner struct {
	n       *counter
	decoder sdk.TxDecoder
}

// Run implements sdk.TxRunner.
func (r countingRunner) Run(_ context.Context, _ storetypes.MultiStore, txs [][]byte, deliver sdk.DeliverTxFunc) ([]*abci.ExecTxResult, error) {
	results := make([]*abci.ExecTxResult, 0, len(txs))
	for i, raw := range txs {
		tx, err := r.decoder(raw)
		if err != nil {
			return nil, err
		}
		r.n.turn(true)
		results = append(results, deliver(raw, tx, nil, i, nil))
		r.n.turn(false)
	}
	return results, nil
}

// countingCommitStore hands out branches that count.
type countingCommitStore struct {
	*rootmulti.Store
	n *counter
}

func (s countingCommitStore) CacheMultiStore() storetypes.CacheMultiStore {
	return countingBranch{s.Store.CacheMultiStore(), s.n}
}

// branch is an alias, since an embedded field of the interface's own name would hide its method of that name.
type branch = storetypes.CacheMultiStore

type countingBranch struct {
	branch
	n *counter
}

func (b countingBranch) CacheMultiStore() storetypes.CacheMultiStore {
	return countingBranch{b.branch.CacheMultiStore(), b.n}
}

func (b countingBranch) GetKVStore(key storetypes.StoreKey) storetypes.KVStore {
	return countingStore[[]byte]{b.branch.GetKVStore(key), key.Name(), b.n, func(v []byte) int { return max(len(v), 1) }}
}

func (b countingBranch) GetObjKVStore(key storetypes.StoreKey) storetypes.ObjKVStore {
	return countingStore[any]{b.branch.GetObjKVStore(key), key.Name(), b.n, func(any) int { return 1 }}
}

type countingStore[V any] struct {
	storetypes.GKVStore[V]
	name string
	n    *counter
	size func(V) int
}

func (s countingStore[V]) Get(key []byte) V {
	s.n.onRead(s.name, key)
	return s.GKVStore.Get(key)
}

func (s countingStore[V]) Has(key []byte) bool {
	s.n.onRead(s.name, key)
	return s.GKVStore.Has(key)
}

func (s countingStore[V]) Set(key []byte, value V) {
	s.n.onWrite(s.name, key, s.size(value))
	s.GKVStore.Set(key, value)
}

func (s countingStore[V]) Delete(key []byte) {
	s.n.onWrite(s.name, key, 0)
	s.GKVStore.Delete(key)
}

func (s countingStore[V]) Iterator(start, end []byte) storetypes.GIterator[V] {
	s.n.onIterator()
	return countingIterator[V]{s.GKVStore.Iterator(start, end), s.n}
}

func (s countingStore[V]) ReverseIterator(start, end []byte) storetypes.GIterator[V] {
	s.n.onIterator()
	return countingIterator[V]{s.GKVStore.ReverseIterator(start, end), s.n}
}

type countingIterator[V any] struct {
	storetypes.GIterator[V]
	n *counter
}

func (it countingIterator[V]) Next() {
	if it.n.running {
		it.n.tally().steps++
	}
	it.GIterator.Next()
}
