package demo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/privval"
	dbm "github.com/cosmos/cosmos-db"
	gogoproto "github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"
	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/baseapp"
	simtestutil "github.com/cosmos/cosmos-sdk/testutil/sims"
	sdk "github.com/cosmos/cosmos-sdk/types"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/examples/work"
	"github.com/agijobs/agijobs/examples/work/task"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

func TestGenesisIsValid(t *testing.T) {
	home := t.TempDir()
	for _, folder := range []string{"config", "data"} {
		require.NoError(t, os.Mkdir(filepath.Join(home, folder), 0o700))
	}
	chain := app.New(log.NewNopLogger(), dbm.NewMemDB(), true, simtestutil.NewAppOptionsWithFlagHome(home),
		baseapp.SetChainID("demo-1"))
	state, err := app.DefaultGenesis(chain.Basics(), chain.Codec(), sovereigntypes.DefaultCurrency())
	require.NoError(t, err)
	bz, err := json.Marshal(state)
	require.NoError(t, err)
	genesis := genutiltypes.NewAppGenesisWithVersion("demo-1", bz)
	genesis.Consensus = genutiltypes.NewConsensusGenesis(app.ConsensusParams().ToProto(), nil)
	file := filepath.Join(home, "config", "genesis.json")
	require.NoError(t, genesis.SaveAs(file))
	privval.GenFilePV(filepath.Join(home, "config", "priv_validator_key.json"), filepath.Join(home, "data", "priv_validator_state.json")).Save()
	keys := map[string]sdk.AccAddress{}
	for _, m := range cast() {
		keys[m.name] = sdk.AccAddress(sha256sum([]byte(m.name))[:20])
	}

	require.NoError(t, writeGenesis(home, keys, disputeWindow))

	genesis, err = genutiltypes.AppGenesisFromFile(file)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(genesis.AppState, &state))
	require.NoError(t, chain.Basics().ValidateGenesis(chain.Codec(), chain.TxConfig(), state))
	params := app.ConsensusParams().ToProto()
	_, err = chain.InitChain(&abci.RequestInitChain{
		ChainId: "demo-1", Time: genesis.GenesisTime, ConsensusParams: &params, AppStateBytes: genesis.AppState, InitialHeight: 1,
	})
	require.NoError(t, err)
}

func TestCastHasEnoughIndependentJudges(t *testing.T) {
	orgs := map[string]bool{}
	for _, m := range cast() {
		if m.judgesJobs() {
			require.False(t, orgs[m.org.id], "two judges of %s", m.org.id)
			orgs[m.org.id] = true
		}
	}
	require.Greater(t, openingJudges, 5, "the largest first committee, and a replacement")
	require.Greater(t, len(judges(cast())), firstSeats+appealSeats, "nobody judges a job twice")
	require.Greater(t, len(moderators(cast())), panelSeats)
	require.Len(t, orgs, len(judges(cast()))+len(moderators(cast())))
}

func TestScenarios(t *testing.T) {
	kinds := map[string]bool{}
	for _, s := range scenarios() {
		if !s.noJob && s.offer.folder != vagueFolder {
			kinds[s.offer.folder] = true
		}
		one, err := chosen(s.name)
		require.NoError(t, err)
		require.Equal(t, s.name, one[0].name)
	}
	require.Len(t, kinds, 3, "different scenarios use different kinds of work")
	everything, err := chosen("all")
	require.NoError(t, err)
	require.Len(t, everything, 23)
	require.Equal(t, "identity", everything[len(everything)-1].name, "it sets terms that nobody else acknowledges")
	require.Equal(t, challengeWindow, challengeFor(everything[:1]))
	require.Equal(t, disputeWindow, challengeFor(everything))
	_, err = chosen("win")
	require.ErrorContains(t, err, "no scenario")
}

func TestFlippedByteIsRejectedAsWrongAndNotAsUnreadable(t *testing.T) {
	l := library{root: t.TempDir()}
	require.NoError(t, l.fill())
	for _, kind := range work.Kinds() {
		spec, err := l.get(base + kind.Folder + "/spec.md")
		require.NoError(t, err)
		_, head, err := work.ForSpec(spec)
		require.NoError(t, err)
		input, err := l.get(beside(base+kind.Folder+"/spec.md", head.Input))
		require.NoError(t, err)
		result, err := kind.Do(spec, input)
		require.NoError(t, err)
		spoiled := bytes.Clone(result)
		at := spoil(spoiled)
		require.NotEqual(t, result[at], spoiled[at])
		report, err := kind.Check(spec, input, spoiled)
		require.NoError(t, err)
		require.Equal(t, task.Reject, report.Verdict, "%s: %s", kind.Name, report.Text)
		require.Equal(t, validationtypes.VOTE_VERDICT_REJECT, voteOf(report.Verdict))
	}
}

