package types

import errorsmod "cosmossdk.io/errors"

// ValidateBasic checks sender, applicant, role and the bounds of the proof.
func (m *MsgEnrolWithProof) ValidateBasic() error {
	if _, err := ParseAddress("sender", m.Sender); err != nil {
		return err
	}
	if _, err := ParseAddress("applicant", m.Applicant); err != nil {
		return err
	}
	if err := validateListedRole(m.Role); err != nil {
		return err
	}
	if m.Version == 0 {
		return errorsmod.Wrap(ErrInvalidProof, "version is missing: say which version of the list the proof is for")
	}
	return m.Proof().Validate()
}

// ValidateBasic checks authority and list.
func (m *MsgSetAllowlistRoot) ValidateBasic() error {
	if _, err := ParseAddress("authority", m.Authority); err != nil {
		return err
	}
	return m.Root.validateSetting()
}
