package keeper_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/reputation/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

var (
	employer = account(1)
	agent    = account(2)
)

// settledJob pays 3 units, so its base is 2 points of 100; it was submitted after half its time with quality 80.
func settledJob(outcome jobstypes.Outcome) jobstypes.Job {
	return jobstypes.Job{
		Id:           18_420_003_000,
		Category:     "records",
		Employer:     employer.String(),
		Agent:        agent.String(),
		Escrow:       jobstypes.Escrow{Payout: math.NewInt(3_000_000), ValidationFee: math.ZeroInt(), ProtocolFee: math.ZeroInt()},
		WorkDuration: time.Hour,
		AssignedMs:   10_000,
		SubmittedMs:  10_000 + time.Hour.Milliseconds()/2,
		// Extended: speed counts the hour that was posted.
		WorkDeadlineMs: 10_000 + 10*time.Hour.Milliseconds(),
		Verdict:        &jobstypes.Verdict{Status: jobstypes.JOB_STATUS_APPROVED, Quality: 80},
		Ruling:         &jobstypes.Ruling{Outcome: outcome, Basis: jobstypes.RULING_BASIS_VERDICT},
	}
}

func seat(n byte, status validationtypes.SeatStatus, agreed bool) validationtypes.SeatJudgement {
	return validationtypes.SeatJudgement{Validator: account(n), Status: status, Agreed: agreed, Lock: math.NewInt(5)}
}

type change struct {
	addr     sdk.AccAddress
	role     identitytypes.Role
	from     string
	to       string
	reason   string
	category string
}

// both is a change of an agent's score of 1,000 and of the one in the job's category, of 500.
func both(to, inCategory, reason string) []change {
	return []change{{agent, asAgent, "1000", to, reason, ""}, {agent, asAgent, "500", inCategory, reason, "records"}}
}

func changed(jobID uint64, changes ...change) []any {
	var out []any
	for _, c := range changes {
		out = append(out, &types.EventScoreChanged{
			Address: c.addr.String(), Role: c.role, JobId: jobID, Reason: c.reason, Category: c.category,
			OldValue: math.LegacyMustNewDecFromStr(c.from), NewValue: math.LegacyMustNewDecFromStr(c.to),
		})
	}
	return out
}

// sameEvents compares by text: a zero has two forms in memory.
func sameEvents(t *testing.T, want, got []any) {
	t.Helper()
	require.Len(t, got, len(want))
	for i := range want {
		require.Equal(t, want[i].(*types.EventScoreChanged).String(), got[i].(*types.EventScoreChanged).String())
	}
}

const (
	asAgent     = identitytypes.ROLE_AGENT
	asEmployer  = identitytypes.ROLE_EMPLOYER
	asValidator = identitytypes.ROLE_VALIDATOR
)

