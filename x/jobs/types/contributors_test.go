package types

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sdkmath "cosmossdk.io/math"
)

// sharers names the addresses from addr(11) on with shares; all have agreed.
func sharers(bps ...uint32) []Contributor {
	list := make([]Contributor, len(bps))
	for i, share := range bps {
		list[i] = Contributor{Address: addr(byte(11 + i)), ShareBps: share, Accepted: true}
	}
	return list
}

func TestMsgNameContributors(t *testing.T) {
	many := make([]uint32, 17)
	for i := range many {
		many[i] = 500
	}
	change := func(do func(*Contributor)) []Contributor {
		list := sharers(1_000, 2_000)
		do(&list[1])
		return list
	}
	for _, tc := range []struct {
		name string
		list []Contributor
		err  error
		says string
	}{
		{"nobody any more", nil, nil, ""},
		{"two", sharers(1_000, 2_000), nil, ""},
		{"one unit", sharers(1), nil, ""},
		{"no share", sharers(0), ErrContributors, "is 0, must be 1 to 9000"},
		{"nine tenths", sharers(9_000), nil, ""},
		{"nine tenths in parts", sharers(4_500, 4_500), nil, ""},
		{"more in one", sharers(9_001), ErrContributors, "is 9001, must be 1 to 9000"},
		{"more in parts", sharers(4_500, 4_501), ErrContributors, "the shares sum to 9001 bps; leave 1000 to the agent"},
		{"a sum that overflows", sharers(math.MaxUint32, 5), ErrContributors, "must be 1 to 9000"},
		{"16", sharers(many[:16]...), nil, ""},
		{"17", sharers(many...), ErrContributors, "17 are named, at most 16"},
		{"twice", change(func(c *Contributor) { c.Address = addr(11) }), ErrContributors, "is named twice"},
		{"no address", change(func(c *Contributor) { c.Address = "" }), ErrAddress, "contributor"},
		{"another spelling", change(func(c *Contributor) { c.Address = strings.ToUpper(c.Address) }), ErrAddress, "write"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for i := range tc.list {
				tc.list[i].Accepted = false
			}
			requireErr(t, (&MsgNameContributors{Agent: addr(1), JobId: someJob, Contributors: tc.list}).ValidateBasic(), tc.err, tc.says)
		})
	}
	agreed := &MsgNameContributors{Agent: addr(1), JobId: someJob, Contributors: sharers(1_000)}
	requireErr(t, agreed.ValidateBasic(), ErrContributors, "agrees by a message of its own")
	require.ErrorIs(t, (&MsgNameContributors{Agent: addr(1)}).ValidateBasic(), ErrJobID)
	require.ErrorIs(t, (&MsgNameContributors{JobId: someJob}).ValidateBasic(), ErrAddress)
}

func TestMsgAcceptContribution(t *testing.T) {
	msg := func(share uint32) error {
		return (&MsgAcceptContribution{Contributor: addr(1), JobId: someJob, ShareBps: share}).ValidateBasic()
	}
	require.NoError(t, msg(1))
	require.NoError(t, msg(9_000))
	requireErr(t, msg(0), ErrAmount, "share_bps is 0, must be 1 to 9000")
	requireErr(t, msg(9_001), ErrAmount, "share_bps is 9001")
	require.ErrorIs(t, (&MsgAcceptContribution{Contributor: addr(1), ShareBps: 1}).ValidateBasic(), ErrJobID)
	require.ErrorIs(t, (&MsgAcceptContribution{JobId: someJob, ShareBps: 1}).ValidateBasic(), ErrAddress)
}

