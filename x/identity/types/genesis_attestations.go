package types

import errorsmod "cosmossdk.io/errors"

// validateAttestations: each is of a participant, by a source that exists, and by the present holder of a name.
func (gs GenesisState) validateAttestations(participants map[string]ParticipantKind) error {
	names, organisations := make(map[string]Name, len(gs.Names)), make(map[string]bool, len(gs.Organisations))
	for _, n := range gs.Names {
		names[NameSource(n.Name)] = n
	}
	for _, o := range gs.Organisations {
		organisations[OrganisationSource(o.Id)] = true
	}
	type key struct{ source, address string }
	seen, count := make(map[key]bool, len(gs.Attestations)), make(map[string]int)
	for _, a := range gs.Attestations {
		if err := a.Validate(); err != nil {
			return err
		}
		if _, ok := participants[a.Address]; !ok {
			return errorsmod.Wrapf(ErrInvalidGenesis, "attestation of %q, who is no participant", a.Address)
		}
		if seen[key{a.Source, a.Address}] {
			return errorsmod.Wrapf(ErrInvalidGenesis, "attestation of %s by %s is listed twice", a.Address, a.Source)
		}
		seen[key{a.Source, a.Address}] = true
		n, ofName := names[a.Source]
		if n.Generation != a.Generation || ofName == organisations[a.Source] {
			return errorsmod.Wrapf(ErrInvalidGenesis, "attestation of %s by %s, generation %d, which does not exist", a.Address, a.Source, a.Generation)
		}
		if !ofName {
			continue
		}
		if n.Owner != a.Attester {
			return errorsmod.Wrapf(ErrInvalidGenesis, "attestation of %s by %s, who does not own %s", a.Address, a.Attester, n.Name)
		}
		if count[a.Source]++; count[a.Source] > MaxAttestations {
			return errorsmod.Wrapf(ErrInvalidGenesis, "%s has more than %d attestations", a.Source, MaxAttestations)
		}
	}
	return nil
}
