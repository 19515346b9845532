package types

import (
	"slices"
	"strings"

	errorsmod "cosmossdk.io/errors"
)

// Validate checks one role root.
func (r RoleRoot) Validate() error {
	if err := ValidateName(r.Name); err != nil {
		return err
	}
	if strings.Count(r.Name, ".") >= MaxLabels-1 {
		return errorsmod.Wrapf(ErrInvalidRoleRoot, "%s can have no children: names have at most %d labels", r.Name, MaxLabels)
	}
	if len(r.Roles) == 0 {
		return errorsmod.Wrap(ErrInvalidRoleRoot, "no role; set active to false to end it")
	}
	if err := validateGrantableRoles(r.Roles); err != nil {
		return err
	}
	if err := validateKind(r.Kind); err != nil {
		return err
	}
	if err := validateRootHome(r.OrganisationId); err != nil {
		return err
	}
	if r.DailyAdmissions > MaxDaily {
		return errorsmod.Wrapf(ErrInvalidRoleRoot, "daily_admissions is %d; at most %d", r.DailyAdmissions, MaxDaily)
	}
	return nil
}

// Widens tells whether the root would grant what the old one does not. One that is not active grants nothing.
func (r RoleRoot) Widens(old RoleRoot) bool {
	if !r.Active {
		return false
	}
	return !old.Active || !rolesWithin(r.Roles, old.Roles) || r.Kind != old.Kind || r.OrganisationId != old.OrganisationId ||
		r.DailyAdmissions > old.DailyAdmissions
}

// Attestable returns the roles that owners of names under the root may attest. A name has one controller but several attested keys, and these
// must not fill a committee.
func (r RoleRoot) Attestable() []Role {
	return slices.DeleteFunc(slices.Clone(r.Roles), IsJudge)
}

// validateGrantableRoles checks roles that a source of admissions is to grant.
func validateGrantableRoles(roles []Role) error {
	if err := validateRoles(roles); err != nil {
		return err
	}
	if i := slices.IndexFunc(roles, AuthorityOnly); i >= 0 {
		return errorsmod.Wrapf(ErrRoleNotGrantable, "%s", roles[i])
	}
	return nil
}

// validateRootHome checks the organisation that a source admits into; "" is none.
func validateRootHome(id string) error {
	if id == "" {
		return nil
	}
	if id == TreasuryOrganisation {
		return errorsmod.Wrapf(ErrReservedOrganisation, "%q is the treasury's own", id)
	}
	return ValidateSlug(id)
}

// rolesWithin tells whether all roles are among others.
func rolesWithin(roles, others []Role) bool {
	return !slices.ContainsFunc(roles, func(role Role) bool { return !slices.Contains(others, role) })
}
