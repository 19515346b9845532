package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/identity/types"
)

// Organisation returns an organisation, or ErrUnknownOrganisation. The treasury's is built in.
func (k *Keeper) Organisation(ctx context.Context, id string) (types.Organisation, error) {
	if id == types.TreasuryOrganisation {
		return types.TreasuryOrg(), nil
	}
	o, err := k.organisations.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Organisation{}, errorsmod.Wrapf(types.ErrUnknownOrganisation, "%q", id)
	}
	return o, err
}

// Members returns the first participants of an organisation in order of address, whatever their standing, at most limit of
// them: ErrUnknownOrganisation if there is none. For queries.
func (k *Keeper) Members(ctx context.Context, id string, limit int) (members []sdk.AccAddress, err error) {
	if id == types.TreasuryOrganisation {
		return []sdk.AccAddress{money.TreasuryAddress()}, nil
	}
	if _, err := k.Organisation(ctx, id); err != nil {
		return nil, err
	}
	err = k.participants.Indexes.Organisation.Walk(ctx, collections.NewPrefixedPairRange[string, sdk.AccAddress](id),
		func(_ string, addr sdk.AccAddress) (bool, error) {
			if len(members) == limit {
				return true, nil
			}
			members = append(members, addr)
			return false, nil
		})
	return members, err
}

// SetOrganisation creates or replaces an organisation. Its members keep what they hold.
func (k *Keeper) SetOrganisation(ctx context.Context, o types.Organisation) error {
	if err := o.Validate(); err != nil {
		return err
	}
	if err := k.requireNoWiderOrganisation(ctx, o); err != nil {
		return err
	}
	if err := k.organisations.Set(ctx, o.Id, o); err != nil {
		return err
	}
	return emit(ctx, &types.EventOrganisationSet{Organisation: o})
}

// requireNoWiderOrganisation: once the wiring of admissions is locked, no organisation may let attest more than it does.
func (k *Keeper) requireNoWiderOrganisation(ctx context.Context, o types.Organisation) error {
	locked, err := k.locked(ctx)
	if err != nil || !locked {
		return err
	}
	old, err := k.organisations.Get(ctx, o.Id)
	if err != nil && !errors.Is(err, collections.ErrNotFound) {
		return err
	}
	if o.Widens(old) {
		return errorsmod.Wrapf(types.ErrLocked, "representatives of %q could attest more", o.Id)
	}
	return nil
}

// requireOrganisation answers whether a path may admit into an organisation: it must exist, and only the authority fills
// one that is not active.
func (k *Keeper) requireOrganisation(ctx context.Context, path types.AdmissionPath, id string) error {
	if id == "" {
		return nil
	}
	o, err := k.Organisation(ctx, id)
	if err != nil {
		return err
	}
	if !o.Active && path != types.ADMISSION_PATH_AUTHORITY {
		return errorsmod.Wrapf(types.ErrInactiveOrganisation, "%q", id)
	}
	return nil
}
