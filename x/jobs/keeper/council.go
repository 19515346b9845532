package keeper

import (
	"context"
	"errors"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/internal/typedevent"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// Rule ends a job that waits for the council by its word. Who has an interest in the job may have joined the council since: it
// is asked again, but for organisations, which were asked when the job came before the council. Whoever has the last verdict
// could otherwise silence the council by joining the organisation of a member.
func (k *Keeper) Rule(ctx sdk.Context, id uint64, ruling types.Ruling, reason string) error {
	job, err := k.Job(ctx, id)
	if err != nil {
		return err
	}
	if _, err := k.waiting(ctx, job, types.ActionRule); err != nil {
		return err
	}
	barred, err := k.councilBar(ctx, job, personsOnly)
	if err != nil {
		return err
	}
	if barred != "" {
		return errorsmod.Wrapf(types.ErrCouncilBarred, "job %d: %s", job.Id, barred)
	}
	if err := k.decide(ctx, &job, types.ActionRule, ruling); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventCouncilRuled{
		JobId: job.Id, Ruling: ruling, Reason: reason, Status: job.Status,
	})
}

// How far a conflict of interest reaches.
const (
	personsOnly       = false
	withOrganisations = true
)

// councilBar says why the council may not judge a job, or nothing where it may. It reads the council, which has at most 64
// members.
func (k *Keeper) councilBar(ctx context.Context, job types.Job, organisations bool) (string, error) {
	if k.council == nil {
		return types.CouncilBar(nil, nil, ""), nil
	}
	addresses, err := k.council.CouncilMembers(ctx)
	if err != nil {
		return "", errorsmod.Wrap(err, "the council's members")
	}
	members, err := k.withResponsible(ctx, addresses)
	if err != nil {
		return "", err
	}
	interested, err := k.interested(ctx, job)
	if err != nil {
		return "", err
	}
	if !organisations {
		for i := range interested {
			interested[i].OrganisationId = ""
		}
	}
	return types.CouncilBar(interested, members, money.TreasuryAddress().String()), nil
}

// barsCouncil refuses a contributor for whose sake the council could not judge the job: an agent must not choose its last judge.
func (k *Keeper) barsCouncil(ctx context.Context, address string) error {
	if k.council == nil {
		return nil
	}
	addresses, err := k.council.CouncilMembers(ctx)
	if err != nil || len(addresses) == 0 {
		return err
	}
	members, err := k.withResponsible(ctx, addresses)
	if err != nil {
		return err
	}
	contributor, err := k.withResponsible(ctx, []string{address})
	if err != nil {
		return err
	}
	if barred := types.CouncilBar(contributor, members, money.TreasuryAddress().String()); barred != "" {
		return errorsmod.Wrapf(types.ErrContributors, "the council could not judge the job: %s", barred)
	}
	return nil
}

// interested lists everybody with an interest in a job: employer, sponsor, agent, contributors, and who answers for each of them.
func (k *Keeper) interested(ctx context.Context, job types.Job) ([]identitytypes.Participant, error) {
	addresses, err := k.employersSide(ctx, job)
	if err != nil {
		return nil, err
	}
	addresses = append(addresses, job.Agent)
	for _, contributor := range job.Contributors {
		addresses = append(addresses, contributor.Address)
	}
	return k.withResponsible(ctx, addresses)
}

// withResponsible returns the participants behind addresses and those who answer for them, each once. A council member need
// not be a participant; then only the address is known.
func (k *Keeper) withResponsible(ctx context.Context, addresses []string) ([]identitytypes.Participant, error) {
	var list []identitytypes.Participant
	for _, address := range addresses {
		participant, err := k.known(ctx, address)
		if err != nil {
			return nil, err
		}
		list = types.AppendParticipant(list, participant)
		if participant.Responsible == "" {
			continue
		}
		responsible, err := k.known(ctx, participant.Responsible)
		if err != nil {
			return nil, err
		}
		list = types.AppendParticipant(list, responsible)
	}
	return list, nil
}

// known returns what is known of an address.
func (k *Keeper) known(ctx context.Context, address string) (identitytypes.Participant, error) {
	participant, err := k.party(ctx, address)
	if errors.Is(err, identitytypes.ErrUnknownParticipant) {
		return identitytypes.Participant{Address: address}, nil
	}
	return participant, err
}
