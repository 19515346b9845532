// Package cli holds the hand-made commands of x/jobs: posting jobs from a file, naming contributors.
package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/client/tx"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// NewPostCmd returns the command that posts every job of a YAML file in one transaction.
func NewPostCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "post [file.yaml]",
		Short: "Post the jobs that a YAML file describes",
		Long: `Posts one job for each YAML document of the file ("-": standard input), all in one transaction: either every job is posted or none.

The spec file is hashed with SHA-256; its path is relative to the YAML file. The chain's quote for each job goes to standard error before
anything is signed. Without --gas the gas is estimated.

  title: Summarise the 2026 census       # up to 140 bytes
  category: statistics
  tags: [census, csv]                    # optional
  spec:
    file: census-spec.md                 # what "done" means
    uri: https://files.example.org/census-spec.md
    sha256: 9f86d0…                      # optional; compared with the file
  payout: 250 AGI                        # or base units: 250000000
  work_duration: 36h                     # from the claim on, market time; 90m, 36h, 7d, 1d12h
  open_for: 7d
  relists: 1                             # optional, 0 to 3
  seats: 5                               # optional; a larger committee than the category's
  requirements:                          # optional
    min_score: 10
    agent_kinds: [ai_agent, human]
    credentials: [clearance/secret]      # all of these
  review: employer                       # optional; you judge first, and your silence accepts; default: committee
  extra_checks: [accuracy]               # optional, at most 4; judges answer them besides the category's, the spec says how
  invited: [lab.gov, org:lab-1]          # optional; addresses, keys, names of the chain, or org:<organisation id>
  expected_total: 260 AGI                # optional: the most that may be locked; default: the quote
  assignment: dispatch                   # optional: claim (the default), selection, dispatch
  award_rule: lowest_price               # optional, for selection: if you award nobody in time; default: employer
  program: 18420001000                   # optional: the program that pays; --program sets it for every document
  label: tables                          # optional, in a program: the job's name there
  depends_on: [survey, cleaning]         # optional: labels of jobs that must complete first, here above or on chain
  blocked_for: 30d                       # with depends_on: how long the job may wait for them
  priority: urgent                       # optional, in a program that allows it: normal, urgent, critical
  royalty_bps: 500                       # optional: the agent's share of each sale of the certificate
  rights: CC-BY-4.0                      # optional, for the certificate

Under a program the escrow comes out of your allotment. Documents are posted in their order, so a job may depend on those above it.`,
		Example: `agijobsd tx jobs post examples/statute-terms/job.yaml --from employer --wait
agijobsd tx jobs post jobs.yaml --program 18420001000 --from employer
agijobsd tx jobs post - --from employer --yes -o json < jobs.yaml`,
		Args:         cobra.ExactArgs(1),
		SilenceUsage: true,
		RunE:         runPost,
	}
	cmd.Flags().Uint64(flagProgram, 0, "program that pays for every job of the file")
	flags.AddTxFlagsToCmd(cmd)
	return cmd
}

// flagProgram names the program of all documents.
const flagProgram = "program"

func runPost(cmd *cobra.Command, args []string) error {
	clientCtx, err := client.GetClientTxContext(cmd)
	if err != nil {
		return err
	}
	if clientCtx.GetFromAddress().Empty() {
		return errors.New("no employer is set: give --from")
	}
	documents, dir, err := openDocuments(cmd.InOrStdin(), args[0])
	if err != nil {
		return err
	}
	if err := setProgram(cmd, documents); err != nil {
		return err
	}
	if err := findInvited(documents, finderOf(cmd)); err != nil {
		return fmt.Errorf("%s: %w", args[0], err)
	}
	currency, err := chainCurrency(cmd.Context(), clientCtx)
	if err != nil {
		return err
	}
	quotes, err := prepare(cmd.Context(), clientCtx, documents, dir, currency)
	if err != nil {
		return fmt.Errorf("%s: %w", args[0], err)
	}
	if !clientCtx.Offline {
		if err := printQuotes(cmd.ErrOrStderr(), clientCtx.OutputFormat == flags.OutputFormatJSON, quotes, currency); err != nil {
			return err
		}
	}
	if err := estimateGas(cmd, clientCtx); err != nil {
		return err
	}
	msgs := make([]sdk.Msg, 0, len(quotes))
	for _, q := range quotes {
		msgs = append(msgs, q.msg)
	}
	return tx.GenerateOrBroadcastTxCLI(clientCtx, cmd.Flags(), msgs...)
}

