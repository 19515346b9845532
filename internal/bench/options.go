package bench

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/agijobs/agijobs/internal/gcpercent"
)

// Sections of a run, in order.
const (
	SectionRates  = "rates"
	SectionMatrix = "matrix"
	SectionFlat   = "flat"
	SectionDrain  = "drain"
	SectionState  = "state"
	SectionBudget = "budget"
	SectionReplay = "replay"
	SectionWorst  = "worst"
)

// Sections lists them.
var Sections = []string{SectionRates, SectionMatrix, SectionFlat, SectionDrain, SectionState, SectionBudget, SectionReplay, SectionWorst}

// Options say how much is measured.
type Options struct {
	// Only are the sections to run; empty stands for all.
	Only []string `json:"only,omitempty"`
	// Repeat is how often each case is measured.
	Repeat int `json:"repeat"`
	// PerTx are the numbers of messages in a transaction.
	PerTx []int `json:"per_tx"`
	// Parties are so many employers and so many agents.
	Parties int `json:"parties"`
	// Jobs is how many jobs a batch has; JobsPacked where a transaction has more than 10 messages, which needs more to be full.
	Jobs       int `json:"jobs"`
	JobsPacked int `json:"jobs_packed"`
	// MatrixJobs is the batch of each executor and database.
	MatrixJobs int `json:"matrix_jobs"`
	// FlatJobs is the batch that runs beside few and many open jobs and validators.
	FlatJobs   int `json:"flat_jobs"`
	OpenJobs   int `json:"open_jobs"`
	Validators int `json:"validators"`
	// FlatEnds leaves out the chains with many of one only: those of a million open jobs do not fit into the memory of a small machine together.
	FlatEnds bool `json:"flat_ends,omitempty"`
	// DueJobs are due in one block.
	DueJobs int `json:"due_jobs"`
	// DrainSettled are judged jobs that are due in one block.
	DrainSettled int `json:"due_judged_jobs"`
	StateJobs    int `json:"state_jobs"`
	BudgetJobs   int `json:"budget_jobs"`
	// GCPercent is gc-percent of app.toml, AppToml further settings of it by their full names.
	GCPercent int               `json:"gc_percent"`
	AppToml   map[string]string `json:"app_toml,omitempty"`
	// ReplayJobs live on the chain that is replayed.
	ReplayJobs int `json:"replay_jobs"`
	// WorstJobs wait for their largest submission, and as many for the largest votes on them, when blocks are filled with the worst.
	WorstJobs int `json:"worst_jobs"`
	// WorstRepeat is how often these blocks are measured; each time they take half a minute, most of it to sign them.
	WorstRepeat int `json:"worst_repeat"`
	// Progress is told what happens; nil: nobody.
	Progress io.Writer `json:"-"`
}

// DefaultOptions take some minutes on two cores.
func DefaultOptions() Options {
	return Options{
		Repeat: 3, PerTx: []int{1, 10, 50}, Parties: 500, Jobs: 300, JobsPacked: 600, MatrixJobs: 150, FlatJobs: 60, OpenJobs: 10_000, Validators: 10_000,
		DueJobs: 10_000, DrainSettled: 800, StateJobs: 100, BudgetJobs: 40, ReplayJobs: 150, WorstJobs: 300, WorstRepeat: 3,
		GCPercent: gcpercent.Default,
	}
}

// QuickOptions show that everything works, in a minute; their numbers say little.
func QuickOptions() Options {
	return Options{
		Repeat: 3, PerTx: []int{1, 50}, Parties: 50, Jobs: 20, JobsPacked: 60, MatrixJobs: 10, FlatJobs: 10, OpenJobs: 1_000, Validators: 500,
		DueJobs: 1_000, DrainSettled: 250, StateJobs: 30, BudgetJobs: 10, ReplayJobs: 20, WorstJobs: 20, WorstRepeat: 1,
		GCPercent: gcpercent.Default,
	}
}

// Validate says what is wrong with the options.
func (o Options) Validate() error {
	for _, section := range o.Only {
		if !slices.Contains(Sections, section) {
			return fmt.Errorf("there is no section %q; use %s", section, strings.Join(Sections, ", "))
		}
	}
	for _, n := range []int{o.Repeat, o.Parties, o.Jobs, o.JobsPacked, o.MatrixJobs, o.FlatJobs, o.OpenJobs, o.Validators, o.DueJobs, o.DrainSettled, o.StateJobs, o.BudgetJobs, o.ReplayJobs, o.WorstJobs, o.WorstRepeat} {
		if n < 1 {
			return fmt.Errorf("every number must be at least 1")
		}
	}
	if o.GCPercent < 0 || o.GCPercent > gcpercent.Max {
		return fmt.Errorf("gc-percent %d; use 0 (as Go does it) to %d", o.GCPercent, gcpercent.Max)
	}
	if len(o.PerTx) == 0 {
		return fmt.Errorf("name at least one number of messages per transaction")
	}
	for _, n := range o.PerTx {
		// An agent holds so many jobs at most.
		if n < 1 || n > jobsPerAgent {
			return fmt.Errorf("%d messages per transaction; use 1 to %d", n, jobsPerAgent)
		}
	}
	return nil
}

func (o Options) runs(section string) bool {
	return len(o.Only) == 0 || slices.Contains(o.Only, section)
}

// jobs is the batch for so many messages in a transaction.
func (o Options) jobs(perTx int) int {
	if perTx > 10 {
		return max(o.Jobs, o.JobsPacked)
	}
	return o.Jobs
}

const (
	// fewJudges have so much to do that a transaction can be full; manyJudges can work in parallel.
	fewJudges, manyJudges = 16, 200
)

// people is who is on a chain.
func (o Options) people(many bool) setup {
	s := setup{Executor: Sequential, DB: GoLevelDB, Employers: o.Parties, Agents: o.Parties, Validators: fewJudges, Node: map[string]any{}}
	for _, name := range slices.Sorted(maps.Keys(o.AppToml)) {
		s.Node[name] = o.AppToml[name]
	}
	if many {
		s.Validators = manyJudges
	}
	return s
}
