package types

import errorsmod "cosmossdk.io/errors"

// validateNames checks names and role roots. Children may stand before their parents: the order is that of the export.
func (gs GenesisState) validateNames(_ map[string]ParticipantKind) error {
	names := make(map[string]Name, len(gs.Names))
	for _, n := range gs.Names {
		if err := n.Validate(); err != nil {
			return err
		}
		if _, twice := names[n.Name]; twice {
			return errorsmod.Wrapf(ErrInvalidGenesis, "name %s is listed twice", n.Name)
		}
		names[n.Name] = n
	}
	for _, n := range gs.Names {
		if err := validateParent(n, names); err != nil {
			return err
		}
	}
	return gs.validateRoleRoots(names)
}

// validateParent: every name has its parent, and what a parent in force has given does not outlast it.
func validateParent(n Name, names map[string]Name) error {
	above := ParentName(n.Name)
	if above == "" {
		return nil
	}
	parent, ok := names[above]
	if !ok {
		return errorsmod.Wrapf(ErrInvalidGenesis, "name %s has no parent", n.Name)
	}
	if parent.Revoked || n.Revoked || n.Orphaned(parent) {
		return nil
	}
	if later(n.ExpiresAt, parent.ExpiresAt) {
		return errorsmod.Wrapf(ErrInvalidGenesis, "name %s outlasts its parent", n.Name)
	}
	return nil
}

func (gs GenesisState) validateRoleRoots(names map[string]Name) error {
	organisations := make(map[string]bool, len(gs.Organisations))
	for _, o := range gs.Organisations {
		organisations[o.Id] = true
	}
	seen := make(map[string]bool, len(gs.RoleRoots))
	for _, r := range gs.RoleRoots {
		if err := r.Validate(); err != nil {
			return err
		}
		if seen[r.Name] {
			return errorsmod.Wrapf(ErrInvalidGenesis, "role root %s is listed twice", r.Name)
		}
		seen[r.Name] = true
		if _, ok := names[r.Name]; !ok {
			return errorsmod.Wrapf(ErrInvalidGenesis, "role root %s is no name", r.Name)
		}
		if r.OrganisationId != "" && !organisations[r.OrganisationId] {
			return errorsmod.Wrapf(ErrUnknownOrganisation, "%q of role root %s", r.OrganisationId, r.Name)
		}
	}
	return nil
}
