package types

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// pathJob is the n-th job of a program.
func pathJob(n uint64, label string, status JobStatus, hours int, dependsOn ...string) Job {
	return Job{Id: n, Program: 1, Label: label, Status: status, WorkDuration: time.Duration(hours) * time.Hour, DependsOn: dependsOn}
}

const hourMs = int64(time.Hour / time.Millisecond)

func TestCriticalPath(t *testing.T) {
	now := 100 * hourMs
	working := pathJob(1, "a", assigned, 9)
	working.WorkDeadlineMs = now + 2*hourMs
	late := working
	late.WorkDeadlineMs = now - hourMs
	for _, tc := range []struct {
		name  string
		jobs  []Job
		path  []uint64
		hours int64
	}{
		{"nothing", nil, nil, 0},
		{"all has ended", []Job{pathJob(1, "a", JOB_STATUS_COMPLETED, 9)}, nil, 0},
		{"one", []Job{pathJob(1, "", open, 3)}, []uint64{1}, 3},
		{"in review takes no time", []Job{pathJob(1, "a", inReview, 3)}, []uint64{1}, 0},
		{"what is left of an assignment", []Job{working}, []uint64{1}, 2},
		{"nothing is left of a late one", []Job{late}, []uint64{1}, 0},
		{"a chain", []Job{pathJob(2, "b", blocked, 4, "a"), pathJob(1, "a", open, 3), pathJob(3, "c", blocked, 1, "b")}, []uint64{1, 2, 3}, 8},
		{
			"the longer arm of a diamond", []Job{
				pathJob(1, "a", open, 1), pathJob(2, "b", blocked, 2, "a"), pathJob(3, "c", blocked, 5, "a"), pathJob(4, "d", blocked, 1, "b", "c"),
			}, []uint64{1, 3, 4}, 7,
		},
		{"the lower id of two that take as long", []Job{pathJob(2, "b", open, 3), pathJob(1, "a", open, 3)}, []uint64{1}, 3},
		{
			"also among dependencies",
			[]Job{pathJob(1, "a", open, 3), pathJob(2, "b", open, 3), pathJob(3, "c", blocked, 1, "b", "a")},
			[]uint64{1, 3},
			4,
		},
		{"what has completed holds up nobody", []Job{pathJob(1, "a", JOB_STATUS_COMPLETED, 9), pathJob(2, "b", open, 1, "a")}, []uint64{2}, 1},
		{
			"nor what must be posted again",
			[]Job{pathJob(1, "a", JOB_STATUS_FAILED, 9), pathJob(2, "b", blocked, 1, "a")},
			[]uint64{2},
			1,
		},
		{
			"a label stands for its latest job",
			[]Job{pathJob(1, "a", JOB_STATUS_FAILED, 9), pathJob(2, "b", blocked, 1, "a"), pathJob(3, "a", open, 2)},
			[]uint64{3, 2},
			3,
		},
		{"a circle is cut", []Job{pathJob(1, "a", blocked, 1, "b"), pathJob(2, "b", blocked, 1, "a")}, []uint64{2, 1}, 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			path, total := CriticalPath(tc.jobs, now)
			var ids []uint64
			at := now
			for _, step := range path {
				ids = append(ids, step.JobId)
				require.Equal(t, at, step.StartsMs)
				at += step.RemainingMs
			}
			require.Equal(t, tc.path, ids)
			require.Equal(t, tc.hours*hourMs, total)
			if len(path) > 0 {
				require.Equal(t, at, now+total)
			}
		})
	}
}

// The path is a chain of dependencies, and no other chain is longer: every job of a random graph ends within it.
func TestCriticalPathIsTheLongest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "jobs")
		var jobs []Job
		finish := make([]int64, n)
		for i := range n {
			status, hours := open, rapid.IntRange(0, 9).Draw(t, "hours")
			var deps []string
			for other := range i {
				if rapid.Bool().Draw(t, "depends") {
					deps, status = append(deps, string(rune('a'+other))), blocked
					finish[i] = max(finish[i], finish[other])
				}
			}
			finish[i] += int64(hours) * hourMs
			jobs = append(jobs, pathJob(uint64(i+1), string(rune('a'+i)), status, hours, deps...))
		}
		path, total := CriticalPath(rapid.Permutation(jobs).Draw(t, "order"), 0)
		longest := int64(0)
		for _, f := range finish {
			longest = max(longest, f)
		}
		require.Equal(t, longest, total)
		for i := 1; i < len(path); i++ {
			require.Contains(t, jobs[path[i].JobId-1].DependsOn, path[i-1].Label)
		}
	})
}
