package types

import (
	errorsmod "cosmossdk.io/errors"
)

// This file holds the rules of programs: budgets, allotments, labels, dependencies.

// validateProgram: what a posting says of its program.
func (m *MsgPostJob) validateProgram() error {
	for _, field := range []struct {
		used           bool
		name, whatElse string
	}{
		{m.Program != 0, "program", "leave it 0: the employer pays"},
		{m.Label != "", "label", "leave it empty; name the job by its title"},
		{len(m.DependsOn) != 0, "depends_on", "leave it empty and post the job when the others have completed"},
		{m.BlockedFor != nil && *m.BlockedFor != 0, "blocked_for", "leave it unset; no job waits for others yet"},
	} {
		if field.used {
			return errorsmod.Wrapf(ErrNotAvailable, "%s: %s", field.name, field.whatElse)
		}
	}
	return nil
}

// validateProgram checks what a record says of its program.
func (j Job) validateProgram() error { return nil }

// validatePrograms checks the programs and allotments of a genesis against its jobs.
func (gs GenesisState) validatePrograms() error { return nil }
