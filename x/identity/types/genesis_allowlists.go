package types

import (
	"slices"

	errorsmod "cosmossdk.io/errors"
)

func (gs GenesisState) validateAllowlists(_ map[string]ParticipantKind) error {
	seen := make(map[Role]bool, len(gs.AllowlistRoots))
	for _, r := range gs.AllowlistRoots {
		if err := r.validate(); err != nil {
			return errorsmod.Wrapf(err, "allow list of %s", r.Role)
		}
		if seen[r.Role] {
			return errorsmod.Wrapf(ErrInvalidGenesis, "%s has two allow lists", r.Role)
		}
		if r.Version == 0 {
			return errorsmod.Wrapf(ErrInvalidGenesis, "allow list of %s has version 0; the first has 1", r.Role)
		}
		if r.OrganisationId != "" && !slices.ContainsFunc(gs.Organisations, func(o Organisation) bool { return o.Id == r.OrganisationId }) {
			return errorsmod.Wrapf(ErrUnknownOrganisation, "%q of the allow list of %s", r.OrganisationId, r.Role)
		}
		seen[r.Role] = true
	}
	return nil
}
