package localnet

import (
	"context"
	"strconv"
	"sync"
	"time"

	rpchttp "github.com/cometbft/cometbft/rpc/client/http"
	coretypes "github.com/cometbft/cometbft/rpc/core/types"
)

// asking is how long a node may take to answer: one that was stopped by a signal never does.
const asking = 10 * time.Second

// NodeStatus is what one node says of itself.
type NodeStatus struct {
	Node       int    `json:"node"`
	Running    bool   `json:"running"`
	PID        int    `json:"pid,omitempty"`
	Height     int64  `json:"height,omitempty"`
	AppHash    string `json:"app_hash,omitempty"`
	Peers      int    `json:"peers"`
	CatchingUp bool   `json:"catching_up"`
	RPC        string `json:"rpc"`
	GRPC       string `json:"grpc"`
	// CommonHash is the AppHash in the header of the highest block that all nodes that answer have.
	CommonHash string `json:"common_app_hash,omitempty"`
	Error      string `json:"error,omitempty"`
}

// Status of a network.
type Status struct {
	ChainID string `json:"chain_id"`
	Home    string `json:"home"`
	// CommonHeight is that of the highest block that all nodes that answer have.
	CommonHeight int64 `json:"common_height"`
	// Agree: all nodes that answer have computed the same state there. False as well if none answers.
	Agree bool         `json:"agree"`
	Nodes []NodeStatus `json:"nodes"`
}

// Up tells whether every node runs and answers.
func (s Status) Up() bool {
	for _, n := range s.Nodes {
		if !n.Running || n.Error != "" {
			return false
		}
	}
	return true
}

// Split tells whether two nodes have computed different states.
func (s Status) Split() bool { return s.CommonHeight > 0 && !s.Agree }

func (n *Net) ask(ctx context.Context, m Member) (*coretypes.ResultStatus, error) {
	c, err := rpchttp.New("tcp://"+m.RPC, "/websocket")
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	return c.Status(ctx)
}

// Status asks all nodes at the same time.
func (n *Net) Status(ctx context.Context) Status {
	s := Status{ChainID: n.ChainID, Home: n.Home, Nodes: make([]NodeStatus, len(n.Members))}
	n.each(func(i int, m Member) { s.Nodes[i] = n.statusOf(ctx, m) })
	for _, node := range s.Nodes {
		if node.Error == "" && node.Running && node.Height > 0 && (s.CommonHeight == 0 || node.Height < s.CommonHeight) {
			s.CommonHeight = node.Height
		}
	}
	if s.CommonHeight == 0 {
		return s
	}
	n.each(func(i int, m Member) {
		if s.Nodes[i].Height >= s.CommonHeight {
			s.Nodes[i].CommonHash, s.Nodes[i].Error = n.hashAt(ctx, m, s.CommonHeight)
		}
	})
	seen := map[string]bool{}
	for _, node := range s.Nodes {
		if node.CommonHash != "" {
			seen[node.CommonHash] = true
		}
	}
	s.Agree = len(seen) == 1
	return s
}

func (n *Net) each(do func(i int, m Member)) {
	var group sync.WaitGroup
	for i, m := range n.Members {
		group.Go(func() { do(i, m) })
	}
	group.Wait()
}

func (n *Net) statusOf(ctx context.Context, m Member) NodeStatus {
	out := NodeStatus{Node: m.N, PID: n.PID(m), RPC: m.RPC, GRPC: m.GRPC}
	out.Running = out.PID != 0
	if !out.Running {
		return out
	}
	r, err := n.ask(ctx, m)
	if err != nil {
		out.Error = "runs and does not answer: " + err.Error()
		return out
	}
	out.Height, out.AppHash, out.CatchingUp = r.SyncInfo.LatestBlockHeight, r.SyncInfo.LatestAppHash.String(), r.SyncInfo.CatchingUp
	c, err := rpchttp.New("tcp://"+m.RPC, "/websocket")
	if err != nil {
		out.Error = err.Error()
		return out
	}
	ctx, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	info, err := c.NetInfo(ctx)
	if err != nil {
		out.Error = err.Error()
		return out
	}
	out.Peers = info.NPeers
	return out
}

// hashAt is the AppHash in the header of a block: the state after the block before it.
func (n *Net) hashAt(ctx context.Context, m Member, height int64) (hash, failed string) {
	c, err := rpchttp.New("tcp://"+m.RPC, "/websocket")
	if err != nil {
		return "", err.Error()
	}
	ctx, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	r, err := c.Header(ctx, &height)
	if err != nil {
		return "", "block " + strconv.FormatInt(height, 10) + ": " + err.Error()
	}
	return r.Header.AppHash.String(), ""
}
