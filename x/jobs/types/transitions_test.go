package types

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var statuses = []JobStatus{
	none, blocked, open, assigned, inReview, approved, rejected, unjudgeable, council, settling,
	JOB_STATUS_COMPLETED, JOB_STATUS_FAILED, JOB_STATUS_EXPIRED, JOB_STATUS_CANCELLED, JOB_STATUS_SPLIT,
	employerReview, divided,
}

// columns are those of golden: the statuses without the terminal ones, which no action leaves.
var columns = []JobStatus{
	none, blocked, open, assigned, inReview, approved, rejected, unjudgeable, council, settling, employerReview, divided,
}

// golden is the whole table, written out apart from the code. Its columns are
//
//	new, BLOCKED, OPEN, ASSIGNED, IN_REVIEW, APPROVED, REJECTED, UNJUDGEABLE, COUNCIL, SETTLING, EMPLOYER_REVIEW, DIVIDED
//
// and a cell names the status that follows, '-' where the action is refused.
const golden = `
post                    OPEN    -        -        -               -           -         -         -         -        -         -         -
post blocked            BLOCKED -        -        -               -           -         -         -         -        -         -         -
unblock                 -       OPEN     -        -               -           -         -         -         -        -         -         -
claim                   -       -        ASSIGNED -               -           -         -         -         -        -         -         -
raise payout            -       -        OPEN     -               -           -         -         -         -        -         -         -
cancel                  -       SETTLING SETTLING -               -           -         -         -         -        -         -         -
delist                  -       SETTLING SETTLING -               -           -         -         -         -        -         -         -
lapse                   -       SETTLING SETTLING -               -           -         -         -         -        -         -         -
submit                  -       -        -        IN_REVIEW       -           -         -         -         -        -         -         -
submit to employer      -       -        -        EMPLOYER_REVIEW -           -         -         -         -        -         -         -
accept work             -       -        -        -               -           -         -         -         -        -         SETTLING  -
employer silent         -       -        -        -               -           -         -         -         -        -         SETTLING  -
contest                 -       -        -        -               -           -         -         -         -        -         IN_REVIEW -
extend                  -       -        -        ASSIGNED        -           -         -         -         -        -         -         -
relist                  -       -        -        OPEN            -           -         -         -         -        -         -         -
surrender               -       -        -        SETTLING        -           -         -         -         -        -         -         -
expire                  -       -        -        SETTLING        -           -         -         -         -        -         -         -
revoke                  -       -        -        OPEN            -           -         -         -         -        -         -         -
reroute                 -       -        -        OPEN            -           -         -         -         -        -         -         -
decline                 -       -        -        OPEN            -           -         -         -         -        -         -         -
verdict approved        -       -        -        -               APPROVED    -         -         -         -        -         -         -
verdict rejected        -       -        -        -               REJECTED    -         -         -         -        -         -         -
verdict unjudgeable     -       -        -        -               UNJUDGEABLE -         -         -         -        -         -         -
verdict divided         -       -        -        -               DIVIDED     -         -         -         -        -         -         -
no verdict              -       -        -        -               SETTLING    -         -         -         SETTLING -         -         -
next rung               -       -        -        -               IN_REVIEW   IN_REVIEW IN_REVIEW IN_REVIEW -        -         -         IN_REVIEW
convene council         -       -        -        -               COUNCIL     COUNCIL   COUNCIL   COUNCIL   -        -         -         COUNCIL
rule                    -       -        -        -               -           -         -         -         SETTLING -         -         -
accept verdict          -       -        -        -               -           SETTLING  SETTLING  SETTLING  -        -         -         SETTLING
open canary             -       -        -        -               -           SETTLING  SETTLING  SETTLING  -        -         -         SETTLING
challenge window ends   -       -        -        -               -           SETTLING  SETTLING  SETTLING  -        -         -         SETTLING
settle completed        -       -        -        -               -           -         -         -         -        COMPLETED -         -
settle failed           -       -        -        -               -           -         -         -         -        FAILED    -         -
settle expired          -       -        -        -               -           -         -         -         -        EXPIRED   -         -
settle cancelled        -       -        -        -               -           -         -         -         -        CANCELLED -         -
settle split            -       -        -        -               -           -         -         -         -        SPLIT     -         -
`

