package bench

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	cmtdb "github.com/cometbft/cometbft-db"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/server"
	pruningtypes "github.com/cosmos/cosmos-sdk/store/v2/pruning/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/audit"
	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/internal/replay"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// storedChain is a small chain in a folder.
func storedChain(t *testing.T) (home string, s Stored) {
	t.Helper()
	home = t.TempDir()
	// With the index of latest values, so that a change of it is found too.
	s, err := StoreChain(home, 4, 3, map[string]any{server.FlagDisableIAVLFastNode: false})
	require.NoError(t, err)
	return home, s
}

func replayed(t *testing.T, o replay.Options) *replay.Report {
	t.Helper()
	report, err := replay.Run(t.Context(), o)
	require.NoError(t, err)
	return report
}

// contents are the hashes of all files of a folder.
func contents(t *testing.T, dir string) map[string][32]byte {
	t.Helper()
	out := map[string][32]byte{}
	require.NoError(t, filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		bz, err := os.ReadFile(path)
		out[path] = sha256.Sum256(bz)
		return err
	}))
	return out
}

func TestReplayIsEqualAndWritesNothing(t *testing.T) {
	home, s := storedChain(t)
	before := contents(t, home)

	report := replayed(t, replay.Options{Home: home, Invariants: 5})

	require.Equal(t, audit.Verified, report.Result)
	require.Nil(t, report.Divergence)
	require.Equal(t, []int64{1, s.Blocks}, []int64{report.From, report.To})
	require.Equal(t, s.Transactions, report.Transactions)
	require.Equal(t, before, contents(t, home))
	how := map[string]string{}
	for _, c := range report.Checks {
		how[c.What] = c.How
	}
	require.Contains(t, how["blocks"], fmt.Sprintf("%d executed again from genesis", s.Blocks))
	require.Contains(t, how["hashes of stores"], fmt.Sprintf("of %d blocks", s.Blocks))
	require.Contains(t, how["invariants"], fmt.Sprintf("%d times", 1+(s.Blocks-1)/5))
	require.Contains(t, how["state of the node"], "keys of application.db")
	var text, page bytes.Buffer
	require.NoError(t, report.Write(&text))
	require.NoError(t, report.WriteHTML(&page))
	require.Contains(t, text.String(), ": VERIFIED\n")
	require.Contains(t, page.String(), "verified")
	require.NotContains(t, strings.ToLower(page.String()), "src=")
}

// Blocks without the node's state are no whole audit: that is said, and is no success.
func TestReplayWithoutTheStateOfTheNode(t *testing.T) {
	home, _ := storedChain(t)
	db := filepath.Join(home, "data", "application.db")
	require.NoError(t, os.Rename(db, db+".aside"))
	report := replayed(t, replay.Options{Home: home})
	require.Nil(t, report.Divergence)
	require.False(t, report.Equal())
	require.Equal(t, audit.NotContradicted, report.Result)
	require.Equal(t, "state of the node: there is no data/application.db", report.Unchecked())

	pruned := t.TempDir()
	s, err := StoreChain(pruned, 4, 3, map[string]any{
		server.FlagPruning: pruningtypes.PruningOptionCustom, server.FlagPruningKeepRecent: "2", server.FlagPruningInterval: "10", server.FlagIAVLSyncPruning: true,
	})
	require.NoError(t, err)
	report = replayed(t, replay.Options{Home: pruned, To: 4})
	require.Nil(t, report.Divergence, report.Divergence)
	require.Equal(t, audit.NotContradicted, report.Result)
	require.Regexp(t, fmt.Sprintf(`^state of the node: the node has pruned \d+ stores of block 4 \(acc, .*\); compare the state after its last block, %d$`, s.Blocks), report.Unchecked())
	require.True(t, replayed(t, replay.Options{Home: pruned}).Equal())
}

