//go:build network

package network

import (
	"math/rand"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// The only validator of a nation loses its power again and again under load, at any moment of its life: while it starts, replays what it had begun,
// proposes, executes, commits. It signs nothing twice and forgets nothing: a node beside it that is never touched has the same history, every job ends,
// and the stored chain is computed again from genesis.
func TestRestartLoop(t *testing.T) {
	t.Parallel()
	n := startNation(t, "agijobs-restarts-1", 1)
	control := n.fresh("control")
	n.nodes = append(n.nodes, control)
	require.NoError(t, control.Start())
	n.dial(1)
	w := n.work()
	n.until("the first submission", func() bool { return w.count("submitted") > 0 })

	dice := rand.New(rand.NewSource(5))
	for done := 0; done < restarts; done++ {
		// A node needs a second or two until its first block: some lives are too short for it, most are not.
		time.Sleep(time.Duration(dice.Intn(4000)) * time.Millisecond)
		require.NoError(t, n.nodes[0].Kill())
		require.NoError(t, n.nodes[0].Start())
		if done%10 == 9 {
			before := n.height(1)
			n.until("another block", func() bool { return n.height(1) > before })
			t.Logf("killed %d times, at block %d", done+1, n.height(1))
			w.log()
		}
	}

	w.stopPosting()
	n.until("every job's end", func() bool {
		counts, left := n.ended()
		return left == 0 && counts[jobstypes.JOB_STATUS_COMPLETED] > 0
	})
	w.end()
	w.log()
	require.GreaterOrEqual(t, len(n.jobs(0)), w.count("posted"))
	n.agree()
	require.Greater(t, n.height(1), int64(restarts), "the kills met blocks")
	n.requireOneHistory()
	n.requireEscrow()
	n.requireInvariants()
	n.requireReplay(0)
}
