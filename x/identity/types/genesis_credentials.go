package types

func (gs GenesisState) validateCredentials(_ map[string]ParticipantKind) error { return nil }
