package keeper_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// TestEveryLifePaysToTheUnit plays the whole life of one job under random terms, amounts from 1 unit to 10^30, with the
// treasury as employer now and then, with raises, relists, every way to end, committees of any size and vote, disputes up the
// whole ladder, and settlements that fail at first. What everybody has in the end is what the table in the README says, computed here anew
// and not by the module's own code; Env checks every invariant and the supply after each block.
func TestEveryLifePaysToTheUnit(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		l := newLife(t, r)
		l.post()
		for l.job().Status == types.JOB_STATUS_OPEN {
			l.open()
		}
		if l.job().Status == types.JOB_STATUS_IN_REVIEW {
			l.review()
		}
		l.settle()
		l.check()
	})
}

// life is one job and what its parties should have gained by it.
type life struct {
	*testutil.Env
	r      *rapid.T
	p      types.Params
	id     uint64
	boss   sdk.AccAddress
	judges []sdk.AccAddress
	// treasury is what the treasury held before the block that settled.
	treasury math.Int
	before   map[string]math.Int
	gain     map[string]math.Int
	agreed   []sdk.AccAddress
	failures int
	settled  []*types.EventJobSettled
}

const burnt = "burnt"

// anyPayout is a table of tiers that keeps nobody from anything.
var anyPayout = []types.Tier{{MinScore: math.ZeroInt(), MaxPayout: types.MaxAmount(), MaxActiveJobs: 100}}

func newLife(t *testing.T, r *rapid.T) *life {
	l := &life{Env: testutil.New(t), r: r, p: testutil.Params(), before: map[string]math.Int{}, gain: map[string]math.Int{}}
	l.terms()
	_, err := l.Msgs.UpdateParams(l.Ctx, &types.MsgUpdateParams{Authority: testutil.Authority.String(), Params: l.p})
	require.NoError(t, err)
	category := testutil.Category()
	category.MaxPayout = types.MaxAmount()
	category.BonusBps = rapid.SampledFrom([]uint32{0, 1, 150, 10_000}).Draw(r, "bonus")
	category.Boosts = []types.Boost{{Credential: "data/analyst", Bps: rapid.SampledFrom([]uint32{1, 150, 5_000}).Draw(r, "boost")}}
	if rapid.Bool().Draw(r, "analyst") {
		l.Identity.Credentials = map[string][]string{agent.String(): {"data/analyst"}}
	}
	category.Seats = []types.SeatTier{{MinPayout: math.ZeroInt(), Seats: 1}, {MinPayout: math.NewInt(1_000), Seats: 3}, {MinPayout: math.NewIntWithDecimal(1, 20), Seats: 21}}
	_, err = l.Msgs.SetCategory(l.Ctx, &types.MsgSetCategory{Authority: testutil.Authority.String(), Category: category})
	require.NoError(t, err)

	l.boss = rapid.SampledFrom([]sdk.AccAddress{employer, treasury}).Draw(r, "employer")
	for i := range 30 {
		l.judges = append(l.judges, testutil.Addr(byte(100+i)))
	}
	rich := types.MaxAmount().MulRaw(100)
	for _, who := range []sdk.AccAddress{agent, rival, l.boss} {
		l.Fund(who, rich)
	}
	l.Fund(pool, l.amount("pool", 0, 30))
	for _, who := range append([]sdk.AccAddress{employer, agent, rival, treasury, pool}, l.judges...) {
		l.before[who.String()] = l.Bank.Balance(l.Ctx, who)
	}
	return l
}

