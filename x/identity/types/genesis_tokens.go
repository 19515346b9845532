package types

func (gs GenesisState) validateTokens(_ map[string]ParticipantKind) error { return nil }
