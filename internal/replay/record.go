package replay

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	cmtdb "github.com/cometbft/cometbft-db"
	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/crypto"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	sm "github.com/cometbft/cometbft/state"
	"github.com/cometbft/cometbft/store"
	cmttypes "github.com/cometbft/cometbft/types"

	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"
)

// Recorder stores the blocks of a chain whose only validator it is, as CometBFT does, so that they can be replayed. Benchmarks and tests
// make chains with it without a network; nothing is timed or waited for.
type Recorder struct {
	follower *follower
	key      crypto.PrivKey
	blocks   *store.BlockStore
	states   sm.Store

	block *cmttypes.Block
	parts *cmttypes.PartSet
	// votes are those for the last block.
	votes *cmttypes.Commit
}

// Record begins a chain in a folder. initialised is what the application has answered about this genesis.
func Record(dir string, genesis *genutiltypes.AppGenesis, initialised *abci.ResponseInitChain, key crypto.PrivKey) (*Recorder, error) {
	config, data := filepath.Join(dir, "config"), filepath.Join(dir, "data")
	if err := errors.Join(os.MkdirAll(config, 0o700), os.MkdirAll(data, 0o700)); err != nil {
		return nil, err
	}
	if err := genesis.SaveAs(filepath.Join(config, "genesis.json")); err != nil {
		return nil, err
	}
	doc, err := genesis.ToGenesisDoc()
	if err != nil {
		return nil, err
	}
	r := &Recorder{key: key, votes: &cmttypes.Commit{}}
	if r.follower, err = fromGenesis(doc, initialised); err != nil {
		return nil, err
	}
	blocks, err := cmtdb.NewGoLevelDB("blockstore", data)
	if err != nil {
		return nil, err
	}
	states, err := cmtdb.NewGoLevelDB("state", data)
	if err != nil {
		return nil, errors.Join(err, blocks.Close())
	}
	r.blocks, r.states = store.NewBlockStore(blocks), sm.NewStore(states, sm.StoreOptions{})
	return r, r.states.Save(r.follower.State)
}

// Propose makes the next block and what CometBFT would ask the application about it.
func (r *Recorder) Propose(txs [][]byte) (*abci.RequestFinalizeBlock, error) {
	var err error
	r.block, err = r.follower.MakeBlock(r.follower.next(), cmttypes.ToTxs(txs), r.votes, nil, r.key.PubKey().Address())
	if err != nil {
		return nil, err
	}
	if r.parts, err = r.block.MakePartSet(cmttypes.BlockPartSizeBytes); err != nil {
		return nil, err
	}
	return r.follower.request(r.block), nil
}

// Executed stores the block that was proposed, with the application's answer and the vote for it. The vote's time is the next block's.
func (r *Recorder) Executed(res *abci.ResponseFinalizeBlock, next time.Time) error {
	id := cmttypes.BlockID{Hash: r.block.Hash(), PartSetHeader: r.parts.Header()}
	address := r.key.PubKey().Address()
	vote := &cmttypes.Vote{Type: cmtproto.PrecommitType, Height: r.block.Height, BlockID: id, Timestamp: next, ValidatorAddress: address}
	signature, err := r.key.Sign(cmttypes.VoteSignBytes(r.follower.ChainID, vote.ToProto()))
	if err != nil {
		return err
	}
	r.votes = &cmttypes.Commit{Height: r.block.Height, BlockID: id, Signatures: []cmttypes.CommitSig{{
		BlockIDFlag: cmttypes.BlockIDFlagCommit, ValidatorAddress: address, Timestamp: next, Signature: signature,
	}}}
	r.blocks.SaveBlock(r.block, r.parts, r.votes)
	if err := r.states.SaveFinalizeBlockResponse(r.block.Height, res); err != nil {
		return err
	}
	if err := r.follower.advance(id, &r.block.Header, res); err != nil {
		return err
	}
	return r.states.Save(r.follower.State)
}

// Close releases the databases.
func (r *Recorder) Close() error { return errors.Join(r.blocks.Close(), r.states.Close()) }
