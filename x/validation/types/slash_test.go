package types

import (
	stdmath "math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"
)

func TestSlashAmount(t *testing.T) {
	for _, c := range []struct {
		lock int64
		bps  uint32
		want int64
	}{
		{10_000, 500, 500},
		{9_999, 500, 499},
		{19, 500, 0},
		{20, 500, 1},
		{12_345_678, 2_500, 3_086_419},
		{100, 0, 0},
		{0, 500, 0},
		{-5, 500, 0},
		{777, 10_000, 777},
		{777, stdmath.MaxUint32, 777},
	} {
		require.Equal(t, math.NewInt(c.want).String(), SlashAmount(math.NewInt(c.lock), c.bps).String(), "%+v", c)
	}
}

func TestBurnShare(t *testing.T) {
	burn, rest := BurnShare(math.NewInt(101), 5_000)
	require.Equal(t, "50", burn.String())
	require.Equal(t, "51", rest.String(), "the remainder goes to the treasury")

	rapid.Check(t, func(t *rapid.T) {
		amount := math.NewIntFromUint64(rapid.Uint64().Draw(t, "amount"))
		bps := rapid.Uint32Range(0, 12_000).Draw(t, "bps")
		burn, rest := BurnShare(amount, bps)
		require.Equal(t, amount.String(), burn.Add(rest).String())
		require.False(t, burn.IsNegative() || rest.IsNegative())
		require.Equal(t, amount.MulRaw(int64(min(bps, 10_000))).QuoRaw(10_000).String(), burn.String())
	})
}

func TestHugeAmountsDoNotOverflow(t *testing.T) {
	require.Equal(t, huge().String(), SlashAmount(huge(), 10_000).String())
	burn, rest := BurnShare(huge(), 9_999)
	require.Equal(t, huge().String(), burn.Add(rest).String())
}

func TestJudgeSeat(t *testing.T) {
	params := Params{WrongVoteSlashBps: 500, MaxWrongVoteSlashBps: 2_000, WithheldSlashBps: 2_500, AbsentSlashBps: 300}
	type judgement struct {
		agreed bool
		bps    uint32
		reason string
	}
	var (
		agreed   = judgement{agreed: true}
		wrong    = judgement{bps: 500, reason: "wrong_vote"}
		withheld = judgement{bps: 2_500, reason: "withheld"}
		nothing  = judgement{}
	)
	// Columns: FinalNone, FinalApproved, FinalRejected, FinalUnjudgeable.
	finals := []FinalVerdict{FinalNone, FinalApproved, FinalRejected, FinalUnjudgeable}
	vote := func(v VoteVerdict) *Vote { return &Vote{Verdict: v} }
	failed := func(v VoteVerdict) *Vote { return &Vote{Verdict: v, Checks: answers("!privacy")} }
	for _, c := range []struct {
		name   string
		status SeatStatus
		vote   *Vote
		want   [4]judgement
	}{
		{"approve", SEAT_STATUS_REVEALED, vote(VOTE_VERDICT_APPROVE), [4]judgement{agreed, agreed, wrong, wrong}},
		{"reject", SEAT_STATUS_REVEALED, vote(VOTE_VERDICT_REJECT), [4]judgement{agreed, wrong, agreed, wrong}},
		{"bad result", SEAT_STATUS_REVEALED, vote(VOTE_VERDICT_UNJUDGEABLE_RESULT), [4]judgement{agreed, wrong, agreed, wrong}},
		{"bad spec", SEAT_STATUS_REVEALED, vote(VOTE_VERDICT_UNJUDGEABLE_SPEC), [4]judgement{agreed, wrong, wrong, agreed}},
		{"split", SEAT_STATUS_REVEALED, vote(VOTE_VERDICT_SPLIT), [4]judgement{agreed, wrong, wrong, wrong}},
		{"approve, check failed", SEAT_STATUS_REVEALED, failed(VOTE_VERDICT_APPROVE), [4]judgement{agreed, wrong, agreed, wrong}},
		{"bad spec, check failed", SEAT_STATUS_REVEALED, failed(VOTE_VERDICT_UNJUDGEABLE_SPEC), [4]judgement{agreed, wrong, agreed, wrong}},
		{"withheld", SEAT_STATUS_WITHHELD, nil, [4]judgement{withheld, withheld, withheld, withheld}},
		{"committed", SEAT_STATUS_COMMITTED, nil, [4]judgement{withheld, withheld, withheld, withheld}},
		{"absent", SEAT_STATUS_ABSENT, nil, [4]judgement{nothing, nothing, nothing, nothing}},
		{"drawn", SEAT_STATUS_DRAWN, nil, [4]judgement{nothing, nothing, nothing, nothing}},
		{"unspecified", SEAT_STATUS_UNSPECIFIED, nil, [4]judgement{nothing, nothing, nothing, nothing}},
	} {
		for i, final := range finals {
			for _, blameless := range []bool{false, true} {
				want := c.want[i]
				if blameless && want == wrong {
					want = nothing
				}
				var got judgement
				got.agreed, got.bps, got.reason = JudgeSeat(Seat{Status: c.status, Vote: c.vote}, Finding{Final: final, Blameless: blameless}, 0, params)
				require.Equal(t, want, got, "%s, final %d, blameless %t", c.name, final, blameless)
			}
		}
	}
}

