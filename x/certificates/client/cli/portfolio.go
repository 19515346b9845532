// Package cli has the commands of x/certificates that are made by hand.
package cli

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"google.golang.org/grpc"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"

	"github.com/agijobs/agijobs/x/certificates/types"
	jobscli "github.com/agijobs/agijobs/x/jobs/client/cli"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// barWidth is the length of the bar of the most valuable row.
const barWidth = 24

// portfolios is what the command asks the chain.
type portfolios interface {
	Portfolio(ctx context.Context, in *types.QueryPortfolioRequest, opts ...grpc.CallOption) (*types.QueryPortfolioResponse, error)
}

// NewPortfolioCmd returns the command that shows what an organisation's members own.
func NewPortfolioCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "portfolio [organisation]",
		Short: "Show what an organisation's members own, by category, agents' organisation and year",
		Long: `Adds up the certificates that the present members of an organisation own, by category, agent's organisation and year of completion.
The value is what was paid for the work; a revoked certificate is counted and is worth nothing.`,
		Example: `agijobsd query certificates portfolio ministry
agijobsd query certificates portfolio ministry --output json`,
		Args:         cobra.ExactArgs(1),
		SilenceUsage: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			clientCtx, err := client.GetClientQueryContext(cmd)
			if err != nil {
				return err
			}
			answer, err := ask(cmd.Context(), types.NewQueryClient(clientCtx), args[0])
			if err != nil {
				return err
			}
			if clientCtx.OutputFormat == flags.OutputFormatJSON {
				return clientCtx.PrintProto(answer)
			}
			currency, err := sovereigntypes.NewQueryClient(clientCtx).Currency(cmd.Context(), &sovereigntypes.QueryCurrencyRequest{})
			if err != nil {
				return fmt.Errorf("ask for the chain's currency: %w", err)
			}
			return draw(cmd.OutOrStdout(), args[0], answer, currency.Currency)
		},
	}
	flags.AddQueryFlagsToCmd(cmd)
	return cmd
}

func ask(ctx context.Context, chain portfolios, organisation string) (*types.QueryPortfolioResponse, error) {
	answer, err := chain.Portfolio(ctx, &types.QueryPortfolioRequest{Organisation: organisation})
	if err != nil {
		return nil, fmt.Errorf("ask for the portfolio of %s: %w", organisation, err)
	}
	return answer, nil
}

// draw shows a portfolio to people: a line a row, with a bar as long as its share in the largest row's value.
func draw(out io.Writer, organisation string, p *types.QueryPortfolioResponse, currency sovereigntypes.Currency) error {
	var b strings.Builder
	fmt.Fprintf(&b, "portfolio of %s: certificates %d, value %s\n", organisation, p.Certificates, jobscli.ShowAmount(p.Value, currency))
	if p.Truncated {
		fmt.Fprintf(&b, "there are more: a query reads %d\n", types.MaxPortfolio)
	}
	if len(p.Rows) > 0 {
		b.WriteString("\n")
	}
	largest := math.ZeroInt()
	for _, row := range p.Rows {
		largest = math.MaxInt(largest, row.Value)
	}
	table := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	if len(p.Rows) > 0 {
		fmt.Fprintln(table, "category\tagent's organisation\tyear\tcertificates\trevoked\tvalue\t")
	}
	for _, row := range p.Rows {
		organisation := row.AgentOrganisation
		if organisation == "" {
			organisation = "-"
		}
		fmt.Fprintf(table, "%s\t%s\t%d\t%d\t%d\t%s\t%s\n", row.Category, organisation, row.Year, row.Certificates, row.Revoked,
			jobscli.ShowAmount(row.Value, currency), bar(row.Value, largest))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// bar has at least one mark for what is worth anything.
func bar(value, largest math.Int) string {
	if !value.IsPositive() {
		return ""
	}
	return strings.Repeat("#", max(1, int(value.MulRaw(barWidth).Quo(largest).Int64())))
}
