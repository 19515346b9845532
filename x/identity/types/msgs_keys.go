package types

// ValidateBasic checks sender, address and key.
func (m *MsgRotateControllerKey) ValidateBasic() error {
	if err := validatePair(m.Sender, m.Address); err != nil {
		return err
	}
	_, err := ParseControllerKey(m.PublicKey)
	return err
}

// ValidateBasic checks the sender.
func (m *MsgAllowRotation) ValidateBasic() error {
	_, err := ParseAddress("sender", m.Sender)
	return err
}
