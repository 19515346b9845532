package localnet

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/cometbft/cometbft/p2p"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/hd"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	"github.com/cosmos/cosmos-sdk/std"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/internal/demo"
	"github.com/agijobs/agijobs/internal/localnode"
	"github.com/agijobs/agijobs/pkg/client"
)

const (
	// pace of a network's blocks: that of a nation, or of the demo.
	pace, fastPace = 900 * time.Millisecond, 250 * time.Millisecond
	// proposing is how long nodes wait for a proposer: short, so that one who was killed costs little.
	proposing = time.Second
	// snapshots are taken often, so that a node can join by state sync soon after the start.
	snapshotInterval = 50
)

// Options of a new network.
type Options struct {
	Home, Binary, ChainID string
	Nodes                 int
	// Speed: windows of seconds, as in the demo.
	Speed bool
	// Host is this machine's address for others; empty: the nodes listen to this machine only.
	Host string
	// Progress hears what is done.
	Progress func(format string, args ...any)
}

// Create makes the files of a network and starts nothing.
func Create(ctx context.Context, o Options) (*Net, error) {
	if o.Nodes < 1 || o.Nodes > MostNodes {
		return nil, fmt.Errorf("--validators is %d; 1 to %d nodes fit on one machine", o.Nodes, MostNodes)
	}
	home, err := emptyFolder(o.Home)
	if err != nil {
		return nil, err
	}
	n := &Net{
		Home: home, ChainID: o.ChainID, Speed: o.Speed, Host: o.Host, Keys: filepath.Join(home, keysFolder), Binary: o.Binary,
		Residents: demo.Residents(o.Nodes),
	}
	wait := pace
	if o.Speed {
		wait = fastPace
	}
	for i := range o.Nodes {
		o.Progress("node %d: keys, configuration, ports", i)
		m, err := n.addNode(ctx, i, wait)
		if err != nil {
			return nil, err
		}
		n.Members = append(n.Members, m)
	}
	o.Progress("genesis: council, guardians, registrars, participants, faucet, %d operators", o.Nodes)
	if err := n.found(); err != nil {
		return nil, err
	}
	if err := errors.Join(n.introduce(), demo.FillDocuments(n.Home)); err != nil {
		return nil, err
	}
	return n, n.save()
}

func emptyFolder(home string) (string, error) {
	home, err := filepath.Abs(home)
	if err != nil {
		return "", err
	}
	entries, err := os.ReadDir(home)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return home, os.MkdirAll(home, 0o700)
	case err != nil:
		return "", err
	case len(entries) > 0:
		return "", fmt.Errorf("%s is not empty and holds no local network; name another folder with --home", home)
	}
	return home, nil
}

func (n *Net) addNode(ctx context.Context, i int, wait time.Duration) (Member, error) {
	node, err := localnode.New(n.Binary, filepath.Join(n.Home, fmt.Sprintf("node%d", i)), n.ChainID)
	if err != nil {
		return Member{}, err
	}
	if err := node.Init(ctx, fmt.Sprintf("node%d", i), wait); err != nil {
		return Member{}, err
	}
	err = errors.Join(
		node.Configure("config.toml", map[string]any{
			"consensus.timeout_propose": proposing.String(), "p2p.laddr": "tcp://" + n.listen(node.P2P), "rpc.laddr": "tcp://" + n.listen(node.RPC),
		}),
		node.Configure("app.toml", map[string]any{"state-sync.snapshot-interval": snapshotInterval}),
	)
	if err != nil {
		return Member{}, err
	}
	key, err := p2p.LoadNodeKey(filepath.Join(node.Home, "config", "node_key.json"))
	if err != nil {
		return Member{}, err
	}
	return Member{N: i, Home: node.Home, NodeID: string(key.ID()), RPC: node.RPC, GRPC: node.GRPC, P2P: node.P2P}, nil
}

// listen is where a node listens on a port: for other machines as well, if they may come.
func (n *Net) listen(address string) string {
	if n.Host == "" {
		return address
	}
	return net.JoinHostPort("0.0.0.0", port(address))
}

func port(address string) string { return address[strings.LastIndex(address, ":")+1:] }

// found makes everybody's keys and the one genesis file.
func (n *Net) found() error {
	if err := os.MkdirAll(filepath.Join(n.Keys, "config"), 0o700); err != nil {
		return err
	}
	if err := localnode.ConfigureClient(n.Keys, n.ChainID, "tcp://"+n.Members[0].RPC); err != nil {
		return err
	}
	ring, err := n.Keyring()
	if err != nil {
		return err
	}
	addresses := map[string]sdk.AccAddress{}
	for _, r := range n.Residents {
		record, _, err := ring.NewMnemonic(r.Name, keyring.English, client.DerivationPath, "", hd.Secp256k1)
		if err != nil {
			return err
		}
		if addresses[r.Name], err = record.GetAddress(); err != nil {
			return err
		}
	}
	var homes []string
	for _, m := range n.Members {
		homes = append(homes, m.Home)
	}
	if err := demo.Found(homes, addresses, n.Speed); err != nil {
		return err
	}
	n.Genesis = filepath.Join(homes[0], "config", "genesis.json")
	content, err := os.ReadFile(n.Genesis)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(content)
	n.SHA256 = hex.EncodeToString(sum[:])
	for _, home := range homes[1:] {
		if err := os.WriteFile(filepath.Join(home, "config", "genesis.json"), content, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// Keyring of all residents, without a password.
func (n *Net) Keyring() (keyring.Keyring, error) {
	registry := codectypes.NewInterfaceRegistry()
	std.RegisterInterfaces(registry)
	return keyring.New(app.Name, keyring.BackendTest, n.Keys, nil, codec.NewProtoCodec(registry))
}

// introduce tells each node the others.
func (n *Net) introduce() error {
	for _, m := range n.Members {
		var others []string
		for _, other := range n.Members {
			if other.N != m.N {
				others = append(others, other.NodeID+"@"+other.P2P)
			}
		}
		err := n.Node(m).Configure("config.toml", map[string]any{
			"p2p.persistent_peers": strings.Join(others, ","), "p2p.allow_duplicate_ip": true, "p2p.addr_book_strict": false,
		})
		if err != nil {
			return err
		}
	}
	return nil
}
