package proof_test

import (
	"bytes"
	"context"
	"os"
	"slices"
	"testing"
	"time"

	cmted25519 "github.com/cometbft/cometbft/crypto/ed25519"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	cmtversion "github.com/cometbft/cometbft/proto/tendermint/version"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/cometbft/cometbft/version"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"
	"cosmossdk.io/math"

	nftkeeper "github.com/cosmos/cosmos-sdk/contrib/x/nft/keeper"
	"github.com/cosmos/cosmos-sdk/store/v2/rootmulti"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/certificates/proof"
	"github.com/agijobs/agijobs/x/certificates/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

const (
	chainID = "agijobs-proof-1"
	job     = uint64(18_420_003_000)
	other   = uint64(18_420_003_001)
)

var genesis = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)

func TestMain(m *testing.M) {
	sdk.GetConfig().SetBech32PrefixForAccount("agi", "agipub")
	os.Exit(m.Run())
}

func addr(n byte) sdk.AccAddress { return bytes.Repeat([]byte{n}, 20) }

func certificate(id uint64) types.Certificate {
	return types.Certificate{
		JobId: id, ChainId: chainID, Title: "Sum a table", Category: "data", Employer: addr(1).String(), Agent: addr(2).String(),
		Spec:   jobstypes.Document{Uri: "https://data.example/spec", Sha256: bytes.Repeat([]byte{1}, 32)},
		Result: jobstypes.Document{Uri: "https://data.example/result", Sha256: bytes.Repeat([]byte{2}, 32)},
		Payout: math.NewInt(77), CompletedAt: genesis,
	}
}

// operator signs blocks.
type operator struct {
	key   cmted25519.PrivKey
	power int64
}

func newOperator(name string, power int64) operator {
	return operator{cmted25519.GenPrivKeyFromSecret([]byte("operator " + name)), power}
}

func four() []operator {
	return []operator{newOperator("a", 10), newOperator("b", 10), newOperator("c", 10), newOperator("d", 10)}
}

// chain is a chain without blocks' contents: its state is real, and so are headers and signatures.
type chain struct {
	t      testing.TB
	id     string
	state  *rootmulti.Store
	keys   map[string]storetypes.StoreKey
	blocks []*cmttypes.SignedHeader
	sets   []*cmttypes.ValidatorSet
	// next operators sign the block after the next.
	operators, next []operator
	// silent do not sign.
	silent func(i int) bool
	// delay of every block, in minutes.
	delay int64
}

func newChain(t testing.TB, operators ...operator) *chain {
	c := &chain{t: t, id: chainID, operators: operators, next: operators, keys: map[string]storetypes.StoreKey{}}
	c.state = rootmulti.NewStore(dbm.NewMemDB(), log.NewNopLogger())
	for _, name := range []string{"acc", "bank", types.StoreKey, nftkeeper.StoreKey, "staking"} {
		c.keys[name] = storetypes.NewKVStoreKey(name)
		c.state.MountStoreWithDB(c.keys[name], storetypes.StoreTypeIAVL, nil)
	}
	require.NoError(t, c.state.LoadLatestVersion())
	for i := range 5 {
		c.set("bank", []byte{byte(i)}, []byte{1})
	}
	return c
}

func (c *chain) set(store string, key, value []byte) {
	c.state.GetKVStore(c.keys[store]).Set(key, value)
}

func nftKey(prefix []byte, id uint64) []byte {
	return slices.Concat(prefix, []byte(types.ClassID), []byte{0}, []byte(types.TokenID(id)))
}

// mint puts a certificate into the state, at the place of an id.
func (c *chain) mint(at uint64, cert types.Certificate) {
	c.t.Helper()
	token, err := cert.Token()
	require.NoError(c.t, err)
	value, err := token.Marshal()
	require.NoError(c.t, err)
	c.set(nftkeeper.StoreKey, nftKey(nftkeeper.NFTKey, at), value)
	c.set(nftkeeper.StoreKey, nftKey(nftkeeper.OwnerKey, at), addr(3))
}

func (c *chain) revoke(id uint64, reason string) {
	c.t.Helper()
	value, err := (&types.Revocation{JobId: id, Reason: reason, RevokedHeight: 3}).Marshal()
	require.NoError(c.t, err)
	c.set(types.StoreKey, revocationAt(id), value)
}

func setOf(operators []operator) *cmttypes.ValidatorSet {
	var members []*cmttypes.Validator
	for _, o := range operators {
		members = append(members, cmttypes.NewValidator(o.key.PubKey(), o.power))
	}
	return cmttypes.NewValidatorSet(members)
}

