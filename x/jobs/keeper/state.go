package keeper

import (
	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// The prefixes of the store. A number is never given a second meaning.
var (
	prefixParams          = collections.NewPrefix(1)
	prefixCurrentParams   = collections.NewPrefix(2)
	prefixCategories      = collections.NewPrefix(3)
	prefixCurrentRevision = collections.NewPrefix(4)
	prefixJobs            = collections.NewPrefix(5)
	prefixDeadlines       = collections.NewPrefix(6)
	prefixStakes          = collections.NewPrefix(7)

	prefixApplications           = collections.NewPrefix(8)
	prefixApplicationsByAgent    = collections.NewPrefix(9)
	prefixAvailabilities         = collections.NewPrefix(10)
	prefixRosterTrees            = collections.NewPrefix(11)
	prefixRosterLeaves           = collections.NewPrefix(12)
	prefixRosterNext             = collections.NewPrefix(13)
	prefixPrograms               = collections.NewPrefix(14)
	prefixAllotments             = collections.NewPrefix(15)
	prefixLabels                 = collections.NewPrefix(23)
	prefixDependents             = collections.NewPrefix(24)
	prefixProgramsBySponsor      = collections.NewPrefix(25)
	prefixIncentiveEpoch         = collections.NewPrefix(26)
	prefixOrganisationIncentives = collections.NewPrefix(27)

	// The allotments of a delegate, whatever the program.

	prefixByProgram         = collections.NewPrefix(28)
	prefixDispatchQueue     = collections.NewPrefix(29)
	prefixByEmployer        = collections.NewPrefix(16)
	prefixByAgent           = collections.NewPrefix(17)
	prefixByStatus          = collections.NewPrefix(18)
	prefixByCategory        = collections.NewPrefix(19)
	prefixUnendedByEmployer = collections.NewPrefix(20)
	prefixUnendedByAgent    = collections.NewPrefix(21)
	prefixStuck             = collections.NewPrefix(22)
	prefixRosterFree        = collections.NewPrefix(38)
	prefixDeclared          = collections.NewPrefix(39)
)

// JobIndexes find jobs. The unended ones hold only jobs whose money has not moved yet, so that what a party is owed, or
// a revocation has to end, is found without reading what the party ever did.
type JobIndexes struct {
	Employer        *Index[sdk.AccAddress]
	Agent           *Index[sdk.AccAddress]
	Status          *Index[int32]
	Category        *Index[string]
	UnendedEmployer *Index[sdk.AccAddress]
	UnendedAgent    *Index[sdk.AccAddress]
	// Stuck holds the jobs that the EndBlocker failed to move on, by the number of failures.
	Stuck *Index[uint32]
	// Program holds the jobs of each program.
	Program *Index[uint64]
	// DispatchQueue holds the OPEN jobs that the chain is to assign: by rank (the highest priority first) and the time of
	// the next try.
	DispatchQueue *Index[DispatchPlace]
}

// DispatchPlace is where a job stands in the queue: its rank and when it is tried next (market time in ms).
type DispatchPlace = collections.Pair[uint32, int64]

// IndexesList implements collections.Indexes.
func (i JobIndexes) IndexesList() []collections.Index[uint64, types.Job] {
	return []collections.Index[uint64, types.Job]{
		together{i.Employer, i.Agent, i.Status, i.Category, i.UnendedEmployer, i.UnendedAgent, i.Stuck, i.Program, i.DispatchQueue},
	}
}

func newJobIndexes(sb *collections.SchemaBuilder) JobIndexes {
	return JobIndexes{
		Employer: newIndex(sb, prefixByEmployer, "jobs_by_employer", sdk.AccAddressKey, employerOf),
		Agent:    newIndex(sb, prefixByAgent, "jobs_by_agent", sdk.AccAddressKey, agentOf),
		Status: newIndex(sb, prefixByStatus, "jobs_by_status", collections.Int32Key,
			func(job types.Job) (int32, bool, error) { return int32(job.Status), true, nil }),
		Category: newIndex(sb, prefixByCategory, "jobs_by_category", collections.StringKey,
			func(job types.Job) (string, bool, error) { return job.Category, true, nil }),
		UnendedEmployer: newIndex(sb, prefixUnendedByEmployer, "unended_jobs_by_employer", sdk.AccAddressKey, unended(employerOf)),
		UnendedAgent:    newIndex(sb, prefixUnendedByAgent, "unended_jobs_by_agent", sdk.AccAddressKey, unended(agentOf)),
		Stuck: newIndex(sb, prefixStuck, "stuck_jobs", collections.Uint32Key,
			func(job types.Job) (uint32, bool, error) {
				return job.FailedSettlements, job.FailedSettlements > 0 && !job.Status.Terminal(), nil
			}),
		Program: newIndex(sb, prefixByProgram, "jobs_by_program", collections.Uint64Key,
			func(job types.Job) (uint64, bool, error) { return job.Program, job.Program != 0, nil }),
		DispatchQueue: newIndex(sb, prefixDispatchQueue, "dispatch_queue",
			collections.PairKeyCodec(collections.Uint32Key, collections.Int64Key), dispatchPlaceOf),
	}
}

// dispatchPlaceOf: ranks fall with the priority, so that the queue reads from its beginning.
func dispatchPlaceOf(job types.Job) (DispatchPlace, bool, error) {
	return collections.Join(rankOf(job.Priority), job.DispatchDueMs), job.Queued(), nil
}

func rankOf(priority types.Priority) uint32 {
	return uint32(types.PRIORITY_CRITICAL) - uint32(types.PriorityOf(priority))
}

func employerOf(job types.Job) (sdk.AccAddress, bool, error) { return addressOf(job.Employer) }

func agentOf(job types.Job) (sdk.AccAddress, bool, error) { return addressOf(job.Agent) }

func addressOf(text string) (sdk.AccAddress, bool, error) {
	if text == "" {
		return nil, false, nil
	}
	addr, err := sdk.AccAddressFromBech32(text)
	return addr, err == nil, err
}

func unended(refOf func(types.Job) (sdk.AccAddress, bool, error)) func(types.Job) (sdk.AccAddress, bool, error) {
	return func(job types.Job) (sdk.AccAddress, bool, error) {
		if job.Status.Terminal() {
			return nil, false, nil
		}
		return refOf(job)
	}
}
