package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/cached"
	"github.com/agijobs/agijobs/internal/journal"
	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/certificates/types"
)

// This file holds all money of the module: what a purchase takes in leaves at the end of the same block, to seller and agent
// with the certificate to the buyer, or back to the buyer.

// The kinds of journal entries: purchases of the block's transactions come before those that a proposal of the treasury makes
// at its end.
const (
	entryBought byte = iota + 1
	entryBoughtAtEnd
)

// purchase is one MsgBuy whose money has been taken in.
type purchase struct {
	jobID uint64
	buyer sdk.AccAddress
	max   math.Int
}

// Buy takes max in and leaves the rest to the end of the block. What would be refused there already is refused at once.
func (k *Keeper) Buy(ctx sdk.Context, buyer sdk.AccAddress, jobID uint64, maxPrice math.Int) error {
	if _, err := k.offerFor(ctx, purchase{jobID, buyer, maxPrice}); err != nil {
		return err
	}
	ctx.GasMeter().ConsumeGas(types.PurchaseGas, "end of a purchase")
	if err := k.purse.TakeIn(ctx, buyer, maxPrice); err != nil {
		return err
	}
	kind := entryBought
	if !money.InTransaction(ctx) {
		kind = entryBoughtAtEnd
	}
	return k.journal.Append(ctx, journal.Entry{Kind: kind, JobID: jobID, Address: buyer, Amount: maxPrice})
}

// EndBlocker carries out the purchases of the block in its order. Their number is bounded by the block's gas. Each runs in a
// branch of the state of its own and can stop nothing else.
func (k *Keeper) EndBlocker(ctx sdk.Context) error {
	entries, err := k.journal.Drain(ctx)
	if err != nil {
		return err
	}
	for _, kind := range []byte{entryBought, entryBoughtAtEnd} {
		for _, entry := range entries {
			if entry.Kind == kind {
				k.finish(ctx, purchase{entry.JobID, entry.Address, entry.Amount})
			}
		}
	}
	return nil
}

// finish sells or gives the money back.
func (k *Keeper) finish(ctx sdk.Context, p purchase) {
	failure := cached.Run(ctx, func(ctx sdk.Context) error { return k.sell(ctx, p) })
	if failure == nil {
		return
	}
	err := cached.Run(ctx, func(ctx sdk.Context) error { return k.giveBack(ctx, p, failure) })
	if err != nil {
		// Nothing but a broken bank gets here; the coins stay in the module account, where the invariant shows them.
		ctx.Logger().Error("a purchase could not even be paid back", "job", p.jobID, "buyer", p.buyer.String(),
			"amount", p.max.String(), "error", err)
	}
}

// offer is a certificate for sale, with its parties.
type offer struct {
	price         math.Int
	royaltyBps    uint32
	seller, agent sdk.AccAddress
}

// offerFor returns the offer that a purchase would take now, or why there is none. The message asks it and the end of the
// block asks it again, since owner, price and standing may have changed in between.
func (k *Keeper) offerFor(ctx context.Context, p purchase) (offer, error) {
	cert, owner, err := k.Certificate(ctx, p.jobID)
	if err != nil {
		return offer{}, err
	}
	if err := k.identity.MayStart(ctx, p.buyer); err != nil {
		return offer{}, errorsmod.Wrap(err, "buyer")
	}
	if err := k.movable(ctx, cert); err != nil {
		return offer{}, err
	}
	listing, err := k.Listings.Get(ctx, p.jobID)
	if errors.Is(err, collections.ErrNotFound) || (err == nil && listing.Seller != owner.String()) {
		return offer{}, types.ErrNotListed.Wrapf("job %d", p.jobID)
	}
	if err != nil {
		return offer{}, err
	}
	if owner.Equals(p.buyer) {
		return offer{}, types.ErrBuyer.Wrap("it is the owner")
	}
	if err := k.identity.Active(ctx, owner); err != nil {
		return offer{}, types.ErrSeller.Wrap(err.Error())
	}
	if listing.Price.GT(p.max) {
		return offer{}, types.ErrMaxPrice.Wrapf("job %d costs %s, max_price is %s", p.jobID, listing.Price, p.max)
	}
	agent, err := sdk.AccAddressFromBech32(cert.Agent)
	return offer{price: listing.Price, royaltyBps: cert.RoyaltyBps, seller: owner, agent: agent}, err
}

// sell makes coin and certificate change hands. The agent has his royalty whatever has become of him.
func (k *Keeper) sell(ctx sdk.Context, p purchase) error {
	o, err := k.offerFor(ctx, p)
	if err != nil {
		return err
	}
	royalty, rest := types.Split(o.price, o.royaltyBps)
	err = k.payAll(ctx, p.max, payment{o.agent, royalty}, payment{o.seller, rest}, payment{p.buyer, p.max.Sub(o.price)})
	if err != nil {
		return err
	}
	if err := k.Listings.Remove(ctx, p.jobID); err != nil {
		return err
	}
	if err := k.move(ctx, p.jobID, o.seller, p.buyer); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventCertificateSold{
		JobId: p.jobID, Seller: o.seller.String(), Buyer: p.buyer.String(), Price: o.price, Royalty: royalty, Agent: o.agent.String(),
	})
}

// giveBack returns a purchase's money and says why.
func (k *Keeper) giveBack(ctx sdk.Context, p purchase, failure error) error {
	if err := k.payAll(ctx, p.max, payment{p.buyer, p.max}); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventPurchaseFailed{
		JobId: p.jobID, Buyer: p.buyer.String(), Returned: p.max, Reason: failure.Error(),
	})
}

type payment struct {
	to     sdk.AccAddress
	amount math.Int
}

// payAll makes payments and checks them against the module account: what the purchase took in is what went out, to the unit.
func (k *Keeper) payAll(ctx context.Context, takenIn math.Int, payments ...payment) error {
	before, err := k.purse.Balance(ctx)
	if err != nil {
		return err
	}
	for _, p := range payments {
		if err := k.purse.PayOut(ctx, p.to, p.amount); err != nil {
			return err
		}
	}
	after, err := k.purse.Balance(ctx)
	if err != nil {
		return err
	}
	if fell := before.Sub(after); !fell.Equal(takenIn) {
		return types.ErrMoney.Wrapf("the module account fell by %s instead of %s", fell, takenIn)
	}
	return nil
}
