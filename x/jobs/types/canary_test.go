package types

import (
	"testing"

	"github.com/stretchr/testify/require"

	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

func testOpenCanary(change ...func(*MsgOpenCanary)) *MsgOpenCanary {
	msg := &MsgOpenCanary{
		Auditor: addr(1), Employer: addr(2), Agent: addr(3), JobId: someJob, Day: 19_000,
		Verdict: validationtypes.VOTE_VERDICT_REJECT, Salt: hash32(9), Proof: validationtypes.CanaryProof{Total: 2, Siblings: [][]byte{hash32(1)}},
	}
	for _, c := range change {
		c(msg)
	}
	return msg
}

func TestMsgOpenCanary(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*MsgOpenCanary)
		err    error
	}{
		"good":                  {func(*MsgOpenCanary) {}, nil},
		"no auditor":            {func(m *MsgOpenCanary) { m.Auditor = "" }, ErrAddress},
		"no employer":           {func(m *MsgOpenCanary) { m.Employer = "" }, ErrAddress},
		"no agent":              {func(m *MsgOpenCanary) { m.Agent = "" }, ErrAddress},
		"no job":                {func(m *MsgOpenCanary) { m.JobId = 0 }, ErrJobID},
		"auditor is employer":   {func(m *MsgOpenCanary) { m.Auditor = m.Employer }, ErrCanarySigners},
		"auditor is agent":      {func(m *MsgOpenCanary) { m.Auditor = m.Agent }, ErrCanarySigners},
		"employer is agent":     {func(m *MsgOpenCanary) { m.Employer = m.Agent }, ErrCanarySigners},
		"no verdict":            {func(m *MsgOpenCanary) { m.Verdict = 0 }, validationtypes.ErrInvalidCanary},
		"unjudgeable result":    {func(m *MsgOpenCanary) { m.Verdict = 4 }, validationtypes.ErrInvalidCanary},
		"short salt":            {func(m *MsgOpenCanary) { m.Salt = m.Salt[1:] }, validationtypes.ErrInvalidCanary},
		"proof without leaves":  {func(m *MsgOpenCanary) { m.Proof.Total = 0 }, validationtypes.ErrCanaryProof},
		"proof without sibling": {func(m *MsgOpenCanary) { m.Proof.Siblings = nil }, validationtypes.ErrCanaryProof},
	} {
		require.ErrorIs(t, testOpenCanary(tc.change).ValidateBasic(), tc.err, name)
	}
}

// The seats of a canary are judged against its verdict, and its money is that of any CANCELLED job.
func TestCanaryRuling(t *testing.T) {
	for verdict, want := range map[validationtypes.VoteVerdict]struct {
		status JobStatus
		final  validationtypes.FinalVerdict
	}{
		validationtypes.VOTE_VERDICT_APPROVE:          {JOB_STATUS_APPROVED, validationtypes.FinalApproved},
		validationtypes.VOTE_VERDICT_REJECT:           {JOB_STATUS_REJECTED, validationtypes.FinalRejected},
		validationtypes.VOTE_VERDICT_UNJUDGEABLE_SPEC: {JOB_STATUS_UNJUDGEABLE, validationtypes.FinalUnjudgeable},
	} {
		ruling, err := CanaryRuling(verdict)
		require.NoError(t, err)
		require.Equal(t, Ruling{Outcome: OUTCOME_CANCELLED, Basis: RULING_BASIS_CANARY, Canary: want.status}, ruling)
		require.NoError(t, ruling.Validate())
		require.Equal(t, validationtypes.Finding{Final: want.final, Canary: true}, FinalVerdictOf(ruling))
	}
	for _, verdict := range []validationtypes.VoteVerdict{0, validationtypes.VOTE_VERDICT_UNJUDGEABLE_RESULT, validationtypes.VOTE_VERDICT_SPLIT} {
		_, err := CanaryRuling(verdict)
		require.ErrorIs(t, err, ErrRuling)
	}
	for name, ruling := range map[string]Ruling{
		"no verdict":     {Outcome: OUTCOME_CANCELLED, Basis: RULING_BASIS_CANARY},
		"divided":        {Outcome: OUTCOME_CANCELLED, Basis: RULING_BASIS_CANARY, Canary: JOB_STATUS_DIVIDED},
		"paid":           {Outcome: OUTCOME_COMPLETED, Basis: RULING_BASIS_CANARY, Canary: JOB_STATUS_APPROVED},
		"unjudgeable":    {Outcome: OUTCOME_CANCELLED, Basis: RULING_BASIS_CANARY, Canary: JOB_STATUS_UNJUDGEABLE, Unjudgeable: true},
		"blameless":      {Outcome: OUTCOME_CANCELLED, Basis: RULING_BASIS_CANARY, Canary: JOB_STATUS_APPROVED, Blameless: true},
		"another basis":  {Outcome: OUTCOME_CANCELLED, Basis: RULING_BASIS_LAPSED, Canary: JOB_STATUS_APPROVED},
		"canary verdict": {Outcome: OUTCOME_COMPLETED, Basis: RULING_BASIS_VERDICT, Canary: JOB_STATUS_APPROVED},
	} {
		require.ErrorIs(t, ruling.Validate(), ErrRuling, name)
	}
}
