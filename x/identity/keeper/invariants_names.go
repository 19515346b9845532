package keeper

import (
	"errors"
	"fmt"
	"strings"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

// checkNameIndexes: each name lies under itself and is indexed once, under its parent and under its owner.
func (k *Keeper) checkNameIndexes(ctx sdk.Context) error {
	var stored, byParent, byOwner int
	if err := k.names.Walk(ctx, nil, func(name string, n types.Name) (bool, error) {
		stored++
		if n.Name != name {
			return true, fmt.Errorf("name %s lies under %s", n.Name, name)
		}
		return false, nil
	}); err != nil {
		return err
	}
	if err := k.names.Indexes.Parent.Walk(ctx, nil, func(parent, name string) (bool, error) {
		byParent++
		if types.ParentName(name) != parent {
			return true, fmt.Errorf("name %s is indexed under %q", name, parent)
		}
		return false, k.requireStored(ctx, name)
	}); err != nil {
		return err
	}
	if err := k.names.Indexes.Owner.Walk(ctx, nil, func(owner sdk.AccAddress, name string) (bool, error) {
		byOwner++
		_, err := k.ownedName(ctx, owner, name)
		return false, err
	}); err != nil {
		return err
	}
	if stored != byParent || stored != byOwner {
		return fmt.Errorf("%d names, %d in the index by parent, %d in that by owner", stored, byParent, byOwner)
	}
	return nil
}

func (k *Keeper) requireStored(ctx sdk.Context, name string) error {
	_, err := k.name(ctx, name)
	return err
}

// checkNameRoles: who holds a role from a name controls it, and behind each attested role that has not run out stands an attestation.
func (k *Keeper) checkNameRoles(ctx sdk.Context) error {
	return k.participants.Walk(ctx, nil, func(addr sdk.AccAddress, p types.Participant) (bool, error) {
		for _, t := range p.RoleTerms {
			if err := k.checkNameRole(ctx, addr, t); err != nil {
				return true, err
			}
		}
		return false, nil
	})
}

func (k *Keeper) checkNameRole(ctx sdk.Context, addr sdk.AccAddress, t types.RoleTerm) error {
	switch {
	case t.Path == types.ADMISSION_PATH_NAME:
		n, err := k.name(ctx, strings.TrimPrefix(t.Source, types.NamePrefix))
		if err == nil && (n.Controller != addr.String() || n.Revoked) {
			err = fmt.Errorf("%s holds %s from %s, which stands for %s (revoked: %t)", addr, t.Role, t.Source, n.Controller, n.Revoked)
		}
		return err
	case t.Path == types.ADMISSION_PATH_ATTESTATION && !t.Expired(blockTime(ctx)):
		_, err := k.attestations.Get(ctx, collections.Join(t.Source, addr))
		if errors.Is(err, collections.ErrNotFound) {
			err = fmt.Errorf("%s holds %s from %s, which attests nothing", addr, t.Role, t.Source)
		}
		return err
	}
	return nil
}