func TestContributorsOfAStoredJob(t *testing.T) {
	for _, tc := range []struct {
		name   string
		status JobStatus
		change func(*Job)
		err    error
		says   string
	}{
		{"handed in", inReview, func(*Job) {}, nil, ""},
		{"not agreed before it is handed in", assigned, func(j *Job) { j.Contributors[0].Accepted = false }, nil, ""},
		{"not agreed after", inReview, func(j *Job) { j.Contributors[0].Accepted = false }, ErrNotAgreed, addr(11)},
		{"the agent", assigned, func(j *Job) { j.Contributors[0].Address = j.Agent }, ErrContributors, "cannot contribute"},
		{"the employer", assigned, func(j *Job) { j.Contributors[0].Address = j.Employer }, ErrContributors, "cannot contribute"},
		{"of nobody's work", open, func(*Job) {}, ErrContributors, "cannot contribute"},
		{"more than there is", inReview, func(j *Job) { j.Contributors = sharers(5_000, 5_000) }, ErrContributors, "sum to 10000"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			j := testJob(1, tc.status)
			j.Contributors = sharers(1_000)
			tc.change(&j)
			requireErr(t, j.Validate(), tc.err, tc.says)
		})
	}
}

func TestAgree(t *testing.T) {
	j := Job{Id: someJob, Contributors: []Contributor{{Address: addr(11), ShareBps: 1_000}, {Address: addr(12), ShareBps: 5}}}
	before := j
	requireErr(t, j.Agree(addr(13), 5), ErrNotContributor, "is not among them")
	requireErr(t, j.Agree(addr(12), 6), ErrShare, "it is 5 bps, not 6")
	requireErr(t, j.AllAgreed(), ErrNotAgreed, addr(11)+", 1000 bps")
	require.NoError(t, j.Agree(addr(12), 5))
	requireErr(t, j.Agree(addr(12), 5), ErrNotContributor, "has agreed")
	requireErr(t, j.AllAgreed(), ErrNotAgreed, addr(11))
	require.NoError(t, j.Agree(addr(11), 1_000))
	require.NoError(t, j.AllAgreed())
	require.False(t, before.Contributors[1].Accepted, "a copy of the record keeps what it said")
}

func TestWithinExclusion(t *testing.T) {
	for _, tc := range []struct {
		excluded, total uint64
		bps             uint32
		ok              bool
	}{
		{0, 0, 0, true},
		{0, 100, 0, true},
		{1, 100, 0, false},
		{10, 100, 1_000, true},
		{11, 100, 1_000, false},
		{1, 0, 1_000, false},
		{math.MaxUint64 / 10, math.MaxUint64, 1_000, true},
		{math.MaxUint64, math.MaxUint64, 9_999, false},
		{math.MaxUint64, math.MaxUint64, 10_000, true},
	} {
		err := WithinExclusion(tc.excluded, tc.total, tc.bps)
		if tc.ok {
			require.NoError(t, err, tc)
			continue
		}
		require.ErrorIs(t, err, ErrContributorWeight, tc)
	}
}

func drawContributors(t *rapid.T) []Contributor {
	left, list := uint32(maxContributorShares), []Contributor(nil)
	for i := range rapid.IntRange(0, MaxContributors).Draw(t, "contributors") {
		if left == 0 {
			break
		}
		share := rapid.Uint32Range(1, left).Draw(t, "share")
		list, left = append(list, Contributor{Address: addr(byte(11 + i)), ShareBps: share, Accepted: true}), left-share
	}
	return list
}

// Every part is the floor of its share, and with the agent's rest they make up the pay to the unit: the agent never has
// less than its tenth, nor more than a unit for each contributor beyond what was left to it.
func TestDivideWork(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := drawContributors(t)
		require.NoError(t, validateContributors(list))
		amount := drawAmount(t, 0, "amount")

		parts, rest := DivideWork(amount, list)

		require.Len(t, parts, len(list))
		sum, left := rest, int64(BpsDenominator)
		for i, part := range parts {
			exact := amount.MulRaw(int64(list[i].ShareBps))
			require.False(t, part.IsNegative())
			require.True(t, part.MulRaw(BpsDenominator).LTE(exact) && part.AddRaw(1).MulRaw(BpsDenominator).GT(exact))
			sum, left = sum.Add(part), left-int64(list[i].ShareBps)
		}
		requireInt(t, amount, sum)
		require.GreaterOrEqual(t, left, int64(BpsDenominator-maxContributorShares))
		over := rest.MulRaw(BpsDenominator).Sub(amount.MulRaw(left))
		require.False(t, over.IsNegative())
		require.True(t, over.LTE(sdkmath.NewInt(int64(len(list))*BpsDenominator)))
	})
}

