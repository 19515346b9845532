package keeper_test

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// TestBondsComeBack plays random messages about jobs of SELECTION, with suspensions and revocations, against books of its
// own: each message is taken or refused as they say, and at the end of each block every agent has what it has in them,
// locked and in all, and so has the employer.
func TestBondsComeBack(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		b := newBidding(t, r)
		for range rapid.IntRange(3, 10).Draw(r, "blocks") {
			for range rapid.IntRange(0, 8).Draw(r, "messages") {
				b.message()
			}
			b.end(rapid.IntRange(0, 7).Draw(r, "revoke") == 0)
			b.Pass(time.Duration(rapid.IntRange(0, 50).Draw(r, "minutes")) * time.Minute)
		}
		for range 12 {
			b.Pass(2 * time.Hour)
			b.end(false)
		}
		require.Zero(t, b.cost(), "every job has ended")
		require.Empty(t, standing(b.Env, &types.QueryApplicationsRequest{}))
	})
}

// openFor of the jobs of a bidding; work takes an hour.
const openFor = 90 * time.Minute

type bid struct {
	who             string
	price, bond, at int64
}

// offer is what the books know of a job; payout and fees are what the employer has paid and not got back.
type offer struct {
	id                        uint64
	status                    types.JobStatus
	payout, protocol, seatFee int64
	deadline                  int64
	rule                      types.AwardRule
	bids                      []bid
	awarded, agent            string
	bond                      int64
	surrendered               bool
	relists                   int
}

func (o *offer) find(who string) int {
	return slices.IndexFunc(o.bids, func(b bid) bool { return b.who == who })
}

func (o *offer) reopen(now int64) {
	o.status, o.agent, o.surrendered, o.deadline = types.JOB_STATUS_OPEN, "", false, now+openFor.Milliseconds()
}

func (o *offer) close() {
	o.status, o.bids, o.agent, o.awarded = types.JOB_STATUS_CANCELLED, nil, "", ""
}

type bidding struct {
	*testutil.Env
	r      *rapid.T
	agents []sdk.AccAddress
	offers []*offer
	out    map[string]bool
	// lost is what slashes took of each agent, gained what they gave the employer.
	lost   map[string]int64
	gained int64
}

func newBidding(t *testing.T, r *rapid.T) *bidding {
	b := &bidding{Env: market(t), r: r, agents: []sdk.AccAddress{agent, rival, third}, out: map[string]bool{}, lost: map[string]int64{}}
	setParams(b.Env, func(p *types.Params) { p.MaxActiveJobs = 100 })
	for _, a := range b.agents {
		b.Scores.ByAddress[a.String()] = rapid.Int64Range(0, 2).Draw(r, "score")
	}
	return b
}

// bondAt is the bond of an hour of at most ten.
func bondAt(price int64) int64 {
	base := max(price/10, 1_000)
	return min(price, base+base/10)
}

func (b *bidding) message() {
	a := rapid.SampledFrom(b.agents).Draw(b.r, "agent")
	amount := rapid.SampledFrom([]int64{1, 999, 40_000, 40_001, 130_000, 300_000}).Draw(b.r, "amount")
	kind := rapid.IntRange(0, 12).Draw(b.r, "message")
	if kind == 0 || len(b.offers) == 0 {
		b.post(amount)
		return
	}
	o := rapid.SampledFrom(b.offers).Draw(b.r, "job")
	at := o.find(a.String())
	open := o.status == types.JOB_STATUS_OPEN && o.awarded == "" && b.Clock.Ms < o.deadline
	switch kind {
	case 1, 2, 3, 4, 5:
		msg := applyMsg(a, o.id, min(amount, o.payout+1))
		msg.MaxBond = math.NewInt(testutil.Funds)
		price := msg.Price.Int64()
		_, err := tx(b.Env, b.Msgs.Apply, msg)
		if b.taken(err, open && at < 0 && !b.out[a.String()] && price <= o.payout && price >= o.payout/10) {
			o.bids = append(o.bids, bid{who: a.String(), price: price, bond: bondAt(price), at: b.Clock.Ms})
		}
	case 6, 7:
		_, err := tx(b.Env, b.Msgs.WithdrawApplication, takeBack(a, o.id))
		if b.taken(err, at >= 0 && o.awarded != a.String()) {
			o.bids = slices.Delete(o.bids, at, at+1)
		}
	case 8, 9:
		price := amount
		if at >= 0 && amount != 999 {
			price = o.bids[at].price
		}
		_, err := tx(b.Env, b.Msgs.Award, awardMsg(o.id, a, price))
		if b.taken(err, open && at >= 0 && o.bids[at].price == price && !b.out[a.String()]) {
			o.awarded = a.String()
		}
	case 10:
		_, err := tx(b.Env, b.Msgs.CancelJob, &types.MsgCancelJob{Employer: employer.String(), JobId: o.id})
		if b.taken(err, open) {
			o.status = types.JOB_STATUS_SETTLING
		}
	case 11:
		_, err := tx(b.Env, b.Msgs.RaisePayout, &types.MsgRaisePayout{
			Employer: employer.String(), JobId: o.id, Payout: math.NewInt(amount), ExpectedExtra: math.NewInt(testutil.Funds),
		})
		if b.taken(err, open && amount > o.payout) {
			o.payout, o.protocol, o.seatFee = amount, amount/50, max(o.seatFee, amount*9/300)
		}
	default:
		_, err := tx(b.Env, b.Msgs.SurrenderJob, &types.MsgSurrenderJob{Agent: a.String(), JobId: o.id})
		if b.taken(err, o.agent == a.String() && !o.surrendered && b.Clock.Ms < o.deadline) {
			o.surrendered = true
		}
	}
}

