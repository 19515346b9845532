package audit

import (
	"fmt"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cosmos/gogoproto/proto"

	"cosmossdk.io/math"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// Flow is money that came to a job, or left it.
type Flow struct {
	Height int64  `json:"height,string"`
	Tx     string `json:"tx"`
	// Who it came from, or went to.
	Who string `json:"who"`
	// What it was for.
	What string `json:"what"`
	// In or out, in base units; the other is empty.
	In  string `json:"in"`
	Out string `json:"out"`
}

// ledger adds up a job's money by its events.
type ledger struct {
	job     *jobstypes.Job
	flows   []Flow
	in, out math.Int
	// bond is that of the running assignment; added is what the settlement had beyond what had come in.
	bond, added math.Int
	ended       bool
}

func (l *ledger) flow(height int64, tx, who, what string, in, out math.Int) {
	if l.in.IsNil() {
		l.in, l.out = math.ZeroInt(), math.ZeroInt()
	}
	f := Flow{Height: height, Tx: tx, Who: who, What: what}
	if !in.IsNil() && in.IsPositive() {
		f.In, l.in = in.String(), l.in.Add(in)
	}
	if !out.IsNil() && out.IsPositive() {
		f.Out, l.out = out.String(), l.out.Add(out)
	}
	if f.In != "" || f.Out != "" {
		l.flows = append(l.flows, f)
	}
}

// take books what an event says.
func (l *ledger) take(height int64, tx string, e abci.Event) error {
	var none math.Int
	come := func(who, what string, amount math.Int) { l.flow(height, tx, who, what, amount, none) }
	leave := func(who, what string, amount math.Int) { l.flow(height, tx, who, what, none, amount) }
	switch e.Type {
	case proto.MessageName(&jobstypes.EventJobPosted{}):
		x, err := parse[*jobstypes.EventJobPosted](e)
		if err != nil {
			return err
		}
		come(l.payer(x.Employer), "escrow", x.Escrowed)
	case proto.MessageName(&jobstypes.EventPayoutRaised{}):
		x, err := parse[*jobstypes.EventPayoutRaised](e)
		if err != nil {
			return err
		}
		come(l.payer(x.Employer), "raised payout and fees", x.Extra)
	case proto.MessageName(&jobstypes.EventJobAssigned{}):
		x, err := parse[*jobstypes.EventJobAssigned](e)
		if err != nil {
			return err
		}
		l.bond = x.Bond
		come(x.Agent, "bond", x.Bond)
	case proto.MessageName(&jobstypes.EventJobAwarded{}):
		x, err := parse[*jobstypes.EventJobAwarded](e)
		if err != nil {
			return err
		}
		leave(l.payer(l.job.Employer), "refund of what the price is below the payout", x.Refunded)
	case proto.MessageName(&jobstypes.EventVerdictDisputed{}):
		x, err := parse[*jobstypes.EventVerdictDisputed](e)
		if err != nil {
			return err
		}
		come(x.Dispute.By, "bond of a dispute", x.Dispute.Bond)
	case proto.MessageName(&jobstypes.EventIncentivesReserved{}):
		x, err := parse[*jobstypes.EventIncentivesReserved](e)
		if err != nil {
			return err
		}
		come("incentives", "bonus", x.Bonus)
		come("incentives", "boost", x.Boost)
	case proto.MessageName(&jobstypes.EventIncentivesReturned{}):
		x, err := parse[*jobstypes.EventIncentivesReturned](e)
		if err != nil {
			return err
		}
		leave("incentives", "bonus", x.Bonus)
		leave("incentives", "boost", x.Boost)
	default:
		return l.takeEnd(height, tx, e)
	}
	return nil
}

// takeEnd books the ends of assignments and of the job.
func (l *ledger) takeEnd(height int64, tx string, e abci.Event) error {
	var none math.Int
	leave := func(who, what string, amount math.Int) { l.flow(height, tx, who, what, none, amount) }
	switch e.Type {
	case proto.MessageName(&jobstypes.EventAssignmentEnded{}):
		x, err := parse[*jobstypes.EventAssignmentEnded](e)
		if err != nil {
			return err
		}
		if x.Status == jobstypes.JOB_STATUS_SETTLING {
			break // the settlement tells what becomes of the bond
		}
		leave(l.job.Employer, "slashed bond", x.ToEmployer)
		leave("treasury", "slashed bond", x.ToTreasury)
		leave("burn", "slashed bond", x.Burned)
		if !l.bond.IsNil() {
			leave(x.Agent, "bond, free stake again", l.bond.Sub(x.Slashed))
		}
		l.bond = math.ZeroInt()
		if !x.Compensation.IsNil() {
			l.flow(height, tx, "treasury", "compensation of "+x.Agent, x.Compensation, x.Compensation)
		}
	case proto.MessageName(&jobstypes.EventJobSettled{}):
		x, err := parse[*jobstypes.EventJobSettled](e)
		if err != nil {
			return err
		}
		// What the settlement had beyond what had come in is the treasury's: it pays what a ruling promises and the escrow lacks.
		if l.added = x.MoneyIn; !l.in.IsNil() {
			l.added = x.MoneyIn.Sub(l.in.Sub(l.out))
		}
		l.flow(height, tx, "treasury", "added at the settlement", l.added, none)
		for _, p := range x.Payments {
			leave(p.To, p.Reason, p.Amount)
		}
		l.ended = true
	}
	return nil
}

// payer of a job's escrow.
func (l *ledger) payer(employer string) string {
	if l.job.Program != 0 {
		return fmt.Sprintf("program %d", l.job.Program)
	}
	return employer
}

// balance says whether the money adds up.
func (s *Story) balance(l *ledger) {
	if l.in.IsNil() {
		l.in, l.out = math.ZeroInt(), math.ZeroInt()
	}
	s.Money = append(s.Money, l.flows...)
	rest := l.in.Sub(l.out)
	s.In, s.Out, s.Remainder = l.in.String(), l.out.String(), rest.String()
	c := Check{What: "money", Result: Verified, How: "what came in went out, to the unit"}
	s.RemainderIs = "nothing"
	switch {
	case l.ended && !rest.IsZero():
		s.RemainderIs = "not explained by events"
		c.Result, c.How = Refuted, fmt.Sprintf("%s came in, %s went out", l.in, l.out)
	case l.ended && l.added.IsPositive():
		c.Result = NotContradicted
		c.How = fmt.Sprintf("what came in went out; %s of it came at the settlement, beyond what the job held: that is what the treasury adds", l.added)
	case !l.ended && rest.IsNegative():
		s.RemainderIs = "not explained by events"
		c.Result, c.How = Refuted, "more has left than came in"
	case !l.ended:
		s.RemainderIs = "held by the module jobs for this job"
		c.How = fmt.Sprintf("%s is held for the job, which runs", rest)
	}
	s.add(c)
}
