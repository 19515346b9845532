package types

import errorsmod "cosmossdk.io/errors"

// ValidateBasic checks authority and key.
func (m *MsgSetIssuerKey) ValidateBasic() error {
	if _, err := ParseAddress("authority", m.Authority); err != nil {
		return err
	}
	_, err := m.Key.Canonical()
	return err
}

// ValidateBasic checks sender, applicant and all of the token that needs no state.
func (m *MsgEnrolWithToken) ValidateBasic() error {
	_, err := m.Parse()
	return err
}

// Parse checks the message and returns its token. A token with claims that the chain does not use, such as somebody's name, is refused
// here already, so that no block carries it.
func (m *MsgEnrolWithToken) Parse() (Token, error) {
	if _, err := ParseAddress("sender", m.Sender); err != nil {
		return Token{}, err
	}
	if _, err := ParseAddress("applicant", m.Applicant); err != nil {
		return Token{}, err
	}
	token, err := ParseToken(m.Token)
	if err != nil {
		return Token{}, err
	}
	if token.Claims.Subject != m.Applicant {
		return Token{}, errorsmod.Wrapf(ErrTokenSubject, "sub is %s, applicant is %s", token.Claims.Subject, m.Applicant)
	}
	return token, nil
}
