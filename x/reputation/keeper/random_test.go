package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/invariant"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/reputation/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

const people = 5

// anyAccount is one of a few people; the last is unknown to x/identity.
func anyAccount(t *rapid.T, label string) sdk.AccAddress {
	return account(byte(rapid.IntRange(1, people).Draw(t, label)))
}

// anyJob is a job as a settlement may leave it, and some that no settlement would.
func anyJob(t *rapid.T) jobstypes.Job {
	rulings := []jobstypes.Ruling{
		{Outcome: jobstypes.OUTCOME_COMPLETED, Basis: jobstypes.RULING_BASIS_VERDICT},
		{Outcome: jobstypes.OUTCOME_COMPLETED, Basis: jobstypes.RULING_BASIS_ACCEPTED},
		{Outcome: jobstypes.OUTCOME_COMPLETED, Basis: jobstypes.RULING_BASIS_DEFAULT, Blameless: true},
		{Outcome: jobstypes.OUTCOME_FAILED, Basis: jobstypes.RULING_BASIS_VERDICT},
		{Outcome: jobstypes.OUTCOME_FAILED, Basis: jobstypes.RULING_BASIS_DEFAULT, Blameless: true},
		{Outcome: jobstypes.OUTCOME_SPLIT, Basis: jobstypes.RULING_BASIS_COUNCIL, SplitBps: rapid.Uint32Range(0, 10_000).Draw(t, "split")},
		{Outcome: jobstypes.OUTCOME_CANCELLED, Basis: jobstypes.RULING_BASIS_VERDICT, Unjudgeable: true},
		{Outcome: jobstypes.OUTCOME_CANCELLED, Basis: jobstypes.RULING_BASIS_CANARY, Canary: jobstypes.JOB_STATUS_APPROVED},
		{Outcome: jobstypes.OUTCOME_CANCELLED, Basis: jobstypes.RULING_BASIS_LAPSED},
		{Outcome: jobstypes.OUTCOME_EXPIRED, Basis: jobstypes.RULING_BASIS_DEADLINE},
	}
	ruling := rapid.SampledFrom(rulings).Draw(t, "ruling")
	job := jobstypes.Job{
		Id: rapid.Uint64().Draw(t, "job"), Employer: anyAccount(t, "employer").String(), Agent: anyAccount(t, "agent").String(),
		Category: rapid.SampledFrom([]string{"records", "code", ""}).Draw(t, "category"), Ruling: &ruling,
		Escrow:       jobstypes.Escrow{Payout: math.NewIntFromUint64(rapid.Uint64().Draw(t, "payout"))},
		WorkDuration: time.Duration(rapid.Int64Min(0).Draw(t, "allowed")),
		AssignedMs:   rapid.Int64Min(0).Draw(t, "assigned"), SubmittedMs: rapid.Int64Min(0).Draw(t, "submitted"),
		OfferedMs: rapid.Int64Min(0).Draw(t, "offered"),
	}
	for rung := range rapid.IntRange(0, 3).Draw(t, "rounds") {
		job.AddRound(jobstypes.Verdict{
			Rung: uint32(rung), Quality: rapid.Uint32Range(0, 100).Draw(t, "quality"),
			Status: rapid.SampledFrom([]jobstypes.JobStatus{
				0, jobstypes.JOB_STATUS_APPROVED, jobstypes.JOB_STATUS_REJECTED, jobstypes.JOB_STATUS_UNJUDGEABLE,
			}).Draw(t, "verdict"),
		})
		by := rapid.SampledFrom([]string{job.Employer, job.Agent}).Draw(t, "by")
		job.Disputes = append(job.Disputes, jobstypes.Dispute{By: by, Against: job.Verdict.Status})
	}
	if ruling.Outcome != jobstypes.OUTCOME_EXPIRED && ruling.Basis != jobstypes.RULING_BASIS_LAPSED {
		job.Submission = &jobstypes.Submission{}
	} else if ruling.Outcome == jobstypes.OUTCOME_CANCELLED {
		job.Agent = ""
	}
	return job
}

func anySeats(t *rapid.T) []validationtypes.SeatJudgement {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) validationtypes.SeatJudgement {
		return validationtypes.SeatJudgement{
			Validator: anyAccount(t, "validator"), Status: validationtypes.SeatStatus(rapid.IntRange(0, 5).Draw(t, "status")),
			Agreed: rapid.Bool().Draw(t, "agreed"), Lock: math.NewIntFromUint64(rapid.Uint64().Draw(t, "lock")),
			SlashBps: rapid.Uint32Range(0, 10_000).Draw(t, "slash"),
		}
	}), 0, 3).Draw(t, "seats")
}

// world is one random history.
type world struct {
	*fixture
	t *rapid.T
}

