package types

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"
)

func TestSelectionMessages(t *testing.T) {
	ten := math.NewInt(10)
	for _, build := range []func(sender string, job uint64) interface{ ValidateBasic() error }{
		func(s string, j uint64) interface{ ValidateBasic() error } {
			return &MsgApply{Agent: s, JobId: j, Price: ten, MaxBond: math.ZeroInt()}
		},
		func(s string, j uint64) interface{ ValidateBasic() error } {
			return &MsgWithdrawApplication{Agent: s, JobId: j}
		},
		func(s string, j uint64) interface{ ValidateBasic() error } {
			return &MsgAward{Employer: s, JobId: j, Agent: addr(2), Price: ten}
		},
	} {
		require.NoError(t, build(addr(1), someJob).ValidateBasic())
		require.ErrorIs(t, build("agi1wrong", someJob).ValidateBasic(), ErrAddress)
		require.ErrorIs(t, build(addr(1), 0).ValidateBasic(), ErrJobID)
	}
	for _, price := range []math.Int{{}, math.ZeroInt(), math.NewInt(-1), MaxAmount().AddRaw(1)} {
		require.ErrorIs(t, (&MsgApply{Agent: addr(1), JobId: someJob, Price: price, MaxBond: ten}).ValidateBasic(), ErrAmount)
		require.ErrorIs(t, (&MsgAward{Employer: addr(1), JobId: someJob, Agent: addr(2), Price: price}).ValidateBasic(), ErrAmount)
	}
	for _, bond := range []math.Int{{}, math.NewInt(-1), MaxAmount().AddRaw(1)} {
		require.ErrorIs(t, (&MsgApply{Agent: addr(1), JobId: someJob, Price: ten, MaxBond: bond}).ValidateBasic(), ErrAmount)
	}
	require.ErrorIs(t, (&MsgAward{Employer: addr(1), JobId: someJob, Agent: "x", Price: ten}).ValidateBasic(), ErrAddress)
}

// The price takes the payout's place in the bond and the protocol fee, to the unit of a quote, and leaves the seats alone.
func TestReprice(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		in := quoteInput(drawAmount(r, 1, "payout"))
		in.Params = drawParams(r)
		in.Prices = fixedPrices(in.Params)
		in.Category.MaxPayout = MaxAmount()
		posted, err := NewQuote(in)
		require.NoError(r, err)
		job := Job{
			WorkDuration: in.WorkDuration, Escrow: posted.Escrow,
			Terms: Terms{Seats: posted.Seats, SeatFee: posted.SeatFee, Bond: posted.Bond, ProtocolFeeBps: in.Prices.ProtocolFeeBps},
		}
		price := math.MinInt(drawAmount(r, 1, "price"), in.Payout)
		bond := job.BondAt(in.Params, in.Category, price)
		in.Payout = price
		cheap, err := NewQuote(in)
		require.NoError(r, err)
		requireInt(r, cheap.Bond, bond)

		excess := job.Reprice(Application{Price: price, Bond: bond})
		require.False(r, excess.IsNegative())
		requireInt(r, posted.Total, job.Escrow.Total().Add(excess))
		requireInt(r, price, job.Escrow.Payout)
		requireInt(r, cheap.Escrow.ProtocolFee, job.Escrow.ProtocolFee)
		requireInt(r, posted.Escrow.ValidationFee, job.Escrow.ValidationFee)
		requireInt(r, bond, job.Terms.Bond)
		require.Equal(r, posted.Seats, job.Terms.Seats)
	})
}

func TestSortCandidates(t *testing.T) {
	candidate := func(name byte, price, score, at int64) Candidate {
		return Candidate{Application: Application{Agent: addr(name), Price: math.NewInt(price), AppliedMs: at}, Score: math.NewInt(score)}
	}
	ordered := []Candidate{
		candidate(9, 5, 0, 9), // the lowest price
		candidate(8, 7, 3, 9), // the best score
		candidate(1, 7, 2, 4), // the earliest
		candidate(2, 7, 2, 5), candidate(3, 7, 2, 5),
		candidate(4, 8, 9, 1),
	}
	if addr(2) > addr(3) {
		ordered[3], ordered[4] = ordered[4], ordered[3]
	}
	rapid.Check(t, func(r *rapid.T) {
		list := rapid.Permutation(ordered).Draw(r, "order")
		SortCandidates(list)
		require.Equal(r, ordered, list)
	})
}

