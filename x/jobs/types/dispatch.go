package types

// This file holds the rules of DISPATCH: rosters, weights, standing, the queue.

// validateDispatch checks what a record says of its dispatch.
func (j Job) validateDispatch() error { return nil }

// validateDispatch checks the availabilities of a genesis.
func (gs GenesisState) validateDispatch() error { return nil }
