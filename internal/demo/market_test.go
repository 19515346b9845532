package demo

import (
	"os"
	"strings"
	"testing"

	gogoproto "github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/examples/work"
	certificatestypes "github.com/agijobs/agijobs/x/certificates/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// What a ledger expects adds up to nothing won and nothing lost, whatever the rounding.
func TestLedgersAddUp(t *testing.T) {
	own := terms{
		job: jobstypes.Job{
			Agent: "agent",
			Terms: jobstypes.Terms{Bond: math.NewInt(45_000_001), SeatFee: math.NewInt(24_000_000), ProtocolFeeBps: 200},
		},
		params: jobstypes.DefaultParams(), validation: validationtypes.DefaultParams(),
		ballots: []ballot{{seat: "a"}, {seat: "b"}, {seat: "c"}},
	}
	price := math.NewInt(900_000_007)
	done, failed, missed := ledger{}, ledger{}, ledger{}
	done.completed(own, "payer", price)
	failed.rejected(own, "payer")
	missed.slashed(own, "payer", "agent", own.params.ExpirySlashBps)
	for _, l := range []ledger{done, failed, missed} {
		require.Equal(t, "0", l.sum().String())
	}
	require.Equal(t, map[string]string{
		"payer": "-990000007", "agent": "900000007", "burnt": "9000000", treasuryAddress(): "9000000", "a": "24000000", "b": "24000000", "c": "24000000",
	}, words(done))
	require.Equal(t, "-22500000", failed["agent"].String())
	require.Equal(t, "-60750000", failed["payer"].String(), "three fees, less half of the slash")
	require.Equal(t, "4500000", missed["payer"].String())
}

func words(l ledger) map[string]string {
	out := map[string]string{}
	for who, amount := range l {
		out[who] = amount.String()
	}
	return out
}

// A unit too much or too little anywhere is found, and so is one that was burnt or moved to somebody else.
func TestDifferencesAreFound(t *testing.T) {
	fresh := func() (*run, sheet, ledger) {
		before := sheet{balances: map[string]math.Int{"a": math.NewInt(100), "b": math.NewInt(50)}, stakes: map[string]math.Int{}, supply: math.NewInt(150)}
		after := sheet{
			balances: map[string]math.Int{"a": math.NewInt(88), "b": math.NewInt(55)}, stakes: map[string]math.Int{"b": math.NewInt(4)}, supply: math.NewInt(149),
		}
		d := &director{
			print: &printer{}, accountant: &accountant{owners: []owner{{address: "a", role: "employer"}, {address: "b", role: "agent"}}},
			blocks: []*block{{fees: map[string]math.Int{"a": math.NewInt(2)}}},
		}
		want := ledger{}
		want.move("a", "b", math.NewInt(9))
		want.move("a", fire, math.OneInt())
		return &run{director: d, before: before}, after, want
	}
	r, after, want := fresh()
	require.Empty(t, r.differences(after, want))
	for name, spoil := range map[string]func(sheet, ledger){
		"somebody has a unit less": func(s sheet, _ ledger) { s.balances["b"] = math.NewInt(54) },
		"the treasury has a unit":  func(s sheet, _ ledger) { s.balances[treasuryAddress()] = math.OneInt() },
		"the pool has a unit":      func(s sheet, _ ledger) { s.balances[incentivesAddress()] = math.OneInt() },
		"a unit more was burnt":    func(_ sheet, l ledger) { l[fire] = math.ZeroInt() },
		"somebody unknown":         func(_ sheet, l ledger) { l["c"] = math.ZeroInt() },
	} {
		r, after, want := fresh()
		spoil(after, want)
		require.NotEmpty(t, r.differences(after, want), name)
	}
}

func TestErrandsArriveAsTheyWereSent(t *testing.T) {
	sent := []sdk.Msg{
		&jobstypes.MsgApply{Agent: "a", JobId: 7, Price: math.NewInt(5), MaxBond: math.NewInt(6)},
		&certificatestypes.MsgBuy{Buyer: "b", JobId: 8, MaxPrice: math.NewInt(9)},
	}
	content, err := wrap(sent...)
	require.NoError(t, err)
	got, err := unwrap(content)
	require.NoError(t, err)
	require.Equal(t, sent, got)
	_, err = unwrap([]byte(`[{"type":"agijobs.jobs.v1.MsgDream","bytes":""}]`))
	require.ErrorContains(t, err, "no message")
	_, err = unwrap([]byte("?"))
	require.Error(t, err)
}

// Exactly one agent takes a ticket, and goes on leaving the job lying.
func TestTicketsAreTakenOnce(t *testing.T) {
	r := &run{director: &director{home: t.TempDir()}}
	require.NoError(t, r.ticket(ticketMiss, "urgent-13"))
	job := jobstypes.Job{Id: 9, Label: "urgent-13"}
	somebody := func(name string) *participant {
		require.NoError(t, os.MkdirAll(keyFolder(r.home, name), 0o700))
		return &participant{home: r.home, name: name}
	}
	require.False(t, somebody("agent-1").missing(jobstypes.Job{Id: 8, Label: "urgent-12"}))
	require.True(t, somebody("agent-1").missing(job))
	require.True(t, somebody("agent-1").missing(job))
	require.False(t, somebody("agent-2").missing(job))
	require.False(t, somebody("agent-1").takes(ticketDecline, job))
}

// The files of the examples are served under the uris that they name.
func TestLibraryServesTheExamplesAsTheyArePosted(t *testing.T) {
	l := library{root: t.TempDir()}
	require.NoError(t, l.fill())
	_, jobs, err := work.Program()
	require.NoError(t, err)
	for _, j := range jobs {
		content, err := l.get(j.Spec.URI)
		require.NoError(t, err)
		require.Equal(t, j.Spec.SHA256, hexOf(sha256sum(content)))
	}
	_, err = l.get(ministryBase + "../x")
	require.Error(t, err)
}

func TestLabelsKeepTheirOrder(t *testing.T) {
	jobs := []jobstypes.Job{
		{Id: 1, Label: "b", Status: jobstypes.JOB_STATUS_FAILED},
		{Id: 2, Label: "a", Status: jobstypes.JOB_STATUS_BLOCKED, DependsOn: []string{"b"}},
		{Id: 3, Label: "b", Status: jobstypes.JOB_STATUS_COMPLETED},
	}
	require.Equal(t, []string{"b", "a"}, labelsOf(jobs))
	done, ok := completed(jobs, "b")
	require.True(t, ok)
	require.EqualValues(t, 3, done.Id)
	_, ok = completed(jobs, "a")
	require.False(t, ok)
	require.Equal(t, []string{"a"}, dependents(jobs, "b"))
	require.Empty(t, dependents(jobs, "a"))
}

func TestUrgentJobsAreOneFile(t *testing.T) {
	text := urgent([]string{"crew-assignment", "statute-terms"})
	require.Equal(t, urgentJobs, strings.Count(text, "label: urgent-"))
	require.Equal(t, urgentJobs-1, strings.Count(text, "---\n"))
	for _, label := range []string{declinedLabel, missedLabel} {
		require.Equal(t, 1, strings.Count(text, "label: "+label+"\n"))
	}
	require.Equal(t, 1, strings.Count(text, "work_duration: "+missedWork.String()+"\n"))
}

// False trade goes both ways between the organisations, honest work does not come back.
func TestTrades(t *testing.T) {
	orgs := map[string]string{}
	for _, m := range cast() {
		orgs[m.name] = m.org.id
	}
	pairs := map[string]int{}
	for _, trade := range washTrades() {
		require.NotEqual(t, orgs[trade.employer], orgs[trade.agent])
		pairs[orgs[trade.employer]+" "+orgs[trade.agent]]++
	}
	require.Equal(t, map[string]int{"trading-a trading-b": tradersEach, "trading-b trading-a": tradersEach}, pairs)
	require.Len(t, traders(), 10)
	employers := map[string]bool{}
	for _, trade := range honestTrades() {
		employers[orgs[trade.employer]] = true
	}
	require.Len(t, employers, towns)
}

func TestLineageAsATree(t *testing.T) {
	tell := teller{names: map[string]string{"x": "agent-1"}}
	node := func(id uint64, label string, sources ...uint64) certificatestypes.LineageNode {
		return certificatestypes.LineageNode{JobId: id, Label: label, Agent: "x", ResultSha256: []byte{1, 2}, Sources: sources}
	}
	require.Equal(t, []string{
		"d  0102…  by agent-1",
		"├─ b  0102…  by agent-1",
		"│  └─ a  0102…  by agent-1",
		"└─ c  0102…  by agent-1",
		"   └─ a (above)",
	}, tell.tree([]certificatestypes.LineageNode{node(4, "d", 3, 2), node(2, "b", 1), node(3, "c", 1), node(1, "a")}))
	require.Empty(t, tell.tree(nil))
}

// The events of the market are told in words.
func TestMarketInWords(t *testing.T) {
	tell := teller{
		names: map[string]string{"e": "ministry", "a": "agent-1", "b": "town-1"}, unit: "AGI", exponent: 6, labels: map[uint64]string{7: "merge"},
	}
	agi := func(n int64) math.Int { return math.NewInt(n * agi) }
	for want, event := range map[string]gogoproto.Message{
		"the chain: settles merge: COMPLETED, 9.000000 AGI in and out": &jobstypes.EventJobSettled{
			JobId: 7, Status: jobstypes.JOB_STATUS_COMPLETED, MoneyIn: agi(9),
		},
		"the chain: takes job 8 from agent-1 (declined): bond slashed by 0.000000 AGI": &jobstypes.EventAssignmentEnded{
			JobId: 8, Agent: "a", Basis: jobstypes.RULING_BASIS_DECLINED, Slashed: math.ZeroInt(),
		},
		"agent-1: applies for merge at 5.000000 AGI and locks a bond of 1.000000 AGI": &jobstypes.EventApplied{
			Application: jobstypes.Application{JobId: 7, Agent: "a", Price: agi(5), Bond: agi(1)},
		},
		"the chain: ends the application of agent-1 for merge (other awarded): 1.000000 AGI are free again": &jobstypes.EventApplicationEnded{
			JobId: 7, Agent: "a", Bond: agi(1), Reason: "other_awarded",
		},
		"the chain: gives merge to agent-1 at 5.000000 AGI; 2.000000 AGI return to the employer": &jobstypes.EventJobAwarded{
			JobId: 7, Agent: "a", Price: agi(5), Refunded: agi(2),
		},
		"the employer: awards merge to agent-1 at 5.000000 AGI": &jobstypes.EventJobAwarded{JobId: 7, Agent: "a", Price: agi(5), Refunded: math.ZeroInt()},
		"the chain: gives merge to agent-1 at 5.000000 AGI; 0.000000 AGI return to the employer; nobody awarded it, so the rule did": &jobstypes.EventJobAwarded{
			JobId: 7, Agent: "a", Price: agi(5), Refunded: math.ZeroInt(), ByRule: true,
		},
		"agent-1: is available for 3 jobs at once, standing 9000 bps": &jobstypes.EventAvailabilityDeclared{
			Availability: jobstypes.Availability{Agent: "a", Capacity: 3, StandingBps: 9_000},
		},
		"the chain: assigns merge to agent-1, drawn by a weight of 1 of 4":                 &jobstypes.EventJobDispatched{JobId: 7, Agent: "a", Weight: 1, Total: 4},
		"the chain: finds nobody for merge, 2 times now":                                   &jobstypes.EventDispatchMissed{JobId: 7, Tries: 2},
		"the chain: changes the standing of agent-1 from 10000 to 9000 bps (declined)":     &jobstypes.EventStandingChanged{Agent: "a", OldBps: 10_000, NewBps: 9_000, Reason: "declined"},
		"the chain: opens shard-1: all that it depends on is done":                         &jobstypes.EventJobUnblocked{Label: "shard-1"},
		"the chain: ends the program: 5.000000 AGI spent, 2.000000 AGI return to ministry": &jobstypes.EventProgramEnded{Sponsor: "e", Spent: agi(5), Returned: agi(2)},
		"ministry: offers the certificate of merge for 6.000000 AGI":                       &certificatestypes.EventCertificateListed{Listing: certificatestypes.Listing{JobId: 7, Seller: "e", Price: agi(6)}},
		"the chain: gives 6.000000 AGI back to town-1: sold":                               &certificatestypes.EventPurchaseFailed{JobId: 7, Buyer: "b", Returned: agi(6), Reason: "sold"},
		"the council: revokes the certificate of merge: withdrawn":                         &certificatestypes.EventCertificateRevoked{Revocation: certificatestypes.Revocation{JobId: 7, Reason: "withdrawn"}},
		`ministry: opens the program "Model" with a budget of 6.000000 AGI`:                &jobstypes.EventProgramCreated{Program: jobstypes.Program{Sponsor: "e", Title: "Model", Budget: agi(6)}},
		"town-1: buys the certificate of merge from ministry for 6.000000 AGI, of it 1.000000 AGI royalty to agent-1": &certificatestypes.EventCertificateSold{
			JobId: 7, Seller: "e", Buyer: "b", Price: agi(6), Royalty: agi(1), Agent: "a",
		},
	} {
		said, ok := tell.brief(event)
		require.True(t, ok, want)
		require.Equal(t, want, said.who+": "+said.what)
	}
	_, ok := tell.brief(&validationtypes.EventVoteCommitted{})
	require.False(t, ok, "no votes where many jobs run at once")
	require.Equal(t, []string{
		"5.000000 AGI spent, 2.000000 AGI committed, 1.000000 AGI free", "1 OPEN, 2 BLOCKED", "critical path, 1 h of market time at most: shard-1 > merge",
	}, tell.progress(jobstypes.QueryProgramStatusResponse{
		Program: jobstypes.Program{Spent: agi(5), Committed: agi(2)}, Free: agi(1),
		Jobs:         []jobstypes.ProgramJobs{{Status: jobstypes.JOB_STATUS_OPEN, Jobs: 1}, {Status: jobstypes.JOB_STATUS_BLOCKED, Jobs: 2}},
		CriticalPath: []jobstypes.PathStep{{Label: "shard-1"}, {Label: "merge"}}, RemainingMs: 3_600_000,
	}))
}
