package types

import errorsmod "cosmossdk.io/errors"

// validateTerms: nobody has acknowledged what was never published.
func (gs GenesisState) validateTerms(_ map[string]ParticipantKind) error {
	newest := uint64(0)
	if gs.Terms != nil {
		if err := gs.Terms.Validate(); err != nil {
			return err
		}
		newest = gs.Terms.Version
	}
	for _, p := range gs.Participants {
		if p.AcknowledgedTerms > newest {
			return errorsmod.Wrapf(ErrInvalidGenesis, "%s has acknowledged version %d of the terms, the newest is %d", p.Address, p.AcknowledgedTerms, newest)
		}
	}
	return nil
}
