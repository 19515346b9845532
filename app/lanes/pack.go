package lanes

import (
	"cmp"
	"container/heap"
	"slices"
)

// Pack chooses what goes into a block, in its order. First the first lane, up to half of the block; a signer's earlier transactions go
// before its duty, whatever lane they are in, since it could not be executed without them: they come out of the same signer's share.
// What is left goes to all that still waits, by price. take has the last word on each transaction, when its turn has come and it fits.
//
// Within the first lane votes go before the office, the office before other parties; each signer has its first transaction taken before
// anybody's second one, and no signer gets more than its share.
func Pack(txs []*Tx, block Room, take func(*Tx) bool) []*Tx {
	p := &packer{left: block, take: take, queues: queuesOf(txs)}
	p.first(p.turns(txs), block)
	p.rest(txs)
	return p.chosen
}

type packer struct {
	left   Room
	take   func(*Tx) bool
	queues map[string]*queue
	chosen []*Tx
}

// queue is what one signer has waiting, by sequence number.
type queue struct {
	txs []*Tx
	// next is the place of the first that is not taken.
	next int
	// refused: take has refused one, so that nothing after it can be executed.
	refused bool
	// used of the signer's share of the first lane.
	used Room
}

// queuesOf is read by key only.
func queuesOf(txs []*Tx) map[string]*queue {
	queues := map[string]*queue{}
	for _, t := range txs {
		for _, s := range t.Signers {
			if queues[s.Address] == nil {
				queues[s.Address] = &queue{}
			}
			queues[s.Address].txs = append(queues[s.Address].txs, t)
		}
	}
	sorted := map[string]bool{}
	for _, t := range txs {
		for _, s := range t.Signers {
			if !sorted[s.Address] {
				sorted[s.Address] = true
				slices.SortFunc(queues[s.Address].txs, func(a, b *Tx) int {
					return cmp.Compare(a.sequence(s.Address), b.sequence(s.Address))
				})
			}
		}
	}
	return queues
}

func (t *Tx) sequence(address string) uint64 {
	for _, s := range t.Signers {
		if s.Address == address {
			return s.Sequence
		}
	}
	return 0
}

// turns lists the first lane in the order in which its transactions are looked at.
func (p *packer) turns(txs []*Tx) []*Tx {
	var list []*Tx
	rank := map[*Tx]int{}
	for _, t := range txs {
		if !t.Lane.First() {
			continue
		}
		list = append(list, t)
		for _, earlier := range p.queues[t.Signers[0].Address].txs {
			if earlier == t {
				break
			}
			if earlier.Lane.First() {
				rank[t]++
			}
		}
	}
	slices.SortFunc(list, func(a, b *Tx) int {
		return cmp.Or(cmp.Compare(a.Lane, b.Lane), cmp.Compare(rank[a], rank[b]), cmp.Compare(b.Price, a.Price), cmp.Compare(a.Arrival, b.Arrival))
	})
	return list
}

// first fills the first lane's part.
func (p *packer) first(turns []*Tx, block Room) {
	left := block.Part(firstShare)
	for _, t := range turns {
		left = p.reach(t, left, share(block, t.Lane))
	}
}

// reach takes what stands before a transaction in its signer's queue, and then the transaction, as far as room and share go.
func (p *packer) reach(t *Tx, left, share Room) Room {
	address := t.Signers[0].Address
	q := p.queues[address]
	for q.next < len(q.txs) && q.txs[q.next].sequence(address) <= t.sequence(address) {
		next := q.txs[q.next]
		used := q.used.Plus(next.Need)
		// What others have signed as well would draw their queues in: it waits for its price.
		if len(next.Signers) > 1 || !left.Holds(next.Need) || !share.Holds(used) || !p.add(next) {
			break
		}
		left, q.used = left.Minus(next.Need), used
	}
	return left
}

// rest fills what is left: always the best of those whose turn it is.
func (p *packer) rest(txs []*Tx) {
	var ready turnHeap
	for _, t := range txs {
		if p.ready(t) {
			ready = append(ready, t)
		}
	}
	heap.Init(&ready)
	for ready.Len() > 0 {
		t, ok := heap.Pop(&ready).(*Tx)
		if !ok || !p.add(t) {
			continue
		}
		for _, s := range t.Signers {
			if q := p.queues[s.Address]; q.next < len(q.txs) && p.ready(q.txs[q.next]) {
				heap.Push(&ready, q.txs[q.next])
			}
		}
	}
}

// ready tells whether a transaction is the next one of each of its signers.
func (p *packer) ready(t *Tx) bool {
	for _, s := range t.Signers {
		q := p.queues[s.Address]
		if q.refused || q.next == len(q.txs) || q.txs[q.next] != t {
			return false
		}
		if q.next > 0 && q.txs[q.next-1].sequence(s.Address)+1 != s.Sequence {
			return false
		}
	}
	return true
}

// add takes a transaction if its turn has come, it fits and nobody objects.
func (p *packer) add(t *Tx) bool {
	if !p.ready(t) || !p.left.Holds(t.Need) {
		return false
	}
	accepted := p.take(t)
	for _, s := range t.Signers {
		if q := p.queues[s.Address]; accepted {
			q.next++
		} else {
			q.refused = true
		}
	}
	if accepted {
		p.left = p.left.Minus(t.Need)
		p.chosen = append(p.chosen, t)
	}
	return accepted
}

// turnHeap has the best transaction on top.
type turnHeap []*Tx

func (h turnHeap) Len() int           { return len(h) }
func (h turnHeap) Less(i, j int) bool { return h[i].before(h[j]) }
func (h turnHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push implements heap.Interface.
func (h *turnHeap) Push(x any) {
	if t, ok := x.(*Tx); ok {
		*h = append(*h, t)
	}
}

// Pop implements heap.Interface.
func (h *turnHeap) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}
