package types

import (
	"slices"
	"time"

	errorsmod "cosmossdk.io/errors"
)

const (
	// maxLabel: a word that people type.
	maxLabel = 64
	// maxDependencies of one job: each is read when it is posted.
	maxDependencies = 16
	// MaxDependents of one label that wait at once: all are woken in one block.
	MaxDependents = 64
	// MaxDependencyWalk bounds the jobs that a posting under a label that others wait for looks at, for a circle.
	MaxDependencyWalk = 256
)

// ValidateLabel checks a label: 1 to 64 of a-z, 0-9, '.', '-' and '_'.
func ValidateLabel(label string) error {
	if label == "" || len(label) > maxLabel {
		return errorsmod.Wrapf(ErrLabel, "%q has %d bytes; use 1 to %d", label, len(label), maxLabel)
	}
	for _, c := range []byte(label) {
		letter, digit := c >= 'a' && c <= 'z', c >= '0' && c <= '9'
		if !letter && !digit && c != '.' && c != '-' && c != '_' {
			return errorsmod.Wrapf(ErrLabel, "%q; use a-z, 0-9, '.', '-' and '_'", label)
		}
	}
	return nil
}

// validateDependencies checks a job's label, what it waits for and how long. Whether the labels exist is the state's.
func validateDependencies(label string, dependsOn []string, wait *time.Duration) error {
	if label != "" {
		if err := ValidateLabel(label); err != nil {
			return err
		}
	}
	if len(dependsOn) == 0 {
		if wait != nil && *wait != 0 {
			return errorsmod.Wrap(ErrDependency, "blocked_for without depends_on: the job waits for nobody, leave it unset")
		}
		return nil
	}
	if len(dependsOn) > maxDependencies {
		return errorsmod.Wrapf(ErrDependency, "%d labels, at most %d are allowed; put a job in between", len(dependsOn), maxDependencies)
	}
	for i, other := range dependsOn {
		if err := ValidateLabel(other); err != nil {
			return errorsmod.Wrap(ErrDependency, err.Error())
		}
		if other == label {
			return errorsmod.Wrapf(ErrDependency, "%q waits for itself", label)
		}
		if slices.Contains(dependsOn[:i], other) {
			return errorsmod.Wrapf(ErrDependency, "%q appears twice", other)
		}
	}
	return blockedFor(wait)
}

// FreesLabel tells whether a job in this status leaves its label to another one: it has ended without the work done.
func (s JobStatus) FreesLabel() bool { return s.Terminal() && s != JOB_STATUS_COMPLETED }
