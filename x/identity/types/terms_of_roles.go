package types

import (
	"slices"
	"time"

	errorsmod "cosmossdk.io/errors"
)

// MaxSource bounds the text that names a source of roles: a prefix and the longest name.
const MaxSource = 160

// Sources of roles: what grants them besides registrars and the authority.
const (
	AllowlistPrefix    = "allowlist:"
	KeyPrefix          = "key:"
	NamePrefix         = "name:"
	OrganisationPrefix = "organisation:"
)

// AllowlistSource is the source of roles that the allow list of a role grants.
func AllowlistSource(role Role) string { return AllowlistPrefix + role.String() }

// KeySource is the source of roles and credentials that tokens of a key grant.
func KeySource(kid string) string { return KeyPrefix + kid }

// NameSource is the source of roles that a name grants.
func NameSource(name string) string { return NamePrefix + name }

// OrganisationSource is the source of roles that an organisation's representatives attest.
func OrganisationSource(id string) string { return OrganisationPrefix + id }

// Expired tells whether the term has ended at a block time: it lasts until expires_at, exclusive.
func (t RoleTerm) Expired(at time.Time) bool { return t.ExpiresAt != nil && !at.Before(*t.ExpiresAt) }

// term returns the term of a role, or nil for one that lasts as long as the participation.
func (p Participant) term(role Role) *RoleTerm {
	for i := range p.RoleTerms {
		if p.RoleTerms[i].Role == role {
			return &p.RoleTerms[i]
		}
	}
	return nil
}

// setTerm replaces the term of a role; the list stays sorted and is a new one.
func (p *Participant) setTerm(t RoleTerm) {
	terms := slices.DeleteFunc(slices.Clone(p.RoleTerms), func(old RoleTerm) bool { return old.Role == t.Role })
	terms = append(terms, t)
	slices.SortFunc(terms, func(a, b RoleTerm) int { return int(a.Role) - int(b.Role) })
	p.RoleTerms = terms
}

// Enrolled returns what an enrolment makes of an admitted participant: it adds roles or lets them last longer, and takes nothing
// away. One that would change nothing is refused.
func (a Admission) Enrolled(old Participant, path AdmissionPath, source string, now time.Time) (Participant, error) {
	if err := a.enrollable(old); err != nil {
		return old, err
	}
	// Who sets a controller or attests a key needs no word of that participant, so he must not draw others into an organisation.
	if revocable(path) && a.OrganisationId != "" && a.OrganisationId != old.OrganisationId {
		return old, errorsmod.Wrapf(ErrOrganisationChange, "%s is of %q", old.Address, old.OrganisationId)
	}
	p := old
	if p.OrganisationId == "" {
		p.OrganisationId = a.OrganisationId
	}
	if later(a.ExpiresAt, old.ExpiresAt) {
		p.endDeskRolesWith(old.ExpiresAt)
		p.ExpiresAt = a.ExpiresAt
	}
	changed := p.OrganisationId != old.OrganisationId
	for _, role := range SortedRoles(a.Roles) {
		held, lasts := old.Has(role), old.ExpiresAt
		if t := old.term(role); t != nil {
			lasts = earlier(t.ExpiresAt, old.ExpiresAt)
		}
		if held && (!later(a.ExpiresAt, lasts) || revocable(path) && old.holdsElsewhere(role, path, source, now)) {
			continue
		}
		changed = true
		if !held {
			p.Roles = SortedRoles(append(slices.Clone(p.Roles), role))
		}
		p.setTerm(RoleTerm{Role: role, Path: path, Source: source, ExpiresAt: a.ExpiresAt})
	}
	if !changed {
		return old, errorsmod.Wrapf(ErrNothingNew, "%s", old.Address)
	}
	p.JudgeSince = judgeSince(&old, p.Roles, now)
	return p, nil
}

// enrollable refuses what no enrolment may do to an admitted participant.
func (a Admission) enrollable(old Participant) error {
	if old.Status != PARTICIPANT_STATUS_ACTIVE {
		return errorsmod.Wrapf(ErrSuspended, "%s: %s", old.Address, old.StatusReason)
	}
	if a.OrganisationId != "" && old.OrganisationId != "" && a.OrganisationId != old.OrganisationId {
		return errorsmod.Wrapf(ErrOrganisationChange, "%s is of %q", old.Address, old.OrganisationId)
	}
	if old.Responsible != a.Responsible {
		return errorsmod.Wrapf(ErrResponsible, "%s answers for %s; the authority can change it", old.Responsible, old.Address)
	}
	for _, role := range a.Roles {
		if slices.Contains(old.BarredRoles, role) {
			return errorsmod.Wrapf(ErrRoleBarred, "%s, %s", old.Address, role)
		}
	}
	return nil
}

// endDeskRolesWith lets the roles without a term end when the participation would have ended: an enrolment that makes the
// participation longer must not make longer what a registrar gave.
func (p *Participant) endDeskRolesWith(end *time.Time) {
	for _, role := range p.Roles {
		if p.term(role) == nil {
			p.setTerm(RoleTerm{Role: role, Path: ADMISSION_PATH_REGISTRAR, ExpiresAt: end})
		}
	}
}

// OnOthersWord tells whether a path admits on the word of somebody who is neither the authority nor a registrar nor an issuer.
func OnOthersWord(path AdmissionPath) bool { return revocable(path) }

