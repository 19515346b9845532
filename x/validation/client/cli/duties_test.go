package cli

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/x/validation/types"
)

func TestPrintDuties(t *testing.T) {
	answer := &types.QueryDutiesResponse{NowMs: 1_000, Duties: []types.Duty{
		{
			JobId: 7, Status: types.ROUND_STATUS_COMMIT, ClosesMs: 43_201_000, SeatStatus: types.SEAT_STATUS_DRAWN,
			Checks: []string{"licence", "privacy"}, Lock: math.NewInt(20_000_000),
		},
		{
			JobId: 9, Rung: 2, Status: types.ROUND_STATUS_REVEAL, ClosesMs: 61_500, SeatStatus: types.SEAT_STATUS_COMMITTED,
			Panel: true, Lock: math.NewInt(1_000_000),
		},
	}}
	var out bytes.Buffer
	require.NoError(t, printDuties(&out, answer))
	require.Equal(t, `job 7, rung 0: commit before 1970-01-01 12:00:01 market time, in 12h0m0s
  checks: licence, privacy
  panel: no
  lock: 20000000
job 9, rung 2: reveal before 1970-01-01 00:01:01 market time, in 1m0s
  checks: none
  panel: yes, --split is taken
  lock: 1000000
`, out.String())

	out.Reset()
	require.NoError(t, printDuties(&out, &types.QueryDutiesResponse{}))
	require.Equal(t, "nothing to do now\n", out.String())
}