func TestLibraryServesOnlyItself(t *testing.T) {
	l := library{root: t.TempDir()}
	require.NoError(t, l.put(base+"a/b.txt", []byte("text")))
	for _, uri := range []string{"https://example.org/a", base + "../x", base + "/etc/passwd", base} {
		_, err := l.file(uri)
		require.Error(t, err, uri)
	}
	d := document(base+"a/b.txt", []byte("text"))
	got, err := l.fetch(d)
	require.NoError(t, err)
	require.Equal(t, "text", string(got))
	require.NoError(t, l.put(d.Uri, []byte("test")))
	_, err = l.fetch(d)
	require.ErrorContains(t, err, "is not the one on chain")
}

func TestMoneyInWords(t *testing.T) {
	for want, amount := range map[string]int64{
		"0.000000": 0, "0.000001": 1, "-0.000001": -1, "1.000000": 1_000_000, "1,234,567.000089": 1_234_567_000_089, "999.500000": 999_500_000,
		"-12,000.000000": -12_000_000_000,
	} {
		require.Equal(t, want, decimal(math.NewInt(amount), 6))
	}
	require.Equal(t, "1,234", decimal(math.NewInt(1234), 0))
	require.Equal(t, "+0.000001", signed(math.NewInt(1), 6))
}

func TestBlocksAreReadAsTheyAre(t *testing.T) {
	typed, err := sdk.TypedEventToEvent(&jobstypes.EventJobSettled{
		JobId: 7, Status: jobstypes.JOB_STATUS_COMPLETED, Employer: "e", MoneyIn: math.NewInt(9),
		Payments: []jobstypes.Payment{{To: "burn", Amount: math.NewInt(9), Reason: "protocol_fee"}},
	})
	require.NoError(t, err)
	event := abci.Event(typed)
	event.Attributes = append(event.Attributes, abci.EventAttribute{Key: "mode", Value: "EndBlock"})
	b := &block{height: 3, fees: map[string]math.Int{}}
	require.NoError(t, b.add(event, -1))
	require.Len(t, b.events, 1)
	settled, ok := b.events[0].event.(*jobstypes.EventJobSettled)
	require.True(t, ok)
	require.Equal(t, "9", settled.MoneyIn.String())

	said, ok := teller{unit: "AGI", exponent: 6}.tell(settled)
	require.True(t, ok)
	require.Contains(t, said.what, "COMPLETED")
	require.Equal(t, []string{"0.000009 AGI burnt (protocol fee)"}, said.more)

	burn := abci.Event{Type: "burn", Attributes: []abci.EventAttribute{{Key: "amount", Value: "5uagi,2seat"}}}
	require.Equal(t, "5", burnedBy(burn, "uagi").String())
	b.addFee(abci.Event{Type: "tx", Attributes: []abci.EventAttribute{{Key: "fee", Value: "4uagi"}, {Key: "fee_payer", Value: "x"}}}, "uagi")
	require.Equal(t, "4", b.fees["x"].String())
}

