package validation_test

import (
	"fmt"
	stdmath "math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// documented is the market that the README describes: one job in ten is bad work. The audit office has one job in ten be a
// canary, and more where the committee is larger; nine canaries in ten are bad work. An honest seat is right 97 times of 100,
// and looking costs it a quarter of the fee. A validator gets 20 seats in 30 days and has the stake for 40.
func documented(t testing.TB, seats uint32, o others) *market {
	t.Helper()
	return documentedFor(t, 300, seats, o)
}

func documentedFor(t testing.TB, payout int64, seats uint32, o others) *market {
	t.Helper()
	c := newCourt(t, coins(payout), seats)
	o.accuracy = 0.97
	c.others = o
	m := &market{court: c, bad: 0.1, canaries: 0.1, rejects: 0.9, effort: 0.25, turns: 20, stake: 40}
	if seats > 3 {
		m.canaries = 0.15
	}
	return m
}

func lazy(vote side, percent int) others {
	return others{lazy: float64(percent) / 100, lazyVote: vote}
}

func colluding(percent int) others { return others{colluding: float64(percent) / 100} }

// crowdShares are the columns of the tables, in percent.
var crowdShares = []int{0, 10, 20, 33, 40, 50, 60}

// crowd is a kind of others, and up to which percent of them honest must be the best reply.
type crowd struct {
	name   string
	payout int64
	seats  uint32
	upTo   int
	of     func(percent int) others
}

func (c crowd) market(t testing.TB, percent int) *market {
	t.Helper()
	return documentedFor(t, c.payout, c.seats, c.of(percent))
}

func lazyCrowd(name string, payout int64, seats uint32, upTo int, vote side) crowd {
	return crowd{name, payout, seats, upTo, func(percent int) others { return lazy(vote, percent) }}
}

// crowds have the committees of the default category.
var crowds = []crowd{
	lazyCrowd("lazy", 300, 3, 50, approving),
	{"colluding", 300, 3, 33, colluding},
	lazyCrowd("lazy", 10_000, 5, 50, approving),
	{"colluding", 10_000, 5, 33, colluding},
	lazyCrowd("lazy", 1_000_000, 7, 50, approving),
	{"colluding", 1_000_000, 7, 33, colluding},
	// Lazy seats that do not even guess what is likely: nobody would begin with it, but where it ends belongs to the table.
	lazyCrowd("lazy, always REJECT", 300, 3, 40, rejecting),
	lazyCrowd("lazy, always UNJUDGEABLE_SPEC", 300, 3, 50, unjudging),
}

// asked are larger committees than the default category gives to so small a job.
var asked = []crowd{
	lazyCrowd("lazy", 300, 5, 50, approving),
	{"colluding", 300, 5, 33, colluding},
	lazyCrowd("lazy", 300, 7, 50, approving),
	{"colluding", 300, 7, 33, colluding},
}

// gap is by how much honest is better than the best of all other strategies, in seat fees.
func (m *market) gap() float64 {
	best := stdmath.Inf(-1)
	for _, s := range strategies[1:] {
		best = max(best, m.payoff(s))
	}
	return m.payoff(honest) - best
}

// slacker is the first strategy that pays at least as much as honest, also of those that look in a part of the seats only;
// empty if there is none.
func (m *market) slacker() string {
	for _, s := range strategies[1:] {
		for tenths := 1; tenths <= 10; tenths++ {
			if m.payoffOfMix(honest, s, float64(tenths)/10) >= m.payoff(honest) {
				return fmt.Sprintf("%s in %d of 10 seats", s.name, tenths)
			}
		}
	}
	return ""
}

// temptation is the first case in which a slacker gains what the README says it does not; empty if there is none.
func temptation(t testing.TB, change func(*market)) string {
	t.Helper()
	for _, c := range append(slices.Clip(crowds), asked...) {
		for _, percent := range crowdShares {
			if percent > c.upTo {
				break
			}
			m := c.market(t, percent)
			change(m)
			if s := m.slacker(); s != "" {
				return fmt.Sprintf("%d AGI, %d seats, %d %% %s: %s", c.payout, c.seats, percent, c.name, s)
			}
		}
	}
	return ""
}

func TestHonestyIsTheBestReply(t *testing.T) {
	require.Empty(t, temptation(t, func(*market) {}))
}

// Each of these rules and assumptions is needed: without it the test above fails.
func TestWhatHonestyNeeds(t *testing.T) {
	for name, change := range map[string]func(*market){
		"a slash for canaries":       func(m *market) { m.rules.CanarySlashBps = 0 },
		"so great a slash":           func(m *market) { m.rules.CanarySlashBps = 7_500 },
		"canaries":                   func(m *market) { m.canaries = 0 },
		"so many of them":            func(m *market) { m.canaries /= 2 },
		"canaries of bad work":       func(m *market) { m.rejects = 0.1 },
		"a cap that leaves enough":   func(m *market) { m.rules.CanaryCapBps = 200 },
		"a stake that backs it":      func(m *market) { m.stake = 20 },
		"a fee that is worth it":     func(m *market) { m.effort = 0.35 },
		"somewhere else to turn to":  func(m *market) { m.jobs.Ladder = append(m.jobs.Ladder[:1:1], m.jobs.Ladder[3]) },
		"validators who can tell":    func(m *market) { m.others.accuracy = 0.8 },
		"fewer colluders than other": func(m *market) { m.others.colluding += 0.3 },
	} {
		require.NotEmpty(t, temptation(t, change), name)
	}
}

// A higher cap does with less stake.
func TestHonestyUnderAHigherCap(t *testing.T) {
	less := func(m *market) { m.stake = 15 }
	require.NotEmpty(t, temptation(t, less))
	require.Empty(t, temptation(t, func(m *market) {
		less(m)
		m.rules.CanaryCapBps = 3_000
	}))
}
