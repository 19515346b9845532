package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"

	"github.com/agijobs/agijobs/x/validation/types"
)

// spoil puts bytes into the store under a key and returns what puts back what stood there.
func (f *fixture) spoil(key, value []byte) (mend func()) {
	store := f.ctx.KVStore(f.key)
	before := store.Get(key)
	store.Set(key, value)
	return func() {
		if before == nil {
			f.ctx.KVStore(f.key).Delete(key)
			return
		}
		f.ctx.KVStore(f.key).Set(key, before)
	}
}

// A canary that cannot be voided stops no other, and its office is swept until it can.
func TestSweepThatFailsIsTriedAgainAndHurtsNobody(t *testing.T) {
	for name, tc := range map[string]struct {
		spoil func(f *fixture) (mend func())
		// job and text of the event; how many slashes go back while it fails, and when it is mended.
		job           uint64
		text          string
		before, after int
	}{
		"a record": {func(f *fixture) func() {
			key, err := collections.EncodeKeyWithPrefix(types.OpenedCanariesPrefix, collections.Uint64Key, job)
			require.NoError(f.t, err)
			return f.spoil(key, []byte("no canary"))
		}, job, "value decode: ", 6, 3},
		"an office's index": {func(f *fixture) func() {
			return f.spoil(append(types.OpenedByOfficePrefix.Bytes(), bureau+"\x00no"...), []byte{})
		}, 0, "sweep of office bureau: ", 3, 6},
	} {
		t.Run(name, func(t *testing.T) {
			// ARRANGE: two offices have opened canaries and then owe a day; bureau, the first of them, has something that fails.
			f := canaryChain(t, 5, func(p *types.Params) { p.CanaryCapBps = 10_000 })
			sealed := f.register(bureau, canaryOf(98, approve))
			f.register(court, canaryOf(99, approve))
			d := f.registerTomorrow(bureau, canaryOf(job, reject), canaryOf(job+1, reject))
			other := f.register(court, canaryOf(job+2, reject))
			f.blocks(1)
			f.tested(job, d, 0)
			f.tested(job+1, d, 1)
			f.tested(job+2, other, 0)
			require.NoError(t, f.disclose(d))
			require.NoError(t, f.disclose(other))
			root, err := f.k.Canaries.Roots.Get(f.ctx, rootKey(sealed))
			require.NoError(t, err)
			f.end()
			f.at(f.ctx.BlockHeight()+1, root.DiscloseBy)
			mend := tc.spoil(f)

			// ACT: in each block it is reported; what can be voided is voided in the first.
			for _, voided := range []int{tc.before, 0} {
				require.NoError(t, f.k.EndBlocker(f.ctx))
				failed := emitted[*types.EventItemFailed](f)
				require.Len(t, failed, 1)
				require.Contains(t, failed[0].Error, tc.text)
				failed[0].Error = ""
				require.Equal(t, &types.EventItemFailed{Item: "canary", JobId: tc.job, Failures: 1}, failed[0])
				require.Len(t, emitted[*types.EventCanarySlashVoided](f), voided)
				require.ErrorIs(t, f.lift(bureau), types.ErrCanaryVoiding)
				f.at(f.ctx.BlockHeight()+1, f.ctx.BlockTime().Add(time.Second))
			}
			require.NoError(t, f.lift(court), "its sweep has ended")

			// ACT: mended, the rest goes back and the sweep ends.
			mend()
			f.end()
			require.Empty(t, emitted[*types.EventItemFailed](f))
			require.Len(t, emitted[*types.EventCanarySlashVoided](f), tc.after)
			require.Empty(t, f.held())
			require.NoError(t, f.lift(bureau))
		})
	}
}

// What an office's sweep has failed to void does not become final instead.
func TestNothingIsFinalWhileASweepFails(t *testing.T) {
	f := canaryChain(t, 3)
	f.register(bureau, canaryOf(98, approve))
	d := f.registerTomorrow(bureau, canaryOf(job, reject))
	f.blocks(1)
	f.tested(job, d, 0)
	require.NoError(t, f.disclose(d))
	f.end()
	f.at(f.ctx.BlockHeight()+1, f.held()[0].FinalAt)
	mend := f.spoil(append(types.OpenedByOfficePrefix.Bytes(), bureau+"\x00no"...), []byte{})

	// ACT: the bar, the failed sweep and the end of the canary are due in one block.
	require.NoError(t, f.k.EndBlocker(f.ctx))
	failed := emitted[*types.EventItemFailed](f)
	require.Len(t, failed, 2)
	require.Contains(t, failed[0].Error, "sweep of office bureau: ")
	require.Equal(t, &types.EventItemFailed{
		Item: "canary", JobId: job, Error: "the sweep of office bureau has not voided it yet", Failures: 1,
	}, failed[1])
	require.Empty(t, emitted[*types.EventCanarySlashFinal](f))

	// ACT: mended, the slashes go back.
	mend()
	f.at(f.ctx.BlockHeight()+1, f.ctx.BlockTime().Add(time.Second))
	f.end()
	require.Len(t, emitted[*types.EventCanarySlashVoided](f), 3)
	require.Empty(t, f.held())
}

// A root that cannot be forgotten keeps no other in the state.
func TestOldRootThatCannotBeForgottenHurtsNobody(t *testing.T) {
	f := canaryChain(t, 0)
	shown := f.register(court, canaryOf(1, reject))
	require.NoError(t, f.disclose(shown))
	f.pass(types.DefaultParams().CanaryHold + types.CanaryCapWindow + 24*time.Hour)
	spoilt := collections.Join(uint64(0), "a\x00b") // no key of a root, but a place in the queue
	require.NoError(t, f.k.Canaries.OldRoots.Set(f.ctx, spoilt))
	for range 2 {
		require.NoError(t, f.k.EndBlocker(f.ctx))
		failed := emitted[*types.EventItemFailed](f)
		require.Len(t, failed, 1)
		require.Equal(t, "canary", failed[0].Item)
		require.Contains(t, failed[0].Error, "root of office a\x00b, day 0: ")
		has, err := f.k.Canaries.Roots.Has(f.ctx, rootKey(shown))
		require.NoError(t, err)
		require.False(t, has)
		f.at(f.ctx.BlockHeight()+1, f.ctx.BlockTime().Add(time.Second))
	}
	require.NoError(t, f.k.Canaries.OldRoots.Remove(f.ctx, spoilt))
	f.end()
	require.Empty(t, emitted[*types.EventItemFailed](f))
}
