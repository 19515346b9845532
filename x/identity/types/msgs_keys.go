package types

// ValidateBasic checks sender, address and key.
func (m *MsgRotateControllerKey) ValidateBasic() error {
	if err := validatePair(m.Sender, m.Address); err != nil {
		return err
	}
	_, err := ParseControllerKey(m.PublicKey)
	return err
}
