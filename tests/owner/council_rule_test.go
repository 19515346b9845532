package owner

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/gov"
	govkeeper "github.com/cosmos/cosmos-sdk/x/gov/keeper"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// The rule with the real x/gov: all councils of up to four members with weights up to three and all their votes, in an
// order that changes from case to case (the pure model is tried in all orders). Of the councils of four a plain run takes a
// sample, make test-long all.
func TestRuleWithRealGov(t *testing.T) {
	n := found(t, 1, 1, 1, 1, 1)
	start := n.Ctx()
	server := govkeeper.NewMsgServerImpl(n.App.Gov)
	cases, tried := 0, 0
	var build func(weights []uint32)
	build = func(weights []uint32) {
		for threshold := uint64(1); len(weights) > 0 && threshold <= total(weights); threshold++ {
			members := map[int]uint32{}
			for i, w := range weights {
				members[i] = w
			}
			base, _ := start.CacheContext()
			require.NoError(t, n.App.Sovereign.UpdateCouncil(base, seats(threshold, members).Council))
			res, err := server.SubmitProposal(base, proposal(n.officials[0], n.decision()))
			require.NoError(t, err)
			for ballot := range power(3, len(weights)) {
				cases++
				if len(weights) == 4 && cases%sample != 0 {
					continue // others are left out for each council
				}
				tried++
				ctx, _ := base.CacheContext()
				n.tryBallot(ctx, server, res.ProposalId, threshold, weights, ballot, cases)
			}
		}
		if len(weights) == 4 {
			return
		}
		from := uint32(1)
		if len(weights) > 0 {
			from = weights[len(weights)-1]
		}
		for w := from; w <= 3; w++ {
			build(append(append([]uint32{}, weights...), w))
		}
	}
	build(nil)
	t.Logf("%d of %d cases", tried, cases)
	require.Greater(t, tried, cases/(sample+1))
}

// A single change of the council while a proposal is open, with the real x/gov: all councils of up to three members with
// weights up to two, all votes that leave it open, and all seats more (accepted or not) and less, weights and thresholds.
// The new council closes the proposal or leaves it open by the rule, and it executes once at most. A plain run takes a
// sample of the changes, make test-long all.
func TestEveryChangeWithRealGov(t *testing.T) {
	n := found(t, 1, 1, 1, 1)
	start := n.Ctx()
	server := govkeeper.NewMsgServerImpl(n.App.Gov)
	cases, tried := 0, 0
	for _, weights := range [][]uint32{{1}, {2}, {1, 1}, {1, 2}, {2, 2}, {1, 1, 1}, {1, 1, 2}, {1, 2, 2}, {2, 2, 2}} {
		for threshold := uint64(1); threshold <= total(weights); threshold++ {
			base, _ := start.CacheContext()
			require.NoError(t, n.App.Sovereign.UpdateCouncil(base, seats(threshold, byPlace(weights)).Council))
			res, err := server.SubmitProposal(base, proposal(n.officials[0], n.decision()))
			require.NoError(t, err)
			for ballot := range power(4, len(weights)) {
				voted, _ := base.CacheContext()
				if !n.castOpen(voted, server, res.ProposalId, threshold, weights, ballot) {
					continue
				}
				for _, c := range changesOf(threshold, weights) {
					cases++
					if cases%sample != 0 {
						continue
					}
					tried++
					ctx, _ := voted.CacheContext()
					n.tryChange(ctx, res.ProposalId, c, ballot)
				}
			}
		}
	}
	t.Logf("%d of %d cases", tried, cases)
	require.Greater(t, tried, cases/(sample+1))
}

func byPlace(weights []uint32) map[int]uint32 {
	out := map[int]uint32{}
	for i, w := range weights {
		out[i] = w
	}
	return out
}

// change is a council that follows another: weights by place, 0 for a seat that is gone; newcomer is the place of a new
// seat, or -1, and accepts tells whether it is accepted.
type change struct {
	threshold uint64
	weights   []uint32
	newcomer  int
	accepts   bool
}

func changesOf(threshold uint64, weights []uint32) (list []change) {
	for w := uint32(1); w <= 2; w++ {
		for _, accepts := range []bool{false, true} {
			list = append(list, change{threshold, append(slices.Clone(weights), w), len(weights), accepts})
		}
	}
	for i, w := range weights {
		for _, other := range []uint32{0, 3 - w} {
			next := slices.Clone(weights)
			next[i] = other
			list = append(list, change{threshold, next, -1, false})
		}
	}
	for other := uint64(1); other <= total(weights)+1; other++ {
		if other != threshold {
			list = append(list, change{other, weights, -1, false})
		}
	}
	return list
}

// plainOptions are the votes that the council takes.
var plainOptions = []govv1.VoteOption{yes, no, abstain}

// choiceOf reads place i's vote out of a ballot: 0 yes, 1 no, 2 abstain, 3 none.
func choiceOf(ballot, i int) int { return ballot / power(4, i) % 4 }

