package testnet

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	cmtlog "github.com/cometbft/cometbft/libs/log"
	"github.com/cometbft/cometbft/mempool"
	"github.com/cometbft/cometbft/privval"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/proxy"
	sm "github.com/cometbft/cometbft/state"
	cmttypes "github.com/cometbft/cometbft/types"

	"github.com/cosmos/cosmos-sdk/server"

	"github.com/agijobs/agijobs/app"
)

// next is when the first block is: now, or just after the last one where this machine's clock is behind.
func (h *home) next() time.Time {
	now := time.Now().UTC()
	if first := h.state.LastBlockTime.Add(time.Millisecond); now.Before(first) {
		return first
	}
	return now
}

// found tells CometBFT of the new chain id and of its one validator, as state sync tells it of a chain that it joins in the middle.
func (h *home) found(signer *privval.FilePV) error {
	set := cmttypes.NewValidatorSet([]*cmttypes.Validator{cmttypes.NewValidator(signer.Key.PubKey, app.RehearsalPower)})
	h.state.ChainID = h.opts.ChainID
	h.state.LastValidators, h.state.Validators, h.state.NextValidators = set.Copy(), set.Copy(), set.Copy()
	h.state.LastHeightValidatorsChanged = h.state.LastBlockHeight + 1
	return h.states.Bootstrap(h.state)
}

// firstBlock makes, signs and stores the first block, and has the application execute it: an empty one, on top of the last block of the live chain,
// whose commit the new validator signs anew.
func (h *home) firstBlock(signer *privval.FilePV, at time.Time) (err error) {
	commit, err := sign(signer, h.state.ChainID, h.state.LastBlockHeight, h.state.LastBlockID, at)
	if err != nil {
		return err
	}
	if err := h.blocks.SaveSeenCommit(h.state.LastBlockHeight, commit); err != nil {
		return err
	}
	block, err := h.state.MakeBlock(h.state.LastBlockHeight+1, nil, commit, nil, signer.Key.Address)
	if err != nil {
		return err
	}
	parts, err := block.MakePartSet(cmttypes.BlockPartSizeBytes)
	if err != nil {
		return err
	}
	id := cmttypes.BlockID{Hash: block.Hash(), PartSetHeader: parts.Header()}
	seen, err := sign(signer, h.state.ChainID, block.Height, id, at.Add(time.Millisecond))
	if err != nil {
		return err
	}
	h.blocks.SaveBlock(block, parts, seen)
	return h.execute(block, id)
}

// execute runs the block by CometBFT's own executor.
func (h *home) execute(block *cmttypes.Block, id cmttypes.BlockID) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("block %d: %v", block.Height, r)
		}
	}()
	conns := proxy.NewAppConns(proxy.NewLocalClientCreator(server.NewCometABCIWrapper(h.chain)), proxy.NopMetrics())
	if err := conns.Start(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conns.Stop()) }()
	executor := sm.NewBlockExecutor(h.states, cmtlog.NewNopLogger(), conns.Consensus(), &mempool.NopMempool{}, sm.EmptyEvidencePool{}, h.blocks)
	set := h.state.NextValidators.Hash()
	if h.state, err = executor.ApplyBlock(h.state, id, block); err != nil {
		return err
	}
	if !bytes.Equal(set, h.state.NextValidators.Hash()) {
		return errors.New("the application has changed the validators, which CometBFT had been told already")
	}
	return nil
}

// sign commits a block with the one signature that it needs.
func sign(signer *privval.FilePV, chainID string, height int64, id cmttypes.BlockID, at time.Time) (*cmttypes.Commit, error) {
	vote := (&cmttypes.Vote{
		Type: cmtproto.PrecommitType, Height: height, BlockID: id, Timestamp: at, ValidatorAddress: signer.Key.Address,
	}).ToProto()
	if err := signer.SignVote(chainID, vote); err != nil {
		return nil, err
	}
	return &cmttypes.Commit{Height: height, BlockID: id, Signatures: []cmttypes.CommitSig{{
		BlockIDFlag: cmttypes.BlockIDFlagCommit, ValidatorAddress: signer.Key.Address, Timestamp: vote.Timestamp, Signature: vote.Signature,
	}}}, nil
}
