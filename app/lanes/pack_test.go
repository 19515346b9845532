package lanes

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// block of the tests: a share is 100 bytes and 1,000 gas, the first lane's half sixteen shares.
var block = Room{Bytes: 3_200, Gas: 32_000}

var yes = func(*Tx) bool { return true }

// tx of one signer.
func tx(lane Lane, signer string, sequence, arrival uint64, gas uint64) *Tx {
	return &Tx{Lane: lane, Need: Room{Bytes: 10, Gas: gas}, Arrival: arrival, Signers: []Signer{{signer, sequence}}}
}

// flood of entry transactions of n signers that pay more than anybody else.
func flood(n int) (list []*Tx) {
	for i := range n {
		t := tx(Entry, fmt.Sprintf("flooder%d", i), 0, uint64(i), 1_000)
		t.Price = 1_000_000
		list = append(list, t)
	}
	return list
}

func lanesOf(list []*Tx) (out []Lane) {
	for _, t := range list {
		out = append(out, t.Lane)
	}
	return out
}

func TestFirstLaneIsFilledFirst(t *testing.T) {
	// ARRANGE: duties that came last and pay least.
	vote, exit, act := tx(Committee, "judge", 0, 900, 800), tx(Party, "agent", 0, 901, 800), tx(Office, "official", 0, 902, 5_000)
	txs := append(flood(100), exit, act, vote)
	// ACT
	chosen := Pack(txs, block, yes)
	// ASSERT
	require.Equal(t, []*Tx{vote, act, exit}, chosen[:3])
	require.Len(t, chosen, 3+25, "the flood gets what is left: 25,400 gas")
}

func TestFirstLaneHasHalf(t *testing.T) {
	var txs []*Tx
	for i := range 100 {
		txs = append(txs, tx(Committee, fmt.Sprintf("judge%d", i), 0, uint64(i), 1_000))
	}
	chosen := Pack(append(txs, flood(100)...), block, yes)
	require.Len(t, chosen, 32)
	require.Equal(t, slices.Repeat([]Lane{Committee}, 16), lanesOf(chosen[:16]))
	require.Equal(t, slices.Repeat([]Lane{Entry}, 16), lanesOf(chosen[16:]), "beyond its half the first lane has to pay as everybody")
	require.Len(t, Pack(txs, block, yes), 32, "without a flood it has the whole block")
}

func TestOnePartyCannotFillTheFirstLane(t *testing.T) {
	var txs []*Tx
	for i := range MaxDuties {
		loud := tx(Committee, "loud", uint64(i), uint64(i), 400)
		loud.Price = 9
		txs = append(txs, loud)
	}
	late := tx(Committee, "late", 0, 99, 400)
	chosen := Pack(append(append(txs, late), flood(100)...), block, yes)
	require.Equal(t, []*Tx{txs[0], late, txs[1]}, chosen[:3], "everybody's first before anybody's second, and 800 of 1,000 gas are used")
	require.Equal(t, Entry, chosen[3].Lane)
}

// A vote is pulled through the flood with what its signer sent before it, out of the signer's own share.
func TestDutyPullsWhatComesBeforeIt(t *testing.T) {
	before, vote := tx(Entry, "judge", 7, 500, 300), tx(Committee, "judge", 8, 501, 400)
	chosen := Pack(append(flood(100), before, vote), block, yes)
	require.Equal(t, []*Tx{before, vote}, chosen[:2])

	t.Run("as far as the share goes", func(t *testing.T) {
		first, second, vote := tx(Entry, "judge", 7, 500, 600), tx(Entry, "judge", 8, 501, 600), tx(Committee, "judge", 9, 502, 300)
		chosen := Pack(append(flood(100), first, second, vote), block, yes)
		require.Equal(t, first, chosen[0])
		require.NotContains(t, chosen, vote)
		chosen = Pack(append(flood(100), second, vote), block, yes)
		require.Equal(t, []*Tx{second, vote}, chosen[:2], "the next block has the rest")
	})
	t.Run("not what others have signed as well", func(t *testing.T) {
		both := tx(Entry, "judge", 7, 500, 100)
		both.Signers = append(both.Signers, Signer{"friend", 3})
		require.NotContains(t, Pack(append(flood(100), both, vote), block, yes), vote)
		require.Equal(t, []*Tx{both, vote}, Pack([]*Tx{vote, both}, block, yes), "without a flood its turn comes")
	})
	t.Run("not over a gap", func(t *testing.T) {
		require.Empty(t, Pack([]*Tx{tx(Entry, "judge", 5, 1, 100), vote}, block, func(x *Tx) bool { return x == vote }))
		require.Len(t, Pack([]*Tx{tx(Entry, "judge", 5, 1, 100), vote}, block, yes), 1)
	})
}

