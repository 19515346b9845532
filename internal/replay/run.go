package replay

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	cmttypes "github.com/cometbft/cometbft/types"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/store/v2/rootmulti"

	"github.com/agijobs/agijobs/internal/audit"
	"github.com/agijobs/agijobs/internal/invariant"
)

// DefaultInvariants is how many blocks lie between two checks of all invariants: each reads the whole state.
const DefaultInvariants = 10_000

// ahead is how many blocks are read and checked against their own hashes while others are executed.
const ahead = 16

// Options say what to replay.
type Options struct {
	// Home is the folder of the stopped node.
	Home string
	// Work is the folder of the new database, kept for a later run; empty: a temporary one.
	Work string
	// From and To are the first and last block; 0: as far as possible.
	From, To int64
	// Invariants are checked each so many blocks, and at the end; 0: at the end only.
	Invariants int64
	// Also are further statements to check beside those of the application.
	Also []invariant.Invariant
	// Progress is told what is being done.
	Progress func(format string, args ...any)
}

// ErrInput says that the folder or the flags cannot be replayed.
var ErrInput = errors.New("cannot be replayed")

type run struct {
	Options
	home   *Home
	engine *engine
	// chain and replayed read what the two databases say of the hashes of stores.
	chain, replayed *rootmulti.Store
	*follower
	report *Report
	pace   pace
	// answered is what the last executed block led to.
	answered answered
	checks   struct {
		blocks, roots, invariants int
		// state is what came of the comparison of states, uncompared why there was none.
		state, uncompared string
	}
	began time.Time
}

// Run replays. An error means that there was nothing to judge; a divergence is in the report.
func Run(ctx context.Context, o Options) (report *Report, err error) {
	if o.Progress == nil {
		o.Progress = func(string, ...any) {}
	}
	h, err := OpenHome(o.Home)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInput, err)
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	if o.Work == "" {
		if o.Work, err = os.MkdirTemp("", "agijobs-replay-"); err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(o.Work)) }()
	}
	r := &run{Options: o, home: h, report: &Report{ChainID: h.Genesis.ChainID, Home: o.Home, Result: audit.Verified, Checks: []audit.Check{}, Pace: []Stretch{}}}
	if r.engine, err = openEngine(o.Work, h.Genesis.ChainID); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.engine.close()) }()
	var start string
	if r.follower, start, err = r.engine.begin(h, o.From); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInput, err)
	}
	r.replayed = rootmulti.NewStore(r.engine.db, log.NewNopLogger())
	if h.App != nil {
		r.chain = rootmulti.NewStore(h.App, log.NewNopLogger())
	}
	if err := r.setRange(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInput, err)
	}
	r.Progress("replaying blocks %d to %d %s", r.report.From, r.To, start)
	if err := r.blocks(ctx); err != nil {
		return nil, err
	}
	r.finish(start)
	return r.report, nil
}

func (r *run) setRange() error {
	r.report.From = r.next()
	if r.To == 0 || r.To > r.home.Blocks.Height() {
		if r.To > 0 {
			return fmt.Errorf("the last stored block is %d", r.home.Blocks.Height())
		}
		r.To = r.home.Blocks.Height()
	}
	if r.To < r.report.From {
		return fmt.Errorf("there is no block from %d to %d", r.report.From, r.To)
	}
	return nil
}

