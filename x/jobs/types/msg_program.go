package types

import (
	"slices"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// This file holds the messages of programs.

var (
	_ sdk.HasValidateBasic = (*MsgCreateProgram)(nil)
	_ sdk.HasValidateBasic = (*MsgFundProgram)(nil)
	_ sdk.HasValidateBasic = (*MsgSetAllotment)(nil)
	_ sdk.HasValidateBasic = (*MsgPauseProgram)(nil)
	_ sdk.HasValidateBasic = (*MsgResumeProgram)(nil)
	_ sdk.HasValidateBasic = (*MsgCloseProgram)(nil)
	_ sdk.HasValidateBasic = (*MsgApproveProgram)(nil)
)

// ValidateBasic checks all that needs no state.
func (m *MsgCreateProgram) ValidateBasic() error {
	return firstError(
		address("sponsor", m.Sponsor),
		validateProgramRules(m.Title, m.Document, m.Priority, m.Categories, m.MaxPayout),
		positive("budget", m.Budget),
		m.validateDelegates(),
	)
}

// validateDelegates: each once, and together no more than the budget.
func (m *MsgCreateProgram) validateDelegates() error {
	if len(m.Delegates) >= MaxAllotments {
		return errorsmod.Wrapf(ErrDelegate, "%d delegates, at most %d are allowed", len(m.Delegates), MaxAllotments-1)
	}
	sum := math.ZeroInt()
	var seen []string
	for i, d := range m.Delegates {
		if d.ProgramId != 0 {
			return errorsmod.Wrapf(ErrDelegate, "delegate %d: leave program_id unset, the chain gives it", i+1)
		}
		if err := firstError(address("delegate", d.Delegate), positive("left", d.Left)); err != nil {
			return errorsmod.Wrapf(err, "delegate %d", i+1)
		}
		if d.Delegate == m.Sponsor || slices.Contains(seen, d.Delegate) {
			return errorsmod.Wrapf(ErrDelegate, "%s has an allotment already; the sponsor's own is what nobody else has", d.Delegate)
		}
		seen, sum = append(seen, d.Delegate), sum.Add(d.Left)
	}
	if budget := orZero(m.Budget); sum.GT(budget) {
		return errorsmod.Wrapf(ErrAllotment, "the delegates get %s of a budget of %s", sum, budget)
	}
	return nil
}

// ValidateBasic checks all that needs no state.
func (m *MsgFundProgram) ValidateBasic() error {
	return firstError(address("sponsor", m.Sponsor), programID(m.ProgramId), positive("amount", m.Amount))
}

// ValidateBasic checks all that needs no state.
func (m *MsgSetAllotment) ValidateBasic() error {
	return firstError(
		address("sponsor", m.Sponsor), programID(m.ProgramId), address("delegate", m.Delegate), notNegative("left", m.Left))
}

// ValidateBasic checks all that needs no state.
func (m *MsgPauseProgram) ValidateBasic() error {
	return firstError(address("sender", m.Sender), programID(m.ProgramId))
}

// ValidateBasic checks all that needs no state.
func (m *MsgResumeProgram) ValidateBasic() error {
	return firstError(address("sender", m.Sender), programID(m.ProgramId))
}

// ValidateBasic checks all that needs no state.
func (m *MsgCloseProgram) ValidateBasic() error {
	return firstError(address("sponsor", m.Sponsor), programID(m.ProgramId))
}

// ValidateBasic checks all that needs no state.
func (m *MsgApproveProgram) ValidateBasic() error {
	if _, known := Priority_name[int32(m.Priority)]; !known {
		return errorsmod.Wrapf(ErrPriority, "unknown priority %d", m.Priority)
	}
	return firstError(address("authority", m.Authority), programID(m.ProgramId))
}

// programID checks the id of a program, which is made like a job's.
func programID(id uint64) error {
	if !validJobID(id) {
		return errorsmod.Wrapf(ErrProgramNotFound, "%d is no id that the chain gives", id)
	}
	return nil
}