// A replay can stop and go on in the same folder; it does not begin in the middle of nothing.
func TestReplayGoesOnWhereItEnded(t *testing.T) {
	home, s := storedChain(t)
	work := t.TempDir()
	first := replayed(t, replay.Options{Home: home, Work: work, To: 4})
	require.True(t, first.Equal())
	require.EqualValues(t, 4, first.To)
	second := replayed(t, replay.Options{Home: home, Work: work, From: 5})
	require.True(t, second.Equal(), second.Checks)
	require.Equal(t, []int64{5, s.Blocks}, []int64{second.From, second.To})
	require.Equal(t, s.Transactions, first.Transactions+second.Transactions)

	_, err := replay.Run(t.Context(), replay.Options{Home: home, Work: work})
	require.ErrorIs(t, err, replay.ErrInput)
	_, err = replay.Run(t.Context(), replay.Options{Home: home, From: 3})
	require.ErrorIs(t, err, replay.ErrInput)
	require.ErrorContains(t, err, "no snapshots")
	_, err = replay.Run(t.Context(), replay.Options{Home: home, To: s.Blocks + 1})
	require.ErrorContains(t, err, "the last stored block is")
}

// A chain whose node makes snapshots can be replayed after one.
func TestReplayAfterASnapshot(t *testing.T) {
	home := t.TempDir()
	c, err := start(setup{
		Executor: Sequential, DB: GoLevelDB, Employers: 2, Agents: 2, Validators: 3, Home: home, Record: true,
		Node: map[string]any{server.FlagStateSyncSnapshotInterval: 4, server.FlagStateSyncSnapshotKeepRecent: 0},
	})
	require.NoError(t, err)
	for range 3 {
		_, err = c.block(nil)
		require.NoError(t, err)
	}
	require.Eventually(t, func() bool {
		list, err := c.app.SnapshotManager().List()
		return err == nil && len(list) == 1
	}, time.Minute, 10*time.Millisecond)
	for range 3 { // the next snapshot, which is made aside, would still be written when the databases close
		_, err = c.block(nil)
		require.NoError(t, err)
	}
	require.NoError(t, c.close())

	report := replayed(t, replay.Options{Home: home, From: 5})
	require.True(t, report.Equal(), report.Checks)
	require.EqualValues(t, 5, report.From)
	require.Contains(t, report.Checks[0].How, "from the node's snapshot of block 4")
	_, err = replay.Run(t.Context(), replay.Options{Home: home, From: 6})
	require.ErrorContains(t, err, "--from can be one of [5")
}

// One byte of a stored transaction names its block.
func TestReplayFindsAChangedTransaction(t *testing.T) {
	home, _ := storedChain(t)
	db, err := cmtdb.NewGoLevelDB("blockstore", filepath.Join(home, "data"))
	require.NoError(t, err)
	const height = 3
	key := fmt.Appendf(nil, "P:%d:0", height)
	bz, err := db.Get(key)
	require.NoError(t, err)
	var part cmtproto.Part
	require.NoError(t, part.Unmarshal(bz))
	at := bytes.Index(part.Bytes, []byte("/agijobs.jobs.v1.Msg"))
	require.Positive(t, at)
	part.Bytes[at+60] ^= 1
	bz, err = part.Marshal()
	require.NoError(t, err)
	require.NoError(t, db.SetSync(key, bz))
	require.NoError(t, db.Close())

	report := replayed(t, replay.Options{Home: home})

	require.Equal(t, audit.Refuted, report.Result)
	require.EqualValues(t, height, report.Divergence.Height)
	require.Equal(t, []string{"block part", "transactions (data_hash)"}, whats(report))
	require.NotEmpty(t, report.Divergence.Transactions)
	var text, page bytes.Buffer
	require.NoError(t, report.Write(&text))
	require.NoError(t, report.WriteHTML(&page))
	require.Contains(t, text.String(), "First divergence: block 3\n")
	require.Contains(t, page.String(), "First divergence: block 3")
}

func whats(r *replay.Report) (list []string) {
	for _, d := range r.Divergence.Differences {
		list = append(list, d.What)
	}
	return list
}

// One byte of the node's state names block, store and key, in the tree and in the index of latest values alike.
func TestReplayFindsChangedState(t *testing.T) {
	for _, where := range []string{"tree", "index"} {
		t.Run(where, func(t *testing.T) {
			home, s := storedChain(t)
			written := flipState(t, home, where)

			report := replayed(t, replay.Options{Home: home})

			require.Equal(t, audit.Refuted, report.Result)
			require.Equal(t, s.Blocks, report.Divergence.Height)
			require.Equal(t, []string{"state of the node"}, whats(report))
			require.Len(t, report.Divergence.Stores, 1)
			found := report.Divergence.Stores[0]
			require.Equal(t, jobstypes.StoreKey, found.Store)
			require.Len(t, found.Keys, 1)
			require.Equal(t, where, found.Keys[0].Where)
			require.Equal(t, written, found.Keys[0].Written)
		})
	}
}

