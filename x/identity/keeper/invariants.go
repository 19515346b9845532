package keeper

import (
	"fmt"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/x/identity/types"
)

// Invariants returns what must always hold.
func (k *Keeper) Invariants() []invariant.Invariant {
	return []invariant.Invariant{
		{Name: types.ModuleName + "/state", Check: k.checkState},
		{Name: types.ModuleName + "/accounts", Check: k.checkAccounts},
		{Name: types.ModuleName + "/organisation_index", Check: k.checkIndex},
		{Name: types.ModuleName + "/name_indexes", Check: k.checkNameIndexes},
		{Name: types.ModuleName + "/name_roles", Check: k.checkNameRoles},
		{Name: types.ModuleName + "/used_tokens", Check: k.checkTokens},
	}
}

// checkState: the state is a valid genesis, so every record keeps the rules and refers to somebody who exists.
func (k *Keeper) checkState(ctx sdk.Context) error {
	gs, err := k.ExportGenesis(ctx)
	if err != nil {
		return err
	}
	return gs.Validate()
}

// checkAccounts: every participant lies under its own address, has an account to sign with, and is no module account.
func (k *Keeper) checkAccounts(ctx sdk.Context) error {
	return k.participants.Walk(ctx, nil, func(addr sdk.AccAddress, p types.Participant) (bool, error) {
		if p.Address != addr.String() {
			return true, fmt.Errorf("%s lies under %s", p.Address, addr)
		}
		if !k.accounts.HasAccount(ctx, addr) {
			return true, fmt.Errorf("%s has no account", p.Address)
		}
		return false, k.requireOutside(ctx, addr)
	})
}

// checkIndex: the index by organisation holds every participant once, under its own organisation.
func (k *Keeper) checkIndex(ctx sdk.Context) error {
	var indexed, stored int
	err := k.participants.Indexes.Organisation.Walk(ctx, nil, func(organisation string, addr sdk.AccAddress) (bool, error) {
		indexed++
		p, err := k.participants.Get(ctx, addr)
		if err == nil && p.OrganisationId != organisation {
			err = fmt.Errorf("%s of organisation %q is indexed under %q", addr, p.OrganisationId, organisation)
		}
		return false, err
	})
	if err != nil {
		return err
	}
	it, err := k.participants.Iterate(ctx, nil)
	if err != nil {
		return err
	}
	keys, err := it.Keys()
	if err != nil {
		return err
	}
	stored = len(keys)
	if indexed != stored {
		return fmt.Errorf("%d participants, %d in the index", stored, indexed)
	}
	return nil
}

var _ collections.Indexes[sdk.AccAddress, types.Participant] = participantIndexes{}
