package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

// SetRoleRoot makes a name a role root, or changes one. Who was admitted by it keeps what he has until it ends.
func (k *Keeper) SetRoleRoot(ctx context.Context, root types.RoleRoot) error {
	if _, err := k.name(ctx, root.Name); err != nil {
		return err
	}
	if root.OrganisationId != "" {
		if _, err := k.Organisation(ctx, root.OrganisationId); err != nil {
			return err
		}
	}
	if err := k.requireNoWiderRoot(ctx, root); err != nil {
		return err
	}
	root.Roles = types.SortedRoles(root.Roles)
	if err := k.roleRoots.Set(ctx, root.Name, root); err != nil {
		return err
	}
	return emit(ctx, &types.EventRoleRootSet{Root: root})
}

func (k *Keeper) requireNoWiderRoot(ctx context.Context, root types.RoleRoot) error {
	locked, err := k.locked(ctx)
	if err != nil || !locked {
		return err
	}
	old, err := k.roleRoots.Get(ctx, root.Name)
	if errors.Is(err, collections.ErrNotFound) {
		return errorsmod.Wrapf(types.ErrLocked, "role root %s is new", root.Name)
	}
	if err == nil && root.Widens(old) {
		err = errorsmod.Wrapf(types.ErrLocked, "role root %s would grant more", root.Name)
	}
	return err
}

// EnrolWithName admits the controller of a live name right under an active role root; it returns whether he is new.
func (k *Keeper) EnrolWithName(ctx context.Context, sender sdk.AccAddress, applicant, name string) (bool, error) {
	n, root, err := k.underRoot(ctx, name)
	if err != nil {
		return false, err
	}
	if n.Controller != applicant {
		return false, errorsmod.Wrapf(types.ErrNotController, "%s stands for %s", name, n.Controller)
	}
	admission := types.Admission{
		Address: applicant, Kind: root.Kind, OrganisationId: root.OrganisationId, Roles: root.Roles, ExpiresAt: n.ExpiresAt,
	}
	if root.Kind == types.PARTICIPANT_KIND_AI_AGENT {
		admission.Responsible = n.Owner
	}
	return k.Enrol(ctx, Enrolment{
		Path: types.ADMISSION_PATH_NAME, Source: types.NameSource(name), Limit: root.DailyAdmissions, LimitSource: types.NameSource(root.Name),
		Fixed: true, Sender: sender, Admission: admission, Version: n.Generation,
	})
}
