package types

import (
	"slices"

	errorsmod "cosmossdk.io/errors"
)

// Each check is asked of every judge of every job, so there are few.
const (
	maxRequiredChecks = 8
	maxExtraChecks    = 4
	// maxQuestion: a sentence; the rule behind it lies at the uri.
	maxQuestion = 256
)

// validateChecks: sorted by name, so that each stands once and a job's union is sorted too.
func (c Category) validateChecks() error {
	if len(c.RequiredChecks) > maxRequiredChecks {
		return errorsmod.Wrapf(ErrChecks, "%d required_checks, at most %d are allowed", len(c.RequiredChecks), maxRequiredChecks)
	}
	names := make([]string, len(c.RequiredChecks))
	for i, check := range c.RequiredChecks {
		names[i] = check.Name
	}
	if err := sortedChecks(names); err != nil {
		return err
	}
	for _, check := range c.RequiredChecks {
		if err := text("question of check "+check.Name, check.Question, 1, maxQuestion, false); err != nil {
			return err
		}
		if check.Uri == "" {
			continue
		}
		if err := uri("uri of check "+check.Name, check.Uri); err != nil {
			return err
		}
	}
	return nil
}

// sortedChecks checks names that are kept in state: ascending, hence each once.
func sortedChecks(names []string) error {
	for i, name := range names {
		if err := validSlug("check", name); err != nil {
			return errorsmod.Wrap(ErrChecks, err.Error())
		}
		if i > 0 && name <= names[i-1] {
			return errorsmod.Wrapf(ErrChecks, "%q after %q; sort by name, each once", name, names[i-1])
		}
	}
	return nil
}

// validateExtraChecks: in any order; what the category asks already may be asked again.
func validateExtraChecks(names []string) error {
	if len(names) > maxExtraChecks {
		return errorsmod.Wrapf(ErrChecks, "%d extra_checks, at most %d are allowed; join some in the spec", len(names), maxExtraChecks)
	}
	for i, name := range names {
		if err := validSlug("check", name); err != nil {
			return errorsmod.Wrap(ErrChecks, err.Error())
		}
		if slices.Contains(names[:i], name) {
			return errorsmod.Wrapf(ErrChecks, "%q appears twice", name)
		}
	}
	return nil
}

// ChecksWith returns the names of all checks of a job: the category's and its employer's, ascending, each once; nil if
// there are none.
func (c Category) ChecksWith(extra []string) []string {
	var names []string
	for _, check := range c.RequiredChecks {
		names = append(names, check.Name)
	}
	names = append(names, extra...)
	slices.Sort(names)
	return slices.Compact(names)
}

// validateChecks checks the names that a job keeps.
func (j Job) validateChecks() error {
	if limit := maxRequiredChecks + maxExtraChecks; len(j.Checks) > limit {
		return errorsmod.Wrapf(ErrChecks, "%d checks, at most %d are possible", len(j.Checks), limit)
	}
	return sortedChecks(j.Checks)
}