// terms draws parameters within their bounds.
func (l *life) terms() {
	bps := func(name string, high uint32) uint32 {
		return rapid.OneOf(rapid.SampledFrom([]uint32{0, min(1, high), high}), rapid.Uint32Range(0, high)).Draw(l.r, name)
	}
	l.p.ValidationFeeBps, l.p.ProtocolFeeBps, l.p.BurnBps = bps("validation", 5_000), bps("protocol", 2_000), bps("burn", 10_000)
	l.p.MinSeatFee, l.p.ShortfallCap = l.amount("min seat fee", 1, 20), l.amount("shortfall cap", 0, 30)
	l.p.BondBps, l.p.BondCap = bps("bond", 10_000), l.amount("bond cap", 1, 30)
	l.p.BondMin = math.MinInt(l.amount("bond min", 0, 20), l.p.BondCap)
	l.p.RejectSlashBps = bps("reject", 10_000)
	l.p.ExpirySlashBps = bps("expiry", l.p.RejectSlashBps)
	l.p.SurrenderSlashBps = bps("surrender", l.p.ExpirySlashBps)
	l.p.SlashToEmployerBps, l.p.UnjudgeableCompensationBps = bps("to employer", 10_000), bps("unjudgeable", 5_000)
	l.p.MaxActiveJobs, l.p.Tiers = 10, anyPayout
	l.p.DisputeBondBps, l.p.DisputeBondMax = bps("dispute", 5_000), l.amount("dispute max", 1, 30)
	l.p.DisputeBondMin = math.MinInt(l.amount("dispute min", 1, 20), l.p.DisputeBondMax)
	if rapid.Bool().Draw(l.r, "ladder") {
		testutil.Ladder(&l.p)
	}
}

// amount draws low to 10^digits, of any length alike.
func (l *life) amount(name string, low int64, digits int) math.Int {
	top := math.NewIntWithDecimal(1, rapid.IntRange(0, digits).Draw(l.r, name+" digits"))
	part := rapid.Int64Range(1, 1_000_000_007).Draw(l.r, name)
	return math.MaxInt(top.MulRaw(part).QuoRaw(1_000_000_007), math.NewInt(low))
}

func (l *life) job() types.Job { return l.Job(l.id) }

// adds books what somebody should gain.
func (l *life) adds(who string, amount math.Int) {
	if l.gain[who].IsNil() {
		l.gain[who] = math.ZeroInt()
	}
	l.gain[who] = l.gain[who].Add(amount)
}

// signer of the employer's messages, and how they run: the council's in EndBlock, others' as transactions.
func (l *life) byEmployer(run func(ctx sdk.Context, signer string) error) {
	if !l.boss.Equals(treasury) {
		require.NoError(l.T, l.Tx(func(ctx sdk.Context) error { return run(ctx, l.boss.String()) }))
		return
	}
	l.end(func(ctx sdk.Context) { require.NoError(l.T, run(ctx, testutil.Authority.String())) })
}

// end ends a block.
func (l *life) end(before ...func(ctx sdk.Context)) {
	l.treasury = l.Bank.Balance(l.Ctx, treasury)
	l.EndBlock(before...)
	l.settled = append(l.settled, testutil.EventsOf[*types.EventJobSettled](l.T, l.Events)...)
}

func (l *life) post() {
	msg := postMsg(withRelists(rapid.Uint32Range(0, 3).Draw(l.r, "relists")))
	msg.Payout, msg.ExpectedTotal = l.amount("payout", 1, 29), types.MaxAmount()
	msg.Seats = rapid.SampledFrom([]uint32{0, 1, 7, 21}).Draw(l.r, "seats")
	msg.WorkDuration = time.Duration(rapid.Int64Range(60_000, 36_000_000).Draw(l.r, "work")) * time.Millisecond
	l.byEmployer(func(ctx sdk.Context, signer string) error {
		msg.Employer = signer
		response, err := l.Msgs.PostJob(ctx, msg)
		if err == nil {
			l.id = response.JobId
			l.adds(l.boss.String(), response.Escrowed.Neg())
		}
		return err
	})
	require.Equal(l.T, l.boss.String(), l.job().Employer)
	// A change of the rules in between changes nothing for this job.
	setParams(l.Env, func(p *types.Params) {
		p.BurnBps, p.RejectSlashBps, p.MaxActiveJobs, p.Tiers = 1, 10_000, 10, anyPayout
	})
}

// open plays an OPEN job up to its next turn.
func (l *life) open() {
	if rapid.Bool().Draw(l.r, "raise") {
		l.raise()
	}
	switch rapid.IntRange(0, 9).Draw(l.r, "offer") {
	case 0:
		l.byEmployer(func(ctx sdk.Context, signer string) error {
			_, err := l.Msgs.CancelJob(ctx, &types.MsgCancelJob{Employer: signer, JobId: l.id})
			return err
		})
		l.end()
	case 1:
		l.end(func(ctx sdk.Context) {
			_, err := l.Msgs.DelistJob(ctx, &types.MsgDelistJob{Authority: testutil.Authority.String(), JobId: l.id, Reason: "no"})
			require.NoError(l.T, err)
		})
	case 2:
		l.Clock.Ms = l.job().DeadlineMs
		l.end()
	default:
		l.assign(rapid.SampledFrom([]sdk.AccAddress{agent, rival}).Draw(l.r, "agent"))
	}
}

