package keeper

import (
	"context"
	"errors"
	"slices"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/reputation/types"
)

// deal is what a participant's group and those of the other side have had to do with each other.
type deal struct {
	types.Dealing
	pairs []types.Pair
}

// dealing reads the pairs of a participant's group with those of a side: who posted a job, and who pays for it. The worst
// pair counts: a sponsor gains nothing new by a new delegate.
func (k *Keeper) dealing(ctx context.Context, params types.Params, now int64, who sdk.AccAddress, side ...sdk.AccAddress) (d deal, err error) {
	own, err := k.group(ctx, who)
	if err != nil {
		return d, err
	}
	for _, addr := range side {
		other, err := k.group(ctx, addr)
		if err != nil {
			return d, err
		}
		if own.Meets(other) {
			d.Same = true
			return d, nil
		}
		pair, err := k.pair(ctx, types.NewPair(own, other))
		if err != nil {
			return d, err
		}
		d.Earlier = max(d.Earlier, pair.Earlier(now, params.PairWindow))
		if !slices.ContainsFunc(d.pairs, func(p types.Pair) bool { return p.First == pair.First && p.Second == pair.Second }) {
			d.pairs = append(d.pairs, pair)
		}
	}
	return d, nil
}

// pair returns a pair as stored, or as it is if there was no gain yet.
func (k *Keeper) pair(ctx context.Context, pair types.Pair) (types.Pair, error) {
	stored, err := k.Pairs.Get(ctx, collections.Join(pair.First, pair.Second))
	if errors.Is(err, collections.ErrNotFound) {
		return pair, nil
	}
	return stored, err
}

// gained notes a gain of the pairs.
func (k *Keeper) gained(ctx context.Context, params types.Params, now int64, d deal) error {
	if d.Same {
		return nil
	}
	for _, pair := range d.pairs {
		pair.Add(now, params.PairWindow)
		if err := k.Pairs.Set(ctx, collections.Join(pair.First, pair.Second), pair); err != nil {
			return err
		}
	}
	return nil
}

// Group returns the name of the group on whose account somebody deals: an organisation's id, or an address.
func (k *Keeper) Group(ctx context.Context, addr sdk.AccAddress) (string, error) {
	group, err := k.group(ctx, addr)
	return group.Name, err
}

// group returns on whose account somebody deals. Of somebody whom x/identity does not know, that is itself: a settlement's
// scores wait for nobody's record.
func (k *Keeper) group(ctx context.Context, addr sdk.AccAddress) (types.Group, error) {
	participant, err := k.participant(ctx, addr)
	if err != nil || participant.Responsible == "" {
		return types.GroupOf(participant, nil), err
	}
	responsible, err := sdk.AccAddressFromBech32(participant.Responsible)
	if err != nil {
		return types.Group{}, err
	}
	principal, err := k.participant(ctx, responsible)
	return types.GroupOf(participant, &principal), err
}

func (k *Keeper) participant(ctx context.Context, addr sdk.AccAddress) (identitytypes.Participant, error) {
	participant, err := k.identity.Participant(ctx, addr)
	if errors.Is(err, identitytypes.ErrUnknownParticipant) {
		return identitytypes.Participant{Address: addr.String()}, nil
	}
	return participant, err
}
