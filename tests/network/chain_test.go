//go:build network

package network

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/stretchr/testify/require"

	cmtservice "github.com/cosmos/cosmos-sdk/client/grpc/cmtservice"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/localnode"
	"github.com/agijobs/agijobs/pkg/client"
)

const (
	// pace is what nodes wait after a block, proposing how long they wait for the proposer of a block: short, so that one who is away
	// costs little. Neither is a limit: CometBFT waits longer with each round.
	pace, proposing = 200 * time.Millisecond, time.Second
	// patience is the longest wait for one thing: minutes, because machines are slow at times.
	patience = 4 * time.Minute
	// margin is left before the deadline of go test, to end the nodes in order.
	margin = 20 * time.Second
	tick   = 100 * time.Millisecond

	gasPrice = "0.001uagi"
	// seats of each operator: a power of 10.
	seats, power = "10000000seat", 10
	// signingWindow in blocks: nobody is jailed because this machine is slow.
	signingWindow = "1000"
)

// chain is a real chain on this machine.
type chain struct {
	t        *testing.T
	ctx      context.Context
	id, root string
	nodes    []*localnode.Node
	clients  []*client.Client
	// operators are the addresses of the nodes' operators; their keys are called operator.
	operators []string
}

// newChain makes the files of fresh nodes. Whatever happens, its nodes do not outlive the test.
func newChain(t *testing.T, id string, nodes int) *chain {
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
	for i := range nodes {
		n, err := localnode.New(binary, filepath.Join(c.root, fmt.Sprintf("node%d", i)), id)
		require.NoError(t, err)
		n.Bound = true
		c.nodes = append(c.nodes, n)
		require.NoError(t, n.Init(c.ctx, fmt.Sprintf("node%d", i), pace))
		c.operators = append(c.operators, c.at(n).key("operator"))
	}
	c.setGenesis(signingWindow, "slashing", "params", "signed_blocks_window")
	for _, address := range c.operators {
		c.genesis("add-genesis-account", address, "1000000uagi,"+seats)
		c.genesis("add-participant", address, "--roles", "node_operator", "--kind", "organisation")
	}
	return c
}

// genesis prepares the common genesis file, on the first node's machine.
func (c *chain) genesis(args ...string) {
	c.t.Helper()
	c.at(c.nodes[0]).run(append([]string{"genesis"}, args...)...)
}

// setGenesis sets one value of the application's part by hand.
func (c *chain) setGenesis(value any, path ...string) {
	c.t.Helper()
	file := genesisFile(c.nodes[0])
	text, err := os.ReadFile(file)
	require.NoError(c.t, err)
	var all map[string]any
	c.decode(string(text), &all)
	at, ok := all["app_state"].(map[string]any)
	for _, name := range path[:len(path)-1] {
		require.True(c.t, ok, name)
		at, ok = at[name].(map[string]any)
	}
	require.True(c.t, ok)
	require.Contains(c.t, at, path[len(path)-1])
	at[path[len(path)-1]] = value
	text, err = json.Marshal(all)
	require.NoError(c.t, err)
	require.NoError(c.t, os.WriteFile(file, text, 0o600))
}

func genesisFile(n *localnode.Node) string { return filepath.Join(n.Home, "config", "genesis.json") }

// start bonds the operators' seats by genesis transactions, hands the final genesis file to everybody, and starts all nodes.
func (c *chain) start() {
	c.t.Helper()
	collected := filepath.Join(c.nodes[0].Home, "config", "gentx")
	c.share()
	for i, n := range c.nodes {
		c.at(n).run("genesis", "gentx", "operator", seats, "--chain-id", c.id, "--output-document", filepath.Join(n.Home, "gentx.json"))
		require.NoError(c.t, os.MkdirAll(collected, 0o700))
		copyFile(c.t, filepath.Join(n.Home, "gentx.json"), filepath.Join(collected, fmt.Sprintf("gentx-%d.json", i)))
	}
	c.genesis("collect-gentxs")
	c.genesis("validate")
	c.share()
	c.introduce()
	for _, n := range c.nodes {
		require.NoError(c.t, n.Start())
		dialled, err := client.Dial(n.GRPC, client.Options{Patience: patience})
		require.NoError(c.t, err)
		c.t.Cleanup(func() { require.NoError(c.t, dialled.Close()) })
		c.clients = append(c.clients, dialled)
	}
	c.reach(2)
}

func (c *chain) share() {
	c.t.Helper()
	for _, n := range c.nodes[1:] {
		copyFile(c.t, genesisFile(c.nodes[0]), genesisFile(n))
	}
}

