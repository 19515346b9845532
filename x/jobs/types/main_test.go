package types

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

func TestMain(m *testing.M) {
	sdk.GetConfig().SetBech32PrefixForAccount("agi", "agipub")
	os.Exit(m.Run())
}

// addr returns the n-th test address.
func addr(n byte) string {
	bz := make([]byte, 20)
	bz[19] = n
	return sdk.AccAddress(bz).String()
}

func hash32(b byte) []byte {
	bz := make([]byte, 32)
	bz[0] = b
	return bz
}

func testCategory() Category { return defaultCategory() }

func testSubmission() Submission {
	return Submission{Result: Document{Uri: "https://data.example/result.json", Sha256: hash32(2)}}
}

// fixedPrices are the prices without a thermostat.
func fixedPrices(p Params) Prices {
	return Prices{ValidationFeeBps: p.ValidationFeeBps, ProtocolFeeBps: p.ProtocolFeeBps}
}

func quoteInput(payout math.Int) QuoteInput {
	p := DefaultParams()
	return QuoteInput{Params: p, Category: testCategory(), Prices: fixedPrices(p), Payout: payout, WorkDuration: time.Hour}
}

// requireInt compares values: two zeros may differ inside.
func requireInt(t require.TestingT, want, got math.Int) {
	require.Equal(t, want.String(), got.String())
}

// drawAmount draws an amount in [low, 10^30], of any magnitude.
func drawAmount(t *rapid.T, low int64, label string) math.Int {
	digits := rapid.IntRange(0, maxAmountDigits).Draw(t, label+" digits")
	n := math.NewInt(rapid.Int64Min(0).Draw(t, label))
	amount := n.Mod(math.NewInt(1_000_000_007)).Mul(math.NewIntWithDecimal(1, digits)).QuoRaw(1_000_000).AddRaw(n.Int64() % 1_000)
	return math.MinInt(math.MaxInt(amount, math.NewInt(low)), MaxAmount())
}

// drawParams draws parameters that are valid.
func drawParams(t *rapid.T) Params {
	p := DefaultParams()
	bps := func(label string, high uint32) uint32 { return rapid.Uint32Range(0, high).Draw(t, label) }
	p.ValidationFeeBps = bps("validation", MaxValidationFeeBps)
	p.MinSeatFee = drawAmount(t, 1, "min seat fee")
	p.ProtocolFeeBps = bps("protocol", MaxProtocolFeeBps)
	p.BurnBps = bps("burn", BpsDenominator)
	p.BondBps = bps("bond", BpsDenominator)
	p.BondCap = drawAmount(t, 1, "bond cap")
	p.BondMin = math.MinInt(drawAmount(t, 0, "bond min"), p.BondCap)
	p.RejectSlashBps = bps("reject", BpsDenominator)
	p.ExpirySlashBps = bps("expiry", p.RejectSlashBps)
	p.SurrenderSlashBps = bps("surrender", p.ExpirySlashBps)
	p.SlashToEmployerBps = bps("to employer", BpsDenominator)
	p.UnjudgeableCompensationBps = bps("compensation", maxCompensationBps)
	p.ShortfallCap = drawAmount(t, 0, "shortfall cap")
	p.DisputeBondBps = bps("dispute bond", maxDisputeBondBps)
	p.DisputeBondMax = drawAmount(t, 1, "dispute bond max")
	p.DisputeBondMin = math.MinInt(drawAmount(t, 1, "dispute bond min"), p.DisputeBondMax)
	p.Ladder = drawLadder(t)
	return p
}

// drawLadder draws a ladder that is valid: a committee, any committees and panels, and perhaps the council.
func drawLadder(t *rapid.T) []Rung {
	odd := func(label string) uint32 { return 2*rapid.Uint32Range(0, MaxSeats/2).Draw(t, label) + 1 }
	ladder := []Rung{{Kind: rapid.SampledFrom([]RungKind{RUNG_KIND_UNSPECIFIED, RUNG_KIND_COMMITTEE}).Draw(t, "first kind")}}
	for range rapid.IntRange(0, maxRungs-2).Draw(t, "rungs") {
		rung := Rung{Kind: RUNG_KIND_PANEL, Pool: "moderators", Seats: odd("panel")}
		if rapid.Bool().Draw(t, "committee") {
			rung = Rung{Kind: RUNG_KIND_COMMITTEE}
			if rapid.Bool().Draw(t, "own size") {
				rung.Seats = odd("committee")
			}
		}
		ladder = append(ladder, rung)
	}
	if rapid.Bool().Draw(t, "council") {
		ladder = append(ladder, Rung{Kind: RUNG_KIND_COUNCIL})
	}
	return ladder
}
