package keeper_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// trade completes one job between two accounts.
func (f *fixture) trade(t *testing.T, id uint64, employer, agent sdk.AccAddress) {
	t.Helper()
	f.tradePaid(t, id, employer, agent, nil)
}

// tradePaid settles a job that a sponsor pays for; nil: its employer does.
func (f *fixture) tradePaid(t *testing.T, id uint64, employer, agent, sponsor sdk.AccAddress) {
	t.Helper()
	job := settledJob(jobstypes.OUTCOME_COMPLETED)
	job.Id, job.Employer, job.Agent = id, employer.String(), agent.String()
	require.NoError(t, f.k.AfterJobSettled(f.ctx, jobstypes.Settled{Job: job, Sponsor: sponsor}))
}

// total is the sum of the scores of a role.
func (f *fixture) total(t *testing.T, role identitytypes.Role, accounts int) math.LegacyDec {
	t.Helper()
	sum := math.LegacyZeroDec()
	for n := range accounts {
		sum = sum.Add(f.stored(t, account(byte(n+1)), role).Value)
	}
	return sum
}

// honest is what 100 jobs of 100 different pairs gain: ten agents for ten employers, each of an organisation of its own.
func honest(t *testing.T) (agents, employers math.LegacyDec) {
	t.Helper()
	f := setup(t)
	for n := range 20 {
		f.identity.admit(account(byte(n+1)), fmt.Sprintf("org-%d", n), nil)
	}
	for n := range 100 {
		f.trade(t, uint64(n+1), account(byte(n/10+1)), account(byte(n%10+11)))
	}
	f.invariants(t)
	return f.total(t, asAgent, 20), f.total(t, asEmployer, 20)
}

// Ten accounts that belong together trade 100 jobs among themselves, everybody with everybody that the market lets them.
func TestWashTradingEarnsLittle(t *testing.T) {
	honestAgents, honestEmployers := honest(t)
	for _, tc := range []struct {
		name  string
		admit func(f *fixture, n int)
	}{
		{"two organisations", func(f *fixture, n int) { f.identity.admit(account(byte(n+1)), []string{"north", "south"}[n%2], nil) }},
		{"agents without an organisation, of one responsible person", func(f *fixture, n int) {
			if n%2 == 0 {
				f.identity.admit(account(byte(n+1)), "north", nil)
				return
			}
			f.identity.admit(account(byte(n+1)), "", account(99))
		}},
		{"agents without an organisation, whose responsible person is in one", func(f *fixture, n int) {
			f.identity.admit(account(99), "south", nil)
			if n%2 == 0 {
				f.identity.admit(account(byte(n+1)), "north", nil)
				return
			}
			f.identity.admit(account(byte(n+1)), "", account(99))
		}},
		{"one organisation", func(f *fixture, n int) { f.identity.admit(account(byte(n+1)), "north", nil) }},
		{"one person", func(f *fixture, n int) { f.identity.admit(account(byte(n+1)), "", account(99)) }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := setup(t)
			for n := range 10 {
				tc.admit(f, n)
			}
			for n := range 100 {
				// Both directions, and each account with each of the other kind.
				first, second := 2*(n%5)+1, 2*(n/5%5)+2
				if n%2 == 0 {
					first, second = second, first
				}
				f.trade(t, uint64(n+1), account(byte(first)), account(byte(second)))
				f.clock.now += time.Hour.Milliseconds()
			}
			agents, employers := f.total(t, asAgent, 10), f.total(t, asEmployer, 10)
			require.True(t, agents.MulInt64(20).LT(honestAgents), "agents gained %s of %s", agents, honestAgents)
			require.True(t, employers.MulInt64(20).LT(honestEmployers), "employers gained %s of %s", employers, honestEmployers)
			t.Logf("agents %s of %s, employers %s of %s", agents, honestAgents, employers, honestEmployers)
			f.invariants(t)
		})
	}
}

// What they gain who wait between their deals: however they space them, at most two whole gains in each window.
func TestPatientWashTrading(t *testing.T) {
	window := 90 * 24 * time.Hour
	for _, every := range []time.Duration{time.Hour, 24 * time.Hour, 10 * 24 * time.Hour, 30 * 24 * time.Hour, 45 * 24 * time.Hour, 90 * 24 * time.Hour} {
		f := setup(t)
		f.param(t, noDecay)
		f.identity.admit(account(1), "north", nil)
		f.identity.admit(account(2), "south", nil)
		for n := range 40 {
			f.trade(t, uint64(n+1), account(1), account(2))
			f.clock.now += every.Milliseconds()
		}
		windows := int64(40*every/window) + 1
		most := dec("180").MulInt64(2 * windows) // 180 is the gain of one such job at score 0
		got := f.stored(t, account(2), asAgent).Value
		require.True(t, got.LT(most), "%s: %s of at most %s", every, got, most)
	}
}

// A sponsor who pays through many delegates is the same one each time.
func TestASponsorIsOnePayer(t *testing.T) {
	f := setup(t)
	sponsor, worker := account(1), account(2)
	f.identity.admit(sponsor, "north", nil)
	f.identity.admit(worker, "", nil)
	for n := range byte(5) {
		delegate := account(10 + n)
		f.identity.admit(delegate, "", nil)
		f.tradePaid(t, uint64(n)+1, delegate, worker, sponsor)
		earlier, same, err := f.k.EarlierGains(f.ctx, sponsor, worker)
		require.NoError(t, err)
		require.Equal(t, []any{uint32(n) + 1, false}, []any{earlier, same})
	}
}

func TestPairsOfGroups(t *testing.T) {
	f := setup(t)
	f.identity.admit(account(1), "north", nil)
	f.identity.admit(account(2), "north", nil)
	f.identity.admit(account(3), "south", nil)
	f.identity.admit(account(4), "", account(3))
	f.identity.admit(account(5), "west", account(1)) // of one organisation, answered for by a person of another
	earlier := func(a, b byte) string {
		n, same, err := f.k.EarlierGains(f.ctx, account(a), account(b))
		require.NoError(t, err)
		return fmt.Sprint(n, " ", same)
	}
	f.trade(t, 1, account(1), account(3))
	for _, tc := range []struct {
		a, b byte
		want string
	}{
		{1, 3, "1 false"},
		{3, 1, "1 false"},
		{2, 3, "1 false"},
		{2, 4, "1 false"},
		{1, 2, "0 true"},
		{3, 4, "0 true"},
		{5, 1, "0 true"},
		{5, 2, "0 true"},
		{5, 3, "1 false"}, // dealt on the account of who answers for it
		{8, 3, "0 false"}, // whom x/identity does not know
		{8, 8, "0 true"},
	} {
		require.Equal(t, tc.want, earlier(tc.a, tc.b), "%d and %d", tc.a, tc.b)
	}

	// The window is open at its end.
	window := (90 * 24 * time.Hour).Milliseconds()
	f.clock.now += window - 1
	require.Equal(t, "1 false", earlier(1, 3))
	f.clock.now++
	require.Equal(t, "0 false", earlier(1, 3))

	// A pair of one organisation is not remembered, and its gain is 0.
	before := f.stored(t, account(2), asAgent)
	f.trade(t, 2, account(1), account(2))
	require.Equal(t, before.Value.String(), f.stored(t, account(2), asAgent).Value.String())
	has, err := f.k.Pairs.Iterate(f.ctx, nil)
	require.NoError(t, err)
	pairs, err := has.Values()
	require.NoError(t, err)
	require.Len(t, pairs, 1)
}
