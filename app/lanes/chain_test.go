package lanes_test

import (
	"fmt"
	"testing"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
	"github.com/cosmos/cosmos-sdk/x/authz"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	distrtypes "github.com/cosmos/cosmos-sdk/x/distribution/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/lanes"
	"github.com/agijobs/agijobs/app/testapp"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// smallNode has a pool of 100 places: 80 for new business, 90 with the parties.
var smallNode = map[string]any{"mempool.max-txs": 100}

const (
	flooders = 20
	// dutyGas is enough for any duty, and a share of the small block.
	dutyGas = 600_000
	// floodGas: the small block holds twenty of the flood.
	floodGas = 1_000_000
)

// smallBlock is the smallest that the council can choose.
func smallBlock(p *cmtproto.ConsensusParams) { p.Block.MaxBytes, p.Block.MaxGas = 1<<20, 20_000_000 }

// node is a market with a node's pool.
type node struct {
	*testapp.Market
	mempool testapp.Mempool
	pool    *lanes.Pool
}

func start(t *testing.T, change ...func(*testapp.MarketOptions)) *node {
	t.Helper()
	o := testapp.MarketOptions{Options: testapp.Options{
		Node: smallNode, Consensus: smallBlock, Genesis: func(state app.GenesisState, c *testapp.Chain) {
			for i := range flooders {
				c.Admit(state, flooder(i), testapp.AGI(1_000), identitytypes.Participant{Roles: []identitytypes.Role{identitytypes.ROLE_EMPLOYER}})
			}
		},
	}}
	for _, c := range change {
		c(&o)
	}
	m := testapp.StartMarket(t, o)
	pool, ok := m.App.Mempool().(*lanes.Pool)
	require.True(t, ok)
	return &node{Market: m, mempool: testapp.Mempool{Chain: m.Chain}, pool: pool}
}

func flooder(i int) testapp.Actor { return testapp.NewActor(fmt.Sprintf("flooder%d", i)) }

func send(from, to testapp.Actor) sdk.Msg {
	return &banktypes.MsgSend{FromAddress: from.String(), ToAddress: to.String(), Amount: sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 1))}
}

// sign makes a transaction with the gas of a duty.
func (n *node) sign(from testapp.Actor, msgs ...sdk.Msg) []byte {
	n.T.Helper()
	return n.SignAs(from, testapp.TxOptions{Gas: dutyGas}, msgs...)
}

// flood fills the places for new business, from some signers in turn; it pays ten times as much as everybody else.
func (n *node) flood(signers int) (accepted int, refused uint32) {
	n.T.Helper()
	for i := range 10 * flooders {
		from := flooder(i % signers)
		o := testapp.TxOptions{Gas: floodGas, Fee: testapp.Fee.MulRaw(20), KeepSequence: true}
		res := n.mempool.Check(n.SignAs(from, o, send(from, n.Employer)))
		if !res.IsOK() {
			return accepted, res.Code
		}
		accepted++
		n.Use(from)
	}
	return accepted, 0
}

// laneOf hands a transaction in and tells which lane it has got into.
func (n *node) laneOf(from testapp.Actor, msgs ...sdk.Msg) lanes.Lane {
	n.T.Helper()
	before := n.counts()
	res := n.mempool.Check(n.sign(from, msgs...))
	require.True(n.T, res.IsOK(), "%s: %s", from.Name, res.Log)
	for lane, count := range n.counts() {
		if count == before[lane]+1 {
			return lanes.Lane(lane)
		}
	}
	require.Fail(n.T, "in no lane")
	return -1
}

func (n *node) counts() (out [4]int) {
	for lane := range out {
		out[lane] = n.pool.Count(lanes.Lane(lane))
	}
	return out
}

func exec(grantee testapp.Actor, msgs ...sdk.Msg) sdk.Msg {
	m := authz.NewMsgExec(grantee.Addr, msgs)
	return &m
}

