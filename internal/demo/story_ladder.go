package demo

import (
	"fmt"
	"strings"

	gogoproto "github.com/cosmos/gogoproto/proto"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// ladder tells who does not take a verdict, and who judges then.
func (t teller) ladder(event gogoproto.Message) (line, bool) {
	switch e := event.(type) {
	case *jobstypes.EventWorkAccepted:
		return line{who: t.name(e.Employer), what: "accepts the result"}, true
	case *jobstypes.EventVerdictDisputed:
		return t.disputed(e.Dispute), true
	case *jobstypes.EventRungReached:
		return line{who: theChain, what: "takes the job to " + rungName(e)}, true
	case *jobstypes.EventCouncilSkipped:
		return line{who: theChain, what: "leaves the council out: " + e.Reason}, true
	case *jobstypes.EventCouncilRuled:
		what := "rules: " + outcomeName(e.Ruling.Outcome)
		if e.Ruling.Outcome == jobstypes.OUTCOME_SPLIT {
			what += fmt.Sprintf(", %d bps to the agent", e.Ruling.SplitBps)
		}
		return line{who: "the council", what: what + ": " + e.Reason}, true
	case *jobstypes.EventContributorsNamed:
		return line{who: t.name(e.Agent), what: fmt.Sprintf("names %d contributors", len(e.Contributors))}, true
	case *jobstypes.EventContributionAccepted:
		return line{who: t.name(e.Contributor), what: fmt.Sprintf("agrees to %d bps of the pay", e.ShareBps)}, true
	}
	return line{}, false
}

func (t teller) disputed(d jobstypes.Dispute) line {
	reason := strings.ToLower(strings.ReplaceAll(without(d.Reason.String(), "DISPUTE_REASON_"), "_", " "))
	if d.Against == jobstypes.JOB_STATUS_EMPLOYER_REVIEW {
		return line{who: t.name(d.By), what: fmt.Sprintf("contests the result (%s): a committee judges", reason)}
	}
	return line{who: t.name(d.By), what: fmt.Sprintf("disputes %s (%s) and locks a bond of %s", statusName(d.Against), reason, t.money(d.Bond))}
}

func rungName(e *jobstypes.EventRungReached) string {
	switch e.Kind {
	case jobstypes.RUNG_KIND_PANEL:
		return fmt.Sprintf("rung %d: a panel of %d of the pool %s", e.Rung, e.Seats, e.Pool)
	case jobstypes.RUNG_KIND_COUNCIL:
		return fmt.Sprintf("rung %d: the council", e.Rung)
	}
	return fmt.Sprintf("rung %d: a committee of %d others", e.Rung, e.Seats)
}

// canaries tells how judges are tested.
func (t teller) canaries(event gogoproto.Message) (line, bool) {
	switch e := event.(type) {
	case *validationtypes.EventCanariesRegistered:
		return line{who: t.name(e.Auditor), what: fmt.Sprintf("registers the canaries of day %d: root %s", e.Day, short(e.Root))}, true
	case *validationtypes.EventCanariesDisclosed:
		return line{who: "audit office", what: fmt.Sprintf("discloses all %d leaves of day %d", len(e.Leaves), e.Day)}, true
	case *jobstypes.EventCanaryOpened:
		return line{who: t.name(e.Auditor), what: fmt.Sprintf("shows, with employer and agent, that job %d was a test of its judges: right was %s",
			e.JobId, statusName(e.Verdict))}, true
	case *validationtypes.EventCanarySlashed:
		return line{who: theChain, what: fmt.Sprintf("holds %s of %s for a wrong vote on a canary, until %s", t.money(e.Slash.Amount),
			t.name(e.Slash.Validator), e.Slash.FinalAt.Format("2006-01-02"))}, true
	case *validationtypes.EventCanarySlashFinal:
		return line{who: theChain, what: fmt.Sprintf("makes the slash of %s final: %s, of it %s burnt", t.name(e.Validator), t.money(e.Amount),
			t.money(e.Burned))}, true
	case *validationtypes.EventCanarySlashVoided:
		return line{who: theChain, what: fmt.Sprintf("gives %s back to %s (%s)", t.money(e.Amount), t.name(e.Validator), e.Reason)}, true
	case *validationtypes.EventCanaryOfficeBarred:
		return line{who: theChain, what: fmt.Sprintf("bars the audit office %s (%s)", e.Office, e.Reason)}, true
	case *validationtypes.EventCanaryBarLifted:
		return line{who: theChain, what: "lifts the bar of the audit office " + e.Office}, true
	}
	return line{}, false
}
