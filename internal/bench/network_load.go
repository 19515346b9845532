package bench

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/cosmos/gogoproto/proto"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

const (
	// senderLoops broadcast at the same time, each for senders of its own.
	senderLoops = 8
	// pause after a refusal, and between two looks at a round.
	pause = 200 * time.Millisecond
)

// netLoad offers transactions to a network.
type netLoad struct {
	*feed
	options NetworkOptions
	// judging guards each judge's sequence number.
	judging map[string]*sync.Mutex

	lives struct {
		sync.Mutex
		begun, judged int
		last          error
	}
}

func newLoad(f *feed, o NetworkOptions) *netLoad {
	l := &netLoad{feed: f, options: o, judging: map[string]*sync.Mutex{}}
	for _, v := range f.n.people.validators {
		l.judging[v.text] = &sync.Mutex{}
	}
	return l
}

// send signs and offers; the sequence number stays where the transaction was refused.
func (l *netLoad) send(ctx context.Context, kind string, node int, from *actor, msg sdk.Msg) (*offered, error) {
	if !from.known {
		info, err := l.n.query.Auth().AccountInfo(ctx, &authtypes.QueryAccountInfoRequest{Address: from.text})
		if err != nil {
			return nil, err
		}
		from.number, from.sequence, from.known = info.Info.AccountNumber, info.Info.Sequence, true
	}
	raw, err := from.sign(msg)
	if err != nil {
		return nil, err
	}
	o, err := l.offer(ctx, kind, node%len(l.n.rpcs), raw)
	if err != nil {
		from.known = false
	}
	return o, err
}

// sends offers bank sends at the rate of the options until ctx ends, however long the chain takes for them.
func (l *netLoad) sends(ctx context.Context, group *sync.WaitGroup) {
	senders := l.n.people.employers[l.options.Lives:]
	loops := min(senderLoops, len(senders))
	every := time.Second * time.Duration(loops) / time.Duration(l.options.Rate)
	for loop := range loops {
		group.Go(func() {
			next := time.Now().Add(every * time.Duration(loop) / time.Duration(loops))
			for i := loop; ; i += loops {
				if i >= len(senders) {
					i = loop
				}
				select {
				case <-ctx.Done():
					return
				case <-time.After(time.Until(next)):
				}
				next = next.Add(every)
				from, to := senders[i], senders[(i+1)%len(senders)]
				// A refusal is counted where it is met. A sender always asks the same node, which knows what it has waiting.
				msg := &banktypes.MsgSend{FromAddress: from.text, ToAddress: to.text, Amount: sdk.NewCoins(sdk.NewInt64Coin(denom, 1))}
				if _, err := l.send(context.WithoutCancel(ctx), KindSends, i, from, msg); err != nil {
					continue
				}
			}
		})
	}
}

// live lets jobs live one after another, until ctx ends; the last one goes on until it is judged or end ends.
func (l *netLoad) live(ctx, end context.Context, group *sync.WaitGroup) {
	for i := range l.options.Lives {
		group.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				l.lives.Lock()
				l.lives.begun++
				l.lives.Unlock()
				err := l.life(end, i, n)
				l.lives.Lock()
				if err == nil {
					l.lives.judged++
				} else {
					l.lives.last = err
				}
				l.lives.Unlock()
				if err != nil {
					time.Sleep(pause)
				}
			}
		})
	}
}

