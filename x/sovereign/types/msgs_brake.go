package types

// ValidateBasic checks what needs no state.
func (m *MsgUpdateGuardians) ValidateBasic() error {
	if err := validateAddress("authority", m.Authority); err != nil {
		return err
	}
	return ValidateGuardians(m.Guardians)
}

// ValidateBasic checks what needs no state.
func (m *MsgPause) ValidateBasic() error {
	if err := validateAddress("sender", m.Sender); err != nil {
		return err
	}
	if err := validateTarget(m.Scope, m.TypeUrls); err != nil {
		return err
	}
	return validateReason(m.Reason)
}

// ValidateBasic checks what needs no state.
func (m *MsgResume) ValidateBasic() error {
	if err := validateAddress("authority", m.Authority); err != nil {
		return err
	}
	if err := validateTarget(m.Scope, m.TypeUrls); err != nil {
		return err
	}
	return validateReason(m.Reason)
}
