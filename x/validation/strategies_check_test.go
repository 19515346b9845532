package validation_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/x/validation/types"
)

// These tests hold the model of the payoff tables against the odds of ADR 0008, against sums that can be done by hand, and
// against the counts of the rules themselves.

// Every committee is counted, once.
func TestHandsAreAllOfThem(t *testing.T) {
	m := documented(t, 5, others{lazy: 0.3, lazyVote: unjudging, colluding: 0.2})
	for _, s := range append(strategies, copyAnybody, collude) {
		if s.away {
			continue
		}
		var all float64
		var seen ballots
		for _, h := range s.play(m.court, rejecting) {
			all += h.chance
			total := 0
			for side, n := range h.others {
				total += n
				if h.chance > 0 {
					seen[side] = max(seen[side], n)
				}
			}
			require.Equal(t, 4, total, s.name)
		}
		require.InDelta(t, 1, all, 1e-12, s.name)
		require.Equal(t, ballots{4, 4, 4}, seen, s.name)
	}
}

// If nobody errs, the wrong side has the last word as often as ADR 0008 says of an adversary who does not appeal.
func TestLastWordIsThatOfTheOdds(t *testing.T) {
	for _, seats := range []uint32{3, 5, 7} {
		for _, percent := range []int64{10, 33, 50} {
			c := newCourt(t, coins(300), seats)
			c.jobs.ShortfallCap, c.treasury = coins(1_000_000), coins(1_000_000) // every seat that is owed a fee gets all of it
			c.others = others{colluding: float64(percent) / 100, accuracy: 1}
			for _, right := range []side{approving, rejecting} {
				var paid float64
				for _, h := range c.hands(right, int(seats)) {
					paid += h.chance * c.judge(right, false, h.others)[right].fee
				}
				paid /= float64(c.quote.SeatFee.Int64())
				require.InDelta(t, 1-blind.wins(ladder(int(seats), panelSeats, percent, percent)), paid, 1e-9)
			}
		}
	}
}

// Where the truth always has the last word, the payoffs can be written down.
func TestPayoffsUnderARightCouncil(t *testing.T) {
	m := documented(t, 3, others{lazy: 0.5, lazyVote: unjudging, colluding: 0.3})
	m.council, m.canaries = true, 0
	m.jobs.ShortfallCap, m.treasury = coins(1_000_000), coins(1_000_000)
	fee := float64(m.quote.SeatFee.Int64())
	require.InDelta(t, 0.97-m.wrongVotes(0.03)/fee-0.25, m.payoff(honest), 1e-9)
	require.InDelta(t, 0.9-m.wrongVotes(0.1)/fee, m.payoff(strategies[1]), 1e-9)
	require.InDelta(t, 0.1-m.wrongVotes(0.9)/fee, m.payoff(strategies[2]), 1e-9)

	// All others are right: each canary is opened at once. 8 AGI a seat; wrong about a canary costs 20.
	m = documented(t, 3, others{})
	m.others.accuracy, m.stake = 1, 1_000
	require.InDelta(t, 1-0.25, m.payoff(honest), 1e-9)
	require.InDelta(t, 0.9*0.9+0.1*(0.1-0.9*20/8.0)-m.wrongVotes(0.9*0.1)/fee, m.payoff(strategies[1]), 1e-9)
	require.InDelta(t, -0.9*5/8.0-0.1*20/8.0, m.payoff(strategies[6]), 1e-9)
	require.InDelta(t, -0.6/8.0, m.payoff(strategies[7]), 1e-9)
	require.InDelta(t, 1, m.payoff(copyAnybody), 1e-9)
}

// The cost of repeated wrong votes is that of the chain's own count over a long time.
func TestRepeatsInTheLongRun(t *testing.T) {
	m := documented(t, 3, others{})
	window := m.rules.WrongVoteWindow
	for _, wrong := range []float64{0.03, 0.1, 0.5} {
		const seats = 400_000
		random := rand.New(rand.NewPCG(1, 2))
		var v types.Validator
		var cost float64
		for i := range int64(seats) {
			if random.Float64() >= wrong {
				continue
			}
			now := (i + 1) * window.Milliseconds() / int64(m.turns)
			cost += float64(types.SlashAmount(m.lock(), m.rules.WrongVoteBps(v.Repeats(now, window))).Int64())
			v.Err(now, window)
		}
		require.InEpsilon(t, m.wrongVotes(wrong), cost/seats, 0.02)
	}
}

// What failed canaries cost under the cap is what a count of every slash gives over a long time.
func TestCanaryCapInTheLongRun(t *testing.T) {
	for _, stake := range []int{10, 30, 60} {
		for _, failed := range []float64{0.03, 0.09, 0.3} {
			m := documented(t, 3, others{})
			m.stake = stake
			wrong, hidden := m.rules.CanarySlashBps, m.rules.CanarySlashBps-m.rules.WithheldSlashBps
			require.InEpsilon(t, m.failedCanaries(failed, 0), m.longRun(failed, wrong), 0.03, "%d %f", stake, failed)
			require.InEpsilon(t, m.failedCanaries(0, failed), m.longRun(failed, hidden), 0.03, "%d %f, hidden", stake, failed)
		}
	}
}

// longRun counts what slashes of bps of the lock, which come with a chance, cost a seat: those for which the cap has room.
func (m *market) longRun(chance float64, bps uint32) float64 {
	const seats = 400_000
	random := rand.New(rand.NewPCG(3, 4))
	room := m.stake * int(m.rules.CanaryCapBps) / int(bps)
	var slashed []int
	for i := range seats {
		if random.Float64() >= chance {
			continue
		}
		if len(slashed) < room || slashed[len(slashed)-room] <= i-m.turns {
			slashed = append(slashed, i)
		}
	}
	return float64(len(slashed)) * float64(types.SlashAmount(m.lock(), bps).Int64()) / seats
}

// Effort and canaries at break-even are where the best reply changes.
func TestBreakEven(t *testing.T) {
	m := documented(t, 3, lazy(approving, 50))
	m.effort += m.gap()
	require.InDelta(t, 0, m.gap(), 1e-12)
	m = documented(t, 3, lazy(approving, 50))
	tenths, found := m.breakEvenCanaries()
	require.True(t, found)
	require.Positive(t, tenths)
	m.canaries = float64(tenths-1) / 1000
	require.LessOrEqual(t, m.gap(), 0.0)
	m.canaries = float64(tenths) / 1000
	require.Positive(t, m.gap())
}
