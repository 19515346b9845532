package localnet

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/agijobs/agijobs/internal/demo"
	"github.com/agijobs/agijobs/internal/localnode"
)

const (
	// recordFile makes a folder a local network. It is written last, so that what is there is whole.
	recordFile = "localnet.json"
	// keysFolder is the home of whoever types commands: keyring, chain id, address of a node.
	keysFolder = "keys"
	pidFile    = "node.pid"
	// MostNodes of a local network: one machine runs no more of them.
	MostNodes = 20
)

// ErrNone says that there is no network in the folder.
var ErrNone = errors.New("no local network here")

// Member is one node of a network.
type Member struct {
	N      int    `json:"node"`
	Home   string `json:"home"`
	NodeID string `json:"node_id"`
	RPC    string `json:"rpc"`
	GRPC   string `json:"grpc"`
	P2P    string `json:"p2p"`
}

// Net is a local network, as its record says.
type Net struct {
	Home    string `json:"home"`
	ChainID string `json:"chain_id"`
	Speed   bool   `json:"speed"`
	// Host is the address by which other machines reach this one; empty: they do not.
	Host    string   `json:"host,omitempty"`
	Genesis string   `json:"genesis"`
	SHA256  string   `json:"genesis_sha256"`
	Keys    string   `json:"keys"`
	Members []Member `json:"nodes"`
	// Residents have their keys in Keys.
	Residents []demo.Resident `json:"residents"`
	// Seated: the judges have taken their seats.
	Seated bool `json:"seated"`

	// Binary is the program that runs the nodes.
	Binary string `json:"-"`
}

// Open reads the record of a network.
func Open(home, binary string) (*Net, error) {
	home, err := filepath.Abs(home)
	if err != nil {
		return nil, err
	}
	content, err := os.ReadFile(filepath.Join(home, recordFile)) // #nosec G304 -- named by the user
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s; make one with agijobsd localnet up, or name its folder with --home", ErrNone, home)
	}
	if err != nil {
		return nil, err
	}
	n := &Net{Binary: binary}
	if err := json.Unmarshal(content, n); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(home, recordFile), err)
	}
	if n.Home != home {
		return nil, fmt.Errorf("the network in %s was made in %s and knows its files there; move it back", home, n.Home)
	}
	return n, nil
}

func (n *Net) save() error {
	content, err := json.MarshalIndent(n, "", "  ")
	if err != nil {
		return err
	}
	temporary := filepath.Join(n.Home, recordFile+".new")
	if err := os.WriteFile(temporary, append(content, '\n'), 0o600); err != nil {
		return err
	}
	return os.Rename(temporary, filepath.Join(n.Home, recordFile))
}

// Node of a member, for who starts it himself.
func (n *Net) Node(m Member) *localnode.Node {
	return &localnode.Node{Binary: n.Binary, Home: m.Home, ChainID: n.ChainID, RPC: m.RPC, GRPC: m.GRPC, P2P: m.P2P}
}

// Choose reads numbers of nodes; without any, all.
func (n *Net) Choose(args []string) ([]Member, error) {
	if len(args) == 0 {
		return n.Members, nil
	}
	var out []Member
	for _, arg := range args {
		i, err := strconv.Atoi(arg)
		if err != nil || i < 0 || i >= len(n.Members) {
			return nil, fmt.Errorf("there is no node %q: they are 0 to %d", arg, len(n.Members)-1)
		}
		out = append(out, n.Members[i])
	}
	return out, nil
}

// Remove deletes the files of a network that does not run.
func (n *Net) Remove() error {
	for _, m := range n.Members {
		if n.PID(m) != 0 {
			return fmt.Errorf("node %d still runs", m.N)
		}
	}
	// Only what Create has made: the folder may hold other things of its owner.
	for _, m := range n.Members {
		if err := os.RemoveAll(m.Home); err != nil {
			return err
		}
	}
	if err := errors.Join(os.RemoveAll(n.Keys), os.RemoveAll(demo.Documents(n.Home))); err != nil {
		return err
	}
	if err := os.Remove(filepath.Join(n.Home, recordFile)); err != nil {
		return err
	}
	left, err := os.ReadDir(n.Home)
	if err != nil || len(left) > 0 {
		return err
	}
	return os.Remove(n.Home)
}
