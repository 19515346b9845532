package demo

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	gogoproto "github.com/cosmos/gogoproto/proto"

	"github.com/agijobs/agijobs/examples/work"
	certificatestypes "github.com/agijobs/agijobs/x/certificates/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// The messages of the market's scenarios, beside those of a job's life.
var (
	programming = []string{
		"/agijobs.jobs.v1.MsgCreateProgram", "/agijobs.jobs.v1.MsgCloseProgram", "/agijobs.jobs.v1.MsgAcceptWork", "/agijobs.jobs.v1.MsgAcceptVerdict",
	}
	dispatching = []string{
		"/agijobs.jobs.v1.MsgDepositStake", "/agijobs.jobs.v1.MsgDeclareAvailability", "/agijobs.jobs.v1.MsgEndAvailability",
		"/agijobs.jobs.v1.MsgDeclineJob",
	}
	selecting = []string{"/agijobs.jobs.v1.MsgApply", "/agijobs.jobs.v1.MsgAward"}
)

const (
	// spoiled is the job that is handed in with a flipped byte.
	spoiled = "clean-islands"
	// asset is the last job of the program.
	asset = "deployment"
	// workers of the program.
	programWorkers = 3
)

// model is one run of the example program.
type model struct {
	*run
	id   uint64
	jobs []work.ProgramJob
	crew []*process
}

// buildModel: the ministry opens a program and posts all of its jobs in one transaction. Three agents work in it until all is
// done; judges recompute what a committee reviews; one result is wrong.
func buildModel(ctx context.Context, r *run) error {
	_, jobs, err := work.Program()
	if err != nil {
		return err
	}
	m := &model{run: r, jobs: jobs}
	for _, play := range []func(context.Context) error{m.create, m.start, m.postAll, m.failOnce, m.finish, m.lineage, m.books} {
		if err := play(ctx); err != nil {
			return err
		}
	}
	return nil
}

// folder of the example in the library.
func (m *model) folder() string {
	return filepath.Join(libraryOf(m.home).root, work.ProgramFolder)
}

// create opens the program by the public command line.
func (m *model) create(ctx context.Context) error {
	if _, err := m.must(ctx, ministry, "tx", "jobs", "create-program", filepath.Join(m.folder(), "program.yaml")); err != nil {
		return err
	}
	var err error
	m.id, err = m.newProgram(ctx)
	return err
}

// openProgram sends the message and returns the program's id.
func (r *run) openProgram(ctx context.Context, msg *jobstypes.MsgCreateProgram) (uint64, error) {
	if err := r.sends(ctx, ministry, msg); err != nil {
		return 0, err
	}
	return r.newProgram(ctx)
}

// newProgram waits for the run's program.
func (r *run) newProgram(ctx context.Context) (uint64, error) {
	var id uint64
	err := r.until(ctx, "the program", func() bool {
		for _, e := range all[*jobstypes.EventProgramCreated](r) {
			id = e.Program.Id
		}
		return id != 0
	})
	return id, err
}

// start lets agents and steward begin; who is to be available is so before the first job is posted.
func (m *model) start(ctx context.Context) error {
	if err := m.ticket(ticketFlip, spoiled); err != nil {
		return err
	}
	discounts := []string{"500", "1000", "800"}
	for i, agent := range []string{agent1, agent2, agent3} {
		p, err := m.run.crew.start("worker", agent, "--program", strconv.FormatUint(m.id, 10), "--slot", strconv.Itoa(i), "--of", strconv.Itoa(programWorkers),
			"--category", "general", "--deposit", "60", "--discount", discounts[i])
		if err != nil {
			return err
		}
		m.crew = append(m.crew, p)
	}
	p, err := m.run.crew.start("steward", ministry, "--program", strconv.FormatUint(m.id, 10), "--labels", strconv.Itoa(len(m.jobs)),
		"--applicants", strconv.Itoa(programWorkers))
	if err != nil {
		return err
	}
	m.crew = append(m.crew, p)
	return m.until(ctx, "the agents to be available", func() bool { return count[*jobstypes.EventAvailabilityDeclared](m.run) >= programWorkers })
}

// postTries is how often a posting is tried that another program of the ministry's came before.
const postTries = 5

// postFile posts a file of jobs under the program by the public command line. The steward signs with the same key: where both send at
// once, the node refuses the second for its sequence number before anything of it counts, and a person would send it again.
func (r *run) postFile(ctx context.Context, file string, program uint64) error {
	var err error
	for range postTries {
		_, err = r.must(ctx, ministry, "tx", "jobs", "post", file, "--program", strconv.FormatUint(program, 10))
		if err == nil || !strings.Contains(err.Error(), "account sequence mismatch") {
			return err
		}
		if wait := r.nextBlock(ctx); wait != nil {
			return wait
		}
	}
	return err
}

