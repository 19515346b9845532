package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

// InitGenesis writes the genesis and creates accounts that x/auth's genesis does not hold. It runs after x/auth's.
func (k *Keeper) InitGenesis(ctx context.Context, gs types.GenesisState) error {
	if err := gs.Validate(); err != nil {
		return err
	}
	if err := k.params.Set(ctx, gs.Params); err != nil {
		return err
	}
	for _, o := range gs.Organisations {
		if err := k.organisations.Set(ctx, o.Id, o); err != nil {
			return err
		}
	}
	for _, p := range gs.Participants {
		if err := k.initParticipant(ctx, p); err != nil {
			return err
		}
	}
	for _, u := range gs.RegistrarUsage {
		addr, err := types.ParseAddress("registrar", u.Registrar)
		if err != nil {
			return err
		}
		if err := k.usage.Set(ctx, addr, u); err != nil {
			return err
		}
	}
	return k.initSources(ctx, gs)
}

// initSources writes what grants admissions and what was granted.
func (k *Keeper) initSources(ctx context.Context, gs types.GenesisState) error {
	for _, u := range gs.SourceUsage {
		if err := k.sourceUsage.Set(ctx, u.Source, u); err != nil {
			return err
		}
	}
	if gs.Lock.Locked {
		if err := k.lock.Set(ctx, gs.Lock); err != nil {
			return err
		}
	}
	for _, init := range []func(context.Context, types.GenesisState) error{
		k.initAllowlists, k.initTokens, k.initNames, k.initAttestations, k.initCredentials, k.initTerms, k.initKeys,
	} {
		if err := init(ctx, gs); err != nil {
			return err
		}
	}
	return nil
}

// exportSources reads what initSources writes.
func (k *Keeper) exportSources(ctx context.Context, gs *types.GenesisState) error {
	if err := k.sourceUsage.Walk(ctx, nil, func(_ string, u types.SourceUsage) (bool, error) {
		gs.SourceUsage = append(gs.SourceUsage, u)
		return false, nil
	}); err != nil {
		return err
	}
	lock, err := k.lock.Get(ctx)
	if err != nil && !errors.Is(err, collections.ErrNotFound) {
		return err
	}
	gs.Lock = lock
	for _, export := range []func(context.Context, *types.GenesisState) error{
		k.exportAllowlists, k.exportTokens, k.exportNames, k.exportAttestations, k.exportCredentials, k.exportTerms, k.exportKeys,
	} {
		if err := export(ctx, gs); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) initParticipant(ctx context.Context, p types.Participant) error {
	addr, err := types.ParseAddress("address", p.Address)
	if err != nil {
		return err
	}
	if err := k.requireOutside(ctx, addr); err != nil {
		return err
	}
	k.ensureAccount(ctx, addr)
	return k.participants.Set(ctx, addr, p)
}

// ExportGenesis returns the whole state.
func (k *Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	gs := types.DefaultGenesis()
	params, err := k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	gs.Params = params
	if err := k.organisations.Walk(ctx, nil, func(_ string, o types.Organisation) (bool, error) {
		gs.Organisations = append(gs.Organisations, o)
		return false, nil
	}); err != nil {
		return nil, err
	}
	if err := k.participants.Walk(ctx, nil, func(_ sdk.AccAddress, p types.Participant) (bool, error) {
		gs.Participants = append(gs.Participants, p)
		return false, nil
	}); err != nil {
		return nil, err
	}
	err = k.usage.Walk(ctx, nil, func(_ sdk.AccAddress, u types.RegistrarUsage) (bool, error) {
		gs.RegistrarUsage = append(gs.RegistrarUsage, u)
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	return gs, k.exportSources(ctx, gs)
}
