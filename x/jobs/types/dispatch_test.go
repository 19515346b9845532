package types

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/internal/sortition"
)

// The table of the README.
func TestRosterWeight(t *testing.T) {
	for _, tc := range []struct {
		score                      int64
		standing, active, capacity uint32
		want                       uint64
	}{
		{0, 10_000, 0, 1, 1_000},
		{9, 10_000, 0, 1, 1_000},
		{10, 10_000, 0, 1, 1_001},
		{2_000, 10_000, 0, 1, 1_200},
		{10_000, 10_000, 4, 5, 2_000},
		{10_000, 9_000, 4, 5, 1_800},
		{89_999, 10_000, 0, 1, 9_999},
		{90_000, 10_000, 0, 1, 10_000},
		{1_000_000_000, 10_000, 0, 1, 10_000},
		{0, 100, 0, 1, 10},
		{-5, 100, 0, 1, 10},
		{0, 10_000, 1, 1, 0},
		{90_000, 10_000, 7, 3, 0},
		{90_000, 10_000, 0, 0, 0},
	} {
		require.Equal(t, tc.want, RosterWeight(math.NewInt(tc.score), tc.standing, tc.active, tc.capacity), "%+v", tc)
	}
	require.Equal(t, uint64(1_000), RosterWeight(math.Int{}, FullStanding, 0, 1), "no score is 0")
	require.Equal(t, uint64(1), RosterWeight(math.ZeroInt(), 1, 0, 1), "never nothing while there is room")
}

func TestStanding(t *testing.T) {
	for _, tc := range []struct{ standing, bps, lower, raise uint32 }{
		{10_000, 1_000, 9_000, 10_000},
		{10_000, 3_000, 7_000, 10_000},
		{9_000, 1_000, 8_100, 9_100},
		{8_101, 1_000, 7_291, 8_291},
		{9_999, 1_000, 9_000, 10_000},
		{101, 5_000, 100, 5_051},
		{100, 5_000, 100, 5_050},
		{7_000, 0, 7_000, 7_000},
	} {
		require.Equal(t, tc.lower, LowerStanding(tc.standing, tc.bps), "%+v", tc)
		require.Equal(t, tc.raise, RaiseStanding(tc.standing, tc.bps), "%+v", tc)
	}
}

// Whatever happens, a standing stays between the least and the full one; work heals it whole, and nothing else raises it.
func TestStandingProperty(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		params := DefaultParams()
		params.MissStandingBps = rapid.Uint32Range(1, maxStandingBps).Draw(r, "miss")
		params.DeclineStandingBps = rapid.Uint32Range(1, params.MissStandingBps).Draw(r, "decline")
		a := Availability{StandingBps: FullStanding}
		for _, basis := range rapid.SliceOfN(rapid.SampledFrom([]RulingBasis{
			RULING_BASIS_DECLINED, RULING_BASIS_DEADLINE, RULING_BASIS_SURRENDER, RULING_BASIS_REVOKED, RULING_BASIS_REROUTED,
		}), 0, 30).Draw(r, "ends") {
			before := a
			reason := a.EndAssignment(params, basis)
			require.LessOrEqual(r, a.StandingBps, before.StandingBps)
			require.GreaterOrEqual(r, a.StandingBps, uint32(minStanding))
			require.Equal(r, reason == "", a.Declined+a.Missed == before.Declined+before.Missed, "what is blamed is counted")
		}
		for range 200_000 {
			if a.StandingBps == FullStanding {
				return
			}
			next := RaiseStanding(a.StandingBps, params.DeclineStandingBps)
			require.Greater(r, next, a.StandingBps)
			require.LessOrEqual(r, next, uint32(FullStanding))
			a.StandingBps = next
		}
		require.Fail(r, "it never heals")
	})
}

func TestDispatchRetry(t *testing.T) {
	p := DefaultParams()
	for tries, want := range map[uint32]time.Duration{
		0: 10 * time.Second, 1: 10 * time.Second, 2: 20 * time.Second, 3: 40 * time.Second, 5: 160 * time.Second,
		6: 320 * time.Second, 7: 320 * time.Second, 4_000_000_000: 320 * time.Second,
	} {
		require.Equal(t, want, DispatchRetry(p, tries), "%d", tries)
	}
}

