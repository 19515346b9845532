package bench

import (
	"context"
	"fmt"
	"sync"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	coretypes "github.com/cometbft/cometbft/rpc/core/types"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/cosmos/gogoproto/proto"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// lookEach is how often the first node is asked for its next block: what a time from broadcast to commit is exact to.
const lookEach = 20 * time.Millisecond

// offered is a transaction that was broadcast.
type offered struct {
	kind string
	at   time.Time
	done chan *abci.ExecTxResult
}

// fate counts the transactions of a kind.
type fate struct {
	offered, accepted, refused, failed int
	// took are milliseconds from broadcast to commit, of the accepted ones.
	took []float64
	// until is when the last of them was committed.
	until time.Time
	last  string
}

// seenBlock is a block as the load saw it.
type seenBlock struct {
	at         time.Time
	bytes, txs int
}

// feed tells which of the offered transactions are in a block.
type feed struct {
	n *network

	mu      sync.Mutex
	waiting map[cmttypes.TxKey]*offered
	kinds   map[string]*fate
	blocks  []seenBlock
	settled int
}

func newFeed(n *network) *feed {
	return &feed{n: n, waiting: map[cmttypes.TxKey]*offered{}, kinds: map[string]*fate{KindSends: {}, KindLifecycle: {}}}
}

// offer broadcasts a transaction and waits for the node's check, not for a block. What the check refuses is an error.
func (f *feed) offer(ctx context.Context, kind string, node int, raw []byte) (*offered, error) {
	o, key := &offered{kind: kind, at: time.Now(), done: make(chan *abci.ExecTxResult, 1)}, cmttypes.Tx(raw).Key()
	f.mu.Lock()
	f.waiting[key] = o // it can be in a block before the answer is here
	f.kinds[kind].offered++
	f.mu.Unlock()
	res, err := f.n.rpcs[node].BroadcastTxSync(ctx, raw)
	if err == nil && res.Code != 0 {
		err = fmt.Errorf("refused: %s", res.Log)
	}
	if err == nil {
		return o, nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.waiting, key)
	f.kinds[kind].refused++
	f.kinds[kind].last = err.Error()
	return nil, err
}

// watch reads block after block until ctx ends.
func (f *feed) watch(ctx context.Context, after int64) {
	for height := after + 1; ctx.Err() == nil; {
		info, err := f.n.rpcs[0].ABCIInfo(ctx)
		if err != nil || info.Response.LastBlockHeight < height {
			time.Sleep(lookEach)
			continue
		}
		at := time.Now()
		results, err := f.n.rpcs[0].BlockResults(ctx, &height)
		if err != nil {
			continue // ctx has ended, or the node: who measures looks
		}
		block, err := f.n.rpcs[0].Block(ctx, &height)
		if err != nil {
			continue
		}
		f.take(at, block.Block, results)
		height++
	}
}

func (f *feed) take(at time.Time, block *cmttypes.Block, results *coretypes.ResultBlockResults) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.blocks = append(f.blocks, seenBlock{at: at, bytes: block.Size(), txs: len(block.Txs)})
	for _, e := range results.FinalizeBlockEvents {
		if e.Type == proto.MessageName(&jobstypes.EventJobSettled{}) {
			f.settled++
		}
	}
	for i, tx := range block.Txs {
		o := f.waiting[tx.Key()]
		if o == nil {
			continue
		}
		delete(f.waiting, tx.Key())
		t, result := f.kinds[o.kind], results.TxsResults[i]
		if result.Code == 0 {
			t.accepted++
			t.until = at
			t.took = append(t.took, float64(at.Sub(o.at).Microseconds())/1_000)
		} else {
			t.failed++
			t.last = result.Log
		}
		o.done <- result
	}
}

// workedOff: all that was broadcast is in blocks, and so many jobs have been settled.
func (f *feed) workedOff(jobs int) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.waiting) == 0 && f.settled >= jobs
}

// progress is one line.
func (f *feed) progress() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	s, l := f.kinds[KindSends], f.kinds[KindLifecycle]
	return fmt.Sprintf("%d blocks; sends: %d offered, %d accepted; of lives: %d offered, %d accepted; %d jobs settled", len(f.blocks), s.offered, s.accepted,
		l.offered, l.accepted, f.settled)
}