func (m *model) postAll(ctx context.Context) error {
	if err := m.postFile(ctx, filepath.Join(m.folder(), "jobs.yaml"), m.id); err != nil {
		return err
	}
	err := m.until(ctx, "the jobs", func() bool { return count[*jobstypes.EventJobPosted](m.run) >= len(m.jobs) })
	if err != nil {
		return err
	}
	places := map[string]int{}
	for _, b := range m.blocksOfRun() {
		for _, s := range b.events {
			if _, ok := s.event.(*jobstypes.EventJobPosted); ok {
				places[fmt.Sprintf("transaction %d of block %d", s.tx, s.height)]++
			}
		}
	}
	m.step(ministry, len(places) == 1 && count[*jobstypes.EventJobPosted](m.run) == len(m.jobs),
		fmt.Sprintf("posts jobs.yaml under program %d by one command", m.id), fmt.Sprintf("%d jobs in one transaction", len(m.jobs)), fmt.Sprintf("%v", places))
	if err := m.name(ctx); err != nil {
		return err
	}
	return m.snapshot(ctx)
}

// name tells the timeline which job has which label.
func (m *model) name(ctx context.Context) error { return m.nameJobs(ctx, m.id) }

func (r *run) nameJobs(ctx context.Context, program uint64) error {
	jobs, err := programJobs(ctx, r.client, program)
	for _, j := range jobs {
		r.print.teller.labels[j.Id] = j.Label
	}
	return err
}

// asked runs a query at the command line, as anybody can.
func (r *run) asked(ctx context.Context, into gogoproto.Message, args ...string) error {
	s, err := r.must(ctx, "", append(append([]string{"query"}, args...), "-o", "json")...)
	if err != nil {
		return err
	}
	return newCodec().UnmarshalJSON([]byte(s.out), into)
}

func (r *run) programStatus(ctx context.Context, program uint64) (jobstypes.QueryProgramStatusResponse, error) {
	var status jobstypes.QueryProgramStatusResponse
	err := r.asked(ctx, &status, "jobs", "program-status", strconv.FormatUint(program, 10))
	return status, err
}

// snapshot shows what the public query says of the program now.
func (m *model) snapshot(ctx context.Context) error {
	status, err := m.programStatus(ctx, m.id)
	if err != nil {
		return err
	}
	m.print.line(m.height(), line{who: "anybody", what: "asks how the program goes", more: m.print.teller.progress(status)})
	return nil
}

// progress writes a program's status in a few lines.
func (t teller) progress(s jobstypes.QueryProgramStatusResponse) []string {
	var jobs, path []string
	for _, j := range s.Jobs {
		jobs = append(jobs, fmt.Sprintf("%d %s", j.Jobs, statusName(j.Status)))
	}
	for _, step := range s.CriticalPath {
		path = append(path, step.Label)
	}
	lines := []string{
		fmt.Sprintf("%s spent, %s committed, %s free", t.money(s.Program.Spent), t.money(s.Program.Committed), t.money(s.Free)),
		strings.Join(jobs, ", "),
	}
	if len(path) > 0 {
		left := time.Duration(s.RemainingMs) * time.Millisecond
		lines = append(lines, fmt.Sprintf("critical path, %d h of market time at most: %s", left/time.Hour, strings.Join(path, " > ")))
	}
	return lines
}

// failOnce: the spoiled result is rejected, and its job is posted again under the same label. Who depends on it never noticed.
func (m *model) failOnce(ctx context.Context) error {
	var failed uint64
	err := m.until(ctx, "the rejection of "+spoiled, func() bool {
		for _, e := range all[*jobstypes.EventJobSettled](m.run) {
			if e.Status == jobstypes.JOB_STATUS_FAILED {
				failed = e.JobId
			}
		}
		return failed != 0
	})
	if err != nil {
		return err
	}
	before, err := programJobs(ctx, m.client, m.id)
	if err != nil {
		return err
	}
	text, err := work.ProgramDocument(spoiled)
	if err != nil {
		return err
	}
	file := filepath.Join(m.folder(), "again.yaml")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return err
	}
	if err := m.postFile(ctx, file, m.id); err != nil {
		return err
	}
	jobs, err := programJobs(ctx, m.client, m.id)
	if err != nil {
		return err
	}
	if err := m.name(ctx); err != nil {
		return err
	}
	waiting := dependents(before, spoiled)
	m.step(ministry, m.print.teller.labels[failed] == spoiled && len(jobs) == len(m.jobs)+1 && len(waiting) > 0,
		fmt.Sprintf("posts %s again, which was rejected for one flipped byte", spoiled),
		"one more job under the same label; those that depend on it were BLOCKED and stay so",
		fmt.Sprintf("%d jobs, BLOCKED were %s", len(jobs), strings.Join(waiting, ", ")))
	return m.snapshot(ctx)
}

// dependents lists the labels that depend on one and are BLOCKED.
func dependents(jobs []jobstypes.Job, label string) []string {
	var labels []string
	for _, j := range jobs {
		if j.Status == jobstypes.JOB_STATUS_BLOCKED && slices.Contains(j.DependsOn, label) {
			labels = append(labels, j.Label)
		}
	}
	return labels
}

