package demo

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"cosmossdk.io/math"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	reputationtypes "github.com/agijobs/agijobs/x/reputation/types"
)

const (
	// highestBonusBps and highestBoostBps are the bounds of x/jobs.
	highestBonusBps = 10_000
	highestBoostBps = 5_000
	// washPayout of each job, in AGI, in both the false and the honest trade.
	washPayout = 200
)

// trade is one job: who pays whom.
type trade struct {
	employer, agent string
	id              uint64
}

// washTrades: each account has a job done by one of the other organisation, and does one for it.
func washTrades() []trade {
	var list []trade
	for n := 1; n <= tradersEach; n++ {
		a, b := traderName("a", n), traderName("b", n)
		list = append(list, trade{employer: a, agent: b}, trade{employer: b, agent: a})
	}
	return list
}

// honestTrades: one workshop works for four towns.
func honestTrades() []trade {
	var list []trade
	for n := range towns {
		list = append(list, trade{employer: townName(n + 1), agent: workshop})
	}
	return list
}

// washed: two organisations trade with each other for bonus, boost and reputation, in the category that gives most of all;
// beside them a workshop works for four towns at the same prices.
func washed(ctx context.Context, r *run) error {
	wash, honest := washTrades(), honestTrades()
	if err := r.insider(ctx); err != nil {
		return err
	}
	both := slices.Concat(wash, honest)
	if err := r.trades(ctx, both); err != nil {
		return err
	}
	wash, honest = both[:len(wash)], both[len(wash):]
	if err := r.washedMoney(ctx, wash); err != nil {
		return err
	}
	r.washedScores(wash, honest)
	want, err := r.tradesLedger(ctx, both)
	if err != nil {
		return err
	}
	return r.holds(ctx, "the auditor", want)
}

// insider: within one organisation nobody can take a job at all.
func (r *run) insider(ctx context.Context) error {
	first := traderName("a", 1)
	msg, err := r.message(ctx, first, washPosting("Work within the house"))
	if err != nil {
		return err
	}
	if err := r.sends(ctx, first, msg); err != nil {
		return err
	}
	ids, err := r.ids(ctx, first, 0, 1)
	if err != nil {
		return err
	}
	second := traderName("a", 2)
	if err := r.tries(ctx, second, "claims a job of its own organisation", "organisation", &jobstypes.MsgClaimJob{Agent: r.addresses[second], JobId: ids[0]}); err != nil {
		return err
	}
	return r.sends(ctx, first, &jobstypes.MsgCancelJob{Employer: r.addresses[first], JobId: ids[0]})
}

func washPosting(title string) posting {
	return posting{folder: "crew-assignment", title: title, category: richCategory, payout: washPayout, work: time.Minute, open: openFor}
}

// trades plays all of them at once: every employer posts, every agent works. It notes the jobs.
func (r *run) trades(ctx context.Context, list []trade) error {
	var posting []*process
	before := map[string]int{}
	for _, e := range all[*jobstypes.EventJobPosted](r) {
		before[e.Employer]++
	}
	for _, t := range list {
		msg, err := r.message(ctx, t.employer, washPosting("Crews, by "+t.employer))
		if err != nil {
			return err
		}
		p, err := r.sending(t.employer, msg)
		if err != nil {
			return err
		}
		posting = append(posting, p)
	}
	if err := r.ended(ctx, posting...); err != nil {
		return err
	}
	jobs := map[string][]string{}
	var agents []string
	for i, t := range list {
		ids, err := r.ids(ctx, t.employer, before[r.addresses[t.employer]], 1)
		if err != nil {
			return err
		}
		list[i].id = ids[0]
		r.print.teller.labels[ids[0]] = "the job of " + t.employer
		if len(jobs[t.agent]) == 0 {
			agents = append(agents, t.agent)
		}
		jobs[t.agent] = append(jobs[t.agent], strconv.FormatUint(ids[0], 10))
	}
	var working []*process
	for _, agent := range agents {
		args := []string{}
		for _, id := range jobs[agent] {
			args = append(args, "--job", id)
		}
		p, err := r.crew.start("agent", agent, args...)
		if err != nil {
			return err
		}
		working = append(working, p)
	}
	if err := r.ended(ctx, working...); err != nil {
		return err
	}
	var ids []uint64
	for _, t := range list {
		ids = append(ids, t.id)
	}
	done, err := r.endedAs(ctx, jobstypes.JOB_STATUS_COMPLETED, ids...)
	if err == nil && !done {
		err = fmt.Errorf("not all trades completed")
	}
	return err
}

