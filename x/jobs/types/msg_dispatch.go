package types

import (
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// This file holds the messages of DISPATCH.

var (
	_ sdk.HasValidateBasic = (*MsgDeclareAvailability)(nil)
	_ sdk.HasValidateBasic = (*MsgEndAvailability)(nil)
	_ sdk.HasValidateBasic = (*MsgDeclineJob)(nil)
)

// ValidateBasic checks sender, categories and bounds.
func (m *MsgDeclareAvailability) ValidateBasic() error {
	if err := firstError(
		address("agent", m.Agent),
		between("capacity", m.Capacity, 1, maxCapacity),
		notNegative("min_payout", m.MinPayout),
	); err != nil {
		return err
	}
	if n := len(m.Categories); n < 1 || n > maxRosterCategories {
		return errorsmod.Wrapf(ErrAvailability, "%d categories; name 1 to %d", n, maxRosterCategories)
	}
	for i, slug := range m.Categories {
		if err := validSlug("category", slug); err != nil {
			return err
		}
		if i > 0 && m.Categories[i-1] >= slug {
			return errorsmod.Wrapf(ErrAvailability, "categories: %q after %q; sort them, each once", slug, m.Categories[i-1])
		}
	}
	return nil
}

// ValidateBasic checks the sender.
func (m *MsgEndAvailability) ValidateBasic() error { return address("agent", m.Agent) }

// ValidateBasic checks sender and job.
func (m *MsgDeclineJob) ValidateBasic() error { return party("agent", m.Agent, m.JobId) }