// Contributors share in what the agent is paid and in nothing else; nobody else notices them.
func TestSettlementWithContributors(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawSettlement(t)
		alone, err := PlanSettlement(in)
		require.NoError(t, err)
		in.Contributors = drawContributors(t)

		plan, err := PlanSettlement(in)

		require.NoError(t, err)
		requireInt(t, plan.MoneyIn, plan.Out())
		requireInt(t, alone.ToAgent, plan.ToAgent.Add(plan.ToContributors))
		var lines []PlanLine
		for _, line := range plan.Lines {
			if line.To == ReceiverContributor {
				lines = append(lines, line)
			}
		}
		// Payout, bonus and boost are shared one by one.
		for _, work := range alone.Lines {
			if work.To != ReceiverAgent {
				continue
			}
			parts, _ := DivideWork(work.Amount, in.Contributors)
			for i, part := range parts {
				if part.IsZero() {
					continue
				}
				require.Equal(t, in.Contributors[i].Address, lines[0].Contributor)
				require.Equal(t, ReasonContribution, lines[0].Reason)
				requireInt(t, part, lines[0].Amount)
				lines = lines[1:]
			}
		}
		require.Empty(t, lines)
		for _, same := range [][2]sdkmath.Int{
			{alone.ToEmployer, plan.ToEmployer},
			{alone.ToProgram, plan.ToProgram},
			{alone.ToIncentives, plan.ToIncentives},
			{alone.ToTreasury, plan.ToTreasury},
			{alone.Burn, plan.Burn},
			{alone.BondReturned, plan.BondReturned},
			{alone.SeatPay, plan.SeatPay},
			{alone.Shortfall, plan.Shortfall},
		} {
			requireInt(t, same[0], same[1])
		}
	})
}

// Shares beyond the whole would be paid out of somebody else's money; such a plan is refused.
func TestSharesBeyondTheWhole(t *testing.T) {
	in := settleInput(Ruling{Outcome: OUTCOME_COMPLETED}, 0)
	in.Contributors = sharers(9_000, 9_000)
	_, err := PlanSettlement(in)
	requireErr(t, err, ErrSettlement, "agent would get -800 as payout")
}

func TestContributorsOfEachOutcome(t *testing.T) {
	for _, tc := range []struct {
		name                string
		ruling              Ruling
		agent, first, third int64
	}{
		{"completed", Ruling{Outcome: OUTCOME_COMPLETED}, 334, 333, 333},
		{"accepted by the employer", AcceptedRuling(), 334, 333, 333},
		{"split", Ruling{Outcome: OUTCOME_SPLIT, SplitBps: 1_000}, 34, 33, 33},
		{"unjudgeable", Ruling{Outcome: OUTCOME_CANCELLED, Unjudgeable: true}, 34, 33, 33},
		{"a test of the judges", Ruling{Outcome: OUTCOME_CANCELLED, Basis: RULING_BASIS_CANARY, Canary: approved}, 0, 0, 0},
		{"failed", Ruling{Outcome: OUTCOME_FAILED}, 0, 0, 0},
		{"expired", Ruling{Outcome: OUTCOME_EXPIRED, Basis: RULING_BASIS_DEADLINE}, 0, 0, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			in := settleInput(tc.ruling, 0)
			in.Contributors = sharers(3_333, 3_333)
			plan, err := PlanSettlement(in)
			require.NoError(t, err)
			require.Equal(t, []int64{tc.agent, tc.first + tc.third}, []int64{plan.ToAgent.Int64(), plan.ToContributors.Int64()})
		})
	}
}
