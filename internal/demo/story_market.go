package demo

import (
	"fmt"
	"slices"
	"strings"

	gogoproto "github.com/cosmos/gogoproto/proto"

	certificatestypes "github.com/agijobs/agijobs/x/certificates/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	thermostattypes "github.com/agijobs/agijobs/x/thermostat/types"
)

// jobName is the label of a job where it has one that the teller knows, else its number.
func (t teller) jobName(id uint64) string {
	if label, ok := t.labels[id]; ok {
		return label
	}
	return fmt.Sprintf("job %d", id)
}

// brief tells of many jobs at once: what moves the market, and no votes.
func (t teller) brief(event gogoproto.Message) (line, bool) {
	for _, tell := range []func(gogoproto.Message) (line, bool){t.lives, t.selects, t.dispatches, t.programs, t.sales, t.regulates, t.owner} {
		if l, ok := tell(event); ok {
			return l, true
		}
	}
	return line{}, false
}

// lives tells how jobs end.
func (t teller) lives(event gogoproto.Message) (line, bool) {
	switch e := event.(type) {
	case *jobstypes.EventJobSettled:
		return line{who: theChain, what: fmt.Sprintf("settles %s: %s, %s in and out", t.jobName(e.JobId), statusName(e.Status), t.money(e.MoneyIn))}, true
	case *jobstypes.EventAssignmentEnded:
		return line{who: theChain, what: fmt.Sprintf("takes %s from %s (%s): bond slashed by %s", t.jobName(e.JobId), t.name(e.Agent),
			strings.ToLower(without(e.Basis.String(), "RULING_BASIS_")), t.money(e.Slashed))}, true
	case *jobstypes.EventSettlementFailed:
		return line{who: theChain, what: "could not settle: " + e.Error}, true
	case *jobstypes.EventHookFailed:
		return line{who: theChain, what: fmt.Sprintf("subscriber %s failed: %s", e.Hook, e.Error)}, true
	}
	return line{}, false
}

// selects tells of applications and awards.
func (t teller) selects(event gogoproto.Message) (line, bool) {
	switch e := event.(type) {
	case *jobstypes.EventApplied:
		return line{who: t.name(e.Application.Agent), what: fmt.Sprintf("applies for %s at %s and locks a bond of %s", t.jobName(e.Application.JobId),
			t.money(e.Application.Price), t.money(e.Application.Bond))}, true
	case *jobstypes.EventApplicationEnded:
		return line{who: theChain, what: fmt.Sprintf("ends the application of %s for %s (%s): %s are free again", t.name(e.Agent), t.jobName(e.JobId),
			strings.ReplaceAll(e.Reason, "_", " "), t.money(e.Bond))}, true
	case *jobstypes.EventJobAwarded:
		// Told twice: when the employer decides, and at the end of the block when the money moves.
		if !e.ByRule && !e.Refunded.IsPositive() {
			return line{who: "the employer", what: fmt.Sprintf("awards %s to %s at %s", t.jobName(e.JobId), t.name(e.Agent), t.money(e.Price))}, true
		}
		what := fmt.Sprintf("gives %s to %s at %s; %s return to the employer", t.jobName(e.JobId), t.name(e.Agent), t.money(e.Price), t.money(e.Refunded))
		if e.ByRule {
			what += "; nobody awarded it, so the rule did"
		}
		return line{who: theChain, what: what}, true
	case *jobstypes.EventAwardVoid:
		return line{who: theChain, what: fmt.Sprintf("finds the award of %s to %s void: %s", t.jobName(e.JobId), t.name(e.Agent), e.Reason)}, true
	}
	return line{}, false
}

// dispatches tells whom the chain assigns.
func (t teller) dispatches(event gogoproto.Message) (line, bool) {
	switch e := event.(type) {
	case *jobstypes.EventAvailabilityDeclared:
		a := e.Availability
		return line{who: t.name(a.Agent), what: fmt.Sprintf("is available for %d jobs at once, standing %d bps", a.Capacity, a.StandingBps)}, true
	case *jobstypes.EventAvailabilityEnded:
		return line{who: t.name(e.Agent), what: "is not available any more (" + e.Reason + ")"}, true
	case *jobstypes.EventJobDispatched:
		return line{who: theChain, what: fmt.Sprintf("assigns %s to %s, drawn by a weight of %d of %d", t.jobName(e.JobId), t.name(e.Agent), e.Weight, e.Total)}, true
	case *jobstypes.EventDispatchMissed:
		return line{who: theChain, what: fmt.Sprintf("finds nobody for %s, %d times now", t.jobName(e.JobId), e.Tries)}, true
	case *jobstypes.EventStandingChanged:
		return line{who: theChain, what: fmt.Sprintf("changes the standing of %s from %d to %d bps (%s)", t.name(e.Agent), e.OldBps, e.NewBps, e.Reason)}, true
	}
	return line{}, false
}

