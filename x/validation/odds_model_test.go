package validation_test

import (
	"cmp"
	"math"
	"math/big"
	"slices"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/validation/types"
)

// The model of ADR 0008. The adversary has a share of what a draw may give seats to, and all of its seats act as
// one; all others vote for the right side and reveal. Verdicts and the default ruling come from the rules themselves.

// chances[x] is the chance that x seats of a committee are the adversary's.
type chances []float64

// ofShare: each seat is the adversary's with the chance percent, as in a pool that is large beside the committee.
func ofShare(seats int, percent int64) chances {
	p := big.NewRat(percent, 100)
	q := new(big.Rat).Sub(big.NewRat(1, 1), p)
	list := make(chances, seats+1)
	for x := range list {
		term := new(big.Rat).SetInt(new(big.Int).Binomial(int64(seats), int64(x)))
		for range x {
			term.Mul(term, p)
		}
		for range seats - x {
			term.Mul(term, q)
		}
		list[x], _ = term.Float64()
	}
	return list
}

// ofPool: the seats are drawn from a pool of equal members, bad of which are the adversary's.
func ofPool(seats int, pool, bad int64) chances {
	all := new(big.Int).Binomial(pool, int64(seats))
	list := make(chances, seats+1)
	for x := range list {
		ways := new(big.Int).Binomial(bad, int64(x))
		ways.Mul(ways, new(big.Int).Binomial(pool-bad, int64(seats-x)))
		list[x], _ = new(big.Rat).SetFrac(ways, all).Float64()
	}
	return list
}

// of is the chance that the adversary can bring about a result.
func (c chances) of(reached func(seats, bad int) bool) float64 {
	var sum float64
	for bad, chance := range c {
		if reached(len(c)-1, bad) {
			sum += chance
		}
	}
	return sum
}

// captured: the adversary's seats can have the committee say what is wrong.
func captured(seats, bad int) bool {
	return slices.ContainsFunc(outcomes(seats, bad), func(o outcome) bool { return o.result == types.ROUND_RESULT_APPROVED })
}

// blocked: they can keep it from saying what is right.
func blocked(seats, bad int) bool {
	return slices.ContainsFunc(outcomes(seats, bad), func(o outcome) bool { return o.result != types.ROUND_RESULT_REJECTED })
}

// least is the smallest number of seats that is enough for a result.
func least(seats int, reached func(seats, bad int) bool) int {
	bad := 0
	for bad < seats && !reached(seats, bad) {
		bad++
	}
	return bad
}

// outcome is a result that the adversary can bring about, wrong being the seats that vote for the wrong side, and margin
// the most by which these are more than those for the right one.
type outcome struct {
	result        types.RoundResult
	wrong, margin int
}

var outcomesOf = map[[2]int][]outcome{}

// outcomes lists what bad seats can bring about by voting for the wrong side (APPROVE), for the right one (REJECT), or
// not at all, while all others are right.
func outcomes(seats, bad int) []outcome {
	key := [2]int{seats, bad}
	if list, ok := outcomesOf[key]; ok {
		return list
	}
	best := map[types.RoundResult]outcome{}
	for wrong := range bad + 1 {
		for right := seats - bad; right <= seats-wrong; right++ {
			o := outcome{resultOf(seats, wrong, right), wrong, wrong - right}
			if old, ok := best[o.result]; !ok || o.margin > old.margin {
				best[o.result] = o
			}
		}
	}
	var list []outcome
	for _, result := range []types.RoundResult{types.ROUND_RESULT_APPROVED, types.ROUND_RESULT_NO_VERDICT, types.ROUND_RESULT_REJECTED} {
		if o, ok := best[result]; ok {
			list = append(list, o)
		}
	}
	outcomesOf[key] = list
	return list
}

func resultOf(seats, wrong, right int) types.RoundResult {
	votes := make([]types.Vote, wrong+right)
	for i := range votes {
		votes[i].Verdict = types.VOTE_VERDICT_REJECT
		if i < wrong {
			votes[i].Verdict = types.VOTE_VERDICT_APPROVE
		}
	}
	params := types.DefaultParams()
	result, _ := types.TallyVotes(uint32(seats), votes, params.Quorum, params.Majority)
	return result
}