// The bytes of the seed are part of the chain: whoever audits a draw computes them again.
func TestDispatchSeed(t *testing.T) {
	seed := DispatchSeed(18420003000, 2, []byte("before"), []byte("now"))
	// Computed by hand: each field as its length in 8 bytes, then its bytes.
	require.Equal(t, "320b2d3f1c9ba063891b2d6263156945f3fdf5beac40e967d240e8f7af394e59", fmt.Sprintf("%x", seed))
	for _, other := range [][32]byte{
		DispatchSeed(18420003001, 2, []byte("before"), []byte("now")), DispatchSeed(18420003000, 3, []byte("before"), []byte("now")),
		DispatchSeed(18420003000, 2, []byte("befor"), []byte("enow")), DispatchSeed(18420003000, 2, nil, []byte("now")),
	} {
		require.NotEqual(t, seed, other)
	}
}

func TestPassBy(t *testing.T) {
	j := Job{Assignment: ASSIGNMENT_MODE_DISPATCH}
	j.PassBy(addr(1), RULING_BASIS_REVOKED)
	require.Empty(t, j.Passed, "who is revoked can have nothing anyway")
	for n := byte(1); n <= 9; n++ {
		j.PassBy(addr(n), RULING_BASIS_DECLINED)
	}
	j.PassBy(addr(9), RULING_BASIS_DEADLINE)
	want := []string{addr(2), addr(3), addr(4), addr(5), addr(6), addr(7), addr(8), addr(9)}
	require.Equal(t, want, j.Passed, "the oldest is forgotten, and nobody stands there twice")
	claimed := Job{}
	claimed.PassBy(addr(1), RULING_BASIS_SURRENDER)
	require.Empty(t, claimed.Passed)
}

func testAvailability() Availability {
	return Availability{
		Agent: addr(1), Capacity: 3, MinPayout: math.NewInt(50), StandingBps: 9_000,
		Places: []Place{{Category: "general", Leaf: 2}, {Category: "maps"}}, Dispatched: 5, Declined: 2, Missed: 3, DeclaredMs: 7,
	}
}

func TestAvailabilityValidate(t *testing.T) {
	require.NoError(t, testAvailability().Validate())
	for _, tc := range []struct {
		err    error
		change func(*Availability)
	}{
		{ErrAddress, func(a *Availability) { a.Agent = "agi1" }},
		{ErrAmount, func(a *Availability) { a.Capacity = 101 }},
		{ErrAmount, func(a *Availability) { a.MinPayout = math.NewInt(-1) }},
		{ErrAmount, func(a *Availability) { a.MinPayout = math.Int{} }},
		{ErrAmount, func(a *Availability) { a.StandingBps = 99 }},
		{ErrAmount, func(a *Availability) { a.StandingBps = 10_001 }},
		{ErrAvailability, func(a *Availability) { a.Capacity = 0 }},
		{ErrAvailability, func(a *Availability) { a.Places = nil }},
		{ErrAvailability, func(a *Availability) { a.Places = make([]Place, 9) }},
		{ErrAvailability, func(a *Availability) { a.Places[0].Category = "maps" }},
		{ErrAvailability, func(a *Availability) { a.Places[1].Category = "a-first" }},
		{ErrText, func(a *Availability) { a.Places[0].Category = "No" }},
		{ErrAvailability, func(a *Availability) { a.Places[0].Leaf = sortition.MaxLeaves }},
		{ErrAvailability, func(a *Availability) { a.Declined = 6 }},
		{ErrAvailability, func(a *Availability) { a.Missed = 4 }},
		{ErrAvailability, func(a *Availability) { a.DeclaredMs = -1 }},
	} {
		a := testAvailability()
		tc.change(&a)
		require.ErrorIs(t, a.Validate(), tc.err, "%+v", a)
	}
	ended := testAvailability()
	ended.Capacity, ended.Places = 0, nil
	require.NoError(t, ended.Validate())
}

func TestGenesisAvailabilities(t *testing.T) {
	gs := func(change ...func(gs *GenesisState)) error {
		state := DefaultGenesis()
		first, second := testAvailability(), testAvailability()
		first.Places = first.Places[:1]
		second.Agent, second.Places = addr(2), []Place{{Category: "general", Leaf: 3}}
		state.Availabilities = []Availability{first, second}
		for _, c := range change {
			c(state)
		}
		return state.Validate()
	}
	require.NoError(t, gs())
	for want, change := range map[string]func(s *GenesisState){
		"stands twice":          func(s *GenesisState) { s.Availabilities[1].Agent = addr(1) },
		"both have leaf 2":      func(s *GenesisState) { s.Availabilities[1].Places[0].Leaf = 2 },
		"\"maps\", in which":    func(s *GenesisState) { s.Availabilities[1].Places[0].Category = "maps" },
		"number them from 0":    func(s *GenesisState) { s.Availabilities[1].Places[0].Leaf = maxGenesisLeaf },
		"standing_bps is 0":     func(s *GenesisState) { s.Availabilities[1].StandingBps = 0 },
		"capacity 0 in 1 roste": func(s *GenesisState) { s.Availabilities[1].Capacity = 0 },
	} {
		require.ErrorContains(t, gs(change), want)
	}
}

