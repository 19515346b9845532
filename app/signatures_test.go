package app_test

import (
	"crypto/sha256"
	"fmt"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	clienttx "github.com/cosmos/cosmos-sdk/client/tx"
	"github.com/cosmos/cosmos-sdk/crypto/keys/mldsa65"
	kmultisig "github.com/cosmos/cosmos-sdk/crypto/keys/multisig"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	"github.com/cosmos/cosmos-sdk/crypto/types/multisig"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/sigcache"
	"github.com/agijobs/agijobs/app/testapp"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

const (
	byOne    = signing.SignMode_SIGN_MODE_DIRECT
	byLedger = signing.SignMode_SIGN_MODE_LEGACY_AMINO_JSON
)

// draft is a transaction that may be signed wrongly.
type draft struct {
	from     testapp.Actor
	chain    string
	mode     signing.SignMode
	number   uint64 // added to the right ones
	sequence uint64
	gas      uint64
	spoil    bool
	// asBoard signs as a key of several would, whose account has one.
	asBoard bool
}

// signers is a chain with people who sign in all ways.
type signers struct {
	*testapp.Chain
	people []testapp.Actor
	post   testapp.Actor // its key is ML-DSA-65
	board  testapp.Actor // two of three
	key    *kmultisig.LegacyAminoPubKey
}

func genesisOfSigners(s *signers) func(app.GenesisState, *testapp.Chain) {
	return func(state app.GenesisState, c *testapp.Chain) {
		for _, a := range append(append([]testapp.Actor{}, s.people...), s.post, s.board) {
			c.Admit(state, a, testapp.AGI(1_000), identitytypes.Participant{Roles: []identitytypes.Role{identitytypes.ROLE_EMPLOYER}})
		}
	}
}

func newSigners(t *testing.T) *signers {
	t.Helper()
	s := &signers{}
	for i := range 12 {
		s.people = append(s.people, testapp.NewActor(fmt.Sprintf("signer%d", i)))
	}
	seed := sha256.Sum256([]byte("post"))
	key, err := mldsa65.GenPrivKeyFromSeed(seed[:])
	require.NoError(t, err)
	s.post = testapp.Actor{Name: "post", Key: &key, Addr: sdk.AccAddress(key.PubKey().Address())}
	var keys []cryptotypes.PubKey
	for _, a := range s.people[:3] {
		keys = append(keys, a.Key.PubKey())
	}
	s.key = kmultisig.NewLegacyAminoPubKey(2, keys)
	s.board = testapp.Actor{Name: "board", Addr: sdk.AccAddress(s.key.Address())}
	s.Chain = testapp.New(t, testapp.Options{Genesis: genesisOfSigners(s)})
	return s
}

func (s *signers) send(from testapp.Actor) sdk.Msg {
	coins := sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 1))
	return &banktypes.MsgSend{FromAddress: from.String(), ToAddress: s.people[11].String(), Amount: coins}
}

func (s *signers) forge(d draft) []byte {
	s.T.Helper()
	if d.chain == "" {
		d.chain = testapp.ChainID
	}
	if d.gas == 0 {
		d.gas = testapp.Gas
	}
	config := s.App.TxConfig()
	b := config.NewTxBuilder()
	require.NoError(s.T, b.SetMsgs(s.send(d.from)))
	b.SetGasLimit(d.gas)
	b.SetFeeAmount(sdk.NewCoins(sdk.NewCoin(testapp.Denom, testapp.Fee)))
	acc := s.App.Account.GetAccount(s.Ctx(), d.from.Addr)
	data := authsigning.SignerData{
		ChainID: d.chain, AccountNumber: acc.GetAccountNumber() + d.number, Sequence: acc.GetSequence() + d.sequence,
		Address: d.from.String(), PubKey: d.from.Key.PubKey(),
	}
	require.NoError(s.T, b.SetSignatures(signing.SignatureV2{
		PubKey: d.from.Key.PubKey(), Data: &signing.SingleSignatureData{SignMode: d.mode}, Sequence: data.Sequence,
	}))
	sig, err := clienttx.SignWithPrivKey(s.Ctx(), d.mode, data, b, d.from.Key, config, data.Sequence)
	require.NoError(s.T, err)
	one := sig.Data.(*signing.SingleSignatureData)
	if d.spoil {
		one.Signature[9] ^= 1
	}
	if d.asBoard {
		joint := multisig.NewMultisig(1)
		multisig.AddSignature(joint, one, 0)
		sig.Data = joint
	}
	require.NoError(s.T, b.SetSignatures(sig))
	raw, err := config.TxEncoder()(b.GetTx())
	require.NoError(s.T, err)
	return raw
}

