package types

// ValidateBasic of each message checks what needs no state. The message servers call it as well, since nested messages
// skip the ante handler.

// ValidateBasic checks sender and list.
func (m *MsgAdmit) ValidateBasic() error {
	if _, err := ParseAddress("sender", m.Sender); err != nil {
		return err
	}
	return validateBatch(m.Participants)
}

// ValidateBasic checks sender, address and reason.
func (m *MsgSuspend) ValidateBasic() error {
	if err := validatePair(m.Sender, m.Address); err != nil {
		return err
	}
	return ValidateReason(m.Reason)
}

// ValidateBasic checks sender and address.
func (m *MsgReinstate) ValidateBasic() error { return validatePair(m.Sender, m.Address) }

// ValidateBasic checks sender, address and reason.
func (m *MsgRevoke) ValidateBasic() error {
	if err := validatePair(m.Sender, m.Address); err != nil {
		return err
	}
	return ValidateReason(m.Reason)
}

// ValidateBasic checks sender and reference.
func (m *MsgUpdateMetadata) ValidateBasic() error {
	if _, err := ParseAddress("sender", m.Sender); err != nil {
		return err
	}
	return ValidateMetadata(m.MetadataUri, m.MetadataHash)
}

// ValidateBasic checks the sender.
func (m *MsgLeave) ValidateBasic() error {
	_, err := ParseAddress("sender", m.Sender)
	return err
}

// ValidateBasic checks authority and organisation.
func (m *MsgSetOrganisation) ValidateBasic() error {
	if _, err := ParseAddress("authority", m.Authority); err != nil {
		return err
	}
	return m.Organisation.Validate()
}

// ValidateBasic checks authority and parameters.
func (m *MsgUpdateParams) ValidateBasic() error {
	if _, err := ParseAddress("authority", m.Authority); err != nil {
		return err
	}
	return m.Params.Validate()
}

func validatePair(sender, address string) error {
	if _, err := ParseAddress("sender", sender); err != nil {
		return err
	}
	_, err := ParseAddress("address", address)
	return err
}
