package types

import errorsmod "cosmossdk.io/errors"

// validateAttestations: each is of a participant, by a source that exists, and of the present holder of a name.
func (gs GenesisState) validateAttestations(participants map[string]ParticipantKind) error {
	generations := make(map[string]uint64, len(gs.Names)+len(gs.Organisations))
	for _, n := range gs.Names {
		generations[NameSource(n.Name)] = n.Generation
	}
	for _, o := range gs.Organisations {
		generations[OrganisationSource(o.Id)] = 0
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
		generation, ok := generations[a.Source]
		if !ok || generation != a.Generation {
			return errorsmod.Wrapf(ErrInvalidGenesis, "attestation of %s by %s, generation %d, which does not exist", a.Address, a.Source, a.Generation)
		}
		if generation == 0 {
			continue
		}
		if count[a.Source]++; count[a.Source] > MaxAttestations {
			return errorsmod.Wrapf(ErrInvalidGenesis, "%s has more than %d attestations", a.Source, MaxAttestations)
		}
	}
	return nil
}