func TestLanesOfParties(t *testing.T) {
	n := start(t)
	job := n.Post(n.Employer)
	n.Claim(n.Agent, job)
	m, judge := n.Market, n.Validators[0]
	granted := &validationtypes.MsgUnbond{Validator: judge.String(), Amount: math.OneInt()}
	grant, err := authz.NewMsgGrant(judge.Addr, m.Agent2.Addr, authz.NewGenericAuthorization(sdk.MsgTypeURL(granted)), nil)
	require.NoError(t, err)
	n.Must(judge, grant)

	extend := func(a testapp.Actor) sdk.Msg {
		return &jobstypes.MsgExtendJob{Employer: a.String(), JobId: job, Extra: testapp.WorkDuration}
	}
	accept := func(a testapp.Actor) sdk.Msg {
		return &jobstypes.MsgAcceptVerdict{Sender: a.String(), JobId: job}
	}
	suspend := func(a testapp.Actor) sdk.Msg {
		return &identitytypes.MsgSuspend{Sender: a.String(), Address: m.Agent2.String(), Reason: "r"}
	}
	vote := func(a testapp.Actor) sdk.Msg { return govv1.NewMsgVote(a.Addr, 1, govv1.OptionYes, "") }
	withdraw := func(a testapp.Actor) sdk.Msg {
		return distrtypes.NewMsgWithdrawValidatorCommission(sdk.ValAddress(a.Addr).String())
	}
	for name, tc := range map[string]struct {
		from testapp.Actor
		msgs []sdk.Msg
		want lanes.Lane
	}{
		"the job's agent":              {m.Agent, []sdk.Msg{m.SubmitMsg(m.Agent, job)}, lanes.Party},
		"another agent":                {m.Agent2, []sdk.Msg{m.SubmitMsg(m.Agent2, job)}, lanes.Entry},
		"a job that is not":            {m.Agent, []sdk.Msg{m.SubmitMsg(m.Agent, job+1)}, lanes.Entry},
		"the job's employer":           {m.Employer, []sdk.Msg{extend(m.Employer)}, lanes.Party},
		"another employer":             {m.Employer2, []sdk.Msg{extend(m.Employer2)}, lanes.Entry},
		"either side: agent":           {m.Agent, []sdk.Msg{accept(m.Agent)}, lanes.Party},
		"either side: employer":        {m.Employer, []sdk.Msg{accept(m.Employer)}, lanes.Party},
		"neither side":                 {judge, []sdk.Msg{accept(judge)}, lanes.Entry},
		"a judge's stake":              {judge, []sdk.Msg{granted}, lanes.Party},
		"no judge":                     {m.Agent, []sdk.Msg{&validationtypes.MsgUnjail{Validator: m.Agent.String()}}, lanes.Entry},
		"no seat":                      {judge, []sdk.Msg{m.CommitMsg(judge, job, testapp.Approve)}, lanes.Entry},
		"a registrar":                  {m.Registrar, []sdk.Msg{suspend(m.Registrar)}, lanes.Party},
		"no registrar":                 {m.Agent, []sdk.Msg{suspend(m.Agent)}, lanes.Entry},
		"an operator":                  {m.Operator(), []sdk.Msg{withdraw(m.Operator())}, lanes.Party},
		"no operator":                  {m.Agent, []sdk.Msg{withdraw(m.Agent)}, lanes.Entry},
		"a council member":             {m.Operator(), []sdk.Msg{vote(m.Operator())}, lanes.Office},
		"no council member":            {m.Agent, []sdk.Msg{vote(m.Agent)}, lanes.Entry},
		"new business":                 {m.Agent, []sdk.Msg{send(m.Agent, judge)}, lanes.Entry},
		"new business beside a duty":   {m.Agent, []sdk.Msg{m.SubmitMsg(m.Agent, job), send(m.Agent, judge)}, lanes.Entry},
		"what anybody may send":        {m.Agent, []sdk.Msg{&identitytypes.MsgLeave{Sender: m.Agent.String()}}, lanes.Entry},
		"wrapped, by the party":        {m.Agent, []sdk.Msg{exec(m.Agent, m.SubmitMsg(m.Agent, job))}, lanes.Party},
		"wrapped, with a grant":        {m.Agent2, []sdk.Msg{exec(m.Agent2, granted)}, lanes.Party},
		"wrapped, without a grant":     {m.Agent2, []sdk.Msg{exec(m.Agent2, m.SubmitMsg(m.Agent, job))}, lanes.Entry},
		"wrapped, with new business":   {m.Agent, []sdk.Msg{exec(m.Agent, send(m.Agent, judge))}, lanes.Entry},
		"wrapped twice":                {m.Agent, []sdk.Msg{exec(m.Agent, exec(m.Agent, m.SubmitMsg(m.Agent, job)))}, lanes.Party},
		"wrapped twice, by no grant":   {m.Agent2, []sdk.Msg{exec(m.Agent2, exec(m.Agent, m.SubmitMsg(m.Agent, job)))}, lanes.Entry},
		"nothing, wrapped":             {m.Agent, []sdk.Msg{exec(m.Agent)}, lanes.Entry},
		"nothing, wrapped twice":       {m.Agent, []sdk.Msg{exec(m.Agent, exec(m.Agent))}, lanes.Entry},
		"the grant of somebody else":   {m.Agent, []sdk.Msg{exec(m.Agent, granted)}, lanes.Entry},
		"more messages than looked at": {m.Agent, repeat(lanes.MaxMessages+1, m.SubmitMsg(m.Agent, job)), lanes.Entry},
	} {
		require.Equal(t, tc.want, n.laneOf(tc.from, tc.msgs...), name)
		n.empty()
	}
	t.Run("more than a share", func(t *testing.T) {
		require.True(t, n.mempool.Check(n.SignAs(m.Agent, testapp.TxOptions{Gas: 20_000_000/32 + 1}, m.SubmitMsg(m.Agent, job))).IsOK())
		require.Equal(t, [4]int{0, 0, 0, 1}, n.counts())
	})
}

