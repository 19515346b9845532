package demo

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// scenario is one way in which a job can go.
type scenario struct {
	name, about string
	offer       offer
	// status in which the job must end.
	status jobstypes.JobStatus
	// play does what the parties do; the chain does the rest.
	play func(ctx context.Context, r *run) error
	// owes says what each party must have gained or lost by the terms, fees of transactions aside.
	owes func(t terms) expectation
	// agents that take part.
	agents []string
	// messages that this scenario needs beside those of a job's life.
	messages []string
	// noJob: the scenario is about the rules, or about several jobs, and shows by its steps alone.
	noJob bool
	// crowded: many jobs run at once; the timeline shows what moves the market, and no votes.
	crowded bool
	// climbs: it needs judges for the whole ladder. patient: somebody acts at the command line within the challenge window.
	climbs, patient bool
}

// idleWork is how long an agent has in the scenario in which nobody hands anything in.
const idleWork = 4 * time.Second

func scenarios() []scenario {
	statistics := offer{folder: "labour-statistics", title: "Labour statistics 2031 by region and sector", payout: 2_400, work: time.Minute}
	index := offer{folder: "statute-terms", title: "Index of terms and references of the Warning Services Act", payout: 1_200, work: time.Minute}
	plan := offer{folder: "crew-assignment", title: "Cheapest assignment of night-shift crews", payout: 900, work: time.Minute}
	idle := index
	idle.work, idle.relists = idleWork, 1
	reviewed := plan
	reviewed.payout, reviewed.review = 600, true
	vague := offer{folder: vagueFolder, title: "Study on the future of work", payout: 600, work: time.Minute}
	return []scenario{
		{
			name: "happy", about: "the work is right: pay, reputation, certificate", offer: statistics,
			status: jobstypes.JOB_STATUS_COMPLETED, play: delivered(agent1), owes: owedCompleted, agents: []string{agent1},
		},
		{
			name: "reject", about: "one flipped byte in the result file: rejected, the agent is slashed", offer: index,
			status: jobstypes.JOB_STATUS_FAILED, play: delivered(agent1, "--flip"), owes: owedFailed, agents: []string{agent1},
		},
		{
			name: "expire", about: "two agents claim and never hand in: slashed, relisted, then refunded", offer: idle,
			status: jobstypes.JOB_STATUS_EXPIRED, play: expired, owes: owedExpired, agents: []string{agent1, agent2},
		},
		{
			name: "absent", about: "a drawn validator stays away: its seat is drawn again", offer: plan,
			status: jobstypes.JOB_STATUS_COMPLETED, play: absent, owes: owedAbsent, agents: []string{agent2},
		},
		{
			name: "cancel", about: "cancelled before anybody claims: refunded in full", offer: plan,
			status: jobstypes.JOB_STATUS_CANCELLED, play: cancelled, owes: owedNothing,
		},
		{
			name: "council", about: "two of three officials change three modules by one file", play: council, owes: owedNothing,
			messages: governing, noJob: true,
		},
		{
			name: "pause", about: "a guardian brakes while jobs are in several stages, the council releases", offer: index, play: pause,
			owes: owedNothing, messages: append([]string{"/agijobs.sovereign.v1.MsgPause"}, governing...), noJob: true,
		},
		{
			name: "reroute", about: "an agent keeps silent: the council gives the job to another", offer: index,
			status: jobstypes.JOB_STATUS_COMPLETED, play: reroute, owes: owedRerouted, agents: []string{agent1, agent2}, messages: governing,
		},
		{
			name: "appeal-overturned", about: "three judges reject right work without looking; seven others look: the agent is paid", offer: plan,
			status: jobstypes.JOB_STATUS_COMPLETED, play: overturned, owes: owedOverturned, agents: []string{agent2}, messages: disputing,
			climbs: true, patient: true,
		},
		{
			name: "appeal-upheld", about: "wrong work is rejected, and rejected again: the bond of the dispute pays the seats", offer: plan,
			status: jobstypes.JOB_STATUS_FAILED, play: upheld, owes: owedUpheld, agents: []string{agent1}, messages: disputing,
			climbs: true, patient: true,
		},
		{
			name: "panel-split", about: "the appeal finds no majority: a panel of moderators divides the payout", offer: plan,
			status: jobstypes.JOB_STATUS_SPLIT, play: panelSplit, owes: owedSplit, agents: []string{agent1}, messages: disputing,
			climbs: true, patient: true,
		},
		{
			name: "council-ruling", about: "the panel errs: two of three officials rule, and all rungs are judged by their word", offer: plan,
			status: jobstypes.JOB_STATUS_FAILED, play: councilRuling, owes: owedCouncil, agents: []string{agent1}, messages: ruling,
			climbs: true, patient: true,
		},
		{
			name: "silence", about: "the job climbs to a council that says nothing: the last verdict stands, the wrong seats are slashed", offer: plan,
			status: jobstypes.JOB_STATUS_FAILED, play: silentCouncil, owes: owedSilence, agents: []string{agent1}, messages: disputing,
			climbs: true, patient: true,
		},
		{
			name: "employer-review", about: "the employer looks first: silent, satisfied, and not satisfied", offer: reviewed,
			status: jobstypes.JOB_STATUS_FAILED, play: employerReview, owes: owedReview, agents: []string{agent1, agent2}, messages: reviewing,
		},
		{
			name: "unjudgeable", about: "nobody can judge by this spec: the agent is compensated, the rest goes back", offer: vague,
			status: jobstypes.JOB_STATUS_CANCELLED, play: unjudgeable, owes: owedUnjudgeable, agents: []string{agent2},
		},
		{
			name: "canary", about: "deliberately wrong work tests the judges: the lazy ones are slashed", offer: plan,
			status: jobstypes.JOB_STATUS_CANCELLED, play: canary, owes: owedCanary, agents: []string{agent1}, messages: auditing,
			patient: true,
		},
		{
			name: "program", about: "28 jobs that depend on each other make a language model; one is rejected and posted again", play: buildModel,
			owes: owedNothing, messages: slices.Concat(programming, selecting, dispatching), noJob: true, crowded: true,
		},
		{
			name: "dispatch", about: "the chain assigns 20 urgent jobs of the government; one agent declines, one keeps silent", play: dispatched,
			owes: owedNothing, messages: slices.Concat(programming, dispatching), noJob: true, crowded: true,
		},
		{
			name: "selection", about: "three agents apply with prices: awarded, awarded by rule, and never awarded", play: selected,
			owes: owedNothing, messages: selecting, noJob: true, crowded: true,
		},
		{
			name: "sale", about: "a certificate is sold with a royalty; a second buyer is refunded; a revoked one cannot be sold", play: sold,
			owes: owedNothing, messages: slices.Concat(selling, governing), noJob: true, crowded: true,
		},
		{
			name: "wash", about: "ten accounts of two organisations trade with each other for bonus, boost and reputation: they lose", play: washed,
			owes: owedNothing, noJob: true, crowded: true,
		},
		{
			name: "shock", about: "a flood and no rescuers: the reward rises until they come, new jobs carry it, then it falls back", play: shocked,
			owes: owedNothing, messages: regulating, noJob: true, crowded: true,
		},
		{
			// The last of all: it sets terms that nobody else of the cast acknowledges.
			name: "identity", about: "every path of admission, and what must be refused on each", play: identities, owes: owedNothing,
			messages: append(slices.Clone(admitting), governing...), noJob: true,
		},
	}
}

