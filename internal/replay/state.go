package replay

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	dbm "github.com/cosmos/cosmos-db"
	"github.com/cosmos/iavl"
	"github.com/cosmos/iavl/fastnode"

	"cosmossdk.io/log/v2"

	iavlstore "github.com/cosmos/cosmos-sdk/store/v2/iavl"
	"github.com/cosmos/cosmos-sdk/store/v2/rootmulti"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
)

// keysShown is how many keys of a store are listed.
const keysShown = 5

// roots compares the hashes of all stores after a block with those that the node has, and returns the names of those that differ.
// A node that prunes has the latest only.
func (r *run) roots(height int64) ([]StoreDifference, error) {
	if r.home.App == nil {
		return nil, nil
	}
	chain, err := r.chain.GetCommitInfo(height)
	if err != nil {
		return nil, nil //nolint:nilerr // pruned, or not committed when the node ended
	}
	replayed, err := r.replayed.GetCommitInfo(height)
	if err != nil {
		return nil, err
	}
	r.checks.roots++
	hashes := func(c *storetypes.CommitInfo) map[string][]byte {
		all := map[string][]byte{}
		for _, s := range c.StoreInfos {
			all[s.Name] = s.CommitId.Hash
		}
		return all
	}
	was, is := hashes(chain), hashes(replayed)
	var list []StoreDifference
	for _, name := range names(was, is) {
		if !bytes.Equal(was[name], is[name]) {
			list = append(list, StoreDifference{Store: name, Chain: text(was[name]), Replayed: text(is[name]), Keys: []KeyDifference{}})
		}
	}
	if len(list) > 0 {
		r.checks.roots--
	}
	return list, nil
}

