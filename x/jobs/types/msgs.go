package types

import (
	"slices"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// The checks in this file need no state. The message server calls them again: a message nested in another one does not
// pass the ante handler's.
var (
	_ sdk.HasValidateBasic = (*MsgPostJob)(nil)
	_ sdk.HasValidateBasic = (*MsgRaisePayout)(nil)
	_ sdk.HasValidateBasic = (*MsgCancelJob)(nil)
	_ sdk.HasValidateBasic = (*MsgDelistJob)(nil)
	_ sdk.HasValidateBasic = (*MsgRerouteJob)(nil)
	_ sdk.HasValidateBasic = (*MsgClaimJob)(nil)
	_ sdk.HasValidateBasic = (*MsgSubmitWork)(nil)
	_ sdk.HasValidateBasic = (*MsgSurrenderJob)(nil)
	_ sdk.HasValidateBasic = (*MsgExtendJob)(nil)
	_ sdk.HasValidateBasic = (*MsgAcceptVerdict)(nil)
	_ sdk.HasValidateBasic = (*MsgDepositStake)(nil)
	_ sdk.HasValidateBasic = (*MsgWithdrawStake)(nil)
	_ sdk.HasValidateBasic = (*MsgSetCategory)(nil)
	_ sdk.HasValidateBasic = (*MsgUpdateParams)(nil)
)

// Bounds of texts and lists. State keeps them as long as the job, so each is what its use needs and no more.
const (
	// maxReason: a sentence for the log, with a reference.
	maxReason = 256
	// maxNote: how to read the result; longer texts belong into the result.
	maxNote = 1_024
	// maxModelID: a registry path with a version.
	maxModelID = 128
	// maxDataSources and maxCertificates: what one result is made from; more go into a manifest.
	maxDataSources  = 16
	maxCertificates = 16
	// maxLicence: an SPDX expression.
	maxLicence = 64
)

// ValidateBasic checks addresses and amounts.
func (m *MsgRaisePayout) ValidateBasic() error {
	return firstError(
		party("employer", m.Employer, m.JobId),
		positive("payout", m.Payout),
		positive("expected_extra", m.ExpectedExtra),
	)
}

// ValidateBasic checks sender and job.
func (m *MsgCancelJob) ValidateBasic() error { return party("employer", m.Employer, m.JobId) }

// ValidateBasic checks sender, job and reason: a job is never taken from its employer without one.
func (m *MsgDelistJob) ValidateBasic() error {
	return firstError(
		party("authority", m.Authority, m.JobId),
		text("reason", m.Reason, 1, maxReason, false),
	)
}

// ValidateBasic checks sender, job and reason: a job is never taken from its agent without one.
func (m *MsgRerouteJob) ValidateBasic() error {
	return firstError(
		party("authority", m.Authority, m.JobId),
		text("reason", m.Reason, 1, maxReason, false),
	)
}

// ValidateBasic checks sender and job.
func (m *MsgClaimJob) ValidateBasic() error { return party("agent", m.Agent, m.JobId) }

// ValidateBasic checks sender, job and the form of the submission.
func (m *MsgSubmitWork) ValidateBasic() error {
	return firstError(party("agent", m.Agent, m.JobId), m.Submission.Validate())
}

// ValidateBasic checks sender and job.
func (m *MsgSurrenderJob) ValidateBasic() error { return party("agent", m.Agent, m.JobId) }

// ValidateBasic checks sender, job and duration.
func (m *MsgExtendJob) ValidateBasic() error {
	return firstError(party("employer", m.Employer, m.JobId), duration("extra", m.Extra))
}

// ValidateBasic checks sender and job.
func (m *MsgAcceptVerdict) ValidateBasic() error { return party("sender", m.Sender, m.JobId) }

// ValidateBasic checks sender and amount.
func (m *MsgDepositStake) ValidateBasic() error {
	return firstError(address("agent", m.Agent), positive("amount", m.Amount))
}

// ValidateBasic checks sender and amount.
func (m *MsgWithdrawStake) ValidateBasic() error {
	return firstError(address("agent", m.Agent), positive("amount", m.Amount))
}

// ValidateBasic checks sender and category.
func (m *MsgSetCategory) ValidateBasic() error {
	return firstError(address("authority", m.Authority), m.Category.Validate())
}

// ValidateBasic checks sender and parameters.
func (m *MsgUpdateParams) ValidateBasic() error {
	return firstError(address("authority", m.Authority), m.Params.Validate())
}

// party checks the sender of a message about one job.
func party(name, addr string, jobID uint64) error {
	if err := address(name, addr); err != nil {
		return err
	}
	if jobID == 0 {
		return errorsmod.Wrap(ErrJobID, "it must not be 0")
	}
	return nil
}

// Validate checks the form of a submission. Where its result may lie is the category's rule.
func (s Submission) Validate() error {
	if err := firstError(
		s.Result.validate("result"),
		text("note", s.Note, 0, maxNote, true),
		text("model_id", s.ModelId, 0, maxModelID, false),
	); err != nil {
		return err
	}
	if len(s.ModelHash) != 0 {
		if err := sha256Hash("model_hash", s.ModelHash); err != nil {
			return err
		}
		if s.ModelId == "" {
			return errorsmod.Wrap(ErrSubmission, "model_hash needs the model_id that it belongs to")
		}
	}
	return firstError(s.validateDataSources(), s.validateCertificates())
}

func (s Submission) validateDataSources() error {
	if len(s.DataSources) > maxDataSources {
		return errorsmod.Wrapf(ErrSubmission, "%d data sources, at most %d are allowed; declare a manifest", len(s.DataSources), maxDataSources)
	}
	for i, source := range s.DataSources {
		if err := firstError(
			source.Document.validate("data source"),
			text("licence", source.Licence, 0, maxLicence, false),
		); err != nil {
			return errorsmod.Wrapf(err, "data source %d", i+1)
		}
	}
	return nil
}

func (s Submission) validateCertificates() error {
	if len(s.Certificates) > maxCertificates {
		return errorsmod.Wrapf(ErrSubmission, "%d certificates, at most %d are allowed", len(s.Certificates), maxCertificates)
	}
	for i, id := range s.Certificates {
		if id == 0 {
			return errorsmod.Wrapf(ErrSubmission, "certificate %d: it is named by a job's id, which is never 0", i+1)
		}
		if slices.Contains(s.Certificates[:i], id) {
			return errorsmod.Wrapf(ErrSubmission, "certificate %d appears twice", id)
		}
	}
	return nil
}
