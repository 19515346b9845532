package testapp

import (
	"bytes"
	"cmp"
	"errors"
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
	"github.com/cosmos/cosmos-sdk/types/kv"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	distrtypes "github.com/cosmos/cosmos-sdk/x/distribution/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/agijobs/agijobs/app"
	sovereignkeeper "github.com/agijobs/agijobs/x/sovereign/keeper"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// VotingPeriod is how long (block time) a proposal is voted on at most under ShortVoting.
const VotingPeriod = 2 * time.Second

// tick is the step of a block that has to pass unnoticed by every window.
const tick = time.Millisecond

// ShortVoting edits a genesis so that proposals that nobody decides end after VotingPeriod. It is an Options.Genesis.
func ShortVoting(state app.GenesisState, c *Chain) {
	Edit(c, state, govtypes.ModuleName, func(gs *govv1.GenesisState) {
		voting, expedited := VotingPeriod, VotingPeriod/2
		gs.Params.VotingPeriod, gs.Params.ExpeditedVotingPeriod = &voting, &expedited
	})
}

// Govern has the authority execute messages: the operator, who is the council, proposes them and votes yes. The messages
// ran in the EndBlock of the last block.
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
	proposal := c.Proposal(res.ProposalId)
	require.NotEqual(c.T, govv1.StatusVotingPeriod, proposal.Status, "is the operator the whole council?")
	return proposal
}

