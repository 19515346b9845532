package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"
	govkeeper "github.com/cosmos/cosmos-sdk/x/gov/keeper"

	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/sovereign/types"
)

// DecisionsPrefix starts the keys of the decisions, which stay for ever.
var DecisionsPrefix = collections.NewPrefix(12)

// council is the state of this concept; collections prefixes 10 to 19.
type council struct {
	members   collections.Map[sdk.AccAddress, types.CouncilMember]
	threshold collections.Item[uint64]
	decisions collections.Map[uint64, types.Decision]

	// gov is x/gov, which the council drives; nil in a test of this module alone.
	gov *govkeeper.Keeper
}

func newCouncil(sb *collections.SchemaBuilder, cdc codec.BinaryCodec) council {
	return council{
		members: collections.NewMap(sb, collections.NewPrefix(10), "council_members", sdk.AccAddressKey,
			codec.CollValue[types.CouncilMember](cdc)),
		threshold: collections.NewItem(sb, collections.NewPrefix(11), "council_threshold", collections.Uint64Value),
		decisions: collections.NewMap(sb, DecisionsPrefix, "decisions", collections.Uint64Key,
			codec.CollValue[types.Decision](cdc)),
	}
}

// SetGov names x/gov, whose tally and hooks are this keeper's. Call it once, when the app is wired.
func (k *Keeper) SetGov(gov *govkeeper.Keeper) {
	if k.council.gov != nil {
		panic("x/gov of x/sovereign is set twice")
	}
	k.council.gov = gov
}

func (k *Keeper) initCouncil(ctx context.Context, gs types.GenesisState) error {
	c, err := gs.Council.Normalised()
	if err != nil {
		return err
	}
	if err := k.requireOutside(c); err != nil {
		return err
	}
	for _, d := range gs.Decisions {
		if err := k.council.decisions.Set(ctx, d.ProposalId, d); err != nil {
			return err
		}
	}
	return k.setCouncil(ctx, c)
}

func (k *Keeper) exportCouncil(ctx context.Context, gs *types.GenesisState) (err error) {
	if gs.Council, err = k.Council(ctx); err != nil {
		return err
	}
	return k.council.decisions.Walk(ctx, nil, func(_ uint64, d types.Decision) (bool, error) {
		gs.Decisions = append(gs.Decisions, d)
		return false, nil
	})
}

// Council returns the owner council, its members by address. It is empty on a chain that was started without one.
func (k *Keeper) Council(ctx context.Context) (types.Council, error) {
	threshold, err := k.council.threshold.Get(ctx)
	if err != nil && !errors.Is(err, collections.ErrNotFound) {
		return types.Council{}, err
	}
	c := types.Council{Threshold: threshold}
	err = k.council.members.Walk(ctx, nil, func(_ sdk.AccAddress, m types.CouncilMember) (bool, error) {
		c.Members = append(c.Members, m)
		return false, nil
	})
	return c, err
}

// CouncilMembers returns the addresses of all who hold a seat, in order.
func (k *Keeper) CouncilMembers(ctx context.Context) ([]string, error) {
	council, err := k.Council(ctx)
	if err != nil {
		return nil, err
	}
	addresses := make([]string, len(council.Members))
	for i, member := range council.Members {
		addresses[i] = member.Address
	}
	return addresses, nil
}

// setCouncil replaces the stored council by a normalised one.
func (k *Keeper) setCouncil(ctx context.Context, c types.Council) error {
	if err := k.council.members.Clear(ctx, nil); err != nil {
		return err
	}
	for _, m := range c.Members {
		addr, err := sdk.AccAddressFromBech32(m.Address)
		if err != nil {
			return err
		}
		if err := k.council.members.Set(ctx, addr, m); err != nil {
			return err
		}
	}
	return k.council.threshold.Set(ctx, c.Threshold)
}

