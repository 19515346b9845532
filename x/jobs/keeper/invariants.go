package keeper

import (
	"context"
	"fmt"
	"slices"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// Invariants of x/jobs. They hold at the end of every block; within a block a withdrawal is on its way.
func (k *Keeper) Invariants() []invariant.Invariant {
	list := []invariant.Invariant{
		{Name: "jobs/balance", Check: func(ctx sdk.Context) error { return k.checkBalance(ctx) }},
		{Name: "jobs/records", Check: k.checkRecords},
		{Name: "jobs/deadlines", Check: k.checkDeadlines},
		{Name: "jobs/indexes", Check: k.checkIndexes},
		{Name: "jobs/certificates", Check: k.checkCertificates},
	}
	return slices.Concat(list, k.programsInvariants(), k.selectionInvariants(), k.dispatchInvariants(), k.incentivesInvariants())
}

// checkRecords: every job agrees with itself and its rules are there; locked stake is the sum of the bonds of jobs that
// have not ended. It is what genesis demands of a state.
func (k *Keeper) checkRecords(ctx sdk.Context) error {
	gs, err := k.ExportGenesis(ctx)
	if err != nil {
		return err
	}
	return gs.Validate()
}

// checkDeadlines: the queue holds the deadline of every job that waits in x/jobs, once, and nothing else; every job in
// review has a round.
func (k *Keeper) checkDeadlines(ctx sdk.Context) error {
	queued := map[uint64]int64{}
	err := k.Deadlines.Walk(ctx, nil, func(key deadline) (bool, error) {
		if _, twice := queued[key.K2()]; twice {
			return true, fmt.Errorf("job %d has two deadlines", key.K2())
		}
		queued[key.K2()] = key.K1()
		return false, nil
	})
	if err != nil {
		return err
	}
	waiting := 0
	err = k.Jobs.Walk(ctx, nil, func(id uint64, job types.Job) (bool, error) {
		if job.Status.Waiting() {
			waiting++
		}
		if queued[id] != job.DeadlineMs || job.Status.Waiting() != (job.DeadlineMs != noDeadline) {
			return true, fmt.Errorf("job %d is %s with deadline %d, queued for %d", id, job.Status, job.DeadlineMs, queued[id])
		}
		err := k.checkRound(ctx, job)
		return err != nil, err
	})
	if err == nil && waiting != len(queued) {
		err = fmt.Errorf("%d jobs wait, %d deadlines are queued", waiting, len(queued))
	}
	return err
}

// checkRound: a job in review waits for a round of its rung that will still hand something back.
func (k *Keeper) checkRound(ctx context.Context, job types.Job) error {
	if job.Status != types.JOB_STATUS_IN_REVIEW {
		return nil
	}
	_, round, err := k.validation.RoundDeadline(ctx, job.Id, job.Rung)
	if err != nil {
		return fmt.Errorf("job %d is in review without a round on rung %d: %w", job.Id, job.Rung, err)
	}
	if round == validationtypes.ROUND_STATUS_CLOSED {
		return fmt.Errorf("job %d is in review, its round on rung %d is over", job.Id, job.Rung)
	}
	return nil
}

// checkIndexes: each index holds exactly the jobs that it should, each under its reference.
func (k *Keeper) checkIndexes(ctx sdk.Context) error {
	idx := k.Jobs.Indexes
	for _, index := range []interface {
		check(ctx context.Context, jobs *jobsMap) error
	}{idx.Employer, idx.Agent, idx.Status, idx.Category, idx.UnendedEmployer, idx.UnendedAgent, idx.Stuck} {
		if err := index.check(ctx, k.Jobs); err != nil {
			return err
		}
	}
	return nil
}

type jobsMap = collections.IndexedMap[uint64, types.Job, JobIndexes]

func (i *Index[R]) check(ctx context.Context, jobs *jobsMap) error {
	expected := 0
	err := jobs.Walk(ctx, nil, func(id uint64, job types.Job) (bool, error) {
		ref, found, err := i.refOf(job)
		if err != nil || !found {
			return err != nil, err
		}
		expected++
		has, err := i.refs.Has(ctx, collections.Join(ref, id))
		if err == nil && !has {
			err = fmt.Errorf("%s lacks job %d", i.name, id)
		}
		return err != nil, err
	})
	if err != nil {
		return err
	}
	ids, err := i.All(ctx)
	if err == nil && len(ids) != expected {
		err = fmt.Errorf("%s holds %d jobs instead of %d", i.name, len(ids), expected)
	}
	return err
}

// checkCertificates: a job has a certificate exactly if it is COMPLETED.
func (k *Keeper) checkCertificates(ctx sdk.Context) error {
	return k.Jobs.Walk(ctx, nil, func(id uint64, job types.Job) (bool, error) {
		exists, err := k.certificates.Exists(ctx, id)
		if err == nil && exists != (job.Status == types.JOB_STATUS_COMPLETED) {
			err = fmt.Errorf("job %d is %s, certificate: %t", id, job.Status, exists)
		}
		return err != nil, err
	})
}
