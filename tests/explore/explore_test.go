package explore

import (
	"fmt"
	"slices"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// visit goes on from a state in every way. From each state that waits, one of them is that nobody does anything any more.
func (w *world) visit(n *node) {
	job := w.job(n)
	if job.Status.Terminal() {
		w.checkEnd(n)
		return
	}
	w.checkStep(n)
	if job.Status == jobstypes.JOB_STATUS_IN_REVIEW && !w.first("review %s", w.history(n, job)) {
		w.merged++
		return
	}
	w.silence(n)
	switch {
	case job.Status == jobstypes.JOB_STATUS_OPEN:
		w.offered(n)
	case job.Status == jobstypes.JOB_STATUS_ASSIGNED:
		w.assigned(n, job)
	case job.Status == jobstypes.JOB_STATUS_EMPLOYER_REVIEW:
		w.then(n, "accept the work", &jobstypes.MsgAcceptWork{Employer: w.m.Employer.String(), JobId: w.id})
		w.then(n, "contest", &jobstypes.MsgContest{
			Employer: w.m.Employer.String(), JobId: w.id, Reason: jobstypes.DISPUTE_REASON_OTHER, Evidence: evidence(),
		})
	case job.Status == jobstypes.JOB_STATUS_IN_REVIEW:
		w.review(n, job)
	case job.Status == jobstypes.JOB_STATUS_COUNCIL:
		w.council(n, job)
	case job.Status.Challengeable():
		w.challenge(n, job)
	default:
		w.t.Fatalf("the job waits in %s: %v", job.Status, n.path)
	}
}

func evidence() jobstypes.Document {
	return jobstypes.Document{Uri: "https://example.org/why", Sha256: testapp.Hash("why")}
}

// first tells whether something is asked for the first time.
func (w *world) first(format string, args ...any) bool {
	key := fmt.Sprintf(format, args...)
	if w.seen[key] {
		return false
	}
	w.seen[key] = true
	return true
}

// then sends one message and goes on from there.
func (w *world) then(n *node, step string, msg sdk.Msg) {
	child := n.branch(step)
	w.block(child, time.Second, nil, msg)
	w.visit(child)
}

func (w *world) offered(n *node) {
	w.then(n, "claim", &jobstypes.MsgClaimJob{Agent: w.m.Agent.String(), JobId: w.id})
	w.then(n, "cancel", &jobstypes.MsgCancelJob{Employer: w.m.Employer.String(), JobId: w.id})
}

func (w *world) assigned(n *node, job jobstypes.Job) {
	w.then(n, "submit", w.m.SubmitMsg(w.m.Agent, w.id))
	w.then(n, "surrender", &jobstypes.MsgSurrenderJob{Agent: w.m.Agent.String(), JobId: w.id})
	if job.RelistsLeft > 0 {
		child := n.branch("miss the deadline")
		w.pass(child)
		w.visit(child)
	}
}

// challenge: the verdict stands or is accepted, the job is a canary, or a side that it went against goes up.
func (w *world) challenge(n *node, job jobstypes.Job) {
	against := job.WentAgainst()
	last := int(job.Rung)+1 == len(w.ladder)
	for _, side := range []testapp.Actor{w.m.Employer, w.m.Agent} {
		accept := &jobstypes.MsgAcceptVerdict{Sender: side.String(), JobId: w.id}
		dispute := &jobstypes.MsgDispute{
			Sender: side.String(), JobId: w.id, Reason: jobstypes.DISPUTE_REASON_OTHER, Evidence: evidence(),
			ExpectedBond: testapp.AGI(1_000),
		}
		switch {
		case !slices.Contains(against, side.String()):
			w.refused(n, accept, jobstypes.ErrNotYourVerdict)
		case len(against) > 1 && !last:
			w.refused(n, accept, jobstypes.ErrOtherMayDispute)
		default:
			w.then(n, side.Name+" accepts", accept)
		}
		switch {
		case last:
			w.refused(n, dispute, jobstypes.ErrLadderOver)
		case !slices.Contains(against, side.String()):
			w.refused(n, dispute, jobstypes.ErrNotYourVerdict)
		default:
			child := n.branch(side.Name + " disputes")
			child.disputes = append(child.disputes, side.Name == w.m.Employer.Name)
			w.block(child, time.Second, nil, dispute)
			w.visit(child)
		}
	}
	if w.canary {
		child := n.branch("canary")
		child.canary = true
		w.block(child, time.Second, nil, w.openCanary())
		w.visit(child)
	}
}

// council: its word ends the job. What it means for each kind of seat is tried once for each past.
func (w *world) council(n *node, job jobstypes.Job) {
	if !w.first("council %s %v", w.history(n, job), n.kinds()) {
		w.merged++
		return
	}
	for _, outcome := range []jobstypes.Outcome{jobstypes.OUTCOME_COMPLETED, jobstypes.OUTCOME_FAILED, jobstypes.OUTCOME_SPLIT} {
		child := n.branch("the council rules " + outcome.String())
		child.ruled = outcome
		rule := &jobstypes.MsgRule{Authority: app.Authority(), JobId: w.id, Outcome: outcome, Reason: "seen"}
		if outcome == jobstypes.OUTCOME_SPLIT {
			rule.SplitBps = split
		}
		w.block(child, time.Second, rule)
		w.visit(child)
	}
}

// review waits for the draw, then lets the committee do all that it can.
func (w *world) review(n *node, job jobstypes.Job) {
	n = n.branch("draw")
	for w.sits(n, job.Rung) && w.round(n, job.Rung) == validationtypes.ROUND_STATUS_DRAWING {
		w.block(n, time.Second, nil)
	}
	if !w.sits(n, job.Rung) {
		w.visit(n) // nobody could be drawn
		return
	}
	w.checkStep(n)
	kinds := []behaviour{approves, rejects, unjudges, withholds}
	if w.ladder[job.Rung] == jobstypes.RUNG_KIND_PANEL {
		kinds = append(kinds, divides)
	}
	at := w.history(n, job)
	k := len(w.drawn(n, job))
	for a0 := range k + 1 {
		found := w.replacements(n, job, k-a0, a0)
		for a1 := range found + 1 {
			for _, plan := range multisets(kinds, k-a0+found-a1) {
				child := n.branch(w.describe(job.Rung, a0, a1, plan))
				w.play(child, job, at, a0, plan)
				// Who was absent has been slashed and has left: how many they were decides nothing any more. That some of
				// the others came later does not either; one such state of each kind goes on all the same.
				if w.first("closed %s, %d stay away, redrawn %t, %v", at, a1+a0-found, a0 > a1, plan) {
					w.visit(child)
				} else {
					w.checkStep(child)
					w.merged++
				}
			}
		}
	}
}

// replacements tells how many are drawn in the place of the absent.
func (w *world) replacements(n *node, job jobstypes.Job, present, absent int) int {
	if absent == 0 {
		return 0
	}
	probe := n.branch("probe")
	w.commit(probe, job, slices.Repeat([]behaviour{approves}, present))
	if !w.sits(probe, job.Rung) {
		return 0
	}
	return len(w.drawn(probe, job))
}

// sits tells whether a job still waits for the round of a rung.
func (w *world) sits(n *node, rung uint32) bool {
	job := w.job(n)
	return job.Status == jobstypes.JOB_STATUS_IN_REVIEW && job.Rung == rung
}

// play runs a round to its end: a0 of those who are drawn stay away, the others and who is drawn for the absent behave as
// planned, whoever is left over stays away too. Sealed votes look all the same: until they are opened, two plans with as many
// commitments are one state, so silence is tried once for each.
func (w *world) play(n *node, job jobstypes.Job, at string, a0 int, plan []behaviour) {
	present := len(w.drawn(n, job)) - a0
	w.commit(n, job, plan[:present])
	if a0 > 0 && w.sits(n, job.Rung) && w.round(n, job.Rung) == validationtypes.ROUND_STATUS_COMMIT {
		if w.first("redrawn %s, %d", at, a0) {
			w.checkStep(n)
			w.silence(n)
		}
		w.commit(n, job, plan[present:])
	}
	if !w.sits(n, job.Rung) {
		return // nobody has committed
	}
	if w.first("sealed %s, %d, %d", at, a0, len(plan)) {
		w.checkStep(n)
		w.silence(n)
	}
	w.reveal(n, job)
}

// commit has the first of those who have to seal their votes, and lets the time of the others run out. It returns when
// the next window is open.
func (w *world) commit(n *node, job jobstypes.Job, plan []behaviour) {
	var msgs []sdk.Msg
	drawn := w.drawn(n, job)
	for i, v := range drawn {
		id := seatID{job.Rung, v.String()}
		if i >= len(plan) {
			n.seats[id] = stays
			continue
		}
		n.seats[id] = plan[i]
		msgs = append(msgs, w.commitMsg(v, job.Rung, plan[i]))
	}
	w.block(n, time.Second, nil, msgs...)
	if len(plan) < len(drawn) {
		w.pass(n)
	}
	for w.sits(n, job.Rung) && w.round(n, job.Rung) == validationtypes.ROUND_STATUS_DRAWING {
		w.block(n, time.Second, nil)
	}
}

func (w *world) commitMsg(v testapp.Actor, rung uint32, b behaviour) sdk.Msg {
	commitment, err := validationtypes.Commitment(testapp.ChainID, w.id, rung, v.Addr, b.vote(), testapp.Salt(v, w.id))
	if err != nil {
		w.t.Fatal(err)
	}
	return &validationtypes.MsgCommitVote{Validator: v.String(), JobId: w.id, Rung: rung, Commitment: commitment}
}

// reveal has the votes opened. Who withholds tries to open another vote than the sealed one, which is refused, and leaves it
// at that.
func (w *world) reveal(n *node, job jobstypes.Job) {
	var msgs []sdk.Msg
	hidden := false
	for _, seat := range w.seats(n, job) {
		if seat.Status != validationtypes.SEAT_STATUS_COMMITTED {
			continue
		}
		b := n.seats[seatID{job.Rung, seat.Validator}]
		msg := &validationtypes.MsgRevealVote{
			Validator: seat.Validator, JobId: w.id, Rung: job.Rung, Vote: b.vote(), Salt: testapp.Salt(w.people[seat.Validator], w.id),
		}
		if b == withholds {
			hidden = true
			msg.Vote = testapp.Reject
			w.refused(n, msg, validationtypes.ErrCommitmentMismatch)
			continue
		}
		msgs = append(msgs, msg)
	}
	w.block(n, time.Second, nil, msgs...)
	if hidden {
		w.pass(n)
	}
}

// multisets returns all ways in which n seats that are alike can behave.
func multisets(kinds []behaviour, n int) [][]behaviour {
	if n == 0 {
		return [][]behaviour{nil}
	}
	var list [][]behaviour
	for i, kind := range kinds {
		for _, rest := range multisets(kinds[i:], n-1) {
			list = append(list, append([]behaviour{kind}, rest...))
		}
	}
	return list
}

// history is all of a job's past that its rungs to come depend on: the rung, the ruling that stands or, as long as there is
// none, by how many votes one side is ahead, and which sides have disputed. The seats below are judged one by one, each by its
// own vote and the outcome, at the end; so of the states that are alike in this one alone goes on to the next rung. Each of the
// others was led to all the ends that it has without another rung, its seats and all its money counted. A fine exploration
// keeps apart as well which kinds of seats sit below.
func (w *world) history(n *node, job jobstypes.Job) string {
	stands, found := n.standing()
	ahead := 0
	if !found {
		ahead = n.ahead()
	}
	var kinds [stays + 1]bool
	if w.fine {
		kinds = n.kinds()
	}
	return fmt.Sprint(job.Status, job.Rung, stands, ahead, slices.Contains(n.disputes, true),
		slices.Contains(n.disputes, false), n.gaveUp, kinds)
}

// kinds tells which kinds of seats the rounds so far had.
func (n *node) kinds() (kinds [stays + 1]bool) {
	for _, b := range n.seats {
		kinds[b] = true
	}
	return kinds
}

// ahead is how many more seats have approved than rejected.
func (n *node) ahead() (votes int) {
	for _, b := range n.seats {
		switch b {
		case approves:
			votes++
		case rejects:
			votes--
		}
	}
	return votes
}