// A raise after an award never asks fewer or cheaper judges than the posting.
func TestKeepSeats(t *testing.T) {
	terms := func(seats uint32, fee, lock int64) Terms {
		return Terms{Seats: seats, SeatFee: math.NewInt(fee), SeatLock: math.NewInt(lock)}
	}
	for name, tc := range map[string]struct{ before, quoted, want Terms }{
		"smaller committee":   {terms(5, 10, 20), terms(3, 12, 22), terms(5, 10, 20)},
		"cheaper seats":       {terms(3, 10, 20), terms(3, 9, 19), terms(3, 10, 20)},
		"least fee":           {terms(3, 10, 20), terms(3, 10, 19), terms(3, 10, 20)},
		"dearer seats":        {terms(3, 10, 20), terms(3, 11, 21), terms(3, 11, 21)},
		"larger committee":    {terms(3, 10, 20), terms(5, 7, 13), terms(5, 7, 13)},
		"nothing has changed": {terms(3, 10, 20), terms(3, 10, 20), terms(3, 10, 20)},
	} {
		t.Run(name, func(t *testing.T) {
			got := tc.quoted
			quote := Quote{
				Seats: got.Seats, SeatFee: got.SeatFee, SeatLock: got.SeatLock,
				Escrow: Escrow{Payout: math.NewInt(1_000), ProtocolFee: math.NewInt(20), ValidationFee: math.NewInt(77)},
			}
			KeepSeats(tc.before, &got, &quote)
			require.Equal(t, tc.want, got)
			require.Equal(t, tc.want, Terms{Seats: quote.Seats, SeatFee: quote.SeatFee, SeatLock: quote.SeatLock})
			fee := tc.want.SeatFee.Int64() * int64(tc.want.Seats)
			require.Equal(t, fee, quote.Escrow.ValidationFee.Int64())
			require.Equal(t, 1_020+fee, quote.Total.Int64())
		})
	}
}

// offeredGenesis has an OPEN job with two applications and one that is about to be cancelled with a third.
func offeredGenesis() GenesisState {
	gs := *DefaultGenesis()
	for n, status := range []JobStatus{open, settling} {
		j := testJob(uint32(n), status)
		j.Assignment, j.Agent, j.Applications = ASSIGNMENT_MODE_SELECTION, "", 1
		if status == settling {
			j.Ruling = &Ruling{Outcome: OUTCOME_CANCELLED, Basis: RULING_BASIS_EMPLOYER}
		}
		gs.Jobs = append(gs.Jobs, j)
	}
	gs.Jobs[0].Applications = 2
	application := func(job int, agent byte, price, bond int64) Application {
		return Application{JobId: gs.Jobs[job].Id, Agent: addr(agent), Price: math.NewInt(price), Bond: math.NewInt(bond), AppliedMs: 1}
	}
	gs.Applications = []Application{application(0, 2, 1_000, 50), application(0, 3, 7, 0), application(1, 2, 900, 40)}
	gs.Stakes = []AgentStake{
		{Agent: addr(3), Free: math.ZeroInt(), Locked: math.ZeroInt(), Applications: 1},
		{Agent: addr(2), Free: math.NewInt(7), Locked: math.NewInt(90), Applications: 2},
	}
	return gs
}

