package types

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"
)

// grantInput asks for a bonus of 100 and a boost of 50 on a fee of 20, with leave to exceed it and nothing in the way.
func grantInput() IncentiveInput {
	many := math.NewInt(1_000_000)
	return IncentiveInput{
		Asked: Incentives{Bonus: math.NewInt(100), Boost: math.NewInt(50)}, Available: many, Fee: math.NewInt(20),
		MayExceedFee: true, EpochLeft: many, OrganisationLeft: many,
	}
}

func TestGrant(t *testing.T) {
	for _, tc := range []struct {
		name                 string
		change               func(*IncentiveInput)
		bonus, boost, beyond int64
		limit                string
	}{
		{"all of it", func(*IncentiveInput) {}, 100, 50, 130, LimitNone},
		{"nothing asked", func(in *IncentiveInput) { in.Asked = NoIncentives() }, 0, 0, 0, LimitNone},
		{"within the fee", func(in *IncentiveInput) { in.MayExceedFee = false }, 20, 0, 0, LimitFee},
		{"no fee", func(in *IncentiveInput) { in.MayExceedFee, in.Fee = false, math.ZeroInt() }, 0, 0, 0, LimitFee},
		{"a fee that covers all", func(in *IncentiveInput) { in.MayExceedFee, in.Fee = false, math.NewInt(150) }, 100, 50, 0, LimitNone},
		{"a fee that covers the bonus", func(in *IncentiveInput) { in.MayExceedFee, in.Fee = false, math.NewInt(110) }, 100, 10, 0, LimitFee},
		{"an empty pool", func(in *IncentiveInput) { in.Available = math.ZeroInt() }, 0, 0, 0, LimitPool},
		{"a pool that runs dry", func(in *IncentiveInput) { in.Available = math.NewInt(110) }, 100, 10, 90, LimitPool},
		{"one organisation", func(in *IncentiveInput) { in.SameGroup = true }, 0, 0, 0, LimitPair},
		{"one organisation within the fee", func(in *IncentiveInput) { in.SameGroup, in.MayExceedFee = true, false }, 0, 0, 0, LimitPair},
		{"one gain before", func(in *IncentiveInput) { in.EarlierGains = 1 }, 85, 0, 65, LimitPair},
		{"seven gains before", func(in *IncentiveInput) { in.EarlierGains = 7 }, 21, 0, 1, LimitPair},
		{"eight gains before", func(in *IncentiveInput) { in.EarlierGains = 8 }, 20, 0, 0, LimitPair},
		{"more gains than bits", func(in *IncentiveInput) { in.EarlierGains = 4_000_000_000 }, 20, 0, 0, LimitPair},
		{"gains do not count within the fee", func(in *IncentiveInput) { in.EarlierGains, in.Fee = 8, math.NewInt(150) }, 100, 50, 0, LimitNone},
		{"the epoch", func(in *IncentiveInput) { in.EpochLeft = math.NewInt(7) }, 27, 0, 7, LimitEpoch},
		{"an epoch over its cap", func(in *IncentiveInput) { in.EpochLeft = math.NewInt(-7) }, 20, 0, 0, LimitEpoch},
		{"the organisation", func(in *IncentiveInput) { in.OrganisationLeft = math.NewInt(90) }, 100, 10, 90, LimitOrganisation},
		{"the tighter of both", func(in *IncentiveInput) { in.EpochLeft, in.OrganisationLeft = math.NewInt(9), math.NewInt(90) }, 29, 0, 9, LimitEpoch},
	} {
		t.Run(tc.name, func(t *testing.T) {
			in := grantInput()
			tc.change(&in)
			got := in.Grant()
			require.Equal(t, []int64{tc.bonus, tc.boost, tc.beyond}, []int64{got.Bonus.Int64(), got.Boost.Int64(), got.BeyondFee.Int64()})
			require.Equal(t, tc.limit, got.Limit)
		})
	}
}

// No grant is more than was asked, than there is, than the fee without leave, than any cap beyond it.
func TestGrantStaysWithinEveryLimit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := IncentiveInput{
			Asked:     Incentives{Bonus: drawAmount(t, 0, "bonus"), Boost: drawAmount(t, 0, "boost")},
			Available: drawAmount(t, 0, "available"), Fee: drawAmount(t, 0, "fee"),
			MayExceedFee: rapid.Bool().Draw(t, "may exceed"), SameGroup: rapid.Bool().Draw(t, "same"),
			EarlierGains: rapid.Uint32Range(0, 400).Draw(t, "earlier"),
			EpochLeft:    drawAmount(t, 0, "epoch"), OrganisationLeft: drawAmount(t, 0, "organisation"),
		}
		got := in.Grant()
		total := got.Total()
		require.True(t, !got.Bonus.IsNegative() && !got.Boost.IsNegative() && !got.BeyondFee.IsNegative())
		require.True(t, got.Bonus.LTE(in.Asked.Bonus) && got.Boost.LTE(in.Asked.Boost))
		require.True(t, total.LTE(in.Available))
		require.True(t, in.MayExceedFee || total.LTE(in.Fee))
		require.True(t, !in.SameGroup || total.IsZero())
		requireInt(t, math.MaxInt(total.Sub(in.Fee), math.ZeroInt()), got.BeyondFee)
		require.True(t, got.BeyondFee.LTE(in.EpochLeft) && got.BeyondFee.LTE(in.OrganisationLeft))
		wish := math.MaxInt(in.Asked.Total().Sub(in.Fee), math.ZeroInt())
		require.True(t, got.BeyondFee.LTE(halved(wish, in.EarlierGains)))
		require.Equal(t, total.Equal(in.Asked.Total()), got.Limit == LimitNone)
	})
}