// A seat's own vote is the committees', also when its holder wraps it. By a grant it is a party's: one seat must not fill the
// committees' lane by granting its vote to many.
func TestAGrantedVoteIsAPartys(t *testing.T) {
	n := start(t)
	job := n.Post(n.Employer)
	n.Claim(n.Agent, job)
	n.Submit(n.Agent, job)
	judge, friend := n.Committee(job)[0], n.Agent2
	for _, vote := range []sdk.Msg{n.CommitMsg(judge, job, testapp.Approve), n.RevealMsg(judge, job, testapp.Approve)} {
		grant, err := authz.NewMsgGrant(judge.Addr, friend.Addr, authz.NewGenericAuthorization(sdk.MsgTypeURL(vote)), nil)
		require.NoError(t, err)
		n.Must(judge, grant)
		for name, tc := range map[string]struct {
			from testapp.Actor
			msg  sdk.Msg
			want lanes.Lane
		}{
			"by the seat":             {judge, vote, lanes.Committee},
			"by the seat, wrapped":    {judge, exec(judge, vote), lanes.Committee},
			"by a grant":              {friend, exec(friend, vote), lanes.Party},
			"by a grant, twice":       {friend, exec(friend, exec(friend, vote)), lanes.Party},
			"by somebody without one": {n.Employer, exec(n.Employer, vote), lanes.Entry},
		} {
			require.Equal(t, tc.want, n.laneOf(tc.from, tc.msg), "%s %s", sdk.MsgTypeURL(vote), name)
			n.empty()
		}
	}
}

