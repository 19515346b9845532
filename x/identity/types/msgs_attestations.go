package types

import errorsmod "cosmossdk.io/errors"

// ValidateBasic checks all but the rights of the source.
func (m *MsgAttest) ValidateBasic() error {
	if err := validatePair(m.Sender, m.Address); err != nil {
		return err
	}
	if _, _, err := ParseAttester(m.Source); err != nil {
		return err
	}
	if err := validateAttested(m.Roles); err != nil {
		return err
	}
	if err := validateKind(m.Kind); err != nil {
		return err
	}
	if m.ExpiresAt == nil {
		return errorsmod.Wrap(ErrAttestationEnd, "expires_at is missing")
	}
	if err := validateModel(m.Kind, m.ModelId, m.ModelHash); err != nil {
		return err
	}
	return validateResponsible(m.Kind, m.Address, m.responsible())
}

// responsible is who answers for an AI agent: who attests its key.
func (m *MsgAttest) responsible() string {
	if m.Kind == PARTICIPANT_KIND_AI_AGENT {
		return m.Sender
	}
	return ""
}

// Admission returns what an attestation admits, into an organisation or, with "", into none.
func (m *MsgAttest) Admission(organisation string) Admission {
	return Admission{
		Address: m.Address, Kind: m.Kind, OrganisationId: organisation, Roles: m.Roles, ExpiresAt: m.ExpiresAt,
		Responsible: m.responsible(), ModelId: m.ModelId, ModelHash: m.ModelHash,
	}
}

// ValidateBasic checks sender, source and address.
func (m *MsgRevokeAttestation) ValidateBasic() error {
	if err := validatePair(m.Sender, m.Address); err != nil {
		return err
	}
	_, _, err := ParseAttester(m.Source)
	return err
}
