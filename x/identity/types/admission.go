package types

import (
	"time"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// MaxBatch is how many participants one message admits: about 100 kB and far below a block's gas.
const MaxBatch = 500

// Validate checks what needs no state.
func (a Admission) Validate() error {
	if _, err := ParseAddress("address", a.Address); err != nil {
		return err
	}
	if err := validateKind(a.Kind); err != nil {
		return err
	}
	if a.OrganisationId == TreasuryOrganisation {
		return errorsmod.Wrapf(ErrReservedOrganisation, "%q is the treasury's own", a.OrganisationId)
	}
	if a.OrganisationId != "" {
		if err := ValidateSlug(a.OrganisationId); err != nil {
			return err
		}
	}
	if err := validateRoles(a.Roles); err != nil {
		return err
	}
	if err := ValidateMetadata(a.MetadataUri, a.MetadataHash); err != nil {
		return err
	}
	if err := validateModel(a.Kind, a.ModelId, a.ModelHash); err != nil {
		return err
	}
	return validateResponsible(a.Kind, a.Address, a.Responsible)
}

// validateBatch checks a list: 1 to MaxBatch admissions, no address twice.
func validateBatch(list []Admission) error {
	if len(list) == 0 || len(list) > MaxBatch {
		return errorsmod.Wrapf(ErrInvalidList, "%d participants; send 1 to %d", len(list), MaxBatch)
	}
	seen := make(map[string]bool, len(list))
	for i, a := range list {
		if err := a.Validate(); err != nil {
			return errorsmod.Wrapf(err, "participant %d", i)
		}
		if seen[a.Address] {
			return errorsmod.Wrapf(ErrInvalidList, "participant %d: %s is listed twice", i, a.Address)
		}
		seen[a.Address] = true
	}
	return nil
}

// Admitted returns the new participant that an admission makes.
func (a Admission) Admitted(by sdk.AccAddress, path AdmissionPath, now time.Time) Participant {
	return Participant{
		Address:        a.Address,
		Kind:           a.Kind,
		OrganisationId: a.OrganisationId,
		Roles:          SortedRoles(a.Roles),
		Status:         PARTICIPANT_STATUS_ACTIVE,
		AdmittedBy:     by.String(),
		AdmittedAt:     now,
		AdmissionPath:  path,
		ExpiresAt:      a.ExpiresAt,
		MetadataUri:    a.MetadataUri,
		MetadataHash:   a.MetadataHash,
		Responsible:    a.Responsible,
		ModelId:        a.ModelId,
		ModelHash:      a.ModelHash,
		JudgeSince:     judgeSince(nil, a.Roles, now),
	}
}

// Applied returns what an admission makes of an admitted participant. Roles, organisation, expiry, responsible and model
// are replaced; who admitted it first, its status and, if the admission gives none, its own metadata stay.
func (a Admission) Applied(old Participant, now time.Time) Participant {
	p := old
	p.OrganisationId = a.OrganisationId
	p.Roles = SortedRoles(a.Roles)
	p.ExpiresAt = a.ExpiresAt
	p.Responsible = a.Responsible
	p.ModelId, p.ModelHash = a.ModelId, a.ModelHash
	if a.MetadataUri != "" {
		p.MetadataUri, p.MetadataHash = a.MetadataUri, a.MetadataHash
	}
	p.RoleTerms = nil
	p.BarredRoles = bar(old, a.Roles)
	p.JudgeSince = judgeSince(&old, a.Roles, now)
	return p
}

// EnrolledNew returns the new participant that an enrolment makes; its roles name their source.
func (a Admission) EnrolledNew(by sdk.AccAddress, path AdmissionPath, source string, now time.Time) Participant {
	p := a.Admitted(by, path, now)
	for _, role := range p.Roles {
		p.setTerm(RoleTerm{Role: role, Path: path, Source: source, ExpiresAt: a.ExpiresAt})
	}
	return p
}