func TestGenesisWithApplications(t *testing.T) {
	require.NoError(t, offeredGenesis().Validate())
	for name, tc := range map[string]struct {
		change func(gs *GenesisState)
		says   string
	}{
		"awarded":                  {func(gs *GenesisState) { gs.Jobs[0].Awarded = addr(2) }, ""},
		"awarded to who has gone":  {func(gs *GenesisState) { gs.Jobs[0].Awarded = addr(9) }, ""},
		"awarded to nobody":        {func(gs *GenesisState) { gs.Jobs[0].Awarded = "x" }, "awarded"},
		"awarded after the offer":  {func(gs *GenesisState) { gs.Jobs[1].Awarded = addr(2) }, "SETTLING and awarded to"},
		"unknown rule":             {func(gs *GenesisState) { gs.Jobs[0].AwardRule = 9 }, "unknown award_rule 9"},
		"rule without selection":   {func(gs *GenesisState) { gs.Jobs = append(gs.Jobs, ruledClaim()) }, "ASSIGNMENT_MODE_CLAIM with award_rule"},
		"applications for a claim": {func(gs *GenesisState) { gs.Jobs[0].Assignment = ASSIGNMENT_MODE_CLAIM }, "2 applications, awarded to"},
		"job counts more":          {func(gs *GenesisState) { gs.Jobs[0].Applications = 3 }, "counts 3 applications, 2 stand"},
		"job has too many":         {func(gs *GenesisState) { gs.Jobs[0].Applications = 51 }, "51 of 50"},
		"agent counts more":        {func(gs *GenesisState) { gs.Stakes[0].Applications = 2 }, "counts 2 applications, 1 stand"},
		"no stake":                 {func(gs *GenesisState) { gs.Stakes = gs.Stakes[1:] }, "has applications and no stake"},
		"bond not locked":          {func(gs *GenesisState) { gs.Stakes[1].Locked = math.NewInt(89) }, "its jobs and applications sum to 90"},
		"no job":                   {func(gs *GenesisState) { gs.Applications[2].JobId++ }, "no such job"},
		"twice": {func(gs *GenesisState) {
			gs.Applications[1], gs.Stakes[1].Locked = gs.Applications[0], math.NewInt(140)
		}, "sort by job and agent"},
		"order": {func(gs *GenesisState) {
			gs.Applications[0], gs.Applications[1] = gs.Applications[1], gs.Applications[0]
		}, "sort by job and agent"},
		"above the payout": {func(gs *GenesisState) { gs.Applications[0].Price = math.NewInt(1_001) }, "the payout is 1000"},
		"bond above price": {func(gs *GenesisState) {
			gs.Applications[0].Bond, gs.Stakes[1].Locked = math.NewInt(1_001), math.NewInt(1_041)
		}, "above the price"},
		"no price":        {func(gs *GenesisState) { gs.Applications[0].Price = math.Int{} }, "price must be"},
		"no bond":         {func(gs *GenesisState) { gs.Applications[0].Bond = math.Int{} }, "its jobs and applications sum to 40"},
		"no agent":        {func(gs *GenesisState) { gs.Applications[1].Agent = "" }, "agent"},
		"before all time": {func(gs *GenesisState) { gs.Applications[0].AppliedMs = -1 }, "applied_ms is -1"},
	} {
		t.Run(name, func(t *testing.T) {
			gs := offeredGenesis()
			tc.change(&gs)
			err := gs.Validate()
			if tc.says == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, ErrGenesis)
			require.ErrorContains(t, err, tc.says)
		})
	}
}

func ruledClaim() Job {
	j := testJob(5, open)
	j.AwardRule = AWARD_RULE_LOWEST_PRICE
	return j
}

// Applications stand while a job is offered; a job that is under way has none.
func TestApplicationsByStatus(t *testing.T) {
	for _, status := range statuses[1:] {
		j := testJob(0, status)
		j.Assignment, j.Applications = ASSIGNMENT_MODE_SELECTION, 1
		err := j.Validate()
		if status == open {
			require.NoError(t, err)
		} else {
			require.ErrorIs(t, err, ErrAssignment, status.String())
		}
	}
}

// A posting's way of assignment is one of those that are known, and a rule for the award belongs to SELECTION.
func TestAssignmentOfPostings(t *testing.T) {
	for _, change := range []func(m *MsgPostJob){
		func(m *MsgPostJob) { m.Assignment = 77 },
		func(m *MsgPostJob) { m.Assignment, m.AwardRule = ASSIGNMENT_MODE_SELECTION, 77 },
		func(m *MsgPostJob) { m.AwardRule = AWARD_RULE_LOWEST_PRICE },
	} {
		m := testPost()
		change(m)
		require.ErrorIs(t, m.ValidateBasic(), ErrAssignment)
	}
}
