// Package cliutil holds what the hand-made commands share: exit codes, waiting for a transaction, files.
package cliutil

import "errors"

// Exit codes of agijobsd. Scripts rely on them: a number never changes its meaning.
const (
	// ExitOK: the command did what it was asked for. With --wait the transaction is in a block with code 0.
	ExitOK = 0
	// ExitError: it did not; the text on standard error says why. A refused transaction is an error too.
	ExitError = 1
	// ExitChanges is kept for commands that compare ("plan"): they worked, and they found differences.
	ExitChanges = 2
	// ExitRefused is kept for commands that verify: they worked, and what they were given does not hold.
	ExitRefused = 3
	// ExitIncomplete is kept for commands that verify: nothing contradicts what they were given, but not all of it could be checked.
	ExitIncomplete = 4
)

// exitError is an error with an exit code of its own.
type exitError struct {
	err  error
	code int
}

func (e exitError) Error() string { return e.err.Error() }
func (e exitError) Unwrap() error { return e.err }

// WithExitCode gives an error an exit code. Nil stays nil.
func WithExitCode(err error, code int) error {
	if err == nil {
		return nil
	}
	return exitError{err: err, code: code}
}

// ExitCode returns the exit code for what a command returned.
func ExitCode(err error) int {
	if err == nil {
		return ExitOK
	}
	var coded exitError
	if errors.As(err, &coded) {
		return coded.code
	}
	return ExitError
}