// taken compares what became of a message with what the books say.
func (b *bidding) taken(err error, want bool) bool {
	require.Equal(b.T, want, err == nil, "%v", err)
	return want
}

func (b *bidding) post(payout int64) {
	o := &offer{
		status: types.JOB_STATUS_OPEN, payout: payout, protocol: payout / 50, seatFee: max(payout*9/300, 1_000),
		deadline: b.Clock.Ms + openFor.Milliseconds(), relists: rapid.IntRange(0, 2).Draw(b.r, "relists"),
		rule: rapid.SampledFrom([]types.AwardRule{types.AWARD_RULE_UNSPECIFIED, types.AWARD_RULE_LOWEST_PRICE}).Draw(b.r, "rule"),
	}
	o.id = post(b.Env, selecting, withRelists(uint32(o.relists)), func(m *types.MsgPostJob) {
		m.Payout, m.OpenFor, m.AwardRule = math.NewInt(payout), openFor, o.rule
	})
	b.offers = append(b.offers, o)
}

// end ends a block, in which somebody may be suspended, reinstated or revoked after all messages.
func (b *bidding) end(revoke bool) {
	who := rapid.SampledFrom(b.agents).Draw(b.r, "who").String()
	b.EndBlock(func(ctx sdk.Context) {
		switch {
		case revoke:
			b.shut(who)
			require.NoError(b.T, b.Keeper.AfterRevoked(ctx, sdk.MustAccAddressFromBech32(who)))
			b.revoked(who)
		case b.out[who]:
			b.out[who] = false
			b.Identity.Admit(sdk.MustAccAddressFromBech32(who), identitytypes.PARTICIPANT_KIND_HUMAN, "", identitytypes.ROLE_AGENT)
		case rapid.IntRange(0, 3).Draw(b.r, "suspend") == 0:
			b.shut(who)
		}
	})
	for _, o := range b.offers {
		b.due(o)
	}
	for _, event := range testutil.EventsOf[*types.EventAssignmentEnded](b.T, b.Events) {
		b.lost[event.Agent] += event.Slashed.Int64()
		b.gained += event.ToEmployer.Int64()
	}
	b.compare()
}

func (b *bidding) shut(who string) {
	b.out[who] = true
	suspend(b.Env, sdk.MustAccAddressFromBech32(who))
}

func (b *bidding) revoked(who string) {
	for _, o := range b.offers {
		if at := o.find(who); at >= 0 {
			o.bids = slices.Delete(o.bids, at, at+1)
		}
		if o.agent != who {
			continue
		}
		if o.surrendered || b.Clock.Ms >= o.deadline {
			b.given(o)
		} else {
			o.reopen(b.Clock.Ms)
		}
	}
}

// given: an assignment is over by the agent's fault.
func (b *bidding) given(o *offer) {
	if o.relists == 0 {
		o.close()
		return
	}
	o.relists--
	o.reopen(b.Clock.Ms)
}

// due is the end of the block for one job.
func (b *bidding) due(o *offer) {
	switch o.status {
	case types.JOB_STATUS_SETTLING:
		o.close()
	case types.JOB_STATUS_ASSIGNED:
		if o.surrendered || b.Clock.Ms >= o.deadline {
			b.given(o)
		}
	case types.JOB_STATUS_OPEN:
		if o.awarded != "" {
			at := o.find(o.awarded)
			if at >= 0 && !b.out[o.awarded] {
				b.give(o, o.bids[at])
			}
			o.awarded = ""
		} else if b.Clock.Ms >= o.deadline {
			b.silent(o)
		}
	}
}

func (b *bidding) silent(o *offer) {
	slices.SortFunc(o.bids, func(x, y bid) int {
		return cmp.Or(cmp.Compare(x.price, y.price), cmp.Compare(b.Scores.ByAddress[y.who], b.Scores.ByAddress[x.who]),
			cmp.Compare(x.at, y.at), cmp.Compare(x.who, y.who))
	})
	first := slices.IndexFunc(o.bids, func(x bid) bool { return !b.out[x.who] })
	if o.rule != types.AWARD_RULE_LOWEST_PRICE || first < 0 {
		o.close()
		return
	}
	b.give(o, o.bids[first])
}

func (b *bidding) give(o *offer, won bid) {
	o.status, o.agent, o.bond, o.bids = types.JOB_STATUS_ASSIGNED, won.who, won.bond, nil
	o.payout, o.protocol, o.deadline = won.price, won.price/50, b.Clock.Ms+time.Hour.Milliseconds()
}

// cost is what the employer has in jobs that have not ended.
func (b *bidding) cost() (sum int64) {
	for _, o := range b.offers {
		if o.status != types.JOB_STATUS_CANCELLED {
			sum += o.payout + o.protocol + 3*o.seatFee
		}
	}
	return sum
}

func (b *bidding) compare() {
	require.Equal(b.T, b.gained-b.cost(), b.Gain(employer))
	for _, a := range b.agents {
		who, locked, jobs, bids := a.String(), int64(0), uint32(0), uint32(0)
		for _, o := range b.offers {
			if o.agent == who {
				locked, jobs = locked+o.bond, jobs+1
			}
			if at := o.find(who); at >= 0 {
				locked, bids = locked+o.bids[at].bond, bids+1
			}
		}
		stake := b.Stake(a)
		require.Equal(b.T, []any{locked, jobs, bids}, []any{stake.Locked.Int64(), stake.ActiveJobs, stake.Applications}, who)
		require.Equal(b.T, -b.lost[who], b.Gain(a)+stake.Free.Int64()+locked, who)
	}
}
