package keeper

import (
	"cmp"
	"errors"
	"slices"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/cached"
	"github.com/agijobs/agijobs/internal/journal"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// The kinds of journal entries.
const (
	entryPosted byte = iota + 1
	entryAssigned
	entrySubmitted
	entrySurrendered
	entryWithdrawn
	entryRerouted
	entryRaised
	entryProgramClosed
	entryDeclared
)

func posted(job types.Job) journal.Entry {
	return journal.Entry{Kind: entryPosted, JobID: job.Id, Amount: job.Escrow.Total()}
}

// raised is about a job of a program, which counts what was added to the escrow.
func raised(job types.Job, extra math.Int) journal.Entry {
	return journal.Entry{Kind: entryRaised, JobID: job.Id, Amount: extra}
}

// closed is about a program; its id is made like a job's.
func closed(program uint64) journal.Entry {
	return journal.Entry{Kind: entryProgramClosed, JobID: program}
}

func assigned(job types.Job, agent sdk.AccAddress) journal.Entry {
	return journal.Entry{Kind: entryAssigned, JobID: job.Id, Address: agent}
}

func submitted(job types.Job, agent sdk.AccAddress) journal.Entry {
	return journal.Entry{Kind: entrySubmitted, JobID: job.Id, Address: agent}
}

func rerouted(job types.Job, agent sdk.AccAddress) journal.Entry {
	return journal.Entry{Kind: entryRerouted, JobID: job.Id, Address: agent}
}

func surrendered(job types.Job, agent sdk.AccAddress) journal.Entry {
	return journal.Entry{Kind: entrySurrendered, JobID: job.Id, Address: agent}
}

// drainJournal works off all that the block's messages wrote down. Its length is bounded by the block's gas, the number of
// payments by that of the agents who withdraw. An entry that fails changes nothing and stops nothing.
func (k *Keeper) drainJournal(ctx sdk.Context) error {
	entries, err := k.journal.Drain(ctx)
	if err != nil {
		return err
	}
	for _, entry := range closingsLast(joinWithdrawals(entries)) {
		failure := cached.Run(ctx, func(ctx sdk.Context) error { return k.workOffEntry(ctx, entry) })
		if failure != nil {
			ctx.Logger().Error("a journal entry of x/jobs failed", "kind", entry.Kind, "job", entry.JobID, "error", failure)
			if err := cached.Run(ctx, func(ctx sdk.Context) error { return k.undoEntry(ctx, entry, failure) }); err != nil {
				ctx.Logger().Error("a journal entry of x/jobs could not even be undone", "kind", entry.Kind,
					"agent", entry.Address.String(), "amount", entry.Amount.String(), "error", err)
			}
		}
	}
	return nil
}

// joinWithdrawals makes one payment of all that an agent has withdrawn in the block. A payment in EndBlock costs more than
// the message that asks for it, and a sender may ask for one unit a thousand times.
func joinWithdrawals(entries []journal.Entry) []journal.Entry {
	var joined []journal.Entry
	first := map[string]int{}
	for _, entry := range entries {
		if entry.Kind == entryWithdrawn {
			if at, seen := first[string(entry.Address)]; seen {
				joined[at].Amount = joined[at].Amount.Add(entry.Amount)
				continue
			}
			first[string(entry.Address)] = len(joined)
		}
		joined = append(joined, entry)
	}
	return joined
}

// closingsLast puts closed programs behind everything else: the jobs that were posted before in the block are counted first,
// also those of transactions, which come after the council's messages in the journal and before them in the block.
func closingsLast(entries []journal.Entry) []journal.Entry {
	slices.SortStableFunc(entries, func(a, b journal.Entry) int {
		return cmp.Compare(btoi(a.Kind == entryProgramClosed), btoi(b.Kind == entryProgramClosed))
	})
	return entries
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (k *Keeper) workOffEntry(ctx sdk.Context, entry journal.Entry) error {
	switch entry.Kind {
	case entryWithdrawn:
		return k.payWithdrawal(ctx, entry.Address, entry.Amount)
	case entryProgramClosed:
		return k.endProgram(ctx, entry.JobID)
	case entryDeclared:
		return k.enterRosters(ctx, entry.Address)
	}
	job, err := k.Job(ctx, entry.JobID)
	if err != nil {
		return err
	}
	// The agent may have lost the job since, in this very block: then there is nothing to tell of it any more.
	if len(entry.Address) > 0 && job.Agent != entry.Address.String() {
		return nil
	}
	switch entry.Kind {
	case entryPosted:
		if job.Program != 0 {
			k.follow(ctx, job, "program", func(ctx sdk.Context, job types.Job) error { return k.jobEntered(ctx, job, entry.Amount) })
		}
		if job.BonusAsked().IsPositive() {
			k.follow(ctx, job, "bonus", k.reserveBonus)
		}
		return k.tell(ctx, job.Id, func(ctx sdk.Context, h types.JobHooks) error { return h.AfterJobPosted(ctx, job) })
	case entryAssigned:
		return k.afterAssigned(ctx, job, entry.Address)
	case entrySubmitted:
		if job.Dispatched() {
			k.follow(ctx, job, "roster", func(ctx sdk.Context, job types.Job) error { return k.dispatchedSubmitted(ctx, job, entry.Address) })
		}
		k.beside(ctx, job.Id, "roster", func(ctx sdk.Context) error { return k.refreshRoster(ctx, entry.Address) })
		return k.tell(ctx, job.Id, func(ctx sdk.Context, h types.JobHooks) error { return h.AfterWorkSubmitted(ctx, job) })
	case entryRaised:
		k.follow(ctx, job, "program", func(ctx sdk.Context, job types.Job) error { return k.jobRaised(ctx, job, entry.Amount) })
		return nil
	case entrySurrendered, entryRerouted:
		if job.Status != types.JOB_STATUS_ASSIGNED {
			return nil
		}
		return k.endAssignment(ctx, job)
	default:
		return errors.New("unknown kind of journal entry")
	}
}

// afterAssigned does what follows from an assignment. EndBlock only.
func (k *Keeper) afterAssigned(ctx sdk.Context, job types.Job, agent sdk.AccAddress) error {
	if job.EarnsIncentives() {
		k.follow(ctx, job, "incentives", k.reserveRest)
	}
	k.beside(ctx, job.Id, "roster", func(ctx sdk.Context) error { return k.refreshRoster(ctx, agent) })
	if job.EarnsIncentives() {
		var err error
		if job, err = k.Job(ctx, job.Id); err != nil {
			return err
		}
	}
	return k.tell(ctx, job.Id, func(ctx sdk.Context, h types.JobHooks) error { return h.AfterJobAssigned(ctx, job) })
}

// follow does something that follows from a step of a job, in a branch of its own, with the job as it stands. One that
// fails is reported like a subscriber and changes nothing.
func (k *Keeper) follow(ctx sdk.Context, job types.Job, what string, do func(ctx sdk.Context, job types.Job) error) {
	k.beside(ctx, job.Id, what, func(ctx sdk.Context) error {
		now, err := k.Job(ctx, job.Id)
		if err != nil {
			return err
		}
		return do(ctx, now)
	})
}

// beside does the same for what need not know how the job stands.
func (k *Keeper) beside(ctx sdk.Context, jobID uint64, what string, do func(ctx sdk.Context) error) {
	failure := cached.Run(ctx, do)
	if failure == nil {
		return
	}
	ctx.Logger().Error("what follows from a step of a job failed", "job", jobID, "what", what, "error", failure)
	err := k.report(ctx, jobID, what, failure)
	if err != nil {
		ctx.Logger().Error("and could not be reported", "job", jobID, "error", err)
	}
}

// undoEntry repairs what an entry that failed leaves behind. A withdrawal's money is still here; what an
// agent has declared is forgotten, and it stays where it was.
// A surrender or a reroute that failed is due now and comes up again in the queue.
func (k *Keeper) undoEntry(ctx sdk.Context, entry journal.Entry, failure error) error {
	switch entry.Kind {
	case entryWithdrawn:
		return k.creditBack(ctx, entry.Address, entry.Amount, failure)
	case entryDeclared:
		return errors.Join(k.rosters.Declared.Remove(ctx, entry.Address), k.reportDispatch(ctx, 0, failure))
	default:
		return nil
	}
}
