//go:build network

package network

import (
	"math/rand"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// A nation's market goes on while its nodes are killed, held, cut off and restarted, one or two at a time, and another joins by a
// snapshot. Afterwards there is one history, every job has ended, the books add up on every node, nobody has signed twice, and the
// stored chain is computed again from genesis.
func TestChaos(t *testing.T) {
	t.Parallel()
	n := startNation(t, "agijobs-chaos-1", 4)
	w := n.work()
	n.until("the first submission", func() bool { return w.count("submitted") > 0 })

	dice := rand.New(rand.NewSource(1))
	for round := range chaosRounds {
		for _, fault := range n.faults(dice) {
			n.suffer(fault)
		}
		if round == 0 {
			n.join()
		}
		w.log()
	}

	n.until("jobs that were disputed", func() bool { return w.count("disputed") > 0 })
	w.stopPosting()
	n.until("every job's end", func() bool {
		counts, left := n.ended()
		return left == 0 && counts[jobstypes.JOB_STATUS_COMPLETED] > 0
	})
	w.end()
	w.log()
	counts, _ := n.ended()
	t.Logf("how the jobs ended: %v", counts)
	require.GreaterOrEqual(t, len(n.jobs(0)), w.count("posted"))
	n.agree()
	n.requireOneHistory()
	n.requireEscrow()
	n.requireInvariants()
	n.requireReplay(0)
}

// fault is something that happens to a node, and how it ends.
type fault struct {
	what       string
	nodes      []int
	begin, end func(node int) error
	lasts      time.Duration
}

// faults are one of each kind, on nodes and for times by the dice.
func (n *nation) faults(dice *rand.Rand) []fault {
	order := dice.Perm(len(n.net.Members))
	short := func() time.Duration { return time.Second + time.Duration(dice.Intn(2000))*time.Millisecond }
	start := func(i int) error { return n.nodes[i].Start() }
	kill := func(i int) error { return n.nodes[i].Kill() }
	signal := func(s syscall.Signal) func(int) error {
		return func(i int) error { return syscall.Kill(n.nodes[i].PID(), s) }
	}
	return []fault{
		{"killed", order[:1], kill, start, short()},
		{"held", order[1:2], signal(syscall.SIGSTOP), signal(syscall.SIGCONT), short()},
		{
			"cut off", order[2:3], func(i int) error { n.wires.cut(i); return nil }, func(i int) error { n.wires.mend(i); return nil },
			short(),
		},
		{"stopped", order[3:], func(i int) error { return n.nodes[i].Stop() }, start, 0},
		// Without two of four nobody makes a block.
		{"killed", order[:2], kill, start, short()},
	}
}

// suffer lets a fault happen, ends it and waits until all are in step again.
func (n *nation) suffer(f fault) {
	n.t.Helper()
	before := n.height(0)
	for _, i := range f.nodes {
		require.NoError(n.t, f.begin(i), "%s: node%d", f.what, i)
	}
	time.Sleep(f.lasts)
	for _, i := range f.nodes {
		require.NoError(n.t, f.end(i), "%s: node%d", f.what, i)
	}
	n.agree()
	n.t.Logf("node%v %s for %s from block %d on: all agree at block %d", f.nodes, f.what, f.lasts, before, n.height(0))
}
