package types

import (
	"slices"
	"time"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

const (
	// MaxPairGains is how many gains a pair remembers: after 16 of them the next one counts for less than 1/65,000.
	MaxPairGains = 16
	// maxGroup bounds the name of a group: an organisation's id or an address.
	maxGroup = 128
)

// Group is on whose account somebody deals: that of who answers for it, else its own; of an organisation where there is one.
// One person's machines are one group, whatever organisations have named them.
type Group struct {
	// Name is an organisation's id or an address.
	Name string
	// people and organisations it stands for.
	people        []string
	organisations []string
}

// GroupOf returns the group of a participant. principal is who answers for it; nil for who answers for itself.
func GroupOf(p identitytypes.Participant, principal *identitytypes.Participant) Group {
	g := Group{people: []string{p.Address}, organisations: named(p.OrganisationId), Name: nameOf(p)}
	if principal != nil {
		g.people = append(g.people, principal.Address)
		g.organisations = append(g.organisations, named(principal.OrganisationId)...)
		g.Name = nameOf(*principal)
	}
	return g
}

func nameOf(p identitytypes.Participant) string {
	if p.OrganisationId != "" {
		return p.OrganisationId
	}
	return p.Address
}

// Meets tells whether two groups have a person or an organisation in common: then they are one.
func (g Group) Meets(other Group) bool {
	return slices.ContainsFunc(g.people, func(p string) bool { return slices.Contains(other.people, p) }) ||
		slices.ContainsFunc(g.organisations, func(o string) bool { return slices.Contains(other.organisations, o) })
}

func named(organisation string) []string {
	if organisation == "" {
		return nil
	}
	return []string{organisation}
}

// NewPair returns the pair of two groups, in whatever order they are given.
func NewPair(a, b Group) Pair {
	return Pair{First: min(a.Name, b.Name), Second: max(a.Name, b.Name)}
}

// Earlier counts the gains within the window before nowMs.
func (p Pair) Earlier(nowMs int64, window time.Duration) uint32 {
	return uint32(len(p.within(nowMs, window)))
}

// Add notes a gain and forgets those that count no longer.
func (p *Pair) Add(nowMs int64, window time.Duration) {
	kept := append(slices.Clone(p.within(nowMs, window)), nowMs)
	p.GainsMs = kept[max(0, len(kept)-MaxPairGains):]
}

// within returns the gains of the last window; the window is open at its far end.
func (p Pair) within(nowMs int64, window time.Duration) []int64 {
	first, _ := slices.BinarySearch(p.GainsMs, nowMs-window.Milliseconds()+1)
	return p.GainsMs[first:]
}

// Validate checks one stored pair.
func (p Pair) Validate() error {
	if p.First == "" || p.First >= p.Second || len(p.First) > maxGroup || len(p.Second) > maxGroup {
		return ErrInvalidGenesis.Wrapf("a pair is of %q and %q; two names in order, of at most %d bytes", p.First, p.Second, maxGroup)
	}
	if len(p.GainsMs) == 0 || len(p.GainsMs) > MaxPairGains || !slices.IsSorted(p.GainsMs) || p.GainsMs[0] < 0 {
		return ErrInvalidGenesis.Wrapf("the gains of %s and %s: 1 to %d times in order", p.First, p.Second, MaxPairGains)
	}
	return nil
}
