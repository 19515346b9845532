package types

import (
	"slices"
	"strings"

	errorsmod "cosmossdk.io/errors"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// This file holds who may take a job beyond kinds and scores: whom the employer invites, and who holds the credentials.

const (
	// InvitedOrganisation comes before the id of an organisation whose agents are all invited.
	InvitedOrganisation = "org:"
	// maxInvited: whoever wants more agents than these asks for a credential.
	maxInvited = 16
	// maxCredentials: each is one more read at every claim and for every row of a list of open jobs.
	maxCredentials = 8
)

// validateInvited checks the form of a list of invited addresses and organisations. An entry is compared as it stands, so
// each has one spelling.
func validateInvited(list []string) error {
	if len(list) > maxInvited {
		return errorsmod.Wrapf(ErrInvited, "%d entries, at most %d are allowed; ask for a credential instead", len(list), maxInvited)
	}
	for i, entry := range list {
		if err := validateInvitation(entry); err != nil {
			return errorsmod.Wrap(ErrInvited, err.Error())
		}
		if slices.Contains(list[:i], entry) {
			return errorsmod.Wrapf(ErrInvited, "%q appears twice", entry)
		}
	}
	return nil
}

func validateInvitation(entry string) error {
	if id, organisation := OrganisationInvited(entry); organisation {
		return identitytypes.ValidateSlug(id)
	}
	return storedAddress("invited", entry)
}

// OrganisationInvited returns the id of the organisation that an entry invites, and whether it invites one.
func OrganisationInvited(entry string) (id string, organisation bool) {
	return strings.CutPrefix(entry, InvitedOrganisation)
}

// Invites returns ErrNotInvited unless a participant may take the job: everybody may where nobody is invited.
func (j Job) Invites(p identitytypes.Participant) error {
	if len(j.Invited) == 0 || slices.Contains(j.Invited, p.Address) {
		return nil
	}
	if p.OrganisationId != "" && slices.Contains(j.Invited, InvitedOrganisation+p.OrganisationId) {
		return nil
	}
	return errorsmod.Wrapf(ErrNotInvited, "job %d", j.Id)
}

// validateCredentials checks the form of a list of credential types. Whether a type exists is not asked: it may be
// registered later, and until then nobody holds it.
func validateCredentials(list []string) error {
	if len(list) > maxCredentials {
		return errorsmod.Wrapf(ErrText, "%d credentials, at most %d may be asked for", len(list), maxCredentials)
	}
	for i, id := range list {
		if err := identitytypes.ValidateCredentialTypeID(id); err != nil {
			return err
		}
		if slices.Contains(list[:i], id) {
			return errorsmod.Wrapf(ErrText, "credential %q appears twice", id)
		}
	}
	return nil
}

// validateCredentials: sorted, so that a revision shows what has changed.
func (c Category) validateCredentials() error {
	if !slices.IsSorted(c.AgentCredentials) {
		return errorsmod.Wrap(ErrText, "agent_credentials must be sorted")
	}
	return validateCredentials(c.AgentCredentials)
}

// CredentialsWith returns the types that an agent must hold to take a job: the category's, then the employer's.
func (c Category) CredentialsWith(r Requirements) []string {
	return append(slices.Clone(c.AgentCredentials), r.Credentials...)
}
