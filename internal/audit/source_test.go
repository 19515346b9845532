package audit_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/cosmos/cosmos-sdk/client"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	"github.com/agijobs/agijobs/app/testapp"
	"github.com/agijobs/agijobs/internal/audit"
)

// recorded is a test chain as a node would tell it: queries through the application's own query router, at their heights. Its
// answers can be falsified.
type recorded struct {
	grpc.ClientConnInterface
	chain *testapp.Chain
	// forge changes the typed events of a block; nil leaves one out.
	forge func(height int64, event proto.Message) proto.Message
	// header changes the hash of a header.
	header func(height int64, hash []byte)
	// noIndex and pruned are what a node may lack; pruned is the last height that it has forgotten.
	noIndex bool
	pruned  int64
}

func (r *recorded) Invoke(ctx context.Context, method string, request, reply any, _ ...grpc.CallOption) error {
	height, err := client.GetHeightFromMetadataStrict(ctx)
	if err != nil {
		return err
	}
	if height > 0 && height <= r.pruned {
		return status.Errorf(codes.Unknown, "failed to load state at height %d; version does not exist", height)
	}
	data, err := proto.Marshal(request.(proto.Message))
	if err != nil {
		return err
	}
	answer, err := r.chain.App.Query(ctx, &abci.RequestQuery{Path: method, Data: data, Height: height})
	switch {
	case err != nil:
		return err
	case answer.Code == sdkerrors.ErrKeyNotFound.ABCICode():
		return status.Error(codes.NotFound, answer.Log)
	case answer.Code != 0:
		return status.Error(codes.Unknown, answer.Log)
	}
	return proto.Unmarshal(answer.Value, reply.(proto.Message))
}

func (r *recorded) Latest(context.Context) (int64, error) { return r.chain.Height, nil }

func (r *recorded) Header(_ context.Context, height int64) (audit.Header, error) {
	if height < 1 || int(height) > len(r.chain.History) {
		return audit.Header{}, fmt.Errorf("no block %d", height)
	}
	hash := slices.Clone(testapp.HeaderHash(height))
	if r.header != nil {
		r.header(height, hash)
	}
	return audit.Header{ChainID: testapp.ChainID, Time: r.chain.History[height-1].Time, Hash: hash}, nil
}

func (r *recorded) Events(_ context.Context, height int64) ([]abci.Event, error) {
	response := r.chain.History[height-1].Response
	var all []abci.Event
	for _, tx := range response.TxResults {
		all = append(all, tx.Events...)
	}
	all = append(all, response.Events...)
	if r.forge == nil {
		return all, nil
	}
	var forged []abci.Event
	for _, e := range all {
		if !strings.HasPrefix(e.Type, "agijobs.validation") {
			forged = append(forged, e)
			continue
		}
		msg := r.forge(height, typed(r.chain.T, e))
		if msg == nil {
			continue
		}
		changed, err := sdk.TypedEventToEvent(msg)
		if err != nil {
			return nil, err
		}
		forged = append(forged, abci.Event(changed))
	}
	return forged, nil
}

// Search knows the blocks whose events name a job, as an index does. Forged events are not in it.
func (r *recorded) Search(_ context.Context, query string) ([]int64, error) {
	if r.noIndex {
		return nil, errors.New("block indexing is disabled")
	}
	kind, want, ok := strings.Cut(query, ".job_id=")
	if !ok {
		return nil, fmt.Errorf("unknown query %s", query)
	}
	var heights []int64
	for i, b := range r.chain.History {
		if slices.ContainsFunc(b.Response.Events, func(e abci.Event) bool {
			return e.Type == kind && "'"+attribute(e, "job_id")+"'" == want
		}) {
			heights = append(heights, int64(i+1))
		}
	}
	return heights, nil
}

func attribute(e abci.Event, key string) string {
	for _, a := range e.Attributes {
		if a.Key == key {
			return a.Value
		}
	}
	return ""
}

func typed(t testing.TB, e abci.Event) proto.Message {
	t.Helper()
	e.Attributes = slices.DeleteFunc(slices.Clone(e.Attributes), func(a abci.EventAttribute) bool {
		return a.Key == "mode" || a.Key == "msg_index"
	})
	msg, err := sdk.ParseTypedEvent(e)
	require.NoError(t, err)
	return msg
}
