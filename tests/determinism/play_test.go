package determinism

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	"github.com/agijobs/agijobs/internal/money"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// player makes up blocks. What it does follows from its seed and from what the chain answers.
type player struct {
	*testapp.Market
	random *rand.Rand
	agents []testapp.Actor
	people map[string]testapp.Actor
	// jobs that may still need somebody, in order of their posting.
	jobs []uint64
	// votes are those that seats have sealed.
	votes map[string]validationtypes.Vote
	// proposals that the council has still to vote on.
	proposals []uint64
	newcomers int
	seen      coverage
}

// coverage is what a chain has had.
type coverage struct {
	messages map[string]int // that succeeded
	refused  map[string]int // by codespace and code
	ends     map[jobstypes.JobStatus]int
	txs      int
}

func (c coverage) log(t testing.TB) {
	t.Helper()
	t.Logf("%d transactions; ends %v; refused %v; messages %v", c.txs, c.ends, c.refused, c.messages)
}

// requireWhole: a chain in which little happens compares little.
func (c coverage) requireWhole(t testing.TB, all bool) {
	t.Helper()
	types, refusals, ends := 20, 8, 3
	if all {
		types, refusals, ends = 35, 15, 5
	}
	require.GreaterOrEqual(t, len(c.messages), types)
	require.GreaterOrEqual(t, len(c.refused), refusals)
	require.GreaterOrEqual(t, len(c.ends), ends)
}

// play makes a chain of so many blocks.
func play(t *testing.T, seed uint64, blocks int) (story, coverage) {
	t.Helper()
	var s story
	p := &player{
		random: rand.New(rand.NewPCG(seed, 0)), people: map[string]testapp.Actor{}, votes: map[string]validationtypes.Vote{},
		seen: coverage{messages: map[string]int{}, refused: map[string]int{}, ends: map[jobstypes.JobStatus]int{}},
	}
	for i := range 4 {
		p.agents = append(p.agents, testapp.NewActor(fmt.Sprintf("crew %d", i)))
	}
	p.Market = testapp.StartMarket(t, testapp.MarketOptions{Validators: 12, Jobs: rules, Options: testapp.Options{
		Genesis: func(state app.GenesisState, c *testapp.Chain) {
			p.genesis(state, c)
			var err error
			s.Genesis, err = json.Marshal(state)
			require.NoError(t, err)
		},
	}})
	p.agents = append(p.agents, p.Agent, p.Agent2)
	everybody := append(append([]testapp.Actor{p.Employer, p.Employer2, p.Registrar, p.Outsider, p.Operator()}, p.agents...), p.Validators...)
	for _, a := range everybody {
		p.people[a.String()] = a
	}
	for _, c := range p.History {
		s.Blocks = append(s.Blocks, block{Time: c.Time, Txs: c.Txs})
	}
	// The blocks of the market's start have gone by unseen: they are run again to see them.
	s.see(t)
	for len(s.Blocks) < blocks {
		p.block()
		s.Blocks = append(s.Blocks, seen(t, p.Chain))
	}
	return s, p.seen
}

// see fills in what the blocks so far led to.
func (s *story) see(t *testing.T) {
	t.Helper()
	c := testapp.New(t, testapp.Options{State: s.Genesis, Unchecked: true})
	for i, b := range s.Blocks {
		if i > 0 {
			c.BlockAfter(b.Time.Sub(c.Time), b.Txs...)
		}
		s.Blocks[i] = seen(t, c)
	}
}

func rules(p *jobstypes.Params) {
	p.EmployerWindow, p.CouncilWindow, p.MaxActiveJobs = 20*time.Second, 30*time.Second, 10
	p.Ladder = []jobstypes.Rung{{Kind: jobstypes.RUNG_KIND_COMMITTEE}, {Kind: jobstypes.RUNG_KIND_COMMITTEE}, {Kind: jobstypes.RUNG_KIND_COUNCIL}}
}

func (p *player) genesis(state app.GenesisState, c *testapp.Chain) {
	testapp.Edit(c, state, sovereigntypes.ModuleName, func(gs *sovereigntypes.GenesisState) { gs.Params.MaxStep = 10 * time.Second })
	testapp.Edit(c, state, validationtypes.ModuleName, func(gs *validationtypes.GenesisState) { gs.Params[0].Params.UnbondingPeriod = time.Minute })
	c.AddBalance(state, money.TreasuryAddress(), sdk.NewCoin(testapp.Denom, testapp.AGI(100_000)))
	for _, a := range p.agents {
		c.Admit(state, a, testapp.AGI(1_000), identitytypes.Participant{Roles: []identitytypes.Role{identitytypes.ROLE_AGENT}})
	}
}

