// Package work knows the kinds of example work: for each the agent's program and the check that a validator runs.
//
// The two never share code for the figures themselves: a check recomputes by another algorithm, or verifies a witness, so
// that an error in one does not pass the other.
package work

import (
	"fmt"
	"slices"

	"github.com/agijobs/agijobs/examples/work/crews"
	"github.com/agijobs/agijobs/examples/work/labour"
	"github.com/agijobs/agijobs/examples/work/statute"
	"github.com/agijobs/agijobs/examples/work/task"
)

// Report is what a check found.
type Report = task.Report

// Kind is one kind of work.
type Kind struct {
	// Name with version, as in the head of the spec.
	Name string
	// Folder under examples/.
	Folder string
	// Do is the agent's program: from spec and input to the result.
	Do func(spec, input []byte) ([]byte, error)
	// Check recomputes and judges a result. An error means that the check itself could not run.
	Check func(spec, input, result []byte) (Report, error)
}

// Kinds lists all kinds of work, sorted by name.
func Kinds() []Kind {
	return []Kind{
		{Name: crews.Kind, Folder: "crew-assignment", Do: crews.Do, Check: crews.Check},
		{Name: labour.Kind, Folder: "labour-statistics", Do: labour.Do, Check: labour.Check},
		{Name: statute.Kind, Folder: "statute-terms", Do: statute.Do, Check: statute.Check},
	}
}

// Lookup finds a kind by its name.
func Lookup(name string) (Kind, error) {
	kinds := Kinds()
	i := slices.IndexFunc(kinds, func(k Kind) bool { return k.Name == name })
	if i < 0 {
		return Kind{}, fmt.Errorf("work: no program for kind %q", name)
	}
	return kinds[i], nil
}

// ForSpec finds the kind that a spec asks for, and the head of the spec.
func ForSpec(spec []byte) (Kind, task.Spec, error) {
	head, err := task.ParseSpec(spec)
	if err != nil {
		return Kind{}, task.Spec{}, err
	}
	kind, err := Lookup(head.Kind)
	return kind, head, err
}
