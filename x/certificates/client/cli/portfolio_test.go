package cli

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/x/certificates/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

var agi = sovereigntypes.Currency{Base: "uagi", Display: "AGI", Exponent: 6}

func row(category, organisation string, year int32, count, revoked uint64, value int64) types.PortfolioRow {
	return types.PortfolioRow{
		Category: category, AgentOrganisation: organisation, Year: year, Certificates: count, Revoked: revoked, Value: math.NewInt(value),
	}
}

func TestDraw(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, draw(&out, "ministry", &types.QueryPortfolioResponse{
		Certificates: 7, Value: math.NewInt(602_500_001), Truncated: true,
		Rows: []types.PortfolioRow{
			row("data", "", 2030, 4, 0, 400_000_000), row("data", "lab-1", 2030, 1, 0, 202_500_000),
			row("training", "lab-1", 2031, 1, 0, 1), row("training", "lab-2", 2031, 1, 1, 0),
		},
	}, agi))
	require.Equal(t, `portfolio of ministry: certificates 7, value 602.500001 AGI
there are more: a query reads 5000

category  agent's organisation  year  certificates  revoked  value         
data      -                     2030  4             0        400 AGI       ########################
data      lab-1                 2030  1             0        202.5 AGI     ############
training  lab-1                 2031  1             0        0.000001 AGI  #
training  lab-2                 2031  1             1        0 AGI         
`, out.String())
}

func TestDrawNothing(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, draw(&out, "bank", &types.QueryPortfolioResponse{Value: math.ZeroInt()}, agi))
	require.Equal(t, "portfolio of bank: certificates 0, value 0 AGI\n", out.String())
}

type chain struct {
	asked *types.QueryPortfolioRequest
	err   error
}

func (c *chain) Portfolio(_ context.Context, in *types.QueryPortfolioRequest, _ ...grpc.CallOption) (*types.QueryPortfolioResponse, error) {
	c.asked = in
	return &types.QueryPortfolioResponse{Certificates: 3}, c.err
}

func TestAsk(t *testing.T) {
	c := &chain{}
	answer, err := ask(t.Context(), c, "ministry")
	require.NoError(t, err)
	require.Equal(t, uint64(3), answer.Certificates)
	require.Equal(t, "ministry", c.asked.Organisation)

	c.err = errors.New("unknown organisation")
	_, err = ask(t.Context(), c, "moon")
	require.EqualError(t, err, "ask for the portfolio of moon: unknown organisation")
}
