package lanes

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// put lets a transaction into a pool as Insert does.
func put(p *Pool, t *Tx) error {
	lane, err := p.Admit(*t)
	if err != nil {
		return err
	}
	x := &pooled{Tx: *t, id: sha256.Sum256([]byte(fmt.Sprint(t.Signers)))}
	x.Lane = lane
	p.insert(x)
	return nil
}

func TestCeilings(t *testing.T) {
	p := NewPool(Size{Txs: 1_000, Bytes: 1 << 30})
	fill := func(lane Lane, name string) (n int, err error) {
		for i := 0; ; i++ {
			if err := put(p, tx(lane, fmt.Sprint(name, i/10), uint64(i%10), 0, 1)); err != nil {
				return i, err
			}
		}
	}
	for _, step := range []struct {
		lane   Lane
		places int
	}{{Entry, 800}, {Party, 100}, {Committee, 100}} {
		n, err := fill(step.lane, step.lane.String())
		require.ErrorIs(t, err, ErrPoolFull)
		require.Equal(t, step.places, n, step.lane)
	}
	require.ErrorIs(t, p.Room(Office, 1), ErrPoolFull)
	require.EqualError(t, p.Room(Entry, 10), "lane entry: with this one 801 transactions of at most 800, 8010 bytes of at most 858993440: "+ErrPoolFull.Error())
}

func TestCeilingOfBytes(t *testing.T) {
	p := NewPool(Size{Txs: 1_000, Bytes: 10_000})
	big := func(lane Lane, signer string, bytes uint64) *Tx {
		x := tx(lane, signer, 0, 0, 1)
		x.Need.Bytes = bytes
		return x
	}
	require.NoError(t, put(p, big(Entry, "a", 8_000)))
	require.ErrorIs(t, put(p, big(Entry, "b", 1)), ErrPoolFull)
	require.NoError(t, put(p, big(Party, "c", 1_000)))
	require.NoError(t, put(p, big(Committee, "d", 1_000)))
	require.ErrorIs(t, put(p, big(Committee, "e", 1)), ErrPoolFull)
}

func TestPendingOfASigner(t *testing.T) {
	p := NewPool(Size{Txs: 1_000, Bytes: 1 << 30})
	next := uint64(0)
	send := func(lane Lane, n int) error {
		for range n {
			if err := put(p, tx(lane, "loud", next, 0, 1)); err != nil {
				return err
			}
			next++
		}
		return nil
	}
	require.NoError(t, send(Entry, 40))
	require.NoError(t, send(Committee, MaxDuties+8), "duties beyond its places count as new business")
	require.Equal(t, int64(MaxDuties), p.sums[Committee].txs)
	require.ErrorIs(t, send(Committee, 1), ErrPending)
	require.ErrorIs(t, send(Entry, 1), ErrPending)
	require.Equal(t, MaxPending, p.CountTx())
	require.NoError(t, put(p, tx(Entry, "quiet", 0, 0, 1)))

	quiet := tx(Entry, "quiet", 1, 0, 1)
	quiet.Signers = append(quiet.Signers, Signer{"loud", next})
	require.ErrorIs(t, put(p, quiet), ErrPending, "every signer counts")
}

func TestADutyHasAPlaceBesideAllBusiness(t *testing.T) {
	p := NewPool(Size{Txs: 1_000, Bytes: 1 << 30})
	for i := range maxEntries {
		require.NoError(t, put(p, tx(Entry, "judge", uint64(i), 0, 1)))
	}
	require.ErrorIs(t, put(p, tx(Entry, "judge", maxEntries, 0, 1)), ErrPending)
	require.NoError(t, put(p, tx(Committee, "judge", maxEntries, 0, 1)))
}

// Whatever comes and goes, the counts are those of what is in the pool.
func TestCountsProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := NewPool(Size{Txs: 60, Bytes: 500})
		next := map[string]uint64{}
		for range rapid.IntRange(1, 150).Draw(t, "steps") {
			if held := p.waiting(); len(held) > 0 && rapid.Bool().Draw(t, "remove") {
				p.remove(rapid.SampledFrom(held).Draw(t, "which"))
				continue
			}
			signer := fmt.Sprint(rapid.IntRange(0, 3).Draw(t, "signer"))
			x := tx(Lane(rapid.IntRange(0, int(Entry)).Draw(t, "lane")), signer, next[signer], uint64(len(next)), 1)
			x.Need.Bytes = rapid.Uint64Range(1, 30).Draw(t, "bytes")
			if put(p, x) == nil {
				next[signer]++
			}
		}
		requireCounts(t, p)
	})
}

func requireCounts(t require.TestingT, p *Pool) {
	var sums [laneCount]sum
	held, duties := map[string]int{}, map[string]int{}
	for _, x := range p.waiting() {
		sums[x.Lane] = sums[x.Lane].plus(x.sum())
		for _, s := range x.Signers {
			held[s.Address]++
			if x.Lane.First() {
				duties[s.Address]++
			}
		}
	}
	require.Equal(t, sums, p.sums)
	require.Len(t, p.signers, len(held))
	for address, a := range p.signers {
		require.Len(t, a.bySequence, held[address])
		require.Equal(t, duties[address], a.duties)
		require.LessOrEqual(t, a.duties, MaxDuties)
		require.LessOrEqual(t, a.entries(), maxEntries)
	}
	var total sum
	for _, lane := range slices.Backward([]Lane{Committee, Office, Party, Entry}) {
		total = total.plus(sums[lane])
		require.LessOrEqual(t, total.txs, p.size.Txs*ceilings[lane]/100)
		require.LessOrEqual(t, total.bytes, p.size.Bytes*ceilings[lane]/100)
	}
}
