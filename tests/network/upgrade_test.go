//go:build network && long

package network

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	rpchttp "github.com/cometbft/cometbft/rpc/client/http"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	nodeservice "github.com/cosmos/cosmos-sdk/client/grpc/node"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/localnet"
	"github.com/agijobs/agijobs/pkg/client"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

const (
	upgradeName = "rehearsal"
	// ahead is how many blocks lie between the proposal and the upgrade: time for three commands.
	ahead = 80
	// late is how many blocks before the upgrade a result is handed in, whose employer has longer than that to look at it.
	late = 12
)

// The council orders an upgrade while the market runs. All nodes halt before the same block; another binary, which adds a store and fills it
// from the jobs that it finds, is put in the place of the old one and goes on. Jobs that were in the middle of their lives reach their ends.
func TestUpgradeUnderARunningMarket(t *testing.T) {
	next := nextBinary(t)
	n := startNation(t, "agijobs-upgrade-1", 4, standing)
	reviewed, held, blocked := n.program()
	w := n.work()
	n.until("jobs with every kind of verdict", func() bool { return w.count("opened") > 30 && w.count("disputed") > 0 })

	// ACT: the council's own route.
	desk := n.desk()
	height := n.height(0) + ahead
	id := desk.propose("official-1", append([]string{
		"tx", "upgrade", "software-upgrade", upgradeName, "--upgrade-height", strconv.FormatInt(height, 10),
		"--upgrade-info", "https://example.gov/rehearsal", "--no-validate",
	}, why("Rehearsal")...)...)
	desk.approve("official-1", id)
	desk.approve("official-2", id)
	var plan struct{ Plan struct{ Name, Height string } }
	desk.query(&plan, "upgrade", "plan")
	require.Equal(t, upgradeName, plan.Plan.Name)
	require.Equal(t, strconv.FormatInt(height, 10), plan.Plan.Height)
	n.until("the last blocks before the upgrade", func() bool { return n.height(0) >= height-late })
	n.submit(reviewed)
	n.offer(6)
	for i, node := range n.nodes {
		n.until("node "+strconv.Itoa(i)+" to halt", func() bool {
			log, err := os.ReadFile(node.LogFile())
			require.NoError(t, err)
			return strings.Contains(string(log), `UPGRADE "`+upgradeName+`" NEEDED at height: `+strconv.FormatInt(height, 10))
		})
		require.Equal(t, height-1, n.appHeight(i), "node%d executes nothing at the upgrade's height", i)
	}
	before := n.statuses()
	for _, node := range n.nodes {
		require.NoError(t, node.Stop())
		node.Binary = next
		require.NoError(t, node.Start())
	}

	// ASSERT
	n.reach(height + 2)
	n.agree()
	require.Equal(t, count(before), n.migrated(), "the migration has seen the jobs as the last block left them")
	for _, status := range []jobstypes.JobStatus{
		jobstypes.JOB_STATUS_OPEN, jobstypes.JOB_STATUS_ASSIGNED, jobstypes.JOB_STATUS_IN_REVIEW, jobstypes.JOB_STATUS_APPROVED,
		jobstypes.JOB_STATUS_COUNCIL, jobstypes.JOB_STATUS_COMPLETED,
	} {
		require.Positive(t, count(before)[status], status.String())
	}
	require.Equal(t, jobstypes.JOB_STATUS_EMPLOYER_REVIEW, before[reviewed])
	require.Equal(t, jobstypes.JOB_STATUS_ASSIGNED, before[held])
	require.Equal(t, jobstypes.JOB_STATUS_BLOCKED, before[blocked])
	w.stopPosting()
	n.submit(held)
	n.until("every job's end", func() bool { _, left := n.ended(); return left == 0 })
	w.end()
	w.log()
	n.requireEnds(before, reviewed, held, blocked)
	n.agree()
	n.requireOneHistory()
	n.requireEscrow()
	n.requireInvariants()
}

