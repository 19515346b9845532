package integration

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// morePools is one more than a validator may join, with the general one.
const morePools = validationtypes.MaxPoolsPerValidator

func poolName(i int) string { return fmt.Sprintf("pool-%02d", i) }

// refusedValidation: stake, pools, votes.
func refusedValidation(t *testing.T, count *tally) {
	genesis := func(state app.GenesisState, c *testapp.Chain) {
		people(state, c)
		testapp.Edit(c, state, validationtypes.ModuleName, func(gs *validationtypes.GenesisState) {
			for i := range morePools {
				pool := validationtypes.DefaultPool()
				pool.Id = poolName(i)
				gs.Pools = append(gs.Pools, pool)
			}
			slices.SortFunc(gs.Pools, func(a, b validationtypes.Pool) int { return strings.Compare(a.Id, b.Id) })
		})
	}
	b := newBench(t, count, longWindows(testapp.MarketOptions{Options: testapp.Options{Genesis: genesis}}))
	b.run(bonds(b)...)
	b.run(pools(b)...)
	b.run(poolForms(b.A)...)
	b.run(commitments(b)...)
	b.run(votes(b)...)
	b.run(voteForms(b.A)...)
}

func bond(from testapp.Actor, n math.Int) *validationtypes.MsgBond {
	return &validationtypes.MsgBond{Validator: from.String(), Amount: n}
}

func unbond(from testapp.Actor, n math.Int) *validationtypes.MsgUnbond {
	return &validationtypes.MsgUnbond{Validator: from.String(), Amount: n}
}

func bonds(b *bench) []row {
	m := b.A
	v, n := saver, math.NewInt
	job := b.submitted(long)
	b.Both(func(m *testapp.Market) { m.Committee(job) })
	seat, v2 := b.seated(job)[0], b.unseated(job)
	stake := testapp.AGI(1_000)
	lock := m.Job(job).Terms.SeatLock
	free := stake.Sub(lock)
	bits := func(n uint) math.Int { return math.NewIntFromBigInt(new(big.Int).Lsh(big.NewInt(1), n)) }
	money := m.Balance(v.Addr)
	many := slices.Repeat([]sdk.Msg{unbond(v2, n(1))}, validationtypes.MaxOpenUnbondings)
	return []row{
		turnedAway("bond 0", v, validationtypes.ErrInvalidAmount, "amount 0 must be above 0", bond(v, n(0))),
		turnedAway("bond less than 0", v, validationtypes.ErrInvalidAmount, "amount -1 must be above 0", bond(v, n(-1))),
		turnedAway("bond 129 bits", v, validationtypes.ErrInvalidAmount, "amount has more than 128 bits", bond(v, bits(128))),
		refused("bond 128 bits", v, sdkerrors.ErrInsufficientFunds,
			"spendable balance "+money.SubRaw(5_000).String()+"uagi is smaller than "+bits(128).SubRaw(1).String()+"uagi", bond(v, bits(128).SubRaw(1))),
		refused("bond one unit too much", v, sdkerrors.ErrInsufficientFunds,
			"spendable balance "+money.SubRaw(10_000).String()+"uagi is smaller than "+money.SubRaw(9_999).String()+"uagi", bond(v, money.SubRaw(9_999))),
		accepted("bond all", v, bond(v, money.SubRaw(15_000))),
		refused("bond: an agent", m.Agent, identitytypes.ErrRoleMissing, m.Agent.String()+", ROLE_VALIDATOR", bond(m.Agent, n(1))),
		turnedAway("unbond 0", v2, validationtypes.ErrInvalidAmount, "amount 0 must be above 0", unbond(v2, n(0))),
		turnedAway("unbond less than 0", v2, validationtypes.ErrInvalidAmount, "amount -7 must be above 0", unbond(v2, n(-7))),
		refused("unbond: never bonded", m.Agent, validationtypes.ErrUnknownValidator, m.Agent.String(), unbond(m.Agent, n(1))),
		refused("unbond one unit more than is free", seat, validationtypes.ErrFreeStake,
			fmt.Sprintf("%s of %s is free, %s is locked by running seats", free, stake, lock), unbond(seat, free.AddRaw(1))),
		accepted("unbond exactly what is free", seat, unbond(seat, free)),
		refused("unbond when all is locked", seat, validationtypes.ErrFreeStake,
			fmt.Sprintf("0 of %s is free, %s is locked by running seats", lock, lock), unbond(seat, n(1))),
		refused("33 unbondings", v2, validationtypes.ErrTooManyUnbondings, "at most 32", append(many, many[0])...).inMessage(32),
		accepted("32 unbondings", v2, many...),
		refused("one unbonding more", v2, validationtypes.ErrTooManyUnbondings, "at most 32", many[0]),
	}
}