func (w world) step(ctx sdk.Context) {
	t, k := w.t, w.k
	switch rapid.IntRange(0, 9).Draw(t, "step") {
	case 0, 1, 2, 3:
		settled := jobstypes.Settled{Job: anyJob(t), Seats: anySeats(t), Slashed: math.NewIntFromUint64(rapid.Uint64().Draw(t, "slashed"))}
		require.NoError(t, k.AfterJobSettled(ctx, settled), "a job that can settle can be scored")
	case 4:
		ended := jobstypes.AssignmentEnded{Job: anyJob(t), Agent: anyAccount(t, "agent"), Slashed: math.NewInt(1)}
		ended.Basis = jobstypes.RulingBasis(rapid.IntRange(0, 13).Draw(t, "basis"))
		ended.Job.Ruling = nil
		require.NoError(t, k.AfterAssignmentEnded(ctx, ended))
	case 5:
		job := anyJob(t)
		require.NoError(t, k.AfterJobPosted(ctx, job))
		require.NoError(t, k.AfterJobAssigned(ctx, job))
	case 6:
		params, err := k.Params.Get(ctx)
		require.NoError(t, err)
		most := params.MaxAdjust().Int64()
		by := math.NewInt(rapid.Int64Range(-most, most).Draw(t, "by"))
		role := rapid.SampledFrom([]identitytypes.Role{asAgent, asEmployer, asValidator}).Draw(t, "role")
		require.NoError(t, k.Adjust(ctx, anyAccount(t, "adjusted"), role, by, "case"))
	case 7:
		require.NoError(t, k.SetParams(ctx, w.anyParams()))
	default:
		jump := rapid.SampledFrom([]int64{0, 1, 1_000, 86_400_000, 365 * 86_400_000, 30 * 365 * 86_400_000}).Draw(t, "jump")
		w.clock.now += rapid.Int64Range(0, jump).Draw(t, "ms")
	}
	require.NoError(t, k.EndBlocker(ctx))
}

func (w world) anyParams() types.Params {
	t, p := w.t, types.DefaultParams()
	hours := func(label string, least int64) time.Duration {
		return time.Duration(rapid.Int64Range(least, 87_600).Draw(t, label)) * time.Hour
	}
	p.Cap = math.NewInt(rapid.Int64Range(1_000, 1_000_000).Draw(t, "cap"))
	p.ProbationThreshold = math.MinInt(p.ProbationThreshold, p.Cap)
	p.HalfLife, p.PairWindow = hours("half_life", 24), hours("pair_window", 1)
	if rapid.IntRange(0, 4).Draw(t, "no decay") == 0 {
		p.HalfLife = 0
	}
	p.HistoryLength = rapid.Uint32Range(1, 10).Draw(t, "history_length")
	p.ReranksPerBlock = rapid.Uint32Range(1, 10).Draw(t, "reranks_per_block")
	return p
}

// check asserts what must hold of every history at every moment.
func (w world) check(ctx sdk.Context) {
	t := w.t
	require.Empty(t, invariant.Check(ctx, w.k.Invariants()))
	params, err := w.k.Params.Get(ctx)
	require.NoError(t, err)
	scores, err := w.k.AllScores(ctx)
	require.NoError(t, err)
	highest := math.LegacyNewDecFromInt(params.Cap)
	for _, score := range scores {
		last := highest
		for _, later := range []int64{0, 1, 1_000, 86_400_000, 365 * 86_400_000, 1 << 50} {
			value, err := params.Read(score, w.clock.now+later)
			require.NoError(t, err)
			require.False(t, value.IsNegative())
			require.True(t, value.LTE(last), "it rose from %s to %s", last, value)
			last = value
		}
	}
	genesis, err := w.k.ExportGenesis(ctx)
	require.NoError(t, err)
	for _, c := range genesis.Changes {
		require.False(t, c.IsGain() && c.By.IsNegative(), "%s", &c)
		require.False(t, c.IsLoss() && c.By.IsPositive(), "%s", &c)
		require.NotEmpty(t, c.Explain())
	}
}

// Whatever happens to scores: no job fails to be scored, scores stay within 0 and cap and only fall with time, gains are
// never negative, the ranking is the order of the scores as they read, and a genesis holds everything.
func TestRandomHistories(t *testing.T) {
	f := setup(t)
	f.identity.admit(account(1), "north", nil)
	f.identity.admit(account(2), "north", nil)
	f.identity.admit(account(3), "south", nil)
	f.identity.admit(account(4), "", account(3))
	g := bare(t)
	rapid.Check(t, func(t *rapid.T) {
		f.clock.now = rapid.Int64Range(0, 2_000_000_000_000).Draw(t, "now")
		ctx, _ := f.ctx.CacheContext()
		w := world{f, t}
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			w.step(ctx)
		}
		w.check(ctx)

		// Once the places have moved, the ranking is what one would get by reading and sorting.
		for range 40 {
			require.NoError(t, f.k.EndBlocker(ctx))
		}
		w.check(ctx)
		var ranked int
		for _, role := range []identitytypes.Role{asAgent, asEmployer, asValidator} {
			for _, category := range []string{"", "records", "code"} {
				if role != asAgent && category != "" {
					continue
				}
				list := f.ranking(t, ctx, role, category, 2)
				inOrder(t, list)
				ranked += len(list)
			}
		}

		// A chain that starts from the export is the same chain.
		out := f.module.ExportGenesis(ctx, f.enc.Codec)
		gctx, _ := g.ctx.CacheContext()
		g.clock.now = f.clock.now
		g.module.InitGenesis(gctx, g.enc.Codec, out)
		require.Equal(t, string(out), string(g.module.ExportGenesis(gctx, g.enc.Codec)))
		require.Empty(t, invariant.Check(gctx, g.k.Invariants()))
		list := g.ranking(t, gctx, asAgent, "", 2)
		require.Equal(t, who(f.ranking(t, ctx, asAgent, "", 2)), who(list))
		require.GreaterOrEqual(t, ranked, len(list))
	})
}
