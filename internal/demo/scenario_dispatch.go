package demo

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"cosmossdk.io/math"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

const (
	// urgentJobs are posted in one transaction.
	urgentJobs = 20
	// declined and missed are the labels of the jobs that an agent gives back, and leaves lying.
	declinedLabel, missedLabel = "urgent-07", "urgent-13"
	// missedWork is how long the missed job may take: its agent is slashed when it is over.
	missedWork = 8 * time.Second
	// urgentPayout in AGI.
	urgentPayout = 40
)

// dispatchers are the agents that are available; the last has half of the room of the others.
func dispatchers() []string { return []string{agent1, agent2, agent3, agent4, agent5} }

// dispatched: agents declare that they are available, and the chain assigns urgent jobs to them.
func dispatched(ctx context.Context, r *run) error {
	budget := math.NewInt(urgentJobs * urgentPayout * 12 / 10 * agi)
	text := []byte("# Flood of the northern rivers\n\nFigures and plans that are needed today.\n")
	uri := base + "flood/program.md"
	if err := libraryOf(r.home).put(uri, text); err != nil {
		return err
	}
	id, err := r.openProgram(ctx, &jobstypes.MsgCreateProgram{
		Sponsor: r.addresses[ministry], Title: "Flood of the northern rivers", Document: document(uri, text), Budget: budget,
		Categories: []string{category}, MaxPayout: math.NewInt(urgentPayout * agi), Priority: jobstypes.PRIORITY_URGENT,
	})
	if err != nil {
		return err
	}
	for kind, label := range map[string]string{ticketDecline: declinedLabel, ticketMiss: missedLabel} {
		if err := r.ticket(kind, label); err != nil {
			return err
		}
	}
	workers, err := r.available(ctx, id)
	if err != nil {
		return err
	}
	if err := r.postUrgent(ctx, id); err != nil {
		return err
	}
	if err := r.programEnded(ctx); err != nil {
		return err
	}
	if err := r.ended(ctx, workers...); err != nil {
		return err
	}
	if err := r.shares(ctx, id); err != nil {
		return err
	}
	return r.urgentBooks(ctx, id)
}

