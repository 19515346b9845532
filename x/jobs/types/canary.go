package types

import (
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

var _ sdk.HasValidateBasic = (*MsgOpenCanary)(nil)

// ErrCanarySigners is returned where the three who open a canary are not three.
var ErrCanarySigners = errorsmod.Register(ModuleName, 70, "auditor, employer and agent of a canary are three participants")

// ValidateBasic checks addresses and bounds. Whether the three are the job's parties is for the state to say.
func (m *MsgOpenCanary) ValidateBasic() error {
	if err := firstError(
		party("auditor", m.Auditor, m.JobId), party("employer", m.Employer, m.JobId), party("agent", m.Agent, m.JobId),
	); err != nil {
		return err
	}
	if m.Auditor == m.Employer || m.Auditor == m.Agent || m.Employer == m.Agent {
		return ErrCanarySigners
	}
	if err := validationtypes.ValidateCanaryVerdict(m.Verdict); err != nil {
		return err
	}
	if len(m.Salt) != validationtypes.SaltLen {
		return validationtypes.ErrInvalidCanary.Wrapf("salt has %d bytes, it must have %d", len(m.Salt), validationtypes.SaltLen)
	}
	return m.Proof.Validate()
}

// CanaryLeaf is the leaf by which a job can be opened as a canary: nobody chooses what is in it but verdict and salt.
func (j Job) CanaryLeaf(verdict validationtypes.VoteVerdict, salt []byte) validationtypes.CanaryLeaf {
	leaf := validationtypes.CanaryLeaf{Employer: j.Employer, SpecSha256: j.Spec.Sha256, Verdict: verdict, Salt: salt}
	if j.Submission != nil {
		leaf.ResultSha256 = j.Submission.Result.Sha256
	}
	return leaf
}

// CanaryRuling ends a job that was a test of its judges: nobody is paid for the work, and the seats are judged against the
// verdict that was registered before it.
func CanaryRuling(verdict validationtypes.VoteVerdict) (Ruling, error) {
	ruling := Ruling{Outcome: OUTCOME_CANCELLED, Basis: RULING_BASIS_CANARY}
	switch verdict {
	case validationtypes.VOTE_VERDICT_APPROVE:
		ruling.Canary = JOB_STATUS_APPROVED
	case validationtypes.VOTE_VERDICT_REJECT:
		ruling.Canary = JOB_STATUS_REJECTED
	case validationtypes.VOTE_VERDICT_UNJUDGEABLE_SPEC:
		ruling.Canary = JOB_STATUS_UNJUDGEABLE
	default:
		return ruling, errorsmod.Wrapf(ErrRuling, "%s is no verdict of a canary", verdict)
	}
	return ruling, nil
}