// standing has verdicts stand for most of the blocks before the upgrade, and disputed ones wait for the council just as long, so that there are such
// jobs when it comes. UNJUDGEABLE ones are few, REJECTED ones are disputed at once, a job is SETTLING within one block, and DIVIDED needs a panel: none of
// these is sure.
func standing(p *jobstypes.Params) {
	p.ChallengeWindow, p.CouncilWindow = 60*nationStep, 60*nationStep
	p.Ladder = []jobstypes.Rung{{Kind: jobstypes.RUNG_KIND_COMMITTEE}, {Kind: jobstypes.RUNG_KIND_COUNCIL}}
}

// nextBinary builds the binary of the upgrade.
func nextBinary(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("real nodes take a while")
	}
	path := filepath.Join(t.TempDir(), "agijobsd-next")
	build := exec.CommandContext(t.Context(), "go", "build", "-tags", "upgradetest", "-mod=readonly", "-buildvcs=false", "-o", path,
		"github.com/agijobs/agijobs/cmd/agijobsd")
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return path
}

// desk is where everybody's keys are.
func (n *nation) desk() *machine { return &machine{chain: n.chain, home: n.net.Keys} }

// appHeight is the last block that a node has executed.
func (n *nation) appHeight(node int) int64 {
	n.t.Helper()
	r, err := n.clients[node].App().Status(n.ctx, &nodeservice.StatusRequest{})
	require.NoError(n.t, err)
	return int64(r.Height)
}

// statuses are where all jobs stand.
func (n *nation) statuses() map[uint64]jobstypes.JobStatus {
	n.t.Helper()
	out := map[uint64]jobstypes.JobStatus{}
	for _, j := range n.jobs(0) {
		out[j.Id] = j.Status
	}
	return out
}

func count(jobs map[uint64]jobstypes.JobStatus) map[jobstypes.JobStatus]int {
	out := map[jobstypes.JobStatus]int{}
	for _, status := range jobs {
		out[status]++
	}
	return out
}

// requireEnds: what had ended stands, everything else has ended, and these as they should.
func (n *nation) requireEnds(before map[uint64]jobstypes.JobStatus, completed ...uint64) {
	n.t.Helper()
	after := n.statuses()
	ends := map[jobstypes.JobStatus]map[jobstypes.JobStatus]int{}
	for id, was := range before {
		require.Contains(n.t, after, id)
		if was.Terminal() {
			require.Equal(n.t, was, after[id], "job %d", id)
		}
		require.True(n.t, after[id].Terminal(), "job %d: from %s to %s", id, was, after[id])
		if ends[was] == nil {
			ends[was] = map[jobstypes.JobStatus]int{}
		}
		ends[was][after[id]]++
	}
	for _, id := range completed {
		require.Equal(n.t, jobstypes.JOB_STATUS_COMPLETED, after[id], "job %d", id)
	}
	for was, how := range ends {
		n.t.Logf("%s at the upgrade: %v", was, how)
	}
}

// account signs for somebody at the first node.
func (n *nation) account(name string) *client.Account {
	n.t.Helper()
	ring, err := n.net.Keyring()
	require.NoError(n.t, err)
	signer, err := client.FromKeyring(ring, name)
	require.NoError(n.t, err)
	c, err := client.Dial(n.nodes[0].GRPC, client.Options{GasPrice: localnet.GasPrice(), Patience: patience, ChainID: n.id})
	require.NoError(n.t, err)
	n.t.Cleanup(func() { require.NoError(n.t, c.Close()) })
	return c.Account(signer)
}

// send sends messages that must succeed.
func (n *nation) send(name string, messages ...sdk.Msg) {
	n.t.Helper()
	_, err := n.account(name).Send(n.ctx, messages...)
	require.NoError(n.t, err)
}