// jointly is a transaction of the board, signed by some of its members.
func (s *signers) jointly(spoil bool, sequence uint64, who ...int) []byte {
	s.T.Helper()
	config := s.App.TxConfig()
	b := config.NewTxBuilder()
	require.NoError(s.T, b.SetMsgs(s.send(s.board)))
	b.SetGasLimit(testapp.Gas)
	b.SetFeeAmount(sdk.NewCoins(sdk.NewCoin(testapp.Denom, testapp.Fee)))
	acc := s.App.Account.GetAccount(s.Ctx(), s.board.Addr)
	data := authsigning.SignerData{
		ChainID: testapp.ChainID, AccountNumber: acc.GetAccountNumber(), Sequence: acc.GetSequence() + sequence,
		Address: s.board.String(), PubKey: s.key,
	}
	joint := multisig.NewMultisig(3)
	for _, i := range who {
		sig, err := clienttx.SignWithPrivKey(s.Ctx(), byLedger, data, b, s.people[i].Key, config, data.Sequence)
		require.NoError(s.T, err)
		require.NoError(s.T, multisig.AddSignatureV2(joint, sig, s.key.GetPubKeys()))
	}
	if spoil {
		joint.Signatures[0].(*signing.SingleSignatureData).Signature[9] ^= 1
	}
	require.NoError(s.T, b.SetSignatures(signing.SignatureV2{PubKey: s.key, Data: joint, Sequence: data.Sequence}))
	raw, err := config.TxEncoder()(b.GetTx())
	require.NoError(s.T, err)
	return raw
}

// mixed is a block with good and bad signatures of all kinds, and what becomes of each.
func (s *signers) mixed() (txs [][]byte, codes []uint32) {
	add := func(code uint32, raw ...[]byte) {
		for _, tx := range raw {
			txs, codes = append(txs, tx), append(codes, code)
		}
	}
	p := s.people
	refused, sequence := sdkerrors.ErrUnauthorized.ABCICode(), sdkerrors.ErrWrongSequence.ABCICode()
	add(0, s.forge(draft{from: p[0], mode: byOne}), s.forge(draft{from: p[0], mode: byOne, sequence: 1}))
	add(0, s.forge(draft{from: p[1], mode: byLedger}), s.forge(draft{from: s.post, mode: byOne}))
	replayed := s.forge(draft{from: p[2], mode: byOne})
	add(0, replayed)
	add(sequence, replayed)
	add(refused,
		s.forge(draft{from: p[3], mode: byOne, spoil: true}), s.forge(draft{from: s.post, mode: byOne, sequence: 1, spoil: true}),
		s.forge(draft{from: p[4], mode: byOne, chain: "agijobs-other"}), s.forge(draft{from: p[5], mode: byLedger, chain: "agijobs-other"}),
		s.forge(draft{from: p[6], mode: byOne, number: 1}), s.forge(draft{from: p[7], mode: byOne, asBoard: true}))
	add(sequence, s.forge(draft{from: p[8], mode: byOne, sequence: 1}), s.forge(draft{from: p[9], mode: byLedger, sequence: 5}))
	// Its number is right once the first two of them have gone wrong in different ways.
	add(sdkerrors.ErrOutOfGas.ABCICode(), s.forge(draft{from: p[9], mode: byOne, gas: 18_000}))
	add(0, s.forge(draft{from: p[9], mode: byOne}))
	add(refused, s.jointly(true, 0, 0, 1), s.jointly(false, 0, 2))
	add(0, s.jointly(false, 0, 0, 2), s.jointly(false, 1, 0, 1, 2))
	add(0, s.SignJointly([]testapp.Actor{p[10], p[11]}, s.send(p[10]), s.send(p[11])))
	s.ForgetSequences()
	return txs, codes
}

