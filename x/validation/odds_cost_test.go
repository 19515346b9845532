package validation_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/validation/types"
)

// The bond of an appeal, by the ladder's terms: 50 bps of the payout from 1 to 10,000 AGI, or the next rung's seats if
// these cost more.
const appealBondBps = 50

var appealBondMin, appealBondMax = coins(1), coins(10_000)

func coins(n int64) math.Int { return math.NewInt(n).MulRaw(1_000_000) }

// job is what is at stake in a job of the default category, for the shortest work.
type job struct {
	payout, fee, lock math.Int
	// agentLoses is what the agent's bond loses by a REJECT.
	agentLoses math.Int
	// seats of the rungs.
	seats [3]int
}

func jobOf(t *testing.T, payout math.Int, panel int) job {
	t.Helper()
	params := jobstypes.DefaultParams()
	category := jobstypes.DefaultGenesis().Categories[0]
	quote, err := jobstypes.NewQuote(jobstypes.QuoteInput{
		Params: params, Category: category, Payout: payout, WorkDuration: category.MinWorkDuration,
		Prices: jobstypes.Prices{ValidationFeeBps: params.ValidationFeeBps, ProtocolFeeBps: params.ProtocolFeeBps},
	})
	require.NoError(t, err)
	k := int(quote.Seats)
	return job{
		payout: payout, fee: quote.SeatFee, lock: types.DefaultParams().SeatLock(payout, quote.Seats),
		agentLoses: types.SlashAmount(quote.Bond, params.RejectSlashBps), seats: [3]int{k, 2*k + 1, panel},
	}
}

// bond is what an appeal to a rung locks, and loses if the final outcome contradicts it.
func (j job) bond(rung int) math.Int {
	share := math.MinInt(math.MaxInt(types.SlashAmount(j.payout, appealBondBps), appealBondMin), appealBondMax)
	return math.MaxInt(share, j.fee.MulRaw(int64(j.seats[rung])))
}

// seatLoses is what a wrong vote on a rung costs when it is overturned: the slash, and the fee of a right one.
func (j job) seatLoses(rung int) math.Int {
	params := types.DefaultParams()
	lock := params.SeatLock(j.payout, uint32(j.seats[rung]))
	return j.fee.Add(types.SlashAmount(lock, params.WrongVoteSlashBps))
}

// venture is an attack on a job by voting alone.
type venture struct {
	job job
	// agent: the adversary is the agent of a bad result; otherwise the employer of a good one.
	agent bool
	// resists: the harmed side appeals. appeals: so does the adversary.
	resists, appeals bool
	percent          int64
}

// mean is the mean gain, in payouts, with a silent council: the payout if the wrong side has the last word, else what was
// lost on the way.
func (v venture) mean() float64 {
	lost := 0.0
	if v.agent {
		lost = v.job.share(v.job.agentLoses)
	}
	return v.from(0, standing{}, lost)
}

func (v venture) from(rung int, s standing, lost float64) float64 {
	if rung == len(v.job.seats) {
		won := s.ruled()
		return won - (1-won)*lost
	}
	seats := v.job.seats[rung]
	var mean float64
	for bad, chance := range ofShare(seats, v.percent) {
		o := outcomes(seats, bad)[0]
		mean += chance * v.after(rung, s, o, lost+float64(bad)*v.job.share(v.job.seatLoses(rung)))
	}
	return mean
}

func (v venture) after(rung int, s standing, o outcome, lost float64) float64 {
	s.margin += o.margin
	switch o.result {
	case types.ROUND_RESULT_APPROVED:
		s.last = jobstypes.JOB_STATUS_APPROVED
		if !v.resists {
			return 1
		}
	case types.ROUND_RESULT_REJECTED:
		s.last = jobstypes.JOB_STATUS_REJECTED
		if !v.appeals {
			return -lost
		}
		if rung+1 < len(v.job.seats) {
			lost += v.job.share(v.job.bond(rung + 1))
		}
	}
	return v.from(rung+1, s, lost)
}

// share is an amount in payouts.
func (j job) share(amount math.Int) float64 {
	return math.LegacyNewDecFromInt(amount).QuoInt(j.payout).MustFloat64()
}

// paysFrom is the smallest share, in whole percent up to a half, at which the venture gains; 0 if there is none.
func (v venture) paysFrom() int64 {
	for v.percent = 1; v.percent <= 50; v.percent++ {
		if v.mean() > 0 {
			return v.percent
		}
	}
	return 0
}
