package keeper

import (
	"context"
	"errors"
	"time"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

// Reasons of EventNameChanged. A revocation has the code that was given.
const (
	reasonRenewed     = "renewed"
	reasonController  = "controller"
	reasonTransferred = "transferred"
)

// RegisterName registers a free name for an owner. What an earlier holder had ends here and does not bind: his controller's roles, his
// attestations, and, since they are older than their parent, the names below.
func (k *Keeper) RegisterName(ctx context.Context, by sdk.AccAddress, n types.Name) error {
	parent, err := k.registrarOf(ctx, by, n.Name)
	if err != nil {
		return err
	}
	old, err := k.freeName(ctx, by, n.Name, parent)
	if err != nil {
		return err
	}
	now := blockTime(ctx)
	if err := types.CheckNameEnd(n.ExpiresAt, parent, k.isAuthority(by), now); err != nil {
		return err
	}
	if err := k.endHolding(ctx, by, old); err != nil {
		return err
	}
	n.RegisteredAt, n.Generation, n.Revoked = now, old.Generation+1, false
	if err := k.names.Set(ctx, n.Name, n); err != nil {
		return err
	}
	return emit(ctx, &types.EventNameRegistered{Name: n, RegisteredBy: by.String()})
}

// registrarOf returns the live parent of a name, nil for a top-level one, and asks whether the sender may give out its children: the authority
// may, and its owner while in good standing.
func (k *Keeper) registrarOf(ctx context.Context, by sdk.AccAddress, name string) (*types.Name, error) {
	above := types.ParentName(name)
	if above == "" {
		return nil, k.requireAuthority(by.String())
	}
	parent, err := k.Resolve(ctx, above)
	if err != nil {
		return nil, err
	}
	if !k.isAuthority(by) && parent.Owner != by.String() {
		return nil, errorsmod.Wrapf(types.ErrNotParentOwner, "%s is %s's", above, parent.Owner)
	}
	return &parent, k.requireNameEntry(ctx, by)
}

// freeName returns the record of an earlier holder, empty if there was none, or why the name is not free.
func (k *Keeper) freeName(ctx context.Context, by sdk.AccAddress, name string, parent *types.Name) (types.Name, error) {
	old, err := k.names.Get(ctx, name)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Name{}, nil
	}
	if err != nil {
		return old, err
	}
	params, err := k.params.Get(ctx)
	if err != nil {
		return old, err
	}
	if parent == nil || !old.Orphaned(*parent) {
		if err := old.Free(blockTime(ctx), params.NameGrace); err != nil {
			return old, err
		}
	}
	// A root grants roles by the authority's word for its holder: nobody else chooses the next one.
	isRoot, err := k.roleRoots.Has(ctx, name)
	if err == nil && isRoot && !k.isAuthority(by) {
		err = errorsmod.Wrapf(types.ErrRoleRootName, "%s", name)
	}
	return old, err
}

// RenewName gives a name a later end, also while it has expired and nobody else may register it. The roles that it gave its controller last as
// long, if its parent still grants them.
func (k *Keeper) RenewName(ctx context.Context, by sdk.AccAddress, name string, end *time.Time) error {
	parent, err := k.registrarOf(ctx, by, name)
	if err != nil {
		return err
	}
	n, err := k.name(ctx, name)
	if err != nil {
		return err
	}
	if err := k.requireRenewable(ctx, n, parent); err != nil {
		return err
	}
	if n.ExpiresAt == nil || end != nil && !end.After(*n.ExpiresAt) {
		return errorsmod.Wrapf(types.ErrNameEnd, "%s would not end later than it does", name)
	}
	if err := types.CheckNameEnd(end, parent, k.isAuthority(by), blockTime(ctx)); err != nil {
		return err
	}
	n.ExpiresAt = end
	if err := k.changeName(ctx, by, n, reasonRenewed); err != nil {
		return err
	}
	return k.prolongController(ctx, by, n)
}

func (k *Keeper) requireRenewable(ctx context.Context, n types.Name, parent *types.Name) error {
	params, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	if parent != nil && n.Orphaned(*parent) {
		return errorsmod.Wrapf(types.ErrNameOrphaned, "%s", n.Name)
	}
	return n.Renewable(blockTime(ctx), params.NameGrace)
}

