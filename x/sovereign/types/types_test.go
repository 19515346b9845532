package types_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/x/sovereign/types"
)

func TestParamsBounds(t *testing.T) {
	for name, tc := range map[string]struct {
		step time.Duration
		ok   bool
	}{
		"default":             {types.DefaultMaxStep, true},
		"lowest":              {100 * time.Millisecond, true},
		"below lowest":        {99 * time.Millisecond, false},
		"highest":             {time.Minute, true},
		"above highest":       {time.Minute + time.Millisecond, false},
		"zero":                {0, false},
		"negative":            {-time.Second, false},
		"part of millisecond": {time.Second + time.Microsecond, false},
	} {
		t.Run(name, func(t *testing.T) {
			p := types.DefaultParams()
			p.MaxStep = tc.step
			err := p.Validate()
			if tc.ok {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, types.ErrInvalidParams)
		})
	}
}

func TestCurrencyRules(t *testing.T) {
	for name, tc := range map[string]struct {
		c  types.Currency
		ok bool
	}{
		"default":                  {types.DefaultCurrency(), true},
		"another nation":           {types.Currency{Base: "ucad", Display: "CAD", Exponent: 6}, true},
		"eighteen digits":          {types.Currency{Base: "acad", Display: "cad", Exponent: 18}, true},
		"no smaller unit":          {types.Currency{Base: "point", Display: "point"}, true},
		"16 characters":            {types.Currency{Base: "u" + strings.Repeat("a", 15), Display: "AGI", Exponent: 6}, true},
		"17 characters":            {types.Currency{Base: "u" + strings.Repeat("a", 16), Display: "AGI", Exponent: 6}, false},
		"2 characters":             {types.Currency{Base: "ua", Display: "AGI", Exponent: 6}, false},
		"empty":                    {types.Currency{}, false},
		"upper case base":          {types.Currency{Base: "uAGI", Display: "AGI", Exponent: 6}, false},
		"digit first":              {types.Currency{Base: "1agi", Display: "AGI", Exponent: 6}, false},
		"path":                     {types.Currency{Base: "ibc/agi", Display: "AGI", Exponent: 6}, false},
		"newline":                  {types.Currency{Base: "uagi\n", Display: "AGI", Exponent: 6}, false},
		"seat":                     {types.Currency{Base: types.BondDenom, Display: "AGI", Exponent: 6}, false},
		"display seat":             {types.Currency{Base: "uagi", Display: "SEAT", Exponent: 6}, false},
		"display empty":            {types.Currency{Base: "uagi", Exponent: 6}, false},
		"display with a space":     {types.Currency{Base: "uagi", Display: "A GI", Exponent: 6}, false},
		"exponent 19":              {types.Currency{Base: "uagi", Display: "AGI", Exponent: 19}, false},
		"two names, exponent 0":    {types.Currency{Base: "uagi", Display: "AGI"}, false},
		"one name, exponent not 0": {types.Currency{Base: "uagi", Display: "uagi", Exponent: 6}, false},
	} {
		t.Run(name, func(t *testing.T) {
			if tc.ok {
				require.NoError(t, tc.c.Validate())
				return
			}
			require.ErrorIs(t, tc.c.Validate(), types.ErrInvalidCurrency)
		})
	}
}

func TestClockNext(t *testing.T) {
	start := time.UnixMilli(1_700_000_000_000)
	for name, tc := range map[string]struct {
		step time.Duration
		want types.Advance
		held bool
	}{
		"usual block":         {time.Second, types.Advance{Step: 1000, Running: 1000, Advanced: 1000}, false},
		"same time":           {0, types.Advance{}, false},
		"below a millisecond": {time.Microsecond, types.Advance{}, false},
		"one less than max":   {9_999 * time.Millisecond, types.Advance{Step: 9_999, Running: 9_999, Advanced: 9_999}, false},
		"exactly max":         {10 * time.Second, types.Advance{Step: 10_000, Running: 10_000, Advanced: 10_000}, false},
		"one more than max":   {10_001 * time.Millisecond, types.Advance{Step: 10_001, Running: 10_001, Advanced: 10_000}, true},
		"six hours":           {6 * time.Hour, types.Advance{Step: 21_600_000, Running: 21_600_000, Advanced: 10_000}, true},
		"backwards":           {-time.Hour, types.Advance{Step: -3_600_000}, false},
	} {
		t.Run(name, func(t *testing.T) {
			clock, err := types.StartClock(start)
			require.NoError(t, err)
			next, adv := clock.Next(start.Add(tc.step), types.DefaultMaxStep, types.Runs)
			require.Equal(t, tc.want, adv)
			require.Equal(t, tc.held, adv.Held())
			require.Equal(t, start.UnixMilli()+tc.want.Advanced, next.NowMs)
			require.Equal(t, start.Add(tc.step).UnixMilli(), next.BlockTimeMs)
		})
	}
}