// chosen returns the scenarios of a name.
func chosen(name string) ([]scenario, error) {
	all := scenarios()
	if name == "all" {
		return all, nil
	}
	for _, s := range all {
		if s.name == name {
			return []scenario{s}, nil
		}
	}
	return nil, fmt.Errorf("no scenario %q: choose %s or all", name, strings.Join(scenarioNames(), ", "))
}

func scenarioNames() []string {
	var names []string
	for _, s := range scenarios() {
		names = append(names, s.name)
	}
	return names
}

// challengeFor is how long a verdict can be challenged on a chain for these scenarios.
func challengeFor(plays []scenario) time.Duration {
	if slices.ContainsFunc(plays, func(s scenario) bool { return s.patient }) {
		return disputeWindow
	}
	return challengeWindow
}

// delivered: an agent does the work, the committee judges it.
func delivered(agent string, flags ...string) func(context.Context, *run) error {
	return func(ctx context.Context, r *run) error {
		if err := r.post(ctx); err != nil {
			return err
		}
		if err := r.act(ctx, "agent", agent, append([]string{"--job", r.jobText()}, flags...)...); err != nil {
			return err
		}
		return r.settled(ctx)
	}
}

func expired(ctx context.Context, r *run) error {
	if err := r.post(ctx); err != nil {
		return err
	}
	for i, agent := range []string{agent1, agent2} {
		if err := r.act(ctx, "agent", agent, "--job", r.jobText(), "--idle"); err != nil {
			return err
		}
		err := r.until(ctx, "the assignment to end", func() bool {
			return count[*jobstypes.EventAssignmentEnded](r) > i
		})
		if err != nil {
			return err
		}
	}
	return r.settled(ctx)
}

func absent(ctx context.Context, r *run) error {
	if err := os.WriteFile(absenceTicket(r.home), nil, 0o600); err != nil {
		return err
	}
	return delivered(agent2)(ctx, r)
}

func cancelled(ctx context.Context, r *run) error {
	if err := r.post(ctx); err != nil {
		return err
	}
	if err := r.act(ctx, "employer", ministry, "--cancel", r.jobText()); err != nil {
		return err
	}
	return r.settled(ctx)
}

// governing are the messages of a decision of the council.
var governing = []string{"/cosmos.gov.v1.MsgSubmitProposal", "/cosmos.gov.v1.MsgVote"}

// submits tells whether a result is handed in, so that there is something between submission and verdict.
func (s scenario) submits() bool {
	return !s.noJob && s.status == jobstypes.JOB_STATUS_COMPLETED || s.status == jobstypes.JOB_STATUS_FAILED
}
