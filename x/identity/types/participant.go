package types

import (
	"slices"
	"time"

	errorsmod "cosmossdk.io/errors"

	"github.com/agijobs/agijobs/internal/money"
)

// TreasuryParticipant is the built-in participant that the treasury is: an employer and nothing else.
func TreasuryParticipant() Participant {
	return Participant{
		Address:        money.TreasuryAddress().String(),
		Kind:           PARTICIPANT_KIND_ORGANISATION,
		OrganisationId: TreasuryOrganisation,
		Roles:          []Role{ROLE_EMPLOYER},
		Status:         PARTICIPANT_STATUS_ACTIVE,
		AdmittedAt:     time.Unix(0, 0).UTC(),
		AdmissionPath:  ADMISSION_PATH_GENESIS,
	}
}

// TreasuryOrg is the built-in organisation of the treasury: it excludes nobody else from a committee.
func TreasuryOrg() Organisation {
	return Organisation{Id: TreasuryOrganisation, Name: "Treasury", Kind: ORGANISATION_KIND_GOVERNMENT, Active: true}
}

// Has tells whether the participant holds a role, whatever its standing.
func (p Participant) Has(role Role) bool { return slices.Contains(p.Roles, role) }

// Protected tells whether only the authority may change the participant: it holds a role that only the authority grants.
func (p Participant) Protected() bool { return slices.ContainsFunc(p.Roles, AuthorityOnly) }

// Judges tells whether the participant holds a role that sits in committees.
func (p Participant) Judges() bool { return slices.ContainsFunc(p.Roles, IsJudge) }

// Expired tells whether the admission has ended at a block time: it lasts until expires_at, exclusive.
func (p Participant) Expired(at time.Time) bool {
	return p.ExpiresAt != nil && !at.Before(*p.ExpiresAt)
}

// Standing returns nil when the participant may act at a block time, otherwise which condition fails.
func (p Participant) Standing(at time.Time) error {
	switch p.Status {
	case PARTICIPANT_STATUS_ACTIVE:
	case PARTICIPANT_STATUS_SUSPENDED:
		return errorsmod.Wrapf(ErrSuspended, "%s: %s", p.Address, p.StatusReason)
	default:
		return errorsmod.Wrapf(ErrRevoked, "%s: %s", p.Address, p.StatusReason)
	}
	if p.Expired(at) {
		return errorsmod.Wrapf(ErrExpired, "%s, on %s", p.Address, p.ExpiresAt.UTC().Format(time.RFC3339))
	}
	return nil
}

// Authorize returns nil when the participant may start new business in a role at a block time, otherwise which condition
// fails.
func (p Participant) Authorize(role Role, at time.Time) error {
	if err := p.Standing(at); err != nil {
		return err
	}
	if !p.Has(role) {
		return errorsmod.Wrapf(ErrRoleMissing, "%s, %s", p.Address, role)
	}
	if term := p.term(role); term != nil && term.Expired(at) {
		return errorsmod.Wrapf(ErrRoleExpired, "%s, %s of %s, on %s", p.Address, role, term.Source, term.ExpiresAt.UTC().Format(time.RFC3339))
	}
	return nil
}

// Drawable tells whether the participant may be drawn as a judge in a role at a block time: it may act, holds the role,
// and has held a judge's role for as long as seasoning says.
func (p Participant) Drawable(role Role, at time.Time, seasoning time.Duration) bool {
	if !IsJudge(role) || p.JudgeSince == nil || p.Authorize(role, at) != nil {
		return false
	}
	return !at.Before(p.JudgeSince.Add(seasoning))
}

// judgeSince is from when seasoning counts for somebody who is given roles now: it goes on where a judge's role was held
// without interruption. An admission that had run out is an interruption: a judge who was not drawable starts anew.
func judgeSince(old *Participant, roles []Role, now time.Time) *time.Time {
	if !slices.ContainsFunc(roles, IsJudge) {
		return nil
	}
	if old != nil && old.JudgeSince != nil && old.judging(now) {
		return old.JudgeSince
	}
	return &now
}

// judging tells whether a judge's role of the participant has not run out at a block time.
func (p Participant) judging(at time.Time) bool {
	return !p.Expired(at) && slices.ContainsFunc(p.Roles, func(r Role) bool {
		term := p.term(r)
		return IsJudge(r) && (term == nil || !term.Expired(at))
	})
}

// Validate checks one record of the state.
func (p Participant) Validate() error {
	if err := p.validateFacts(); err != nil {
		return err
	}
	if err := p.validateAdmission(); err != nil {
		return err
	}
	return p.validateStatus()
}

func (p Participant) validateFacts() error {
	if _, err := ParseAddress("address", p.Address); err != nil {
		return err
	}
	if p.Address == money.TreasuryAddress().String() {
		return errorsmod.Wrapf(ErrBuiltIn, "treasury %s", p.Address)
	}
	if err := validateKind(p.Kind); err != nil {
		return err
	}
	if err := validateRoles(p.Roles); err != nil {
		return err
	}
	if !slices.IsSorted(p.Roles) {
		return errorsmod.Wrapf(ErrInvalidRoles, "of %s are not sorted", p.Address)
	}
	if err := p.validateTerms(); err != nil {
		return err
	}
	if err := ValidateMetadata(p.MetadataUri, p.MetadataHash); err != nil {
		return err
	}
	if err := validateModel(p.Kind, p.ModelId, p.ModelHash); err != nil {
		return err
	}
	if p.RotationAllowedTo != "" {
		if _, err := ParseAddress("rotation_allowed_to", p.RotationAllowedTo); err != nil {
			return err
		}
		if p.Kind != PARTICIPANT_KIND_AI_AGENT {
			return errorsmod.Wrapf(ErrNoAgent, "%s is %s", p.Address, p.Kind)
		}
	}
	return validateResponsible(p.Kind, p.Address, p.Responsible)
}

func (p Participant) validateAdmission() error {
	if _, ok := AdmissionPath_name[int32(p.AdmissionPath)]; !ok || p.AdmissionPath == ADMISSION_PATH_UNSPECIFIED {
		return errorsmod.Wrapf(ErrInvalidGenesis, "admission path %d of %s", p.AdmissionPath, p.Address)
	}
	if p.AdmittedBy != "" || p.AdmissionPath != ADMISSION_PATH_GENESIS {
		if _, err := ParseAddress("admitted_by", p.AdmittedBy); err != nil {
			return err
		}
	}
	if p.Judges() != (p.JudgeSince != nil) {
		return errorsmod.Wrapf(ErrInvalidGenesis, "%s: a VALIDATOR or MODERATOR has judge_since, and nobody else", p.Address)
	}
	return nil
}

func (p Participant) validateStatus() error {
	switch p.Status {
	case PARTICIPANT_STATUS_ACTIVE:
		if p.StatusReason != "" || p.StatusBy != "" {
			return errorsmod.Wrapf(ErrInvalidGenesis, "%s is ACTIVE and has a status reason", p.Address)
		}
		return nil
	case PARTICIPANT_STATUS_SUSPENDED, PARTICIPANT_STATUS_REVOKED:
		if err := ValidateReason(p.StatusReason); err != nil {
			return err
		}
		_, err := ParseAddress("status_by", p.StatusBy)
		return err
	}
	return errorsmod.Wrapf(ErrInvalidGenesis, "status %d of %s", p.Status, p.Address)
}