// attack is what the adversary does beside voting.
type attack struct {
	// appeals: it takes each verdict against it one rung up; otherwise it gives up at the first.
	appeals bool
	// tries is how many variants of the draw it can choose from in a block that it controls; 1: none.
	tries float64
	// own and theirs are the chances to control the block of a draw whose time it chose, and of one that follows an appeal
	// of the harmed side.
	own, theirs float64
}

var (
	// blind is an adversary who does nothing but vote; persistent also appeals.
	blind      = attack{tries: 1}
	persistent = attack{tries: 1, appeals: true}
)

// operator also runs one of n nodes of equal power, which propose in turn.
func operator(n int64) attack { return attack{appeals: true, own: 1, theirs: timedAgainst(n)} }

// timedAgainst is the share of the heights at which an appeal that others send leads to a draw in a block that the
// operator proposes: it can leave the appeal out of its own block, so that the next one takes it.
func timedAgainst(n int64) float64 {
	var hits float64
	for h := range n {
		if h == 0 { // its own block
			h = 1
		}
		if (h+types.DrawDelay)%n == 0 {
			hits++
		}
	}
	return hits / float64(n)
}

// standing is what a job has come to below a rung.
type standing struct {
	last jobstypes.JobStatus
	// margin is the revealed votes for the wrong side less those against it.
	margin int
	// timed: the adversary chose the block of the next draw.
	timed bool
}

// wrongEnd is the chance that the wrong side has the last word when all rungs above are played and the council is
// silent. The harmed side always appeals; it is the adversary that chooses when the first committee is drawn, when its
// own appeals come, and, by revealing last, when a rung without a verdict ends.
func (a attack) wrongEnd(rungs []chances, s standing) float64 {
	if len(rungs) == 0 {
		return s.ruled()
	}
	control := a.theirs
	if s.timed {
		control = a.own
	}
	seats := len(rungs[0]) - 1
	values := make([]float64, seats+1)
	for bad := range values {
		for _, o := range outcomes(seats, bad) {
			values[bad] = max(values[bad], a.after(rungs[1:], s, o))
		}
	}
	plain := 0.0
	for bad, chance := range rungs[0] {
		plain += chance * values[bad]
	}
	return (1-control)*plain + control*bestOf(a.tries, rungs[0], values)
}

func (a attack) after(above []chances, s standing, o outcome) float64 {
	s.margin += o.margin
	switch o.result {
	case types.ROUND_RESULT_APPROVED:
		s.last, s.timed = jobstypes.JOB_STATUS_APPROVED, false
	case types.ROUND_RESULT_REJECTED:
		if !a.appeals {
			return 0
		}
		s.last, s.timed = jobstypes.JOB_STATUS_REJECTED, true
	default:
		s.timed = true
	}
	return a.wrongEnd(above, s)
}

// ruled is what the default ruling makes of it; half of the money counts half.
func (s standing) ruled() float64 {
	verdict := jobstypes.Verdict{Status: s.last}
	if s.margin > 0 {
		verdict.Approvals = uint32(s.margin)
	} else {
		verdict.Rejections = uint32(-s.margin)
	}
	switch jobstypes.DefaultRuling([]jobstypes.Verdict{verdict}).Outcome {
	case jobstypes.OUTCOME_COMPLETED:
		return 1
	case jobstypes.OUTCOME_SPLIT:
		return 0.5
	}
	return 0
}

// bestOf is the mean of the best of so many tries.
func bestOf(tries float64, c chances, values []float64) float64 {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(values[j], values[i]) })
	var mean, reached, better float64
	for _, x := range order {
		better += c[x]
		now := oneOf(tries, better)
		mean += (now - reached) * values[x]
		reached = now
	}
	return mean
}

// oneOf is the chance that something of chance p happens at least once in so many tries.
func oneOf(tries, p float64) float64 {
	if p >= 1 {
		return 1
	}
	return -math.Expm1(tries * math.Log1p(-p))
}

// ladder is the rungs above a first committee of k: the appeal of 2k + 1 and the moderators' panel; panel 0: none can be
// seated.
func ladder(k, panel int, percent, moderators int64) []chances {
	rungs := []chances{ofShare(k, percent), ofShare(2*k+1, percent)}
	if panel == 0 {
		return rungs
	}
	return append(rungs, ofShare(panel, moderators))
}

func (a attack) wins(rungs []chances) float64 { return a.wrongEnd(rungs, standing{timed: true}) }
