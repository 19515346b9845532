package types

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"
)

func testContest(change ...func(*MsgContest)) *MsgContest {
	m := &MsgContest{Employer: addr(1), JobId: someJob, Reason: DISPUTE_REASON_FAILS_SPEC, Evidence: testSubmission().Result}
	for _, c := range change {
		c(m)
	}
	return m
}

func TestMsgContest(t *testing.T) {
	reason := func(r DisputeReason) func(*MsgContest) { return func(m *MsgContest) { m.Reason = r } }
	for _, tc := range []struct {
		name   string
		change func(*MsgContest)
		err    error
		says   string
	}{
		{"fails the spec", func(*MsgContest) {}, nil, ""},
		{"unjudgeable", reason(DISPUTE_REASON_UNJUDGEABLE), nil, ""},
		{"other", reason(DISPUTE_REASON_OTHER), nil, ""},
		{"no reason", reason(DISPUTE_REASON_UNSPECIFIED), ErrContest, "DISPUTE_REASON_UNSPECIFIED"},
		{"meets the spec", reason(DISPUTE_REASON_MEETS_SPEC), ErrContest, "DISPUTE_REASON_MEETS_SPEC"},
		{"judgeable", reason(DISPUTE_REASON_JUDGEABLE), ErrContest, "DISPUTE_REASON_JUDGEABLE"},
		{"a judge's interest before anybody has judged", reason(DISPUTE_REASON_CONFLICT), ErrContest, "DISPUTE_REASON_CONFLICT"},
		{"unknown reason", reason(99), ErrContest, "99"},
		{"no evidence", func(m *MsgContest) { m.Evidence = Document{} }, ErrURI, "evidence uri"},
		{"evidence without a hash", func(m *MsgContest) { m.Evidence.Sha256 = nil }, ErrHash, "evidence sha256 has 0"},
		{"no employer", func(m *MsgContest) { m.Employer = "" }, ErrAddress, "employer"},
		{"no job", func(m *MsgContest) { m.JobId = 0 }, ErrJobID, "must not be 0"},
	} {
		t.Run(tc.name, func(t *testing.T) { requireErr(t, testContest(tc.change).ValidateBasic(), tc.err, tc.says) })
	}
	require.ErrorIs(t, (&MsgAcceptWork{Employer: addr(1)}).ValidateBasic(), ErrJobID)
	require.ErrorIs(t, (&MsgAcceptWork{JobId: someJob}).ValidateBasic(), ErrAddress)
}

func TestReviewOfAPosting(t *testing.T) {
	require.Equal(t, REVIEW_MODE_COMMITTEE, (&MsgPostJob{}).ReviewMode())
	require.Equal(t, REVIEW_MODE_COMMITTEE, (&MsgPostJob{Review: REVIEW_MODE_COMMITTEE}).ReviewMode())
	require.Equal(t, REVIEW_MODE_EMPLOYER, (&MsgPostJob{Review: REVIEW_MODE_EMPLOYER}).ReviewMode())
}

// The employer's word ends only jobs under his review, in one way, and before any verdict.
func TestReviewOfAStoredJob(t *testing.T) {
	accepted := func(change ...func(*Job)) Job {
		j := testJob(1, JOB_STATUS_COMPLETED)
		ruling := AcceptedRuling()
		j.Review, j.Ruling, j.Verdict = REVIEW_MODE_EMPLOYER, &ruling, nil
		for _, c := range change {
			c(&j)
		}
		return j
	}
	for _, tc := range []struct {
		name   string
		change func(*Job)
		err    error
		says   string
	}{
		{"accepted", func(*Job) {}, nil, ""},
		{"contested and judged", func(j *Job) {
			j.Ruling.Basis, j.Verdict = RULING_BASIS_VERDICT, &Verdict{Status: approved}
		}, nil, ""},
		{"unknown review", func(j *Job) { j.Review = 9 }, ErrWrongStatus, "unknown review 9"},
		{"accepted under a committee", func(j *Job) { j.Review = REVIEW_MODE_COMMITTEE }, ErrWrongStatus, "REVIEW_MODE_COMMITTEE"},
		{"waiting for the employer under a committee", func(j *Job) {
			j.Status, j.Ruling, j.Review, j.DeadlineMs = employerReview, nil, REVIEW_MODE_UNSPECIFIED, 1
		}, ErrWrongStatus, "JOB_STATUS_EMPLOYER_REVIEW under REVIEW_MODE_UNSPECIFIED"},
		{"accepted after a verdict", func(j *Job) { j.Verdict = &Verdict{} }, ErrRuling, "on the employer's word"},
		{"failed on his word", func(j *Job) { j.Ruling.Outcome = OUTCOME_FAILED }, ErrRuling, "OUTCOME_FAILED on the employer's word"},
		{"blameless on his word", func(j *Job) { j.Ruling.Blameless = true }, ErrRuling, "on the employer's word"},
		{"accepted before it was handed in", func(j *Job) { j.Submission = nil }, ErrRuling, "on the employer's word"},
	} {
		t.Run(tc.name, func(t *testing.T) { requireErr(t, accepted(tc.change).Validate(), tc.err, tc.says) })
	}
}

func TestNewContest(t *testing.T) {
	require.Equal(t, Dispute{
		By: addr(1), Against: JOB_STATUS_EMPLOYER_REVIEW, Reason: DISPUTE_REASON_OTHER, Evidence: testSubmission().Result,
		Bond: math.ZeroInt(), DisputedMs: 77,
	}, NewContest(testJob(1, employerReview), DISPUTE_REASON_OTHER, testSubmission().Result, 77))
}

// Nobody judged, so the whole validation fee returns; the rest is as for any completed work.
func TestAcceptedWorkReturnsTheValidationFee(t *testing.T) {
	plan, err := PlanSettlement(settleInput(AcceptedRuling(), 0))
	require.NoError(t, err)
	flows{agent: 1_000, employer: 90, treasury: 11, burn: 10, bond: 101}.require(t, plan)
}
