// Package audit recomputes what the chain did from what a node has stored, and says for each step what was compared with what.
package audit

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	coretypes "github.com/cometbft/cometbft/rpc/core/types"
	cmttypes "github.com/cometbft/cometbft/types"
	"google.golang.org/grpc"

	"github.com/cosmos/cosmos-sdk/client/grpc/cmtservice"
	nodeservice "github.com/cosmos/cosmos-sdk/client/grpc/node"
)

// ErrPruned says that the node has forgotten what an audit needs.
var ErrPruned = errors.New("the node has pruned it: ask an archive node (pruning = \"nothing\", min-retain-blocks = 0)")

// Header is what an audit needs of a block's header. Hash is computed from the header, not taken from the node's word.
type Header struct {
	ChainID string
	Time    time.Time
	Hash    []byte
}

// Source is the chain as one node tells it. Nothing that it answers is proved: an audit shows that what the node has stored fits
// together.
type Source interface {
	// ClientConnInterface answers queries; a context of client.AtHeight reads the state after that block.
	grpc.ClientConnInterface
	// Latest is the last height whose state can be read.
	Latest(ctx context.Context) (int64, error)
	Header(ctx context.Context, height int64) (Header, error)
	// Events of a block in the order in which they were emitted: transactions first, then those of the block itself.
	Events(ctx context.Context, height int64) ([]abci.Event, error)
	// Search returns the heights of the blocks with an event, in order, by the node's index. A node may have none.
	Search(ctx context.Context, query string) ([]int64, error)
}

// Finder is what a Node needs of an RPC client, for searches only.
type Finder interface {
	TxSearch(ctx context.Context, query string, prove bool, page, perPage *int, orderBy string) (*coretypes.ResultTxSearch, error)
	BlockSearch(ctx context.Context, query string, page, perPage *int, orderBy string) (*coretypes.ResultBlockSearch, error)
}

// Node is a Source over a node's gRPC services, directly or through its RPC port.
type Node struct {
	grpc.ClientConnInterface
	Finder Finder
}

// Latest implements Source.
func (n Node) Latest(ctx context.Context) (int64, error) {
	status, err := nodeservice.NewServiceClient(n).Status(ctx, &nodeservice.StatusRequest{})
	if err != nil {
		return 0, fmt.Errorf("no answer from the node: %w", err)
	}
	return int64(status.Height), nil // #nosec G115 -- a height
}

// Header implements Source.
func (n Node) Header(ctx context.Context, height int64) (Header, error) {
	got, err := cmtservice.NewServiceClient(n).GetBlockByHeight(ctx, &cmtservice.GetBlockByHeightRequest{Height: height})
	if err != nil {
		return Header{}, stored(fmt.Sprintf("block %d", height), err)
	}
	//nolint:staticcheck // the other form of the block holds an address as text, and no hash can be computed from it
	h, err := cmttypes.HeaderFromProto(&got.Block.Header)
	if err != nil {
		return Header{}, fmt.Errorf("header of block %d: %w", height, err)
	}
	return Header{ChainID: h.ChainID, Time: h.Time.UTC(), Hash: h.Hash()}, nil
}

// Events implements Source.
func (n Node) Events(ctx context.Context, height int64) ([]abci.Event, error) {
	got, err := cmtservice.NewServiceClient(n).GetBlockResults(ctx, &cmtservice.GetBlockResultsRequest{Height: height})
	if err != nil {
		return nil, stored(fmt.Sprintf("events of block %d", height), err)
	}
	var all []abci.Event
	for _, tx := range got.TxsResults {
		all = append(all, tx.Events...)
	}
	for _, e := range got.FinalizeBlockEvents {
		all = append(all, *e)
	}
	return all, nil
}

// searchPage is the most that a node gives at once.
const searchPage = 100

// Search implements Source.
func (n Node) Search(ctx context.Context, query string) ([]int64, error) {
	var heights []int64
	for page := 1; ; page++ {
		size := searchPage
		got, err := n.Finder.BlockSearch(ctx, query, &page, &size, "asc")
		if err != nil {
			return nil, err
		}
		for _, b := range got.Blocks {
			heights = append(heights, b.Block.Height)
		}
		if len(heights) >= got.TotalCount || len(got.Blocks) == 0 {
			return heights, nil
		}
	}
}

// SearchTxs returns the heights of the transactions with an event, in order, by the node's index.
func (n Node) SearchTxs(ctx context.Context, query string) ([]int64, error) {
	var heights []int64
	for page := 1; ; page++ {
		size := searchPage
		got, err := n.Finder.TxSearch(ctx, query, false, &page, &size, "asc")
		if err != nil {
			return nil, err
		}
		for _, tx := range got.Txs {
			heights = append(heights, tx.Height)
		}
		if len(heights) >= got.TotalCount || len(got.Txs) == 0 {
			return heights, nil
		}
	}
}

// forgotten are what the SDK and CometBFT say of heights that they no longer have.
var forgotten = []string{
	"failed to load state at height", "is not available, lowest height", "could not find results for height",
	"node is not persisting",
}

// stored explains an error about something that a node may have thrown away.
func stored(what string, err error) error {
	for _, text := range forgotten {
		if strings.Contains(err.Error(), text) {
			return fmt.Errorf("%s: %w", what, ErrPruned)
		}
	}
	return fmt.Errorf("%s: %w", what, err)
}