func (l *life) raise() {
	payout := l.job().Escrow.Payout.Add(l.amount("raise", 1, 28))
	l.byEmployer(func(ctx sdk.Context, signer string) error {
		response, err := l.Msgs.RaisePayout(ctx, &types.MsgRaisePayout{
			Employer: signer, JobId: l.id, Payout: payout, ExpectedExtra: types.MaxAmount(),
		})
		if errors.Is(err, types.ErrRaise) {
			return nil // a larger committee: see RaisePayout
		}
		if err == nil {
			l.adds(l.boss.String(), response.Extra.Neg())
		}
		return err
	})
}

// assign gives the job to somebody, who hands in or not.
func (l *life) assign(who sdk.AccAddress) {
	claim(l.Env, who, l.id)
	l.end()
	job := l.job()
	var revoke []func(ctx sdk.Context)
	var bps uint32
	switch rapid.IntRange(0, 6).Draw(l.r, "work") {
	case 0:
		bps = l.p.SurrenderSlashBps
		_, err := tx(l.Env, l.Msgs.SurrenderJob, &types.MsgSurrenderJob{Agent: who.String(), JobId: l.id})
		require.NoError(l.T, err)
	case 1:
		bps = l.p.ExpirySlashBps
		l.Clock.Ms = job.DeadlineMs
	case 2:
		revoke = append(revoke, func(ctx sdk.Context) { require.NoError(l.T, l.Keeper.AfterRevoked(ctx, who)) })
	default:
		_, err := tx(l.Env, l.Msgs.SubmitWork, submitMsg(l.id, func(m *types.MsgSubmitWork) { m.Agent = who.String() }))
		require.NoError(l.T, err)
		l.end()
		return
	}
	l.slash(who, job.Terms.Bond, bps)
	l.end(revoke...)
}

// slash books what an agent's failure costs and whom it goes to.
func (l *life) slash(who sdk.AccAddress, bond math.Int, bps uint32) {
	lost := part(bond, bps)
	toEmployer := part(lost, l.p.SlashToEmployerBps)
	burn := part(lost.Sub(toEmployer), l.p.BurnBps)
	l.adds(who.String(), lost.Neg())
	l.adds(l.boss.String(), toEmployer)
	l.adds(burnt, burn)
	l.adds(treasury.String(), lost.Sub(toEmployer).Sub(burn))
}

func part(amount math.Int, bps uint32) math.Int {
	return amount.MulRaw(int64(bps)).QuoRaw(10_000)
}

// review leads the job through its ladder: rounds of any result, disputes, silence, acceptance, the council.
func (l *life) review() {
	l.judge()
	l.failures = rapid.IntRange(0, 3).Draw(l.r, "failures")
	l.Certificates.MintFn, l.Validation.SettleFn = l.mint, nil
	for {
		switch job := l.job(); {
		case job.Status == types.JOB_STATUS_IN_REVIEW:
			l.round(job)
		case job.Status == types.JOB_STATUS_COUNCIL:
			l.council()
		case !job.Status.Challengeable() || !l.challenge(job):
			return
		}
	}
}

// judge draws the seats of all rounds and who of them is right in the end.
func (l *life) judge() {
	var list []validationtypes.SeatJudgement
	for _, judge := range l.judges[:rapid.IntRange(0, len(l.judges)).Draw(l.r, "judges")] {
		agrees := rapid.Bool().Draw(l.r, "agrees")
		list = append(list, validationtypes.SeatJudgement{Validator: judge, Status: validationtypes.SEAT_STATUS_REVEALED, Agreed: agrees})
		if agrees {
			l.agreed = append(l.agreed, judge)
		}
	}
	l.Validation.Seats[l.id] = list
}

