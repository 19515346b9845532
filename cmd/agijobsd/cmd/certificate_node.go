package cmd

import (
	"context"
	"errors"
	"fmt"

	abci "github.com/cometbft/cometbft/abci/types"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"

	"github.com/agijobs/agijobs/x/certificates/proof"
)

// validatorsPerPage is the most that a node gives at once.
const validatorsPerPage = 100

// provingNode is a node that proves what it says, by its RPC port.
type provingNode struct {
	clientCtx client.Context
	rpc       client.CometRPC
}

var _ proof.Chain = provingNode{}

// certificateNode is the node of a command, and the height that it names.
func certificateNode(cmd *cobra.Command) (provingNode, int64, error) {
	clientCtx, err := client.GetClientQueryContext(cmd)
	if err != nil {
		return provingNode{}, 0, err
	}
	height := clientCtx.Height
	rpc, err := clientCtx.GetNode()
	return provingNode{clientCtx: clientCtx.WithHeight(0), rpc: rpc}, height, err
}

func (n provingNode) Latest(ctx context.Context) (int64, error) {
	status, err := n.rpc.Status(ctx)
	if err != nil {
		return 0, fmt.Errorf("no answer from the node %s: %w", n.clientCtx.NodeURI, err)
	}
	return status.SyncInfo.LatestBlockHeight, nil
}

func (n provingNode) Store(_ context.Context, store string, key []byte, height int64) (proof.Answer, error) {
	answer, err := n.clientCtx.QueryABCI(abci.RequestQuery{Path: "/store/" + store + "/key", Data: key, Height: height, Prove: true})
	if err != nil {
		return proof.Answer{}, err
	}
	return proof.Answer{Value: answer.Value, Ops: answer.ProofOps}, nil
}

func (n provingNode) Header(ctx context.Context, height int64) (*cmttypes.SignedHeader, error) {
	answer, err := n.rpc.Commit(ctx, &height)
	if err != nil {
		return nil, err
	}
	if answer.Header == nil || answer.Commit == nil {
		return nil, errors.New("the node has answered without a header")
	}
	return &answer.SignedHeader, nil
}

func (n provingNode) Validators(ctx context.Context, height int64) (*cmttypes.ValidatorSet, error) {
	var members []*cmttypes.Validator
	for page, size := 1, validatorsPerPage; ; page++ {
		answer, err := n.rpc.Validators(ctx, &height, &page, &size)
		if err != nil {
			return nil, err
		}
		members = append(members, answer.Validators...)
		if len(answer.Validators) == 0 || len(members) >= answer.Total {
			return cmttypes.ValidatorSetFromExistingValidators(members)
		}
	}
}