// A record that costs nothing makes nobody a party: not that of a judge who has taken all stake out, nor that of an agent whose job
// needed no bond.
func TestAnEmptyRecordIsNoParty(t *testing.T) {
	n := start(t, func(o *testapp.MarketOptions) {
		o.Jobs = func(p *jobstypes.Params) { p.BondBps, p.BondMin = 0, math.ZeroInt() }
	})
	judge := n.Validators[0]
	record := func() validationtypes.Validator {
		v, err := n.App.Validation.Validators.Get(n.Ctx(), judge.Addr)
		require.NoError(t, err)
		return v
	}
	leave := &validationtypes.MsgLeavePool{Validator: judge.String(), Pool: testapp.Pool}
	n.Must(judge, &validationtypes.MsgUnbond{Validator: judge.String(), Amount: record().Stake})
	require.True(t, record().Stake.IsZero())
	require.Equal(t, lanes.Party, n.laneOf(judge, leave), "stake on its way out is at stake")
	n.empty()
	n.Blocks(validationtypes.DrawDelay) // the trees learn that it leaves
	n.BlockAfter(testapp.UnbondingPeriod)
	require.True(t, record().Backing().IsZero())
	require.Equal(t, lanes.Entry, n.laneOf(judge, leave))
	n.empty()

	n.Claim(n.Agent, n.Post(n.Employer))
	has, err := n.App.Jobs.Stakes.Has(n.Ctx(), n.Agent.Addr)
	require.NoError(t, err)
	require.True(t, has)
	withdraw := &jobstypes.MsgWithdrawStake{Agent: n.Agent.String(), Amount: math.OneInt()}
	require.Equal(t, lanes.Entry, n.laneOf(n.Agent, withdraw))
	n.empty()
	n.Must(n.Agent, &jobstypes.MsgDepositStake{Agent: n.Agent.String(), Amount: math.OneInt()})
	require.Equal(t, lanes.Party, n.laneOf(n.Agent, withdraw))
}

func repeat(times int, msg sdk.Msg) (out []sdk.Msg) {
	for range times {
		out = append(out, msg)
	}
	return out
}

// empty takes everything out of both pools and makes an empty block, after which nothing counts as checked.
func (n *node) empty() {
	n.T.Helper()
	n.pool.Forget(n.mempool.Held)
	n.mempool.Held = nil
	n.mempool.Decided()
	n.ForgetSequences()
}

func TestRepeatedDutiesOfOneParty(t *testing.T) {
	n := start(t)
	job := n.Post(n.Employer)
	n.Claim(n.Agent, job)
	for range lanes.MaxDuties {
		require.Equal(t, lanes.Party, n.laneOf(n.Agent, n.SubmitMsg(n.Agent, job)))
	}
	require.Equal(t, lanes.Entry, n.laneOf(n.Agent, n.SubmitMsg(n.Agent, job)))
	_, results := n.mempool.Next()
	require.Zero(t, results[0].Code, results[0].Log)
	require.Equal(t, jobstypes.JOB_STATUS_IN_REVIEW, n.Job(job).Status)
}

// A whole job is judged while the pool has no place for new business and each block is full of it. The committee's transactions come last
// and pay least.
func TestCommitteeMeetsItsRevealInAFlood(t *testing.T) {
	for name, signers := range map[string]int{"from many": flooders, "from two": 2, "from one": 1} {
		t.Run(name, func(t *testing.T) {
			n := start(t)
			job := n.Post(n.Employer)
			n.Claim(n.Agent, job)
			n.Submit(n.Agent, job)
			committee := n.Committee(job)
			for _, message := range []func(testapp.Actor, uint64, validationtypes.Vote) sdk.Msg{
				func(v testapp.Actor, job uint64, vote validationtypes.Vote) sdk.Msg { return n.CommitMsg(v, job, vote) },
				func(v testapp.Actor, job uint64, vote validationtypes.Vote) sdk.Msg { return n.RevealMsg(v, job, vote) },
			} {
				// ARRANGE
				_, refused := n.flood(signers)
				require.NotZero(t, refused)
				// ACT
				for _, v := range committee {
					require.True(t, n.mempool.Check(n.sign(v, message(v, job, testapp.Approve))).IsOK())
				}
				require.Equal(t, len(committee), n.pool.Count(lanes.Committee))
				txs, results := n.mempool.Next()
				// ASSERT
				for i := range committee {
					require.Zero(t, results[i].Code, results[i].Log)
				}
				require.Zero(t, n.pool.Count(lanes.Committee), "all votes are in the block")
				require.Greater(t, len(txs), len(committee)+10, "the rest of it is the flood's")
			}
			require.Equal(t, jobstypes.JOB_STATUS_APPROVED, n.Job(job).Status)
			require.Equal(t, uint32(len(committee)), n.Job(job).Verdict.Revealed)
		})
	}
}

