package types

import errorsmod "cosmossdk.io/errors"

// DefaultGenesis is a chain without participants; `agijobsd init` and the nation add theirs.
func DefaultGenesis() *GenesisState {
	return &GenesisState{
		Params:         DefaultParams(),
		Organisations:  []Organisation{},
		Participants:   []Participant{},
		RegistrarUsage: []RegistrarUsage{},
	}
}

// Validate refuses duplicates and references to nobody.
func (gs GenesisState) Validate() error {
	if err := gs.Params.Validate(); err != nil {
		return err
	}
	organisations, err := gs.validateOrganisations()
	if err != nil {
		return err
	}
	participants, err := gs.validateParticipants(organisations)
	if err != nil {
		return err
	}
	if err := gs.validateUsage(participants); err != nil {
		return err
	}
	for _, check := range []func(map[string]ParticipantKind) error{
		gs.validateSources, gs.validateAllowlists, gs.validateTokens, gs.validateNames, gs.validateAttestations, gs.validateCredentials,
		gs.validateTerms, gs.validateKeys,
	} {
		if err := check(participants); err != nil {
			return err
		}
	}
	return nil
}

func (gs GenesisState) validateSources(_ map[string]ParticipantKind) error {
	seen := make(map[string]bool, len(gs.SourceUsage))
	for _, u := range gs.SourceUsage {
		if u.Source == "" || len(u.Source) > MaxSource || seen[u.Source] || u.Day < 0 {
			return errorsmod.Wrapf(ErrInvalidGenesis, "usage of source %q on day %d", u.Source, u.Day)
		}
		seen[u.Source] = true
	}
	if gs.Lock.Locked != (gs.Lock.LockedAt != nil) {
		return errorsmod.Wrap(ErrInvalidGenesis, "the lock of the admissions and its time go together")
	}
	return nil
}

func (gs GenesisState) validateOrganisations() (map[string]bool, error) {
	ids := make(map[string]bool, len(gs.Organisations))
	for _, o := range gs.Organisations {
		if err := o.Validate(); err != nil {
			return nil, err
		}
		if ids[o.Id] {
			return nil, errorsmod.Wrapf(ErrInvalidGenesis, "organisation %s is listed twice", o.Id)
		}
		ids[o.Id] = true
	}
	return ids, nil
}

func (gs GenesisState) validateParticipants(organisations map[string]bool) (map[string]ParticipantKind, error) {
	kinds := make(map[string]ParticipantKind, len(gs.Participants))
	for _, p := range gs.Participants {
		if err := p.Validate(); err != nil {
			return nil, err
		}
		if _, twice := kinds[p.Address]; twice {
			return nil, errorsmod.Wrapf(ErrInvalidGenesis, "participant %s is listed twice", p.Address)
		}
		if p.OrganisationId != "" && !organisations[p.OrganisationId] {
			return nil, errorsmod.Wrapf(ErrUnknownOrganisation, "%q of %s", p.OrganisationId, p.Address)
		}
		kinds[p.Address] = p.Kind
	}
	for _, p := range gs.Participants {
		if p.Responsible == "" {
			continue
		}
		if kind, ok := kinds[p.Responsible]; !ok || kind == PARTICIPANT_KIND_AI_AGENT {
			return nil, errorsmod.Wrapf(ErrResponsible, "%s of %s", p.Responsible, p.Address)
		}
	}
	return kinds, nil
}

func (gs GenesisState) validateUsage(participants map[string]ParticipantKind) error {
	seen := make(map[string]bool, len(gs.RegistrarUsage))
	for _, u := range gs.RegistrarUsage {
		if _, ok := participants[u.Registrar]; !ok {
			return errorsmod.Wrapf(ErrInvalidGenesis, "usage of registrar %q, who is no participant", u.Registrar)
		}
		if seen[u.Registrar] {
			return errorsmod.Wrapf(ErrInvalidGenesis, "usage of registrar %s is listed twice", u.Registrar)
		}
		if u.Day < 0 {
			return errorsmod.Wrapf(ErrInvalidGenesis, "usage of registrar %s on day %d", u.Registrar, u.Day)
		}
		seen[u.Registrar] = true
	}
	return nil
}