// estimateGas asks the chain for the gas unless somebody has set it: the default limit fits one small message.
func estimateGas(cmd *cobra.Command, clientCtx client.Context) error {
	if clientCtx.Offline || cmd.Flags().Changed(flags.FlagGas) {
		return nil
	}
	return cmd.Flags().Set(flags.FlagGas, flags.GasFlagAuto)
}

// setProgram puts the program of the command line into every document.
func setProgram(cmd *cobra.Command, documents []document) error {
	if !cmd.Flags().Changed(flagProgram) {
		return nil
	}
	id, err := cmd.Flags().GetUint64(flagProgram)
	if err != nil {
		return err
	}
	for i := range documents {
		documents[i].Program.text = strconv.FormatUint(id, 10)
	}
	return nil
}

// openDocuments reads the documents of a file and returns the folder that their spec files are relative to.
func openDocuments(stdin io.Reader, path string) ([]document, string, error) {
	in, dir, err := openFile(stdin, path)
	if err != nil {
		return nil, "", err
	}
	documents, err := readDocuments(in)
	if err != nil {
		return nil, "", fmt.Errorf("%s: %w", path, err)
	}
	return documents, dir, nil
}

// openFile returns what a path, or - for standard input, holds, and the folder that it lies in.
func openFile(stdin io.Reader, path string) (io.Reader, string, error) {
	if path == "-" {
		return stdin, ".", nil
	}
	raw, err := os.ReadFile(path)
	return bytes.NewReader(raw), filepath.Dir(path), err
}

// chainCurrency asks for the chain's money. Offline only base units can be read.
func chainCurrency(ctx context.Context, clientCtx client.Context) (sovereigntypes.Currency, error) {
	if clientCtx.Offline {
		return sovereigntypes.Currency{}, nil
	}
	answer, err := sovereigntypes.NewQueryClient(clientCtx).Currency(ctx, &sovereigntypes.QueryCurrencyRequest{})
	if err != nil {
		return sovereigntypes.Currency{}, fmt.Errorf("ask for the chain's currency: %w", err)
	}
	return answer.Currency, nil
}

// prepare turns the documents into messages with their quotes. An error names the document by its number.
func prepare(
	ctx context.Context, clientCtx client.Context, documents []document, dir string, currency sovereigntypes.Currency,
) ([]quoted, error) {
	chain := types.NewQueryClient(clientCtx)
	quotes := make([]quoted, 0, len(documents))
	for i, d := range documents {
		q, err := prepareOne(ctx, clientCtx, chain, d, dir, currency)
		if err != nil {
			return nil, fmt.Errorf("document %d (%q): %w", i+1, d.Title, err)
		}
		quotes = append(quotes, q)
	}
	return quotes, nil
}

func prepareOne(
	ctx context.Context, clientCtx client.Context, chain quoter, d document, dir string, currency sovereigntypes.Currency,
) (quoted, error) {
	msg, err := d.message(clientCtx.GetFromAddress(), dir, currency)
	if err != nil {
		return quoted{}, err
	}
	q := quoted{msg: msg}
	if clientCtx.Offline {
		err = checkOffline(msg)
	} else {
		q, err = applyQuote(ctx, chain, msg, currency)
	}
	if err != nil {
		return quoted{}, err
	}
	return q, msg.ValidateBasic()
}