// What the demo expects must itself add up: what parties gain and what is burnt never exceeds what is lost; where the seats
// and the treasury are counted too, nothing is won and nothing lost.
func TestExpectationsAddUp(t *testing.T) {
	own := terms{
		job: jobstypes.Job{
			Escrow: jobstypes.Escrow{Payout: math.NewInt(900_000_007), ValidationFee: math.NewInt(72_000_000), ProtocolFee: math.NewInt(18_000_001)},
			Terms: jobstypes.Terms{
				Bond: math.NewInt(45_000_001), SeatFee: math.NewInt(24_000_000), SeatLock: math.NewInt(60_000_001),
			},
		},
		params: jobstypes.DefaultParams(), validation: validationtypes.DefaultParams(),
		wrongBefore: map[string]int{"0-0": 1, "0-1": 5, "1-6": 2, "2-0": 1},
		stakes:      map[string]math.Int{"0-0": math.NewInt(500 * agi), "0-2": math.NewInt(499_999_999)},
	}
	own.earlier = []terms{own, own}
	approve, reject, unclear := approveBlindly.Verdict, rejectBlindly.Verdict, callUnclear.Verdict
	split := splitAt(1).Verdict
	rungs := map[string][][]validationtypes.VoteVerdict{
		"appeal-overturned": {{reject, reject, reject}, {approve, approve, approve, approve, approve, approve, approve}},
		"appeal-upheld":     {{reject, reject, reject}, {reject, reject, reject, reject, reject, reject, approve}},
		"panel-split":       {{reject, reject, reject}, {approve, approve, approve, approve, reject, reject, reject}, {split, split, split, split, reject}},
		"council-ruling":    {{reject, reject, reject}, {reject, reject, reject, reject, reject, reject, reject}, {approve, approve, approve, approve, approve}},
		"silence":           {{approve, approve, approve}, {reject, reject, reject, reject, reject, reject, reject}, {reject, reject, reject, reject, reject}},
		"employer-review":   {{reject, reject, reject}},
		"unjudgeable":       {{unclear, unclear, unclear}},
		"canary":            {{approve, reject, approve}},
	}
	counted := 0
	for _, s := range scenarios() {
		if s.noJob {
			continue
		}
		own.ballots = nil
		for rung, votes := range rungs[s.name] {
			for i, verdict := range votes {
				own.ballots = append(own.ballots, ballot{
					rung: uint32(rung), seat: fmt.Sprintf("%d-%d", rung, i), vote: validationtypes.Vote{Verdict: verdict},
				})
			}
		}
		e := s.owes(own)
		require.Len(t, e.agents, len(s.agents), s.name)
		if e.seats == nil {
			sum := e.employer.Add(e.burned)
			for _, a := range e.agents {
				sum = sum.Add(a)
			}
			// The rest is the treasury's and the seats': never negative.
			require.False(t, sum.IsPositive(), "%s: %s", s.name, sum)
			continue
		}
		counted++
		require.Len(t, e.seats, len(own.ballots), s.name)
		require.Equal(t, "0", e.sum().String(), s.name)
	}
	require.Equal(t, len(rungs), counted)
}

// The figures of the ladder for a payout of 900 AGI, as they stand in docs/disputes.md.
func TestLadderFigures(t *testing.T) {
	own := terms{
		job: jobstypes.Job{
			Escrow: jobstypes.Escrow{Payout: math.NewInt(900 * agi), ValidationFee: math.NewInt(72 * agi), ProtocolFee: math.NewInt(18 * agi)},
			Terms:  jobstypes.Terms{SeatFee: math.NewInt(24 * agi), SeatLock: math.NewInt(60 * agi)},
		},
		params: jobstypes.DefaultParams(), validation: validationtypes.DefaultParams(), wrongBefore: map[string]int{"twice": 2, "often": 9},
	}
	require.Equal(t, int64(60*agi), own.lock(0, firstSeats).Int64())
	require.Equal(t, int64(25_714_285), own.lock(1, appealSeats).Int64())
	require.Equal(t, int64(36*agi), own.lock(2, panelSeats).Int64())
	require.Equal(t, int64(4_500_000), own.smallBond().Int64())

	e := seated(expectation{burned: math.ZeroInt()}, math.ZeroInt())
	e.punish(own, own.lock(0, firstSeats), "never", "twice", "often")
	require.Equal(t, int64(-3*agi), e.seats["never"].Int64())
	require.Equal(t, int64(-12*agi), e.seats["twice"].Int64(), "doubled with each repeat")
	require.Equal(t, int64(-12*agi), e.seats["often"].Int64(), "and never above the highest rate")
	require.Equal(t, int64(27*agi), e.burned.Add(e.treasury).Int64())
}

// Each order is taken by one judge, who keeps it; who finds none left judges honestly.
func TestOrdersAreTakenOnce(t *testing.T) {
	r := &run{director: &director{home: t.TempDir()}, job: 7}
	require.NoError(t, r.orders(1, approveBlindly, splitAt(4_000)))
	duty := validationtypes.Duty{JobId: 7, Rung: 1}
	take := func(name string, d validationtypes.Duty) (order, bool) {
		require.NoError(t, os.MkdirAll(keyFolder(r.home, name), 0o700))
		o, taken, err := (&participant{home: r.home, name: name}).order(d)
		require.NoError(t, err)
		return o, taken
	}

	first, taken := take("validator-1", duty)
	require.True(t, taken)
	require.Equal(t, "APPROVE", first.String())
	again, taken := take("validator-1", duty)
	require.True(t, taken)
	require.Equal(t, first, again)
	second, taken := take("validator-2", duty)
	require.True(t, taken)
	require.Equal(t, "SPLIT 4000 bps", second.String())
	_, taken = take("validator-3", duty)
	require.False(t, taken)
	_, taken = take("validator-3", validationtypes.Duty{JobId: 7, Rung: 0})
	require.False(t, taken)
}