// unseated is a validator without a seat in a job's committee.
func (b *bench) unseated(job uint64) testapp.Actor {
	b.t.Helper()
	i := slices.IndexFunc(b.A.Validators, func(v testapp.Actor) bool {
		return !slices.ContainsFunc(b.seated(job), func(s testapp.Actor) bool { return s.Name == v.Name })
	})
	return b.A.Validators[i]
}

func join(from testapp.Actor, pool string) *validationtypes.MsgJoinPool {
	return &validationtypes.MsgJoinPool{Validator: from.String(), Pool: pool}
}

func leave(from testapp.Actor, pool string) *validationtypes.MsgLeavePool {
	return &validationtypes.MsgLeavePool{Validator: from.String(), Pool: pool}
}

func pools(b *bench) []row {
	m := b.A
	v := m.Validators[8]
	least := testapp.AGI(10)
	var fifteen []sdk.Msg
	for i := range morePools - 1 {
		fifteen = append(fifteen, join(v, poolName(i)))
	}
	return []row{
		turnedAway("join: no slug", v, validationtypes.ErrInvalidPool, `id "General" must be 2 to 32 of a-z, 0-9 and '-'`, join(v, "General")),
		turnedAway("join: one letter", v, validationtypes.ErrInvalidPool, `id "g" must be 2 to 32 of a-z, 0-9 and '-'`, join(v, "g")),
		refused("join: no such pool", v, validationtypes.ErrUnknownPool, "nowhere", join(v, "nowhere")),
		refused("join twice", v, validationtypes.ErrMember, "general", join(v, "general")),
		refused("join a closed pool", v, validationtypes.ErrPoolClosed, "closed", join(v, "closed")),
		refused("join the panel as a validator", v, identitytypes.ErrRoleMissing, v.String()+", ROLE_MODERATOR", join(v, "panel")),
		refused("join as an agent", m.Agent, identitytypes.ErrRoleMissing, m.Agent.String()+", ROLE_VALIDATOR", join(m.Agent, "general")),
		refused("join without a bond", moderator, validationtypes.ErrUnknownValidator, moderator.String(), join(moderator, "panel")),
		accepted("bond one unit less than the pool needs", moderator, bond(moderator, least.SubRaw(1))),
		refused("join with one unit too little", moderator, validationtypes.ErrStake,
			"pool panel needs 10000000, the stake is 9999999: bond more first", join(moderator, "panel")),
		accepted("bond the last unit and join", moderator, bond(moderator, math.OneInt()), join(moderator, "panel")),
		refused("17 pools", v, validationtypes.ErrTooManyPools, "at most 16", append(fifteen, join(v, poolName(15)))...).inMessage(15),
		accepted("16 pools", v, fifteen...),
		refused("one pool more", v, validationtypes.ErrTooManyPools, "at most 16", join(v, poolName(15))),
		turnedAway("leave: no slug", v, validationtypes.ErrInvalidPool, `id "" must be 2 to 32 of a-z, 0-9 and '-'`, leave(v, "")),
		refused("leave a pool one is not in", v, validationtypes.ErrNotMember, "closed", leave(v, "closed")),
		refused("leave: never bonded", m.Agent, validationtypes.ErrUnknownValidator, m.Agent.String(), leave(m.Agent, "general")),
		accepted("leave", v, leave(v, poolName(0))),
		refused("leave twice", v, validationtypes.ErrNotMember, poolName(0), leave(v, poolName(0))),
	}
}