// UpdateCouncil replaces members and threshold and counts the open proposals again. Who had accepted keeps that; a change
// that would leave the accepted weight below the threshold is refused.
func (k *Keeper) UpdateCouncil(ctx context.Context, next types.Council) error {
	old, err := k.Council(ctx)
	if err != nil {
		return err
	}
	c, err := old.Replaced(next)
	if err != nil {
		return err
	}
	return k.replaceCouncil(ctx, c)
}

// SeatCouncil replaces members and threshold as genesis does: who is named there as accepted counts at once. No message reaches it; it is for the
// first block of a test network (app/rehearsal.go), where the nation's own council is not asked.
func (k *Keeper) SeatCouncil(ctx context.Context, next types.Council) error {
	if err := next.Validate(); err != nil {
		return err
	}
	c, err := next.Normalised()
	if err != nil {
		return err
	}
	if err := c.RequireQuorate(); err != nil {
		return err
	}
	return k.replaceCouncil(ctx, c)
}

// replaceCouncil sets members and threshold and counts the open proposals again.
func (k *Keeper) replaceCouncil(ctx context.Context, c types.Council) error {
	if err := k.requireOutside(c); err != nil {
		return err
	}
	if err := k.setCouncil(ctx, c); err != nil {
		return err
	}
	if err := typedevent.Emit(sdk.UnwrapSDKContext(ctx), &types.EventCouncilUpdated{Council: c}); err != nil {
		return err
	}
	return k.recount(ctx, c)
}

// AcceptSeat makes a member's weight count from now on and counts the open proposals again.
func (k *Keeper) AcceptSeat(ctx context.Context, addr sdk.AccAddress) error {
	m, err := k.council.members.Get(ctx, addr)
	if errors.Is(err, collections.ErrNotFound) {
		return errorsmod.Wrapf(types.ErrNotMember, "%s was offered no seat", addr)
	}
	if err != nil {
		return err
	}
	if m.Accepted {
		return errorsmod.Wrapf(types.ErrSeatAccepted, "%s", addr)
	}
	m.Accepted = true
	if err := k.council.members.Set(ctx, addr, m); err != nil {
		return err
	}
	c, err := k.Council(ctx)
	if err != nil {
		return err
	}
	event := &types.EventSeatAccepted{Member: m.Address, Weight: m.Weight, AcceptedWeight: c.AcceptedWeight()}
	if err := typedevent.Emit(sdk.UnwrapSDKContext(ctx), event); err != nil {
		return err
	}
	return k.recount(ctx, c)
}

// requireOutside refuses the owner's own account and the treasury as members: a decision cannot be its own voter.
func (k *Keeper) requireOutside(c types.Council) error {
	for _, m := range c.Members {
		if m.Address == k.authority || m.Address == money.TreasuryAddress().String() {
			return errorsmod.Wrapf(types.ErrInvalidCouncil, "%s is an account of the chain itself", m.Address)
		}
	}
	return nil
}

// RequireMember refuses, with ErrNotMember, who has no accepted seat.
func (k *Keeper) RequireMember(ctx context.Context, addr sdk.AccAddress) error {
	m, err := k.council.members.Get(ctx, addr)
	switch {
	case errors.Is(err, collections.ErrNotFound):
		return errorsmod.Wrapf(types.ErrNotMember, "%s has no seat", addr)
	case err != nil:
		return err
	case !m.Accepted:
		return errorsmod.Wrapf(types.ErrNotMember, "%s has yet to send MsgAcceptSeat", addr)
	}
	return nil
}

// HasSeat tells whether the council has a seat for an address, accepted or offered.
func (k *Keeper) HasSeat(ctx context.Context, addr sdk.AccAddress) (bool, error) {
	return k.council.members.Has(ctx, addr)
}

// Protected tells whether an address holds an office of the nation, or was offered one: it always passes the gate, and
// x/identity cannot touch it.
func (k *Keeper) Protected(ctx context.Context, addr sdk.AccAddress) (bool, error) {
	seat, err := k.HasSeat(ctx, addr)
	if err != nil || seat {
		return seat, err
	}
	return k.IsGuardian(ctx, addr)
}