// answers are all that a node answers about its blocks.
type answers struct {
	Checks    []*abci.ResponseCheckTx
	Accepted  []bool
	Responses []*abci.ResponseFinalizeBlock
}

// route is how a node learns of a block before it executes it.
type route struct{ checks, proposed bool }

// play has a new node go through the blocks of another.
func (s *signers) play(t *testing.T, r route, executor string, size any) (answers, sigcache.Stats) {
	t.Helper()
	o := testapp.Options{Genesis: s.Opts.Genesis, Executor: executor}
	if size != nil {
		o.Node = map[string]any{"signatures.cache-size": size}
	}
	c := testapp.New(t, o)
	var out answers
	for _, b := range s.History[1:] {
		for _, tx := range b.Txs {
			if r.checks {
				res, err := c.App.CheckTx(&abci.RequestCheckTx{Tx: tx, Type: abci.CheckTxType_New})
				require.NoError(t, err)
				out.Checks = append(out.Checks, res)
			}
		}
		if r.proposed {
			pool := testapp.Mempool{Chain: c}
			out.Accepted = append(out.Accepted, pool.Accepts(b.Txs...))
		}
		c.BlockAfter(b.Time.Sub(c.Time), b.Txs...)
		out.Responses = append(out.Responses, c.Last)
	}
	return out, c.App.SignatureStats()
}

// A node answers and computes the same whatever it remembers of signatures: nothing, eight of them, all; after it has checked the block's
// transactions one by one, after the proposal, or when it sees the block for the first time; on one processor or several.
func TestNothingDependsOnWhatIsRemembered(t *testing.T) {
	// ARRANGE
	s := newSigners(t)
	for range 2 { // in the second block the chain knows the keys
		txs, codes := s.mixed()
		for i, res := range s.Block(txs...) {
			require.Equal(t, codes[i], res.Code, "transaction %d: %s", i, res.Log)
		}
	}
	for name, r := range map[string]route{
		"at once": {}, "proposed": {proposed: true}, "checked": {checks: true}, "checked and proposed": {checks: true, proposed: true},
	} {
		t.Run(name, func(t *testing.T) {
			// ACT
			want, off := s.play(t, r, "sequential", 0)
			require.Equal(t, sigcache.Stats{}, off)
			for i, b := range s.History[1:] {
				require.Equal(t, b.Response, want.Responses[i])
			}
			for _, executor := range []string{"sequential", "block-stm"} {
				for _, size := range []any{0, 8, nil} {
					got, stats := s.play(t, r, executor, size)
					// ASSERT
					require.Equal(t, want.Checks, got.Checks, "%s, %v", executor, size)
					require.Equal(t, want.Accepted, got.Accepted, "%s, %v", executor, size)
					requireSameBlocks(t, want.Responses, got.Responses)
					require.NotContains(t, got.Accepted, false)
					if size == nil { // and everything was verified before its execution
						require.NotZero(t, stats.Hits)
						require.Zero(t, stats.Evictions)
						if !r.checks {
							// In each block: ten good ones, two of them joint, and seven wrong ones, two of them joint. One of the good ones is there twice,
							// and two processors may be at it at once. One more pays for its signature, but not for what comes after that.
							require.GreaterOrEqual(t, stats.Checked, uint64(2*18), executor)
							require.LessOrEqual(t, stats.Checked, uint64(2*19), executor)
							require.GreaterOrEqual(t, stats.Hits, uint64(2*17), executor)
							require.Zero(t, stats.Misses, executor)
						}
					}
				}
			}
		})
	}
}

