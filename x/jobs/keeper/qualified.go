package keeper

import (
	"context"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// invitable checks a posting's list of invited agents: an entry that invites nobody would make the offer lapse unseen.
// That an invited address is not admitted yet is no mistake.
func (k *Keeper) invitable(ctx context.Context, employer identitytypes.Participant, category types.Category, invited []string) error {
	for _, entry := range invited {
		id, organisation := types.OrganisationInvited(entry)
		if !organisation {
			if entry == employer.Address {
				return errorsmod.Wrap(types.ErrInvited, "an employer cannot take a job of its own; leave yourself out")
			}
			continue
		}
		if _, err := k.identity.Organisation(ctx, id); err != nil {
			return err
		}
		if id == employer.OrganisationId && !category.SameOrganisation {
			return errorsmod.Wrapf(types.ErrInvited, "agents of your own organisation %q may not take jobs of category %s", id, category.Slug)
		}
	}
	return nil
}

// qualified refuses agents whom the employer has not invited, and those who lack a credential.
func (k *Keeper) qualified(
	ctx context.Context, job types.Job, category types.Category, agent sdk.AccAddress, participant identitytypes.Participant,
) error {
	if err := job.Invites(participant); err != nil {
		return err
	}
	return k.credentialed(ctx, job, category, agent)
}

// credentialed refuses whoever lacks a credential that the category or the employer asks of those who work on the job.
func (k *Keeper) credentialed(ctx context.Context, job types.Job, category types.Category, agent sdk.AccAddress) error {
	for _, id := range category.CredentialsWith(job.Requirements) {
		holds, err := k.identity.HasCredential(ctx, agent, id)
		if err != nil {
			return err
		}
		if !holds {
			return errorsmod.Wrapf(types.ErrCredential, "job %d asks for %q", job.Id, id)
		}
	}
	return nil
}
