package cached_test

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"testing"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/store/v2/rootmulti"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/cached"
)

// state is a state of two key-value stores and one of objects.
type state struct {
	kv      []*storetypes.KVStoreKey
	objects *storetypes.ObjectStoreKey
	ctx     sdk.Context
}

func newState(t require.TestingT) state {
	s := state{kv: []*storetypes.KVStoreKey{storetypes.NewKVStoreKey("one"), storetypes.NewKVStoreKey("two")}, objects: storetypes.NewObjectStoreKey("objects")}
	ms := rootmulti.NewStore(dbm.NewMemDB(), log.NewNopLogger())
	for _, key := range s.kv {
		ms.MountStoreWithDB(key, storetypes.StoreTypeIAVL, nil)
	}
	ms.MountStoreWithDB(s.objects, storetypes.StoreTypeObject, nil)
	require.NoError(t, ms.LoadLatestVersion())
	s.ctx = sdk.NewContext(ms.CacheMultiStore(), cmtproto.Header{}, false, log.NewNopLogger())
	return s
}

// bySDK is what cached.Run did before it had a branch of its own.
func bySDK(ctx sdk.Context, fn func(ctx sdk.Context) error) (err error) {
	branch, write := ctx.CacheContext()
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	if err := fn(branch); err != nil {
		return err
	}
	write()
	return nil
}

// step is one call to a store, or an item with steps of its own.
type step struct {
	kind        string
	store       int
	key, end    []byte
	value       []byte
	inner       []step
	fails       string
	sdkBranches bool
}

func drawKey(t *rapid.T, label string) []byte {
	return rapid.SliceOfN(rapid.ByteRange('a', 'c'), 1, 2).Draw(t, label)
}

func drawSteps(t *rapid.T, depth int) (list []step) {
	kinds := []string{"set", "set", "set", "delete", "get", "has", "object", "forward", "back", "event"}
	if depth < 3 {
		kinds = append(kinds, "item", "item")
	}
	for range rapid.IntRange(0, 14).Draw(t, "steps") {
		s := step{kind: rapid.SampledFrom(kinds).Draw(t, "kind"), store: rapid.IntRange(0, 1).Draw(t, "store"), key: drawKey(t, "key")}
		switch s.kind {
		case "set":
			s.value = rapid.SliceOfN(rapid.Byte(), 0, 2).Draw(t, "value")
		case "forward", "back":
			s.end = drawKey(t, "end")
			if rapid.Bool().Draw(t, "to the end") {
				s.end = nil
			}
		case "item":
			s.inner = drawSteps(t, depth+1)
			s.fails = rapid.SampledFrom([]string{"", "", "error", "panic"}).Draw(t, "fails")
			s.sdkBranches = rapid.Bool().Draw(t, "by the SDK")
		}
		list = append(list, s)
	}
	return list
}

// play makes the steps and writes down everything that they see.
func (s state) play(ctx sdk.Context, run func(sdk.Context, func(sdk.Context) error) error, steps []step) (seen []string) {
	say := func(format string, args ...any) { seen = append(seen, fmt.Sprintf(format, args...)) }
	for _, step := range steps {
		store, objects := ctx.KVStore(s.kv[step.store]), ctx.ObjectStore(s.objects)
		switch step.kind {
		case "set":
			store.Set(step.key, step.value)
		case "delete":
			store.Delete(step.key)
		case "get":
			say("get %v", store.Get(step.key))
		case "has":
			say("has %t", store.Has(step.key))
		case "object":
			say("object %v", objects.Get(step.key))
			objects.Set(step.key, len(seen))
		case "event":
			ctx.EventManager().EmitEvent(sdk.NewEvent("seen", sdk.NewAttribute("key", string(step.key))))
		case "forward", "back":
			if step.end != nil && string(step.end) <= string(step.key) {
				continue
			}
			iterate := store.Iterator
			if step.kind == "back" {
				iterate = store.ReverseIterator
			}
			it := iterate(step.key, step.end)
			for ; it.Valid(); it.Next() {
				say("%s %s=%v", step.kind, it.Key(), it.Value())
				store.Set([]byte{'d', it.Key()[0]}, it.Value()) // writes beside an open iterator are not seen by it
				if len(it.Key())%2 == 1 {
					store.Delete(it.Key())
				}
			}
			if err := it.Close(); err != nil {
				say("close %s", err)
			}
		case "item":
			how := run
			if step.sdkBranches {
				how = bySDK // as modules of the SDK do within
			}
			err := how(ctx, func(ctx sdk.Context) error {
				seen = append(seen, s.play(ctx, run, step.inner)...)
				switch step.fails {
				case "error":
					return errors.New("boom")
				case "panic":
					panic("boom")
				}
				return nil
			})
			say("item %v", err)
		}
	}
	return seen
}

