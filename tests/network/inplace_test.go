//go:build network

package network

import (
	"crypto/sha256"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/internal/audit"
	"github.com/agijobs/agijobs/internal/localnet"
	"github.com/agijobs/agijobs/internal/localnode"
	"github.com/agijobs/agijobs/internal/replay"
	"github.com/agijobs/agijobs/internal/testnet"
	operatorstypes "github.com/agijobs/agijobs/x/operators/types"
)

const rehearsalID = "agijobs-rehearsal-1"

// An operator of a nation copies the folder of its node and makes a test network of it, of which it is the only operator and the council. The jobs that
// ran at that moment reach their ends there, the council changes a rule, and every invariant holds. The nation has noticed nothing.
func TestTestNetworkFromLiveData(t *testing.T) {
	t.Parallel()
	n := startNation(t, "agijobs-live-1", 4)
	w := n.work()
	n.until("jobs in the middle of their lives", func() bool { return w.count("opened") > 5 })
	w.end()

	// ARRANGE: the node stops as any node does, and its folder is copied without its key; the others go on.
	live := n.nodes[3]
	require.NoError(t, live.Stop())
	untouched := fingerprint(t, live.Home)
	stopped := n.height(0)
	desk := &machine{chain: n.chain, home: copied(t, live.Home)}
	address := desk.rehearser()
	refused := desk.try(makeTestnet(rehearsalID)...)
	require.Equal(t, 1, refused.code)
	require.Contains(t, refused.err, "is the key of an operator of agijobs-live-1: remove it from this copy")
	require.NoError(t, os.Remove(filepath.Join(desk.home, "config", "priv_validator_key.json")))
	refused = desk.try(makeTestnet("agijobs-live-1")...)
	require.Equal(t, 1, refused.code)
	require.Contains(t, refused.err, "a test network needs another one")

	// ACT
	var report testnet.Report
	n.decode(desk.run(makeTestnet(rehearsalID)...), &report)

	// ASSERT
	require.Equal(t, untouched, fingerprint(t, live.Home))
	require.Equal(t, "agijobs-live-1", report.From)
	require.Equal(t, address, report.Operator)
	require.Len(t, report.Removed, 4)
	require.Empty(t, report.Broken)
	requireInvariantsOf(t, desk)

	r := n.rehearse(desk.home)
	require.Equal(t, map[string]int64{report.ConsensusAddress: power}, r.powers(r.height(0)))
	before, left := r.ended()
	require.Positive(t, left, "jobs ran at the moment of the copy")
	rest := r.work()
	rest.stopPosting()
	r.until("every job's end", func() bool { _, left := r.ended(); return left == 0 })
	rest.end()
	rest.log()
	after, _ := r.ended()
	t.Logf("%d jobs ran when the folder was copied; ends before %v, after %v", left, before, after)
	r.changeARule(desk)

	// The nation is where it would be without all this, and takes nothing that was signed for the test network.
	foreign := n.at(n.nodes[0])
	foreign.home = n.net.Keys
	sent := foreign.try("tx", "bank", "send", "faucet", address, "1uagi", "--chain-id", rehearsalID, "--node", "tcp://"+n.nodes[0].RPC,
		"--gas", "200000", "--fees", "1000uagi", "--yes", "-o", "json")
	require.NotZero(t, sent.code, sent.out)
	require.Contains(t, sent.err, "signature verification failed")
	require.Eventually(t, func() bool { return n.height(0) > stopped+1 }, patience, tick, "three quarters of the power make blocks")
	require.NoError(t, live.Start())
	n.agree()
	require.NoError(t, r.nodes[0].Stop())
	requireInvariantsOf(t, desk)
}

// rehearser makes the key of who rehearses, in the copy's own keyring.
func (m *machine) rehearser() string {
	m.t.Helper()
	return m.key("rehearser")
}

func makeTestnet(id string) []string {
	return []string{
		"in-place-testnet", id, "rehearser", "--council", "rehearser", "--guardian", "rehearser", "--registrar", "rehearser",
		"--coins", "5000000uagi", "--yes", "-o", "json",
	}
}

// fingerprint of every file in a folder.
func fingerprint(t *testing.T, dir string) map[string][32]byte {
	t.Helper()
	out := map[string][32]byte{}
	require.NoError(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		out[path] = sha256.Sum256(content)
		return err
	}))
	require.Greater(t, len(out), 10)
	return out
}

// requireInvariantsOf asks the public command about the folder of a stopped node.
func requireInvariantsOf(t *testing.T, m *machine) {
	t.Helper()
	var s replay.Statements
	require.NoError(t, json.Unmarshal([]byte(m.run("audit", "invariants", "-o", "json")), &s))
	require.Equal(t, audit.Verified, s.Result, s.Checks)
	require.Equal(t, rehearsalID, s.ChainID)
}

// rehearse starts the one node of a test network, on ports of its own since the nation is on the same machine.
func (n *nation) rehearse(home string) *nation {
	n.t.Helper()
	node, err := localnode.New(binary, home, rehearsalID)
	require.NoError(n.t, err)
	node.Bound = true
	require.NoError(n.t, node.Configure("config.toml", map[string]any{"rpc.laddr": "tcp://" + node.RPC, "p2p.laddr": "tcp://" + node.P2P}))
	require.NoError(n.t, node.Configure("app.toml", map[string]any{"grpc.address": node.GRPC}))
	require.NoError(n.t, localnode.ConfigureClient(home, rehearsalID, "tcp://"+node.RPC))
	c := &chain{t: n.t, ctx: n.ctx, id: rehearsalID, root: n.root, nodes: []*localnode.Node{node}}
	n.t.Cleanup(c.end)
	require.NoError(n.t, node.Start())
	r := &nation{chain: c, net: &localnet.Net{Home: n.net.Home, ChainID: rehearsalID, Keys: n.net.Keys, Members: n.net.Members[:1]}, wires: n.wires}
	r.dial(0)
	r.reach(2)
	return r
}

// changeARule has the test network's council change one, in the time of two commands.
func (n *nation) changeARule(desk *machine) {
	n.t.Helper()
	at := &machine{chain: n.chain, home: desk.home}
	id := at.propose("rehearser", append([]string{"tx", "operators", "update-params", `{"min_operators":1,"burns_per_block":9}`}, why("Rehearse")...)...)
	at.approve("rehearser", id)
	r, err := operatorstypes.NewQueryClient(n.clients[0].Conn()).Params(n.ctx, &operatorstypes.QueryParamsRequest{})
	require.NoError(n.t, err)
	require.Equal(n.t, operatorstypes.Params{MinOperators: 1, BurnsPerBlock: 9}, r.Params)
}