// introduce tells each node the others.
func (c *chain) introduce() {
	c.t.Helper()
	ids := make([]string, len(c.nodes))
	for i, n := range c.nodes {
		ids[i] = c.at(n).run("comet", "show-node-id") + "@" + n.P2P
	}
	for i, n := range c.nodes {
		others := append(append([]string{}, ids[:i]...), ids[i+1:]...)
		require.NoError(c.t, n.Configure("config.toml", map[string]any{
			"p2p.persistent_peers": strings.Join(others, ","), "p2p.allow_duplicate_ip": true, "p2p.addr_book_strict": false,
			"consensus.timeout_propose": proposing.String(),
		}))
	}
}

// end ends all nodes, and shows what they said last if the test has failed.
func (c *chain) end() {
	for i, n := range c.nodes {
		if c.t.Failed() {
			c.t.Logf("last lines of node%d:\n%s", i, n.Tail(20))
		}
		if err := n.Stop(); err != nil {
			c.t.Errorf("node%d: %v", i, err)
		}
	}
}

// until waits until done.
func (c *chain) until(what string, done func() bool) {
	c.t.Helper()
	for limit := time.Now().Add(patience); !done(); {
		for i, n := range c.nodes {
			if !n.Running() {
				c.t.Fatalf("node%d has ended by itself: %v", i, n.Err())
			}
		}
		require.NoError(c.t, c.ctx.Err(), what)
		if time.Now().After(limit) {
			c.t.Fatalf("waited %s for %s in vain", patience, what)
		}
		time.Sleep(tick)
	}
}

// height of the last block that a node has finished.
func (c *chain) height(node int) int64 {
	c.t.Helper()
	r, err := c.clients[node].Node().GetLatestBlock(c.ctx, &cmtservice.GetLatestBlockRequest{})
	require.NoError(c.t, err)
	return r.SdkBlock.Header.Height
}

// reach waits until all nodes have a height.
func (c *chain) reach(height int64) {
	c.t.Helper()
	for i := range c.nodes {
		c.until(fmt.Sprintf("node%d to reach height %d", i, height), func() bool { return c.height(i) >= height })
	}
}

// agree waits for the next two blocks on all nodes and compares the state that they have computed: a node that computed another one would
// not get this far, and would have another hash here.
func (c *chain) agree() {
	c.t.Helper()
	highest := int64(0)
	for i := range c.nodes {
		highest = max(highest, c.height(i))
	}
	c.reach(highest + 2)
	want := c.block(0, highest+2).Header
	require.NotEmpty(c.t, want.AppHash)
	for i := range c.nodes {
		require.Equal(c.t, want.AppHash, c.block(i, highest+2).Header.AppHash, "node%d at height %d", i, highest+2)
	}
}

// block of a height, as a node has stored it.
func (c *chain) block(node int, height int64) *cmtservice.Block {
	c.t.Helper()
	r, err := c.clients[node].Node().GetBlockByHeight(c.ctx, &cmtservice.GetBlockByHeightRequest{Height: height})
	require.NoError(c.t, err)
	return r.SdkBlock
}

// signers lists the consensus addresses whose signatures are in the commit of a block: the next block holds it.
func (c *chain) signers(height int64) []string {
	c.t.Helper()
	c.until(fmt.Sprintf("the commit of block %d", height), func() bool { return c.height(0) > height })
	var out []string
	for _, s := range c.block(0, height+1).LastCommit.Signatures {
		if s.BlockIdFlag == cmtproto.BlockIDFlagCommit {
			out = append(out, strings.ToUpper(hex.EncodeToString(s.ValidatorAddress)))
		}
	}
	return out
}

// powers of CometBFT's validator set at a height, by consensus address.
func (c *chain) powers(height int64) map[string]int64 {
	c.t.Helper()
	r, err := c.clients[0].Node().GetValidatorSetByHeight(c.ctx, &cmtservice.GetValidatorSetByHeightRequest{Height: height})
	require.NoError(c.t, err)
	out := map[string]int64{}
	for _, v := range r.Validators {
		address, err := sdk.GetFromBech32(v.Address, "agivalcons")
		require.NoError(c.t, err)
		out[strings.ToUpper(hex.EncodeToString(address))] = v.VotingPower
	}
	return out
}

// consensusKey is the key file of a node, and its address.
func (c *chain) consensusKey(home string) (file, address string) {
	c.t.Helper()
	file = filepath.Join(home, "config", "priv_validator_key.json")
	text, err := os.ReadFile(file)
	require.NoError(c.t, err)
	var key struct{ Address string }
	c.decode(string(text), &key)
	return file, key.Address
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	content, err := os.ReadFile(from)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(to, content, 0o600))
}

func number(t *testing.T, text string) uint64 {
	t.Helper()
	n, err := strconv.ParseUint(text, 10, 64)
	require.NoError(t, err)
	return n
}
