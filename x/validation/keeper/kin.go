package keeper

import (
	"slices"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/validation/types"
)

// kin is whom somebody stands for: itself and who answers for it, and the organisations of both. An AI agent need not be
// in an organisation; without this its principal could judge the own job through it, or fill a committee with agents.
type kin struct {
	people        []string
	organisations []string
}

// kinOf returns a participant with its kin.
func (e *election) kinOf(addr sdk.AccAddress) (identitytypes.Participant, kin, error) {
	participant, err := e.k.identity.Participant(e.ctx, addr)
	if err != nil {
		return participant, kin{}, err
	}
	var of kin
	of.people = appendNew(of.people, addr.String())
	of.organisations = appendNew(of.organisations, participant.OrganisationId)
	if participant.Responsible == "" {
		return participant, of, nil
	}
	responsible, err := sdk.AccAddressFromBech32(participant.Responsible)
	if err != nil {
		return participant, of, err
	}
	principal, err := e.k.identity.Participant(e.ctx, responsible)
	if err != nil {
		return participant, of, err
	}
	of.people = appendNew(of.people, participant.Responsible)
	of.organisations = appendNew(of.organisations, principal.OrganisationId)
	return participant, of, nil
}

// meets tells whether two have a person or an organisation in common.
func (a kin) meets(b kin) bool {
	return slices.ContainsFunc(a.people, func(p string) bool { return slices.Contains(b.people, p) }) ||
		slices.ContainsFunc(a.organisations, func(o string) bool { return slices.Contains(b.organisations, o) })
}

// join adds another's people and organisations.
func (a *kin) join(b kin) {
	for _, person := range b.people {
		a.people = appendNew(a.people, person)
	}
	for _, organisation := range b.organisations {
		a.organisations = appendNew(a.organisations, organisation)
	}
}

// appendNew adds what is neither empty nor there already.
func appendNew(list []string, item string) []string {
	if item == "" || slices.Contains(list, item) {
		return list
	}
	return append(list, item)
}

// partiesOf returns who may have no seat: the parties that the round names, and their kin as it is now.
func (e *election) partiesOf(round types.Round) (kin, error) {
	parties := kin{people: slices.Clone(round.Excluded), organisations: slices.Clone(round.ExcludedOrganisations)}
	for _, party := range round.Excluded {
		if err := e.joinKin(&parties, party); err != nil {
			return kin{}, err
		}
	}
	return parties, nil
}

// seatedOf returns the kin of those who have a seat and are not absent.
func (e *election) seatedOf(seats []types.Seat) (kin, error) {
	var seated kin
	for _, s := range seats {
		if s.Status == types.SEAT_STATUS_ABSENT {
			continue
		}
		seated.join(kin{people: []string{s.Validator}, organisations: appendNew(nil, s.Organisation)})
		if err := e.joinKin(&seated, s.Validator); err != nil {
			return kin{}, err
		}
	}
	return seated, nil
}

// joinKin adds the kin of an address. One record that cannot be read is reported; what is known without it stands.
func (e *election) joinKin(to *kin, address string) error {
	addr, err := sdk.AccAddressFromBech32(address)
	if err != nil {
		return err
	}
	_, of, err := e.kinOf(addr)
	if err != nil {
		return e.report(addr, err)
	}
	to.join(of)
	return nil
}

// report notes a participant whose record cannot be read; it must not keep everybody from being judged.
func (e *election) report(addr sdk.AccAddress, failed error) error {
	return typedevent.Emit(e.ctx, &types.EventItemFailed{
		Item: itemDraw, JobId: e.round.JobId, Rung: e.round.Rung, Validator: addr.String(), Error: bounded(failed.Error()),
	})
}
