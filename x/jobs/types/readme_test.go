package types

import (
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

func readme(t *testing.T) string {
	t.Helper()
	bz, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	return string(bz)
}

// The README has a row for every parameter and every message, so neither is added without a word.
func TestReadmeIsComplete(t *testing.T) {
	text := readme(t)
	params := reflect.TypeFor[Params]()
	for i := range params.NumField() {
		name, _, _ := strings.Cut(params.Field(i).Tag.Get("json"), ",")
		require.Contains(t, text, "\n| `"+name+"` |")
	}
	for _, msg := range messages() {
		url := sdk.MsgTypeURL(msg)
		require.Contains(t, text, "\n| `"+url[strings.LastIndex(url, ".")+1:]+"` |")
	}
	for name := range JobStatus_value {
		if short := strings.TrimPrefix(name, "JOB_STATUS_"); short != "UNSPECIFIED" {
			require.Contains(t, text, short)
		}
	}
}

// The README's example is what the code computes.
func TestReadmeExample(t *testing.T) {
	in := quoteInput(math.NewInt(300 * agi))
	in.WorkDuration = 48 * time.Hour
	q, err := NewQuote(in)
	require.NoError(t, err)
	require.Equal(t, []int64{24 * agi, 6 * agi, 330 * agi, 15_333_333},
		[]int64{q.Escrow.ValidationFee.Int64(), q.Escrow.ProtocolFee.Int64(), q.Total.Int64(), q.Bond.Int64()})

	settle := SettleInput{
		Params: in.Params, Escrow: q.Escrow, Bond: q.Bond, SeatFee: q.SeatFee, Owed: 3, Ruling: verdict(OUTCOME_COMPLETED),
	}
	plan, err := PlanSettlement(settle)
	require.NoError(t, err)
	flows{agent: 300 * agi, treasury: 3 * agi, burn: 3 * agi, bond: 15_333_333, seat: 8 * agi}.require(t, plan)

	flows{employer: 309_833_333, treasury: 1_916_667, burn: 1_916_666, bond: 7_666_667, seat: 8 * agi}.
		require(t, planFor(t, settle, verdict(OUTCOME_FAILED)))

	settle.Owed = 0
	flows{employer: 331_533_333, treasury: 766_667, burn: 766_666, bond: 12_266_667}.
		require(t, planFor(t, settle, ended(RULING_BASIS_DEADLINE)))
}