// finish shows the program once more when it is merged, and waits for the end.
func (m *model) finish(ctx context.Context) error {
	settled := func(label string) func() bool {
		return func() bool {
			return slices.ContainsFunc(all[*jobstypes.EventJobSettled](m.run), func(e *jobstypes.EventJobSettled) bool {
				return m.print.teller.labels[e.JobId] == label && e.Status == jobstypes.JOB_STATUS_COMPLETED
			})
		}
	}
	for _, label := range []string{"deduplicate", "merge"} {
		if err := m.until(ctx, label, settled(label)); err != nil {
			return err
		}
		if err := m.snapshot(ctx); err != nil {
			return err
		}
	}
	if err := m.programEnded(ctx); err != nil {
		return err
	}
	return m.ended(ctx, m.crew...)
}

func (r *run) programEnded(ctx context.Context) error {
	return r.until(ctx, "the end of the program", func() bool { return count[*jobstypes.EventProgramEnded](r) > 0 })
}

// lineage follows the certificates of the finished model back to every text.
func (m *model) lineage(ctx context.Context) error {
	jobs, err := programJobs(ctx, m.client, m.id)
	if err != nil {
		return err
	}
	last, done := completed(jobs, asset)
	if !done {
		return fmt.Errorf("%s has not completed", asset)
	}
	var lineage certificatestypes.QueryLineageResponse
	if err := m.asked(ctx, &lineage, "certificates", "lineage", strconv.FormatUint(last.Id, 10)); err != nil {
		return err
	}
	m.print.line(m.height(), line{who: "anybody", what: "follows the certificates of the model back to every text", more: m.print.teller.tree(lineage.Nodes)})
	missing := 0
	for _, label := range labelsOf(jobs) {
		job, _ := completed(jobs, label)
		if !slices.ContainsFunc(lineage.Nodes, func(n certificatestypes.LineageNode) bool { return n.JobId == job.Id }) {
			missing++
		}
	}
	m.step("anybody", missing == 0 && len(lineage.Nodes) == len(m.jobs) && !lineage.Truncated, "counts the certificates of the lineage",
		fmt.Sprintf("%d: one for each label, and none of what was rejected", len(m.jobs)), fmt.Sprintf("%d, %d missing", len(lineage.Nodes), missing))
	return m.rehearsed(jobs)
}

// rehearsed compares what was handed in with the same work done on files.
func (m *model) rehearsed(jobs []jobstypes.Job) error {
	results, err := work.Rehearse(m.jobs)
	if err != nil {
		return err
	}
	same := 0
	for label, result := range results {
		job, done := completed(jobs, label)
		if done && slices.Equal(job.Submission.Result.Sha256, sha256sum(result)) {
			same++
		}
	}
	m.step("anybody", same == len(m.jobs), "does the whole work once more, on files and without a chain",
		fmt.Sprintf("%d results of %d have the hashes of the certificates", len(m.jobs), len(m.jobs)), fmt.Sprintf("%d of %d", same, len(m.jobs)))
	return nil
}

// books adds up the program and everybody's money.
func (m *model) books(ctx context.Context) error {
	want, err := m.programLedger(ctx, m.id)
	if err != nil {
		return err
	}
	if err := m.programAdds(ctx, m.id, want); err != nil {
		return err
	}
	return m.holds(ctx, "the auditor", want)
}

// programLedger works out what each job of a program must have moved. All money of the sponsor's went through the program.
func (r *run) programLedger(ctx context.Context, program uint64) (ledger, error) {
	jobs, err := programJobs(ctx, r.client, program)
	if err != nil {
		return nil, err
	}
	want := ledger{}
	for _, job := range jobs {
		t, err := r.read(ctx, job.Id)
		if err != nil {
			return nil, err
		}
		price := job.Escrow.Payout
		switch job.Status {
		case jobstypes.JOB_STATUS_COMPLETED:
			want.completed(t, job.Employer, price)
		case jobstypes.JOB_STATUS_FAILED:
			want.rejected(t, job.Employer)
		default:
			return nil, fmt.Errorf("job %d ended %s", job.Id, statusName(job.Status))
		}
	}
	return want, nil
}

// programAdds: what the program says it spent is what its sponsor lost, and the rest of the budget is back.
func (r *run) programAdds(ctx context.Context, program uint64, want ledger) error {
	answer, err := r.client.Jobs().Program(ctx, &jobstypes.QueryProgramRequest{ProgramId: program})
	if err != nil {
		return err
	}
	p := answer.Program
	spent := amountOf(want, r.addresses[ministry]).Neg()
	ok := p.Spent.Equal(spent) && p.Committed.IsZero() && p.Budget.Equal(p.Spent.Add(p.Returned)) && p.Unended == 0
	t := r.print.teller
	r.step(ministry, ok, "reads the balance sheet of the ended program",
		fmt.Sprintf("budget %s = spent %s + returned, nothing committed", t.money(p.Budget), t.money(spent)),
		fmt.Sprintf("spent %s, returned %s, committed %s, %d jobs ended", t.money(p.Spent), t.money(p.Returned), t.money(p.Committed), p.Ended))
	return nil
}
