package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

func TestEmission(t *testing.T) {
	for _, tc := range []struct {
		name                 string
		perEpoch, most       int64
		output               string
		supply               int64
		wantAsked, wantMints int64
	}{
		{"all of it", 1_000, 10_000, "10000", 0, 1_000, 1_000},
		{"a part, rounded down", 1_000, 10_000, "3333.9", 0, 333, 333},
		{"less than one base unit", 1_000, 10_000, "9.9", 0, 0, 0},
		{"nothing is asked", 1_000, 10_000, "0", 0, 0, 0},
		{"no output below 0", 1_000, 10_000, "-1", 0, 0, 0},
		{"no output above all of it", 1_000, 10_000, "20000", 0, 1_000, 1_000},
		{"the supply is almost there", 1_000, 10_000, "10000", 9_600, 1_000, 400},
		{"the supply is there", 1_000, 10_000, "10000", 10_000, 1_000, 0},
		{"the supply is beyond", 1_000, 10_000, "10000", 10_001, 1_000, 0},
		{"no cap of an epoch", 0, 10_000, "10000", 0, 0, 0},
		{"no cap of the supply", 1_000, 0, "10000", 0, 0, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := types.DefaultParams()
			p.MaxEmissionPerEpoch, p.MaxSupply = math.NewInt(tc.perEpoch), math.NewInt(tc.most)

			asked, amount := p.Emission(math.LegacyMustNewDecFromStr(tc.output), math.NewInt(tc.supply))

			require.Equal(t, tc.wantAsked, asked.Int64())
			require.Equal(t, tc.wantMints, amount.Int64())
		})
	}
}

// Whatever parameters the owner may set, however the output stands and whatever the supply is: neither cap is passed.
func TestEmissionKeepsTheCaps(t *testing.T) {
	amounts := rapid.Custom(func(t *rapid.T) math.Int {
		if rapid.IntRange(0, 9).Draw(t, "largest") == 0 {
			return jobstypes.MaxAmount()
		}
		digits := rapid.IntRange(0, 20).Draw(t, "digits")
		return math.NewInt(rapid.Int64Range(0, 1e9).Draw(t, "amount")).Mul(math.NewIntWithDecimal(1, digits))
	})
	rapid.Check(t, func(t *rapid.T) {
		p := types.DefaultParams()
		p.MaxSupply = amounts.Draw(t, "max_supply")
		p.MaxEmissionPerEpoch = math.MinInt(amounts.Draw(t, "max_emission_per_epoch"), p.MaxSupply)
		if p.Validate() != nil {
			t.Skip("refused")
		}
		output := math.LegacyNewDecWithPrec(rapid.Int64Range(-1e12, 1e12).Draw(t, "output"), 6)
		supply := amounts.Draw(t, "supply")

		asked, amount := p.Emission(output, supply)

		if asked.IsNegative() || asked.GT(p.MaxEmissionPerEpoch) {
			t.Fatalf("asked %s of %s", asked, p.MaxEmissionPerEpoch)
		}
		if amount.IsNegative() || amount.GT(asked) {
			t.Fatalf("%s of %s that was asked", amount, asked)
		}
		if after := supply.Add(amount); amount.IsPositive() && after.GT(p.MaxSupply) {
			t.Fatalf("a supply of %s of at most %s", after, p.MaxSupply)
		}
	})
}