// Whatever block times a chain sees: market time is monotone, advances by max_step at most, never beyond the step, and
// in a chain whose time goes forward it is never ahead of block time.
func TestClockProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.UnixMilli(rapid.Int64Range(0, 4_000_000_000_000).Draw(t, "genesis")).UTC()
		clock, err := types.StartClock(now)
		if err != nil {
			t.Fatal(err)
		}
		steps := rapid.SliceOfN(rapid.Int64Range(-5_000, 30_000), 1, 50).Draw(t, "steps")
		forward := true
		for _, step := range steps {
			maxStep := time.Duration(rapid.Int64Range(100, 60_000).Draw(t, "max_step")) * time.Millisecond
			now = now.Add(time.Duration(step) * time.Millisecond)
			forward = forward && step >= 0
			next, adv := clock.Next(now, maxStep, types.Runs)
			switch {
			case next.NowMs < clock.NowMs:
				t.Fatalf("market time went back: %v -> %v", clock, next)
			case next.NowMs-clock.NowMs > maxStep.Milliseconds():
				t.Fatalf("step above max: %v -> %v", clock, next)
			case step >= 0 && next.NowMs-clock.NowMs > step:
				t.Fatalf("step above block time's: %v -> %v", clock, next)
			case step >= 0 && step <= maxStep.Milliseconds() && adv.Advanced != step:
				t.Fatalf("held a step of %d below %s", step, maxStep)
			case adv.Held() != (step > maxStep.Milliseconds()):
				t.Fatalf("held is %v for a step of %d and max %s", adv.Held(), step, maxStep)
			case forward && next.NowMs > next.BlockTimeMs:
				t.Fatalf("ahead of block time: %v", next)
			}
			clock = next
		}
	})
}

func TestStartClockNeedsGenesisTime(t *testing.T) {
	_, err := types.StartClock(time.Time{})
	require.ErrorIs(t, err, types.ErrInvalidGenesis)
	require.ErrorContains(t, err, "set genesis_time")
}

func TestGenesisValidate(t *testing.T) {
	five, minus := math.NewInt(5), math.NewInt(-1)
	record := func(module string, minted, burned int64) types.MoneyRecord {
		return types.MoneyRecord{Module: module, Minted: math.NewInt(minted), Burned: math.NewInt(burned)}
	}
	for name, tc := range map[string]struct {
		change func(*types.GenesisState)
		err    error
	}{
		"default":            {func(*types.GenesisState) {}, nil},
		"continued":          {func(g *types.GenesisState) { g.GenesisSupply, g.Clock = &five, &types.Clock{NowMs: 1, BlockTimeMs: 2} }, nil},
		"params":             {func(g *types.GenesisState) { g.Params.MaxStep = 0 }, types.ErrInvalidParams},
		"currency":           {func(g *types.GenesisState) { g.Currency.Base = "seat" }, types.ErrInvalidCurrency},
		"clock before 1970":  {func(g *types.GenesisState) { g.Clock = &types.Clock{NowMs: -1} }, types.ErrInvalidGenesis},
		"clock after 9999":   {func(g *types.GenesisState) { g.Clock = &types.Clock{BlockTimeMs: 253_402_300_800_000} }, types.ErrInvalidGenesis},
		"negative supply":    {func(g *types.GenesisState) { g.GenesisSupply = &minus }, types.ErrInvalidGenesis},
		"nil supply":         {func(g *types.GenesisState) { g.GenesisSupply = &math.Int{} }, types.ErrInvalidGenesis},
		"records, no supply": {func(g *types.GenesisState) { g.MoneyRecords = []types.MoneyRecord{record("jobs", 0, 1)} }, types.ErrInvalidGenesis},
		"two records of one": {func(g *types.GenesisState) {
			g.GenesisSupply = &five
			g.MoneyRecords = []types.MoneyRecord{record("jobs", 0, 1), record("jobs", 1, 0)}
		}, types.ErrInvalidGenesis},
		"negative record": {func(g *types.GenesisState) {
			g.GenesisSupply = &five
			g.MoneyRecords = []types.MoneyRecord{record("jobs", 0, -1)}
		}, types.ErrInvalidAmount},
		"record of no module": {func(g *types.GenesisState) {
			g.GenesisSupply = &five
			g.MoneyRecords = []types.MoneyRecord{record("", 0, 1)}
		}, types.ErrInvalidAmount},
		"record with no value": {func(g *types.GenesisState) {
			g.GenesisSupply = &five
			g.MoneyRecords = []types.MoneyRecord{{Module: "jobs"}}
		}, types.ErrInvalidAmount},
	} {
		t.Run(name, func(t *testing.T) {
			gs := types.DefaultGenesis()
			tc.change(gs)
			require.ErrorIs(t, gs.Validate(), tc.err)
		})
	}
}