func (s state) dump(ctx sdk.Context) (seen []string) {
	for i, key := range s.kv {
		it := ctx.KVStore(key).Iterator(nil, nil)
		for ; it.Valid(); it.Next() {
			seen = append(seen, fmt.Sprintf("%d %s=%v", i, it.Key(), it.Value()))
		}
		if err := it.Close(); err != nil {
			seen = append(seen, err.Error())
		}
	}
	it := ctx.ObjectStore(s.objects).Iterator(nil, nil)
	for ; it.Valid(); it.Next() {
		seen = append(seen, fmt.Sprintf("object %s=%v", it.Key(), it.Value()))
	}
	if err := it.Close(); err != nil {
		seen = append(seen, err.Error())
	}
	for _, e := range ctx.EventManager().Events() {
		seen = append(seen, fmt.Sprint(e))
	}
	return seen
}

// Whatever items do, within each other too, they see and leave what they would with the branches of the SDK.
func TestRunIsAsTheBranchOfTheSDK(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		steps := drawSteps(t, 0)
		ours, theirs := newState(t), newState(t)
		ours.ctx, theirs.ctx = ours.ctx.WithEventManager(sdk.NewEventManager()), theirs.ctx.WithEventManager(sdk.NewEventManager())
		require.Equal(t, theirs.play(theirs.ctx, bySDK, steps), ours.play(ours.ctx, cached.Run, steps))
		require.Equal(t, theirs.dump(theirs.ctx), ours.dump(ours.ctx))
	})
}

// One item with many writes finds each of them.
func TestRunWithManyWrites(t *testing.T) {
	s := newState(t)
	key := func(i int) []byte { return fmt.Appendf(nil, "key %03d", i) }
	require.NoError(t, cached.Run(s.ctx, func(ctx sdk.Context) error {
		store := ctx.KVStore(s.kv[0])
		for i := range 100 {
			store.Set(key(i), key(i))
			store.Set(key(i/2), key(i)) // an earlier one anew
		}
		for i := range 100 {
			require.Equal(t, key(min(2*i+1, 99)), store.Get(key(min(i, 49))), i)
		}
		store.Delete(key(99))
		return nil
	}))
	require.Nil(t, s.ctx.KVStore(s.kv[0]).Get(key(99)))
	require.Equal(t, key(98), s.ctx.KVStore(s.kv[0]).Get(key(98)))
}

// An item in a branch around many costs the hundredth time what it cost the first, though each opens an iterator and the branch grows.
func TestRunWithinRunIsLinear(t *testing.T) {
	const items, each, writes = 2_000, 100, 4
	s := newState(t)
	store := func(ctx sdk.Context) storetypes.KVStore { return ctx.KVStore(s.kv[0]) }
	var bytes []uint64 // that a hundred items took of the heap
	require.NoError(t, cached.Run(s.ctx, func(ctx sdk.Context) error {
		var before, after runtime.MemStats
		for i := range items {
			if i%each == 0 {
				runtime.ReadMemStats(&before)
			}
			require.NoError(t, cached.Run(ctx, func(ctx sdk.Context) error {
				for w := range writes {
					store(ctx).Set(fmt.Appendf(nil, "%d %05d", w, i), []byte("value"))
				}
				it := store(ctx).Iterator(fmt.Appendf(nil, "0 %05d", i), fmt.Appendf(nil, "0 %05d", i+1))
				require.True(t, it.Valid(), "what it has written itself")
				it.Next()
				require.False(t, it.Valid())
				return it.Close()
			}))
			if i%each == each-1 {
				runtime.ReadMemStats(&after)
				bytes = append(bytes, after.TotalAlloc-before.TotalAlloc)
			}
		}
		return nil
	}))
	slices.Sort(bytes[1:])
	t.Logf("bytes for %d items: first %d, median %d, most %d", each, bytes[0], bytes[len(bytes)/2], bytes[len(bytes)-1])
	require.Less(t, bytes[len(bytes)/2], 4*bytes[0])
}