func TestSettledJobs(t *testing.T) {
	seats := []validationtypes.SeatJudgement{
		seat(11, validationtypes.SEAT_STATUS_REVEALED, true),
		seat(12, validationtypes.SEAT_STATUS_REVEALED, false),
		seat(13, validationtypes.SEAT_STATUS_WITHHELD, false),
		seat(14, validationtypes.SEAT_STATUS_ABSENT, false),
	}
	judged := []change{
		{account(11), asValidator, "1000", "1039.6", "agreed", ""},
		{account(12), asValidator, "1000", "920", "wrong_vote", ""},
		{account(13), asValidator, "1000", "880", "withheld", ""},
		{account(14), asValidator, "1000", "940", "absent", ""},
	}
	blameless := []change{judged[0], judged[2], judged[3]}
	employed := []change{{employer, asEmployer, "1000", "1019.8", "employed", ""}}
	lostDispute := []change{{employer, asEmployer, "1019.8", "919.8", "dispute_lost", ""}}
	dispute := func(by sdk.AccAddress, against jobstypes.JobStatus) jobstypes.Dispute {
		return jobstypes.Dispute{By: by.String(), Against: against}
	}
	for _, tc := range []struct {
		name   string
		change func(j *jobstypes.Job)
		want   []change
	}{
		// (2 + 2·25 %·½)·80 %·100·(1 − 1,000/100,000) = 178.2; 2·10 %·100·0.99 = 19.8
		{"completed", func(*jobstypes.Job) {}, slices.Concat(both("1178.2", "678.2", "completed"), employed, judged)},
		{
			"completed without a verdict: quality at its floor", func(j *jobstypes.Job) { j.Verdict = nil },
			slices.Concat(both("1111.375", "611.375", "completed"), employed, judged),
		},
		{"accepted by the employer: nobody has judged the quality, no category's score", func(j *jobstypes.Job) {
			ruling := jobstypes.AcceptedRuling()
			j.Review, j.Ruling, j.Verdict = jobstypes.REVIEW_MODE_EMPLOYER, &ruling, nil
		}, slices.Concat([]change{{agent, asAgent, "1000", "1099", "completed", ""}}, employed, judged)},
		{
			"contested in vain and judged", func(j *jobstypes.Job) {
				j.Review = jobstypes.REVIEW_MODE_EMPLOYER
				j.Disputes = []jobstypes.Dispute{dispute(employer, jobstypes.JOB_STATUS_EMPLOYER_REVIEW)}
			},
			slices.Concat(both("1178.2", "678.2", "completed"), employed, lostDispute, judged),
		},
		{
			"two disputes in vain cost once", func(j *jobstypes.Job) {
				j.Disputes = []jobstypes.Dispute{
					dispute(employer, jobstypes.JOB_STATUS_EMPLOYER_REVIEW), dispute(employer, jobstypes.JOB_STATUS_APPROVED),
				}
			},
			slices.Concat(both("1178.2", "678.2", "completed"), employed, lostDispute, judged),
		},
		{
			"completed by the council against judges who rejected it: their score is not its quality",
			func(j *jobstypes.Job) { j.Verdict.Status = jobstypes.JOB_STATUS_REJECTED },
			slices.Concat(both("1111.375", "611.375", "completed"), employed, judged),
		},
		{
			"completed after a last round without a verdict: the quality of the one that stands",
			func(j *jobstypes.Job) { j.AddRound(jobstypes.Verdict{Rung: 1, Quality: 10}) },
			slices.Concat(both("1178.2", "678.2", "completed"), employed, judged),
		},
		{"failed", func(j *jobstypes.Job) {
			j.Ruling.Outcome, j.Verdict.Status = jobstypes.OUTCOME_FAILED, jobstypes.JOB_STATUS_REJECTED
		}, slices.Concat(both("600", "100", "rejected"), judged)},
		{"failed after an approval", func(j *jobstypes.Job) {
			j.Ruling.Outcome = jobstypes.OUTCOME_FAILED
			j.AddRound(jobstypes.Verdict{Rung: 1, Status: jobstypes.JOB_STATUS_REJECTED})
			j.Disputes = []jobstypes.Dispute{dispute(employer, jobstypes.JOB_STATUS_APPROVED)}
		}, slices.Concat(both("700", "200", "overturned"), judged)},
		{"failed and disputed in vain", func(j *jobstypes.Job) {
			j.Ruling.Outcome, j.Verdict.Status = jobstypes.OUTCOME_FAILED, jobstypes.JOB_STATUS_REJECTED
			j.Disputes = []jobstypes.Dispute{dispute(agent, jobstypes.JOB_STATUS_REJECTED)}
		}, slices.Concat(both("600", "100", "rejected"), []change{
			{agent, asAgent, "600", "500", "dispute_lost", ""}, {agent, asAgent, "100", "0", "dispute_lost", "records"},
		}, judged)},
		{"failed by default, without a verdict: nobody is to blame", func(j *jobstypes.Job) {
			j.Ruling = &jobstypes.Ruling{Outcome: jobstypes.OUTCOME_FAILED, Basis: jobstypes.RULING_BASIS_DEFAULT, Blameless: true}
			j.Verdict.Status = jobstypes.JOB_STATUS_UNSPECIFIED
			j.Disputes = []jobstypes.Dispute{dispute(agent, jobstypes.JOB_STATUS_REJECTED)}
		}, blameless},
		{"unjudgeable, as its judges had said", func(j *jobstypes.Job) {
			j.Ruling = &jobstypes.Ruling{Outcome: jobstypes.OUTCOME_CANCELLED, Basis: jobstypes.RULING_BASIS_VERDICT, Unjudgeable: true}
			j.Submission = &jobstypes.Submission{}
			j.Disputes = []jobstypes.Dispute{dispute(employer, jobstypes.JOB_STATUS_UNJUDGEABLE)}
		}, slices.Concat([]change{{employer, asEmployer, "1000", "900", "dispute_lost", ""}}, judged)},
		{"expired: the assignments' ends have been counted", func(j *jobstypes.Job) { j.Ruling.Outcome = jobstypes.OUTCOME_EXPIRED }, judged},
		{"cancelled", func(j *jobstypes.Job) { j.Ruling.Outcome = jobstypes.OUTCOME_CANCELLED }, judged},
		{"canary: nobody gains, no dispute counts", func(j *jobstypes.Job) {
			j.Ruling.Outcome, j.Ruling.Basis = jobstypes.OUTCOME_CANCELLED, jobstypes.RULING_BASIS_CANARY
			j.Ruling.Canary = jobstypes.JOB_STATUS_REJECTED
			j.Submission = &jobstypes.Submission{}
			j.Disputes = []jobstypes.Dispute{dispute(agent, jobstypes.JOB_STATUS_REJECTED)}
		}, judged[1:]},
		{"split: no vote is wrong", func(j *jobstypes.Job) {
			j.Ruling.Outcome = jobstypes.OUTCOME_SPLIT
			j.Ruling.Blameless = true
		}, blameless},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := setup(t)
			f.set(t, agent, asAgent, "1000")
			f.setIn(t, agent, asAgent, "records", "500")
			f.set(t, employer, asEmployer, "1000")
			for _, s := range seats {
				f.set(t, s.Validator, asValidator, "1000")
			}
			job := settledJob(jobstypes.OUTCOME_COMPLETED)
			tc.change(&job)
			got := f.events(t, func(ctx sdk.Context) {
				require.NoError(t, f.k.AfterJobSettled(ctx, jobstypes.Settled{Job: job, Seats: seats}))
			})
			sameEvents(t, changed(job.Id, tc.want...), got)
			last := map[string]change{}
			for _, c := range tc.want {
				last[c.addr.String()+c.category] = c
			}
			for _, c := range last {
				score := f.storedIn(t, c.addr, c.role, c.category)
				require.Equal(t, math.LegacyMustNewDecFromStr(c.to).String(), score.Value.String())
				require.Equal(t, int64(1_000), score.UpdatedMs)
				require.NotZero(t, score.Gains+score.Losses)
			}
			f.invariants(t)
		})
	}
}

