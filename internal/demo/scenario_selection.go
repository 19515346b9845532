package demo

import (
	"context"
	"fmt"
	"time"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

const (
	// selectionPayout is the most that the ministry pays for each of the three jobs, in AGI.
	selectionPayout = 300
	// awardFor is how long the second and the third job wait to be awarded.
	awardFor = 8 * time.Second
)

// bids of the applicants in AGI. The ministry takes neither the cheapest nor the dearest.
var bids = []struct {
	agent string
	price int64
}{{agent1, 280}, {agent2, 260}, {agent3, 240}}

const (
	// chosenBid is the ministry's choice, cheapestBid the rule's.
	chosenBid, cheapestBid = 1, 2
)

// selected: three jobs, three applicants with a price each. The first is awarded by the employer, the second by the rule that
// the employer chose, the third by nobody.
func selected(ctx context.Context, r *run) error {
	jobs, err := r.offerThree(ctx)
	if err != nil {
		return err
	}
	var applying []*process
	for _, bid := range bids {
		var messages []sdk.Msg
		for _, id := range jobs {
			price := math.NewInt(bid.price * agi)
			messages = append(messages, &jobstypes.MsgApply{Agent: r.addresses[bid.agent], JobId: id, Price: price, MaxBond: price})
		}
		p, err := r.sending(bid.agent, messages...)
		if err != nil {
			return err
		}
		applying = append(applying, p)
	}
	if err := r.ended(ctx, applying...); err != nil {
		return err
	}
	if err := r.standing(ctx, jobs); err != nil {
		return err
	}
	if err := r.award(ctx, jobs[0]); err != nil {
		return err
	}
	if err := r.awardedByRule(ctx, jobs[1]); err != nil {
		return err
	}
	if err := r.lapsed(ctx, jobs[2]); err != nil {
		return err
	}
	return r.selectionBooks(ctx, jobs)
}

func (r *run) offerThree(ctx context.Context) ([]uint64, error) {
	var messages []sdk.Msg
	for i, rule := range []jobstypes.AwardRule{jobstypes.AWARD_RULE_EMPLOYER, jobstypes.AWARD_RULE_LOWEST_PRICE, jobstypes.AWARD_RULE_EMPLOYER} {
		open := awardFor
		if i == 0 {
			open = openFor
		}
		msg, err := r.message(ctx, ministry, posting{
			folder: "crew-assignment", title: fmt.Sprintf("Crews of district %d", i+1), category: category, payout: selectionPayout, work: time.Minute, open: open,
			change: func(m *jobstypes.MsgPostJob) { m.Assignment, m.AwardRule = jobstypes.ASSIGNMENT_MODE_SELECTION, rule },
		})
		if err != nil {
			return nil, err
		}
		messages = append(messages, msg)
	}
	if err := r.sends(ctx, ministry, messages...); err != nil {
		return nil, err
	}
	jobs, err := r.ids(ctx, ministry, 0, len(messages))
	for i, id := range jobs {
		r.print.teller.labels[id] = []string{"the first job", "the second job", "the third job"}[i]
	}
	return jobs, err
}

// standing shows the applications with their bonds, each on its own price.
func (r *run) standing(ctx context.Context, jobs []uint64) error {
	list, err := applications(ctx, r.client, jobs[0])
	if err != nil {
		return err
	}
	locked := math.ZeroInt()
	for _, bid := range bids {
		owed, err := r.client.Jobs().Owed(ctx, &jobstypes.QueryOwedRequest{Address: r.addresses[bid.agent]})
		if err != nil {
			return err
		}
		locked = locked.Add(owed.Stake.Locked)
	}
	bonds := math.ZeroInt()
	dearer := true
	for _, a := range list {
		bonds = bonds.Add(a.Bond)
		for _, b := range list {
			dearer = dearer && a.Price.GT(b.Price) == a.Bond.GT(b.Bond)
		}
	}
	// The third job is open for as long as the second: all three hold bonds, unless the machine is slow.
	r.step("three agents", len(list) == len(bids) && dearer && locked.GTE(bonds), "apply for all three jobs, each at a price of its own",
		"a bond is locked for each application, larger for a higher price", fmt.Sprintf("%d applications for the first, %s locked in all", len(list), r.print.teller.money(locked)))
	return nil
}

func (r *run) award(ctx context.Context, id uint64) error {
	bid := bids[chosenBid]
	err := r.sends(ctx, ministry, &jobstypes.MsgAward{
		Employer: r.addresses[ministry], JobId: id, Agent: r.addresses[bid.agent], Price: math.NewInt(bid.price * agi),
	})
	if err != nil {
		return err
	}
	if err := r.assignedTo(ctx, id, bid.agent); err != nil {
		return err
	}
	t, err := r.read(ctx, id)
	if err != nil {
		return err
	}
	excess := math.NewInt((selectionPayout - bid.price) * agi)
	excess = excess.Add(bps(math.NewInt(selectionPayout*agi), t.job.Terms.ProtocolFeeBps)).Sub(bps(math.NewInt(bid.price*agi), t.job.Terms.ProtocolFeeBps))
	refunded := math.ZeroInt()
	for _, e := range all[*jobstypes.EventJobAwarded](r) {
		if e.JobId == id {
			refunded = refunded.Add(orNothing(e.Refunded))
		}
	}
	ok := t.job.Escrow.Payout.Equal(math.NewInt(bid.price*agi)) && refunded.Equal(excess) && r.endedApplications(id) == len(bids)-1
	r.step(ministry, ok, "awards the first job to "+bid.agent, fmt.Sprintf("the price is the payout now, %s are back, two bonds are free", r.print.teller.money(excess)),
		fmt.Sprintf("payout %s, back %s, %d applications ended", r.print.teller.money(t.job.Escrow.Payout), r.print.teller.money(refunded), r.endedApplications(id)))
	return r.work(ctx, id, bid.agent)
}

func orNothing(amount math.Int) math.Int {
	if amount.IsNil() {
		return math.ZeroInt()
	}
	return amount
}

// assignedTo waits for the assignment, which must be this agent's.
func (r *run) assignedTo(ctx context.Context, id uint64, agent string) error {
	holder := ""
	err := r.until(ctx, "the assignment", func() bool {
		for _, e := range all[*jobstypes.EventJobAssigned](r) {
			if e.JobId == id {
				holder = e.Agent
			}
		}
		return holder != ""
	})
	if err == nil && holder != r.addresses[agent] {
		err = fmt.Errorf("job %d is %s's, not %s's", id, r.print.teller.name(holder), agent)
	}
	return err
}

func (r *run) endedApplications(id uint64) int {
	n := 0
	for _, e := range all[*jobstypes.EventApplicationEnded](r) {
		if e.JobId == id {
			n++
		}
	}
	return n
}

// work lets an agent do a job that it has already; nobody waits for it.
func (r *run) work(_ context.Context, id uint64, agent string) error {
	_, err := r.crew.start("agent", agent, "--job", fmt.Sprint(id), "--assigned")
	return err
}

func (r *run) awardedByRule(ctx context.Context, id uint64) error {
	bid := bids[cheapestBid]
	if err := r.assignedTo(ctx, id, bid.agent); err != nil {
		return err
	}
	ruled := false
	for _, e := range all[*jobstypes.EventJobAwarded](r) {
		ruled = ruled || e.JobId == id && e.ByRule && e.Price.Equal(math.NewInt(bid.price*agi))
	}
	r.step(theChain, ruled, "awards the second job, to which the ministry said nothing", "by the rule LOWEST_PRICE: to "+bid.agent, fmt.Sprintf("by rule: %t", ruled))
	return r.work(ctx, id, bid.agent)
}

func (r *run) lapsed(ctx context.Context, id uint64) error {
	cancelled, err := r.endedAs(ctx, jobstypes.JOB_STATUS_CANCELLED, id)
	if err != nil {
		return err
	}
	r.step(theChain, cancelled && r.endedApplications(id) == len(bids), "ends the third job, to which the ministry said nothing and for which there is no rule",
		"CANCELLED; three bonds are free", fmt.Sprintf("CANCELLED: %t, %d applications ended", cancelled, r.endedApplications(id)))
	return nil
}

func (r *run) selectionBooks(ctx context.Context, jobs []uint64) error {
	completed, err := r.endedAs(ctx, jobstypes.JOB_STATUS_COMPLETED, jobs[0], jobs[1])
	if err != nil {
		return err
	}
	want := ledger{}
	for i, bid := range []int{chosenBid, cheapestBid} {
		t, err := r.read(ctx, jobs[i])
		if err != nil {
			return err
		}
		want.completed(t, r.addresses[ministry], math.NewInt(bids[bid].price*agi))
	}
	locked := math.ZeroInt()
	for _, bid := range bids {
		owed, err := r.client.Jobs().Owed(ctx, &jobstypes.QueryOwedRequest{Address: r.addresses[bid.agent]})
		if err != nil {
			return err
		}
		locked = locked.Add(owed.Stake.Locked)
	}
	r.step("three agents", completed && locked.IsZero(), "have no bond locked any more", "both awarded jobs COMPLETED, nothing locked",
		fmt.Sprintf("COMPLETED: %t, %s locked", completed, r.print.teller.money(locked)))
	return r.holds(ctx, "the auditor", want)
}
