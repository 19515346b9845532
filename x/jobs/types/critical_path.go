package types

import (
	"cmp"
	"slices"
)

// remainingMs is how long (market time in ms) a job may still take to its agent's submission, from the moment on at which
// it is offered: the whole work_duration before the assignment, what is left of it afterwards, nothing once it is handed in.
// What it waits for an agent is nobody's to know.
func (j Job) remainingMs(nowMs int64) int64 {
	switch j.Status {
	case blocked, open:
		return j.WorkDuration.Milliseconds()
	case assigned:
		return max(j.WorkDeadlineMs-nowMs, 0)
	default:
		return 0
	}
}

// CriticalPath returns the chain of jobs that have not ended which may take longest, first job first, and the market time
// in ms that it may take. The jobs are those of one program, in any order. A label stands for its latest job; one whose
// latest job has ended holds nobody up in the sum, whether it is COMPLETED or has to be posted again. Of chains that take
// equally long it is that of the lower job id.
func CriticalPath(jobs []Job, nowMs int64) (path []PathStep, totalMs int64) {
	g := newLabelGraph(jobs, nowMs)
	last := 0
	for i := range g.jobs {
		if g.finish(i); g.done[i] > g.done[last] {
			last = i
		}
	}
	if len(g.jobs) == 0 {
		return nil, 0
	}
	for i := last; i >= 0; i = g.before[i] {
		job, remaining := g.jobs[i], g.jobs[i].remainingMs(nowMs)
		path = append(path, PathStep{
			Label: job.Label, JobId: job.Id, Status: job.Status, RemainingMs: remaining, StartsMs: nowMs + g.done[i] - remaining,
		})
	}
	slices.Reverse(path)
	return path, g.done[last]
}

// labelGraph is the jobs of a program that have not ended, by id, with what each waits for.
type labelGraph struct {
	jobs   []Job
	byName map[string]int
	nowMs  int64
	// done is the time to the end of a job and before the one that it waits longest for, or -1.
	done   []int64
	before []int
	state  []visit
}

// visit tells how far the answer for a job is.
type visit byte

const (
	unseen visit = iota
	asked
	answered
)

func newLabelGraph(jobs []Job, nowMs int64) *labelGraph {
	sorted := slices.SortedFunc(slices.Values(jobs), func(a, b Job) int { return cmp.Compare(a.Id, b.Id) })
	g := &labelGraph{byName: map[string]int{}, nowMs: nowMs}
	for _, job := range sorted {
		if job.Label != "" {
			delete(g.byName, job.Label)
		}
		if job.Status.Terminal() {
			continue
		}
		if job.Label != "" {
			g.byName[job.Label] = len(g.jobs)
		}
		g.jobs = append(g.jobs, job)
	}
	g.done, g.before, g.state = make([]int64, len(g.jobs)), make([]int, len(g.jobs)), make([]visit, len(g.jobs))
	return g
}

// finish computes when a job may be handed in. A circle cannot be posted; one in a broken state is cut where it is met.
func (g *labelGraph) finish(i int) {
	if g.state[i] != unseen {
		return
	}
	g.state[i], g.before[i] = asked, -1
	waited := int64(0)
	if g.jobs[i].Status == blocked {
		for _, label := range g.jobs[i].DependsOn {
			other, there := g.byName[label]
			if !there {
				continue
			}
			g.finish(other)
			if g.state[other] == asked {
				continue
			}
			first := g.before[i] < 0
			if first || g.done[other] > waited || (g.done[other] == waited && other < g.before[i]) {
				waited, g.before[i] = g.done[other], other
			}
		}
	}
	g.done[i], g.state[i] = waited+g.jobs[i].remainingMs(g.nowMs), answered
}
