//go:build network

package network

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	cmtdb "github.com/cometbft/cometbft-db"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/internal/audit"
	"github.com/agijobs/agijobs/internal/cliutil"
	"github.com/agijobs/agijobs/internal/replay"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// A chain that a real node made, with a whole job on it, is computed again from its stored blocks; a byte of a stored transaction or of
// state that was changed since is found.
func TestReplayOfARealNode(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("a real node takes a while")
	}
	// ARRANGE: the demo ends its node and leaves the node's files.
	home := filepath.Join(t.TempDir(), "node")
	out, err := exec.CommandContext(t.Context(), binary, "demo", "--scenario", "happy", "--json", "--home", home).CombinedOutput()
	require.NoError(t, err, string(out))

	t.Run("unchanged", func(t *testing.T) {
		report, code := replayOf(t, home)

		require.Zero(t, code, report.Divergence)
		require.Equal(t, audit.Verified, report.Result)
		require.EqualValues(t, 1, report.From)
		require.Greater(t, report.To, int64(10))
		require.Greater(t, report.Transactions, 10)
	})
	t.Run("a transaction", func(t *testing.T) {
		changed := copied(t, home)
		height := flipTransaction(t, changed)

		report, code := replayOf(t, changed)

		require.Equal(t, cliutil.ExitRefused, code)
		require.Equal(t, audit.Refuted, report.Result)
		require.Equal(t, height, report.Divergence.Height)
		require.Equal(t, "block part", report.Divergence.Differences[0].What)
	})
	t.Run("state", func(t *testing.T) {
		changed := copied(t, home)
		flipState(t, changed)

		report, code := replayOf(t, changed)

		require.Equal(t, cliutil.ExitRefused, code)
		require.Equal(t, audit.Refuted, report.Result)
		require.Equal(t, report.To, report.Divergence.Height)
		require.Len(t, report.Divergence.Stores, 1)
		require.Equal(t, jobstypes.StoreKey, report.Divergence.Stores[0].Store)
		require.Equal(t, "tree", report.Divergence.Stores[0].Keys[0].Where)
	})
}

// replayOf runs the public command on the files of a stopped node.
func replayOf(t *testing.T, home string) (report replay.Report, code int) {
	t.Helper()
	var said bytes.Buffer
	cmd := exec.CommandContext(t.Context(), binary, "audit", "replay", "--home", home, "-o", "json")
	cmd.Stderr = &said
	out, err := cmd.Output()
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	require.NoError(t, json.Unmarshal(out, &report), "%s%s", out, said.String())
	if report.Divergence != nil {
		require.Contains(t, said.String(), fmt.Sprintf("part at block %d", report.Divergence.Height))
	}
	return report, cmd.ProcessState.ExitCode()
}

func copied(t *testing.T, home string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "node")
	for _, folder := range []string{"config", "data"} {
		require.NoError(t, os.CopyFS(filepath.Join(to, folder), os.DirFS(filepath.Join(home, folder))))
	}
	return to
}

// flipTransaction changes one bit of the first stored transaction that posts a job, and returns its block.
func flipTransaction(t *testing.T, home string) int64 {
	t.Helper()
	db, err := cmtdb.NewGoLevelDB("blockstore", filepath.Join(home, "data"))
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	for height := int64(1); ; height++ {
		key := fmt.Appendf(nil, "P:%d:0", height)
		bz, err := db.Get(key)
		require.NoError(t, err)
		require.NotNil(t, bz, "no block before %d posts a job", height)
		var part cmtproto.Part
		require.NoError(t, part.Unmarshal(bz))
		at := bytes.Index(part.Bytes, []byte("/agijobs.jobs.v1.MsgPostJob"))
		if at < 0 {
			continue
		}
		part.Bytes[at+60] ^= 1
		bz, err = part.Marshal()
		require.NoError(t, err)
		require.NoError(t, db.SetSync(key, bz))
		return height
	}
}

// flipState changes one bit of the parameters of x/jobs, which genesis wrote and nothing has changed.
func flipState(t *testing.T, home string) {
	t.Helper()
	db, err := dbm.NewGoLevelDB("application", filepath.Join(home, "data"), nil)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	it, err := dbm.IteratePrefix(db, []byte("s/k:jobs/s"))
	require.NoError(t, err)
	for ; it.Valid(); it.Next() {
		if len(it.Value()) < 200 { // no other value of genesis is as long; nodes of the tree come in the order of their blocks
			continue
		}
		key, value := bytes.Clone(it.Key()), bytes.Clone(it.Value())
		require.NoError(t, it.Close())
		value[len(value)-1] ^= 1
		require.NoError(t, db.SetSync(key, value))
		return
	}
	require.NoError(t, it.Close())
	t.Fatal("no such value")
}

// requireReplay computes the whole chain again from what a stopped node has stored.
func (n *nation) requireReplay(node int) {
	n.t.Helper()
	report, code := replayOf(n.t, n.nodes[node].Home)
	require.Zero(n.t, code, report.Divergence)
	require.Equal(n.t, audit.Verified, report.Result)
	require.EqualValues(n.t, 1, report.From)
	n.t.Logf("node%d: %d blocks with %d transactions replayed from genesis, no divergence", node, report.To, report.Transactions)
}
