package types

import (
	"bytes"
	"context"
	"encoding/json"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// MaxChanges is how many rows of the change log stay on chain: years of a council's work, some megabytes at most. Older
// ones are in the events.
const MaxChanges = 1_000

// ParamsSource reads what the owner may change of one module. The app hands over one for each module, so that this one
// knows none.
type ParamsSource interface {
	// Module names the module.
	Module() string
	// Params returns a JSON object. What a map or a list of things with keys is in the module must be an object by key
	// here, so that each field has one path.
	Params(ctx context.Context) (json.RawMessage, error)
}

// ValidateChanges checks rows and snapshots of a genesis.
func (gs GenesisState) ValidateChanges() error {
	if len(gs.Changes) > MaxChanges {
		return errorsmod.Wrapf(ErrInvalidGenesis, "%d changes; the last %d are kept", len(gs.Changes), MaxChanges)
	}
	for i, c := range gs.Changes {
		// The rows are the last ones that were written, without a gap.
		if want := gs.NextChangeId - uint64(len(gs.Changes)-i); c.Id != want || c.Id == 0 || gs.NextChangeId <= c.Id {
			return errorsmod.Wrapf(ErrInvalidGenesis, "change %d in place of %d; next_change_id is %d", c.Id, want, gs.NextChangeId)
		}
		if err := c.validate(); err != nil {
			return errorsmod.Wrapf(ErrInvalidGenesis, "change %d: %s", c.Id, err)
		}
	}
	before := ""
	for _, s := range gs.Snapshots {
		if s.Module <= before {
			return errorsmod.Wrapf(ErrInvalidGenesis, "snapshot of %q after %q; sort by module, each once", s.Module, before)
		}
		before = s.Module
		if err := s.validate(); err != nil {
			return errorsmod.Wrapf(ErrInvalidGenesis, "snapshot of %s: %s", s.Module, err)
		}
	}
	return nil
}

func (c Change) validate() error {
	if err := ValidateModule(c.Module); err != nil {
		return err
	}
	switch {
	case c.Field == "":
		return errorsmod.Wrap(ErrChangeLog, "field is empty")
	case c.OldValue == c.NewValue:
		return errorsmod.Wrap(ErrChangeLog, "nothing has changed")
	case c.Height < 0:
		return errorsmod.Wrapf(ErrChangeLog, "height %d", c.Height)
	}
	for _, value := range []string{c.OldValue, c.NewValue} {
		if value == "" {
			continue
		}
		if err := canonical([]byte(value)); err != nil {
			return err
		}
	}
	for _, voter := range c.Voters {
		if _, err := sdk.AccAddressFromBech32(voter); err != nil {
			return errorsmod.Wrapf(ErrInvalidAddress, "voter %q: %s", voter, err)
		}
	}
	return nil
}

func (s ModuleSnapshot) validate() error {
	if err := ValidateModule(s.Module); err != nil {
		return err
	}
	if _, err := Flatten(s.Json); err != nil {
		return err
	}
	return canonical(s.Json)
}

func canonical(value []byte) error {
	want, err := Canonical(value)
	if err == nil && !bytes.Equal(want, value) {
		return errorsmod.Wrapf(ErrChangeLog, "%s is written as %s", value, want)
	}
	return err
}