func TestNextGolden(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(golden), "\n")
	require.Len(t, lines, int(actionEnd))
	for action := Action(0); action < actionEnd; action++ {
		line := lines[action]
		require.True(t, strings.HasPrefix(line, action.String()+" "), "line %q is not of %q", line, action)
		cells := strings.Fields(line[len("challenge window ends"):])
		require.Len(t, cells, len(columns), line)
		for _, status := range statuses {
			want := "-"
			if i := slices.Index(columns, status); i >= 0 {
				want = cells[i]
			}
			next, err := Next(status, action)
			if want == "-" {
				require.ErrorIs(t, err, ErrWrongStatus, "%s in %s", action, status)
				require.ErrorContains(t, err, action.String())
				require.Equal(t, status, next, "a refused action leaves the status")
				continue
			}
			require.NoError(t, err, "%s in %s", action, status)
			require.Equal(t, "JOB_STATUS_"+want, next.String(), "%s in %s", action, status)
		}
	}
}

func TestUnknownActionAndStatus(t *testing.T) {
	for _, action := range []Action{-1, actionEnd, 99} {
		_, err := Next(open, action)
		require.ErrorIs(t, err, ErrWrongStatus)
		require.Contains(t, action.String(), "action ")
	}
	_, err := Next(JobStatus(99), ActionClaim)
	require.ErrorIs(t, err, ErrWrongStatus)
}

// Every status of the protos is in this file's list, so a new one cannot stay untested.
func TestStatusesAreComplete(t *testing.T) {
	require.Len(t, statuses, len(JobStatus_name))
	for i, status := range statuses {
		require.Equal(t, JobStatus(i), status)
	}
}

func TestTerminalAndWaiting(t *testing.T) {
	for _, status := range statuses {
		terminal := !slices.Contains(columns, status)
		require.Equal(t, terminal, status.Terminal(), status.String())
		require.Equal(t, !terminal && status != none && status != inReview, status.Waiting(), status.String())
	}
	require.Len(t, columns, len(statuses)-5, "five statuses are ends")
	require.False(t, JobStatus(99).Terminal())
	require.False(t, JobStatus(99).Waiting())
}

// From each status that a job can reach some path leads to an end: no job is caught for ever.
func TestEveryStatusReachesAnEnd(t *testing.T) {
	ends := map[JobStatus]bool{}
	for range statuses {
		for _, status := range statuses {
			ends[status] = ends[status] || status.Terminal()
			for action := Action(0); action < actionEnd; action++ {
				if next, err := Next(status, action); err == nil && ends[next] {
					ends[status] = true
				}
			}
		}
	}
	for _, status := range statuses {
		require.True(t, ends[status], status.String())
	}
}

// Nothing but a settlement leaves SETTLING or reaches an end, and no end is left.
func TestOnlySettlementEnds(t *testing.T) {
	for action := Action(0); action < actionEnd; action++ {
		for _, status := range statuses {
			next, err := Next(status, action)
			if err != nil {
				continue
			}
			require.False(t, status.Terminal(), "%s leaves %s", action, status)
			settles := strings.HasPrefix(action.String(), "settle ")
			require.Equal(t, settles, status == settling, "%s in %s", action, status)
			require.Equal(t, settles, next.Terminal(), "%s to %s", action, next)
		}
	}
}

func TestSettleAction(t *testing.T) {
	for name, value := range Outcome_value {
		outcome := Outcome(value)
		action, err := SettleAction(outcome)
		if outcome == OUTCOME_UNSPECIFIED {
			require.ErrorIs(t, err, ErrRuling)
			continue
		}
		require.NoError(t, err, name)
		status, err := Next(settling, action)
		require.NoError(t, err)
		require.Equal(t, strings.TrimPrefix(name, "OUTCOME_"), strings.TrimPrefix(status.String(), "JOB_STATUS_"))
	}
	_, err := SettleAction(Outcome(99))
	require.ErrorIs(t, err, ErrRuling)
}
