package types

import errorsmod "cosmossdk.io/errors"

// validateKeys: each key belongs to one AI agent.
func (gs GenesisState) validateKeys(participants map[string]ParticipantKind) error {
	seen := make(map[string]bool, len(gs.ControllerKeys))
	for _, c := range gs.ControllerKeys {
		if err := c.Validate(); err != nil {
			return err
		}
		if participants[c.Address] != PARTICIPANT_KIND_AI_AGENT {
			return errorsmod.Wrapf(ErrInvalidGenesis, "controller key of %s, who is no AI agent", c.Address)
		}
		if seen[c.Address] {
			return errorsmod.Wrapf(ErrInvalidGenesis, "controller key of %s is listed twice", c.Address)
		}
		seen[c.Address] = true
	}
	return nil
}
