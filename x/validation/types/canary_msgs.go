package types

import (
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// ValidateBasic checks what can be checked without the state.
func (m *MsgRegisterCanaries) ValidateBasic() error {
	if err := validateAddress(m.Auditor); err != nil {
		return err
	}
	if len(m.Root) != HashLen {
		return ErrInvalidCanary.Wrapf("root has %d bytes; a SHA-256 has %d", len(m.Root), HashLen)
	}
	return nil
}

// ValidateBasic checks what can be checked without the state.
func (m *MsgDiscloseCanaries) ValidateBasic() error {
	if err := validateAddress(m.Auditor); err != nil {
		return err
	}
	if len(m.Leaves) == 0 || len(m.Leaves) > MaxCanaryLeaves {
		return ErrInvalidCanary.Wrapf("%d leaves; a day has 1 to %d", len(m.Leaves), MaxCanaryLeaves)
	}
	for i, leaf := range m.Leaves {
		if err := leaf.Validate(); err != nil {
			return ErrInvalidCanary.Wrapf("leaf %d: %s", i, err)
		}
	}
	return nil
}

// ValidateBasic checks what can be checked without the state.
func (m *MsgContradictCanary) ValidateBasic() error {
	if err := validateAddress(m.Sender); err != nil {
		return err
	}
	if err := validateRoundID(m.JobId, 0); err != nil {
		return err
	}
	if err := validateOffice(m.Office); err != nil {
		return err
	}
	if err := m.Leaf.Validate(); err != nil {
		return err
	}
	return m.Proof.Validate()
}

// ValidateBasic checks what can be checked without the state.
func (m *MsgLiftCanaryBar) ValidateBasic() error {
	if err := validateAddress(m.Authority); err != nil {
		return err
	}
	return validateOffice(m.Office)
}

func validateOffice(office string) error {
	if err := identitytypes.ValidateSlug(office); err != nil {
		return ErrInvalidCanary.Wrapf("office: %s", err)
	}
	return nil
}
