package types

import errorsmod "cosmossdk.io/errors"

// ValidateBasic checks authority and document.
func (m *MsgSetTerms) ValidateBasic() error {
	if _, err := ParseAddress("authority", m.Authority); err != nil {
		return err
	}
	return validateDocument(m.Uri, m.Sha256)
}

// ValidateBasic checks sender and version.
func (m *MsgAcknowledgeTerms) ValidateBasic() error {
	if _, err := ParseAddress("sender", m.Sender); err != nil {
		return err
	}
	if m.Version == 0 {
		return errorsmod.Wrap(ErrTermsVersion, "version 0; versions count from 1")
	}
	return nil
}

// ValidateBasic checks the authority.
func (m *MsgLockAdmission) ValidateBasic() error {
	_, err := ParseAddress("authority", m.Authority)
	return err
}