// poolForms: the authority's messages from somebody else, well formed and not.
func poolForms(m *testapp.Market) []row {
	e := m.Employer
	set := func(edit func(*validationtypes.Pool)) *validationtypes.MsgSetPool {
		pool := validationtypes.DefaultPool()
		edit(&pool)
		return &validationtypes.MsgSetPool{Authority: e.String(), Pool: pool}
	}
	update := func(edit func(*validationtypes.Params)) *validationtypes.MsgUpdateParams {
		params := validationtypes.DefaultParams()
		edit(&params)
		return &validationtypes.MsgUpdateParams{Authority: e.String(), Params: params}
	}
	authority := fmt.Sprintf("the authority is %s, not %s", app.Authority(), e)
	return []row{
		refused("set a pool", e, validationtypes.ErrAuthority, authority, set(func(*validationtypes.Pool) {})),
		turnedAway("set a pool with a title of 141 bytes", e, validationtypes.ErrInvalidPool, "title must be UTF-8 of at most 140 bytes",
			set(func(p *validationtypes.Pool) { p.Title = strings.Repeat("t", 141) })),
		refused("set a pool with a title of 140 bytes", e, validationtypes.ErrAuthority, authority,
			set(func(p *validationtypes.Pool) { p.Title = strings.Repeat("t", 140) })),
		turnedAway("set a pool of agents", e, validationtypes.ErrInvalidPool, "role ROLE_AGENT cannot judge: use ROLE_VALIDATOR or ROLE_MODERATOR",
			set(func(p *validationtypes.Pool) { p.Role = identitytypes.ROLE_AGENT })),
		turnedAway("set a pool for nothing", e, validationtypes.ErrInvalidPool, "min_stake: amount 0 must be above 0: invalid amount",
			set(func(p *validationtypes.Pool) { p.MinStake = math.ZeroInt() })),
		refused("change the parameters", e, validationtypes.ErrAuthority, authority, update(func(*validationtypes.Params) {})),
		turnedAway("change the majority to a half", e, validationtypes.ErrInvalidParams, "majority 1/2 must be above 1/2",
			update(func(p *validationtypes.Params) { p.Majority = validationtypes.Fraction{Num: 1, Den: 2} })),
		turnedAway("draw no committees", e, validationtypes.ErrInvalidParams, "draws_per_block 0 must be 1 to 10000",
			update(func(p *validationtypes.Params) { p.DrawsPerBlock = 0 })),
		turnedAway("make hiding cheaper than erring", e, validationtypes.ErrInvalidParams, "withheld_slash_bps 2000 must be above max_wrong_vote_slash_bps 2000",
			update(func(p *validationtypes.Params) { p.WithheldSlashBps = 2_000 })),
	}
}

func commitments(b *bench) []row {
	m := b.A
	job := b.submitted(long)
	b.Both(func(m *testapp.Market) { m.Committee(job) })
	undrawn := b.submitted(long) // its draw comes three blocks later: rows are blocks
	in, out := b.seated(job)[0], b.unseated(job)
	commit := func(from testapp.Actor, job uint64, rung uint32, n int) *validationtypes.MsgCommitVote {
		return &validationtypes.MsgCommitVote{Validator: from.String(), JobId: job, Rung: rung, Commitment: make([]byte, n)}
	}
	noSeat := func(job uint64, who testapp.Actor) string { return fmt.Sprintf("job %d, rung 0: %s", job, who) }
	return []row{
		refused("commit before the draw", in, validationtypes.ErrNoSeat, noSeat(undrawn, in), commit(in, undrawn, 0, 32)),
		turnedAway("commit: job 0", in, validationtypes.ErrInvalidRound, "job id is missing", commit(in, 0, 0, 32)),
		turnedAway("commit: rung 16", in, validationtypes.ErrInvalidRound, "rung 16 is above 15", commit(in, job, 16, 32)),
		refused("commit: rung 15", in, validationtypes.ErrUnknownRound, fmt.Sprintf("job %d, rung 15", job), commit(in, job, 15, 32)),
		refused("commit: no such job", in, validationtypes.ErrUnknownRound, "job 7, rung 0", commit(in, 7, 0, 32)),
		turnedAway("commit nothing", in, validationtypes.ErrInvalidCommitment, "it has 0 bytes, it must have 32", commit(in, job, 0, 0)),
		turnedAway("commit 31 bytes", in, validationtypes.ErrInvalidCommitment, "it has 31 bytes, it must have 32", commit(in, job, 0, 31)),
		turnedAway("commit 33 bytes", in, validationtypes.ErrInvalidCommitment, "it has 33 bytes, it must have 32", commit(in, job, 0, 33)),
		refused("commit: a validator without a seat", out, validationtypes.ErrNoSeat, noSeat(job, out), commit(out, job, 0, 32)),
		refused("commit: the agent", m.Agent, validationtypes.ErrNoSeat, noSeat(job, m.Agent), commit(m.Agent, job, 0, 32)),
		refused("commit: the employer", m.Employer, validationtypes.ErrNoSeat, noSeat(job, m.Employer), commit(m.Employer, job, 0, 32)),
		accepted("commit 32 bytes", in, commit(in, job, 0, 32)),
		refused("commit another vote", in, validationtypes.ErrCommitted, fmt.Sprintf("job %d, rung 0", job), m.CommitMsg(in, job, testapp.Approve)),
	}
}

