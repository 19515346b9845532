package app

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

// The stores of the AppHash are trees that know nothing of each other. What a block has changed is written into each, hashed and committed
// with all cores here; BaseApp, which does one store after the other, then finds nothing left to write, the hashes known and the trees committed.
// The result of each store is a pure function of its own changes, so the AppHash depends neither on the order nor on the number of cores.

// writeStores writes the block's changes into the trees and hashes them. BaseApp does so directly after EndBlock, and nothing comes between that
// could undo the block: the chain does not execute ahead of the decision (optimistic execution).
func (app *App) writeStores(ctx sdk.Context) {
	var branches []storetypes.CacheKVStore
	var trees []storetypes.CommitStore
	for _, name := range kvStores {
		key := app.keys.kv[name]
		branch, ok := ctx.MultiStore().GetKVStore(key).(storetypes.CacheKVStore)
		if !ok { // under a wrapper, such as the benchmark's counter: BaseApp writes it
			continue
		}
		branches = append(branches, branch)
		trees = append(trees, app.CommitMultiStore().GetStore(key).(storetypes.CommitStore))
	}
	sideBySide(len(branches), func(i int) {
		branches[i].Write()
		trees[i].WorkingHash()
	})
}

// commitStores commits the trees. The store of stores takes a tree that is at the new version already for one that was committed before a
// crash, and asks it for its hash only.
func (app *App) commitStores(sdk.Context) {
	stores := app.CommitMultiStore()
	next := stores.LastCommitID().Version + 1
	trees := make([]storetypes.CommitStore, len(kvStores))
	for i, name := range kvStores {
		trees[i] = stores.GetStore(app.keys.kv[name]).(storetypes.CommitStore)
	}
	sideBySide(len(kvStores), func(i int) {
		if trees[i].LastCommitID().Version < next {
			trees[i].Commit()
		}
	})
}

// sideBySide calls do for 0 to n-1 on all cores and returns when all have returned. A panic of one becomes a panic of the caller, as if it had
// called do itself: what comes of it is for the caller's callers.
func sideBySide(n int, do func(i int)) {
	var (
		group    sync.WaitGroup
		next     atomic.Int64
		panicked atomic.Pointer[error]
	)
	work := func() {
		defer func() {
			if r := recover(); r != nil {
				err := fmt.Errorf("%v", r)
				panicked.CompareAndSwap(nil, &err)
			}
		}()
		for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
			do(int(i))
		}
	}
	for range min(n, runtime.GOMAXPROCS(0)) - 1 { // state-ok: how many work at once; what they find is a pure function
		group.Go(work) // state-ok: each works on stores of its own, and all have ended before the block goes on
	}
	work()
	group.Wait()
	if err := panicked.Load(); err != nil {
		panic(*err)
	}
}