// programs tells how programs begin and end, and what waits no longer.
func (t teller) programs(event gogoproto.Message) (line, bool) {
	switch e := event.(type) {
	case *jobstypes.EventProgramCreated:
		return line{who: t.name(e.Program.Sponsor), what: fmt.Sprintf("opens the program %q with a budget of %s", e.Program.Title, t.money(e.Program.Budget))}, true
	case *jobstypes.EventJobUnblocked:
		return line{who: theChain, what: fmt.Sprintf("opens %s: all that it depends on is done", e.Label)}, true
	case *jobstypes.EventProgramEnded:
		return line{who: theChain, what: fmt.Sprintf("ends the program: %s spent, %s return to %s", t.money(e.Spent), t.money(e.Returned), t.name(e.Sponsor))}, true
	}
	return line{}, false
}

// regulates tells how the thermostat moves rewards; the loops of the whole market move in every epoch and are not told.
func (t teller) regulates(event gogoproto.Message) (line, bool) {
	switch e := event.(type) {
	case *thermostattypes.EventLoopStepped:
		s := e.Step
		if s.Category == "" || s.Output.Equal(s.Before) {
			return line{}, false
		}
		return line{who: theChain, what: fmt.Sprintf("moves loop %s from %s to %s basis points, by an error of %s", s.LoopId,
			s.Before.TruncateInt(), s.Output.TruncateInt(), s.Error.String()[:min(len(s.Error.String()), 6)])}, true
	case *thermostattypes.EventOverridden:
		return line{who: "the council", what: fmt.Sprintf("sets loop %s to %d basis points by hand", e.LoopId, e.Value)}, true
	case *thermostattypes.EventFrozen:
		what := "lets the loops go on"
		if e.Frozen {
			what = "holds all loops"
		}
		return line{who: "the council", what: what + ": " + e.Reason}, true
	case *thermostattypes.EventEmitted:
		return line{who: theChain, what: "mints " + t.money(e.Amount) + " for the incentives pool"}, true
	}
	return line{}, false
}

// sales tells how certificates change hands.
func (t teller) sales(event gogoproto.Message) (line, bool) {
	switch e := event.(type) {
	case *certificatestypes.EventCertificateListed:
		return line{who: t.name(e.Listing.Seller), what: fmt.Sprintf("offers the certificate of %s for %s", t.jobName(e.Listing.JobId), t.money(e.Listing.Price))}, true
	case *certificatestypes.EventCertificateDelisted:
		return line{who: t.name(e.Seller), what: fmt.Sprintf("offers the certificate of %s no longer (%s)", t.jobName(e.JobId), e.Reason)}, true
	case *certificatestypes.EventCertificateSold:
		return line{who: t.name(e.Buyer), what: fmt.Sprintf("buys the certificate of %s from %s for %s, of it %s royalty to %s", t.jobName(e.JobId), t.name(e.Seller),
			t.money(e.Price), t.money(e.Royalty), t.name(e.Agent))}, true
	case *certificatestypes.EventPurchaseFailed:
		return line{who: theChain, what: fmt.Sprintf("gives %s back to %s: %s", t.money(e.Returned), t.name(e.Buyer), e.Reason)}, true
	case *certificatestypes.EventCertificateRevoked:
		return line{who: "the council", what: fmt.Sprintf("revokes the certificate of %s: %s", t.jobName(e.Revocation.JobId), e.Revocation.Reason)}, true
	}
	return line{}, false
}

// tree writes a lineage as a tree: below each certificate those that it builds on. What stands elsewhere already is named only.
func (t teller) tree(nodes []certificatestypes.LineageNode) []string {
	byID := map[uint64]certificatestypes.LineageNode{}
	for _, n := range nodes {
		byID[n.JobId] = n
	}
	var lines []string
	shown := map[uint64]bool{}
	var grow func(id uint64, stem, branch string)
	grow = func(id uint64, stem, branch string) {
		n := byID[id]
		name := n.Label
		if name == "" {
			name = n.Title
		}
		if shown[id] {
			lines = append(lines, stem+branch+name+" (above)")
			return
		}
		shown[id] = true
		lines = append(lines, fmt.Sprintf("%s%s%s  %s  by %s", stem, branch, name, short(n.ResultSha256), t.name(n.Agent)))
		switch branch {
		case "├─ ":
			stem += "│  "
		case "└─ ":
			stem += "   "
		}
		sources := slices.Clone(n.Sources)
		slices.Sort(sources)
		for i, source := range sources {
			next := "├─ "
			if i == len(sources)-1 {
				next = "└─ "
			}
			grow(source, stem, next)
		}
	}
	if len(nodes) > 0 {
		grow(nodes[0].JobId, "", "")
	}
	return lines
}
