//go:build network

package network

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/agijobs/agijobs/internal/demo"
	"github.com/agijobs/agijobs/internal/localnet"
	"github.com/agijobs/agijobs/pkg/client"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

const (
	// look is how often a worker looks at the chain, and post how often the ministry posts.
	look, post = 500 * time.Millisecond, 700 * time.Millisecond
	// answering is how long a worker waits for one node before it asks another.
	answering = 15 * time.Second
)

// workers live their lives on a network whose nodes come and go: they look what there is for them to do, do it, and ask another node
// when one does not answer. A refusal is not their end: somebody else may have come first.
type workers struct {
	n      *nation
	ctx    context.Context
	cancel context.CancelFunc
	group  sync.WaitGroup

	mu      sync.Mutex
	posting bool
	done    map[string]int
	refused map[string]int
	last    error
}

// worker is one of them.
type worker struct {
	*workers
	name     string
	address  string
	node     int
	posts    int
	clients  []*client.Client
	accounts []*client.Account
}

// work starts everybody.
func (n *nation) work() *workers {
	n.t.Helper()
	w := &workers{n: n, posting: true, done: map[string]int{}, refused: map[string]int{}}
	w.ctx, w.cancel = context.WithCancel(n.ctx)
	n.t.Cleanup(w.end)
	w.run("ministry", post, (*worker).employ)
	w.run(demo.Faucet, post, (*worker).give)
	for _, name := range []string{"agent-2", "agent-3", "agent-4"} {
		w.run(name, look, (*worker).labour)
	}
	for _, name := range demo.Judges() {
		w.run(name, look, (*worker).judge)
	}
	return w
}

// end ends everybody.
func (w *workers) end() {
	w.cancel()
	w.group.Wait()
}

// stopPosting lets what runs run out.
func (w *workers) stopPosting() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.posting = false
}

// count of what was done.
func (w *workers) count(what string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.done[what]
}

func (w *workers) log() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.n.t.Logf("done %v, refused or unanswered %v, last: %v", w.done, w.refused, w.last)
}

func (w *workers) run(name string, every time.Duration, turn func(*worker, context.Context, *client.Client) error) {
	w.n.t.Helper()
	ring, err := w.n.net.Keyring()
	require.NoError(w.n.t, err)
	signer, err := client.FromKeyring(ring, name)
	require.NoError(w.n.t, err)
	p := &worker{workers: w, name: name}
	for i := range w.n.net.Members {
		c, err := client.Dial(w.n.nodes[i].GRPC, client.Options{GasPrice: localnet.GasPrice(), Timeout: answering, ChainID: w.n.id})
		require.NoError(w.n.t, err)
		w.n.t.Cleanup(func() { require.NoError(w.n.t, c.Close()) })
		p.clients, p.accounts = append(p.clients, c), append(p.accounts, c.Account(signer))
	}
	p.address = p.accounts[0].Address()
	p.node = len(name) % len(p.clients)
	w.group.Go(func() {
		for w.ctx.Err() == nil {
			ctx, cancel := context.WithTimeout(w.ctx, answering)
			err := turn(p, ctx, p.clients[p.node])
			cancel()
			if err != nil {
				p.turnTo(err)
			}
			select {
			case <-w.ctx.Done():
			case <-time.After(every):
			}
		}
	})
}

// turnTo asks another node the next time.
func (p *worker) turnTo(err error) {
	p.node = (p.node + 1) % len(p.clients)
	p.mu.Lock()
	defer p.mu.Unlock()
	var refused *client.TxError
	if errors.As(err, &refused) {
		p.refused["by the chain"]++
	} else {
		p.refused["by a node"]++
	}
	p.last = fmt.Errorf("%s: %w", p.name, err)
}

func (p *worker) send(ctx context.Context, what string, messages ...sdk.Msg) error {
	if _, err := p.accounts[p.node].Send(ctx, messages...); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done[what]++
	return nil
}

func (p *worker) employ(ctx context.Context, _ *client.Client) error {
	p.mu.Lock()
	posting := p.posting
	p.mu.Unlock()
	if !posting {
		return nil
	}
	review := jobstypes.REVIEW_MODE_COMMITTEE
	if p.posts++; p.posts%4 == 0 {
		// The ministry keeps silent then, which accepts the work.
		review = jobstypes.REVIEW_MODE_EMPLOYER
	}
	return p.send(ctx, "posted", &jobstypes.MsgPostJob{
		Employer: p.address, Title: "Summarise the census", Category: "general", Spec: document("spec"), Payout: math.NewInt(20 * agi),
		WorkDuration: time.Minute, OpenFor: time.Hour, Requirements: jobstypes.Requirements{MinScore: math.ZeroInt()},
		ExpectedTotal: math.NewInt(100 * agi), Review: review,
	})
}

