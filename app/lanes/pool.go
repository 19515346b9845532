package lanes

import (
	"cmp"
	"context"
	"crypto/sha256"
	"math"
	"slices"
	"sync"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/mempool"
)

var _ mempool.ExtMempool = (*Pool)(nil)

// Pool holds the transactions that wait on this node: the same as CometBFT's own pool, which receives and passes them on. In they come by
// CheckTx, out when a recheck refuses them or a block that has them is committed.
type Pool struct {
	mu       sync.Mutex
	size     Size
	arrivals uint64
	held     map[id]*pooled
	signers  map[string]*account
	sums     [laneCount]sum
}

type id = [sha256.Size]byte

type pooled struct {
	Tx
	id  id
	raw []byte
	tx  sdk.Tx
}

// account is what one signer has waiting.
type account struct {
	bySequence map[uint64]*pooled
	duties     int
}

func (a *account) entries() int { return len(a.bySequence) - a.duties }

// sum counts the transactions of a lane.
type sum struct{ txs, bytes int64 }

func (s sum) plus(o sum) sum { return sum{s.txs + o.txs, s.bytes + o.bytes} }

// NewPool returns an empty pool.
func NewPool(size Size) *Pool {
	return &Pool{size: size, held: map[id]*pooled{}, signers: map[string]*account{}}
}

// Admit tells in which lane a transaction would get into the pool, or why it would not.
func (p *Pool) Admit(t Tx) (Lane, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.admit(t)
}

func (p *Pool) admit(t Tx) (Lane, error) {
	if t.Lane.First() && p.of(t.Signers[0].Address).duties >= MaxDuties {
		t.Lane = Entry
	}
	for _, s := range t.Signers {
		if n := p.of(s.Address).entries(); t.Lane == Entry && n >= maxEntries {
			return Entry, errorsmod.Wrapf(ErrPending, "%s has %d, and %d more places for duties", sdk.AccAddress(s.Address), n, MaxDuties)
		}
	}
	return t.Lane, p.room(t.Lane, t.Need.Bytes)
}

// Room tells whether the pool has a place for so many bytes in a lane.
func (p *Pool) Room(lane Lane, bytes uint64) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.room(lane, bytes)
}

// room checks the ceiling of the lane and of all that include it.
func (p *Pool) room(lane Lane, bytes uint64) error {
	waiting := sum{txs: 1, bytes: int64(min(bytes, math.MaxInt32))}
	for l := laneCount - 1; l >= 0; l-- {
		waiting = waiting.plus(p.sums[l])
		txs, size := p.size.Txs*ceilings[l]/100, p.size.Bytes/100*ceilings[l]
		if l <= lane && (waiting.txs > txs || waiting.bytes > size) {
			return errorsmod.Wrapf(ErrPoolFull, "lane %s: with this one %d transactions of at most %d, %d bytes of at most %d",
				lane, waiting.txs, txs, waiting.bytes, size)
		}
	}
	return nil
}

// of is a signer's account, empty for who has nothing waiting.
func (p *Pool) of(address string) *account {
	if a := p.signers[address]; a != nil {
		return a
	}
	return &account{}
}

// Insert implements mempool.Mempool. The lane is what the door has found; see Door.
func (p *Pool) Insert(goCtx context.Context, tx sdk.Tx, _ mempool.InsertOption) error {
	ctx := sdk.UnwrapSDKContext(goCtx)
	described, err := describe(tx, ctx.TxBytes())
	if err != nil {
		return err
	}
	described.Lane = laneOf(ctx)
	p.mu.Lock()
	defer p.mu.Unlock()
	// With its number used by this one, an older transaction can never be executed.
	for _, s := range described.Signers {
		if old := p.of(s.Address).bySequence[s.Sequence]; old != nil {
			p.remove(old)
		}
	}
	if described.Lane, err = p.admit(described); err != nil {
		return err
	}
	p.arrivals++
	described.Arrival = p.arrivals
	p.insert(&pooled{Tx: described, id: sha256.Sum256(ctx.TxBytes()), raw: ctx.TxBytes(), tx: tx})
	return nil
}

func (p *Pool) insert(t *pooled) {
	p.held[t.id] = t
	p.sums[t.Lane] = p.sums[t.Lane].plus(t.sum())
	for _, s := range t.Signers {
		a := p.signers[s.Address]
		if a == nil {
			a = &account{bySequence: map[uint64]*pooled{}}
			p.signers[s.Address] = a
		}
		a.bySequence[s.Sequence] = t
		if t.Lane.First() {
			a.duties++
		}
	}
}