// What a job may be paid beyond its fee at the settlement: the best rates beyond it, halved for each gain since.
func TestMostBeyondFee(t *testing.T) {
	job := testJob(0, inReview)
	job.Escrow = Escrow{Payout: math.NewInt(1_000), ProtocolFee: math.NewInt(20)}
	category := testCategory()
	require.True(t, job.MostBeyondFee(category, 0).IsZero(), "no rates, nothing")
	job.Terms.BonusBps, category.Boosts = 1_000, []Boost{{Credential: "a", Bps: 500}, {Credential: "b", Bps: 100}}
	require.EqualValues(t, 130, job.MostBeyondFee(category, 0).Int64())
	require.EqualValues(t, 65, job.MostBeyondFee(category, 1).Int64())
	require.True(t, job.MostBeyondFee(category, 8).IsZero())
	job.Terms.BonusBps = 4_000_000_000
	require.EqualValues(t, 1_000, job.BonusAsked().Int64(), "no policy more than doubles the pay")
	require.Equal(t, []Boost{{Credential: "a", Bps: 500}, {Credential: "b", Bps: 100}}, category.BoostsFrom())
}

// What stays with a job that nobody works on: the bonus, within the fee.
func TestKeptIncentives(t *testing.T) {
	for _, tc := range []struct{ bonus, boost, fee, kept int64 }{
		{0, 0, 20, 0}, {15, 5, 20, 15}, {20, 0, 20, 20}, {21, 0, 20, 20}, {100, 50, 20, 20}, {0, 50, 20, 0}, {10, 0, 0, 0},
	} {
		j := Job{Incentives: &Incentives{Bonus: math.NewInt(tc.bonus), Boost: math.NewInt(tc.boost)}}
		j.Escrow.ProtocolFee = math.NewInt(tc.fee)
		kept := j.KeptIncentives()
		require.Equal(t, []int64{tc.kept, 0}, []int64{kept.Bonus.Int64(), kept.Boost.Int64()}, "%+v", tc)
		j.Incentives = &kept
		require.True(t, j.BeyondFee().IsZero())
	}
	require.True(t, Job{}.KeptIncentives().Total().IsZero())
}

// A raise never asks for more than before it, and loses less than a basis point of the new payout.
func TestARaiseKeepsTheBonus(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := drawAmount(t, 1, "before")
		after := math.MaxInt(drawAmount(t, 1, "after"), before)
		job := Job{Escrow: Escrow{Payout: before}, Terms: Terms{BonusBps: rapid.Uint32Range(0, 12_000).Draw(t, "bps")}}
		bonus := job.BonusAsked()
		job.Terms.BonusBps, job.Escrow.Payout = job.BonusBpsAfterRaise(after), after
		require.True(t, job.BonusAsked().LTE(bonus))
		require.True(t, bonus.Sub(job.BonusAsked()).LTE(share(after, 1).AddRaw(1)))
	})
}

func TestIncentivesOfACategory(t *testing.T) {
	boosts := func(list ...Boost) func(*Category) { return func(c *Category) { c.Boosts = list } }
	many := make([]Boost, 9)
	for i := range many {
		many[i] = Boost{Credential: fmt.Sprintf("c%d", i), Bps: 1}
	}
	for _, tc := range []struct {
		name   string
		change func(*Category)
		says   string // empty: accepted
	}{
		{"none", func(*Category) {}, ""},
		{"highest bonus", func(c *Category) { c.BonusBps = 10_000 }, ""},
		{"bonus", func(c *Category) { c.BonusBps = 10_001 }, "bonus_bps is 10001"},
		{"boosts", boosts(Boost{"data/analyst", 1}, Boost{"data/engineer", 5_000}), ""},
		{"most boosts", boosts(many[:8]...), ""},
		{"too many boosts", boosts(many...), "9 boosts"},
		{"a boost of nothing", boosts(Boost{"data", 0}), "bps of a boost"},
		{"a boost", boosts(Boost{"data", 5_001}), "bps of a boost"},
		{"no credential", boosts(Boost{"", 1}), "id of 0 bytes"},
		{"unsorted", boosts(Boost{"b", 1}, Boost{"a", 1}), "sort by credential"},
		{"twice", boosts(Boost{"a", 1}, Boost{"a", 2}), "sort by credential, each once"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := testCategory()
			tc.change(&c)
			if tc.says == "" {
				require.NoError(t, c.Validate())
				return
			}
			requireErr(t, c.Validate(), ErrCategory, tc.says)
		})
	}
}

