package validation_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/cometbft/cometbft/crypto/ed25519"
	cmtstateproto "github.com/cometbft/cometbft/proto/tendermint/state"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	cmtversion "github.com/cometbft/cometbft/proto/tendermint/version"
	cmtstate "github.com/cometbft/cometbft/state"
	cmttypes "github.com/cometbft/cometbft/types"
	cmtversions "github.com/cometbft/cometbft/version"
	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/x/validation/types"
)

// quietChain is a chain of four nodes after its first block, to which nobody else sends anything.
type quietChain struct {
	state cmtstate.State
	keys  []ed25519.PrivKey
	votes []cmttypes.CommitSig
}

func newQuietChain(t testing.TB) *quietChain {
	t.Helper()
	c := &quietChain{}
	var validators []*cmttypes.Validator
	byAddress := map[string]ed25519.PrivKey{}
	for i := range 4 {
		key := ed25519.GenPrivKeyFromSecret([]byte{byte(i)})
		byAddress[key.PubKey().Address().String()] = key
		validators = append(validators, cmttypes.NewValidator(key.PubKey(), 1))
	}
	set := cmttypes.NewValidatorSet(validators)
	now := time.Unix(1_800_000_000, 0).UTC()
	c.state = cmtstate.State{
		Version: cmtstateproto.Version{Consensus: cmtversion.Consensus{Block: cmtversions.BlockProtocol}},
		ChainID: "agijobs-1", InitialHeight: 1, LastBlockHeight: 1, LastBlockTime: now,
		LastBlockID: cmttypes.BlockID{Hash: make([]byte, 32), PartSetHeader: cmttypes.PartSetHeader{Total: 1, Hash: make([]byte, 32)}},
		Validators:  set, NextValidators: set, LastValidators: set,
		ConsensusParams: *cmttypes.DefaultConsensusParams(),
		AppHash:         make([]byte, 32), LastResultsHash: make([]byte, 32),
	}
	c.state.LastBlockID.Hash[0] = 1
	for i, v := range set.Validators {
		c.keys = append(c.keys, byAddress[v.Address.String()])
		c.votes = append(c.votes, cmttypes.CommitSig{})
		c.vote(t, i, now.Add(time.Second+time.Duration(i)*time.Millisecond))
	}
	return c
}

// vote signs node i's precommit for the first block, with a time of its choice.
func (c *quietChain) vote(t testing.TB, i int, at time.Time) {
	t.Helper()
	vote := cmttypes.Vote{
		Type: cmtproto.PrecommitType, Height: 1, BlockID: c.state.LastBlockID, Timestamp: at,
		ValidatorAddress: c.keys[i].PubKey().Address(), ValidatorIndex: int32(i),
	}
	signature, err := c.keys[i].Sign(cmttypes.VoteSignBytes(c.state.ChainID, vote.ToProto()))
	require.NoError(t, err)
	vote.Signature = signature
	c.votes[i] = vote.CommitSig()
}

// next is the second block as its proposer, the first node, makes it of the votes and transactions that it has.
func (c *quietChain) next(t testing.TB, txs ...cmttypes.Tx) *cmttypes.Block {
	t.Helper()
	commit := &cmttypes.Commit{Height: 1, BlockID: c.state.LastBlockID, Signatures: c.votes}
	block, err := c.state.MakeBlock(2, txs, commit, nil, c.state.Validators.Validators[0].Address)
	require.NoError(t, err)
	return block
}

func (c *quietChain) seed(t testing.TB, txs ...cmttypes.Tx) [32]byte {
	t.Helper()
	previous := types.NextBeacon(nil, c.state.LastBlockID.Hash)
	return types.DrawSeed(c.state.ChainID, 1, 0, 0, previous, types.NextBeacon(previous, c.next(t, txs...).Hash()))
}

// ADR 0008: a header holds nothing that only its proposer knows. Whoever votes last, or sends the last transaction, can
// compute the next header beforehand, and so choose it: here the fourth node tries times of its vote for block 1 until the
// draw of block 2, which the first node proposes, begins as it likes.
func TestTheLastVoteChoosesTheNextDraw(t *testing.T) {
	c := newQuietChain(t)
	last := c.votes[3].Timestamp
	tries := 0
	for c.seed(t)[0] >= 16 { // one seed of sixteen
		tries++
		require.Less(t, tries, 500)
		c.vote(t, 3, last.Add(time.Duration(tries)))
	}
	require.NotZero(t, tries)
	require.NoError(t, c.state.ValidateBlock(c.next(t)))
	// The block's time is the median of the votes: trying left it where it was.
	require.Equal(t, c.votes[1].Timestamp, c.next(t).Time)
}

// The same by somebody without a node's key, who sends the last transaction before the block is built.
func TestTheLastTransactionChoosesTheNextDraw(t *testing.T) {
	c := newQuietChain(t)
	tx, tries := cmttypes.Tx("0"), 0
	for c.seed(t, tx)[0] >= 16 {
		tries++
		require.Less(t, tries, 500)
		tx = fmt.Appendf(nil, "%d", tries)
	}
	require.NotZero(t, tries)
	require.NoError(t, c.state.ValidateBlock(c.next(t, tx)))
}

// BenchmarkVariantsOfABlock is what one try costs: a proposer's, from the header's data hash on, and a voter's, who signs.
func BenchmarkVariantsOfABlock(b *testing.B) {
	c := newQuietChain(b)
	b.Run("proposer", func(b *testing.B) {
		header := c.next(b).Header
		previous := types.NextBeacon(nil, c.state.LastBlockID.Hash)
		for i := range b.N {
			header.DataHash = fmt.Appendf(nil, "%032d", i)
			types.DrawSeed(c.state.ChainID, 1, 0, 0, previous, types.NextBeacon(previous, header.Hash()))
		}
	})
	b.Run("voter", func(b *testing.B) {
		last := c.votes[3].Timestamp
		for i := range b.N {
			c.vote(b, 3, last.Add(time.Duration(i)))
			c.seed(b)
		}
	})
}
