package testapp

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/store/v2/rootmulti"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	distrtypes "github.com/cosmos/cosmos-sdk/x/distribution/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/agijobs/agijobs/app"
)

// VotingPeriod is how long (block time) a proposal is voted on under ShortVoting.
const VotingPeriod = 2 * time.Second

// tick is the step of a block that has to pass unnoticed by every window.
const tick = time.Millisecond

// ShortVoting edits a genesis so that proposals are decided within VotingPeriod. It is an Options.Genesis.
func ShortVoting(state app.GenesisState, c *Chain) {
	Edit(c, state, govtypes.ModuleName, func(gs *govv1.GenesisState) {
		voting, expedited := VotingPeriod, VotingPeriod/2
		gs.Params.VotingPeriod, gs.Params.ExpeditedVotingPeriod = &voting, &expedited
	})
}

// Govern has the authority execute messages: the operator, who holds all votes, proposes them and votes yes, and blocks
// run until the proposal has passed. The chain needs ShortVoting. The messages ran in the EndBlock of the last block.
func (c *Chain) Govern(msgs ...sdk.Msg) {
	c.T.Helper()
	proposal := c.Propose(msgs...)
	require.Equal(c.T, govv1.StatusPassed, proposal.Status, "proposal %d: %s", proposal.Id, proposal.FailedReason)
}

// Propose is Govern for messages that may fail; it returns the decided proposal.
func (c *Chain) Propose(msgs ...sdk.Msg) govv1.Proposal {
	c.T.Helper()
	operator := c.Operator()
	deposit := sdk.NewCoins(sdk.NewInt64Coin(Denom, 1))
	submit, err := govv1.NewMsgSubmitProposal(msgs, deposit, operator.String(), "", "A decision", "What the test needs", false)
	require.NoError(c.T, err)
	var res govv1.MsgSubmitProposalResponse
	c.Response(c.Must(operator, submit), 0, &res)
	c.Must(operator, govv1.NewMsgVote(operator.Addr, res.ProposalId, govv1.OptionYes, ""))
	for range 20 {
		proposal, err := c.App.Gov.Proposals.Get(c.Ctx(), res.ProposalId)
		require.NoError(c.T, err)
		if proposal.Status != govv1.StatusVotingPeriod {
			return proposal
		}
		c.Block()
	}
	require.Fail(c.T, "the proposal was not decided", "does the chain start with ShortVoting?")
	return govv1.Proposal{}
}

// Now is the market time of the last block in milliseconds.
func (c *Chain) Now() int64 {
	c.T.Helper()
	now, err := c.App.Sovereign.Now(c.Ctx())
	require.NoError(c.T, err)
	return now
}

// Twin is two markets with one history. A transaction that must change nothing runs in a block of A; B runs the same
// block without it, and afterwards their states must be the same but for the sender's fee and sequence number. So what
// the block itself does, as windows that close in it, needs no exception.
type Twin struct {
	A, B *Market

	step time.Duration
	// paid and used are what senders have paid and how many sequence numbers they have used on A more than on B.
	paid map[string]math.Int
	used map[string]uint64
}

// NewTwin starts two equal markets.
func NewTwin(t testing.TB, o MarketOptions) *Twin {
	t.Helper()
	return &Twin{A: StartMarket(t, o), B: StartMarket(t, o), step: tick, paid: map[string]math.Int{}, used: map[string]uint64{}}
}

// Both does the same on both chains.
func (tw *Twin) Both(do func(m *Market)) {
	do(tw.A)
	do(tw.B)
}

// Use makes t the test that the following checks belong to.
func (tw *Twin) Use(t testing.TB) { tw.A.T, tw.B.T = t, t }

// At makes the next block's market time ms: blocks run until one more step leads there.
func (tw *Twin) At(ms int64) {
	tw.A.T.Helper()
	now := tw.A.Now()
	require.Greater(tw.A.T, ms, now, "the moment has passed")
	for ; ms-now > MaxStep.Milliseconds(); now = tw.A.Now() {
		tw.Both(func(m *Market) { m.BlockAfter(min(MaxStep, time.Duration(ms-now-1)*time.Millisecond)) })
	}
	tw.step = time.Duration(ms-now) * time.Millisecond
}

func (tw *Twin) nextStep() time.Duration {
	defer func() { tw.step = tick }()
	return tw.step
}

// Refusal is how a transaction has to fail.
type Refusal struct {
	// Err is the registered error that gives codespace and code.
	Err error
	// Log is the exact text of the result.
	Log string
	// Free: refused before a fee was taken.
	Free bool
}

// Refused runs a transaction that must fail as said and change nothing.
func (tw *Twin) Refused(want Refusal, from Actor, o TxOptions, msgs ...sdk.Msg) {
	t := tw.A.T
	t.Helper()
	if o.Fee.IsNil() {
		o.Fee = Fee
	}
	step := tw.nextStep()
	res := tw.A.BlockAfter(step, tw.A.SignAs(from, o, msgs...))[0]
	tw.B.BlockAfter(step)
	tw.A.ForgetSequences()
	if !want.Free {
		addr := from.String()
		tw.used[addr]++
		if tw.paid[addr].IsNil() {
			tw.paid[addr] = math.ZeroInt()
		}
		tw.paid[addr] = tw.paid[addr].Add(o.Fee)
	}
	space, code, _ := errorsmod.ABCIInfo(want.Err, false)
	require.Equal(t, fmt.Sprintf("%s %d: %s", space, code, want.Log), fmt.Sprintf("%s %d: %s", res.Codespace, res.Code, res.Log))
	tw.CheckEqual()
}