// OnOthersWord tells whether nothing but such words admitted the participant: no desk has given, taken or changed anything.
func (p Participant) OnOthersWord() bool {
	return OnOthersWord(p.AdmissionPath) && p.Status == PARTICIPANT_STATUS_ACTIVE && len(p.BarredRoles) == 0 &&
		!slices.ContainsFunc(p.Roles, func(r Role) bool { t := p.term(r); return t == nil || !revocable(t.Path) })
}

// Contradicts tells whether an admission says something else of who a participant is: its kind, who answers for it, or the organisation that
// it was put into.
func (a Admission) Contradicts(p Participant) bool {
	return a.Kind != p.Kind || a.Responsible != p.Responsible || p.OrganisationId != "" && a.OrganisationId != p.OrganisationId
}

// revocable tells whether roles of a path can be taken back by who gave them.
func revocable(path AdmissionPath) bool {
	return path == ADMISSION_PATH_NAME || path == ADMISSION_PATH_ATTESTATION
}

// holdsElsewhere tells whether a role that has not run out comes from somewhere else. A source that can take its roles back must not take such a
// role over by letting it last longer: whoever owns a name could then end what a registrar or a token gave to others.
func (p Participant) holdsElsewhere(role Role, path AdmissionPath, source string, now time.Time) bool {
	if p.Expired(now) {
		return false
	}
	t := p.term(role)
	return t == nil || !t.Expired(now) && !t.from(path, source)
}

// from tells whether a source gave the term. A name gives its controller roles on one path, and the keys that its owner attests on another.
func (t RoleTerm) from(path AdmissionPath, source string) bool {
	return t.Path == path && t.Source == source
}

// Without returns the participant without the roles that a source gave on a path, and which these are.
func (p Participant) Without(path AdmissionPath, source string) (Participant, []Role) {
	var ended []Role
	terms := make([]RoleTerm, 0, len(p.RoleTerms))
	for _, t := range p.RoleTerms {
		if t.from(path, source) {
			ended = append(ended, t.Role)
			continue
		}
		terms = append(terms, t)
	}
	p.RoleTerms = terms
	p.Roles = slices.DeleteFunc(slices.Clone(p.Roles), func(r Role) bool { return slices.Contains(ended, r) })
	if !p.Judges() {
		p.JudgeSince = nil
	}
	return p, ended
}

// Prolonged returns the participant with those of the roles that a source gave on a path ending at another time, and whether there were any.
// The participation lasts at least as long as they do. Who had lost a judge's role by then starts seasoning anew.
func (p Participant) Prolonged(path AdmissionPath, source string, roles []Role, end *time.Time, now time.Time) (Participant, bool) {
	old := p
	given := func(t RoleTerm) bool { return t.from(path, source) && slices.Contains(roles, t.Role) }
	if !slices.ContainsFunc(p.RoleTerms, given) {
		return p, false
	}
	if later(end, p.ExpiresAt) {
		p.endDeskRolesWith(p.ExpiresAt)
		p.ExpiresAt = end
	}
	p.RoleTerms = slices.Clone(p.RoleTerms)
	for i := range p.RoleTerms {
		if given(p.RoleTerms[i]) {
			p.RoleTerms[i].ExpiresAt = end
		}
	}
	p.JudgeSince = judgeSince(&old, p.Roles, now)
	return p, true
}

// bar returns the roles that a desk has taken away: those it drops now and those it dropped before and does not give back.
func bar(old Participant, given []Role) []Role {
	var barred []Role
	for _, role := range registrarRoles {
		dropped := old.Has(role) || slices.Contains(old.BarredRoles, role)
		if dropped && !slices.Contains(given, role) {
			barred = append(barred, role)
		}
	}
	return barred
}

// validateTerms checks the terms and bars of one record of the state.
func (p Participant) validateTerms() error {
	for i, t := range p.RoleTerms {
		if i > 0 && p.RoleTerms[i-1].Role >= t.Role {
			return errorsmod.Wrapf(ErrInvalidRoles, "terms of %s are not sorted", p.Address)
		}
		if !p.Has(t.Role) {
			return errorsmod.Wrapf(ErrInvalidRoles, "%s has a term of %s and not the role", p.Address, t.Role)
		}
		desk := t.Path == ADMISSION_PATH_REGISTRAR && t.Source == ""
		enrolled := t.Path >= ADMISSION_PATH_PROOF && t.Path <= ADMISSION_PATH_ATTESTATION && t.Source != "" && len(t.Source) <= MaxSource
		if !desk && !enrolled {
			return errorsmod.Wrapf(ErrInvalidRoles, "%s has %s by %s from %q", p.Address, t.Role, t.Path, t.Source)
		}
	}
	if err := validateRoles(p.BarredRoles); err != nil {
		return err
	}
	if !slices.IsSorted(p.BarredRoles) {
		return errorsmod.Wrapf(ErrInvalidRoles, "barred roles of %s are not sorted", p.Address)
	}
	for _, role := range p.BarredRoles {
		if p.Has(role) || AuthorityOnly(role) {
			return errorsmod.Wrapf(ErrInvalidRoles, "%s of %s cannot be barred", role, p.Address)
		}
	}
	return nil
}

// later tells whether a comes after b; nil is never.
func later(a, b *time.Time) bool { return b != nil && (a == nil || a.After(*b)) }

// earlier returns the earlier of two ends; nil is never.
func earlier(a, b *time.Time) *time.Time {
	if later(a, b) {
		return b
	}
	return a
}
