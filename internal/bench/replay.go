package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/agijobs/agijobs/internal/replay"
)

// Replay is a stored chain of lives that was replayed, with all that the audit checks on the way.
type Replay struct {
	Jobs         int   `json:"jobs"`
	Blocks       int64 `json:"blocks"`
	Transactions int   `json:"transactions"`
	// Executed and Replayed are transactions a second: when the chain was made (FinalizeBlock and Commit), and when it was replayed
	// (reading and checking blocks and votes, FinalizeBlock, Commit, comparing).
	Executed Spread `json:"executed_tx_per_second"`
	Replayed Spread `json:"replayed_tx_per_second"`
	// AsideMillis is what invariants and the comparison of all keys took, once each.
	AsideMillis Spread `json:"aside_ms"`
}

// Stored is a chain whose blocks are stored in a folder, as a stopped node's.
type Stored struct {
	// Jobs that have lived on it, by their ids; Transactions that did it, and what their blocks took.
	Jobs         []uint64
	Blocks       int64
	Transactions int
	Took         time.Duration
}

// StoreChain makes a chain in a folder that is empty or does not exist: jobs live from posting to settlement, one message in a
// transaction. node are settings of app.toml beside its defaults.
func StoreChain(dir string, parties, jobs int, node map[string]any) (s Stored, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return s, err
	}
	c, err := start(setup{Executor: Sequential, DB: GoLevelDB, Employers: parties, Agents: parties, Validators: fewJudges, Home: dir, Record: true, Node: node})
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	m, err := c.lifecycle(batch{perTx: 1}, jobs)
	if err != nil {
		return s, err
	}
	return Stored{Jobs: m.jobs, Blocks: c.height, Transactions: m.txs, Took: c.took}, nil
}

// measureReplay makes a chain and replays it, in turns.
func (r *run) measureReplay() (*Replay, error) {
	out := &Replay{Jobs: r.options.ReplayJobs}
	var executed, replayed, aside []float64
	for range r.options.Repeat {
		stored, report, err := r.replayOnce()
		if err != nil {
			return nil, err
		}
		out.Blocks, out.Transactions = stored.Blocks, stored.Transactions
		executed = append(executed, float64(stored.Transactions)/stored.Took.Seconds())
		replayed = append(replayed, float64(report.Transactions)/report.Seconds)
		aside = append(aside, report.AsideSeconds*1_000)
		r.say("replay: executed at %.0f transactions/s, replayed at %.0f", executed[len(executed)-1], replayed[len(replayed)-1])
	}
	out.Executed, out.Replayed, out.AsideMillis = spreadOf(executed), spreadOf(replayed), spreadOf(aside)
	r.compare("replay : execution, the same stored blocks", replayed, executed, replayTarget)
	return out, nil
}

// replayTarget is the least that a replay may reach of the rate of execution.
const replayTarget = 0.6

func (r *run) replayOnce() (stored Stored, report *replay.Report, err error) {
	dir, err := os.MkdirTemp("", "agijobs-bench-replay")
	if err != nil {
		return stored, nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	home := filepath.Join(dir, "node")
	if stored, err = StoreChain(home, r.options.Parties, r.options.ReplayJobs, nil); err != nil {
		return stored, nil, err
	}
	report, err = replay.Run(context.Background(), replay.Options{Home: home})
	if err == nil && !report.Equal() {
		err = fmt.Errorf("chain and replay part at block %d", report.Divergence.Height)
	}
	return stored, report, err
}