func TestFullPool(t *testing.T) {
	n := start(t)
	accepted, refused := n.flood(flooders)
	require.Equal(t, 80, accepted)
	require.Equal(t, lanes.ErrPoolFull.ABCICode(), refused)

	t.Run("says what to do", func(t *testing.T) {
		res := n.mempool.Check(n.sign(n.Employer, send(n.Employer, n.Agent)))
		require.Equal(t, lanes.ErrPoolFull.Codespace(), res.Codespace)
		require.Contains(t, res.Log, "81 transactions of at most 80")
		require.Contains(t, res.Log, lanes.ErrPoolFull.Error())
		n.ForgetSequences()
	})
	t.Run("uses up no number of who was refused", func(t *testing.T) {
		// A stranger's duty is refused at the very end, when its signature has been checked.
		for _, msg := range []sdk.Msg{send(n.Agent2, n.Agent), &validationtypes.MsgUnjail{Validator: n.Agent2.String()}} {
			require.Equal(t, lanes.ErrPoolFull.ABCICode(), n.mempool.Check(n.sign(n.Agent2, msg)).Code)
			n.ForgetSequences()
		}
		n.mempool.Next()
		require.True(t, n.mempool.Check(n.sign(n.Agent2, send(n.Agent2, n.Agent))).IsOK(), "a block has made room")
	})
}

func TestPendingOfOneSigner(t *testing.T) {
	n := start(t)
	accepted, refused := n.flood(1)
	require.Equal(t, lanes.MaxPending-lanes.MaxDuties, accepted)
	require.Equal(t, lanes.ErrPending.ABCICode(), refused)
	n.mempool.Next()
	_, refused = n.flood(1)
	require.Equal(t, lanes.ErrPending.ABCICode(), refused)
	require.Equal(t, lanes.MaxPending-lanes.MaxDuties, n.pool.Count(lanes.Entry), "a block has made room for exactly as many as it has taken")
}

// What a block or a recheck takes out is out of both pools and out of all counts, however it ended.
func TestPoolAfterABlock(t *testing.T) {
	n := start(t)
	spender := flooder(0)
	all := &banktypes.MsgSend{
		FromAddress: spender.String(), ToAddress: n.Employer.String(),
		Amount: sdk.NewCoins(sdk.NewCoin(testapp.Denom, n.Balance(spender.Addr).Sub(testapp.Fee.MulRaw(2)))),
	}
	first := n.sign(spender, all)
	require.True(t, n.mempool.Check(first).IsOK())
	for range 5 { // one of them can still be paid for
		require.True(t, n.mempool.Check(n.sign(spender, send(spender, n.Employer))).IsOK())
	}
	late := n.sign(flooder(1), send(flooder(1), n.Employer))
	require.True(t, n.mempool.Check(late).IsOK())

	t.Run("rechecked", func(t *testing.T) {
		n.mempool.Decided(first)
		require.Equal(t, 2, n.pool.CountTx())
	})
	t.Run("failed before its messages", func(t *testing.T) {
		// Another node's block has it twice.
		results := n.mempool.Decided(late, late)
		require.Zero(t, results[0].Code)
		require.NotZero(t, results[1].Code)
		require.Equal(t, [4]int{0, 0, 0, 1}, n.counts())
	})
	t.Run("in a block with a number that is used", func(t *testing.T) {
		waits := n.sign(flooder(2), send(flooder(2), n.Employer))
		require.True(t, n.mempool.Check(waits).IsOK())
		n.ForgetSequences()
		other := n.sign(flooder(2), send(flooder(2), n.Agent))
		require.Zero(t, n.mempool.Decided(other)[0].Code)
		require.Equal(t, 1, n.pool.CountTx())
	})
	n.mempool.Next()
	require.Zero(t, n.pool.CountTx())
	require.Empty(t, n.mempool.Held)
}