func TestDispatchOfARecord(t *testing.T) {
	waiting := Job{Assignment: ASSIGNMENT_MODE_DISPATCH, Status: open, DispatchDueMs: 5, DispatchTries: 2, Passed: []string{addr(1)}}
	require.NoError(t, waiting.validateDispatch())
	for _, tc := range []struct {
		err    error
		change func(*Job)
	}{
		{ErrDispatch, func(j *Job) { j.Status = assigned }},
		{ErrDispatch, func(j *Job) { j.Status, j.DispatchDueMs = assigned, 0 }},
		{ErrDispatch, func(j *Job) { j.DispatchDueMs = -1 }},
		{ErrDispatch, func(j *Job) { j.Assignment, j.Passed = ASSIGNMENT_MODE_CLAIM, nil }},
		{ErrDispatch, func(j *Job) { j.Assignment, j.DispatchDueMs, j.DispatchTries = ASSIGNMENT_MODE_CLAIM, 0, 0 }},
		{ErrDispatch, func(j *Job) { j.Passed = []string{addr(1), addr(1)} }},
		{ErrDispatch, func(j *Job) { j.Passed = make([]string, 9) }},
		{ErrAddress, func(j *Job) { j.Passed = []string{""} }},
	} {
		j := waiting
		tc.change(&j)
		require.ErrorIs(t, j.validateDispatch(), tc.err, "%+v", j)
	}
}

func TestDispatchMessages(t *testing.T) {
	declare := func(change func(*MsgDeclareAvailability)) error {
		m := &MsgDeclareAvailability{Agent: addr(1), Categories: []string{"general"}, Capacity: 1, MinPayout: math.ZeroInt()}
		change(m)
		return m.ValidateBasic()
	}
	for _, tc := range []struct {
		err    error
		change func(*MsgDeclareAvailability)
	}{
		{nil, func(m *MsgDeclareAvailability) { m.Capacity = 100 }},
		{nil, func(m *MsgDeclareAvailability) {
			m.Categories = []string{"aa", "bb", "cc", "dd", "ee", "ff", "gg", "hh"}
		}},
		{ErrAddress, func(m *MsgDeclareAvailability) { m.Agent = "" }},
		{ErrAmount, func(m *MsgDeclareAvailability) { m.Capacity = 0 }},
		{ErrAmount, func(m *MsgDeclareAvailability) { m.Capacity = 101 }},
		{ErrAmount, func(m *MsgDeclareAvailability) { m.MinPayout = math.NewInt(-1) }},
		{ErrAmount, func(m *MsgDeclareAvailability) { m.MinPayout = math.Int{} }},
		{ErrAvailability, func(m *MsgDeclareAvailability) { m.Categories = nil }},
		{ErrAvailability, func(m *MsgDeclareAvailability) { m.Categories = make([]string, 9) }},
		{ErrAvailability, func(m *MsgDeclareAvailability) { m.Categories = []string{"bb", "aa"} }},
		{ErrAvailability, func(m *MsgDeclareAvailability) { m.Categories = []string{"aa", "aa"} }},
		{ErrText, func(m *MsgDeclareAvailability) { m.Categories = []string{"A"} }},
	} {
		require.ErrorIs(t, declare(tc.change), tc.err)
	}
	require.ErrorIs(t, (&MsgEndAvailability{}).ValidateBasic(), ErrAddress)
	require.ErrorIs(t, (&MsgDeclineJob{Agent: addr(1)}).ValidateBasic(), ErrJobID)
}

func TestTakes(t *testing.T) {
	a := testAvailability()
	job := Job{Escrow: Escrow{Payout: math.NewInt(50)}, Terms: Terms{Bond: math.NewInt(5)}}
	stake := AgentStake{Free: math.NewInt(5), ActiveJobs: 2}
	require.True(t, a.Takes(job, stake))
	require.Equal(t, uint32(1), a.FreeCapacity(stake))
	require.Zero(t, a.FreeCapacity(AgentStake{ActiveJobs: 9}))
	require.False(t, a.Takes(job, AgentStake{Free: math.NewInt(5), ActiveJobs: 3}), "full")
	require.False(t, a.Takes(job, AgentStake{Free: math.NewInt(4)}), "the bond is above its free stake")
	job.Passed = []string{addr(1)}
	require.False(t, a.Takes(job, stake), "it has passed")
	job.Passed, job.Escrow.Payout = nil, math.NewInt(49)
	require.False(t, a.Takes(job, stake), "too little")
}
