package types

// ValidateBasic of each message checks what needs no state. The message server calls it as well, since nested messages
// skip the ante handler.

// ValidateBasic checks addresses and amount.
func (m *MsgGrantSeats) ValidateBasic() error {
	if err := validatePair(m.Authority, m.Operator); err != nil {
		return err
	}
	return ValidateAmount(m.Amount)
}

// ValidateBasic checks addresses and reason.
func (m *MsgRemoveOperator) ValidateBasic() error {
	if err := validatePair(m.Authority, m.Operator); err != nil {
		return err
	}
	return ValidateReason(m.Reason)
}

// ValidateBasic checks authority and parameters.
func (m *MsgUpdateParams) ValidateBasic() error {
	if _, err := ParseAddress("authority", m.Authority); err != nil {
		return err
	}
	return m.Params.Validate()
}

func validatePair(authority, operator string) error {
	if _, err := ParseAddress("authority", authority); err != nil {
		return err
	}
	_, err := ParseAddress("operator", operator)
	return err
}
