//go:build network

package network

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	rpchttp "github.com/cometbft/cometbft/rpc/client/http"
	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/internal/audit"
)

var (
	leftRunning = regexp.MustCompile(`runs on as process (\d+);`)
	nodeAt      = regexp.MustCompile(`--node tcp://(\S+)`)
	grpcAt      = regexp.MustCompile(`--grpc-addr (\S+)`)
)

// The draws of a job on a real node, one of them the redraw of an absent seat, are drawn again from what the node has stored.
func TestDrawsOfARealNodeAreVerified(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("a real node takes a while")
	}
	// ARRANGE: the demo's job, on a node that is left running.
	job, rpc, grpc := keptDemo(t, "absent")

	// ACT, ASSERT: by the RPC port and its index; then by gRPC alone, block by block.
	for name, flags := range map[string][]string{
		"rpc":  {"--node", "tcp://" + rpc},
		"grpc": {"--node", "tcp://127.0.0.1:1", "--grpc-addr", grpc, "--grpc-insecure"},
	} {
		out, err := exec.CommandContext(t.Context(), binary, append([]string{"audit", "draw", job, "-o", "json"}, flags...)...).Output()
		require.NoError(t, err, name)
		var report audit.Report
		require.NoError(t, json.Unmarshal(out, &report), string(out))
		require.Equal(t, audit.Verified, report.Result, string(out))
		require.Len(t, report.Draws, 2)
		require.Equal(t, name == "rpc", strings.Contains(report.Found.How, "by the node's index"), report.Found.How)
		require.Len(t, report.Draws[0].Seats, 3)
		require.Len(t, report.Draws[1].Seats, 1)
		require.NotContains(t, report.Draws[0].Seats, report.Draws[1].Seats[0])
		requireStory(t, name == "rpc", append([]string{"audit", "job", job, "-o", "json"}, flags...))
	}
	requireIndexed(t, job, rpc)

	// ACT, ASSERT: people's form says so too, and what does not exist is no success.
	out, err := exec.CommandContext(t.Context(), binary, "audit", "draw", job, "--node", "tcp://"+rpc).Output()
	require.NoError(t, err)
	require.Contains(t, string(out), "2 draws, VERIFIED\n")
	refused := exec.CommandContext(t.Context(), binary, "audit", "draw", job, "--rung", "9", "--node", "tcp://"+rpc)
	said, err := refused.CombinedOutput()
	require.Error(t, err)
	require.Equal(t, 1, refused.ProcessState.ExitCode())
	require.Contains(t, string(said), "nothing has been drawn for it yet")
}

// requireStory: the command tells the whole life of a job that has ended, and says whether an index helped.
func requireStory(t *testing.T, index bool, args []string) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), binary, args...).Output()
	require.NoError(t, err)
	var story audit.Story
	require.NoError(t, json.Unmarshal(out, &story), string(out))
	require.Equal(t, audit.Verified, story.Result, story.Checks)
	require.Equal(t, "0", story.Remainder)
	require.Equal(t, "agijobs.jobs.v1.EventJobPosted", story.Steps[0].Event)
	require.Regexp(t, "^[0-9A-F]{64}$", story.Steps[0].Tx)
	require.Equal(t, !index, strings.Contains(story.Checks[0].How, "index gives no answer"), story.Checks[0].How)
}

// requireIndexed: a node's index knows what a transaction did to a job, and what the end of a block did.
func requireIndexed(t *testing.T, job, rpc string) {
	t.Helper()
	finder, err := rpchttp.New("tcp://"+rpc, "/websocket")
	require.NoError(t, err)
	node := audit.Node{Finder: finder}
	posted, err := node.SearchTxs(t.Context(), fmt.Sprintf(`agijobs.jobs.v1.EventJobPosted.job_id='"%s"'`, job))
	require.NoError(t, err)
	require.Len(t, posted, 1)
	settled, err := node.Search(t.Context(), fmt.Sprintf(`agijobs.jobs.v1.EventJobSettled.job_id='"%s"'`, job))
	require.NoError(t, err)
	require.Len(t, settled, 1)
	require.Less(t, posted[0], settled[0])
}

// keptDemo plays a scenario of the demo and leaves its node running until the test ends.
func keptDemo(t *testing.T, scenario string) (job, rpc, grpc string) {
	t.Helper()
	home, err := os.MkdirTemp("", "agijobs-audit-")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(home)) })
	var said strings.Builder
	demo := exec.CommandContext(t.Context(), binary, "demo", "--scenario", scenario, "--keep", "--json", "--home", home)
	demo.Stderr = &said
	out, failed := demo.Output()
	if pid := leftRunning.FindStringSubmatch(said.String()); pid != nil {
		t.Cleanup(func() { kill(t, pid[1], nodeAt.FindStringSubmatch(said.String())[1]) })
	}
	require.NoError(t, failed, said.String())
	var outcome struct {
		Job uint64 `json:"job_id"`
	}
	require.NoError(t, json.Unmarshal(out, &outcome), string(out))
	require.Positive(t, outcome.Job)
	return strconv.FormatUint(outcome.Job, 10), nodeAt.FindStringSubmatch(said.String())[1], grpcAt.FindStringSubmatch(said.String())[1]
}

// kill ends a node that is no child of this process, and waits until it is gone.
func kill(t *testing.T, pid, address string) {
	t.Helper()
	id, err := strconv.Atoi(pid)
	require.NoError(t, err)
	process, err := os.FindProcess(id)
	require.NoError(t, err)
	require.NoError(t, process.Kill())
	for limit := time.Now().Add(patience); time.Now().Before(limit); time.Sleep(tick) {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			return
		}
		require.NoError(t, conn.Close())
	}
	t.Errorf("the node %s is still there", pid)
}
