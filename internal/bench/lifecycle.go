package bench

import (
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/cosmos/gogoproto/proto"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationkeeper "github.com/agijobs/agijobs/x/validation/keeper"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

const (
	// seats of a committee, and messages of a life with them: post, claim, submit, a commitment and a reveal of each.
	seats           = 3
	messagesPerLife = 3 + 2*seats
	// messagesPerBlock is a third of what fits into a block of app.MaxBlockGas: no signer has more waiting in a block's time than
	// the pool takes of one (lanes.MaxPending).
	messagesPerBlock = 500
	// waitAtMost is how many blocks without messages a draw or a settlement may take.
	waitAtMost = 400
)

// Phases of a life, in order. Draw and settle are blocks without messages.
const (
	phasePost   = "post"
	phaseClaim  = "claim"
	phaseSubmit = "submit"
	phaseDraw   = "draw"
	phaseCommit = "commit"
	phaseReveal = "reveal"
	phaseSettle = "settle"
	phaseSend   = "send"
)

// phases lists them in order.
var phases = []string{phasePost, phaseClaim, phaseSubmit, phaseDraw, phaseCommit, phaseReveal, phaseSettle}

// outgoing is a message with who sends it.
type outgoing struct {
	from *actor
	msg  sdk.Msg
}

// measured is what a batch took.
type measured struct {
	took, cpu, check      time.Duration
	messages, txs, blocks int
	jobs                  []uint64
	// blocksOf are the blocks of each phase.
	blocksOf map[string][]executed
}

func newMeasured() *measured { return &measured{blocksOf: map[string][]executed{}} }

func (m *measured) add(phase string, e executed) {
	m.took += e.took
	m.cpu += e.cpu
	m.blocks++
	m.blocksOf[phase] = append(m.blocksOf[phase], e)
}

// of is what the blocks of a phase took.
func (m *measured) of(phase string) (took time.Duration) {
	for _, e := range m.blocksOf[phase] {
		took += e.took
	}
	return took
}

func (m *measured) messagesPerSecond() float64 { return float64(m.messages) / m.took.Seconds() }

// cpuMicros is what a message used of all cores.
func (m *measured) cpuMicros() float64 {
	return float64(m.cpu.Microseconds()) / float64(m.messages)
}

func (m *measured) jobsPerSecond() float64 { return float64(len(m.jobs)) / m.took.Seconds() }

func (m *measured) checksPerSecond() float64 {
	if m.check == 0 {
		return 0
	}
	return float64(m.txs) / m.check.Seconds()
}

// batch is how messages are sent.
type batch struct {
	// perTx is how many messages one signer puts into a transaction at most.
	perTx int
	// check runs every transaction through CheckTx before its block.
	check bool
}

// send packs each signer's messages into transactions, these into blocks, and runs them. Signing and CheckTx are not part of
// the measured time. It returns the responses of all messages in the order of the messages.
func (c *chain) send(m *measured, b batch, phase string, list []outgoing) ([][]byte, error) {
	responses := make([][]byte, len(list))
	for len(list) > 0 {
		n := min(len(list), c.PerBlock)
		if err := c.sendBlock(m, b, phase, list[:n], responses[len(responses)-len(list):]); err != nil {
			return nil, fmt.Errorf("%s: %w", phase, err)
		}
		list = list[n:]
	}
	return responses, nil
}

func (c *chain) sendBlock(m *measured, b batch, phase string, list []outgoing, responses [][]byte) error {
	groups := pack(list, b.perTx)
	txs := make([][]byte, 0, len(groups))
	for _, group := range groups {
		msgs := make([]sdk.Msg, 0, len(group))
		for _, at := range group {
			msgs = append(msgs, list[at].msg)
		}
		tx, err := c.sign(list[group[0]].from, msgs...)
		if err != nil {
			return err
		}
		txs = append(txs, tx)
	}
	if b.check {
		took, err := c.check(txs)
		if err != nil {
			return err
		}
		m.check += took
	}
	c.phase = phase
	e, err := c.block(txs)
	if err != nil {
		return err
	}
	m.add(phase, e)
	m.messages += len(list)
	m.txs += len(txs)
	for i, group := range groups {
		var data sdk.TxMsgData
		if err := data.Unmarshal(e.res.TxResults[i].Data); err != nil {
			return err
		}
		for j, at := range group {
			responses[at] = data.MsgResponses[j].Value
		}
	}
	return nil
}

// pack groups the messages of each signer, perTx at most in a group, in order of the first message of a group.
func pack(list []outgoing, perTx int) [][]int {
	var groups [][]int
	open := map[*actor]int{}
	for i, out := range list {
		at, ok := open[out.from]
		if !ok || len(groups[at]) >= perTx {
			at = len(groups)
			groups = append(groups, nil)
			open[out.from] = at
		}
		groups[at] = append(groups[at], i)
	}
	return groups
}

// lifecycle takes jobs from posting to settlement and returns what all their blocks took, those without messages included.
func (c *chain) lifecycle(b batch, jobs int) (*measured, error) {
	m := newMeasured()
	c.round++
	if err := c.post(m, b, jobs); err != nil {
		return nil, err
	}
	if err := c.work(m, b); err != nil {
		return nil, err
	}
	committees, err := c.draw(m)
	if err != nil {
		return nil, err
	}
	if err := c.judge(m, b, committees); err != nil {
		return nil, err
	}
	return m, c.settle(m, phaseSettle)
}

func (c *chain) post(m *measured, b batch, jobs int) error {
	list := make([]outgoing, jobs)
	for i := range list {
		from := turn(c.people.employers, i, b.perTx)
		list[i] = outgoing{from, c.postMsg(from, i)}
	}
	responses, err := c.send(m, b, phasePost, list)
	if err != nil {
		return err
	}
	for _, bz := range responses {
		var res jobstypes.MsgPostJobResponse
		if err := proto.Unmarshal(bz, &res); err != nil {
			return err
		}
		m.jobs = append(m.jobs, res.JobId)
	}
	return nil
}

// turn gives each of a list perTx turns in a row.
func turn(list []*actor, i, perTx int) *actor { return list[i/perTx%len(list)] }

// postMsg is a posting as the examples of this repository have them.
func (c *chain) postMsg(from *actor, n int) *jobstypes.MsgPostJob {
	return &jobstypes.MsgPostJob{
		Employer: from.text, Title: "Labour statistics 2031 by region and sector", Category: jobstypes.DefaultCategory, Tags: []string{"statistics"},
		Spec:   jobstypes.Document{Uri: "https://data.example.gov/labour-statistics/spec.md", Sha256: c.hash("spec", n)},
		Payout: agi(100), WorkDuration: workDuration, OpenFor: openFor, Relists: 1,
		Requirements: jobstypes.Requirements{MinScore: math.ZeroInt()}, ExpectedTotal: agi(1_000),
	}
}

func (c *chain) hash(what string, n int) []byte {
	h := sha256.Sum256(fmt.Appendf(nil, "%s %d %d", what, c.round, n))
	return h[:]
}

// work has agents claim the jobs and hand in results.
func (c *chain) work(m *measured, b batch) error {
	claims, results := make([]outgoing, len(m.jobs)), make([]outgoing, len(m.jobs))
	for i, id := range m.jobs {
		agent := turn(c.people.agents, i, b.perTx)
		claims[i] = outgoing{agent, &jobstypes.MsgClaimJob{Agent: agent.text, JobId: id}}
		results[i] = outgoing{agent, &jobstypes.MsgSubmitWork{Agent: agent.text, JobId: id, Submission: jobstypes.Submission{
			Result: jobstypes.Document{Uri: "https://data.example.gov/labour-statistics/result.csv", Sha256: c.hash("result", i)},
		}}}
	}
	if _, err := c.send(m, b, phaseClaim, claims); err != nil {
		return err
	}
	_, err := c.send(m, b, phaseSubmit, results)
	return err
}

// draw runs blocks until every job has its committee.
func (c *chain) draw(m *measured) (map[uint64][]*actor, error) {
	committees := map[uint64][]*actor{}
	for range waitAtMost {
		if err := c.readCommittees(m.jobs, committees); err != nil {
			return nil, err
		}
		if len(committees) == len(m.jobs) {
			return committees, nil
		}
		c.phase = phaseDraw
		e, err := c.block(nil)
		if err != nil {
			return nil, err
		}
		m.add(phaseDraw, e)
	}
	return nil, fmt.Errorf("%d of %d committees were drawn in %d blocks", len(committees), len(m.jobs), waitAtMost)
}

func (c *chain) readCommittees(jobs []uint64, committees map[uint64][]*actor) error {
	ctx, server := c.readContext(), validationkeeper.NewQueryServer(c.app.Validation)
	for _, id := range jobs {
		if committees[id] != nil {
			continue
		}
		res, err := server.Round(ctx, &validationtypes.QueryRoundRequest{JobId: id})
		if err != nil {
			return err
		}
		if res.Round.Status == validationtypes.ROUND_STATUS_DRAWING {
			continue
		}
		for _, seat := range res.Seats {
			committees[id] = append(committees[id], c.people.byAddress[seat.Validator])
		}
		if len(committees[id]) != seats {
			return fmt.Errorf("job %d: a committee of %d", id, len(committees[id]))
		}
	}
	return nil
}

// judge has the committees commit and reveal. The votes of one validator are sent together, as one who judges much would.
func (c *chain) judge(m *measured, b batch, committees map[uint64][]*actor) error {
	vote := validationtypes.Vote{Verdict: validationtypes.VOTE_VERDICT_APPROVE, Score: 90}
	var commits, reveals []outgoing
	for i, id := range m.jobs {
		for _, v := range committees[id] {
			salt := c.hash(v.text, i)
			sealed, err := validationtypes.Commitment(chainID, id, 0, v.addr, vote, salt)
			if err != nil {
				return err
			}
			commits = append(commits, outgoing{v, &validationtypes.MsgCommitVote{Validator: v.text, JobId: id, Commitment: sealed}})
			reveals = append(reveals, outgoing{v, &validationtypes.MsgRevealVote{Validator: v.text, JobId: id, Vote: vote, Salt: salt}})
		}
	}
	if _, err := c.send(m, b, phaseCommit, commits); err != nil {
		return err
	}
	_, err := c.send(m, b, phaseReveal, reveals)
	return err
}

// settle runs blocks until every job has ended.
func (c *chain) settle(m *measured, phase string) error {
	waiting := m.jobs
	for range waitAtMost {
		var err error
		if waiting, err = c.unended(waiting); err != nil {
			return err
		}
		if len(waiting) == 0 {
			return nil
		}
		c.phase = phase
		e, err := c.block(nil)
		if err != nil {
			return err
		}
		m.add(phase, e)
	}
	return fmt.Errorf("%d of %d jobs have not ended after %d blocks", len(waiting), len(m.jobs), waitAtMost)
}

func (c *chain) unended(jobs []uint64) (left []uint64, err error) {
	ctx := c.readContext()
	for _, id := range jobs {
		job, err := c.app.Jobs.Job(ctx, id)
		if err != nil {
			return nil, err
		}
		if !job.Status.Terminal() {
			left = append(left, id)
		}
	}
	return left, nil
}
