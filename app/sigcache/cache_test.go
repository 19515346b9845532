package sigcache

import (
	"encoding/binary"
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

func TestOnlyGoodSignaturesAreRemembered(t *testing.T) {
	c := New(8)
	calls := 0
	verify := func(e entry, good bool) bool {
		return c.verified(e, false, func() bool { calls++; return good })
	}
	require.False(t, verify(numbered(1), false))
	require.False(t, verify(numbered(1), false))
	require.Equal(t, 2, calls, "a bad signature is asked about each time")
	require.True(t, verify(numbered(1), true))
	require.True(t, verify(numbered(1), false), "known, so nobody asks")
	require.Equal(t, 3, calls)
	require.Equal(t, Stats{Hits: 1, Misses: 3}, c.Stats())

	require.True(t, c.verified(numbered(2), true, func() bool { return true }))
	require.Equal(t, Stats{Hits: 1, Misses: 3, Checked: 1}, c.Stats())
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
				good := i%3 != 0
				if got := c.verified(numbered(i), g%2 == 0, func() bool { return good }); got != good {
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
