package types

import errorsmod "cosmossdk.io/errors"

// DefaultGenesis is the genesis of a new chain: clock and supply are read from the chain when it starts.
func DefaultGenesis() *GenesisState {
	return &GenesisState{Params: DefaultParams(), Currency: DefaultCurrency(), MoneyRecords: []MoneyRecord{}}
}

// Validate refuses what contradicts itself; that the sums equal the bank's supply is checked when the chain starts.
func (gs GenesisState) Validate() error {
	if err := gs.Params.Validate(); err != nil {
		return err
	}
	if err := gs.Currency.Validate(); err != nil {
		return err
	}
	if gs.Clock != nil {
		if err := gs.Clock.Validate(); err != nil {
			return err
		}
	}
	if err := gs.validateBrake(); err != nil {
		return err
	}
	if err := gs.validateCouncil(); err != nil {
		return err
	}
	if err := gs.ValidateChanges(); err != nil {
		return err
	}
	return gs.validateMoney()
}

func (gs GenesisState) validateMoney() error {
	if gs.GenesisSupply == nil && len(gs.MoneyRecords) > 0 {
		return errorsmod.Wrap(ErrInvalidGenesis, "money records without genesis_supply; give both or neither")
	}
	if gs.GenesisSupply != nil && (gs.GenesisSupply.IsNil() || gs.GenesisSupply.IsNegative()) {
		return errorsmod.Wrap(ErrInvalidGenesis, "genesis_supply must be 0 or more, or empty in a new chain")
	}
	seen := make(map[string]bool, len(gs.MoneyRecords))
	for _, r := range gs.MoneyRecords {
		if err := r.Validate(); err != nil {
			return err
		}
		if seen[r.Module] {
			return errorsmod.Wrapf(ErrInvalidGenesis, "two money records of module %s", r.Module)
		}
		seen[r.Module] = true
	}
	return nil
}