func TestIncentivesOfAJob(t *testing.T) {
	holds := func(bonus, boost int64) func(*Job) {
		return func(j *Job) {
			j.Incentives = &Incentives{Bonus: math.NewInt(bonus), Boost: math.NewInt(boost)}
			j.Escrow.ProtocolFee = math.NewInt(20)
		}
	}
	with := func(changes ...func(*Job)) func(*Job) {
		return func(j *Job) {
			for _, change := range changes {
				change(j)
			}
		}
	}
	for _, tc := range []struct {
		name   string
		change func(*Job)
		locked int64
		says   string // empty: accepted
	}{
		{"none", func(*Job) {}, 0, ""},
		{"as much as the fee", holds(15, 5), 20, ""},
		{"more than the fee", holds(15, 6), 21, "21, more than the protocol fee of 20"},
		{"more than the fee of a job that the chain assigns", with(holds(15, 6), func(j *Job) { j.Assignment = ASSIGNMENT_MODE_DISPATCH }), 21, ""},
		{"a boost without an agent", with(holds(0, 1), func(j *Job) { j.Agent = "" }), 1, "a boost of 1 without an agent"},
		{"a bonus without an agent", with(holds(1, 0), func(j *Job) { j.Agent = "" }), 1, ""},
		{"more than the fee without an agent, as offers of old held it", with(holds(21, 0), func(j *Job) {
			j.Assignment, j.Status, j.Agent = ASSIGNMENT_MODE_DISPATCH, open, ""
		}), 21, ""},
		{"the same of one that anybody may claim", with(holds(21, 0), func(j *Job) { j.Status, j.Agent = open, "" }), 21, "21, more than the protocol fee of 20"},
		{"under the employer's review", with(holds(1, 0), func(j *Job) { j.Review = REVIEW_MODE_EMPLOYER }), 1, "EMPLOYER review"},
		{"nothing under the employer's review", with(holds(0, 0), func(j *Job) { j.Review = REVIEW_MODE_EMPLOYER }), 0, ""},
		{"ended", with(holds(15, 5), func(j *Job) { j.Status = JOB_STATUS_COMPLETED }), 0, ""},
		{"negative", holds(-1, 0), -1, "bonus must be set and not negative"},
		{"unset", func(j *Job) { j.Incentives = &Incentives{Bonus: math.ZeroInt()} }, 0, "boost must be set and not negative"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			j := testJob(0, inReview)
			tc.change(&j)
			require.Equal(t, tc.locked, j.LockedIncentives().Int64())
			if tc.says == "" {
				require.NoError(t, j.validateIncentives())
				return
			}
			require.ErrorContains(t, j.validateIncentives(), tc.says)
		})
	}
}

func TestIncentivesOfAGenesis(t *testing.T) {
	good := func() GenesisState {
		gs := *DefaultGenesis()
		gs.IncentiveEpoch = &IncentiveEpoch{Number: 7, Pool: math.NewInt(100), Reserved: math.NewInt(5)}
		gs.OrganisationIncentives = []OrganisationIncentive{
			{Organisation: "lab", Epoch: 7, Reserved: math.NewInt(3)}, {Organisation: "works", Epoch: 7, Reserved: math.NewInt(2)},
		}
		return gs
	}
	for _, tc := range []struct {
		name   string
		change func(*GenesisState)
		says   string // empty: accepted
	}{
		{"good", func(*GenesisState) {}, ""},
		{"no epoch yet", func(gs *GenesisState) { gs.IncentiveEpoch, gs.OrganisationIncentives = nil, nil }, ""},
		{"organisations without an epoch", func(gs *GenesisState) { gs.IncentiveEpoch = nil }, "without an incentive_epoch"},
		{"another sum", func(gs *GenesisState) { gs.IncentiveEpoch.Reserved = math.NewInt(6) }, "sum to 5, the epoch has 6"},
		{"another epoch", func(gs *GenesisState) { gs.OrganisationIncentives[0].Epoch = 6 }, "all of epoch 7"},
		{"twice", func(gs *GenesisState) { gs.OrganisationIncentives[1].Organisation = "lab" }, "each once"},
		{"nobody's", func(gs *GenesisState) { gs.OrganisationIncentives[0].Organisation = "" }, "sort by organisation"},
		{"negative", func(gs *GenesisState) { gs.OrganisationIncentives[0].Reserved = math.NewInt(-3) }, "reserved for lab"},
		{"negative pool", func(gs *GenesisState) { gs.IncentiveEpoch.Pool = math.NewInt(-1) }, "pool of the epoch"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			gs := good()
			tc.change(&gs)
			if tc.says == "" {
				require.NoError(t, gs.Validate())
				return
			}
			requireErr(t, gs.Validate(), ErrGenesis, tc.says)
		})
	}
}
