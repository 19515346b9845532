package audit

import (
	"fmt"
	"strings"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cosmos/gogoproto/proto"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/agijobs/agijobs/internal/money"
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
	// bond is that of the running assignment; added is what the treasury moved to x/jobs for the settlement.
	bond, added math.Int
	// aid is what the treasury has moved to x/jobs since the last event of that module; unexplained is what the settlement had beyond what had
	// come in and what the treasury added.
	aid, unexplained math.Int
	ended            bool
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
		// The treasury pays what a ruling promises and the escrow lacks. The bank's record of that is just before this event. Whatever else the
		// settlement says to have had has come from nowhere, and stays out of the sum.
		l.added = l.aid
		l.flow(height, tx, "treasury", "added at the settlement", l.added, none)
		if l.unexplained = x.MoneyIn; !l.in.IsNil() {
			l.unexplained = x.MoneyIn.Sub(l.in.Sub(l.out))
		}
		for _, p := range x.Payments {
			leave(p.To, p.Reason, p.Amount)
		}
		l.ended = true
	}
	return nil
}

// watch notes what the treasury moves to x/jobs, by the bank's events. An event of x/jobs says what became of it, so the next begins with none.
func (l *ledger) watch(e abci.Event) error {
	if strings.HasPrefix(e.Type, "agijobs.jobs.") {
		l.aid = math.ZeroInt()
		return nil
	}
	if e.Type != banktypes.EventTypeTransfer {
		return nil
	}
	of := map[string]string{}
	for _, a := range e.Attributes {
		of[a.Key] = a.Value
	}
	if of[banktypes.AttributeKeySender] != money.TreasuryAddress().String() ||
		of[banktypes.AttributeKeyRecipient] != authtypes.NewModuleAddress(jobstypes.ModuleName).String() {
		return nil
	}
	coin, err := sdk.ParseCoinNormalized(of[sdk.AttributeKeyAmount])
	if err != nil {
		return fmt.Errorf("a transfer from the treasury: %w", err)
	}
	l.aid = l.aid.Add(coin.Amount)
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
	case l.ended && !l.unexplained.IsZero():
		s.RemainderIs = "not explained by events"
		c.Result = Refuted
		c.How = fmt.Sprintf("the settlement had %s more than what came in, the %s of the treasury included: nothing says where it came from", l.unexplained, l.added)
		if l.unexplained.IsNegative() {
			c.How = fmt.Sprintf("the settlement had %s less than what came in, the %s of the treasury included: nothing says where it is", l.unexplained.Neg(), l.added)
		}
	case l.ended && !rest.IsZero():
		s.RemainderIs = "not explained by events"
		c.Result, c.How = Refuted, fmt.Sprintf("%s came in, %s went out", l.in, l.out)
	case l.ended && l.added.IsPositive():
		c.How = fmt.Sprintf("what came in went out, to the unit; %s of it the treasury added at the settlement, by the bank's record of that block", l.added)
	case !l.ended && rest.IsNegative():
		s.RemainderIs = "not explained by events"
		c.Result, c.How = Refuted, "more has left than came in"
	case !l.ended:
		s.RemainderIs = "held by the module jobs for this job"
		c.How = fmt.Sprintf("%s is held for the job, which runs", rest)
	}
	s.add(c)
}