// Proposal reads a proposal.
func (c *Chain) Proposal(id uint64) govv1.Proposal {
	c.T.Helper()
	proposal, err := c.App.Gov.Proposals.Get(c.Ctx(), id)
	require.NoError(c.T, err)
	return proposal
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
	// proposals: A has proposals that B has not.
	proposals bool
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

// OnlyA does something on A; B runs as many blocks, at the same times, without transactions.
func (tw *Twin) OnlyA(do func(m *Market)) {
	tw.A.T.Helper()
	start := len(tw.A.History)
	do(tw.A)
	for _, block := range tw.A.History[start:] {
		tw.B.BlockAfter(block.Time.Sub(tw.B.Time))
	}
}

// At makes the next block's market time ms: blocks run until one more step, as long as it can be, leads there.
func (tw *Twin) At(ms int64) {
	tw.A.T.Helper()
	now := tw.A.Now()
	require.Greater(tw.A.T, ms, now, "the moment has passed")
	for ; ms-now > MaxStep.Milliseconds(); now = tw.A.Now() {
		step := min(MaxStep, time.Duration(ms-now)*time.Millisecond-MaxStep)
		tw.Both(func(m *Market) { m.BlockAfter(step) })
	}
	tw.step = time.Duration(ms-now) * time.Millisecond
}

// Pass runs blocks without transactions until market time is ms.
func (tw *Twin) Pass(ms int64) {
	tw.A.T.Helper()
	tw.At(ms)
	step := tw.nextStep()
	tw.Both(func(m *Market) { m.BlockAfter(step) })
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
	tw.A.T.Helper()
	tx := tw.A.SignAs(from, o, msgs...)
	if o.Fee.IsNil() {
		o.Fee = Fee
	}
	tw.RefusedTx(want, from, o.Fee, tx)
}

// RefusedTx is Refused for a transaction that is signed already.
func (tw *Twin) RefusedTx(want Refusal, from Actor, fee math.Int, tx []byte) {
	t := tw.A.T
	t.Helper()
	step := tw.nextStep()
	res := tw.A.BlockAfter(step, tx)[0]
	tw.B.BlockAfter(step)
	tw.A.ForgetSequences()
	if !want.Free {
		tw.Excuse(from, fee)
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

// Voted runs a proposal on A whose messages must fail with a reason and change nothing; x/gov keeps the proposal, so its
// store is not compared from then on.
func (tw *Twin) Voted(reason string, msgs ...sdk.Msg) {
	t := tw.A.T
	t.Helper()
	var proposal govv1.Proposal
	tw.OnlyA(func(m *Market) { proposal = m.Propose(msgs...) })
	for range 2 { // the proposal and the vote; the deposit has come back
		tw.Excuse(tw.A.Operator(), Fee)
	}
	tw.proposals = true
	require.Equal(t, govv1.StatusFailed, proposal.Status)
	require.Equal(t, reason, proposal.FailedReason)
	tw.CheckEqual()
}

// Excuse notes a transaction that only A has seen: its sender has paid a fee and used a sequence number.
func (tw *Twin) Excuse(from Actor, fee math.Int) {
	addr := from.String()
	tw.used[addr]++
	if tw.paid[addr].IsNil() {
		tw.paid[addr] = math.ZeroInt()
	}
	tw.paid[addr] = tw.paid[addr].Add(fee)
}

// CheckEqual compares the two states.
func (tw *Twin) CheckEqual() {
	tw.A.T.Helper()
	require.NoError(tw.A.T, tw.Difference())
}

// Difference says what differs between the two states besides what senders have paid and used.
func (tw *Twin) Difference() error {
	a, b := stores(tw.A.Chain), stores(tw.B.Chain)
	for i, store := range a {
		if bytes.Equal(store.hash, b[i].hash) {
			continue
		}
		if err := tw.excused(store.name, differing(store.data, b[i].data)); err != nil {
			return fmt.Errorf("store %s: %w", store.name, err)
		}
	}
	return nil
}

// excused returns an error unless the fees and the sequence numbers explain why a store is not the same.
func (tw *Twin) excused(store string, keys [][]byte) error {
	switch {
	case store == authtypes.StoreKey:
		return tw.accountsDiffer()
	case store == banktypes.StoreKey:
		return tw.balancesDiffer(keys)
	case store == distrtypes.StoreKey: // shares out the fees
		return nil
	case store == govtypes.StoreKey && tw.proposals:
		return nil
	case store == sovereigntypes.StoreKey && tw.proposals:
		// The council's decisions on proposals stay on record.
		keys = slices.DeleteFunc(keys, func(key []byte) bool { return bytes.HasPrefix(key, sovereignkeeper.DecisionsPrefix.Bytes()) })
		if len(keys) == 0 {
			return nil
		}
	case store == stakingtypes.StoreKey:
		// The record of each block's header names the AppHash, and a fee changes that.
		keys = slices.DeleteFunc(keys, func(key []byte) bool { return bytes.HasPrefix(key, stakingtypes.HistoricalInfoKey) })
		if len(keys) == 0 {
			return nil
		}
	}
	return fmt.Errorf("%d keys have changed: %X", len(keys), keys)
}

// accountsDiffer: senders have used sequence numbers and thereby shown their keys; nothing else of any account differs.
// Numbers of accounts that blocks create are left out: the SDK derives them from the header, and with it from the fees.
func (tw *Twin) accountsDiffer() error {
	a, b := accounts(tw.A.Chain), accounts(tw.B.Chain)
	if len(a) != len(b) {
		return fmt.Errorf("%d accounts instead of %d", len(a), len(b))
	}
	for i := range a {
		if used, sender := tw.used[b[i].GetAddress().String()]; sender {
			err := errors.Join(b[i].SetSequence(b[i].GetSequence()+used), b[i].SetPubKey(a[i].GetPubKey()))
			if err != nil {
				return err
			}
		}
		if got, want := a[i].String(), b[i].String(); got != want {
			return fmt.Errorf("account is %s instead of %s", got, want)
		}
	}
	if got, want := tw.A.App.Account.GetParams(tw.A.Ctx()), tw.B.App.Account.GetParams(tw.B.Ctx()); got != want {
		return fmt.Errorf("parameters are %v instead of %v", got, want)
	}
	return nil
}

// accounts lists the accounts by address, without their numbers.
func accounts(c *Chain) (list []sdk.AccountI) {
	c.T.Helper()
	for _, acc := range c.App.Account.GetAllAccounts(c.Ctx()) {
		require.NoError(c.T, acc.SetAccountNumber(0))
		list = append(list, acc)
	}
	return list
}

// balancesDiffer: senders have paid their fees into the fee accounts; nothing else of any balance differs.
func (tw *Twin) balancesDiffer(keys [][]byte) error {
	fees := []sdk.AccAddress{authtypes.NewModuleAddress(authtypes.FeeCollectorName), authtypes.NewModuleAddress(distrtypes.ModuleName)}
	for _, key := range keys {
		toFees := slices.ContainsFunc(fees, func(a sdk.AccAddress) bool { return bytes.Contains(key, a) })
		if !toFees && !tw.namesSender(key) {
			return fmt.Errorf("record %X has changed", key)
		}
	}
	total := math.ZeroInt()
	for sender, paid := range tw.paid {
		addr := sdk.MustAccAddressFromBech32(sender)
		if got, want := tw.A.Balance(addr), tw.B.Balance(addr).Sub(paid); !got.Equal(want) {
			return fmt.Errorf("%s has %s instead of %s", sender, got, want)
		}
		total = total.Add(paid)
	}
	got, want := math.ZeroInt(), total
	for _, addr := range fees {
		got, want = got.Add(tw.A.Balance(addr)), want.Add(tw.B.Balance(addr))
	}
	if !got.Equal(want) {
		return fmt.Errorf("fees are %s instead of %s", got, want)
	}
	return nil
}

func (tw *Twin) namesSender(key []byte) bool {
	for sender := range tw.used {
		if bytes.Contains(key, sdk.MustAccAddressFromBech32(sender)) {
			return true
		}
	}
	return false
}

// committed is one store as it was committed.
type committed struct {
	name string
	hash []byte
	data storetypes.KVStore
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
		out = append(out, committed{name: s.Name, hash: s.CommitId.Hash, data: ms.GetKVStore(keys[s.Name])})
	}
	slices.SortFunc(out, func(a, b committed) int { return cmp.Compare(a.name, b.name) })
	return out
}

// differing lists the keys under which two stores do not hold the same.
func differing(a, b storetypes.KVStore) (keys [][]byte) {
	left, right := contents(a), contents(b)
	for len(left) > 0 || len(right) > 0 {
		switch order := compareHeads(left, right); {
		case order < 0:
			keys, left = append(keys, left[0].Key), left[1:]
		case order > 0:
			keys, right = append(keys, right[0].Key), right[1:]
		default:
			if !bytes.Equal(left[0].Value, right[0].Value) {
				keys = append(keys, left[0].Key)
			}
			left, right = left[1:], right[1:]
		}
	}
	return keys
}

// compareHeads tells which of two lists has the lower first key; an empty list's is above all.
func compareHeads(left, right []kv.Pair) int {
	switch {
	case len(right) == 0:
		return -1
	case len(left) == 0:
		return 1
	default:
		return bytes.Compare(left[0].Key, right[0].Key)
	}
}

func contents(store storetypes.KVStore) (list []kv.Pair) {
	it := store.Iterator(nil, nil)
	for ; it.Valid(); it.Next() {
		list = append(list, kv.Pair{Key: it.Key(), Value: it.Value()})
	}
	if err := it.Close(); err != nil {
		panic(err)
	}
	return list
}
