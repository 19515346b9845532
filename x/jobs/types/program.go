package types

import (
	"maps"
	"slices"
	"time"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"
)

const (
	// MaxAllotments of a program, the sponsor's own included: all are paid back in one block.
	MaxAllotments = 64
	// maxProgramCategories: a program for more kinds of work is for all of them.
	maxProgramCategories = 32
)

// validateProgram: what a posting says of its program.
func (m *MsgPostJob) validateProgram() error {
	if m.Program == 0 && m.Label != "" {
		return errorsmod.Wrap(ErrLabel, "a label names a job in a program; leave it empty, or name the program")
	}
	if m.Program == 0 && len(m.DependsOn) > 0 {
		return errorsmod.Wrap(ErrDependency, "depends_on lists labels of a program; leave it empty, or name the program")
	}
	return validateDependencies(m.Label, m.DependsOn, m.BlockedFor)
}

// validateProgram checks what a record says of its program.
func (j Job) validateProgram() error {
	if _, known := Priority_name[int32(j.Priority)]; !known {
		return errorsmod.Wrapf(ErrPriority, "unknown priority %d", j.Priority)
	}
	if j.Program == 0 && (j.Label != "" || len(j.DependsOn) > 0) {
		return errorsmod.Wrap(ErrProgram, "a label or dependencies without a program")
	}
	if int(j.WaitsFor) > len(j.DependsOn) {
		return errorsmod.Wrapf(ErrDependency, "it waits for %d of %d labels", j.WaitsFor, len(j.DependsOn))
	}
	// One that ended while it was BLOCKED keeps the number.
	if waits := j.WaitsFor > 0; (j.Status == blocked && !waits) || (waits && j.Started()) {
		return errorsmod.Wrapf(ErrDependency, "%s while it waits for %d labels", j.Status, j.WaitsFor)
	}
	return validateDependencies(j.Label, j.DependsOn, j.BlockedFor)
}

// Started tells whether the job was ever offered.
func (j Job) Started() bool {
	return j.OfferedMs > 0 || j.Status == open || j.Status == assigned || j.Submission != nil
}

// Payable says why a program does not pay for a posting of category with a payout; the priority is the wish.
func (p Program) Payable(category string, payout math.Int, priority Priority) error {
	if p.Status != PROGRAM_STATUS_ACTIVE {
		return errorsmod.Wrapf(ErrProgramStatus, "program %d is %s and spends nothing", p.Id, p.Status)
	}
	if len(p.Categories) > 0 && !slices.Contains(p.Categories, category) {
		return errorsmod.Wrapf(ErrProgramJob, "program %d is not for category %s", p.Id, category)
	}
	if payout.GT(p.MaxPayout) {
		return errorsmod.Wrapf(ErrProgramJob, "payout %s, program %d pays at most %s for one job", payout, p.Id, p.MaxPayout)
	}
	if most := PriorityOf(p.Priority); PriorityOf(priority) > most {
		return errorsmod.Wrapf(ErrPriority, "%s; the most in program %d is %s", priority, p.Id, most)
	}
	return nil
}

// Opened is a new program with its budget.
func (p Program) Opened(budget math.Int) Program {
	p.Budget, p.Committed, p.Spent, p.Returned = budget, math.ZeroInt(), math.ZeroInt(), math.ZeroInt()
	return p
}

// Over tells whether the program has ended: it takes no more jobs and the last one has ended.
func (p Program) Over() bool { return p.Status == PROGRAM_STATUS_CLOSED && p.Unended == 0 }

// Enter counts a new job with its escrow.
func (p *Program) Enter(escrow math.Int) {
	p.Committed, p.Unended = p.Committed.Add(escrow), p.Unended+1
}

// Raise counts what a raise added to a job's escrow.
func (p *Program) Raise(extra math.Int) { p.Committed = p.Committed.Add(extra) }

// Release counts what left a job's escrow for an allotment while the job goes on.
func (p *Program) Release(amount math.Int) { p.Committed = p.Committed.Sub(amount) }

