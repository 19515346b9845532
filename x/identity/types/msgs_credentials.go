package types

// ValidateBasic checks authority and type.
func (m *MsgSetCredentialType) ValidateBasic() error {
	if _, err := ParseAddress("authority", m.Authority); err != nil {
		return err
	}
	return m.Type.Validate()
}

// ValidateBasic checks sender, subject, type and hash.
func (m *MsgIssueCredential) ValidateBasic() error {
	if err := validateAboutSubject(m.Sender, m.Subject, m.Type); err != nil {
		return err
	}
	return validateValueHash(m.ValueHash)
}

// ValidateBasic checks sender, subject, type and reason.
func (m *MsgRevokeCredential) ValidateBasic() error {
	if err := validateAboutSubject(m.Sender, m.Subject, m.Type); err != nil {
		return err
	}
	return ValidateReason(m.Reason)
}

func validateAboutSubject(sender, subject, typ string) error {
	if _, err := ParseAddress("sender", sender); err != nil {
		return err
	}
	if _, err := ParseAddress("subject", subject); err != nil {
		return err
	}
	return ValidateCredentialTypeID(typ)
}
