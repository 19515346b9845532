package demo

import (
	"fmt"
	"strings"
	"time"

	gogoproto "github.com/cosmos/gogoproto/proto"

	"cosmossdk.io/math"

	certificatestypes "github.com/agijobs/agijobs/x/certificates/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	reputationtypes "github.com/agijobs/agijobs/x/reputation/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// line is one line of the timeline; more are indented below it.
type line struct {
	who, what string
	more      []string
}

const theChain = "the chain"

// teller puts events into words.
type teller struct {
	// names of addresses.
	names    map[string]string
	unit     string
	exponent uint32
	// labels of jobs, by id; the scenarios of programs fill it.
	labels map[uint64]string
}

func (t teller) name(address string) string {
	if name, ok := t.names[address]; ok {
		return name
	}
	return address
}

func (t teller) all(addresses []string) string {
	names := make([]string, len(addresses))
	for i, a := range addresses {
		names[i] = t.name(a)
	}
	return strings.Join(names, ", ")
}

// money writes base units as people read them, to the last unit.
func (t teller) money(amount math.Int) string {
	return decimal(amount, t.exponent) + " " + t.unit
}

func decimal(amount math.Int, exponent uint32) string {
	sign := ""
	if amount.IsNegative() {
		sign, amount = "-", amount.Neg()
	}
	digits := amount.String()
	if missing := int(exponent) + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	whole, rest := digits[:len(digits)-int(exponent)], digits[len(digits)-int(exponent):]
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest == "" {
		return sign + whole
	}
	return sign + whole + "." + rest
}

// tell says what an event means; false: it belongs into no timeline.
func (t teller) tell(event gogoproto.Message) (line, bool) {
	for _, tell := range []func(gogoproto.Message) (line, bool){t.job, t.end, t.ladder, t.round, t.seat, t.canaries, t.owner, t.others} {
		if l, ok := tell(event); ok {
			return l, true
		}
	}
	return line{}, false
}

// job tells the life of a job up to the review.
func (t teller) job(event gogoproto.Message) (line, bool) {
	switch e := event.(type) {
	case *jobstypes.EventJobPosted:
		return line{who: t.name(e.Employer), what: fmt.Sprintf("posts job %d for %s and locks %s (payout, validation fee, protocol fee)",
			e.JobId, t.money(e.Payout), t.money(e.Escrowed))}, true
	case *jobstypes.EventJobAssigned:
		return line{who: t.name(e.Agent), what: fmt.Sprintf("claims the job and locks a bond of %s", t.money(e.Bond))}, true
	case *jobstypes.EventWorkSubmitted:
		return line{who: t.name(e.Agent), what: fmt.Sprintf("submits the result, SHA-256 %s", short(e.ResultSha256))}, true
	case *jobstypes.EventJobCancelled:
		return line{who: t.name(e.Actor), what: "cancels the job"}, true
	case *jobstypes.EventVerdictRecorded:
		if e.Verdict.Status == jobstypes.JOB_STATUS_UNSPECIFIED {
			return line{who: theChain, what: fmt.Sprintf("records that rung %d came to no verdict", e.Verdict.Rung)}, true
		}
		what := fmt.Sprintf("records the verdict: %s, %d of %d seats opened their vote, quality %d",
			statusName(e.Verdict.Status), e.Verdict.Revealed, e.Verdict.Seats, e.Verdict.Quality)
		if e.Status == jobstypes.JOB_STATUS_DIVIDED {
			what += fmt.Sprintf("; %d bps of the payout to the agent, the median", e.Verdict.SplitBps)
		}
		return line{who: theChain, what: what}, true
	}
	return line{}, false
}

// end tells how money moves.
func (t teller) end(event gogoproto.Message) (line, bool) {
	switch e := event.(type) {
	case *jobstypes.EventAssignmentEnded:
		return line{
			who: theChain, what: fmt.Sprintf("ends the assignment of %s (%s): bond slashed by %s; the job is %s",
				t.name(e.Agent), without(e.Basis.String(), "RULING_BASIS_"), t.money(e.Slashed), statusName(e.Status)),
			more: []string{fmt.Sprintf("of the slash: %s to the employer, %s to the treasury, %s burnt",
				t.money(e.ToEmployer), t.money(e.ToTreasury), t.money(e.Burned))},
		}, true
	case *jobstypes.EventJobSettled:
		l := line{who: theChain, what: fmt.Sprintf("settles the job without anybody's message: %s, %s in and out",
			statusName(e.Status), t.money(e.MoneyIn))}
		for _, p := range e.Payments {
			l.more = append(l.more, t.payment(p))
		}
		return l, true
	case *jobstypes.EventSettlementFailed:
		return line{who: theChain, what: "could not settle: " + e.Error}, true
	case *jobstypes.EventHookFailed:
		return line{who: theChain, what: fmt.Sprintf("subscriber %s failed: %s", e.Hook, e.Error)}, true
	}
	return line{}, false
}

// payment says where one amount of a settlement goes.
func (t teller) payment(p jobstypes.Payment) string {
	to := "to " + t.name(p.To)
	switch p.To {
	case "burn":
		to = "burnt"
	case "stake":
		to = "back to the agent's free stake"
	case "treasury":
		to = "to the treasury"
	}
	return fmt.Sprintf("%s %s (%s)", t.money(p.Amount), to, strings.ReplaceAll(p.Reason, "_", " "))
}

func (t teller) round(event gogoproto.Message) (line, bool) {
	switch e := event.(type) {
	case *validationtypes.EventRoundOpened:
		return line{who: theChain, what: fmt.Sprintf("will draw a committee of %d in block %d", e.Seats, e.DrawHeight)}, true
	case *validationtypes.EventCommitteeDrawn:
		what := "draws the committee: "
		if e.Attempt > 0 {
			what = "draws a replacement: "
		}
		return line{who: theChain, what: what + t.all(e.Seats), more: []string{
			fmt.Sprintf("by the seed %s over a weight of %d", short(e.Seed), e.TotalWeight),
		}}, true
	case *validationtypes.EventCommitteeNotDrawn:
		return line{who: theChain, what: fmt.Sprintf("cannot seat a committee: %d of %d found", e.Found, e.Wanted)}, true
	case *validationtypes.EventRevealOpened:
		return line{who: theChain, what: fmt.Sprintf("has %d sealed votes: they may be opened now", e.Committed)}, true
	case *validationtypes.EventRoundClosed:
		what := fmt.Sprintf("closes the round: %d for, %d against, %d unjudgeable", e.Approvals, e.Rejections, e.Unjudgeable)
		if e.Splits > 0 {
			what += fmt.Sprintf(", %d to divide", e.Splits)
		}
		if e.Result == validationtypes.ROUND_RESULT_NO_VERDICT {
			what += ": no verdict"
		}
		return line{who: theChain, what: what}, true
	}
	return line{}, false
}

func (t teller) seat(event gogoproto.Message) (line, bool) {
	switch e := event.(type) {
	case *validationtypes.EventVoteCommitted:
		return line{who: t.name(e.Validator), what: "commits a sealed vote " + short(e.Commitment)}, true
	case *validationtypes.EventVoteRevealed:
		return line{who: t.name(e.Validator), what: fmt.Sprintf("opens the vote: %s, score %d",
			order{Verdict: e.Vote.Verdict, SplitBps: e.Vote.SplitBps}, e.Vote.Score)}, true
	case *validationtypes.EventSeatAbsent:
		what := fmt.Sprintf("finds that %s never committed", t.name(e.Validator))
		if e.Redrawn {
			what += "; the seat is drawn again"
		}
		return line{who: theChain, what: what}, true
	case *validationtypes.EventSeatWithheld:
		return line{who: theChain, what: fmt.Sprintf("finds that %s never opened its vote", t.name(e.Validator))}, true
	case *validationtypes.EventSeatSlashed:
		if e.Reason == validationtypes.SlashReasonCanary {
			return line{}, false // told by EventCanarySlashed
		}
		return line{who: theChain, what: fmt.Sprintf("slashes %s by %s (%s), of it %s burnt",
			t.name(e.Validator), t.money(e.Amount), strings.ReplaceAll(e.Reason, "_", " "), t.money(e.Burned))}, true
	case *validationtypes.EventItemFailed:
		return line{who: theChain, what: fmt.Sprintf("failed at a %s: %s", e.Item, e.Error)}, true
	}
	return line{}, false
}

func (t teller) others(event gogoproto.Message) (line, bool) {
	switch e := event.(type) {
	case *certificatestypes.EventCertificateMinted:
		return line{who: theChain, what: fmt.Sprintf("gives the certificate of job %d to %s", e.JobId, t.name(e.Owner))}, true
	case *reputationtypes.EventScoreChanged:
		if e.Category != "" {
			return line{}, false // the score over all changes with it, and is told
		}
		role := strings.ToLower(without(e.Role.String(), "ROLE_"))
		return line{who: theChain, what: fmt.Sprintf("reputation of %s as %s: %s to %s (%s)", t.name(e.Address), role,
			e.OldValue.TruncateInt(), e.NewValue.TruncateInt(), strings.ReplaceAll(strings.ToLower(e.Reason), "_", " "))}, true
	}
	return line{}, false
}

// statusName writes JOB_STATUS_OPEN as OPEN.
func statusName(s jobstypes.JobStatus) string { return without(s.String(), "JOB_STATUS_") }

func without(s, prefix string) string { return strings.TrimPrefix(s, prefix) }

// short shows the start of a hash.
func short(hash []byte) string {
	text := hexOf(hash)
	return text[:min(len(text), 12)] + "…"
}

func seconds(d time.Duration) string { return fmt.Sprintf("%6.1fs", d.Seconds()) }