// castOpen has members vote and tells whether the proposal is open afterwards. What is decided halfway is another ballot.
func (n *nation) castOpen(ctx sdk.Context, server govv1.MsgServer, id, threshold uint64, weights []uint32, ballot int) bool {
	var sum [4]uint64
	for i, w := range weights {
		sum[choiceOf(ballot, i)] += uint64(w)
	}
	if status, _ := byRule(threshold, sum); status != govv1.StatusVotingPeriod {
		return false
	}
	for i := range weights {
		if choice := choiceOf(ballot, i); choice < len(plainOptions) {
			_, err := server.Vote(ctx, govv1.NewMsgVote(n.officials[i].Addr, id, plainOptions[choice], ""))
			require.NoError(n.T, err)
		}
	}
	return true
}

// tryChange changes the council and compares what becomes of the proposal with the rule.
func (n *nation) tryChange(ctx sdk.Context, id uint64, c change, ballot int) {
	t := n.T
	ctx = nextBlock(ctx)
	members := map[int]uint32{}
	var sum [4]uint64
	for i, w := range c.weights {
		if w > 0 {
			members[i] = w
		}
		if i != c.newcomer {
			sum[choiceOf(ballot, i)] += uint64(w)
		}
	}
	err := n.App.Sovereign.UpdateCouncil(ctx, seats(c.threshold, members).Council)
	want, runs := govv1.StatusVotingPeriod, uint64(1)
	if accepted := sum[0] + sum[1] + sum[2] + sum[3]; accepted < c.threshold {
		if !errors.Is(err, sovereigntypes.ErrLockout) && !errors.Is(err, sovereigntypes.ErrInvalidCouncil) {
			t.Fatalf("%+v: %v", c, err)
		}
	} else {
		if c.accepts {
			err = errors.Join(err, n.App.Sovereign.AcceptSeat(ctx, official(c.newcomer).Addr))
			sum[3] += uint64(c.weights[c.newcomer])
		}
		require.NoError(t, err, "%+v", c)
		want, runs = byRule(c.threshold, sum)
	}
	for range 3 { // the block itself and two more
		require.NoError(t, gov.EndBlocker(ctx, n.App.Gov))
		ctx = nextBlock(ctx)
	}
	n.requireOutcome(ctx, id, want, runs, sum, func() string { return fmt.Sprintf("%+v ballot %d", c, ballot) })
}

func nextBlock(ctx sdk.Context) sdk.Context {
	return ctx.WithBlockTime(ctx.BlockTime().Add(sec(1))).WithBlockHeight(ctx.BlockHeight() + 1).WithEventManager(sdk.NewEventManager())
}

// byRule is the status of a proposal with these weights of yes, no, abstain and none, and the version of the parameters
// that its execution leaves behind.
func byRule(threshold uint64, sum [4]uint64) (govv1.ProposalStatus, uint64) {
	switch {
	case sum[0] >= threshold:
		return govv1.StatusPassed, 2
	case sum[0]+sum[3] < threshold:
		return govv1.StatusRejected, 1
	default:
		return govv1.StatusVotingPeriod, 1
	}
}

// requireOutcome compares a proposal's status, how often it has run and, once it has ended, its tally. The case is written
// out only when it fails: there are many.
func (n *nation) requireOutcome(ctx sdk.Context, id uint64, want govv1.ProposalStatus, runs uint64, sum [4]uint64, what func() string) {
	p, err := n.App.Gov.Proposals.Get(ctx, id)
	require.NoError(n.T, err)
	version, _, err := n.App.Jobs.ParamsInForce(ctx)
	require.NoError(n.T, err)
	if p.Status != want || version != runs {
		n.T.Fatalf("%s: %s, executed %d; want %s", what(), p.Status, version-1, want)
	}
	if final := tallied(int64(sum[0]), int64(sum[2]), int64(sum[1])); want != govv1.StatusVotingPeriod && !p.FinalTallyResult.Equals(final) {
		n.T.Fatalf("%s: %s", what(), p.FinalTallyResult)
	}
}

// tryBallot has members vote until the proposal is closed, each in a block of its own, and compares with the rule.
func (n *nation) tryBallot(ctx sdk.Context, server govv1.MsgServer, id, threshold uint64, weights []uint32, ballot, turn int) {
	sum := [4]uint64{3: total(weights)}
	what := func() string { return fmt.Sprintf("weights %v threshold %d ballot %d", weights, threshold, ballot) }
	for i := range weights {
		at := (i + turn) % len(weights)
		choice := ballot / power(3, at) % 3
		ctx = nextBlock(ctx)
		_, err := server.Vote(ctx, govv1.NewMsgVote(n.officials[at].Addr, id, plainOptions[choice], ""))
		require.NoError(n.T, err)
		sum[choice] += uint64(weights[at])
		sum[3] -= uint64(weights[at])
		require.NoError(n.T, gov.EndBlocker(ctx, n.App.Gov))
		want, runs := byRule(threshold, sum)
		n.requireOutcome(ctx, id, want, runs, sum, what)
		if want != govv1.StatusVotingPeriod {
			return
		}
	}
	n.T.Fatalf("%s: undecided", what())
}

func total(weights []uint32) (sum uint64) {
	for _, w := range weights {
		sum += uint64(w)
	}
	return sum
}

func power(base, exponent int) int {
	out := 1
	for range exponent {
		out *= base
	}
	return out
}
