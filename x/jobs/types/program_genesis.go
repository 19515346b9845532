package types

import (
	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"
)

// validatePrograms checks the programs and allotments of a genesis against its jobs.
func (gs GenesisState) validatePrograms() error {
	state := programSums{programs: map[uint64]Program{}, left: map[uint64]math.Int{}, allotments: map[uint64]int{}, seen: map[allotmentKey]bool{}}
	for _, check := range []func(GenesisState) error{state.readPrograms, state.readAllotments, state.readJobs} {
		if err := check(gs); err != nil {
			return err
		}
	}
	for _, p := range gs.Programs {
		if err := state.check(p); err != nil {
			return err
		}
	}
	return gs.validateLabels()
}

type allotmentKey struct {
	program  uint64
	delegate string
}

// programSums adds up what allotments and jobs say of each program.
type programSums struct {
	programs   map[uint64]Program
	left       map[uint64]math.Int
	allotments map[uint64]int
	seen       map[allotmentKey]bool
	jobs       map[uint64]*Program
}

func (s *programSums) readPrograms(gs GenesisState) error {
	var before uint64
	for _, p := range gs.Programs {
		if p.Id <= before {
			return errorsmod.Wrapf(ErrProgram, "%d after %d; sort by id, each once", p.Id, before)
		}
		before = p.Id
		if err := p.Validate(); err != nil {
			return err
		}
		s.programs[p.Id], s.left[p.Id] = p, math.ZeroInt()
	}
	return nil
}

func (s *programSums) readAllotments(gs GenesisState) error {
	for _, a := range gs.Allotments {
		if _, known := s.programs[a.ProgramId]; !known {
			return errorsmod.Wrapf(ErrProgramNotFound, "allotment of %s in program %d", a.Delegate, a.ProgramId)
		}
		if err := firstError(storedAddress("delegate", a.Delegate), notNegativeUnbounded("left", a.Left)); err != nil {
			return errorsmod.Wrapf(err, "program %d", a.ProgramId)
		}
		key := allotmentKey{a.ProgramId, a.Delegate}
		if s.seen[key] {
			return errorsmod.Wrapf(ErrAllotment, "%s stands twice in program %d", a.Delegate, a.ProgramId)
		}
		s.seen[key] = true
		s.allotments[a.ProgramId]++
		s.left[a.ProgramId] = s.left[a.ProgramId].Add(a.Left)
	}
	return nil
}

func (s *programSums) readJobs(gs GenesisState) error {
	s.jobs = map[uint64]*Program{}
	for _, p := range gs.Programs {
		s.jobs[p.Id] = &Program{Committed: math.ZeroInt()}
	}
	for _, j := range gs.Jobs {
		if j.Program == 0 {
			continue
		}
		sum, known := s.jobs[j.Program]
		if !known {
			return errorsmod.Wrapf(ErrProgramNotFound, "job %d belongs to program %d", j.Id, j.Program)
		}
		if j.Status.Terminal() {
			sum.Ended++
			continue
		}
		sum.Enter(j.LockedEscrow())
	}
	return nil
}

// check holds a program against its sums.
func (s *programSums) check(p Program) error {
	sum := s.jobs[p.Id]
	if !p.Committed.Equal(sum.Committed) || p.Unended != sum.Unended || p.Ended != sum.Ended {
		return errorsmod.Wrapf(ErrProgram, "program %d: committed %s, %d unended, %d ended; its jobs say %s, %d, %d",
			p.Id, p.Committed, p.Unended, p.Ended, sum.Committed, sum.Unended, sum.Ended)
	}
	if n := s.allotments[p.Id]; n > MaxAllotments {
		return errorsmod.Wrapf(ErrAllotment, "program %d has %d, at most %d are allowed", p.Id, n, MaxAllotments)
	}
	// The sponsor's own takes in what comes back. It goes with all others when the rest of the budget is paid back.
	if !s.seen[allotmentKey{p.Id, p.Sponsor}] && (!p.Over() || s.allotments[p.Id] > 0) {
		return errorsmod.Wrapf(ErrAllotment, "program %d has none of its sponsor", p.Id)
	}
	return p.Adds(s.left[p.Id])
}

// LabelOf names a label of a program.
type LabelOf struct {
	Program uint64
	Label   string
}

// LabelsOf returns the latest job of each label. The jobs are sorted by id: a label goes to another job in a later block.
func LabelsOf(jobs []Job) map[LabelOf]Job {
	labels := map[LabelOf]Job{}
	for _, j := range jobs {
		if j.Label != "" {
			labels[LabelOf{j.Program, j.Label}] = j
		}
	}
	return labels
}

// WaitingFor returns the labels that a job still waits for, in its order; none once it was offered or has ended.
func (j Job) WaitingFor(labels map[LabelOf]Job) (list []string) {
	if j.WaitsFor == 0 || j.Status.Terminal() {
		return nil
	}
	for _, label := range j.DependsOn {
		if labels[LabelOf{j.Program, label}].Status != JOB_STATUS_COMPLETED {
			list = append(list, label)
		}
	}
	return list
}

// validateLabels: a label has one job at most that has not freed it, the latest; who waits for labels waits for such as
// were ever used, and says for how many.
func (gs GenesisState) validateLabels() error {
	held := map[LabelOf]uint64{}
	for _, j := range gs.Jobs {
		if j.Label == "" {
			continue
		}
		key := LabelOf{j.Program, j.Label}
		if holder, taken := held[key]; taken {
			return errorsmod.Wrapf(ErrLabel, "%q of program %d is job %d's and job %d's", j.Label, j.Program, holder, j.Id)
		}
		if !j.Status.FreesLabel() {
			held[key] = j.Id
		}
	}
	labels, waiting := LabelsOf(gs.Jobs), map[LabelOf]int{}
	for _, j := range gs.Jobs {
		for _, label := range j.DependsOn {
			if _, used := labels[LabelOf{j.Program, label}]; !used {
				return errorsmod.Wrapf(ErrDependency, "job %d waits for %q, which nobody has used in program %d", j.Id, label, j.Program)
			}
		}
		list := j.WaitingFor(labels)
		if j.Status == blocked && int(j.WaitsFor) != len(list) {
			return errorsmod.Wrapf(ErrDependency, "job %d waits for %d labels, %d have not completed", j.Id, j.WaitsFor, len(list))
		}
		for _, label := range list {
			key := LabelOf{j.Program, label}
			if waiting[key]++; waiting[key] > MaxDependents {
				return errorsmod.Wrapf(ErrDependency, "more than %d jobs wait for %q of program %d", MaxDependents, label, j.Program)
			}
		}
	}
	return nil
}