func TestVagueSpecIsUnjudgeable(t *testing.T) {
	_, _, err := work.ForSpec([]byte(vagueSpec))
	require.Error(t, err)
	require.Equal(t, validationtypes.VOTE_VERDICT_UNJUDGEABLE_SPEC, voteOf(task.BadSpec("vague", err).Verdict))
}

// The events of the ladder and of the canaries are told in words.
func TestLadderInWords(t *testing.T) {
	tell := teller{names: map[string]string{"e": "ministry", "a": "agent-1", "v": "validator-1", "o": "auditor"}, unit: "AGI", exponent: 6}
	dispute := jobstypes.Dispute{
		By: "a", Against: jobstypes.JOB_STATUS_REJECTED, Rung: 1, Reason: jobstypes.DISPUTE_REASON_MEETS_SPEC, Bond: math.NewInt(168 * agi),
	}
	contest := jobstypes.Dispute{
		By: "e", Against: jobstypes.JOB_STATUS_EMPLOYER_REVIEW, Reason: jobstypes.DISPUTE_REASON_FAILS_SPEC, Bond: math.ZeroInt(),
	}
	slash := validationtypes.CanarySlash{Validator: "v", Amount: math.NewInt(30 * agi), FinalAt: time.Date(2031, 5, 4, 0, 0, 0, 0, time.UTC)}
	for want, event := range map[string]gogoproto.Message{
		"agent-1: disputes REJECTED (meets spec) and locks a bond of 168.000000 AGI": &jobstypes.EventVerdictDisputed{Dispute: dispute},
		"ministry: contests the result (fails spec): a committee judges":             &jobstypes.EventVerdictDisputed{Dispute: contest},
		"ministry: accepts the result":                                               &jobstypes.EventWorkAccepted{Employer: "e"},
		"the chain: takes the job to rung 1: a committee of 7 others": &jobstypes.EventRungReached{
			Rung: 1, Kind: jobstypes.RUNG_KIND_COMMITTEE, Seats: 7,
		},
		"the chain: takes the job to rung 2: a panel of 5 of the pool moderators": &jobstypes.EventRungReached{
			Rung: 2, Kind: jobstypes.RUNG_KIND_PANEL, Pool: "moderators", Seats: 5,
		},
		"the chain: takes the job to rung 3: the council": &jobstypes.EventRungReached{Rung: 3, Kind: jobstypes.RUNG_KIND_COUNCIL},
		"the chain: leaves the council out: its own job":  &jobstypes.EventCouncilSkipped{Reason: "its own job"},
		"the council: rules: SPLIT, 2500 bps to the agent: half done": &jobstypes.EventCouncilRuled{
			Ruling: jobstypes.Ruling{Outcome: jobstypes.OUTCOME_SPLIT, SplitBps: 2_500}, Reason: "half done",
		},
		"validator-1: opens the vote: SPLIT 4000 bps, score 0": &validationtypes.EventVoteRevealed{
			Validator: "v", Vote: validationtypes.Vote{Verdict: validationtypes.VOTE_VERDICT_SPLIT, SplitBps: 4_000},
		},
		"the chain: holds 30.000000 AGI of validator-1 for a wrong vote on a canary, until 2031-05-04": &validationtypes.EventCanarySlashed{Slash: slash},
		"auditor: registers the canaries of day 9: root 0102…":                                         &validationtypes.EventCanariesRegistered{Auditor: "o", Day: 9, Root: []byte{1, 2}},
		"audit office: discloses all 1 leaves of day 9": &validationtypes.EventCanariesDisclosed{
			Day: 9, Leaves: []validationtypes.CanaryLeaf{{}},
		},
	} {
		said, ok := tell.tell(event)
		require.True(t, ok, want)
		require.Equal(t, want, said.who+": "+said.what)
	}
}

