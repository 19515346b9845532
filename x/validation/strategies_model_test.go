package validation_test

import (
	stdmath "math"
	"slices"

	"cosmossdk.io/math"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/validation/types"
)

// The model of the payoff tables in the README. A seat of a first committee plays a strategy; each other seat, in every rung,
// is honest, lazy or colluding by chance. All chances are summed over all committees, none is drawn.

// others is who sits beside the seat, in shares; the rest is honest.
type others struct {
	// lazy seats cast lazyVote without looking.
	lazy     float64
	lazyVote side
	// colluding seats know the truth and vote against it, all alike.
	colluding float64
	// accuracy of an honest seat: it is right with this chance, and otherwise takes good work for bad or bad work for good.
	accuracy float64
}

// mix is the chance of each vote of one of them.
func (o others) mix(right side) [sides]float64 {
	var m [sides]float64
	honest := 1 - o.lazy - o.colluding
	m[right] += honest * o.accuracy
	m[right.against()] += honest*(1-o.accuracy) + o.colluding
	m[o.lazyVote] += o.lazy
	return m
}

// hand is what may be dealt: the votes of the others and, where it hangs on them, the seat's own.
type hand struct {
	own    side
	others ballots
	chance float64
}

// deal is n others in a job that deserves right.
type deal struct {
	right side
	n     int
}

// multinomial visits all ways to deal n seats to kinds of chances p.
func multinomial(n int, p []float64, visit func(counts []int, chance float64)) {
	counts := make([]int, len(p))
	var next func(kind, left int, chance float64)
	next = func(kind, left int, chance float64) {
		if chance == 0 {
			return
		}
		if kind == len(p)-1 {
			counts[kind] = left
			if chance *= stdmath.Pow(p[kind], float64(left)); chance > 0 {
				visit(counts, chance)
			}
			return
		}
		for x := range left + 1 {
			counts[kind] = x
			next(kind+1, left-x, chance*choose(left, x)*stdmath.Pow(p[kind], float64(x)))
		}
	}
	next(0, n, 1)
}

func choose(n, k int) float64 {
	c := 1.0
	for i := range k {
		c = c * float64(n-i) / float64(i+1)
	}
	return c
}

// hands are the votes of n others.
func (c *court) hands(right side, n int) []hand {
	key := deal{right, n}
	if list, ok := c.handsOf[key]; ok {
		return list
	}
	var list []hand
	m := c.others.mix(right)
	multinomial(n, m[:], func(counts []int, chance float64) {
		list = append(list, hand{others: ballots(counts), chance: chance})
	})
	if c.handsOf == nil {
		c.handsOf = map[deal][]hand{}
	}
	c.handsOf[key] = list
	return list
}

// strategy is what a seat may do.
type strategy struct {
	name string
	// play lists the votes of the committee.
	play func(c *court, right side) []hand
	// away: it does not even commit. looks: it does the work that the effort stands for.
	away, looks bool
}

// casting votes each side with the chance that mix gives it, whatever the others do.
func casting(mix func(c *court, right side) [sides]float64) func(*court, side) []hand {
	return func(c *court, right side) []hand {
		var list []hand
		for own, chance := range mix(c, right) {
			for _, h := range c.hands(right, int(c.quote.Seats)-1) {
				list = append(list, hand{own: side(own), others: h.others, chance: h.chance * chance})
			}
		}
		return list
	}
}

func always(s side) func(*court, side) []hand {
	return func(c *court, right side) []hand {
		list := slices.Clone(c.hands(right, int(c.quote.Seats)-1))
		for i := range list {
			list[i].own = s
		}
		return list
	}
}

func asItFinds(c *court, right side) (m [sides]float64) {
	m[right], m[right.against()] = c.others.accuracy, 1-c.others.accuracy
	return m
}

// hidesIfOutvoted approves, waits for the others' reveals, and opens its vote only if these come to no other verdict.
func hidesIfOutvoted(c *court, right side) []hand {
	list := always(approving)(c, right)
	for i, h := range list {
		verdict := c.tally(int(c.quote.Seats), h.others).Status
		if verdict != jobstypes.JOB_STATUS_UNSPECIFIED && verdict != statusOf(approving) {
			list[i].own = hiding
		}
	}
	return list
}

// tipped votes as one of the lazy or colluding seats of its committee tells it, each as likely as the other. Where there is
// none it approves: honest seats tell nobody before the reveals.
func tipped(c *court, right side) []hand {
	o := c.others
	var list []hand
	multinomial(int(c.quote.Seats)-1, []float64{o.lazy, o.colluding, 1 - o.lazy - o.colluding}, func(n []int, chance float64) {
		lazy, colluding, honest := n[0], n[1], n[2]
		multinomial(honest, []float64{o.accuracy, 1 - o.accuracy}, func(found []int, part float64) {
			var b ballots
			b[o.lazyVote] += lazy
			b[right.against()] += colluding + found[1]
			b[right] += found[0]
			if lazy+colluding == 0 {
				list = append(list, hand{own: approving, others: b, chance: chance * part})
				return
			}
			tips := float64(lazy + colluding)
			list = append(list, hand{own: o.lazyVote, others: b, chance: chance * part * float64(lazy) / tips})
			list = append(list, hand{own: right.against(), others: b, chance: chance * part * float64(colluding) / tips})
		})
	})
	return list
}

// told votes as any one of the others tells it, honest ones too.
func told(c *court, right side) []hand {
	var list []hand
	for _, h := range c.hands(right, int(c.quote.Seats)-1) {
		for s, n := range h.others {
			list = append(list, hand{own: side(s), others: h.others, chance: h.chance * float64(n) / float64(c.quote.Seats-1)})
		}
	}
	return list
}