func requireSameBlocks(t *testing.T, want, got []*abci.ResponseFinalizeBlock) {
	t.Helper()
	require.Len(t, got, len(want))
	for i := range want {
		require.Equal(t, want[i].AppHash, got[i].AppHash, "block %d", i)
		require.Equal(t, want[i].TxResults, got[i].TxResults, "block %d", i)
		require.Equal(t, want[i].Events, got[i].Events, "block %d", i)
	}
}

// Each signature is verified once: when it comes in, or before its block.
func TestASignatureIsVerifiedOnce(t *testing.T) {
	good := func(s *signers) (txs [][]byte) {
		for _, p := range s.people {
			txs = append(txs, s.Sign(p, s.send(p)), s.Sign(p, s.send(p)))
		}
		return txs
	}
	t.Run("when it comes in", func(t *testing.T) {
		s := newSigners(t)
		txs := good(s)
		pool := testapp.Mempool{Chain: s.Chain}
		for _, tx := range txs {
			require.True(t, pool.Check(tx).IsOK())
		}
		chosen, results := pool.Next()
		require.Len(t, chosen, len(txs))
		for _, res := range results {
			require.Zero(t, res.Code, res.Log)
		}
		// Once more when the proposal is made, once when it is executed.
		require.Equal(t, sigcache.Stats{Misses: 24, Hits: 48}, s.App.SignatureStats())
	})
	t.Run("before its block", func(t *testing.T) {
		s := newSigners(t)
		txs := good(s)
		pool := testapp.Mempool{Chain: s.Chain}
		require.True(t, pool.Accepts(txs...))
		require.Equal(t, sigcache.Stats{Checked: 24}, s.App.SignatureStats())
		for _, res := range s.Block(txs...) {
			require.Zero(t, res.Code, res.Log)
		}
		require.Equal(t, sigcache.Stats{Checked: 24, Hits: 24}, s.App.SignatureStats())
	})
}

// A proposer that fills a block with wrong signatures has each verified once, on all processors before the execution.
func TestABlockOfBadSignatures(t *testing.T) {
	s := newSigners(t)
	txs, _ := s.mixed() // shows the keys
	s.Block(txs...)
	before := s.App.SignatureStats()
	var block [][]byte
	for range 20 { // a refused transaction uses up no number
		for _, p := range s.people {
			block = append(block, s.forge(draft{from: p, mode: byOne, spoil: true, gas: 200_000 + uint64(len(block))}))
		}
	}
	block = append(block, s.jointly(true, 0, 0, 1))
	pool := testapp.Mempool{Chain: s.Chain}
	require.True(t, pool.Accepts(block...))
	stats := s.App.SignatureStats()
	require.Equal(t, uint64(20*len(s.people)+1), stats.Checked-before.Checked)
	for _, res := range s.Block(block...) {
		require.Equal(t, sdkerrors.ErrUnauthorized.ABCICode(), res.Code, res.Log)
	}
	after := s.App.SignatureStats()
	require.Equal(t, uint64(20*len(s.people)+1), after.Hits-before.Hits)
	require.Equal(t, before.Misses, after.Misses, "none is verified again")
	require.Equal(t, stats.Checked, after.Checked, "a block is looked at once")

	// Not enough gas for its bytes and its signature: nobody accepts it in a proposal, and where it is in a block nothing is verified for it.
	short := s.forge(draft{from: s.post, mode: byOne, spoil: true, gas: 60_000})
	require.False(t, pool.Accepts(short))
	require.Equal(t, sdkerrors.ErrOutOfGas.ABCICode(), s.Block(short)[0].Code)
	require.Equal(t, after, s.App.SignatureStats())
}