func TestProcessProposal(t *testing.T) {
	n := start(t)
	gas := func(from int, gas uint64) []byte {
		return n.SignAs(flooder(from), testapp.TxOptions{Gas: gas, KeepSequence: true}, send(flooder(from), n.Employer))
	}
	memo := func(bytes int) []byte { // which the 10 units of gas for each of its bytes would take
		return n.SignAs(flooder(0), testapp.TxOptions{Gas: 8_000_000, Memo: string(make([]byte, bytes)), KeepSequence: true}, send(flooder(0), n.Employer))
	}
	for name, tc := range map[string]struct {
		block [][]byte
		want  bool
	}{
		"empty":                          {nil, true},
		"exactly the gas":                {[][]byte{gas(0, 10_000_000), gas(1, 10_000_000)}, true},
		"one unit of gas more":           {[][]byte{gas(0, 10_000_000), gas(1, 10_000_001)}, false},
		"gas that overflows":             {[][]byte{gas(0, 1<<63-1), gas(1, 1<<63-1), gas(2, 10)}, false},
		"within the bytes":               {[][]byte{memo(1 << 19)}, true},
		"more bytes":                     {[][]byte{memo(1 << 19), memo(1 << 19)}, false},
		"undecodable":                    {[][]byte{gas(0, 20_000), []byte("no transaction")}, false},
		"less gas than its bytes take":   {[][]byte{gas(0, 2_000)}, false},
		"less gas than an account takes": {[][]byte{gas(0, 10_000)}, false},
		"new business before duties":     {[][]byte{gas(0, 20_000), n.sign(n.Operator(), govv1.NewMsgVote(n.Operator().Addr, 1, govv1.OptionYes, ""))}, true},
		"a transaction that will fail":   {[][]byte{gas(0, 20_000)}, true},
		"transactions it has never seen": {[][]byte{gas(5, 100_000)}, true},
	} {
		require.Equal(t, tc.want, n.mempool.Accepts(tc.block...), name)
	}
}

// A signature need not show its key, and a rotated key is not the address's.
func TestSignersAreAddresses(t *testing.T) {
	c := testapp.New(t, testapp.Options{})
	a := testapp.NewActor("somebody")
	b := c.App.TxConfig().NewTxBuilder()
	require.NoError(t, b.SetMsgs(send(a, a)))
	b.SetGasLimit(2_000_000)
	b.SetFeeAmount(sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 3_000)))
	require.NoError(t, b.SetSignatures(signing.SignatureV2{Sequence: 7, Data: &signing.SingleSignatureData{SignMode: signing.SignMode_SIGN_MODE_DIRECT}}))
	got, err := lanes.Describe(b.GetTx(), []byte("123"))
	require.NoError(t, err)
	require.Equal(t, []lanes.Signer{{Address: string(a.Addr), Sequence: 7}}, got.Signers)
	require.Equal(t, lanes.Room{Bytes: 5, Gas: 2_000_000}, got.Need)
	require.Equal(t, int64(1_500), got.Price)
}

// The pool is a node's own: another size of it changes no state.
func TestPoolSizeIsNoState(t *testing.T) {
	n := start(t)
	n.flood(flooders)
	n.mempool.Next()
	testapp.Replay(t, testapp.Options{Node: map[string]any{"mempool.max-txs": 4_000}}, n.Chain)
}