// program posts three jobs whose employer reviews them: agent-1 has taken the first two, and the third waits for the second.
func (n *nation) program() (reviewed, held, blocked uint64) {
	n.t.Helper()
	ministry := n.account("ministry").Address()
	agent := n.account("agent-1").Address()
	n.send("ministry", &jobstypes.MsgCreateProgram{
		Sponsor: ministry, Title: "Census", Document: document("program"), Budget: math.NewInt(300 * agi), MaxPayout: math.NewInt(100 * agi),
	})
	r, err := n.clients[0].Jobs().Programs(n.ctx, &jobstypes.QueryProgramsRequest{})
	require.NoError(n.t, err)
	require.Len(n.t, r.Programs, 1)
	job := func(label string) *jobstypes.MsgPostJob {
		return &jobstypes.MsgPostJob{
			Employer: ministry, Title: label, Category: "general", Spec: document("spec"), Payout: math.NewInt(20 * agi),
			WorkDuration: time.Hour, OpenFor: time.Hour, Requirements: jobstypes.Requirements{MinScore: math.ZeroInt()},
			ExpectedTotal: math.NewInt(100 * agi), Review: jobstypes.REVIEW_MODE_EMPLOYER, Program: r.Programs[0].Id, Label: label,
		}
	}
	last, wait := job("blocked"), time.Hour
	last.DependsOn, last.BlockedFor = []string{"held"}, &wait
	n.send("ministry", job("reviewed"), job("held"), last)
	ids := map[string]uint64{}
	for _, j := range n.jobs(0) {
		ids[j.Label] = j.Id
	}
	reviewed, held, blocked = ids["reviewed"], ids["held"], ids["blocked"]
	n.send("agent-1", &jobstypes.MsgClaimJob{Agent: agent, JobId: reviewed}, &jobstypes.MsgClaimJob{Agent: agent, JobId: held})
	return reviewed, held, blocked
}

// offer posts jobs so late before the upgrade that the agents cannot take them all. The ministry's own load may be in the way.
func (n *nation) offer(jobs int) {
	n.t.Helper()
	ministry := n.account("ministry")
	var posts []sdk.Msg
	for range jobs {
		posts = append(posts, &jobstypes.MsgPostJob{
			Employer: ministry.Address(), Title: "Count the census again", Category: "general", Spec: document("spec"), Payout: math.NewInt(20 * agi),
			WorkDuration: time.Hour, OpenFor: time.Hour, Requirements: jobstypes.Requirements{MinScore: math.ZeroInt()}, ExpectedTotal: math.NewInt(100 * agi),
		})
	}
	n.until("the late jobs to be posted", func() bool { _, err := ministry.Send(n.ctx, posts...); return err == nil })
}

// submit hands agent-1's result in.
func (n *nation) submit(job uint64) {
	n.t.Helper()
	// It is a machine, so it says which.
	submission := jobstypes.Submission{Result: document("result"), ModelId: "model-1", ModelHash: document("model").Sha256}
	n.send("agent-1", &jobstypes.MsgSubmitWork{Agent: n.account("agent-1").Address(), JobId: job, Submission: submission})
}

// migrated is what the upgrade has written into its new store, the same on every node.
func (n *nation) migrated() map[jobstypes.JobStatus]int {
	n.t.Helper()
	var first []byte
	for i, node := range n.nodes {
		rpc, err := rpchttp.New("tcp://"+node.RPC, "/websocket")
		require.NoError(n.t, err)
		r, err := rpc.ABCIQuery(n.ctx, "/store/rehearsal/key", []byte("jobs"))
		require.NoError(n.t, err)
		require.Zero(n.t, r.Response.Code, r.Response.Log)
		if i == 0 {
			first = r.Response.Value
		}
		require.Equal(n.t, first, r.Response.Value, "node%d", i)
	}
	var counts []int
	require.NoError(n.t, json.Unmarshal(first, &counts))
	out := map[jobstypes.JobStatus]int{}
	for status, count := range counts {
		if count > 0 {
			out[jobstypes.JobStatus(status)] = count
		}
	}
	return out
}