// Credit counts what came back to an allotment from a job that ends or whose agent was slashed. It lowers what was spent;
// Leave adds what a job that ends has spent.
func (p *Program) Credit(amount math.Int) { p.Spent = p.Spent.Sub(amount) }

// Leave counts a job that has ended, with the escrow that it held.
func (p *Program) Leave(escrow math.Int) {
	p.Committed, p.Spent = p.Committed.Sub(escrow), p.Spent.Add(escrow)
	p.Unended, p.Ended = p.Unended-1, p.Ended+1
}

// Balance makes what came in beyond all that was spent (slashed bonds of agents) a part of the budget.
func (p *Program) Balance() {
	if p.Spent.IsNegative() {
		p.Budget, p.Spent = p.Budget.Sub(p.Spent), math.ZeroInt()
	}
}

// Adds tells whether budget = left + committed + spent + returned; left is the sum of the allotments.
func (p Program) Adds(left math.Int) error {
	if sum := left.Add(p.Committed).Add(p.Spent).Add(p.Returned); !sum.Equal(p.Budget) {
		return errorsmod.Wrapf(ErrProgram, "program %d: budget %s is not left %s + committed %s + spent %s + returned %s",
			p.Id, p.Budget, left, p.Committed, p.Spent, p.Returned)
	}
	return nil
}

// Validate checks that a program of the state agrees with itself.
func (p Program) Validate() error {
	if !validJobID(p.Id) {
		return errorsmod.Wrapf(ErrProgram, "program %d: no block could have given this id", p.Id)
	}
	if _, known := ProgramStatus_name[int32(p.Status)]; !known || p.Status == PROGRAM_STATUS_UNSPECIFIED {
		return errorsmod.Wrapf(ErrProgramStatus, "program %d: unknown status %d", p.Id, p.Status)
	}
	err := firstError(
		storedAddress("sponsor", p.Sponsor),
		validateProgramRules(p.Title, p.Document, p.Priority, p.Categories, p.MaxPayout),
		notNegativeUnbounded("budget", p.Budget),
		notNegativeUnbounded("committed", p.Committed),
		notNegativeUnbounded("spent", p.Spent),
		notNegativeUnbounded("returned", p.Returned),
	)
	if err == nil && !p.Over() && p.Returned.IsPositive() {
		err = errorsmod.Wrapf(ErrProgram, "%s has returned before its end", p.Returned)
	}
	return errorsmod.Wrapf(err, "program %d", p.Id)
}

// validateProgramRules checks what a sponsor says of a program.
func validateProgramRules(title string, document Document, priority Priority, categories []string, maxPayout math.Int) error {
	if err := firstError(text("title", title, 1, maxTitle, false), document.validate("document"), positive("max_payout", maxPayout)); err != nil {
		return err
	}
	if _, known := Priority_name[int32(priority)]; !known {
		return errorsmod.Wrapf(ErrPriority, "unknown priority %d", priority)
	}
	if len(categories) > maxProgramCategories {
		return errorsmod.Wrapf(ErrProgram, "%d categories, at most %d are allowed; leave the list empty for all", len(categories), maxProgramCategories)
	}
	for i, category := range categories {
		if err := validSlug("category", category); err != nil {
			return err
		}
		if i > 0 && category <= categories[i-1] {
			return errorsmod.Wrapf(ErrProgram, "category %s after %s; sort them, each once", category, categories[i-1])
		}
	}
	return nil
}

// blockedFor bounds how long a job may wait for others.
func blockedFor(d *time.Duration) error {
	if d == nil {
		return errorsmod.Wrap(ErrDependency, "blocked_for is missing: say how long the job may wait for depends_on")
	}
	return duration("blocked_for", *d)
}

// CountJobs counts jobs by status, in the order of the statuses, without those of none.
func CountJobs(jobs []Job) (list []ProgramJobs) {
	counts := map[JobStatus]uint64{}
	for _, j := range jobs {
		counts[j.Status]++
	}
	for _, status := range slices.Sorted(maps.Keys(counts)) {
		list = append(list, ProgramJobs{Status: status, Jobs: counts[status]})
	}
	return list
}