func (l *life) round(job types.Job) {
	results := []validationtypes.RoundResult{approved, rejected, unjudgeable, noVerdict}
	tally := validationtypes.Tally{
		Approvals: rapid.Uint32Range(0, 2).Draw(l.r, "approvals"), Rejections: rapid.Uint32Range(0, 2).Draw(l.r, "rejections"),
	}
	if l.p.Ladder[job.Rung].Kind == types.RUNG_KIND_PANEL {
		results, tally.SplitBps = append(results, divided), rapid.Uint32Range(0, 10_000).Draw(l.r, "split")
	}
	result := rapid.SampledFrom(results).Draw(l.r, "result")
	l.end(func(ctx sdk.Context) {
		require.NoError(l.T, l.Keeper.AfterRoundClosed(ctx, validationtypes.RoundClosed{
			JobID: l.id, Rung: job.Rung, Result: result, Tally: tally,
		}))
	})
}

// challenge disputes a verdict, and says whether it has; otherwise the verdict stands or is accepted.
func (l *life) challenge(job types.Job) bool {
	sides := job.WentAgainst()
	side := rapid.SampledFrom(sides).Draw(l.r, "side")
	send := func(run func(ctx sdk.Context, signer string) error) {
		if side == l.boss.String() {
			l.byEmployer(run)
			return
		}
		require.NoError(l.T, l.Tx(func(ctx sdk.Context) error { return run(ctx, side) }))
	}
	disputed := false
	switch rapid.IntRange(0, 3).Draw(l.r, "challenge") {
	case 0:
		return false
	case 1:
		send(func(ctx sdk.Context, signer string) error {
			_, err := l.Msgs.AcceptVerdict(ctx, &types.MsgAcceptVerdict{Sender: signer, JobId: l.id})
			if len(sides) > 1 && errors.Is(err, types.ErrOtherMayDispute) {
				return nil
			}
			return err
		})
	default:
		send(func(ctx sdk.Context, signer string) error {
			response, err := l.Msgs.Dispute(ctx, disputeMsg(sdk.MustAccAddressFromBech32(signer), l.id, func(m *types.MsgDispute) {
				m.ExpectedBond = types.MaxAmount()
			}))
			if errors.Is(err, types.ErrLadderOver) {
				return nil
			}
			if err == nil {
				disputed = true
				l.adds(side, response.Bond.Neg())
			}
			return err
		})
	}
	return disputed
}

// council rules or lets its time pass.
func (l *life) council() {
	if rapid.Bool().Draw(l.r, "silent council") {
		l.Clock.Ms = l.job().DeadlineMs
		l.end()
		return
	}
	outcome, bps := rapid.SampledFrom([]types.Outcome{types.OUTCOME_COMPLETED, types.OUTCOME_FAILED, types.OUTCOME_SPLIT}).Draw(l.r, "council"), uint32(0)
	if outcome == types.OUTCOME_SPLIT {
		bps = rapid.Uint32Range(0, 10_000).Draw(l.r, "council's split")
	}
	l.end(rule(l.Env, l.id, outcome, bps))
}

// mint fails as often as drawn.
func (l *life) mint(types.Job) error {
	if l.failures > 0 {
		l.failures--
		return errors.New("no certificate yet")
	}
	return nil
}

// settle lets time pass until the job has ended.
func (l *life) settle() {
	for range 10 {
		if l.job().Status.Terminal() {
			return
		}
		l.Clock.Ms = max(l.Clock.Ms, l.job().DeadlineMs)
		l.end()
	}
	require.Fail(l.T, "the job did not end")
}

