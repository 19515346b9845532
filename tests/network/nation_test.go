//go:build network

package network

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	rpchttp "github.com/cometbft/cometbft/rpc/client/http"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/std"
	simtestutil "github.com/cosmos/cosmos-sdk/testutil/sims"
	"github.com/cosmos/cosmos-sdk/types/query"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/internal/localnet"
	"github.com/agijobs/agijobs/pkg/client"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

const (
	// nationStep bounds market time by the block: a slow machine makes long blocks, and costs nobody a deadline.
	nationStep = 300 * time.Millisecond
	// snapshots come often, so that there is one when somebody wants to join.
	snapshots = 10
)

// nation is a network with a whole market on it, whose cables can be pulled.
type nation struct {
	*chain
	net   *localnet.Net
	wires *wires
}

// startNation founds a network as localnet does, lays its cables and starts it with its judges seated.
func startNation(t *testing.T, id string, nodes int, rules ...func(*jobstypes.Params)) *nation {
	if testing.Short() {
		t.Skip("real nodes take a while")
	}
	c := &chain{t: t, ctx: t.Context(), id: id, root: t.TempDir()}
	if deadline, ok := t.Deadline(); ok {
		ctx, cancel := context.WithDeadline(c.ctx, deadline.Add(-margin))
		t.Cleanup(cancel)
		c.ctx = ctx
	}
	t.Cleanup(c.end)
	made, err := localnet.Create(c.ctx, localnet.Options{
		Home: filepath.Join(c.root, "net"), Binary: binary, ChainID: id, Nodes: nodes, Speed: true, Progress: t.Logf,
	})
	require.NoError(t, err)
	n := &nation{chain: c, net: made, wires: &wires{away: map[int]bool{}}}
	for _, m := range made.Members {
		node := made.Node(m)
		node.Bound = true
		c.nodes = append(c.nodes, node)
	}
	n.slow(rules)
	for i := range made.Members {
		var peers []string
		for j, other := range made.Members {
			if i != j {
				peers = append(peers, other.NodeID+"@"+n.wires.wire(t, i, j, other.P2P))
			}
		}
		require.NoError(t, n.nodes[i].Configure("config.toml", map[string]any{"p2p.persistent_peers": strings.Join(peers, ",")}))
		require.NoError(t, n.nodes[i].Configure("app.toml", map[string]any{"state-sync.snapshot-interval": snapshots}))
	}
	for i := range n.nodes {
		require.NoError(t, n.nodes[i].Start())
		n.dial(i)
	}
	n.reach(2)
	require.NoError(t, made.SeatJudges(c.ctx))
	return n
}

// dial opens a client to a node; the i-th client is the i-th node's.
func (n *nation) dial(i int) {
	n.t.Helper()
	require.Len(n.t, n.clients, i)
	c, err := client.Dial(n.nodes[i].GRPC, client.Options{Patience: patience})
	require.NoError(n.t, err)
	n.t.Cleanup(func() { require.NoError(n.t, c.Close()) })
	n.clients = append(n.clients, c)
}

// slow bounds how far market time goes with a block, on all nodes, and changes the market's rules.
func (n *nation) slow(rules []func(*jobstypes.Params)) {
	n.t.Helper()
	genesis, err := genutiltypes.AppGenesisFromFile(n.net.Genesis)
	require.NoError(n.t, err)
	state := app.GenesisState{}
	require.NoError(n.t, json.Unmarshal(genesis.AppState, &state))
	registry := codectypes.NewInterfaceRegistry()
	std.RegisterInterfaces(registry)
	authtypes.RegisterInterfaces(registry)
	require.NoError(n.t, app.EditGenesis(state, codec.NewProtoCodec(registry), sovereigntypes.ModuleName, func(gs *sovereigntypes.GenesisState) {
		gs.Params.MaxStep = nationStep
	}))
	require.NoError(n.t, app.EditGenesis(state, codec.NewProtoCodec(registry), jobstypes.ModuleName, func(gs *jobstypes.GenesisState) {
		for _, rule := range rules {
			rule(&gs.Params[0].Params)
		}
	}))
	genesis.AppState, err = json.Marshal(state)
	require.NoError(n.t, err)
	for _, m := range n.net.Members {
		require.NoError(n.t, genesis.SaveAs(filepath.Join(m.Home, "config", "genesis.json")))
	}
}