func TestSeatsThatWereNotJudged(t *testing.T) {
	f := setup(t)
	job := settledJob(jobstypes.OUTCOME_CANCELLED)
	got := f.events(t, func(ctx sdk.Context) {
		require.NoError(t, f.k.AfterJobSettled(ctx, jobstypes.Settled{Job: job, Seats: []validationtypes.SeatJudgement{
			seat(11, validationtypes.SEAT_STATUS_DRAWN, false), seat(12, validationtypes.SEAT_STATUS_COMMITTED, false),
		}}))
	})
	require.Empty(t, got)
}

// One validator may hold seats in several rounds of one job: each counts on top of the last.
func TestSeveralSeatsOfOneValidator(t *testing.T) {
	f := setup(t)
	f.set(t, account(11), asValidator, "100")
	job := settledJob(jobstypes.OUTCOME_CANCELLED)
	require.NoError(t, f.k.AfterJobSettled(f.ctx, jobstypes.Settled{Job: job, Seats: []validationtypes.SeatJudgement{
		seat(11, validationtypes.SEAT_STATUS_ABSENT, false), seat(11, validationtypes.SEAT_STATUS_ABSENT, false),
	}}))
	score := f.stored(t, account(11), asValidator)
	require.Equal(t, "0.000000000000000000", score.Value.String(), "100 − 60 − 60 stops at 0")
	require.Equal(t, uint64(2), score.Losses)
}

