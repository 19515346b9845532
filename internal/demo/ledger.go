package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"cosmossdk.io/math"

	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/agijobs/agijobs/internal/money"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// fire is where burnt money goes in a ledger.
const fire = "burnt"

// ledger is what must have moved, by address, over several jobs: worked out from the terms as one would with pencil and
// paper, and not by the chain's code. Fees of transactions are left aside.
type ledger map[string]math.Int

func (l ledger) add(who string, amount math.Int) { l[who] = amountOf(l, who).Add(amount) }

// move takes an amount from one and gives it to another.
func (l ledger) move(from, to string, amount math.Int) {
	l.add(from, amount.Neg())
	l.add(to, amount)
}

// sum of all is zero: nothing is won and nothing lost.
func (l ledger) sum() math.Int {
	sum := math.ZeroInt()
	for _, amount := range l {
		sum = sum.Add(amount)
	}
	return sum
}

func treasuryAddress() string { return money.TreasuryAddress().String() }

func incentivesAddress() string { return authtypes.NewModuleAddress("incentives").String() }

// divided shares an amount between the fire and the treasury.
func (l ledger) divided(from string, amount math.Int, burn uint32) {
	l.move(from, fire, bps(amount, burn))
	l.move(from, treasuryAddress(), amount.Sub(bps(amount, burn)))
}

// slashed: a share of the bond goes to the payer, the fire and the treasury.
func (l ledger) slashed(t terms, payer, agent string, rate uint32) {
	slash := bps(t.job.Terms.Bond, rate)
	toPayer := bps(slash, t.params.SlashToEmployerBps)
	l.move(agent, payer, toPayer)
	l.divided(agent, slash.Sub(toPayer), t.params.BurnBps)
}

// seats: each that opened a vote has its fee.
func (l ledger) seats(t terms, payer string) {
	for _, b := range t.ballots {
		l.move(payer, b.seat, t.job.Terms.SeatFee)
	}
}

// completed: the agent has the price, and the protocol fee of it is due. Under the employer's own review nobody sits.
func (l ledger) completed(t terms, payer string, price math.Int) {
	l.move(payer, t.job.Agent, price)
	l.divided(payer, bps(price, t.job.Terms.ProtocolFeeBps), t.params.BurnBps)
	l.seats(t, payer)
}

// rejected: the agent is slashed, the seats are paid, the rest is back.
func (l ledger) rejected(t terms, payer string) {
	l.slashed(t, payer, t.job.Agent, t.params.RejectSlashBps)
	l.seats(t, payer)
}

// read returns the terms of a job of the run, with the votes on it.
func (r *run) read(ctx context.Context, id uint64) (terms, error) {
	return (&checker{run: r}).read(ctx, id)
}

// holds reads the balances now and makes a step of it: everybody's, the treasury's and the pool's moved by what the ledger
// says, to the unit, and so did the supply.
func (r *run) holds(ctx context.Context, who string, want ledger) error {
	if err := r.nextBlock(ctx); err != nil {
		return err
	}
	now, err := r.accountant.read(ctx, r.height())
	if err != nil {
		return err
	}
	wrong := r.differences(now, want)
	if !want.sum().IsZero() {
		wrong = append(wrong, "what is expected does not add up: "+want.sum().String())
	}
	moved := 0
	for _, amount := range want {
		if !amount.IsZero() {
			moved++
		}
	}
	seen := fmt.Sprintf("%d of %d as expected, %s burnt", moved, moved, r.print.teller.money(amountOf(want, fire)))
	if len(wrong) > 0 {
		seen = strings.Join(wrong, "; ")
	}
	r.step(who, len(wrong) == 0, "adds up what everybody won and lost",
		"for each of the cast, the treasury, the pool and the supply what the terms say, to the unit, beside fees of transactions", seen)
	return nil
}