func (k *Keeper) prolongController(ctx context.Context, by sdk.AccAddress, n types.Name) error {
	root, err := k.roleRoots.Get(ctx, types.ParentName(n.Name))
	if errors.Is(err, collections.ErrNotFound) || err == nil && !root.Active {
		return nil
	}
	if err != nil {
		return err
	}
	// As an enrolment would be refused.
	err = k.requireOrganisation(ctx, types.ADMISSION_PATH_NAME, root.OrganisationId)
	if errors.Is(err, types.ErrInactiveOrganisation) {
		return nil
	}
	if err != nil {
		return err
	}
	return k.ProlongRoles(ctx, by, n.Controller, types.ADMISSION_PATH_NAME, types.NameSource(n.Name), root.Roles, n.ExpiresAt)
}

// SetNameController says what address a name stands for. It is a duty: an owner whose own standing is in doubt still takes a name from a stolen key.
func (k *Keeper) SetNameController(ctx context.Context, by sdk.AccAddress, name, controller string) error {
	n, err := k.ownedName(ctx, by, name)
	if err != nil {
		return err
	}
	if n.Revoked {
		return errorsmod.Wrapf(types.ErrNameRevoked, "%s", name)
	}
	if n.Controller == controller {
		return errorsmod.Wrapf(types.ErrNameUnchanged, "%s stands for %s", name, controller)
	}
	if err := k.endController(ctx, n); err != nil {
		return err
	}
	n.Controller = controller
	return k.changeName(ctx, by, n, reasonController)
}

// TransferName gives a live name to another owner, who then controls it. A role root is not given away: its owner admits by the authority's
// word for him.
func (k *Keeper) TransferName(ctx context.Context, by sdk.AccAddress, name, owner string) error {
	n, err := k.ownedName(ctx, by, name)
	if err != nil {
		return err
	}
	if _, err := k.Resolve(ctx, name); err != nil {
		return err
	}
	if err := k.requireNameEntry(ctx, by); err != nil {
		return err
	}
	if n.Owner == owner {
		return errorsmod.Wrapf(types.ErrNameUnchanged, "%s is %s's", name, owner)
	}
	isRoot, err := k.roleRoots.Has(ctx, name)
	if err == nil && isRoot {
		err = errorsmod.Wrapf(types.ErrRoleRootName, "%s", name)
	}
	if err != nil {
		return err
	}
	if err := k.endHolding(ctx, by, n); err != nil {
		return err
	}
	n.Owner, n.Controller = owner, owner
	return k.changeName(ctx, by, n, reasonTransferred)
}

// RevokeName ends a name at once, and with it all that hangs below: no name is live without those above it.
func (k *Keeper) RevokeName(ctx context.Context, by sdk.AccAddress, name, reason string) error {
	n, err := k.name(ctx, name)
	if err != nil {
		return err
	}
	if n.Revoked {
		return errorsmod.Wrapf(types.ErrNameRevoked, "%s", name)
	}
	if err := k.endHolding(ctx, by, n); err != nil {
		return err
	}
	if now := blockTime(ctx); !n.Expired(now) {
		n.ExpiresAt = &now
	}
	n.Revoked = true
	return k.changeName(ctx, by, n, reason)
}

func (k *Keeper) changeName(ctx context.Context, by sdk.AccAddress, n types.Name, reason string) error {
	if err := k.names.Set(ctx, n.Name, n); err != nil {
		return err
	}
	return emit(ctx, &types.EventNameChanged{Name: n, ChangedBy: by.String(), Reason: reason})
}

// endHolding ends what a holder had of a name: the roles of its controller, and the attestations with theirs. The empty name had none.
func (k *Keeper) endHolding(ctx context.Context, by sdk.AccAddress, n types.Name) error {
	if n.Name == "" {
		return nil
	}
	if err := k.endController(ctx, n); err != nil {
		return err
	}
	return k.endAttestations(ctx, by, types.NameSource(n.Name))
}

func (k *Keeper) endController(ctx context.Context, n types.Name) error {
	return k.EndRoles(ctx, n.Controller, types.ADMISSION_PATH_NAME, types.NameSource(n.Name))
}
