//go:build network

package network

import (
	"encoding/hex"
	"path/filepath"
	"strings"

	"github.com/stretchr/testify/require"

	cmtservice "github.com/cosmos/cosmos-sdk/client/grpc/cmtservice"

	"github.com/agijobs/agijobs/internal/localnode"
)

var syncingRequest = &cmtservice.GetSyncingRequest{}

func blockRequest(height int64) *cmtservice.GetBlockByHeightRequest {
	return &cmtservice.GetBlockByHeightRequest{Height: height}
}

// hash of a block, by which a light client trusts it.
func (c *chain) hash(node int, height int64) string {
	c.t.Helper()
	r, err := c.clients[node].Node().GetBlockByHeight(c.ctx, blockRequest(height))
	require.NoError(c.t, err)
	return strings.ToUpper(hex.EncodeToString(r.BlockId.Hash))
}

// fresh makes the files of another node, who knows the genesis file and all nodes.
func (n *nation) fresh(name string) *localnode.Node {
	n.t.Helper()
	node, err := localnode.New(binary, filepath.Join(n.root, name), n.id)
	require.NoError(n.t, err)
	node.Bound = true
	require.NoError(n.t, node.Init(n.ctx, name, pace))
	copyFile(n.t, filepath.Join(n.nodes[0].Home, "config", "genesis.json"), genesisFile(node))
	var peers []string
	for _, m := range n.net.Members {
		peers = append(peers, m.NodeID+"@"+m.P2P)
	}
	require.NoError(n.t, node.Configure("config.toml", map[string]any{
		"p2p.persistent_peers": strings.Join(peers, ","), "p2p.allow_duplicate_ip": true, "p2p.addr_book_strict": false,
	}))
	return node
}
