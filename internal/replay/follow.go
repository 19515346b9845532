package replay

import (
	"bytes"
	"fmt"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/crypto/merkle"
	sm "github.com/cometbft/cometbft/state"
	cmttypes "github.com/cometbft/cometbft/types"
)

// follower knows what the next header must say, from genesis and what the application has answered, as CometBFT does. It takes
// nothing from what a node has stored of that.
type follower struct{ sm.State }

// fromGenesis is what holds before the first block.
func fromGenesis(genesis *cmttypes.GenesisDoc, res *abci.ResponseInitChain) (*follower, error) {
	state, err := sm.MakeGenesisState(genesis)
	if err != nil {
		return nil, err
	}
	if len(res.AppHash) > 0 {
		state.AppHash = res.AppHash
	}
	if len(res.Validators) > 0 {
		validators, err := cmttypes.PB2TM.ValidatorUpdates(res.Validators)
		if err != nil {
			return nil, err
		}
		state.Validators = cmttypes.NewValidatorSet(validators)
		state.NextValidators = cmttypes.NewValidatorSet(validators).CopyIncrementProposerPriority(1)
	}
	if res.ConsensusParams != nil {
		state.ConsensusParams = state.ConsensusParams.Update(res.ConsensusParams)
	}
	state.Version.Consensus.App = state.ConsensusParams.Version.App
	state.LastResultsHash = merkle.HashFromByteSlices(nil)
	return &follower{state}, nil
}

// fromStored is what holds after a block, by the node's own word. The header of the next block has hashes of all of it but
// the application's, which the caller has computed.
func fromStored(h *Home, height int64, appHash []byte) (*follower, error) {
	state, err := sm.MakeGenesisState(h.Genesis)
	if err != nil {
		return nil, err
	}
	meta, next := h.Blocks.LoadBlockMeta(height), h.Blocks.LoadBlockMeta(height+1)
	if meta == nil || next == nil {
		return nil, fmt.Errorf("the node has stored blocks %d to %d: going on after block %d needs it and the one after it", h.Blocks.Base(), h.Blocks.Height(), height)
	}
	state.LastBlockHeight, state.LastBlockID, state.LastBlockTime = height, meta.BlockID, meta.Header.Time
	state.LastResultsHash, state.AppHash = next.Header.LastResultsHash, appHash
	for _, set := range []struct {
		to     **cmttypes.ValidatorSet
		height int64
	}{{&state.LastValidators, height}, {&state.Validators, height + 1}, {&state.NextValidators, height + 2}} {
		if *set.to, err = h.States.LoadValidators(set.height); err != nil {
			return nil, err
		}
	}
	if !bytes.Equal(state.LastValidators.Hash(), meta.Header.ValidatorsHash) {
		return nil, fmt.Errorf("the stored validator set of block %d is not that of its header", height)
	}
	if state.ConsensusParams, err = h.States.LoadConsensusParams(height + 1); err != nil {
		return nil, err
	}
	state.Version.Consensus.App = state.ConsensusParams.Version.App
	return &follower{state}, nil
}

// outcome compares a header with what the block before it led to: these differences are that block's.
func (f *follower) outcome(header *cmttypes.Header) (list []Difference) {
	for _, c := range []struct {
		what, how       string
		chain, replayed []byte
	}{
		{"app hash", "the state after this block", header.AppHash, f.AppHash},
		{"results (last_results_hash)", "code, data and gas of its transactions", header.LastResultsHash, f.LastResultsHash},
		{"validators (validators_hash)", "who signs the next block", header.ValidatorsHash, f.Validators.Hash()},
		{"validator updates (next_validators_hash)", "who signs the block after the next", header.NextValidatorsHash, f.NextValidators.Hash()},
		{"consensus parameters (consensus_hash)", "the parameters of the next block", header.ConsensusHash, f.ConsensusParams.Hash()},
	} {
		if !bytes.Equal(c.chain, c.replayed) {
			list = append(list, differ(c.what, c.chain, c.replayed, c.how))
		}
	}
	return list
}

// follows checks that a block is the next one of this chain: these differences are its own.
func (f *follower) follows(block *cmttypes.Block) (list []Difference) {
	wrong := func(what, chain, expected string) {
		list = append(list, Difference{What: what, Chain: chain, Replayed: expected, How: "the header does not follow from the block before"})
	}
	if block.ChainID != f.ChainID {
		wrong("chain id", block.ChainID, f.ChainID)
	}
	if want := f.next(); block.Height != want {
		wrong("height", fmt.Sprint(block.Height), fmt.Sprint(want))
	}
	if block.Version != f.Version.Consensus {
		wrong("version", block.Version.String(), f.Version.Consensus.String())
	}
	if !block.LastBlockID.Equals(f.LastBlockID) {
		wrong("last block id", block.LastBlockID.String(), f.LastBlockID.String())
	}
	if !f.Validators.HasAddress(block.ProposerAddress) {
		wrong("proposer", block.ProposerAddress.String(), "one of the validators")
	}
	if want, err := f.timeOf(block); err != nil || !block.Time.Equal(want) {
		wrong("time", block.Time.String(), want.String())
	}
	return list
}

// next is the height of the next block.
func (f *follower) next() int64 {
	if f.LastBlockHeight == 0 {
		return f.InitialHeight
	}
	return f.LastBlockHeight + 1
}

// timeOf is the time that the votes for the block before give a block.
func (f *follower) timeOf(block *cmttypes.Block) (time.Time, error) {
	if block.Height == f.InitialHeight {
		return f.LastBlockTime, nil
	}
	return sm.MedianTime(block.LastCommit, f.LastValidators)
}

// request is what CometBFT asks the application about a block.
func (f *follower) request(block *cmttypes.Block) *abci.RequestFinalizeBlock {
	return &abci.RequestFinalizeBlock{
		Hash: block.Hash(), NextValidatorsHash: block.NextValidatorsHash, ProposerAddress: block.ProposerAddress,
		Height: block.Height, Time: block.Time, DecidedLastCommit: sm.BuildLastCommitInfo(block, f.LastValidators, f.InitialHeight),
		Misbehavior: block.Evidence.Evidence.ToABCI(), Txs: block.Txs.ToSliceOfBytes(),
	}
}

// advance takes the application's answer about a block.
func (f *follower) advance(id cmttypes.BlockID, header *cmttypes.Header, res *abci.ResponseFinalizeBlock) error {
	after := f.NextValidators.Copy()
	updates, err := cmttypes.PB2TM.ValidatorUpdates(res.ValidatorUpdates)
	if err != nil {
		return err
	}
	if len(updates) > 0 {
		if err := after.UpdateWithChangeSet(updates); err != nil {
			return fmt.Errorf("changing the validator set: %w", err)
		}
		f.LastHeightValidatorsChanged = header.Height + 2
	}
	after.IncrementProposerPriority(1)
	if res.ConsensusParamUpdates != nil {
		f.ConsensusParams = f.ConsensusParams.Update(res.ConsensusParamUpdates)
		if err := f.ConsensusParams.ValidateBasic(); err != nil {
			return fmt.Errorf("changing the consensus parameters: %w", err)
		}
		f.Version.Consensus.App = f.ConsensusParams.Version.App
		f.LastHeightConsensusParamsChanged = header.Height + 1
	}
	f.LastBlockHeight, f.LastBlockID, f.LastBlockTime = header.Height, id, header.Time
	f.LastValidators, f.Validators, f.NextValidators = f.Validators, f.NextValidators, after
	f.LastResultsHash, f.AppHash = sm.TxResultsHash(res.TxResults), res.AppHash
	return nil
}