func (p *worker) give(ctx context.Context, _ *client.Client) error {
	return p.send(ctx, "sent", &banktypes.MsgSend{
		FromAddress: p.address, ToAddress: p.address, Amount: sdk.NewCoins(sdk.NewInt64Coin("uagi", 7)),
	})
}

// labour takes an open job, hands in what is assigned, and disputes what was rejected. While jobs are posted it leaves one open, and keeps one
// back that it could hand in, so that at each moment there are jobs in these statuses.
func (p *worker) labour(ctx context.Context, c *client.Client) error {
	p.mu.Lock()
	keep := 0
	if p.posting {
		keep = 1
	}
	p.mu.Unlock()
	mine, err := c.Jobs().Jobs(ctx, &jobstypes.QueryJobsRequest{Agent: p.address, Pagination: &query.PageRequest{Limit: 100, Reverse: true}})
	if err != nil {
		return err
	}
	assigned := 0
	for _, j := range mine.Jobs {
		if j.Status == jobstypes.JOB_STATUS_ASSIGNED {
			assigned++
		}
	}
	for _, j := range mine.Jobs {
		switch {
		case j.Status == jobstypes.JOB_STATUS_ASSIGNED && assigned > keep:
			return p.send(ctx, "submitted", &jobstypes.MsgSubmitWork{Agent: p.address, JobId: j.Id, Submission: jobstypes.Submission{Result: document("result")}})
		case j.Status == jobstypes.JOB_STATUS_REJECTED && j.Verdict != nil && j.Verdict.Rung == 0:
			return p.send(ctx, "disputed", &jobstypes.MsgDispute{
				Sender: p.address, JobId: j.Id, Reason: jobstypes.DISPUTE_REASON_MEETS_SPEC, Evidence: document("evidence"),
				ExpectedBond: math.NewInt(100 * agi),
			})
		}
	}
	open, err := c.Jobs().Jobs(ctx, &jobstypes.QueryJobsRequest{Status: jobstypes.JOB_STATUS_OPEN, Pagination: &query.PageRequest{Limit: 10}})
	if err != nil || len(open.Jobs) <= keep {
		return err
	}
	// Each begins at another end, so that they seldom want the same.
	return p.send(ctx, "claimed", &jobstypes.MsgClaimJob{Agent: p.address, JobId: open.Jobs[int(p.name[len(p.name)-1])%len(open.Jobs)].Id})
}

// vote of the test's judges: the first committee rejects the jobs of every third block and cannot judge some others; those above approve all.
func vote(job uint64, rung uint32) validationtypes.Vote {
	switch height := job / 100_000_000; {
	case rung == 0 && height%3 == 0:
		return validationtypes.Vote{Verdict: validationtypes.VOTE_VERDICT_REJECT}
	case rung == 0 && height%5 == 0:
		return validationtypes.Vote{Verdict: validationtypes.VOTE_VERDICT_UNJUDGEABLE_SPEC}
	}
	return approve
}

// judge does the duties that are due. Its salts are no secret: a test may forget them and work them out again.
func (p *worker) judge(ctx context.Context, c *client.Client) error {
	r, err := c.Validation().Duties(ctx, &validationtypes.QueryDutiesRequest{Address: p.address})
	if err != nil {
		return err
	}
	who := person{name: p.name, addr: sdk.MustAccAddressFromBech32(p.address)}
	for _, d := range r.Duties {
		v := vote(d.JobId, d.Rung)
		switch {
		case d.Status == validationtypes.ROUND_STATUS_COMMIT && d.SeatStatus == validationtypes.SEAT_STATUS_DRAWN:
			commitment, err := validationtypes.Commitment(p.n.id, d.JobId, d.Rung, who.addr, v, salt(who))
			if err != nil {
				return err
			}
			if err := p.send(ctx, "sealed", &validationtypes.MsgCommitVote{Validator: p.address, JobId: d.JobId, Rung: d.Rung, Commitment: commitment}); err != nil {
				return err
			}
		case d.Status == validationtypes.ROUND_STATUS_REVEAL && d.SeatStatus == validationtypes.SEAT_STATUS_COMMITTED:
			if err := p.send(ctx, "opened", &validationtypes.MsgRevealVote{Validator: p.address, JobId: d.JobId, Rung: d.Rung, Vote: v, Salt: salt(who)}); err != nil {
				return err
			}
		}
	}
	return nil
}
