package types

import (
	stdmath "math"
	"testing"

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
	params := Params{WrongVoteSlashBps: 500, WithheldSlashBps: 2_500, AbsentSlashBps: 300}
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
				got.agreed, got.bps, got.reason = JudgeSeat(Seat{Status: c.status, Vote: c.vote}, final, blameless, params)
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
		agreed, bps, got := JudgeSeat(seat, FinalApproved, false, Params{})
		require.False(t, agreed)
		require.Zero(t, bps)
		require.Equal(t, reason, got)
	}
}
