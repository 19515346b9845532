package audit

import (
	"slices"

	"github.com/agijobs/agijobs/x/validation/types"
)

// kin is whom somebody stands for, by the rule of x/validation's README: itself and who answers for it, and the organisations of both.
type kin struct{ people, organisations []string }

// common returns a person or an organisation that two have in common, or nothing.
func (k kin) common(other kin) string {
	for _, p := range k.people {
		if p != "" && slices.Contains(other.people, p) {
			return p
		}
	}
	for _, o := range k.organisations {
		if o != "" && slices.Contains(other.organisations, o) {
			return "organisation " + o
		}
	}
	return ""
}

func (k *kin) join(other kin) {
	k.people = append(k.people, other.people...)
	k.organisations = append(k.organisations, other.organisations...)
}

// kinOf returns the kin of an address after the draw's block; unreadable tells what is missing.
func (j *judge) kinOf(address string) (of kin, unreadable string, err error) {
	p, known, err := j.participant(address)
	if err != nil || !known {
		return of, "no participant " + address, err
	}
	of = kin{people: []string{address}, organisations: []string{p.OrganisationId}}
	if p.Responsible == "" {
		return of, "", nil
	}
	principal, known, err := j.participant(p.Responsible)
	if err != nil || !known {
		return of, "no participant " + p.Responsible + ", who answers for it", err
	}
	of.people = append(of.people, p.Responsible)
	of.organisations = append(of.organisations, principal.OrganisationId)
	return of, "", nil
}

// parties are those whom the round names, with their kin.
func (j *judge) partiesOf(round types.Round) (kin, error) {
	all := kin{people: slices.Clone(round.Excluded), organisations: slices.Clone(round.ExcludedOrganisations)}
	for _, party := range round.Excluded {
		if err := j.joinKin(&all, party); err != nil {
			return all, err
		}
	}
	return all, nil
}

// seatedOf are those who had a seat in the round before the draw and are not absent.
func (j *judge) seatedOf(rung uint32, seats []types.Seat) (kin, error) {
	var all kin
	for _, seat := range seats {
		if seat.Rung != rung || seat.Status == types.SEAT_STATUS_ABSENT {
			continue
		}
		all.join(kin{people: []string{seat.Validator}, organisations: []string{seat.Organisation}})
		if err := j.joinKin(&all, seat.Validator); err != nil {
			return all, err
		}
	}
	return all, nil
}

// joinKin adds the kin of an address. Of a record that cannot be read nothing is known, in the draw as here.
func (j *judge) joinKin(to *kin, address string) error {
	of, unreadable, err := j.kinOf(address)
	if err == nil && unreadable == "" {
		to.join(of)
	}
	return err
}