func votes(b *bench) []row {
	m := b.A
	job := b.submitted(long)
	b.Both(func(m *testapp.Market) { m.Committee(job) })
	seats := b.seated(job)
	first, copier, lazy := seats[0], seats[1], seats[2]
	stolen := m.CommitMsg(first, job, testapp.Approve).Commitment
	mismatch := fmt.Sprintf("job %d, rung 0", job)
	b.Both(func(m *testapp.Market) {
		m.Must(first, m.CommitMsg(first, job, testapp.Approve))
		m.Must(copier, &validationtypes.MsgCommitVote{Validator: copier.String(), JobId: job, Commitment: stolen})
	})
	reveal := func(edit func(*validationtypes.MsgRevealVote)) *validationtypes.MsgRevealVote {
		msg := m.RevealMsg(first, job, testapp.Approve)
		edit(msg)
		return msg
	}
	changed := func(name string, edit func(*validationtypes.MsgRevealVote)) row {
		return refused("reveal: "+name, first, validationtypes.ErrCommitmentMismatch, mismatch, reveal(edit))
	}
	copied := m.RevealMsg(first, job, testapp.Approve)
	copied.Validator = copier.String()
	return []row{
		refused("reveal: nothing committed", lazy, validationtypes.ErrNotCommitted, mismatch, m.RevealMsg(lazy, job, testapp.Approve)),
		accepted("commit last", lazy, m.CommitMsg(lazy, job, testapp.Reject)),
		changed("another salt", func(r *validationtypes.MsgRevealVote) { r.Salt = testapp.Hash("another") }),
		changed("another verdict", func(r *validationtypes.MsgRevealVote) { r.Vote.Verdict = validationtypes.VOTE_VERDICT_REJECT }),
		changed("another score", func(r *validationtypes.MsgRevealVote) { r.Vote.Score++ }),
		refused("reveal: one answer more", first, validationtypes.ErrInvalidVote, mismatch+": check \"privacy\" is not asked for: answer none",
			reveal(func(r *validationtypes.MsgRevealVote) {
				r.Vote.Checks = []validationtypes.CheckAnswer{{Check: "privacy", Pass: true}}
			})),
		refused("reveal: a split outside of a panel", first, validationtypes.ErrInvalidVote,
			mismatch+": only a panel can split the payout: use approve, reject, unjudgeable-spec or unjudgeable-result",
			reveal(func(r *validationtypes.MsgRevealVote) { r.Vote.Verdict = validationtypes.VOTE_VERDICT_SPLIT })),
		changed("a report that was not sealed", func(r *validationtypes.MsgRevealVote) { r.Vote.ReportUri = "https://example.org/report" }),
		changed("a report's hash that was not sealed", func(r *validationtypes.MsgRevealVote) { r.Vote.ReportHash = testapp.Hash("report") }),
		refused("reveal: a copied commitment", copier, validationtypes.ErrCommitmentMismatch, mismatch, copied),
		refused("reveal: another rung", first, validationtypes.ErrUnknownRound, fmt.Sprintf("job %d, rung 1", job),
			reveal(func(r *validationtypes.MsgRevealVote) { r.Rung = 1 })),
		refused("reveal: the agent", m.Agent, validationtypes.ErrNoSeat, fmt.Sprintf("job %d, rung 0: %s", job, m.Agent), m.RevealMsg(m.Agent, job, testapp.Approve)),
		refused("reveal twice in one transaction", first, validationtypes.ErrRevealed, mismatch,
			m.RevealMsg(first, job, testapp.Approve), m.RevealMsg(first, job, testapp.Approve)).inMessage(1),
		accepted("reveal", first, m.RevealMsg(first, job, testapp.Approve)),
		refused("reveal twice", first, validationtypes.ErrRevealed, mismatch, m.RevealMsg(first, job, testapp.Approve)),
		refused("commit after the reveal", first, validationtypes.ErrCommitted, mismatch, m.CommitMsg(first, job, testapp.Reject)),
	}
}