func TestOfficialsHaveHalfABlockEach(t *testing.T) {
	proposal := tx(Office, "official", 0, 500, 16_000)
	require.Equal(t, proposal, Pack(append(flood(100), proposal), block, yes)[0])
	proposal.Need.Gas++
	require.NotContains(t, Pack(append(flood(100), proposal), block, yes), proposal)
}

func TestRefusedTransactionStopsItsSigner(t *testing.T) {
	bad, after, other := tx(Party, "agent", 0, 0, 10), tx(Party, "agent", 1, 1, 10), tx(Entry, "other", 0, 2, 10)
	asked := 0
	chosen := Pack([]*Tx{bad, after, other}, block, func(x *Tx) bool { asked++; return x != bad })
	require.Equal(t, []*Tx{other}, chosen)
	require.Equal(t, 2, asked)
}

func drawTxs(t *rapid.T) []*Tx {
	next := map[string]uint64{}
	var txs []*Tx
	for i := range rapid.IntRange(0, 120).Draw(t, "transactions") {
		x := &Tx{
			Lane:  Lane(rapid.IntRange(0, int(Entry)).Draw(t, "lane")),
			Need:  Room{Bytes: rapid.Uint64Range(1, 200).Draw(t, "bytes"), Gas: rapid.Uint64Range(1, 4_000).Draw(t, "gas")},
			Price: rapid.Int64Range(0, 3).Draw(t, "price"), Arrival: uint64(i),
		}
		for range rapid.IntRange(1, 2).Draw(t, "signers") {
			s := fmt.Sprint(rapid.IntRange(0, 9).Draw(t, "signer"))
			if len(x.Signers) == 0 || x.Signers[0].Address != s {
				x.Signers = append(x.Signers, Signer{s, next[s]})
				next[s]++
			}
		}
		if len(x.Signers) > 1 {
			x.Lane = Entry
		}
		txs = append(txs, x)
	}
	return rapid.Permutation(txs).Draw(t, "order")
}

func needOf(txs []*Tx) (sum Room) {
	for _, x := range txs {
		sum = sum.Plus(x.Need)
	}
	return sum
}

// Whatever waits: a block keeps its limits, nothing is in it twice, each signer's numbers run without a gap, and the same pool gives the
// same block.
func TestPackProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		txs := drawTxs(t)
		refused := map[*Tx]bool{}
		for _, x := range txs {
			refused[x] = rapid.IntRange(0, 20).Draw(t, "refused") == 0
		}
		take := func(x *Tx) bool { return !refused[x] }
		chosen := Pack(txs, block, take)

		require.True(t, block.Holds(needOf(chosen)))
		next, seen := map[string]uint64{}, map[*Tx]bool{}
		for _, x := range chosen {
			require.False(t, seen[x] || refused[x])
			seen[x] = true
			for _, s := range x.Signers {
				require.Equal(t, next[s.Address], s.Sequence)
				next[s.Address]++
			}
		}
		again := slices.Clone(txs)
		slices.Reverse(again)
		require.Equal(t, chosen, Pack(again, block, take), "the order of the list is nothing")

		// What is left out has a reason: it does not fit, or what comes before it is left out.
		left := block.Minus(needOf(chosen))
		for _, x := range txs {
			first := !seen[x] && !refused[x]
			for _, s := range x.Signers {
				first = first && s.Sequence == next[s.Address]
			}
			require.False(t, first && left.Holds(x.Need) && !afterRefused(x, refused, txs), "room was left for %v", x)
		}
	})
}

// afterRefused tells whether a refused transaction of one of its signers stopped a transaction.
func afterRefused(x *Tx, refused map[*Tx]bool, txs []*Tx) bool {
	return slices.ContainsFunc(txs, func(y *Tx) bool {
		return refused[y] && slices.ContainsFunc(y.Signers, func(s Signer) bool {
			return slices.ContainsFunc(x.Signers, func(o Signer) bool { return o.Address == s.Address })
		})
	})
}

// No flood of new business, whatever it pays, takes from the first lane what it would have alone, up to half of the block.
func TestFloodTakesNothingFromTheFirstLane(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		txs := drawTxs(t)
		p := &packer{left: block, take: yes, queues: queuesOf(txs)}
		p.first(p.turns(txs), block)
		alone := p.chosen
		require.True(t, block.Part(firstShare).Holds(needOf(alone)))
		for address, q := range p.queues {
			var used Room
			office := false
			for _, x := range q.txs[:q.next] {
				used = used.Plus(x.Need)
				office = office || x.Lane == Office
			}
			limit := share(block, Party)
			if office || slices.ContainsFunc(q.txs, func(x *Tx) bool { return x.Lane == Office }) {
				limit = share(block, Office)
			}
			require.True(t, limit.Holds(used), "signer %s", address)
		}
		crowded := Pack(append(flood(rapid.IntRange(0, 200).Draw(t, "flood")), txs...), block, yes)
		require.True(t, slices.Equal(alone, crowded[:len(alone)]))
	})
}