func names(sets ...map[string][]byte) []string {
	var all []string
	for _, set := range sets {
		for name := range set {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// errPruned says that the node has no state of a store after a block any more.
var errPruned = errors.New("pruned")

// compareState compares every key of the node's application.db with the replayed state. Where it has no state of that block, that is said.
func (r *run) compareState(height int64) error {
	if r.home.App == nil {
		r.checks.uncompared = "there is no data/application.db"
		return nil
	}
	latest := rootmulti.GetLatestVersion(r.home.App)
	if latest < height {
		r.checks.uncompared = fmt.Sprintf("application.db ends with block %d, before the last that was replayed", latest)
		return nil
	}
	r.Progress("comparing application.db after block %d with the replayed state", height)
	var list []StoreDifference
	var pruned []string
	keys := 0
	for _, name := range r.storeNames() {
		d, n, err := r.compareStore(name, height, latest == height)
		if errors.Is(err, errPruned) && height < latest {
			pruned = append(pruned, name)
			continue
		}
		if err != nil && !errors.Is(err, errPruned) {
			return err
		}
		keys += n
		if d != nil {
			list = append(list, *d)
		}
	}
	if len(list) == 0 && len(pruned) > 0 {
		// A node prunes in the background, one store before the other.
		r.checks.uncompared = fmt.Sprintf("the node has pruned %d stores of block %d (%s); compare the state after its last block, %d", len(pruned), height, strings.Join(pruned, ", "), latest)
		return nil
	}
	if len(list) == 0 {
		r.checks.state = fmt.Sprintf("%d keys of application.db after block %d are what was computed", keys, height)
		return nil
	}
	if err := r.divergeAt(height, []Difference{{What: "state of the node", How: "application.db is not what the blocks lead to; the headers are"}}); err != nil {
		return err
	}
	r.report.Divergence.Stores = list
	return nil
}

func (r *run) storeNames() []string {
	var list []string
	for name, key := range r.engine.app.CommitMultiStore().(interface {
		StoreKeysByName() map[string]storetypes.StoreKey
	}).StoreKeysByName() {
		if _, ok := key.(*storetypes.KVStoreKey); ok {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}

// tree opens one store of a database as of a version, without its index of latest values.
func tree(db dbm.DB, name string, version int64) (*iavl.Exporter, error) {
	// Without the option of pruning in the background, which starts a goroutine for good.
	store, err := iavlstore.LoadStoreWithOpts(dbm.NewPrefixDB(db, prefix(name)), log.NewNopLogger(), storetypes.NewKVStoreKey(name),
		storetypes.CommitID{Version: version}, 0, 0, true)
	if err != nil {
		return nil, err
	}
	return store.(*iavlstore.Store).Export(version)
}

// prefix is where the multistore keeps a store.
func prefix(name string) []byte { return []byte("s/k:" + name + "/") }

// compareStore goes through both trees of a store, and through the node's index of latest values if it is of this block. It returns nil
// if nothing differs, and how many keys there are.
func (r *run) compareStore(name string, height int64, indexed bool) (d *StoreDifference, keys int, err error) {
	d = &StoreDifference{Store: name, Keys: []KeyDifference{}}
	replayed, err := tree(r.engine.db, name, height)
	empty := errors.Is(err, iavl.ErrNotInitalizedTree)
	if err != nil && !empty {
		return nil, 0, err
	}
	if !empty {
		defer replayed.Close()
	}
	// What cannot be read is a finding about the node, also where the tree panics.
	defer func() {
		if p := recover(); p != nil {
			d.How, err = fmt.Sprintf("the node's tree cannot be read: %v", p), nil
		}
	}()
	chain, failed := tree(r.home.App, name, height)
	if empty && errors.Is(failed, iavl.ErrNotInitalizedTree) {
		return nil, 0, nil
	}
	if empty && failed == nil {
		chain.Close()
		d.How = "the store is empty in the replay, and not in application.db"
		return d, 0, nil
	}
	if failed != nil {
		d.How = "the node's tree cannot be read: " + failed.Error()
		if errors.Is(failed, iavl.ErrVersionDoesNotExist) {
			return d, 0, errPruned
		}
		return d, 0, nil
	}
	defer chain.Close()
	var index *latest
	if indexed {
		if index, err = openLatest(r.home.App, name, height); err != nil {
			return nil, 0, err
		}
		defer func() { err = errors.Join(err, index.close()) }()
	}
	keys = d.walk(chain, replayed, index)
	if len(d.Keys) == 0 && d.How == "" {
		return nil, keys, nil
	}
	return d, keys, nil
}

// walk compares two trees node by node, both from left to right.
func (d *StoreDifference) walk(chain, replayed *iavl.Exporter, index *latest) (keys int) {
	for {
		is, done := replayed.Next()
		was, failed := chain.Next()
		if errors.Is(done, iavl.ErrorExportDone) || errors.Is(failed, iavl.ErrorExportDone) {
			if !errors.Is(done, iavl.ErrorExportDone) || !errors.Is(failed, iavl.ErrorExportDone) {
				d.How = "one of the trees has more nodes than the other"
			}
			break
		}
		if failed != nil || done != nil {
			d.How = fmt.Sprintf("the tree cannot be read: %v", errors.Join(failed, done))
			break
		}
		if is.Height != was.Height || !bytes.Equal(is.Key, was.Key) || is.Version != was.Version {
			d.add(KeyDifference{Key: text(is.Key), Written: is.Version, Where: "tree"})
			d.How = fmt.Sprintf("the trees part here: the node's has key %s of block %d", text(was.Key), was.Version)
			break
		}
		if is.Height > 0 {
			continue
		}
		keys++
		if !bytes.Equal(is.Value, was.Value) {
			d.add(KeyDifference{Key: text(is.Key), Chain: text(was.Value), Replayed: text(is.Value), Written: is.Version, Where: "tree"})
		}
		index.compare(d, is)
	}
	index.end(d)
	return keys
}

func (d *StoreDifference) add(k KeyDifference) {
	if len(d.Keys) < keysShown {
		d.Keys = append(d.Keys, k)
	}
}

// latest is the node's index of latest values (iavl's fast nodes), which it executes blocks with.
type latest struct {
	it dbm.Iterator
	// none: the node keeps no index.
	none bool
}

func openLatest(db dbm.DB, name string, height int64) (*latest, error) {
	store := dbm.NewPrefixDB(db, prefix(name))
	// iavl writes down for which block the index is: one that it has stopped to keep says nothing.
	kept, err := store.Get([]byte("mstorage_version"))
	if err != nil {
		return nil, err
	}
	it, err := dbm.IteratePrefix(store, []byte{'f'})
	if err != nil {
		return nil, err
	}
	return &latest{it: it, none: !it.Valid() || !bytes.HasSuffix(kept, fmt.Appendf(nil, "-%d", height))}, nil
}

func (l *latest) close() error { return l.it.Close() }

// compare looks for a leaf of the replayed tree, in the order of keys.
func (l *latest) compare(d *StoreDifference, leaf *iavl.ExportNode) {
	if l == nil || l.none {
		return
	}
	for l.it.Valid() && bytes.Compare(l.it.Key()[1:], leaf.Key) < 0 {
		d.add(KeyDifference{Key: text(l.it.Key()[1:]), Chain: text(l.it.Value()), Where: "index"})
		l.it.Next()
	}
	if !l.it.Valid() || !bytes.Equal(l.it.Key()[1:], leaf.Key) {
		d.add(KeyDifference{Key: text(leaf.Key), Replayed: text(leaf.Value), Written: leaf.Version, Where: "index"})
		return
	}
	node, err := fastnode.DeserializeNode(leaf.Key, l.it.Value())
	// An index that was built later names the block at which it was.
	if err != nil || !bytes.Equal(node.GetValue(), leaf.Value) || node.GetVersionLastUpdatedAt() < leaf.Version {
		d.add(KeyDifference{Key: text(leaf.Key), Chain: text(l.it.Value()), Replayed: text(leaf.Value), Written: leaf.Version, Where: "index"})
	}
	l.it.Next()
}

// end looks for keys beyond the last of the tree.
func (l *latest) end(d *StoreDifference) {
	if l == nil || l.none || d.How != "" {
		return
	}
	for ; l.it.Valid(); l.it.Next() {
		d.add(KeyDifference{Key: text(l.it.Key()[1:]), Chain: text(l.it.Value()), Where: "index"})
	}
}
