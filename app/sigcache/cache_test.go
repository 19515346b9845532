package sigcache

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	simtestutil "github.com/cosmos/cosmos-sdk/testutil/sims"
)

func numbered(n int) (e entry) {
	binary.BigEndian.PutUint64(e[:], uint64(n)+1)
	return e
}

func TestOnlyGoodSignaturesAreKept(t *testing.T) {
	c, wrong := New(8), errors.New("index 3 is wrong")
	calls := 0
	verify := func(n int, ahead bool, said error) error {
		return c.verified(numbered(n), ahead, func() error { calls++; return said })
	}
	require.ErrorIs(t, verify(1, false, wrong), wrong)
	require.ErrorIs(t, verify(1, false, wrong), wrong)
	require.Equal(t, 2, calls, "a wrong signature is asked about each time")
	require.NoError(t, verify(1, false, nil))
	require.NoError(t, verify(1, false, wrong), "known, so nobody asks")
	require.Equal(t, 3, calls)
	require.Equal(t, Stats{Hits: 1, Misses: 3}, c.Stats())

	require.NoError(t, verify(2, true, nil))
	require.Equal(t, Stats{Hits: 1, Misses: 3, Checked: 1}, c.Stats())
}

// What is wrong in a block is known, in the words of the check, until the next block.
func TestWrongSignaturesOfABlock(t *testing.T) {
	c, wrong := New(8), errors.New("index 3 is wrong")
	require.ErrorIs(t, c.verified(numbered(1), true, func() error { return wrong }), wrong)
	for _, ahead := range []bool{true, false} {
		require.ErrorIs(t, c.verified(numbered(1), ahead, func() error { t.Fatal("asked again"); return nil }), wrong)
	}
	require.Equal(t, Stats{Hits: 1, Checked: 1}, c.Stats())
	require.False(t, c.has(numbered(1)))
	Checker{Cache: c}.Check(nil, nil)
	require.NoError(t, c.verified(numbered(1), false, func() error { return nil }), "forgotten with the block")
}

// However much is added, the table keeps its size, and each addition pushes out one entry at most: the oldest of eight.
func TestCacheNeverGrows(t *testing.T) {
	const size, added = 1024, 20_000
	c := New(size)
	kept := func(from, to int) (n int) {
		for i := from; i < to; i++ {
			if c.has(numbered(i)) {
				n++
			}
		}
		return n
	}
	for i := range added {
		c.add(numbered(i))
		c.add(numbered(i)) // once more changes nothing
		require.True(t, c.has(numbered(i)))
	}
	require.Len(t, c.sets, size/ways)
	require.Equal(t, size, kept(0, added))
	require.Equal(t, uint64(added-size), c.Stats().Evictions)
	require.Greater(t, kept(added-size, added), size/2, "what was added last is mostly there")
}

// Nobody outside knows where an entry lies: two nodes, or one node after a restart, push out different ones.
func TestPlacesDifferFromNodeToNode(t *testing.T) {
	a, b := New(1024), New(1024)
	for i := range 4096 {
		a.add(numbered(i))
		b.add(numbered(i))
	}
	differ := 0
	for i := range 4096 {
		if a.has(numbered(i)) != b.has(numbered(i)) {
			differ++
		}
	}
	require.Greater(t, differ, 100)
}

func TestNothingIsRememberedByTheNilCache(t *testing.T) {
	require.Nil(t, New(0))
	require.Nil(t, New(-1))
	require.Equal(t, Stats{}, New(0).Stats())
	require.Len(t, New(1).sets, 1)
	require.Len(t, New(9).sets, 2)
}

func TestCacheInParallel(t *testing.T) {
	c := New(64)
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			for i := range 2_000 {
				var said error
				if i%3 == 0 {
					said = errWrong
				}
				if got := c.verified(numbered(i), g%2 == 0, func() error { return said }); got != said { //nolint:errorlint // the same, not one like it
					t.Errorf("entry %d: %v", i, got)
				}
			}
		})
	}
	all.Wait()
	s := c.Stats()
	require.GreaterOrEqual(t, uint64(4*2_000), s.Hits+s.Misses)
}

func TestEntriesOfAppToml(t *testing.T) {
	for _, tc := range []struct {
		setting any
		want    int
		wrong   bool
	}{
		{nil, DefaultEntries, false},
		{0, 0, false},
		{"4096", 4096, false},
		{int64(MaxEntries), MaxEntries, false},
		{-1, 0, true},
		{MaxEntries + 1, 0, true},
		{"many", 0, true},
	} {
		opts := simtestutil.AppOptionsMap{}
		if tc.setting != nil {
			opts[entriesKey] = tc.setting
		}
		got, err := Entries(opts)
		if tc.wrong {
			require.EqualError(t, err, fmt.Sprintf("signatures: cache-size of app.toml is %v: write 0 (off) to 4194304", tc.setting))
			continue
		}
		require.NoError(t, err)
		require.Equal(t, tc.want, got, "%v", tc.setting)
	}
}
