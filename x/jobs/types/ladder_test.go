package types

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

func TestNextStep(t *testing.T) {
	committee, panel, council := RUNG_KIND_COMMITTEE, RUNG_KIND_PANEL, RUNG_KIND_COUNCIL
	for _, tc := range []struct {
		name   string
		ladder []Rung
		seats  uint32
		rung   uint32
		barred bool
		want   Step
		ends   bool
	}{
		{name: "a larger committee of the category's pool", ladder: DefaultLadder(), seats: 3, want: Step{1, committee, "general", 7}},
		{name: "twice and one more", ladder: DefaultLadder(), seats: 7, want: Step{1, committee, "general", 15}},
		{name: "at most 21", ladder: DefaultLadder(), seats: 11, want: Step{1, committee, "general", 21}},
		{name: "the moderators", ladder: DefaultLadder(), seats: 3, rung: 1, want: Step{2, panel, "moderators", 5}},
		{name: "the council", ladder: DefaultLadder(), seats: 3, rung: 2, want: Step{3, council, "", 0}},
		{name: "no council", ladder: DefaultLadder(), seats: 3, rung: 2, barred: true, ends: true},
		{name: "a barred council bars nobody else", ladder: DefaultLadder(), seats: 3, rung: 1, barred: true, want: Step{2, panel, "moderators", 5}},
		{name: "the end", ladder: DefaultLadder(), seats: 3, rung: 3, ends: true},
		{name: "one rung", ladder: []Rung{{}}, seats: 3, ends: true},
		{name: "beyond every rung", ladder: []Rung{{}}, seats: 3, rung: 1<<32 - 2, ends: true},
		{name: "own pool and size", ladder: []Rung{{}, {Pool: "experts", Seats: 9}}, seats: 3, want: Step{1, committee, "experts", 9}},
		{name: "after an own size", ladder: []Rung{{}, {Seats: 9}, {}}, seats: 3, rung: 1, want: Step{2, committee, "general", 19}},
		{name: "a panel does not count", ladder: []Rung{{}, {Kind: panel, Pool: "mods", Seats: 11}, {}}, seats: 3, rung: 1, want: Step{2, committee, "general", 7}},
		{name: "three committees", ladder: []Rung{{}, {}, {}}, seats: 3, rung: 1, want: Step{2, committee, "general", 15}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			params := DefaultParams()
			params.Ladder = tc.ladder
			step, ok := NextStep(params, testCategory(), Job{Rung: tc.rung, Terms: Terms{Seats: tc.seats}}, tc.barred)
			require.Equal(t, !tc.ends, ok)
			require.Equal(t, tc.want, step)
		})
	}
	first, ok := StepAt(DefaultParams(), testCategory(), Terms{Seats: 5}, 0)
	require.True(t, ok)
	require.Equal(t, Step{0, committee, "general", 5}, first)
}

// Every rung of every ladder that the chain accepts asks for a committee that can be drawn, and the job passes each once.
func TestEveryLadderEnds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		params := DefaultParams()
		params.Ladder = drawLadder(t)
		require.NoError(t, params.Validate())
		job := Job{Terms: Terms{Seats: 2*rapid.Uint32Range(0, MaxSeats/2).Draw(t, "seats") + 1}}
		barred, passed := rapid.Bool().Draw(t, "barred"), 1
		for {
			step, ok := NextStep(params, testCategory(), job, barred)
			if !ok {
				break
			}
			require.Equal(t, job.Rung+1, step.Rung)
			if step.Kind == RUNG_KIND_COUNCIL {
				require.Equal(t, Step{Rung: step.Rung, Kind: step.Kind}, step)
			} else {
				require.NoError(t, oddSeats("step", step.Seats))
				require.NoError(t, validSlug("pool", step.Pool))
			}
			job.Rung = step.Rung
			passed++
		}
		want := len(params.Ladder)
		if barred && params.Ladder[want-1].Kind == RUNG_KIND_COUNCIL {
			want--
		}
		require.Equal(t, want, passed)
	})
}

