package keeper

import (
	"context"
	"errors"
	"time"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

// Terms returns the newest terms of participation; the zero value on a chain without terms.
func (k *Keeper) Terms(ctx context.Context) (types.Terms, error) {
	terms, err := k.terms.Get(ctx)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Terms{}, nil
	}
	return terms, err
}

// requireTerms refuses new business to a participant who has not acknowledged the terms that are required now. One key read. The
// treasury is exempt, and so is everybody on a chain without terms.
func (k *Keeper) requireTerms(ctx context.Context, p types.Participant) error {
	terms, err := k.Terms(ctx)
	if err != nil {
		return err
	}
	return terms.Check(p, blockTime(ctx))
}

// MayStart asks what every entry message asks of a sender who needs no role: active, not expired, terms acknowledged. Two key reads.
func (k *Keeper) MayStart(ctx context.Context, addr sdk.AccAddress) error {
	return k.requireEntry(ctx, addr)
}

// SetTerms publishes a new version. It stops new business only, from effectiveAt on (nil: at once), of those who have not acknowledged
// it: duties and exits ask for no terms, nobody is slashed and nobody leaves a pool.
func (k *Keeper) SetTerms(ctx context.Context, uri string, sha256 []byte, effectiveAt *time.Time) (uint64, error) {
	old, err := k.Terms(ctx)
	if err != nil {
		return 0, err
	}
	next, err := old.Next(uri, sha256, effectiveAt, blockTime(ctx))
	if err != nil {
		return 0, err
	}
	if err := k.terms.Set(ctx, next); err != nil {
		return 0, err
	}
	return next.Version, emit(ctx, &types.EventTermsSet{Terms: next})
}

// AcknowledgeTerms notes that a participant has acknowledged a version. A suspended or expired participant may: it is no business.
func (k *Keeper) AcknowledgeTerms(ctx context.Context, addr sdk.AccAddress, version uint64) error {
	p, err := k.stored(ctx, addr)
	if err != nil {
		return err
	}
	if err := requireNotRevoked(p); err != nil {
		return err
	}
	terms, err := k.Terms(ctx)
	if err != nil {
		return err
	}
	if terms.Version == 0 {
		return types.ErrNoTerms
	}
	if err := terms.Acknowledged(p, version, blockTime(ctx)); err != nil {
		return err
	}
	p.AcknowledgedTerms = version
	if err := k.participants.Set(ctx, addr, p); err != nil {
		return err
	}
	return emit(ctx, &types.EventTermsAcknowledged{Address: p.Address, Version: version})
}