// available starts agents and steward, and waits until the agents stand in the roster.
func (r *run) available(ctx context.Context, id uint64) ([]*process, error) {
	var all []*process
	for _, agent := range dispatchers() {
		capacity := "8"
		if agent == agent5 {
			capacity = "4"
		}
		p, err := r.crew.start("worker", agent, "--program", strconv.FormatUint(id, 10), "--category", category, "--deposit", "30", "--capacity", capacity)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	p, err := r.crew.start("steward", ministry, "--program", strconv.FormatUint(id, 10), "--labels", strconv.Itoa(urgentJobs))
	if err != nil {
		return nil, err
	}
	return append(all, p), r.until(ctx, "the agents to be available", func() bool {
		return count[*jobstypes.EventAvailabilityDeclared](r) >= len(dispatchers())
	})
}

// urgent writes the jobs as the command line reads them.
func urgent(specs []string) string {
	var jobs []string
	for i := range urgentJobs {
		label := fmt.Sprintf("urgent-%02d", i+1)
		work := time.Minute
		if label == missedLabel {
			work = missedWork
		}
		folder := specs[i%len(specs)]
		jobs = append(jobs, fmt.Sprintf(`label: %s
title: "Flood: %s, part %d"
category: %s
spec: {file: %s/spec.md, uri: %s%s/spec.md}
payout: %d AGI
work_duration: %s
open_for: 1h
assignment: dispatch
priority: urgent
review: employer
relists: 1
`, label, folder, i+1, category, folder, base, folder, urgentPayout, work))
	}
	return strings.Join(jobs, "---\n")
}

func (r *run) postUrgent(ctx context.Context, id uint64) error {
	file := filepath.Join(libraryOf(r.home).root, "urgent.yaml")
	if err := os.WriteFile(file, []byte(urgent([]string{"crew-assignment", "statute-terms"})), 0o600); err != nil {
		return err
	}
	if err := r.postFile(ctx, file, id); err != nil {
		return err
	}
	if err := r.nameJobs(ctx, id); err != nil {
		return err
	}
	err := r.until(ctx, "the jobs to be assigned", func() bool { return count[*jobstypes.EventJobDispatched](r) >= urgentJobs })
	if err != nil {
		return err
	}
	jobs, err := programJobs(ctx, r.client, id)
	if err != nil {
		return err
	}
	hurried := 0
	for _, j := range jobs {
		if j.Priority == jobstypes.PRIORITY_URGENT && j.Assignment == jobstypes.ASSIGNMENT_MODE_DISPATCH {
			hurried++
		}
	}
	claimed := 0
	for _, b := range r.blocksOfRun() {
		for _, m := range b.messages {
			if m == "/agijobs.jobs.v1.MsgClaimJob" {
				claimed++
			}
		}
	}
	r.step(theChain, hurried == urgentJobs && claimed == 0, "assigns what the ministry posted in one transaction",
		fmt.Sprintf("%d URGENT jobs assigned, and nobody claimed any", urgentJobs), fmt.Sprintf("%d URGENT, %d claimed", hurried, claimed))
	return nil
}

// shares shows who got how many jobs, and what declining and silence did to the standing.
func (r *run) shares(ctx context.Context, id uint64) error {
	jobs, err := programJobs(ctx, r.client, id)
	if err != nil {
		return err
	}
	done := map[string]int{}
	for _, j := range jobs {
		if j.Status == jobstypes.JOB_STATUS_COMPLETED {
			done[j.Agent]++
		}
	}
	sum, declines, misses, dispatches := 0, uint64(0), uint64(0), uint64(0)
	var seen []string
	for _, agent := range dispatchers() {
		answer, err := r.client.Jobs().Availability(ctx, &jobstypes.QueryAvailabilityRequest{Agent: r.addresses[agent]})
		if err != nil {
			return err
		}
		a := answer.Availability
		seen = append(seen, fmt.Sprintf("%s: %d assigned, %d done, standing %d bps", agent, a.Dispatched, done[r.addresses[agent]], a.StandingBps))
		sum += done[r.addresses[agent]]
		declines, misses, dispatches = declines+a.Declined, misses+a.Missed, dispatches+a.Dispatched
	}
	r.step(theChain, sum == urgentJobs && r.parted(jobstypes.RULING_BASIS_DECLINED, declinedLabel) && r.parted(jobstypes.RULING_BASIS_DEADLINE, missedLabel) &&
		declines >= 1 && misses >= 1 && dispatches >= urgentJobs+2, "shares the jobs out by weight",
		fmt.Sprintf("%d done by those available; %s declined for nothing but standing, %s slashed; both assigned again", urgentJobs, declinedLabel, missedLabel),
		strings.Join(seen, "; "))
	return nil
}

// parted tells whether an assignment of a job ended on some basis: with a slash where it was missed, without where declined.
func (r *run) parted(basis jobstypes.RulingBasis, label string) bool {
	return slices.ContainsFunc(all[*jobstypes.EventAssignmentEnded](r), func(e *jobstypes.EventAssignmentEnded) bool {
		return e.Basis == basis && r.print.teller.labels[e.JobId] == label && e.Status == jobstypes.JOB_STATUS_OPEN &&
			e.Slashed.IsPositive() == (basis == jobstypes.RULING_BASIS_DEADLINE)
	})
}

// urgentBooks: nobody had to judge, so the validation fees are back; the agent that kept silent pays for it.
func (r *run) urgentBooks(ctx context.Context, id uint64) error {
	want, err := r.programLedger(ctx, id)
	if err != nil {
		return err
	}
	for _, e := range all[*jobstypes.EventAssignmentEnded](r) {
		if e.Basis != jobstypes.RULING_BASIS_DEADLINE {
			continue
		}
		t, err := r.read(ctx, e.JobId)
		if err != nil {
			return err
		}
		want.slashed(t, r.addresses[ministry], e.Agent, t.params.ExpirySlashBps)
	}
	if err := r.programAdds(ctx, id, want); err != nil {
		return err
	}
	return r.holds(ctx, "the auditor", want)
}