// Accepted runs a transaction on both chains; it must succeed.
func (tw *Twin) Accepted(from Actor, o TxOptions, msgs ...sdk.Msg) {
	t := tw.A.T
	t.Helper()
	step := tw.nextStep()
	var results []*abci.ExecTxResult
	tw.Both(func(m *Market) {
		results = append(results, m.BlockAfter(step, m.SignAs(from, o, msgs...))[0])
		m.ForgetSequences()
	})
	for _, res := range results {
		require.Zero(t, res.Code, "%s: %s", from.Name, res.Log)
	}
	tw.CheckEqual()
}

// CheckEqual compares the two states.
func (tw *Twin) CheckEqual() {
	tw.A.T.Helper()
	a, b := stores(tw.A.Chain), stores(tw.B.Chain)
	for i, store := range a {
		switch store.name {
		case authtypes.StoreKey:
			tw.checkAccounts(differing(store.kv, b[i].kv))
		case banktypes.StoreKey:
			tw.checkBalances(differing(store.kv, b[i].kv))
		case distrtypes.StoreKey: // shares out the fees
		default:
			if !bytes.Equal(store.hash, b[i].hash) {
				require.Fail(tw.A.T, "the state has changed", "store %s, keys %X", store.name, differing(store.kv, b[i].kv))
			}
		}
	}
}

// checkAccounts: senders have used sequence numbers and thereby shown their keys; nothing else of any account differs.
func (tw *Twin) checkAccounts(keys [][]byte) {
	t := tw.A.T
	t.Helper()
	for _, key := range keys {
		addr := tw.senderIn(key)
		require.NotNil(t, addr, "account record %X has changed", key)
	}
	for sender, used := range tw.used {
		addr := sdk.MustAccAddressFromBech32(sender)
		a, b := tw.A.App.Account.GetAccount(tw.A.Ctx(), addr), tw.B.App.Account.GetAccount(tw.B.Ctx(), addr)
		require.Equal(t, b.GetSequence()+used, a.GetSequence(), "sequence of %s", sender)
		require.Equal(t, b.GetAccountNumber(), a.GetAccountNumber(), "number of %s", sender)
	}
}

// checkBalances: senders have paid their fees into the fee accounts; nothing else of any balance differs.
func (tw *Twin) checkBalances(keys [][]byte) {
	t := tw.A.T
	t.Helper()
	fees := []sdk.AccAddress{authtypes.NewModuleAddress(authtypes.FeeCollectorName), authtypes.NewModuleAddress(distrtypes.ModuleName)}
	for _, key := range keys {
		toFees := slices.ContainsFunc(fees, func(a sdk.AccAddress) bool { return bytes.Contains(key, a) })
		require.True(t, toFees || tw.senderIn(key) != nil, "bank record %X has changed", key)
	}
	total := math.ZeroInt()
	for sender, paid := range tw.paid {
		addr := sdk.MustAccAddressFromBech32(sender)
		require.Equal(t, tw.B.Balance(addr).Sub(paid).String(), tw.A.Balance(addr).String(), "balance of %s", sender)
		total = total.Add(paid)
	}
	a, b := math.ZeroInt(), math.ZeroInt()
	for _, addr := range fees {
		a, b = a.Add(tw.A.Balance(addr)), b.Add(tw.B.Balance(addr))
	}
	require.Equal(t, b.Add(total).String(), a.String(), "fees")
}

func (tw *Twin) senderIn(key []byte) sdk.AccAddress {
	for sender := range tw.used {
		if addr := sdk.MustAccAddressFromBech32(sender); bytes.Contains(key, addr) {
			return addr
		}
	}
	return nil
}

// committed is one store as it was committed.
type committed struct {
	name string
	hash []byte
	kv   storetypes.KVStore
}

// stores lists the stores that make up the AppHash, by name.
func stores(c *Chain) []committed {
	c.T.Helper()
	ms, ok := c.App.CommitMultiStore().(*rootmulti.Store)
	require.True(c.T, ok)
	info, err := ms.GetCommitInfo(c.Height)
	require.NoError(c.T, err)
	keys := ms.StoreKeysByName()
	out := make([]committed, 0, len(info.StoreInfos))
	for _, s := range info.StoreInfos {
		out = append(out, committed{name: s.Name, hash: s.CommitId.Hash, kv: ms.GetKVStore(keys[s.Name])})
	}
	slices.SortFunc(out, func(a, b committed) int { return cmp.Compare(a.name, b.name) })
	return out
}

// differing lists the keys under which two stores do not hold the same.
func differing(a, b storetypes.KVStore) [][]byte {
	left, right := a.Iterator(nil, nil), b.Iterator(nil, nil)
	defer left.Close()
	defer right.Close()
	var keys [][]byte
	for left.Valid() || right.Valid() {
		order := 0
		switch {
		case !right.Valid():
			order = -1
		case !left.Valid():
			order = 1
		default:
			order = bytes.Compare(left.Key(), right.Key())
		}
		switch {
		case order < 0:
			keys = append(keys, left.Key())
			left.Next()
		case order > 0:
			keys = append(keys, right.Key())
			right.Next()
		default:
			if !bytes.Equal(left.Value(), right.Value()) {
				keys = append(keys, left.Key())
			}
			left.Next()
			right.Next()
		}
	}
	return keys
}