var (
	honest     = strategy{name: "honest", play: casting(asItFinds), looks: true}
	strategies = []strategy{
		honest,
		{name: "lazy: approve", play: always(approving)},
		{name: "lazy: reject", play: always(rejecting)},
		{name: "lazy: unjudgeable", play: always(unjudging)},
		{name: "lazy: approve, hide if outvoted", play: hidesIfOutvoted},
		{name: "copy", play: tipped},
		{name: "withhold", play: always(hiding)},
		{name: "absent", away: true},
	}
	copyAnybody = strategy{name: "copy anybody", play: told}
	collude     = strategy{name: "collude", play: casting(func(_ *court, right side) (m [sides]float64) {
		m[right.against()] = 1
		return m
	})}
)

// market is what a payoff depends on beside the court.
type market struct {
	*court
	// bad is the share of bad work. canaries is the share of the jobs that are tests, rejects the share of bad work in these.
	bad, canaries, rejects float64
	// effort is what it costs to look, in seat fees.
	effort float64
	// turns is how many seats the seat's holder gets in 30 days, and its stake, in locks of a seat.
	turns, stake int
	// lives is what a strategy may expect of ordinary jobs and of canaries.
	lives map[string][2]fate
}

// life is what a strategy may expect of an ordinary job, or of a canary.
func (m *market) life(s strategy, canary bool) (sum fate) {
	if s.away {
		return fate{hidden: float64(types.SlashAmount(m.lock(), m.rules.AbsentSlashBps).Int64())}
	}
	bad := m.bad
	if canary {
		bad = m.rejects
	}
	for right, share := range []float64{approving: 1 - bad, rejecting: bad} {
		for _, h := range s.play(m.court, side(right)) {
			sum.add(share*h.chance, m.judge(side(right), canary, h.others.and(h.own))[h.own])
		}
	}
	return sum
}

// payoff of a strategy, in seat fees a seat.
func (m *market) payoff(s strategy) float64 { return m.payoffOfMix(s, s, 0) }

// payoffOfMix is that of a seat that plays other in a share of its seats.
func (m *market) payoffOfMix(s, other strategy, share float64) float64 {
	fee := float64(m.quote.SeatFee.Int64())
	var sum fate
	effort := 0.0
	for _, part := range []struct {
		strategy
		share float64
	}{{s, 1 - share}, {other, share}} {
		lives := m.livesOf(part.strategy)
		sum.add(part.share*(1-m.canaries), lives[0])
		sum.add(part.share*m.canaries, lives[1])
		if part.looks {
			effort += part.share * m.effort
		}
	}
	return (sum.fee-sum.hidden-m.wrongVotes(sum.wrong)-m.failedCanaries(sum.failed, sum.unopened))/fee - effort
}

func (m *market) livesOf(s strategy) [2]fate {
	if l, ok := m.lives[s.name]; ok {
		return l
	}
	if m.lives == nil {
		m.lives = map[string][2]fate{}
	}
	m.lives[s.name] = [2]fate{m.life(s, false), m.life(s, true)}
	return m.lives[s.name]
}

// wrongVotes is what wrong votes of so great a chance cost a seat in the long run, in base units. A wrong vote repeats one
// if that came less than turns seats before.
func (m *market) wrongVotes(wrong float64) float64 {
	again := 1 - stdmath.Pow(1-wrong, float64(m.turns-1))
	var mean float64
	chance := 1.0
	for repeats := uint32(0); ; repeats++ {
		_, bps, _ := types.JudgeSeat(revealed(types.VOTE_VERDICT_REJECT), types.Finding{Final: types.FinalApproved}, repeats, m.rules)
		cost := float64(types.SlashAmount(m.lock(), bps).Int64())
		if bps == m.rules.MaxWrongVoteSlashBps {
			return wrong * (mean + chance*cost)
		}
		mean += chance * (1 - again) * cost
		chance *= again
	}
}

// failedCanaries is what canaries failed, and votes hidden on canaries, with such chances cost a seat in the long run under
// the cap of its stake in 30 days, in base units. Of those within any turns seats at most so many are slashed as the cap has
// room for; those that are slashed are spread like failures of which no more happen. Where both happen each counts as their
// mean.
func (m *market) failedCanaries(wrong, unopened float64) float64 {
	failed := wrong + unopened
	if failed == 0 {
		return 0
	}
	room := types.SlashAmount(m.lock().MulRaw(int64(m.stake)), m.rules.CanaryCapBps)
	_, bps, _ := types.JudgeSeat(revealed(types.VOTE_VERDICT_REJECT), types.Finding{Final: types.FinalApproved, Canary: true}, 0, m.rules)
	rest := bps - min(bps, m.rules.WithheldSlashBps)
	whole, part := types.SlashAmount(m.lock(), bps), types.SlashAmount(m.lock(), rest)
	mixed := math.NewInt(int64((wrong*float64(whole.Int64()) + unopened*float64(part.Int64())) / failed))
	each := math.MinInt(mixed, room)
	if !each.IsPositive() {
		return 0
	}
	var all, mean float64
	for n := range min(m.turns, int(room.Quo(each).Int64())) + 1 {
		p := choose(m.turns, n) * stdmath.Pow(failed, float64(n)) * stdmath.Pow(1-failed, float64(m.turns-n))
		all += p
		mean += p * float64(n)
	}
	return mean / all / float64(m.turns) * float64(each.Int64())
}
