package types

import (
	"slices"

	errorsmod "cosmossdk.io/errors"
)

const (
	// maxTitle: one line on a screen.
	maxTitle = 140
	// maxTags and maxTag: enough to find a job by, small enough for an index.
	maxTags = 8
	maxTag  = 32
	// maxRelists: who fails to find an agent four times should change the offer.
	maxRelists = 3
)

// ValidateBasic checks all that needs no state.
func (m *MsgPostJob) ValidateBasic() error {
	for _, check := range []func() error{m.validateNames, m.validateTerms, m.validateAudience, m.Requirements.Validate, m.validateMarket} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (m *MsgPostJob) validateNames() error {
	return firstError(
		address("employer", m.Employer),
		text("title", m.Title, 1, maxTitle, false),
		validSlug("category", m.Category),
		validateTags(m.Tags),
		m.Spec.validate("spec"),
	)
}

func validateTags(tags []string) error {
	if len(tags) > maxTags {
		return errorsmod.Wrapf(ErrTags, "%d tags, at most %d are allowed", len(tags), maxTags)
	}
	for i, tag := range tags {
		if err := text("tag", tag, 1, maxTag, false); err != nil {
			return errorsmod.Wrap(ErrTags, err.Error())
		}
		if slices.Contains(tags[:i], tag) {
			return errorsmod.Wrapf(ErrTags, "%q appears twice", tag)
		}
	}
	return nil
}

func (m *MsgPostJob) validateTerms() error {
	if err := firstError(
		positive("payout", m.Payout),
		duration("work_duration", m.WorkDuration),
		duration("open_for", m.OpenFor),
		positive("expected_total", m.ExpectedTotal),
	); err != nil {
		return err
	}
	if m.Seats != 0 {
		if err := oddSeats("seats", m.Seats); err != nil {
			return err
		}
	}
	if m.Relists > maxRelists {
		return errorsmod.Wrapf(ErrRelists, "%d, at most %d are allowed", m.Relists, maxRelists)
	}
	return nil
}

// validateAudience: who may take the job, and what its judges are asked.
func (m *MsgPostJob) validateAudience() error {
	return firstError(validateInvited(m.Invited), validateExtraChecks(m.ExtraChecks))
}

// Validate checks the form of requirements. An unset min_score stands for 0.
func (r Requirements) Validate() error {
	if err := notNegative("min_score", r.Score()); err != nil {
		return errorsmod.Wrap(ErrRequirements, err.Error())
	}
	if err := agentKinds(r.AgentKinds); err != nil {
		return errorsmod.Wrap(ErrRequirements, err.Error())
	}
	if err := validateCredentials(r.Credentials); err != nil {
		return errorsmod.Wrap(ErrRequirements, err.Error())
	}
	return nil
}

// validateMarket: how the job finds its agent, who pays for it and what comes after.
func (m *MsgPostJob) validateMarket() error {
	return firstError(m.validateAssignment(), m.validateProgram(), m.validateCertificate(), m.validateReview())
}

// validateReview: the modes of review that are known.
func (m *MsgPostJob) validateReview() error {
	if !m.knownReview() {
		return errorsmod.Wrapf(ErrNotAvailable, "review %s: use COMMITTEE or EMPLOYER", m.Review)
	}
	return nil
}

const (
	// maxRoyaltyBps: above half of the price nobody would buy or sell.
	maxRoyaltyBps = 5_000
	// maxRights: a note that names a licence or a law.
	maxRights = 256
)

// validateCertificate: what the certificate will say beyond the job.
func (m *MsgPostJob) validateCertificate() error {
	return firstError(atMost("royalty_bps", m.RoyaltyBps, maxRoyaltyBps), text("rights", m.Rights, 0, maxRights, false))
}
