package explore

import (
	"errors"
	"fmt"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/agijobs/agijobs/app/testapp"
	"github.com/agijobs/agijobs/internal/invariant"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// none stands for an outcome that no vote could foresee.
const none = stays

// checkStep: what is true of every state.
func (w *world) checkStep(n *node) {
	w.states++
	w.no(n, errors.Join(invariant.Check(n.ctx, w.app.Jobs.Invariants())...))
	w.no(n, errors.Join(invariant.Check(n.ctx, w.app.Validation.Invariants())...))
	want := 1
	if w.job(n).Status.Terminal() {
		want = 0
	}
	w.equal(n, want, w.deadlines(n), "deadlines")
}

// deadlines counts what makes the chain act on the job: its own deadline, a draw that is due, a window that closes.
func (w *world) deadlines(n *node) int {
	count := 0
	w.no(n, w.app.Jobs.Deadlines.Walk(n.ctx, nil, func(collections.Pair[int64, uint64]) (bool, error) { count++; return false, nil }))
	each := func(collections.Triple[int64, uint64, uint32]) (bool, error) { count++; return false, nil }
	w.no(n, w.app.Validation.DrawQueue.Walk(n.ctx, nil, each))
	w.no(n, w.app.Validation.CloseQueue.Walk(n.ctx, nil, each))
	return count
}

// checkEnd: what is true of every end.
func (w *world) checkEnd(n *node) {
	w.ends++
	w.checkStep(n)
	w.no(n, errors.Join(invariant.Check(n.ctx, w.app.Certificates.Invariants())...))
	w.no(n, errors.Join(invariant.Check(n.ctx, w.app.Reputation.Invariants())...))
	job := w.job(n)
	w.equal(n, 1, len(n.settled), "settlements")
	w.checkOutcome(n, job)
	w.checkSeats(n, job)
	w.checkBacking(n)
	w.checkAgent(n, job)
	w.checkMoney(n, job)
	w.checkCertificate(n, job)
}

// equal compares. It asks testify for nothing on the way that is taken a million times.
func (w *world) equal(n *node, want, got any, what string) {
	if fmt.Sprint(want) != fmt.Sprint(got) {
		w.fail(n, "%s: %v instead of %v", what, got, want)
	}
}

func (w *world) fail(n *node, format string, args ...any) {
	w.t.Helper()
	w.t.Fatalf("%s\nafter %q", fmt.Sprintf(format, args...), n.path)
}

// standing is the last verdict of the rounds, if one came to any.
func (n *node) standing() (jobstypes.JobStatus, bool) {
	for i := len(n.verdicts) - 1; i >= 0; i-- {
		if n.verdicts[i].Status != jobstypes.JOB_STATUS_UNSPECIFIED {
			return n.verdicts[i].Status, true
		}
	}
	return 0, false
}

// blameless: nobody who can be heard has said what is right.
func (n *node) blameless() bool {
	_, verdict := n.standing()
	return n.ruled == 0 && !n.canary && !verdict
}

// outcome is what the actors have brought about.
func (n *node) outcome(job jobstypes.Job) jobstypes.JobStatus {
	switch {
	case job.Submission == nil && n.gaveUp > 0 && job.Ruling.Basis != jobstypes.RULING_BASIS_LAPSED &&
		job.Ruling.Basis != jobstypes.RULING_BASIS_EMPLOYER:
		return jobstypes.JOB_STATUS_EXPIRED
	case job.Submission == nil || n.canary:
		return jobstypes.JOB_STATUS_CANCELLED
	case n.ruled == jobstypes.OUTCOME_COMPLETED:
		return jobstypes.JOB_STATUS_COMPLETED
	case n.ruled == jobstypes.OUTCOME_FAILED:
		return jobstypes.JOB_STATUS_FAILED
	case n.ruled == jobstypes.OUTCOME_SPLIT:
		return jobstypes.JOB_STATUS_SPLIT
	case len(n.verdicts) == 0: // the employer has taken the work
		return jobstypes.JOB_STATUS_COMPLETED
	}
	if verdict, found := n.standing(); found {
		return map[jobstypes.JobStatus]jobstypes.JobStatus{
			jobstypes.JOB_STATUS_APPROVED: jobstypes.JOB_STATUS_COMPLETED, jobstypes.JOB_STATUS_REJECTED: jobstypes.JOB_STATUS_FAILED,
			jobstypes.JOB_STATUS_UNJUDGEABLE: jobstypes.JOB_STATUS_CANCELLED, jobstypes.JOB_STATUS_DIVIDED: jobstypes.JOB_STATUS_SPLIT,
		}[verdict]
	}
	switch ahead := n.ahead(); {
	case ahead > 0:
		return jobstypes.JOB_STATUS_COMPLETED
	case ahead < 0:
		return jobstypes.JOB_STATUS_FAILED
	}
	return jobstypes.JOB_STATUS_SPLIT
}

func (w *world) checkOutcome(n *node, job jobstypes.Job) {
	w.equal(n, n.outcome(job), job.Status, "outcome")
	w.equal(n, job.Status, n.settled[0].Status, "settled as")
}

// right is how a seat had to vote.
func (n *node) right(job jobstypes.Job) behaviour {
	switch {
	case n.canary:
		return rejects
	case job.Status == jobstypes.JOB_STATUS_COMPLETED:
		return approves
	case job.Status == jobstypes.JOB_STATUS_FAILED:
		return rejects
	case job.Status == jobstypes.JOB_STATUS_CANCELLED:
		return unjudges
	}
	return none
}

// checkSeats: who revealed with the outcome is paid and not slashed; who revealed another vote is slashed only where somebody
// has said what is right; who did not commit or did not reveal is slashed in any case.
func (w *world) checkSeats(n *node, job jobstypes.Job) {
	slashed := map[seatID]string{}
	for _, s := range n.slashes {
		id := seatID{s.Rung, s.Validator}
		if s.Reason == validationtypes.SlashReasonCanary {
			// Held, as far as the cap of the canaries reaches, and beside what hiding a vote costs anyway.
			if b, sat := n.seats[id]; !sat || !n.canary || b == rejects || b == stays {
				w.fail(n, "%v is slashed for a canary", id)
			}
			continue
		}
		if _, twice := slashed[id]; twice {
			w.fail(n, "%v is slashed twice", id)
		}
		slashed[id] = s.Reason
	}
	paid := map[string]int{}
	for _, payment := range n.settled[0].Payments {
		if payment.Reason == jobstypes.ReasonSeatFee {
			paid[payment.To]++
		}
	}
	right := n.right(job)
	for id, b := range n.seats {
		want, pay := "", 0
		switch {
		case b == stays:
			want = validationtypes.SlashReasonAbsent
		case b == withholds:
			want = validationtypes.SlashReasonWithheld
		case right == none || b == right:
			pay = 1
		case !n.blameless() && !n.canary:
			want = validationtypes.SlashReasonWrongVote
		}
		w.equal(n, want, slashed[id], fmt.Sprintf("slash of seat %v, which %d, under %s", id, b, job.Status))
		w.equal(n, pay, paid[id.addr], fmt.Sprintf("fees of seat %v, which %d, under %s", id, b, job.Status))
		delete(slashed, id)
		delete(paid, id.addr)
	}
	w.equal(n, 0, len(slashed), "slashes of others")
	w.equal(n, 0, len(paid), "fees of others")
}

// checkBacking: all locks are released, and only who was slashed has lost stake.
func (w *world) checkBacking(n *node) {
	lost := map[string]bool{}
	for _, s := range n.slashes {
		lost[s.Validator] = true
	}
	for id, b := range n.seats {
		if n.canary && b != rejects {
			lost[id.addr] = true // held, as far as the canaries' cap reaches
		}
	}
	for _, actor := range w.m.Validators {
		v, err := w.app.Validation.Validators.Get(n.ctx, actor.Addr)
		w.no(n, err)
		w.equal(n, "0 0", fmt.Sprint(v.ActiveSeats, " ", v.Locked), "seats and locks of "+actor.Name)
		if v.Stake.LT(testapp.AGI(1_000)) != lost[actor.String()] && !n.canary || !lost[actor.String()] && !v.Stake.Equal(testapp.AGI(1_000)) {
			w.fail(n, "%s has %s, slashed: %t", actor.Name, v.Stake, lost[actor.String()])
		}
	}
}

// checkAgent: its bond is cut only where it handed in nothing, a verdict stands against it, or the council says so.
func (w *world) checkAgent(n *node, job jobstypes.Job) {
	stake, err := w.app.Jobs.StakeOf(n.ctx, w.m.Agent.Addr)
	w.no(n, err)
	w.equal(n, "0 0", fmt.Sprint(stake.Locked, " ", stake.ActiveJobs), "locked stake and active jobs of the agent")
	if n.gaveUp > 0 || job.AssignedMs == 0 {
		return
	}
	verdict, _ := n.standing()
	against := n.ruled == jobstypes.OUTCOME_FAILED || n.ruled == 0 && !n.canary && verdict == jobstypes.JOB_STATUS_REJECTED
	w.equal(n, against, stake.Free.LT(job.Terms.Bond), "the agent's bond is cut")
}

// checkMoney: what a settlement took in it paid out; all balances are the supply; what is gone was burnt; the module holds
// nothing but the agent's own stake.
func (w *world) checkMoney(n *node, job jobstypes.Job) {
	settled := n.settled[0]
	out, burnt := math.ZeroInt(), math.ZeroInt()
	for _, payment := range settled.Payments {
		out = out.Add(payment.Amount)
		if payment.To == string(jobstypes.ReceiverBurn) {
			burnt = burnt.Add(payment.Amount)
		}
	}
	w.equal(n, settled.MoneyIn, out, "paid out")
	in := job.Escrow.Total()
	for _, dispute := range job.Disputes {
		in = in.Add(dispute.Bond)
	}
	if job.Submission != nil {
		in = in.Add(job.Terms.Bond)
	}
	if added := settled.MoneyIn.Sub(in); n.gaveUp == 0 && (added.IsNegative() || added.GT(testapp.AGI(100))) {
		w.fail(n, "the settlement took in %s, the job held %s", settled.MoneyIn, in)
	}
	for _, s := range n.slashes {
		burnt = burnt.Add(s.Burned)
	}
	total := math.ZeroInt()
	w.app.Bank.IterateAllBalances(n.ctx, func(_ sdk.AccAddress, coin sdk.Coin) bool {
		if coin.Denom == testapp.Denom {
			total = total.Add(coin.Amount)
		}
		return false
	})
	supply := w.app.Bank.GetSupply(n.ctx, testapp.Denom).Amount
	w.equal(n, supply, total, "all balances")
	if n.gaveUp == 0 {
		w.equal(n, w.supply.Sub(burnt), supply, "supply")
	}
	stake, err := w.app.Jobs.StakeOf(n.ctx, w.m.Agent.Addr)
	w.no(n, err)
	held := w.app.Bank.GetBalance(n.ctx, authtypes.NewModuleAddress(jobstypes.ModuleName), testapp.Denom).Amount
	w.equal(n, stake.Free, held, "held by x/jobs")
}

// checkCertificate: one where the job is COMPLETED, none anywhere else.
func (w *world) checkCertificate(n *node, job jobstypes.Job) {
	want := 0
	if job.Status == jobstypes.JOB_STATUS_COMPLETED {
		want = 1
	}
	exists, err := w.app.Certificates.Exists(n.ctx, w.id)
	w.no(n, err)
	w.equal(n, want == 1, exists, "a certificate")
	w.equal(n, want, n.minted, "certificates minted")
}