// check books the end of the job and compares.
func (l *life) check() {
	job := l.job()
	l.book(job)
	sum := math.ZeroInt()
	for _, who := range append([]sdk.AccAddress{employer, agent, rival, treasury, pool}, l.judges...) {
		has := l.Bank.Balance(l.Ctx, who).Add(l.Stake(who).Free).Sub(l.before[who.String()])
		want := l.gain[who.String()]
		if want.IsNil() {
			want = math.ZeroInt()
		}
		require.Equal(l.T, want.String(), has.String(), "%s under %s", who, job.Ruling)
		sum = sum.Add(has)
	}
	require.Equal(l.T, sum.Neg().String(), l.Bank.Burned(l.Ctx).String(), "what nobody has was burnt")

	sheet, err := l.Keeper.BalanceSheet(l.Ctx)
	require.NoError(l.T, err)
	require.True(l.T, sheet.EscrowOwed.IsZero() && sheet.StakeLocked.IsZero() && sheet.DisputeBonds.IsZero() && sheet.Incentives.IsZero(), sheet)
	require.Len(l.T, l.settled, 1)
	paid := math.ZeroInt()
	for _, payment := range l.settled[0].Payments {
		require.True(l.T, payment.Amount.IsPositive())
		paid = paid.Add(payment.Amount)
	}
	require.Equal(l.T, l.settled[0].MoneyIn.String(), paid.String())
}

// book writes down who gets what, by the table in the README.
func (l *life) book(job types.Job) {
	ruling, boss, public := job.Ruling, l.boss.String(), treasury.String()
	works, fee := math.ZeroInt(), math.ZeroInt()
	switch ruling.Outcome {
	case types.OUTCOME_COMPLETED:
		works, fee = job.Escrow.Payout, job.Escrow.ProtocolFee
	case types.OUTCOME_SPLIT:
		works, fee = part(job.Escrow.Payout, ruling.SplitBps), part(job.Escrow.ProtocolFee, ruling.SplitBps)
	case types.OUTCOME_CANCELLED:
		if ruling.Unjudgeable {
			works = part(job.Escrow.Payout, l.p.UnjudgeableCompensationBps)
		}
	case types.OUTCOME_FAILED:
		if !ruling.Blameless {
			l.slash(sdk.MustAccAddressFromBech32(job.Agent), job.Terms.Bond, l.p.RejectSlashBps)
		}
	}
	l.adds(job.Agent, works)
	l.adds(burnt, part(fee, l.p.BurnBps))
	l.adds(public, fee.Sub(part(fee, l.p.BurnBps)))
	l.adds(boss, job.Escrow.Payout.Sub(works).Add(job.Escrow.ProtocolFee).Sub(fee))

	l.bookIncentives(job)
	l.bookPurse(job)
}

// bookIncentives writes down what the pool has paid. Outside of programs that is never more than the protocol fee paid.
func (l *life) bookIncentives(job types.Job) {
	held, paid := job.HeldIncentives(), math.ZeroInt()
	require.True(l.T, held.Total().LTE(job.Escrow.ProtocolFee))
	switch job.Ruling.Outcome {
	case types.OUTCOME_COMPLETED:
		paid = held.Total()
	case types.OUTCOME_SPLIT:
		paid = part(held.Bonus, job.Ruling.SplitBps).Add(part(held.Boost, job.Ruling.SplitBps))
	}
	l.adds(pool.String(), paid.Neg())
	l.adds(job.Agent, paid)
}

// bookPurse writes down who pays the seats. The escrowed fee comes first, then the bonds of those who were wrong, in order.
func (l *life) bookPurse(job types.Job) {
	seats, public := int64(len(l.agreed)), treasury.String()
	owed := job.Terms.SeatFee.MulRaw(seats)
	pays := func(given math.Int) (rest math.Int) {
		part := math.MinInt(owed, given)
		owed = owed.Sub(part)
		return given.Sub(part)
	}
	l.adds(l.boss.String(), pays(job.Escrow.ValidationFee))
	for _, d := range job.Disputes {
		winner := map[types.Outcome]string{types.OUTCOME_COMPLETED: job.Agent, types.OUTCOME_FAILED: l.boss.String()}[job.Ruling.Outcome]
		switch winner {
		case d.By:
			l.adds(d.By, d.Bond)
		case "":
			l.adds(d.By, pays(d.Bond))
		default:
			l.adds(winner, pays(d.Bond))
		}
	}
	added := math.MinInt(owed, math.MinInt(l.p.ShortfallCap, l.treasury))
	l.adds(public, added.Neg())
	if seats == 0 {
		return
	}
	paid := job.Terms.SeatFee.MulRaw(seats).Sub(owed).Add(added)
	each := paid.QuoRaw(seats)
	for _, judge := range l.agreed {
		l.adds(judge.String(), each)
	}
	l.adds(public, paid.Sub(each.MulRaw(seats)))
}
