package types

import (
	"slices"

	errorsmod "cosmossdk.io/errors"
)

// registrarRoles are what registrars grant; every other role is the authority's alone. A role that is added later is the
// authority's until somebody writes it here.
var registrarRoles = []Role{ROLE_EMPLOYER, ROLE_AGENT, ROLE_VALIDATOR}

// judgeRoles are the roles that sit in committees: seasoning counts for them.
var judgeRoles = []Role{ROLE_VALIDATOR, ROLE_MODERATOR}

// ValidateRole checks that a role exists.
func ValidateRole(role Role) error {
	if _, ok := Role_name[int32(role)]; !ok || role == ROLE_UNSPECIFIED {
		return errorsmod.Wrapf(ErrInvalidRoles, "role %d does not exist", role)
	}
	return nil
}

// validateRoles checks that roles exist and none is listed twice, so the list is short.
func validateRoles(roles []Role) error {
	if len(roles) >= len(Role_name) {
		return errorsmod.Wrapf(ErrInvalidRoles, "%d roles; there are %d", len(roles), len(Role_name)-1)
	}
	for i, role := range roles {
		if err := ValidateRole(role); err != nil {
			return err
		}
		if slices.Contains(roles[:i], role) {
			return errorsmod.Wrapf(ErrInvalidRoles, "%s is listed twice", role)
		}
	}
	return nil
}

// SortedRoles returns a sorted copy.
func SortedRoles(roles []Role) []Role {
	sorted := slices.Clone(roles)
	slices.Sort(sorted)
	return sorted
}

// AuthorityOnly tells whether a role is granted by the authority only.
func AuthorityOnly(role Role) bool { return !slices.Contains(registrarRoles, role) }

// IsJudge tells whether a role sits in committees.
func IsJudge(role Role) bool { return slices.Contains(judgeRoles, role) }

// CheckGrant answers whether a path of admission may grant roles. Genesis and the authority may grant all.
func CheckGrant(path AdmissionPath, roles []Role) error {
	if path == ADMISSION_PATH_AUTHORITY || path == ADMISSION_PATH_GENESIS {
		return nil
	}
	if i := slices.IndexFunc(roles, AuthorityOnly); i >= 0 {
		return errorsmod.Wrapf(ErrRoleNotGrantable, "%s", roles[i])
	}
	return nil
}
