package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/reputation/types"
)

// deal is what two participants' groups have had to do with each other.
type deal struct {
	types.Dealing
	pair types.Pair
}

// dealing reads the pair of two participants' groups.
func (k *Keeper) dealing(ctx context.Context, params types.Params, now int64, a, b sdk.AccAddress) (deal, error) {
	first, err := k.group(ctx, a)
	if err != nil {
		return deal{}, err
	}
	second, err := k.group(ctx, b)
	if err != nil {
		return deal{}, err
	}
	d := deal{pair: types.NewPair(first, second)}
	if first.Meets(second) {
		d.Same = true
		return d, nil
	}
	stored, err := k.Pairs.Get(ctx, collections.Join(d.pair.First, d.pair.Second))
	if errors.Is(err, collections.ErrNotFound) {
		return d, nil
	}
	d.pair, d.Earlier = stored, stored.Earlier(now, params.PairWindow)
	return d, err
}

// gained notes a gain of the pair.
func (k *Keeper) gained(ctx context.Context, params types.Params, now int64, d deal) error {
	if d.Same {
		return nil
	}
	d.pair.Add(now, params.PairWindow)
	return k.Pairs.Set(ctx, collections.Join(d.pair.First, d.pair.Second), d.pair)
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
