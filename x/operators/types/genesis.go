package types

import (
	"bytes"
	"time"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// maxTime is the last moment that nanoseconds in 64 bits can name; the queue of removals is sorted by them.
var maxTime = time.Date(2262, 1, 1, 0, 0, 0, 0, time.UTC)

// DefaultGenesis is the genesis of a new chain: whoever holds seats in it is registered when the chain starts.
func DefaultGenesis() *GenesisState { return &GenesisState{Params: DefaultParams()} }

// Validate checks that records are sorted and unique, and that who is removed is an operator.
func (gs GenesisState) Validate() error {
	if err := gs.Params.Validate(); err != nil {
		return err
	}
	known := make(map[string]bool, len(gs.Operators))
	var last sdk.AccAddress
	for _, o := range gs.Operators {
		addr, err := next("operator", o.Address, last)
		if err != nil {
			return err
		}
		last, known[o.Address] = addr, true
	}
	last = nil
	for _, r := range gs.Removals {
		addr, err := next("removal", r.Operator, last)
		if err != nil {
			return err
		}
		if !known[r.Operator] {
			return errorsmod.Wrapf(ErrInvalidGenesis, "removal of %s, who is no operator", r.Operator)
		}
		if err := r.Validate(); err != nil {
			return err
		}
		last = addr
	}
	return nil
}

// Validate checks a removal.
func (r Removal) Validate() error {
	if err := ValidateReason(r.Reason); err != nil {
		return err
	}
	if r.Unbonding.IsNil() || r.Unbonding.IsNegative() {
		return errorsmod.Wrapf(ErrInvalidGenesis, "removal of %s unbonds a negative amount", r.Operator)
	}
	if r.MaturesAt.Before(r.RemovedAt) || r.MaturesAt.After(maxTime) || r.RemovedAt.Unix() < 0 {
		return errorsmod.Wrapf(ErrInvalidGenesis, "removal of %s matures at %s", r.Operator, r.MaturesAt)
	}
	return nil
}

func next(what, address string, last sdk.AccAddress) (sdk.AccAddress, error) {
	addr, err := ParseAddress(what, address)
	if err != nil {
		return nil, err
	}
	if last != nil && bytes.Compare(last, addr) >= 0 {
		return nil, errorsmod.Wrapf(ErrInvalidGenesis, "%s %s is listed twice or out of order", what, address)
	}
	return addr, nil
}
