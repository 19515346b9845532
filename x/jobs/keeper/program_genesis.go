package keeper

import (
	"context"
	"fmt"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// initPrograms writes the part of the genesis. Labels and who waits for them follow from the jobs.
func (k *Keeper) initPrograms(goCtx context.Context, gs types.GenesisState) error {
	ctx := sdk.UnwrapSDKContext(goCtx)
	for _, program := range gs.Programs {
		if err := checkPast(ctx, program.Id); err != nil {
			return err
		}
		if err := k.programs.programs.Set(ctx, program.Id, program); err != nil {
			return err
		}
	}
	for _, a := range gs.Allotments {
		delegate, err := partyOf(a.Delegate)
		if err != nil {
			return err
		}
		if err := k.setAllotment(ctx, a.ProgramId, delegate, a.Left); err != nil {
			return err
		}
	}
	labels := types.LabelsOf(gs.Jobs)
	for _, job := range gs.Jobs {
		if job.Label != "" {
			if err := k.programs.labels.Set(ctx, collections.Join(job.Program, job.Label), job.Id); err != nil {
				return err
			}
		}
		for _, label := range job.WaitingFor(labels) {
			if err := k.programs.dependents.Set(ctx, collections.Join3(job.Program, label, job.Id)); err != nil {
				return err
			}
		}
	}
	return nil
}

// exportPrograms reads it.
func (k *Keeper) exportPrograms(ctx context.Context, gs *types.GenesisState) error {
	err := k.programs.programs.Walk(ctx, nil, func(_ uint64, program types.Program) (bool, error) {
		gs.Programs = append(gs.Programs, program)
		return false, nil
	})
	if err != nil {
		return err
	}
	return k.programs.allotments.Walk(ctx, nil, func(_ allotmentKey, allotment types.Allotment) (bool, error) {
		gs.Allotments = append(gs.Allotments, allotment)
		return false, nil
	})
}

// programsInvariants: budgets add up and labels are unique, which jobs/records asks of the whole state; here that what
// follows from the jobs is what a genesis would make of them.
func (k *Keeper) programsInvariants() []invariant.Invariant {
	return []invariant.Invariant{
		{Name: "jobs/labels", Check: k.checkLabels},
		{Name: "jobs/programs_index", Check: func(ctx sdk.Context) error { return k.Jobs.Indexes.Program.check(ctx, k.Jobs) }},
	}
}

// waitingJob is a job that waits for a label.
type waitingJob struct {
	types.LabelOf
	job uint64
}

func (k *Keeper) checkLabels(ctx sdk.Context) error {
	gs, err := k.ExportGenesis(ctx)
	if err != nil {
		return err
	}
	labels, waiting := types.LabelsOf(gs.Jobs), map[waitingJob]bool{}
	for _, job := range gs.Jobs {
		for _, label := range job.WaitingFor(labels) {
			waiting[waitingJob{types.LabelOf{Program: job.Program, Label: label}, job.Id}] = true
		}
	}
	kept := 0
	err = k.programs.labels.Walk(ctx, nil, func(key labelKey, id uint64) (bool, error) {
		kept++
		if latest := labels[types.LabelOf{Program: key.K1(), Label: key.K2()}].Id; latest != id {
			return true, fmt.Errorf("label %q of program %d names job %d, the latest is %d", key.K2(), key.K1(), id, latest)
		}
		return false, nil
	})
	if err == nil && kept != len(labels) {
		err = fmt.Errorf("%d labels are kept, the jobs have %d", kept, len(labels))
	}
	if err != nil {
		return err
	}
	return k.checkDependents(ctx, waiting)
}

// checkDependents: the jobs that wait are those that are written down under their labels.
func (k *Keeper) checkDependents(ctx sdk.Context, waiting map[waitingJob]bool) error {
	kept := 0
	err := k.programs.dependents.Walk(ctx, nil, func(key dependentKey) (bool, error) {
		kept++
		if !waiting[waitingJob{types.LabelOf{Program: key.K1(), Label: key.K2()}, key.K3()}] {
			return true, fmt.Errorf("job %d does not wait for %q of program %d", key.K3(), key.K2(), key.K1())
		}
		return false, nil
	})
	if err == nil && kept != len(waiting) {
		err = fmt.Errorf("%d jobs wait, %d are written down", len(waiting), kept)
	}
	return err
}