// flipState changes the last byte of a value of x/jobs that genesis wrote and nothing has changed, and returns the block that wrote it.
func flipState(t *testing.T, home, where string) int64 {
	t.Helper()
	db, err := dbm.NewGoLevelDB("application", filepath.Join(home, "data"), nil)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	prefix := map[string]string{"tree": "s/k:jobs/s", "index": "s/k:jobs/f"}[where]
	it, err := dbm.IteratePrefix(db, []byte(prefix))
	require.NoError(t, err)
	for ; it.Valid(); it.Next() {
		// A leaf has height 0, then its size 1, both as signed varints; a large one is the parameters', which stay.
		if where == "tree" && !bytes.HasPrefix(it.Value(), []byte{0, 2}) || len(it.Value()) < 200 {
			continue
		}
		key, value := bytes.Clone(it.Key()), bytes.Clone(it.Value())
		require.NoError(t, it.Close())
		value[len(value)-1] ^= 1
		require.NoError(t, db.SetSync(key, value))
		return 1
	}
	t.Fatal("no leaf")
	return 0
}

// A chain that has written what no block says is found at the block, with store and key, though all its headers agree with each other.
func TestReplayFindsAForeignWrite(t *testing.T) {
	home := t.TempDir()
	c, err := start(setup{Executor: Sequential, DB: GoLevelDB, Employers: 2, Agents: 2, Validators: 3, Home: home, Record: true})
	require.NoError(t, err)
	_, err = c.lifecycle(batch{perTx: 1}, 1)
	require.NoError(t, err)
	at := c.height + 1
	require.NoError(t, c.write(func(ctx sdk.Context) error {
		return errors.Join(c.app.Bank.SendCoins(ctx, c.people.employers[0].addr, c.people.agents[0].addr, sdk.NewCoins(sdk.NewInt64Coin(denom, 7))))
	}))
	_, err = c.lifecycle(batch{perTx: 1}, 1)
	require.NoError(t, err)
	require.NoError(t, c.close())

	report := replayed(t, replay.Options{Home: home})

	require.Equal(t, audit.Refuted, report.Result)
	require.Equal(t, at, report.Divergence.Height)
	require.Contains(t, whats(report), "app hash")
	require.Len(t, report.Divergence.Stores, 1)
	require.Equal(t, "bank", report.Divergence.Stores[0].Store)
	require.NotEmpty(t, report.Divergence.Stores[0].Keys)
	require.NotEqual(t, report.Divergence.Stores[0].Chain, report.Divergence.Stores[0].Replayed)
	require.NotEmpty(t, report.Divergence.Transactions)
}

func TestReplayReportsABrokenInvariant(t *testing.T) {
	home, _ := storedChain(t)
	broken := invariant.Invariant{Name: "test/never", Check: func(ctx sdk.Context) error { return errors.New("it does not hold") }}
	report := replayed(t, replay.Options{Home: home, Invariants: 4, Also: []invariant.Invariant{broken}})
	require.Equal(t, audit.Refuted, report.Result)
	require.EqualValues(t, 4, report.Divergence.Height)
	require.Equal(t, []replay.Difference{{What: "invariant", How: "invariant test/never: it does not hold"}}, report.Divergence.Differences)
}

// A node that runs has its databases locked.
func TestReplayRefusesARunningNode(t *testing.T) {
	home := t.TempDir()
	c, err := start(setup{Executor: Sequential, DB: GoLevelDB, Employers: 1, Agents: 1, Validators: 3, Home: home, Record: true})
	require.NoError(t, err)
	defer func() { require.NoError(t, c.close()) }()
	_, err = replay.Run(t.Context(), replay.Options{Home: home})
	require.ErrorIs(t, err, replay.ErrRunning)
	require.ErrorIs(t, err, replay.ErrInput)
}