// jobs are all jobs of the chain, as a node sees them.
func (n *nation) jobs(node int) []jobstypes.Job {
	n.t.Helper()
	all, err := client.AllPages(n.ctx, func(ctx context.Context, page *query.PageRequest) ([]jobstypes.Job, *query.PageResponse, error) {
		r, err := n.clients[node].Jobs().Jobs(ctx, &jobstypes.QueryJobsRequest{Pagination: page})
		return r.GetJobs(), r.GetPagination(), err
	})
	require.NoError(n.t, err)
	return all
}

// ended counts jobs by how they ended; left are those that have not.
func (n *nation) ended() (counts map[jobstypes.JobStatus]int, left int) {
	n.t.Helper()
	counts = map[jobstypes.JobStatus]int{}
	for _, j := range n.jobs(0) {
		if j.Status.Terminal() {
			counts[j.Status]++
		} else {
			left++
		}
	}
	return counts, left
}

// requireOneHistory compares all blocks that every node has: the same AppHash at every height, and nobody has signed twice.
func (n *nation) requireOneHistory() {
	n.t.Helper()
	first, last := int64(1), n.height(0)
	for i := range n.nodes {
		rpc, err := rpchttp.New("tcp://"+n.nodes[i].RPC, "/websocket")
		require.NoError(n.t, err)
		r, err := rpc.Status(n.ctx)
		require.NoError(n.t, err)
		first, last = max(first, r.SyncInfo.EarliestBlockHeight), min(last, r.SyncInfo.LatestBlockHeight)
	}
	require.Greater(n.t, last, first)
	for height := int64(1); height <= last; height++ {
		want := n.block(0, height)
		require.Empty(n.t, want.Evidence.Evidence, "block %d", height)
		for i := range n.nodes {
			if i < len(n.net.Members) || height >= first {
				require.Equal(n.t, want.Header.AppHash, n.block(i, height).Header.AppHash, "node%d at height %d", i, height)
			}
		}
	}
	n.t.Logf("%d nodes have the same AppHash at each of the heights 1 to %d (those who joined later: from %d)", len(n.nodes), last, first)
}

// requireEscrow: what the market holds is what it owes, by every node's word.
func (n *nation) requireEscrow() {
	n.t.Helper()
	for i, c := range n.clients {
		r, err := c.Jobs().Escrow(n.ctx, &jobstypes.QueryEscrowRequest{})
		require.NoError(n.t, err)
		require.Equal(n.t, r.Held.String(), r.EscrowOwed.Add(r.StakeFree).Add(r.StakeLocked).Add(r.Allotments).String(), "node%d", i)
		require.True(n.t, r.EscrowOwed.Add(r.DisputeBonds).Add(r.Incentives).IsZero(), "no job runs, so nothing is owed: %s", r)
	}
}

// requireInvariants stops every node and checks all invariants on what it has stored.
func (n *nation) requireInvariants() {
	n.t.Helper()
	for i, node := range n.nodes {
		require.NoError(n.t, node.Stop())
		db, err := dbm.NewGoLevelDB("application", filepath.Join(node.Home, "data"), nil)
		require.NoError(n.t, err)
		stored := app.New(log.NewNopLogger(), db, true, simtestutil.NewAppOptionsWithFlagHome(node.Home))
		require.NoError(n.t, stored.CheckInvariants(), "node%d at height %d", i, stored.LastBlockHeight())
		require.NoError(n.t, stored.Close())
	}
}

// join lets a fresh node in by state sync and waits until it makes blocks with the others.
func (n *nation) join() int {
	n.t.Helper()
	n.until("a snapshot", func() bool { return n.height(0) > 2*snapshots })
	i := len(n.nodes)
	node := n.fresh(fmt.Sprintf("node%d", i))
	trusted := n.block(0, n.height(0)-snapshots/2)
	require.NoError(n.t, node.Configure("config.toml", map[string]any{
		"statesync.enable": true, "statesync.rpc_servers": "http://" + n.nodes[0].RPC + ",http://" + n.nodes[1].RPC,
		"statesync.trust_height": trusted.Header.Height, "statesync.trust_hash": n.hash(0, trusted.Header.Height), "statesync.trust_period": "168h",
		"statesync.discovery_time": "5s",
	}))
	n.nodes = append(n.nodes, node)
	require.NoError(n.t, node.Start())
	n.dial(i)
	n.until("the new node to be in step", func() bool {
		r, err := n.clients[i].Node().GetSyncing(n.ctx, syncingRequest)
		require.NoError(n.t, err)
		return !r.Syncing
	})
	n.agree()
	r, err := n.clients[i].Node().GetBlockByHeight(n.ctx, blockRequest(1))
	require.Error(n.t, err, "it has the first block, so it has not come by a snapshot: %v", r)
	return i
}