func (t *pooled) sum() sum { return sum{txs: 1, bytes: int64(t.Need.Bytes)} }

func (p *Pool) remove(t *pooled) {
	delete(p.held, t.id)
	p.sums[t.Lane] = p.sums[t.Lane].plus(sum{-1, -t.sum().bytes})
	for _, s := range t.Signers {
		a := p.signers[s.Address]
		delete(a.bySequence, s.Sequence)
		if t.Lane.First() {
			a.duties--
		}
		if len(a.bySequence) == 0 {
			delete(p.signers, s.Address)
		}
	}
}

// Remove implements mempool.Mempool: it knows a transaction by its first signature.
func (p *Pool) Remove(tx sdk.Tx) error {
	described, err := describe(tx, nil)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	first := described.Signers[0]
	t := p.of(first.Address).bySequence[first.Sequence]
	if t == nil {
		return mempool.ErrTxNotFound
	}
	p.remove(t)
	return nil
}

// RemoveWithReason implements mempool.ExtMempool. Executing a block removes nothing: CometBFT holds its transactions until the commit, and
// the two pools must count the same. See Forget.
func (p *Pool) RemoveWithReason(_ context.Context, tx sdk.Tx, reason mempool.RemoveReason) error {
	if reason.Caller == mempool.CallerRunTxFinalize {
		return nil
	}
	return p.Remove(tx)
}

// Forget takes out what a committed block has, however its transactions ended. A transaction that fails before its messages run is in the
// block all the same, and CometBFT will not ask about it again.
func (p *Pool) Forget(block [][]byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, raw := range block {
		if t := p.held[sha256.Sum256(raw)]; t != nil {
			p.remove(t)
		}
	}
}

// Holds tells whether a transaction waits here: CheckTx has then found its signatures good.
func (p *Pool) Holds(raw []byte) bool {
	id := sha256.Sum256(raw)
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.held[id] != nil
}

// CountTx implements mempool.Mempool.
func (p *Pool) CountTx() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.held)
}

// Count tells how many transactions wait in a lane.
func (p *Pool) Count(lane Lane) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return int(p.sums[lane].txs)
}

// waiting lists what the pool holds, by arrival.
func (p *Pool) waiting() []*pooled {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := make([]*pooled, 0, len(p.held))
	for _, t := range p.held { // state-ok: sorted by arrival below, which no two share; a node's pool is no state
		list = append(list, t)
	}
	slices.SortFunc(list, func(a, b *pooled) int { return cmp.Compare(a.Arrival, b.Arrival) })
	return list
}

// pack chooses among what waits.
func (p *Pool) pack(block Room, take func(*pooled) bool) {
	waiting := p.waiting()
	txs, whole := make([]*Tx, len(waiting)), make(map[*Tx]*pooled, len(waiting))
	for i, t := range waiting {
		txs[i], whole[&t.Tx] = &t.Tx, t
	}
	Pack(txs, block, func(t *Tx) bool { return take(whole[t]) })
}

// SelectBy implements mempool.ExtMempool: in the order of a block without limits, in which the first lane goes before everything else.
func (p *Pool) SelectBy(_ context.Context, _ [][]byte, callback func(mempool.PooledTx) bool) {
	for it := p.list(); it != nil && callback(it.Tx()); it = it.Next() {
	}
}

// Select implements mempool.Mempool.
func (p *Pool) Select(context.Context, [][]byte) mempool.Iterator { return p.list() }

func (p *Pool) list() mempool.Iterator {
	var all iterator
	p.pack(Room{Bytes: math.MaxUint64, Gas: math.MaxUint64}, func(t *pooled) bool {
		all = append(all, mempool.NewPooledTx(t.tx, t.Need.Gas))
		return true
	})
	if len(all) == 0 {
		return nil
	}
	return all
}

type iterator []mempool.PooledTx

// Next implements mempool.Iterator.
func (i iterator) Next() mempool.Iterator {
	if len(i) == 1 {
		return nil
	}
	return i[1:]
}

// Tx implements mempool.Iterator.
func (i iterator) Tx() mempool.PooledTx { return i[0] }
