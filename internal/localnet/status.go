package localnet

import (
	"context"
	"fmt"
	"sync"
	"time"

	cmtbytes "github.com/cometbft/cometbft/libs/bytes"
	rpchttp "github.com/cometbft/cometbft/rpc/client/http"
)

// asking is how long a node may take to answer: one that was stopped by a signal never does.
const asking = 10 * time.Second

// NodeStatus is what one node says of itself.
type NodeStatus struct {
	Node    int  `json:"node"`
	Running bool `json:"running"`
	PID     int  `json:"pid,omitempty"`
	// Height is that of the last block that the node's application has executed, AppHash what it computed there: a header only says what was agreed on.
	Height     int64  `json:"height,omitempty"`
	AppHash    string `json:"app_hash,omitempty"`
	Peers      int    `json:"peers"`
	CatchingUp bool   `json:"catching_up"`
	RPC        string `json:"rpc"`
	GRPC       string `json:"grpc"`
	// Different: others have another state after the block at Height.
	Different bool   `json:"different"`
	Error     string `json:"error,omitempty"`
	// newest is when the node's last block was made.
	newest time.Time
}

// Status of a network.
type Status struct {
	ChainID string `json:"chain_id"`
	Home    string `json:"home"`
	// CommonHeight is that of the highest block that all nodes that answer have executed.
	CommonHeight int64 `json:"common_height"`
	// Agree: no node that answers has computed another state than the others. False as well if none answers.
	Agree bool `json:"agree"`
	// Stands: no node has had a block for StandsAfter.
	Stands bool         `json:"stands"`
	Nodes  []NodeStatus `json:"nodes"`
}

const (
	// StandsAfter is how long blocks may stay away: a network of one machine makes several a second, or one after a round or two without a proposer.
	StandsAfter = 30 * time.Second
	// mostBehind is by how many blocks a node may follow the first.
	mostBehind = 50
)

// Up tells whether every node runs, answers and keeps up, and blocks are made.
func (s Status) Up() bool {
	for _, n := range s.Nodes {
		if !n.Running || n.Error != "" || s.behind(n) {
			return false
		}
	}
	return !s.Stands
}

// behind: a node whose consensus has failed goes on answering.
func (s Status) behind(n NodeStatus) bool {
	for _, other := range s.Nodes {
		if !n.CatchingUp && n.Height+mostBehind < other.Height {
			return true
		}
	}
	return false
}

// Split tells whether two nodes have computed different states.
func (s Status) Split() bool { return s.CommonHeight > 0 && !s.Agree }

// compare fills in what follows from what the nodes say. agreed has the AppHash after a block as the header of the next one has it, where a node has that.
func (s *Status) compare(agreed map[int64]string, now time.Time) {
	seen, newest := map[int64]string{}, time.Time{}
	for i := range s.Nodes {
		n := &s.Nodes[i]
		if !n.answers() {
			continue
		}
		if s.CommonHeight == 0 || n.Height < s.CommonHeight {
			s.CommonHeight = n.Height
		}
		if n.newest.After(newest) {
			newest = n.newest
		}
		want, known := agreed[n.Height]
		if !known {
			want, known = seen[n.Height]
		}
		n.Different = known && n.AppHash != want
		seen[n.Height] = n.AppHash
	}
	s.Agree = s.CommonHeight > 0
	for _, n := range s.Nodes {
		s.Agree = s.Agree && !n.Different
	}
	s.Stands = s.CommonHeight > 0 && now.Sub(newest) > StandsAfter
}

func (n *NodeStatus) answers() bool { return n.Running && n.Error == "" && n.Height > 0 }

// Status asks all nodes at the same time.
func (n *Net) Status(ctx context.Context) Status {
	s := Status{ChainID: n.ChainID, Home: n.Home, Nodes: make([]NodeStatus, len(n.Members))}
	n.each(func(i int, m Member) { s.Nodes[i] = n.statusOf(ctx, m) })
	agreed := map[int64]string{}
	for _, node := range s.Nodes {
		if node.answers() && agreed[node.Height] == "" {
			if hash := n.agreedAfter(ctx, s, node.Height); hash != "" {
				agreed[node.Height] = hash
			}
		}
	}
	s.compare(agreed, time.Now())
	return s
}

// agreedAfter is the AppHash after a block as the nodes have agreed on it: the header of the next block has it. Empty if none that answers has that.
func (n *Net) agreedAfter(ctx context.Context, s Status, height int64) string {
	for i, m := range n.Members {
		if s.Nodes[i].answers() && s.Nodes[i].Height > height {
			if hash, err := headerHash(ctx, m, height+1); err == nil {
				return hash
			}
		}
	}
	return ""
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
	if err := out.ask(ctx, m); err != nil {
		out.Error = "runs and does not answer: " + err.Error()
	}
	return out
}

// ask asks a node what it says of itself.
func (n *NodeStatus) ask(ctx context.Context, m Member) error {
	c, err := rpchttp.New("tcp://"+m.RPC, "/websocket")
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	status, err := c.Status(ctx)
	if err != nil {
		return err
	}
	info, err := c.ABCIInfo(ctx)
	if err != nil {
		return err
	}
	peers, err := c.NetInfo(ctx)
	if err != nil {
		return err
	}
	n.Height, n.AppHash = info.Response.LastBlockHeight, cmtbytes.HexBytes(info.Response.LastBlockAppHash).String()
	n.CatchingUp, n.newest, n.Peers = status.SyncInfo.CatchingUp, status.SyncInfo.LatestBlockTime, peers.NPeers
	return nil
}

// headerHash is the AppHash in the header of a block: the state after the block before it.
func headerHash(ctx context.Context, m Member, height int64) (string, error) {
	c, err := rpchttp.New("tcp://"+m.RPC, "/websocket")
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	r, err := c.Header(ctx, &height)
	if err != nil {
		return "", err
	}
	if r.Header == nil {
		return "", fmt.Errorf("there is no block %d", height)
	}
	return r.Header.AppHash.String(), nil
}