// voteForms: votes that nobody can have sealed.
func voteForms(m *testapp.Market) []row {
	v := m.Validators[0]
	form := func(name, detail string, edit func(*validationtypes.MsgRevealVote)) row {
		msg := m.RevealMsg(v, 7, testapp.Approve)
		edit(msg)
		return turnedAway("reveal: "+name, v, validationtypes.ErrInvalidVote, detail, msg)
	}
	checks := func(names ...string) func(*validationtypes.MsgRevealVote) {
		return func(r *validationtypes.MsgRevealVote) {
			for _, name := range names {
				r.Vote.Checks = append(r.Vote.Checks, validationtypes.CheckAnswer{Check: name})
			}
		}
	}
	var seventeen []string
	for i := range 17 {
		seventeen = append(seventeen, poolName(i))
	}
	unknown := func(n int) string {
		return fmt.Sprintf("verdict %d is unknown: use approve, reject, unjudgeable-spec, unjudgeable-result or, in a panel, split", n)
	}
	return []row{
		form("no verdict", unknown(0), func(r *validationtypes.MsgRevealVote) { r.Vote.Verdict = 0 }),
		form("verdict 9", unknown(9), func(r *validationtypes.MsgRevealVote) { r.Vote.Verdict = 9 }),
		form("score 101", "score 101 is above 100", func(r *validationtypes.MsgRevealVote) { r.Vote.Score = 101 }),
		form("17 answers", "17 check answers, at most 16 are allowed", checks(seventeen...)),
		form("an answer without a name", `check name "" must have 1 to 32 bytes`, checks("")),
		form("a name of 33 bytes", `check name "`+strings.Repeat("c", 33)+`" must have 1 to 32 bytes`, checks(strings.Repeat("c", 33))),
		form("answers unsorted", `check "bias": sort the checks by name and answer each once`, checks("privacy", "bias")),
		form("an answer twice", `check "bias": sort the checks by name and answer each once`, checks("bias", "bias")),
		form("a report at 513 bytes", "report uri has 513 bytes, at most 512 are allowed", func(r *validationtypes.MsgRevealVote) { r.Vote.ReportUri = strings.Repeat("r", 513) }),
		form("a report hash of 31 bytes", "report hash has 31 bytes: give the SHA-256 of the report, 32 bytes, or nothing", func(r *validationtypes.MsgRevealVote) { r.Vote.ReportHash = make([]byte, 31) }),
		form("a salt of 31 bytes", "salt has 31 bytes, it must have 32", func(r *validationtypes.MsgRevealVote) { r.Salt = r.Salt[:31] }),
		form("a salt of 33 bytes", "salt has 33 bytes, it must have 32", func(r *validationtypes.MsgRevealVote) { r.Salt = append(r.Salt, 0) }),
		form("no salt", "salt has 0 bytes, it must have 32", func(r *validationtypes.MsgRevealVote) { r.Salt = nil }),
		refused("reveal: 512 bytes, 16 answers, score 100, no such job", v, validationtypes.ErrUnknownRound, "job 7, rung 0", &validationtypes.MsgRevealVote{
			Validator: v.String(), JobId: 7, Salt: testapp.Salt(v, 7), Vote: validationtypes.Vote{
				Verdict: validationtypes.VOTE_VERDICT_APPROVE, Score: 100, ReportUri: strings.Repeat("r", 512), ReportHash: testapp.Hash("report"),
				Checks: answers(seventeen[:16]),
			},
		}),
	}
}

func answers(names []string) (list []validationtypes.CheckAnswer) {
	for _, name := range names {
		list = append(list, validationtypes.CheckAnswer{Check: name})
	}
	return list
}
