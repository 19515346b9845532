package types

import errorsmod "cosmossdk.io/errors"

// validateCredentials refuses duplicates, credentials of no type and of nobody.
func (gs GenesisState) validateCredentials(participants map[string]ParticipantKind) error {
	if len(gs.CredentialTypes) > MaxCredentialTypes {
		return errorsmod.Wrapf(ErrTooManyTypes, "%d; at most %d", len(gs.CredentialTypes), MaxCredentialTypes)
	}
	known := make(map[string]bool, len(gs.CredentialTypes))
	for _, t := range gs.CredentialTypes {
		if err := t.Validate(); err != nil {
			return err
		}
		if known[t.Id] {
			return errorsmod.Wrapf(ErrInvalidGenesis, "type of credential %s is listed twice", t.Id)
		}
		known[t.Id] = true
	}
	type place struct{ subject, typ string }
	seen := make(map[place]bool, len(gs.Credentials))
	for _, c := range gs.Credentials {
		if err := c.Validate(); err != nil {
			return err
		}
		at := place{c.Subject, c.Type}
		_, admitted := participants[c.Subject]
		switch {
		case seen[at]:
			return errorsmod.Wrapf(ErrInvalidGenesis, "credential %s of %s is listed twice", c.Type, c.Subject)
		case !known[c.Type]:
			return errorsmod.Wrapf(ErrUnknownCredentialType, "%s of %s", c.Type, c.Subject)
		case !admitted:
			return errorsmod.Wrapf(ErrInvalidGenesis, "credential %s of %s, who is no participant", c.Type, c.Subject)
		}
		seen[at] = true
	}
	return nil
}