// Where the parameters slash nothing, the reason still names the fault.
func TestJudgeSeatWithoutSlash(t *testing.T) {
	for reason, seat := range map[string]Seat{
		SlashReasonWrongVote: {Status: SEAT_STATUS_REVEALED, Vote: &Vote{Verdict: VOTE_VERDICT_REJECT}},
		SlashReasonWithheld:  {Status: SEAT_STATUS_WITHHELD},
	} {
		agreed, bps, got := JudgeSeat(seat, Finding{Final: FinalApproved}, 3, Params{})
		require.False(t, agreed)
		require.Zero(t, bps)
		require.Equal(t, reason, got)
	}
}

func TestCanaryIsJudgedAtItsOwnRate(t *testing.T) {
	params := DefaultParams()
	finding := Finding{Final: FinalRejected, Canary: true}
	seat := func(v VoteVerdict) Seat { return Seat{Status: SEAT_STATUS_REVEALED, Vote: &Vote{Verdict: v}} }

	agreed, bps, reason := JudgeSeat(seat(VOTE_VERDICT_APPROVE), finding, 9, params)
	require.Equal(t, []any{false, uint32(10_000), "canary"}, []any{agreed, bps, reason}, "nothing escalates it")
	agreed, bps, reason = JudgeSeat(seat(VOTE_VERDICT_UNJUDGEABLE_RESULT), finding, 9, params)
	require.Equal(t, []any{true, uint32(0), ""}, []any{agreed, bps, reason})
	for _, status := range []SeatStatus{SEAT_STATUS_WITHHELD, SEAT_STATUS_COMMITTED} {
		agreed, bps, reason = JudgeSeat(Seat{Status: status}, finding, 9, params)
		require.Equal(t, []any{false, uint32(10_000), "canary"}, []any{agreed, bps, reason}, "hiding it saves nothing")
	}
	finding.Blameless = true
	agreed, bps, reason = JudgeSeat(seat(VOTE_VERDICT_APPROVE), finding, 0, params)
	require.Equal(t, []any{false, uint32(0), ""}, []any{agreed, bps, reason})
	params.CanarySlashBps = 2_499
	agreed, bps, reason = JudgeSeat(Seat{Status: SEAT_STATUS_WITHHELD}, finding, 9, params)
	require.Equal(t, []any{false, uint32(2_500), "withheld"}, []any{agreed, bps, reason}, "nor is it cheaper than elsewhere")
}

func TestWrongVoteBps(t *testing.T) {
	for _, c := range []struct{ wrong, most, repeats, want uint32 }{
		{500, 2_000, 0, 500},
		{500, 2_000, 1, 1_000},
		{500, 2_000, 2, 2_000},
		{500, 2_000, 3, 2_000},
		{500, 2_000, stdmath.MaxUint32, 2_000},
		{300, 1_000, 2, 1_000}, // 1,200 but for the most
		{500, 500, 7, 500},
		{0, 2_000, stdmath.MaxUint32, 0},
		{0, 0, 1, 0},
		{6_000, 9_999, 1, 9_999},
	} {
		params := Params{WrongVoteSlashBps: c.wrong, MaxWrongVoteSlashBps: c.most}
		require.Equal(t, c.want, params.WrongVoteBps(c.repeats), "%+v", c)
	}
}

func TestRepeats(t *testing.T) {
	const window, last = time.Minute, int64(1_000)
	for _, c := range []struct {
		votes uint32
		now   int64
		want  uint32
	}{
		{0, last, 0},
		{1, last, 1}, // another job settled in the same block
		{3, last + 59_999, 3},
		{3, last + 60_000, 0}, // half-open: a window later it is over
		{3, last + 600_000, 0},
	} {
		v := Validator{WrongVotes: c.votes, WrongVoteMs: last}
		require.Equal(t, c.want, v.Repeats(c.now, window), "%+v", c)
		v.Err(c.now, window)
		require.Equal(t, Validator{WrongVotes: c.want + 1, WrongVoteMs: c.now}, v, "%+v", c)
	}
	v := Validator{WrongVotes: stdmath.MaxUint32, WrongVoteMs: last}
	v.Err(last, window)
	require.Equal(t, uint32(stdmath.MaxUint32), v.WrongVotes)
}

// Over any series of wrong votes each costs twice the one before while they follow within the window, never more than the
// most, never as much as hiding a vote; after a pause it begins anew.
func TestWrongVotesEscalate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		params := DefaultParams()
		params.WithheldSlashBps = rapid.Uint32Range(1, 10_000).Draw(t, "withheld")
		params.MaxWrongVoteSlashBps = rapid.Uint32Range(0, params.WithheldSlashBps-1).Draw(t, "most")
		params.WrongVoteSlashBps = rapid.Uint32Range(0, params.MaxWrongVoteSlashBps).Draw(t, "wrong")
		window := params.WrongVoteWindow.Milliseconds()
		var v Validator
		now, streak := int64(1), uint64(0)
		for range rapid.IntRange(1, 40).Draw(t, "votes") {
			gap := rapid.SampledFrom([]int64{0, 1, window - 1, window, window + 1}).Draw(t, "gap")
			now += gap
			if gap >= window {
				streak = 0
			}
			want := min(uint64(params.WrongVoteSlashBps)<<min(streak, 14), uint64(params.MaxWrongVoteSlashBps))
			_, bps, reason := JudgeSeat(Seat{Status: SEAT_STATUS_REVEALED, Vote: &Vote{Verdict: VOTE_VERDICT_REJECT}},
				Finding{Final: FinalApproved}, v.Repeats(now, params.WrongVoteWindow), params)
			require.Equal(t, want, uint64(bps))
			require.Equal(t, SlashReasonWrongVote, reason)
			require.Less(t, bps, params.WithheldSlashBps)
			v.Err(now, params.WrongVoteWindow)
			streak++
		}
	})
}