func TestDisputeBond(t *testing.T) {
	p := DefaultParams() // 50 bps, 1 AGI to 10,000 AGI
	for _, tc := range []struct {
		name        string
		payout, fee int64
		seats       uint32
		want        int64
		change      func(*Params)
	}{
		{name: "the seats of the next committee", payout: 300 * agi, fee: 8 * agi, seats: 7, want: 56 * agi},
		{name: "the share where it is more", payout: 20_000 * agi, fee: agi / 10, seats: 7, want: 100 * agi},
		{name: "the share, floored", payout: 1_000*agi + 199, fee: 0, seats: 7, want: 5 * agi},
		{name: "the least before the council", payout: 100 * agi, fee: 8 * agi, seats: 0, want: agi},
		{name: "the most", payout: 90_000_000 * agi, fee: 1, seats: 5, want: 10_000 * agi},
		{name: "seats count beyond the most", payout: 90_000_000 * agi, fee: 3_000 * agi, seats: 5, want: 15_000 * agi},
		{name: "nothing asked", payout: 100, fee: 0, seats: 5, want: 0, change: func(p *Params) { p.DisputeBondMin = math.Int{} }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			params := p
			if tc.change != nil {
				tc.change(&params)
			}
			require.Equal(t, tc.want, DisputeBond(params, math.NewInt(tc.payout), math.NewInt(tc.fee), tc.seats).Int64())
		})
	}
}

func TestWentAgainst(t *testing.T) {
	for _, status := range statuses {
		job := Job{Employer: "employer", Agent: "agent", Status: status}
		want := map[JobStatus][]string{
			approved: {"employer"}, rejected: {"agent"}, unjudgeable: {"employer", "agent"}, divided: {"employer", "agent"},
		}[status]
		require.Equal(t, want, job.WentAgainst(), status.String())
		require.Equal(t, want != nil, status.Challengeable(), status.String())
		_, err := Next(status, ActionAccept)
		require.Equal(t, want != nil, err == nil, "what can be disputed can be accepted")
	}
}

func TestRounds(t *testing.T) {
	job := Job{}
	require.Empty(t, job.Rounds())
	require.Nil(t, job.Approval())
	for i, status := range []JobStatus{approved, rejected, none, approved, unjudgeable} {
		job.AddRound(Verdict{Rung: uint32(i), Status: status, Quality: uint32(10 * i)})
		require.Equal(t, status, job.Verdict.Status)
		require.Len(t, job.EarlierRounds, i)
		require.Len(t, job.Rounds(), i+1)
		require.Equal(t, uint32(i), job.Rounds()[i].Rung)
	}
	require.Equal(t, uint32(30), job.Approval().Quality, "the last that approved")
	job.Status = rejected
	_, err := job.StandingRuling()
	require.ErrorIs(t, err, ErrRuling, "another verdict than the last")
	job.Status = unjudgeable
	ruling, err := job.StandingRuling()
	require.NoError(t, err)
	require.Equal(t, Ruling{Outcome: OUTCOME_CANCELLED, Basis: RULING_BASIS_VERDICT, Unjudgeable: true}, ruling)
	_, err = Job{Status: employerReview}.StandingRuling()
	require.ErrorIs(t, err, ErrRuling)
}

func TestCouncilBar(t *testing.T) {
	person := func(address, organisation string) identitytypes.Participant {
		return identitytypes.Participant{Address: address, OrganisationId: organisation}
	}
	people := func(list ...identitytypes.Participant) []identitytypes.Participant { return list }
	parties := people(person("employer", "ministry"), person("agent", ""), person("owner", "lab"))
	for name, tc := range map[string]struct {
		interested, members []identitytypes.Participant
		says                string
	}{
		"nobody of the council's":   {parties, people(person("judge", "court"), person("alone", "")), ""},
		"no council":                {parties, nil, "there is no council"},
		"the treasury":              {append(people(person("treasury", "")), parties...), people(person("judge", "court")), "the treasury is a party"},
		"a member":                  {parties, people(person("judge", "court"), person("agent", "x")), "agent is a party and of the council"},
		"a member's organisation":   {parties, people(person("judge", "lab")), "owner and judge of the council are of organisation lab"},
		"no organisation is no tie": {people(person("agent", "")), people(person("judge", "")), ""},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, tc.says, CouncilBar(tc.interested, tc.members, "treasury"))
		})
	}
	list := AppendParticipant(nil, person("a", ""))
	list = AppendParticipant(list, person("b", ""))
	require.Len(t, AppendParticipant(list, person("a", "")), 2)
}
