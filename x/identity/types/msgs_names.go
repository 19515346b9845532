package types

// ValidateBasic checks sender, name, owner and controller.
func (m *MsgRegisterName) ValidateBasic() error {
	if err := validateNamed(m.Sender, m.Name); err != nil {
		return err
	}
	if _, err := ParseAddress("owner", m.Owner); err != nil {
		return err
	}
	if m.Controller == "" {
		return nil
	}
	_, err := ParseAddress("controller", m.Controller)
	return err
}

// ValidateBasic checks sender and name.
func (m *MsgRenewName) ValidateBasic() error { return validateNamed(m.Sender, m.Name) }

// ValidateBasic checks sender, name and controller.
func (m *MsgSetNameController) ValidateBasic() error {
	if err := validateNamed(m.Sender, m.Name); err != nil {
		return err
	}
	_, err := ParseAddress("controller", m.Controller)
	return err
}

// ValidateBasic checks sender, name and the new owner.
func (m *MsgTransferName) ValidateBasic() error {
	if err := validateNamed(m.Sender, m.Name); err != nil {
		return err
	}
	_, err := ParseAddress("new_owner", m.NewOwner)
	return err
}

// ValidateBasic checks authority, name and reason.
func (m *MsgRevokeName) ValidateBasic() error {
	if _, err := ParseAddress("authority", m.Authority); err != nil {
		return err
	}
	if err := ValidateName(m.Name); err != nil {
		return err
	}
	return ValidateReason(m.Reason)
}

// ValidateBasic checks authority and root.
func (m *MsgSetRoleRoot) ValidateBasic() error {
	if _, err := ParseAddress("authority", m.Authority); err != nil {
		return err
	}
	return m.Root.Validate()
}

// ValidateBasic checks sender, applicant and name.
func (m *MsgEnrolWithName) ValidateBasic() error {
	if err := validateNamed(m.Sender, m.Name); err != nil {
		return err
	}
	_, err := ParseAddress("applicant", m.Applicant)
	return err
}

func validateNamed(sender, name string) error {
	if _, err := ParseAddress("sender", sender); err != nil {
		return err
	}
	return ValidateName(name)
}