// nextBlock waits for one more block: what the last one left to its end is in the state then.
func (r *run) nextBlock(ctx context.Context) error {
	last := r.height()
	return r.until(ctx, "the next block", func() bool { return r.height() > last })
}

// differences lists what moved otherwise than the ledger says.
func (r *run) differences(now sheet, want ledger) []string {
	var wrong []string
	addresses := []string{treasuryAddress(), incentivesAddress()}
	for _, o := range r.accountant.owners {
		if !strings.HasPrefix(o.role, "module:") {
			addresses = append(addresses, o.address)
		}
	}
	for _, address := range addresses {
		got := now.wealth(address).Sub(r.before.wealth(address)).Add(r.fees(address))
		if !got.Equal(amountOf(want, address)) {
			wrong = append(wrong, fmt.Sprintf("%s has %s, should have %s", r.print.teller.name(address), got, amountOf(want, address)))
		}
	}
	for address := range want {
		if address != fire && !slices.Contains(addresses, address) {
			wrong = append(wrong, "nobody of the cast is "+address)
		}
	}
	if burned := r.before.supply.Sub(now.supply); !burned.Equal(amountOf(want, fire)) {
		wrong = append(wrong, fmt.Sprintf("burnt is %s, should be %s", burned, amountOf(want, fire)))
	}
	slices.Sort(wrong)
	return wrong
}

// posting is what a job of these scenarios says beyond its price.
type posting struct {
	folder, title, category string
	// payout in AGI.
	payout     int64
	work, open time.Duration
	// change says what else is special about it.
	change func(*jobstypes.MsgPostJob)
}

// message is the posting as somebody sends it, for what the chain asks for it.
func (r *run) message(ctx context.Context, name string, p posting) (*jobstypes.MsgPostJob, error) {
	uri := base + p.folder + "/spec.md"
	spec, err := libraryOf(r.home).get(uri)
	if err != nil {
		return nil, err
	}
	payout := math.NewInt(p.payout * agi)
	quote, err := r.client.Jobs().Quote(ctx, &jobstypes.QueryQuoteRequest{Category: p.category, Payout: payout.String(), WorkDuration: &p.work})
	if err != nil {
		return nil, fmt.Errorf("quote: %w", err)
	}
	out := &jobstypes.MsgPostJob{
		Employer: r.addresses[name], Title: p.title, Category: p.category, Tags: []string{"demo"}, Spec: document(uri, spec), Payout: payout,
		WorkDuration: p.work, OpenFor: p.open, ExpectedTotal: quote.Quote.Total, Requirements: jobstypes.Requirements{MinScore: math.ZeroInt()},
	}
	if p.change != nil {
		p.change(out)
	}
	return out, nil
}

// ids waits for the postings of somebody from the n-th of the run on, and returns the jobs.
func (r *run) ids(ctx context.Context, name string, from, count int) ([]uint64, error) {
	var jobs []uint64
	err := r.until(ctx, "the postings of "+name, func() bool {
		jobs = nil
		for _, e := range all[*jobstypes.EventJobPosted](r) {
			if e.Employer == r.addresses[name] {
				jobs = append(jobs, e.JobId)
			}
		}
		return len(jobs) >= from+count
	})
	if err != nil {
		return nil, err
	}
	return jobs[from : from+count], nil
}

// endedAs waits until jobs have ended, and tells whether all did so with a status.
func (r *run) endedAs(ctx context.Context, status jobstypes.JobStatus, jobs ...uint64) (bool, error) {
	found := map[uint64]jobstypes.JobStatus{}
	err := r.until(ctx, fmt.Sprintf("the end of %d jobs", len(jobs)), func() bool {
		for _, e := range all[*jobstypes.EventJobSettled](r) {
			if slices.Contains(jobs, e.JobId) {
				found[e.JobId] = e.Status
			}
		}
		return len(found) == len(jobs)
	})
	for _, s := range found {
		if s != status {
			return false, err
		}
	}
	return true, err
}
