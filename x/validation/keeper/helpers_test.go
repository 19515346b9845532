package keeper_test

import (
	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

func revokedParticipant(addr sdk.AccAddress) identitytypes.Participant {
	return identitytypes.Participant{Address: addr.String(), Status: identitytypes.PARTICIPANT_STATUS_REVOKED}
}

// inOrganisation makes a member belong to an organisation.
func (f *fixture) inOrganisation(addr sdk.AccAddress, organisation string) {
	f.identity.participants[addr.String()] = identitytypes.Participant{
		Address: addr.String(), Status: identitytypes.PARTICIPANT_STATUS_ACTIVE, OrganisationId: organisation,
	}
}