func TestHomeMustBeEmpty(t *testing.T) {
	home := t.TempDir()
	got, err := newHome(home)
	require.NoError(t, err)
	require.Equal(t, home, got)
	require.NoError(t, os.WriteFile(filepath.Join(home, "x"), nil, 0o600))
	_, err = newHome(home)
	require.ErrorContains(t, err, "is not empty")
}

func TestJSONHasExactlyTheAgreedFields(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, writeJSON(&out, []outcome{{Committee: []string{}, Balances: []balance{{}}}}, false))
	var got map[string]any
	require.NoError(t, json.Unmarshal(out.Bytes(), &got))
	for _, field := range []string{
		"scenario", "job_id", "status", "committee", "balances", "supply_before", "supply_after", "burned", "escrow_held_after",
		"certificate", "height", "elapsed_ms",
	} {
		require.Contains(t, got, field)
	}
	require.Len(t, got, 12)
	require.Nil(t, got["certificate"])
	out.Reset()
	require.NoError(t, writeJSON(&out, []outcome{{}}, true))
	require.True(t, strings.HasPrefix(out.String(), "["))
}

func TestTimelineKeepsItsColumns(t *testing.T) {
	var out bytes.Buffer
	p := &printer{out: &out, started: time.Now()}
	p.line(12, line{who: "agent-1", what: "works", more: []string{"hard"}})
	lines := strings.Split(out.String(), "\n")
	require.Equal(t, strings.Index(lines[0], "works"), strings.Index(lines[1], "hard"))
	p.table([][]string{{"a", "b", "c", "1"}, {"aa", "", "c", "100"}})
	require.Contains(t, out.String(), "100")
}

// A unit that is missing anywhere, and money that a transaction moved out, are found.
func TestChecksFindWhatIsWrong(t *testing.T) {
	fresh := func() *checker {
		one := func(supply, burned int64) sheet {
			return sheet{
				balances: map[string]math.Int{"a": math.NewInt(supply - 10), "b": math.NewInt(10)}, stakes: map[string]math.Int{}, supply: math.NewInt(supply),
				books: sovereigntypes.QuerySupplyResponse{Genesis: math.NewInt(100), Minted: math.ZeroInt(), Burned: math.NewInt(burned), Supply: math.NewInt(supply)},
				escrow: jobstypes.QueryEscrowResponse{
					Held: math.NewInt(7), EscrowOwed: math.ZeroInt(), StakeFree: math.NewInt(5), StakeLocked: math.NewInt(2),
				},
			}
		}
		settled := &block{
			height: 2, burned: math.NewInt(4), burnedByTx: math.ZeroInt(), paidByBlock: true,
			messages: []string{allowed[0], allowed[2]}, events: []seen{{height: 2, tx: -1, event: &jobstypes.EventJobSettled{}}},
		}
		return &checker{run: &run{director: &director{blocks: []*block{settled}}, before: one(100, 0), after: one(96, 4)}}
	}
	findings := func(c *checker) (wrong int) {
		c.checkSums()
		c.checkTransactions()
		for _, f := range c.findings {
			if !f.ok {
				wrong++
			}
		}
		return wrong
	}
	require.Zero(t, findings(fresh()))
	for name, spoil := range map[string]func(*checker){
		"a balance is missing":            func(c *checker) { delete(c.after.balances, "b") },
		"supply without books":            func(c *checker) { c.after.books.Burned = math.NewInt(3) },
		"events know of another burn":     func(c *checker) { c.blocks[0].burned = math.NewInt(5) },
		"escrow is left":                  func(c *checker) { c.after.escrow.EscrowOwed = math.OneInt() },
		"x/jobs holds more than it owes":  func(c *checker) { c.after.escrow.Held = math.NewInt(8) },
		"another message":                 func(c *checker) { c.blocks[0].messages = append(c.blocks[0].messages, "/agijobs.jobs.v1.MsgSettle") },
		"a transaction settled":           func(c *checker) { c.blocks[0].events[0].tx = 0 },
		"the block moved no money":        func(c *checker) { c.blocks[0].paidByBlock = false },
		"a transaction burnt":             func(c *checker) { c.blocks[0].burnedByTx = math.OneInt() },
		"a transaction failed":            func(c *checker) { c.blocks[0].failed = 1 },
		"nothing was settled in this run": func(c *checker) { c.blocks[0].events = nil },
	} {
		c := fresh()
		spoil(c)
		require.Positive(t, findings(c), name)
	}
}
