package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

// AllowlistRoot returns the allow list of a role, or ErrUnknownAllowlist.
func (k *Keeper) AllowlistRoot(ctx context.Context, role types.Role) (types.AllowlistRoot, error) {
	r, err := k.allowlists.Get(ctx, int32(role))
	if errors.Is(err, collections.ErrNotFound) {
		return types.AllowlistRoot{}, errorsmod.Wrapf(types.ErrUnknownAllowlist, "%s", role)
	}
	return r, err
}

// SetAllowlistRoot creates, replaces or deactivates the allow list of a role and returns its version. Who has enrolled already keeps the
// role.
func (k *Keeper) SetAllowlistRoot(ctx context.Context, setting types.AllowlistRoot) (uint64, error) {
	old, err := k.AllowlistRoot(ctx, setting.Role)
	isNew := errors.Is(err, types.ErrUnknownAllowlist)
	if err != nil && (!isNew || setting.Deactivates()) {
		return 0, err
	}
	r := setting.Replacing(old)
	if err := k.requireUnlockedAllowlist(ctx, r, old, isNew); err != nil {
		return 0, err
	}
	if r.OrganisationId != "" {
		if _, err := k.Organisation(ctx, r.OrganisationId); err != nil {
			return 0, err
		}
	}
	if err := k.allowlists.Set(ctx, int32(r.Role), r); err != nil {
		return 0, err
	}
	return r.Version, emit(ctx, &types.EventAllowlistRootSet{Root: r})
}

// requireUnlockedAllowlist refuses, once the wiring is locked, a list for a role that had none and one that is wider than before. New people on
// a list are no wiring.
func (k *Keeper) requireUnlockedAllowlist(ctx context.Context, r, old types.AllowlistRoot, isNew bool) error {
	locked, err := k.locked(ctx)
	if err != nil {
		return err
	}
	if locked && (isNew || r.Widens(old)) {
		return errorsmod.Wrapf(types.ErrLocked, "allow list of %s", r.Role)
	}
	return nil
}

// EnrolWithProof admits an applicant whom a proof shows to be on the allow list of a role. It returns whether the applicant is new.
func (k *Keeper) EnrolWithProof(
	ctx context.Context, sender, applicant sdk.AccAddress, role types.Role, version uint64, proof types.AllowlistProof,
) (bool, error) {
	list, err := k.AllowlistRoot(ctx, role)
	if err != nil {
		return false, err
	}
	if err := list.Check(sdk.UnwrapSDKContext(ctx).ChainID(), applicant, version, proof); err != nil {
		return false, err
	}
	return k.Enrol(ctx, Enrolment{
		Path: types.ADMISSION_PATH_PROOF, Source: types.AllowlistSource(role), Limit: list.DailyAdmissions, Fixed: true, Sender: sender,
		Admission: types.Admission{
			Address: applicant.String(), Kind: list.Kind, OrganisationId: list.OrganisationId,
			Roles: []types.Role{role}, ExpiresAt: list.End(blockTime(ctx)),
		},
		Evidence: list.Root, Version: list.Version,
	})
}