func hash(text string) []byte { return bytes.Repeat([]byte(text[:1]), 32) }

// commit ends blocks: the state of each has its root in the next one's header.
func (c *chain) commit(blocks int) {
	c.t.Helper()
	for range blocks {
		root := c.state.LastCommitID().Hash
		c.state.Commit()
		c.sign(root)
	}
}

func (c *chain) sign(root []byte) {
	c.t.Helper()
	height := int64(len(c.blocks) + 1)
	set := setOf(c.operators)
	h := &cmttypes.Header{
		Version: cmtversion.Consensus{Block: version.BlockProtocol, App: 1}, ChainID: c.id, Height: height,
		Time: genesis.Add(time.Duration(height+c.delay) * time.Minute), LastCommitHash: hash("c"), DataHash: hash("d"),
		ValidatorsHash: set.Hash(), NextValidatorsHash: setOf(c.next).Hash(), ConsensusHash: hash("p"), AppHash: root,
		LastResultsHash: hash("r"), EvidenceHash: hash("e"), ProposerAddress: set.Validators[0].Address,
	}
	if height > 1 {
		h.LastBlockID = c.blocks[height-2].Commit.BlockID
	}
	id := cmttypes.BlockID{Hash: h.Hash(), PartSetHeader: cmttypes.PartSetHeader{Total: 1, Hash: hash("b")}}
	c.blocks = append(c.blocks, &cmttypes.SignedHeader{Header: h, Commit: signatures(c, set, height, id)})
	c.sets = append(c.sets, set)
	c.operators = c.next
}

func signatures(c *chain, set *cmttypes.ValidatorSet, height int64, id cmttypes.BlockID) *cmttypes.Commit {
	commit := &cmttypes.Commit{Height: height, BlockID: id}
	for i, v := range set.Validators {
		if c.silent != nil && c.silent(i) {
			commit.Signatures = append(commit.Signatures, cmttypes.NewCommitSigAbsent())
			continue
		}
		at := genesis.Add(time.Duration(height)*time.Minute + time.Duration(i)*time.Millisecond)
		vote := &cmttypes.Vote{
			Type: cmtproto.PrecommitType, Height: height, BlockID: id, Timestamp: at, ValidatorAddress: v.Address, ValidatorIndex: int32(i),
		}
		for _, o := range c.operators {
			if o.key.PubKey().Equals(v.PubKey) {
				signature, err := o.key.Sign(cmttypes.VoteSignBytes(c.id, vote.ToProto()))
				require.NoError(c.t, err)
				vote.Signature = signature
			}
		}
		commit.Signatures = append(commit.Signatures, vote.CommitSig())
	}
	return commit
}

func (c *chain) Latest(context.Context) (int64, error) { return int64(len(c.blocks)), nil }

func (c *chain) Store(_ context.Context, store string, key []byte, height int64) (proof.Answer, error) {
	answer, err := c.state.Query(&storetypes.RequestQuery{Path: "/" + store + "/key", Data: key, Height: height, Prove: true})
	if err != nil {
		return proof.Answer{}, err
	}
	return proof.Answer{Value: answer.Value, Ops: answer.ProofOps}, nil
}

func (c *chain) Header(_ context.Context, height int64) (*cmttypes.SignedHeader, error) {
	return c.blocks[height-1], nil
}

func (c *chain) Validators(_ context.Context, height int64) (*cmttypes.ValidatorSet, error) {
	return c.sets[height-1], nil
}

// prove makes a proof by the file's own bytes.
func (c *chain) prove(height int64) proof.Proof {
	c.t.Helper()
	p, err := proof.Make(context.Background(), c, job, height)
	require.NoError(c.t, err)
	bz, err := p.Encode()
	require.NoError(c.t, err)
	read, err := proof.Decode(bz)
	require.NoError(c.t, err)
	return read
}

func (c *chain) trust(height int64) proof.Trust {
	c.t.Helper()
	made, err := proof.MakeTrust(context.Background(), c, height)
	require.NoError(c.t, err)
	bz, err := made.Encode()
	require.NoError(c.t, err)
	read, err := proof.DecodeTrust(bz)
	require.NoError(c.t, err)
	return read
}

// options are those of a verifier an hour after genesis.
func options() proof.Options {
	return proof.Options{TrustingPeriod: proof.DefaultTrustingPeriod, Now: genesis.Add(time.Hour)}
}

// simple is a chain with one certificate among others, six blocks old.
func simple(t testing.TB) *chain {
	c := newChain(t, four()...)
	c.commit(1)
	for _, id := range []uint64{job - 1, job, other} {
		c.mint(id, certificate(id))
	}
	c.commit(5)
	return c
}
