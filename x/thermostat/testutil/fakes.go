// Package testutil has the fakes that tests of x/thermostat run on, and valid loops to change.
//
// Clock (Ms, Err) and Scores (Groups by address) are those of x/jobs' tests. Bank is their bank, which can mint: Fund, Balance,
// Supply and Minted tell what lies where. Jobs has the categories and the parameters that a test wrote into it. The package
// knows no keeper, so that tests inside of the keeper's package can use it too; the keeper's own tests have a fixture in
// keeper/fixture_test.go.
package testutil

import (
	"context"
	"fmt"
	"slices"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	jobstestutil "github.com/agijobs/agijobs/x/jobs/testutil"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

var (
	_ types.Clock       = (*Clock)(nil)
	_ types.ScoreKeeper = (*Scores)(nil)
	_ types.JobsKeeper  = (*Jobs)(nil)
	_ types.Bank        = (*Bank)(nil)
	_ types.Books       = (*Bank)(nil)
)

// Clock is market time that tests turn by hand.
type Clock = jobstestutil.Clock

// Scores knows who belongs together: everybody is a group of its own, unless Groups has another one.
type Scores = jobstestutil.Scores

// Denom is the base denomination of the tests.
const Denom = jobstestutil.Denom

// keyMinted is where Bank books, in the store that it shares with balances.
var keyMinted = []byte{0xff}

// Bank is the bank of x/jobs' tests, which can mint and books it. What it holds lies in a store, so that a branch of the state
// that is thrown away takes its payments along.
type Bank struct {
	*jobstestutil.Bank
	// MintErr, when set, decides whether minting fails.
	MintErr func(amount math.Int) error
}

// MintCoins implements types.Bank.
func (b *Bank) MintCoins(ctx context.Context, module string, amt sdk.Coins) error {
	amount := amt.AmountOf(Denom)
	if b.MintErr != nil {
		if err := b.MintErr(amount); err != nil {
			return err
		}
	}
	b.Fund(ctx, authtypes.NewModuleAddress(module), amount.Int64())
	return nil
}

// GetSupply implements types.Bank.
func (b *Bank) GetSupply(ctx context.Context, denom string) sdk.Coin {
	return sdk.NewCoin(denom, b.Supply(ctx))
}

// RecordMint implements types.Books.
func (b *Bank) RecordMint(ctx context.Context, _ string, amount math.Int) error {
	bz, err := b.Minted(ctx).Add(amount).Marshal()
	if err != nil {
		return err
	}
	sdk.UnwrapSDKContext(ctx).KVStore(b.Key).Set(keyMinted, bz)
	return nil
}

// Minted returns what was minted and booked.
func (b *Bank) Minted(ctx context.Context) math.Int {
	amount := math.ZeroInt()
	if bz := sdk.UnwrapSDKContext(ctx).KVStore(b.Key).Get(keyMinted); bz != nil {
		if err := amount.Unmarshal(bz); err != nil {
			panic(err)
		}
	}
	return amount
}

// Records implements types.Books.
func (b *Bank) Records(ctx context.Context) ([]sovereigntypes.MoneyRecord, error) {
	r := sovereigntypes.NewMoneyRecord(types.ModuleName)
	r.Minted = b.Minted(ctx)
	return []sovereigntypes.MoneyRecord{r}, nil
}

// Jobs is x/jobs with the categories and parameters that a test wrote into it.
type Jobs struct {
	// Categories in any order.
	Categories []jobstypes.Category
	Params     jobstypes.Params
	// Payers by job, where it is not the employer.
	Payers map[uint64]sdk.AccAddress
	// Capacity by category; 0 without one.
	Capacity map[string]math.LegacyDec
	// Err, when set, is the answer to everything.
	Err error
}

// NewJobs returns x/jobs with default parameters and a category of each slug.
func NewJobs(slugs ...string) *Jobs {
	j := &Jobs{Params: jobstypes.DefaultParams(), Payers: map[uint64]sdk.AccAddress{}, Capacity: map[string]math.LegacyDec{}}
	for _, slug := range slugs {
		c := jobstestutil.Category()
		c.Slug = slug
		j.Categories = append(j.Categories, c)
	}
	return j
}

// Payer implements types.JobsKeeper.
func (j *Jobs) Payer(_ context.Context, job jobstypes.Job) (sdk.AccAddress, error) {
	if payer, ok := j.Payers[job.Id]; ok || j.Err != nil {
		return payer, j.Err
	}
	return sdk.AccAddressFromBech32(job.Employer)
}

// ParamsInForce implements types.JobsKeeper.
func (j *Jobs) ParamsInForce(context.Context) (uint64, jobstypes.Params, error) {
	return 1, j.Params, j.Err
}

// CategoryInForce implements types.JobsKeeper.
func (j *Jobs) CategoryInForce(_ context.Context, slug string) (jobstypes.Category, error) {
	for _, c := range j.Categories {
		if c.Slug == slug {
			return c, j.Err
		}
	}
	return jobstypes.Category{}, jobstypes.ErrUnknownCategory.Wrap(slug)
}

// CategoriesFrom implements types.JobsKeeper.
func (j *Jobs) CategoriesFrom(_ context.Context, from string, limit int) ([]string, error) {
	var slugs []string
	for _, c := range j.Categories {
		if c.Slug >= from {
			slugs = append(slugs, c.Slug)
		}
	}
	slices.Sort(slugs)
	return slugs[:min(limit, len(slugs))], j.Err
}

// FreeCapacity implements types.JobsKeeper.
func (j *Jobs) FreeCapacity(_ context.Context, category string) (math.LegacyDec, error) {
	if c, ok := j.Capacity[category]; ok {
		return c, j.Err
	}
	return math.LegacyZeroDec(), j.Err
}

// Dec reads a decimal.
func Dec(s string) math.LegacyDec { return math.LegacyMustNewDecFromStr(s) }

// Loop returns a valid loop that turns the rewards of every category: 0 to 5,000, neutral at 0, at most 500 a step.
func Loop(id string) types.Loop {
	return types.Loop{
		Id: id, Actuator: types.ACTUATOR_REWARD,
		Inputs: []types.LoopInput{
			{Sensor: types.SENSOR_KIND_TIME_TO_ASSIGNMENT, Weight: Dec("0.7"), Target: Dec("3600"), Scale: Dec("2")},
			{Sensor: types.SENSOR_KIND_BACKLOG, Weight: Dec("0.3"), Target: Dec("20"), Scale: Dec("3")},
		},
		Kp: Dec("0.5"), Ki: Dec("0.1"), Kd: Dec("0.1"), DerivativeBps: 3_000, IntegralMin: Dec("-1"), IntegralMax: Dec("1"),
		Neutral: 0, OutMin: 0, OutMax: 5_000, Slew: 500, Deadband: Dec("0.12"), Enabled: true,
	}
}

// MarketLoop returns a valid loop that turns an actuator of the whole market: a fee from half to double, the seat lock up to
// threefold, all of the emission.
func MarketLoop(id string, actuator types.Actuator) types.Loop {
	l := Loop(id)
	l.Actuator, l.Neutral, l.OutMin, l.OutMax = actuator, 10_000, 5_000, 20_000
	l.Inputs = []types.LoopInput{
		{Sensor: types.SENSOR_KIND_VALIDATION_LAG, Weight: Dec("0.5"), Target: Dec("7200"), Scale: Dec("2")},
		{Sensor: types.SENSOR_KIND_ABSENCE_RATE, Weight: Dec("0.5"), Target: Dec("0.05"), Scale: Dec("0.5")},
	}
	switch actuator {
	case types.ACTUATOR_SEAT_LOCK:
		l.OutMin, l.OutMax = 10_000, 30_000
	case types.ACTUATOR_EMISSION:
		l.Neutral, l.OutMin, l.OutMax = 0, 0, 10_000
	case types.ACTUATOR_VALIDATION_FEE, types.ACTUATOR_PROTOCOL_FEE:
	default:
		panic(fmt.Sprintf("%s does not turn the whole market", actuator))
	}
	return l
}