// chance is true in so many of 100 cases.
func (p *player) chance(percent int) bool { return p.random.IntN(100) < percent }

func pick[T any](p *player, list ...T) T { return list[p.random.IntN(len(list))] }

// block makes up a block and runs it.
func (p *player) block() {
	var txs [][]byte
	var urls [][]string
	add := func(raw []byte, msgs ...sdk.Msg) {
		var names []string
		for _, msg := range msgs {
			names = append(names, strings.TrimPrefix(sdk.MsgTypeURL(msg), "/"))
		}
		txs, urls = append(txs, raw), append(urls, names)
	}
	for _, o := range p.wishes() {
		o.send(p, add)
	}
	for range p.random.IntN(3) {
		add(p.garbage(txs))
	}
	// Mostly seconds; now and then hardly any time, or an outage.
	step := pick(p, time.Second, time.Second, 2*time.Second, 5*time.Second, time.Millisecond)
	if p.chance(3) {
		step = 3 * time.Hour
	}
	for i, res := range p.BlockAfter(step, txs...) {
		p.learn(urls[i], res)
	}
	p.ForgetSequences()
}

// act is a transaction that somebody wants to send.
type act struct {
	from testapp.Actor
	msgs []sdk.Msg
}

func (a act) send(p *player, add func([]byte, ...sdk.Msg)) {
	o := testapp.TxOptions{}
	switch n := p.random.IntN(40); n {
	case 0:
		o.Gas = uint64(20_000 + p.random.IntN(150_000)) // often too little
	case 1:
		o.Fee = math.NewInt(int64(p.random.IntN(1_000)))
	case 2:
		o.Memo = strings.Repeat("m", p.random.IntN(600))
	case 3:
		o.KeepSequence = true // the next one of this sender comes into its way
	}
	msgs := a.msgs
	if p.chance(4) { // all or nothing
		msgs = append(slices.Clip(msgs), p.transfer(a.from, testapp.AGI(pick[int64](p, 1, 100_000_000))))
	}
	raw := p.SignAs(a.from, o, msgs...)
	add(raw, msgs...)
	if p.chance(2) {
		add(raw, msgs...)
	}
}

func (p *player) transfer(from testapp.Actor, amount math.Int) sdk.Msg {
	return sendMsg(from, pick(p, p.everybody()...), amount)
}

func (p *player) everybody() (list []testapp.Actor) {
	for _, addr := range slices.Sorted(maps.Keys(p.people)) {
		list = append(list, p.people[addr])
	}
	return list
}

// garbage is what no honest client sends.
func (p *player) garbage(txs [][]byte) []byte {
	some := make([]byte, p.random.IntN(300))
	for i := range some {
		some[i] = byte(p.random.UintN(256))
	}
	if len(txs) == 0 || p.chance(25) {
		return some
	}
	raw := slices.Clone(pick(p, txs...))
	switch {
	case len(raw) == 0:
		return some
	case p.chance(30):
		return raw[:p.random.IntN(len(raw))]
	case p.chance(20):
		return append(raw, some...)
	default:
		raw[p.random.IntN(len(raw))] ^= 1 << p.random.IntN(8)
		return raw
	}
}

// learn takes in what a transaction led to.
func (p *player) learn(urls []string, res *abci.ExecTxResult) {
	p.seen.txs++
	if res.Code != 0 {
		p.seen.refused[fmt.Sprintf("%s %d", res.Codespace, res.Code)]++
		return
	}
	for i, url := range urls {
		p.seen.messages[url]++
		switch url {
		case "agijobs.jobs.v1.MsgPostJob":
			var posted jobstypes.MsgPostJobResponse
			p.Response(res, i, &posted)
			p.jobs = append(p.jobs, posted.JobId)
		case "cosmos.gov.v1.MsgSubmitProposal":
			var submitted govv1.MsgSubmitProposalResponse
			p.Response(res, i, &submitted)
			p.proposals = append(p.proposals, submitted.ProposalId)
		}
	}
}
