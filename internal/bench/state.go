package bench

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/cosmos/cosmos-sdk/store/v2/rootmulti"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
)

// stateTarget is the bound of the design for a finished job, bytes.
const stateTarget = 1536

// partOf is a part of a store.
type partOf struct {
	store  string
	prefix int
}

type weight struct{ keys, bytes int }

// sizes weighs the committed state.
func (c *chain) sizes() (map[partOf]weight, error) {
	multi, ok := c.app.CommitMultiStore().(*rootmulti.Store)
	if !ok {
		return nil, errors.New("the chain has no multistore to weigh")
	}
	all := map[partOf]weight{}
	for name, key := range multi.StoreKeysByName() {
		if _, kv := key.(*storetypes.KVStoreKey); !kv {
			continue
		}
		it := multi.GetKVStore(key).Iterator(nil, nil)
		for ; it.Valid(); it.Next() {
			p := partOf{name, int(it.Key()[0])}
			w := all[p]
			all[p] = weight{w.keys + 1, w.bytes + len(it.Key()) + len(it.Value())}
		}
		if err := it.Close(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// measureState weighs the state before and after a batch of lives of people who have all acted before, and takes off what as many
// blocks without jobs leave behind.
func measureState(o Options) (*State, error) {
	c, err := start(o.people(false)) // so few judges that each has sat before
	if err != nil {
		return nil, err
	}
	defer c.abandon()
	if _, err := c.lifecycle(batch{perTx: 1}, max(o.StateJobs, o.Parties)); err != nil {
		return nil, err
	}
	before, err := c.sizes()
	if err != nil {
		return nil, err
	}
	life, err := c.lifecycle(batch{perTx: 1}, o.StateJobs)
	if err != nil {
		return nil, err
	}
	after, err := c.sizes()
	if err != nil {
		return nil, err
	}
	for range life.blocks {
		if _, err := c.block(nil); err != nil {
			return nil, err
		}
	}
	later, err := c.sizes()
	if err != nil {
		return nil, err
	}
	s := &State{Jobs: o.StateJobs, TargetBytes: stateTarget}
	jobs := float64(o.StateJobs)
	for p := range maps.Keys(later) {
		keys := 2*after[p].keys - before[p].keys - later[p].keys
		bytes := 2*after[p].bytes - before[p].bytes - later[p].bytes
		if keys == 0 && bytes == 0 {
			continue
		}
		s.Stores = append(s.Stores, KeySize{p.store, p.prefix, float64(keys) / jobs, float64(bytes) / jobs})
		s.KeysPerJob += float64(keys) / jobs
		s.BytesPerJob += float64(bytes) / jobs
	}
	slices.SortFunc(s.Stores, func(a, b KeySize) int {
		return cmp.Or(-cmp.Compare(a.Bytes, b.Bytes), cmp.Compare(a.Store, b.Store), cmp.Compare(a.Prefix, b.Prefix))
	})
	if s.KeysPerJob <= 0 {
		return nil, fmt.Errorf("finished jobs left no record")
	}
	return s, nil
}