// tradesLedger: each job as any other; bonus and boost together are the protocol fee and not a unit more, although the rates
// alone would more than double the pay.
func (r *run) tradesLedger(ctx context.Context, list []trade) (ledger, error) {
	want := ledger{}
	price := math.NewInt(washPayout * agi)
	for _, trade := range list {
		t, err := r.read(ctx, trade.id)
		if err != nil {
			return nil, err
		}
		want.completed(t, r.addresses[trade.employer], price)
		asked := bps(price, highestBonusBps).Add(bps(price, highestBoostBps))
		fee := bps(price, t.job.Terms.ProtocolFeeBps)
		want.move(incentivesAddress(), r.addresses[trade.agent], math.MinInt(asked, fee))
	}
	return want, nil
}

// washedMoney: what the ten accounts have lost together.
func (r *run) washedMoney(ctx context.Context, wash []trade) error {
	want, err := r.tradesLedger(ctx, wash)
	if err != nil {
		return err
	}
	if err := r.nextBlock(ctx); err != nil {
		return err
	}
	now, err := r.accountant.read(ctx, r.height())
	if err != nil {
		return err
	}
	expected, got, fees := math.ZeroInt(), math.ZeroInt(), math.ZeroInt()
	for _, name := range traders() {
		address := r.addresses[name]
		expected = expected.Add(amountOf(want, address))
		got = got.Add(now.wealth(address)).Sub(r.before.wealth(address)).Add(r.fees(address))
		fees = fees.Add(r.fees(address))
	}
	t := r.print.teller
	r.step("ten accounts", got.Equal(expected) && got.IsNegative(), fmt.Sprintf("of two organisations trade %d jobs of %s with each other", len(wash), t.money(math.NewInt(washPayout*agi))),
		fmt.Sprintf("they lose %s together: bonus and boost are no more than the protocol fee, and the judges want to be paid", t.money(expected.Neg())),
		fmt.Sprintf("%s, and %s of transaction fees", t.money(got), t.money(fees)))
	return nil
}

// washedScores compares what false and honest work have gained of reputation.
func (r *run) washedScores(wash, honest []trade) {
	gained := func(list []trade) math.LegacyDec {
		jobs := map[uint64]bool{}
		for _, t := range list {
			jobs[t.id] = true
		}
		sum := math.LegacyZeroDec()
		for _, e := range all[*reputationtypes.EventScoreChanged](r) {
			if jobs[e.JobId] && e.Role == identitytypes.ROLE_AGENT && e.Category == "" {
				sum = sum.Add(e.NewValue.Sub(e.OldValue))
			}
		}
		return sum
	}
	falsely, honestly := gained(wash).TruncateInt(), gained(honest).TruncateInt()
	// Per job, without a division: 10 jobs of the one against 4 of the other.
	little := falsely.MulRaw(int64(len(honest))).MulRaw(4).LT(honestly.MulRaw(int64(len(wash))))
	r.step("ten accounts", honestly.IsPositive() && falsely.LT(honestly) && little, "gain reputation by it",
		fmt.Sprintf("%d false jobs less than %d honest ones, and less than a quarter for each", len(wash), len(honest)),
		fmt.Sprintf("%s points for %d false jobs, %s for %d honest ones", falsely, len(wash), honestly, len(honest)))
}