// life takes one job from posting to the last reveal.
func (l *netLoad) life(ctx context.Context, i, n int) error {
	employer, agent := l.n.people.employers[i], l.n.people.agents[i]
	data, err := l.put(ctx, i, employer, l.n.postMsg(employer, i+n*mostLives))
	if err != nil {
		return fmt.Errorf("post: %w", err)
	}
	var posted jobstypes.MsgPostJobResponse
	if err := proto.Unmarshal(data, &posted); err != nil {
		return err
	}
	id := posted.JobId
	if _, err := l.put(ctx, i, agent, &jobstypes.MsgClaimJob{Agent: agent.text, JobId: id}); err != nil {
		return fmt.Errorf("claim: %w", err)
	}
	if _, err := l.put(ctx, i, agent, &jobstypes.MsgSubmitWork{Agent: agent.text, JobId: id, Submission: jobstypes.Submission{
		Result: jobstypes.Document{Uri: "https://data.example.gov/labour-statistics/result.csv", Sha256: l.n.hash("result", i+n*mostLives)},
	}}); err != nil {
		return fmt.Errorf("submit: %w", err)
	}
	committee, err := l.committee(ctx, id)
	if err != nil {
		return fmt.Errorf("draw: %w", err)
	}
	return l.judge(ctx, id, committee)
}

// put sends a message of a life and waits until it is in a block.
func (l *netLoad) put(ctx context.Context, node int, from *actor, msg sdk.Msg) ([]byte, error) {
	o, err := l.send(ctx, KindLifecycle, node, from, msg)
	if err != nil {
		return nil, err
	}
	return o.response(ctx)
}

// response is what the only message answered.
func (o *offered) response(ctx context.Context) ([]byte, error) {
	select {
	case <-ctx.Done():
		return nil, fmt.Errorf("in no block: %w", ctx.Err())
	case result := <-o.done:
		var data sdk.TxMsgData
		switch {
		case result.Code != 0:
			return nil, errors.New(result.Log)
		case data.Unmarshal(result.Data) != nil || len(data.MsgResponses) != 1:
			return nil, errors.New("a transaction without an answer")
		}
		return data.MsgResponses[0].Value, nil
	}
}

func (l *netLoad) committee(ctx context.Context, id uint64) (list []*actor, err error) {
	for {
		r, err := l.n.query.Validation().Round(ctx, &validationtypes.QueryRoundRequest{JobId: id})
		if err != nil {
			return nil, err
		}
		if r.Round.Status != validationtypes.ROUND_STATUS_DRAWING {
			for _, seat := range r.Seats {
				v := l.n.people.byAddress[seat.Validator]
				if v == nil {
					return nil, fmt.Errorf("%s is no judge of this benchmark", seat.Validator)
				}
				list = append(list, v)
			}
			return list, nil
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(pause):
		}
	}
}

// judge has the committee seal and open approvals, all of them at the same time.
func (l *netLoad) judge(ctx context.Context, id uint64, committee []*actor) error {
	vote := validationtypes.Vote{Verdict: validationtypes.VOTE_VERDICT_APPROVE, Score: 90}
	for _, step := range []struct {
		name string
		msg  func(v *actor) (sdk.Msg, error)
	}{
		{"commit", func(v *actor) (sdk.Msg, error) {
			sealed, err := validationtypes.Commitment(chainID, id, 0, v.addr, vote, l.n.hash(v.text, 0))
			return &validationtypes.MsgCommitVote{Validator: v.text, JobId: id, Commitment: sealed}, err
		}},
		{"reveal", func(v *actor) (sdk.Msg, error) {
			return &validationtypes.MsgRevealVote{Validator: v.text, JobId: id, Vote: vote, Salt: l.n.hash(v.text, 0)}, nil
		}},
	} {
		var sent []*offered
		for _, v := range committee {
			msg, err := step.msg(v)
			if err != nil {
				return err
			}
			o, err := l.vote(ctx, v, msg)
			if err != nil {
				return fmt.Errorf("%s: %w", step.name, err)
			}
			sent = append(sent, o)
		}
		for _, o := range sent {
			if _, err := o.response(ctx); err != nil {
				return fmt.Errorf("%s: %w", step.name, err)
			}
		}
	}
	return nil
}

// vote sends for a judge, who may sit on several committees and always asks the same node.
func (l *netLoad) vote(ctx context.Context, v *actor, msg sdk.Msg) (*offered, error) {
	l.judging[v.text].Lock()
	defer l.judging[v.text].Unlock()
	return l.send(ctx, KindLifecycle, int(v.addr[0]), v, msg)
}
