package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	rpchttp "github.com/cometbft/cometbft/rpc/client/http"

	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/internal/localnet"
	"github.com/agijobs/agijobs/internal/localnode"
	"github.com/agijobs/agijobs/pkg/client"
)

const (
	// startPatience is how long a node may take for its first block, and any one call.
	startPatience = 2 * time.Minute
	// failureLines of a node's log are shown when it does not come up.
	failureLines = 15
)

// network is real nodes with the people of a benchmark on their chain.
type network struct {
	*chain
	dir   string
	nodes []*localnode.Node
	rpcs  []*rpchttp.HTTP
	query *client.Client
}

// startNetwork founds a network as localnet does, adds the people to its genesis, and starts it. The caller closes it.
func startNetwork(ctx context.Context, o NetworkOptions, say func(string, ...any)) (n *network, err error) {
	s := setup{DB: MemDB, Employers: o.Lives + o.Senders, Agents: o.Lives, Validators: fewJudges}
	n = &network{chain: &chain{setup: s, people: newPeople(s)}}
	if n.dir, err = os.MkdirTemp("", "agijobs-bench-network"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, n.close())
		}
	}()
	made, err := localnet.Create(ctx, localnet.Options{
		Home: filepath.Join(n.dir, "net"), Binary: o.Binary, ChainID: chainID, Nodes: o.Validators, Speed: true, Progress: say,
	})
	if err != nil {
		return n, err
	}
	if err := n.populate(made); err != nil {
		return n, fmt.Errorf("genesis: %w", err)
	}
	for _, m := range made.Members {
		node := made.Node(m)
		node.Bound = true
		rpc, err := rpchttp.New("tcp://"+m.RPC, "/websocket")
		if err != nil {
			return n, err
		}
		n.nodes, n.rpcs = append(n.nodes, node), append(n.rpcs, rpc)
		if err := node.Start(); err != nil {
			return n, err
		}
	}
	if n.query, err = client.Dial(made.Members[0].GRPC, client.Options{ChainID: chainID, Patience: startPatience}); err != nil {
		return n, err
	}
	say("waiting for a block on each of %d nodes", len(n.nodes))
	return n, n.await(ctx)
}

// populate adds employers, agents and judges to the genesis of a network that does not run yet.
func (n *network) populate(made *localnet.Net) error {
	genesis, err := genutiltypes.AppGenesisFromFile(made.Genesis)
	if err != nil {
		return err
	}
	n.home = filepath.Join(n.dir, "rules")
	if err := n.open(); err != nil {
		return err
	}
	b := &builder{chain: n.chain, state: app.GenesisState{}, since: genesis.GenesisTime.AddDate(-1, 0, 0)}
	if err := json.Unmarshal(genesis.AppState, &b.state); err != nil {
		return err
	}
	for _, step := range []func() error{b.admitMarket, b.fillPool, b.setRules, b.write, b.numberAccounts} {
		if err := step(); err != nil {
			return err
		}
	}
	if genesis.AppState, err = json.Marshal(b.state); err != nil {
		return err
	}
	for _, m := range made.Members {
		if err := genesis.SaveAs(filepath.Join(m.Home, "config", "genesis.json")); err != nil {
			return err
		}
	}
	return nil
}

// numberAccounts gives each account a number of its own: those of the network were there before.
func (b *builder) numberAccounts() error {
	var failed error
	err := app.EditGenesis(b.state, b.chain.app.Codec(), authtypes.ModuleName, func(gs *authtypes.GenesisState) {
		accounts, err := authtypes.UnpackAccounts(gs.Accounts)
		for i := 0; err == nil && i < len(accounts); i++ {
			err = accounts[i].SetAccountNumber(uint64(i))
		}
		if err == nil {
			gs.Accounts, err = authtypes.PackAccounts(accounts)
		}
		failed = err
	})
	return errors.Join(err, failed)
}

// await waits until every node has finished a block.
func (n *network) await(ctx context.Context) error {
	limit := time.Now().Add(startPatience)
	for i, rpc := range n.rpcs {
		for {
			status, err := rpc.Status(ctx)
			if err == nil && status.SyncInfo.LatestBlockHeight > 0 {
				break
			}
			switch {
			case ctx.Err() != nil:
				return ctx.Err()
			case !n.nodes[i].Running():
				return fmt.Errorf("node %d has ended by itself: %w; last lines of its log:\n%s", i, n.nodes[i].Err(), n.nodes[i].Tail(failureLines))
			case time.Now().After(limit):
				return fmt.Errorf("node %d makes no block after %s: %w; last lines of its log:\n%s", i, startPatience, err, n.nodes[i].Tail(failureLines))
			}
			time.Sleep(lookEach)
		}
	}
	return nil
}

// close ends all nodes and removes their files.
func (n *network) close() (err error) {
	if n.query != nil {
		err = n.query.Close()
	}
	for _, node := range n.nodes {
		err = errors.Join(err, node.Stop())
	}
	if n.app != nil {
		err = errors.Join(err, n.app.Close())
	}
	return errors.Join(err, os.RemoveAll(n.dir))
}
