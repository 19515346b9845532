package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

var canaryAuditor = testutil.Addr(40)

func openMsg(id uint64, change ...func(*types.MsgOpenCanary)) *types.MsgOpenCanary {
	msg := &types.MsgOpenCanary{
		Auditor: canaryAuditor.String(), Employer: employer.String(), Agent: agent.String(), JobId: id, Day: 7,
		Verdict: validationtypes.VOTE_VERDICT_REJECT, Salt: hash(5), Proof: validationtypes.CanaryProof{Total: 1},
	}
	for _, c := range change {
		c(msg)
	}
	return msg
}

func TestOpenCanarySettlesAsCancelled(t *testing.T) {
	for result, status := range map[validationtypes.RoundResult]types.JobStatus{
		approved: types.JOB_STATUS_APPROVED, rejected: types.JOB_STATUS_REJECTED, unjudgeable: types.JOB_STATUS_UNJUDGEABLE,
	} {
		e := testutil.New(t)
		id := reviewed(e)
		e.EndBlock(closeRound(e, id, result, 2))
		require.Equal(t, status, e.Job(id).Status)
		submittedIn := e.Job(id).SubmittedHeight
		var claimed validationtypes.CanaryClaim
		e.Validation.CanaryFn = func(claim validationtypes.CanaryClaim) (string, error) {
			claimed = claim
			return "court", nil
		}
		e.Validation.JudgeFn = func(_ uint64, finding validationtypes.Finding) ([]validationtypes.SeatJudgement, error) {
			require.Equal(t, validationtypes.Finding{Final: validationtypes.FinalRejected, Canary: true}, finding)
			return judgements(1), nil
		}

		_, err := tx(e, e.Msgs.OpenCanary, openMsg(id))
		require.NoError(t, err)
		require.Equal(t, validationtypes.CanaryClaim{
			JobID: id, Auditor: canaryAuditor, Day: 7, Proof: validationtypes.CanaryProof{Total: 1}, SubmittedHeight: submittedIn,
			Leaf: validationtypes.CanaryLeaf{
				Employer: employer.String(), SpecSha256: hash(1), ResultSha256: hash(2), Verdict: validationtypes.VOTE_VERDICT_REJECT, Salt: hash(5),
			},
		}, claimed)
		e.EndBlock()
		job := e.Job(id)
		require.Equal(t, types.JOB_STATUS_CANCELLED, job.Status)
		require.Equal(t, types.Ruling{
			Outcome: types.OUTCOME_CANCELLED, Basis: types.RULING_BASIS_CANARY, Canary: types.JOB_STATUS_REJECTED,
		}, *job.Ruling)
		require.Equal(t, int64(-3_000), e.Gain(employer), "all but one seat fee")
		require.Equal(t, int64(3_000), e.Gain(seats[0]))
		require.Zero(t, e.Gain(seats[1]))
		require.Equal(t, int64(11_000), e.Stake(agent).Free.Int64(), "the bond is its own stake now")
		certified, err := e.Certificates.Exists(e.Ctx, id)
		require.NoError(t, err)
		require.False(t, certified)
		require.Zero(t, e.Gain(treasury))
	}
}

func TestWhatOpensNoCanaryOfAJob(t *testing.T) {
	e := testutil.New(t)
	id := reviewed(e)
	refused(e, e.Msgs.OpenCanary, openMsg(id), types.ErrWrongStatus)
	e.EndBlock(closeRound(e, id, approved, 3))
	refused(e, e.Msgs.OpenCanary, openMsg(id, func(m *types.MsgOpenCanary) { m.Employer = rival.String() }), types.ErrNotEmployer)
	refused(e, e.Msgs.OpenCanary, openMsg(id, func(m *types.MsgOpenCanary) { m.Agent = rival.String() }), types.ErrNotAgent)
	refused(e, e.Msgs.OpenCanary, openMsg(id, func(m *types.MsgOpenCanary) { m.Verdict = 0 }), validationtypes.ErrInvalidCanary)
	refused(e, e.Msgs.OpenCanary, openMsg(id+1), types.ErrJobNotFound)
	e.Validation.CanaryFn = func(validationtypes.CanaryClaim) (string, error) { return "", validationtypes.ErrCanaryProof }
	refused(e, e.Msgs.OpenCanary, openMsg(id), validationtypes.ErrCanaryProof)
	e.Validation.CanaryFn = nil
	e.Pass(time.Hour)
	refused(e, e.Msgs.OpenCanary, openMsg(id), types.ErrTooLate)
}

// Opening a canary writes keys of its own job only.
func TestOpeningsOfTwoJobsShareNoKey(t *testing.T) {
	e := testutil.New(t)
	first, second := reviewed(e), reviewed(e)
	e.EndBlock(closeRound(e, first, approved, 3), closeRound(e, second, approved, 3))
	open := func(id uint64) map[string]bool {
		return e.Written(func(ctx sdk.Context) error {
			_, err := e.Msgs.OpenCanary(ctx, openMsg(id))
			return err
		})
	}
	a, b := open(first), open(second)
	require.NotEmpty(t, a)
	for key := range a {
		require.False(t, b[key], "%X", key)
	}
}
