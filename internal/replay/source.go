package replay

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	abci "github.com/cometbft/cometbft/abci/types"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/client/flags"
	sdkcodec "github.com/cosmos/cosmos-sdk/codec"
	simtestutil "github.com/cosmos/cosmos-sdk/testutil/sims"
	grpctypes "github.com/cosmos/cosmos-sdk/types/grpc"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/internal/audit"
)

// Source answers audits from the files of a stopped node.
type Source struct {
	home *Home
	app  *app.App
}

var _ audit.Blocks = (*Source)(nil)

// ErrNoState says that a home has no state of a height.
var ErrNoState = errors.New("application.db has no state of this block")

// open runs the application on the node's own database, as of a height (0: the last), for reading. The database must outlive it.
func (h *Home) open(height int64) (*app.App, error) {
	if h.App == nil {
		return nil, fmt.Errorf("%s has no data/application.db", h.Dir)
	}
	a := app.New(log.NewNopLogger(), h.App, false, simtestutil.AppOptionsMap{flags.FlagHome: h.Dir}, baseapp.SetChainID(h.Genesis.ChainID),
		// With the index of latest values a home that has none would get one: this only reads, and what the hashes cover.
		baseapp.SetIAVLDisableFastNode(true))
	load := func() error { return a.LoadLatestVersion() }
	if height > 0 {
		load = func() error { return a.LoadVersion(height) }
	}
	if err := load(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoState, err)
	}
	return a, nil
}

// Source opens the node's state for questions.
func (h *Home) Source() (*Source, error) {
	a, err := h.open(0)
	return &Source{home: h, app: a}, err
}

// Invoke implements grpc.ClientConnInterface: a query of the application.
func (s *Source) Invoke(ctx context.Context, method string, request, reply any, _ ...grpc.CallOption) error {
	codec := sdkcodec.NewProtoCodec(s.app.InterfaceRegistry()).GRPCCodec()
	data, err := codec.Marshal(request)
	if err != nil {
		return err
	}
	query := &abci.RequestQuery{Path: method, Data: data}
	if asked, ok := metadata.FromOutgoingContext(ctx); ok {
		if at := asked.Get(grpctypes.GRPCBlockHeightHeader); len(at) > 0 {
			if query.Height, err = strconv.ParseInt(at[0], 10, 64); err != nil {
				return err
			}
		}
	}
	res, err := s.app.Query(ctx, query)
	if err != nil {
		return err
	}
	if res.Code != 0 {
		return errors.New(res.Log)
	}
	return codec.Unmarshal(res.Value, reply)
}

// NewStream implements grpc.ClientConnInterface; no audit needs it.
func (s *Source) NewStream(context.Context, *grpc.StreamDesc, string, ...grpc.CallOption) (grpc.ClientStream, error) {
	return nil, errors.New("a stopped node has no streams")
}

// Latest implements audit.Source.
func (s *Source) Latest(context.Context) (int64, error) { return s.app.LastBlockHeight(), nil }

// Header implements audit.Source.
func (s *Source) Header(_ context.Context, height int64) (audit.Header, error) {
	meta := s.home.Blocks.LoadBlockMeta(height)
	if meta == nil {
		return audit.Header{}, fmt.Errorf("block %d: %w", height, audit.ErrPruned)
	}
	return audit.Header{ChainID: meta.Header.ChainID, Time: meta.Header.Time.UTC(), Hash: meta.Header.Hash()}, nil
}

// Emitted implements audit.Blocks.
func (s *Source) Emitted(_ context.Context, height int64) ([]audit.Emitted, error) {
	res, err := s.home.States.LoadFinalizeBlockResponse(height)
	if err != nil {
		return nil, fmt.Errorf("events of block %d: %w", height, err)
	}
	block := s.home.load(height).block
	if block == nil || len(block.Txs) != len(res.TxResults) {
		return nil, fmt.Errorf("block %d: %w", height, audit.ErrPruned)
	}
	var list []audit.Emitted
	for i, tx := range res.TxResults {
		list = append(list, audit.Emitted{Tx: text(block.Txs[i].Hash()), Events: tx.Events})
	}
	return append(list, audit.Emitted{Events: res.Events}), nil
}

// Events implements audit.Source.
func (s *Source) Events(ctx context.Context, height int64) ([]abci.Event, error) {
	list, err := s.Emitted(ctx, height)
	var all []abci.Event
	for _, e := range list {
		all = append(all, e.Events...)
	}
	return all, err
}

// Search implements audit.Source: the index of a stopped node is not read.
func (s *Source) Search(context.Context, string) ([]int64, error) {
	return nil, errors.New("a stopped node's index is not read")
}