// read gives the blocks in their order, read ahead of their execution.
func (r *run) read(ctx context.Context) <-chan stored {
	out := make(chan stored, ahead)
	go func() {
		defer close(out)
		for height := r.report.From; height <= r.To; height++ {
			select {
			case out <- r.home.load(height):
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

// blocks executes the blocks until they end or part from the chain.
func (r *run) blocks(ctx context.Context) error {
	reading, stop := context.WithCancel(ctx)
	source := r.read(reading)
	// The reader must be gone before the databases are closed.
	defer func() {
		stop()
		for range source {
		}
	}()
	height := r.report.From
	r.began = time.Now()
	r.pace.since = r.began
	for s := range source {
		if err := r.step(height, s); err != nil || r.report.Divergence != nil {
			return err
		}
		height++
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return r.last()
}

// step executes one block.
func (r *run) step(height int64, s stored) error {
	if len(s.wrong) > 0 {
		r.diverge(height, s.block, s.wrong)
		return nil
	}
	if list := r.outcome(&s.block.Header); len(list) > 0 && height > r.InitialHeight {
		return r.divergeAt(height-1, list)
	} else if len(list) > 0 {
		r.diverge(height, s.block, genesisDiffers(list))
		return nil
	}
	if list := r.follows(s.block); len(list) > 0 {
		r.diverge(height, s.block, list)
		return nil
	}
	// The votes for the block before are verified while this block is executed.
	votes := make(chan error, 1)
	go func(validators *cmttypes.ValidatorSet, id cmttypes.BlockID) {
		votes <- r.verify(s.block, validators, id)
	}(r.LastValidators, r.LastBlockID)
	res, failed := r.engine.execute(r.request(s.block))
	if err := <-votes; err != nil {
		r.diverge(height, s.block, []Difference{{What: "commit", How: "the votes that the block holds for the one before do not hold: " + err.Error()}})
		return nil
	}
	if failed != nil {
		if strings.Contains(failed.Error(), "UPGRADE") && strings.Contains(failed.Error(), "NEEDED") {
			return fmt.Errorf("%w: block %d needs another program: %w; replay up to block %d with --work into a folder that is kept, and go on in it with the other program", ErrInput, height, failed, height-1)
		}
		r.diverge(height, s.block, []Difference{{What: "execution", How: "the block cannot be executed: " + failed.Error()}})
		return nil
	}
	if err := r.advance(s.id, &s.block.Header, res); err != nil {
		r.diverge(height, s.block, []Difference{{What: "validator updates", How: err.Error()}})
		return nil
	}
	r.checks.blocks++
	r.answered = answered{height, res.TxResults}
	r.report.To = height
	r.report.Transactions += len(s.block.Txs)
	r.pace.add(height, len(s.block.Txs), r.To-r.report.From+1)
	r.Progress("block %d of %d, %d transactions", height, r.To, r.report.Transactions)
	return r.aside(func() error { return r.between(height, s) })
}

// genesisDiffers says that what the first header shows is genesis, not a block.
func genesisDiffers(list []Difference) []Difference {
	for i := range list {
		list[i].How += "; before the first block, so config/genesis.json is not what the chain began with"
	}
	return list
}

func (r *run) verify(block *cmttypes.Block, validators *cmttypes.ValidatorSet, id cmttypes.BlockID) error {
	if block.Height == r.InitialHeight {
		return nil
	}
	return validators.VerifyCommit(r.ChainID, id, block.Height-1, block.LastCommit)
}

// aside does what is no part of the replay's own time.
func (r *run) aside(work func() error) error {
	started := time.Now()
	err := work()
	took := time.Since(started)
	r.report.AsideSeconds += took.Seconds()
	r.pace.aside += took
	return err
}

// between checks what can be checked between two blocks.
func (r *run) between(height int64, s stored) error {
	differs, err := r.roots(height)
	if err != nil {
		return err
	}
	if len(differs) > 0 {
		// Where the chain has another app hash, the next header tells.
		if expected, ok := r.expected(height); !ok || bytes.Equal(expected, r.AppHash) {
			return r.divergeAt(height, []Difference{{What: "commit info", How: "application.db has other hashes of stores than what was computed; no header agrees with it"}})
		}
	}
	if r.Invariants > 0 && height%r.Invariants == 0 && height < r.To {
		if err := r.checkInvariants(height, s.block); err != nil || r.report.Divergence != nil {
			return err
		}
	}
	return nil
}

// expected is the app hash after a block as the chain has it.
func (r *run) expected(height int64) ([]byte, bool) {
	if meta := r.home.Blocks.LoadBlockMeta(height + 1); meta != nil {
		return meta.Header.AppHash, true
	}
	state, err := r.home.States.Load()
	if err != nil || state.LastBlockHeight != height {
		return nil, false
	}
	return state.AppHash, true
}

func (r *run) statements() []invariant.Invariant {
	return append(r.engine.app.Invariants(), r.Also...)
}

func (r *run) checkInvariants(height int64, block *cmttypes.Block) error {
	r.Progress("checking invariants after block %d", height)
	var list []Difference
	for _, broken := range invariant.Check(r.engine.app.ReadContext(), r.statements()) {
		list = append(list, Difference{What: "invariant", How: broken.Error()})
	}
	r.checks.invariants++
	if len(list) > 0 {
		r.diverge(height, block, list)
	}
	return nil
}

// last compares what no header of the replayed blocks tells: the outcome of the last one, the node's state, the invariants.
func (r *run) last() error {
	return r.aside(func() error {
		height := r.LastBlockHeight
		header, ok, err := r.headerAfter(height)
		if err != nil {
			return err
		}
		if ok {
			if list := r.outcome(header); len(list) > 0 {
				return r.divergeAt(height, list)
			}
		}
		block := r.home.load(height).block
		if err := r.checkInvariants(height, block); err != nil || r.report.Divergence != nil {
			return err
		}
		return r.compareState(height)
	})
}

// headerAfter is the header of the next block, or what CometBFT has noted for it.
func (r *run) headerAfter(height int64) (*cmttypes.Header, bool, error) {
	if height < r.home.Blocks.Height() {
		s := r.home.load(height + 1)
		if s.block == nil || len(s.wrong) > 0 {
			return nil, false, nil
		}
		return &s.block.Header, true, nil
	}
	state, err := r.home.States.Load()
	if err != nil {
		return nil, false, fmt.Errorf("%w: state.db: %w", ErrInput, err)
	}
	if state.LastBlockHeight != height {
		return nil, false, nil
	}
	return &cmttypes.Header{
		AppHash: state.AppHash, LastResultsHash: state.LastResultsHash, ValidatorsHash: state.Validators.Hash(),
		NextValidatorsHash: state.NextValidators.Hash(), ConsensusHash: state.ConsensusParams.Hash(),
	}, true, nil
}

// finish writes down what was compared.
func (r *run) finish(start string) {
	r.report.Seconds = time.Since(r.began).Seconds() - r.report.AsideSeconds
	r.report.Pace = r.pace.done()
	add := func(what string, how string, args ...any) {
		r.report.Checks = append(r.report.Checks, audit.Check{What: what, Result: audit.Verified, How: fmt.Sprintf(how, args...)})
	}
	add("blocks", "%d executed again %s; parts, headers, votes, app hash, results, validators and consensus parameters are what was computed", r.checks.blocks, start)
	if r.checks.roots > 0 {
		add("hashes of stores", "those that application.db has of %d blocks are what was computed", r.checks.roots)
	}
	if r.checks.invariants > 0 {
		add("invariants", "%d times all %d", r.checks.invariants, len(r.statements()))
	}
	if r.checks.state != "" {
		add("state of the node", "%s", r.checks.state)
	}
	if r.checks.uncompared != "" {
		r.report.Checks = append(r.report.Checks, audit.Check{What: "state of the node", Result: audit.NotCheckable, How: r.checks.uncompared})
		r.report.Result = audit.NotContradicted
	}
	if r.report.Divergence != nil {
		r.report.Result = audit.Refuted
		d := r.report.Divergence
		how := fmt.Sprintf("chain and replay part at block %d", d.Height)
		if len(d.Differences) > 0 {
			how += ": " + d.Differences[0].What
		}
		r.report.Checks = append(r.report.Checks, audit.Check{What: "divergence", Result: audit.Refuted, How: how})
	}
}