func TestEndedAssignments(t *testing.T) {
	for _, tc := range []struct {
		basis          jobstypes.RulingBasis
		to, inCategory string
		reason         string
	}{
		{jobstypes.RULING_BASIS_DEADLINE, "700", "200", "expired"},
		{jobstypes.RULING_BASIS_SURRENDER, "900", "400", "surrendered"},
		{jobstypes.RULING_BASIS_DECLINED, "", "", ""},
		{jobstypes.RULING_BASIS_REVOKED, "", "", ""},
		{jobstypes.RULING_BASIS_REROUTED, "", "", ""},
	} {
		t.Run(tc.basis.String(), func(t *testing.T) {
			f := setup(t)
			f.set(t, agent, asAgent, "1000")
			f.setIn(t, agent, asAgent, "records", "500")
			job := settledJob(jobstypes.OUTCOME_EXPIRED)
			// A relisted job has no agent and no ruling any more.
			job.Agent, job.Ruling, job.Verdict = "", nil, nil
			got := f.events(t, func(ctx sdk.Context) {
				require.NoError(t, f.k.AfterAssignmentEnded(ctx, jobstypes.AssignmentEnded{
					Job: job, Agent: agent, Basis: tc.basis, Slashed: math.ZeroInt(),
				}))
			})
			if tc.to == "" {
				require.Empty(t, got)
				return
			}
			sameEvents(t, changed(job.Id, both(tc.to, tc.inCategory, tc.reason)...), got)
			f.invariants(t)
		})
	}
}

func TestASubmissionChangesNothing(t *testing.T) {
	f := setup(t)
	before := f.export(t)
	require.Equal(t, "reputation", f.k.HookName())
	require.NoError(t, f.k.AfterWorkSubmitted(f.ctx, settledJob(jobstypes.OUTCOME_COMPLETED)))
	require.Equal(t, before, f.export(t))
}

func TestHookRefusesBrokenJobs(t *testing.T) {
	f := setup(t)
	before := f.export(t)
	for name, broken := range map[string]func(j *jobstypes.Job){
		"no ruling":   func(j *jobstypes.Job) { j.Ruling = nil },
		"no agent":    func(j *jobstypes.Job) { j.Agent = "" },
		"no employer": func(j *jobstypes.Job) { j.Employer = "x" },
	} {
		job := settledJob(jobstypes.OUTCOME_COMPLETED)
		broken(&job)
		err := f.k.AfterJobSettled(f.ctx, jobstypes.Settled{Job: job})
		require.ErrorIs(t, err, types.ErrInvalidJob, name)
	}
	nobody := jobstypes.Job{Id: 7, Employer: "x"}
	require.ErrorIs(t, f.k.AfterJobPosted(f.ctx, nobody), types.ErrInvalidJob)
	require.ErrorIs(t, f.k.AfterJobAssigned(f.ctx, nobody), types.ErrInvalidJob)
	require.Equal(t, before, f.export(t))

	f.clock.err = errors.New("no clock")
	require.ErrorContains(t, f.k.AfterJobSettled(f.ctx, jobstypes.Settled{Job: settledJob(jobstypes.OUTCOME_COMPLETED)}), "no clock")
}
