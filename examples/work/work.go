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
	"github.com/agijobs/agijobs/examples/work/language"
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

// Kinds lists the kinds of work that are one job each, sorted by name.
func Kinds() []Kind {
	return []Kind{
		{Name: crews.Kind, Folder: "crew-assignment", Do: crews.Do, Check: crews.Check},
		{Name: labour.Kind, Folder: "labour-statistics", Do: labour.Do, Check: labour.Check},
		{Name: statute.Kind, Folder: "statute-terms", Do: statute.Do, Check: statute.Check},
	}
}

// Stages lists the kinds of work of the example program, in its order.
func Stages() []Kind {
	var kinds []Kind
	for _, s := range language.Stages() {
		kinds = append(kinds, Kind{Name: s.Kind, Folder: ProgramFolder, Do: s.Do, Check: s.Check})
	}
	return kinds
}

// Lookup finds a kind by its name, also of the stages.
func Lookup(name string) (Kind, error) {
	kinds := slices.Concat(Kinds(), Stages())
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
