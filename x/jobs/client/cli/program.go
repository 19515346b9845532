package cli

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/client/tx"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// programDocument is a program in a file.
type programDocument struct {
	Title      string            `yaml:"title"`
	Document   documentSpec      `yaml:"document"`
	Budget     scalar            `yaml:"budget"`
	Priority   scalar            `yaml:"priority"`
	Categories []string          `yaml:"categories"`
	MaxPayout  scalar            `yaml:"max_payout"`
	Delegates  []programDelegate `yaml:"delegates"`
}

type programDelegate struct {
	Who  string `yaml:"who"`
	Left scalar `yaml:"left"`
}

// NewCreateProgramCmd returns the command that opens the program that a YAML file describes.
func NewCreateProgramCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "create-program [file.yaml]",
		Short: "Open the program that a YAML file describes, with its budget",
		Long: `Opens a program: a budget for many jobs that belong together. The budget is taken at once; delegates post out of their allotments, and
what nobody else has is your own. The document is hashed with SHA-256; its path is relative to the YAML file ("-": standard input).

  title: Flood relief                    # up to 140 bytes
  document:
    file: program.md                     # what it is for
    uri: https://files.example.org/program.md
    sha256: 9f86d0…                      # optional; compared with the file
  budget: 10000 AGI                      # or base units
  max_payout: 500 AGI                    # of one job
  priority: urgent                       # optional: normal (the default), urgent, critical
  categories: [general, statistics]      # optional, sorted; default: all
  delegates:                             # optional, at most 63
    - who: office.gov                    # an address, a key or a name of the chain
      left: 2000 AGI                     # what they may spend of the budget

A priority above normal stands at once for the treasury and for governments; for others the authority decides.`,
		Example: `agijobsd tx jobs create-program program.yaml --from employer --wait
agijobsd tx jobs create-program - --from employer --yes -o json < program.yaml`,
		Args:         cobra.ExactArgs(1),
		SilenceUsage: true,
		RunE:         runCreateProgram,
	}
	flags.AddTxFlagsToCmd(cmd)
	return cmd
}

func runCreateProgram(cmd *cobra.Command, args []string) error {
	clientCtx, err := client.GetClientTxContext(cmd)
	if err != nil {
		return err
	}
	if clientCtx.GetFromAddress().Empty() {
		return errors.New("no sponsor is set: give --from")
	}
	in, dir, err := openFile(cmd.InOrStdin(), args[0])
	if err != nil {
		return err
	}
	currency, err := chainCurrency(cmd.Context(), clientCtx)
	if err != nil {
		return err
	}
	msg, err := programMessage(in, dir, clientCtx.GetFromAddress(), finderOf(cmd), currency)
	if err != nil {
		return fmt.Errorf("%s: %w", args[0], err)
	}
	if err := estimateGas(cmd, clientCtx); err != nil {
		return err
	}
	return tx.GenerateOrBroadcastTxCLI(clientCtx, cmd.Flags(), msg)
}

// readProgram reads the one document of a file. An unknown key is an error, as in a posting.
func readProgram(in io.Reader) (programDocument, error) {
	decoder := yaml.NewDecoder(in)
	decoder.KnownFields(true)
	var d, more programDocument
	if err := decoder.Decode(&d); err != nil {
		if errors.Is(err, io.EOF) {
			return d, errors.New("there is no program in it")
		}
		return d, explain(err)
	}
	if err := decoder.Decode(&more); !errors.Is(err, io.EOF) {
		return d, errors.New("there is more than one document in it; a file describes one program")
	}
	return d, nil
}

func programMessage(
	in io.Reader, dir string, sponsor sdk.AccAddress, find finder, currency sovereigntypes.Currency,
) (*types.MsgCreateProgram, error) {
	d, err := readProgram(in)
	if err != nil {
		return nil, err
	}
	sum, err := d.Document.hash("document", dir)
	if err != nil {
		return nil, err
	}
	msg := &types.MsgCreateProgram{
		Sponsor: sponsor.String(), Title: d.Title, Document: types.Document{Uri: d.Document.URI, Sha256: sum}, Categories: d.Categories,
	}
	if msg.Budget, err = amountAt("budget", d.Budget, currency); err != nil {
		return nil, err
	}
	if msg.MaxPayout, err = amountAt("max_payout", d.MaxPayout, currency); err != nil {
		return nil, err
	}
	priority, err := word("priority", d.Priority, "PRIORITY_", types.Priority_value)
	if err != nil {
		return nil, err
	}
	msg.Priority = types.Priority(priority)
	for i, delegate := range d.Delegates {
		allotment, err := delegate.allotment(find, currency)
		if err != nil {
			return nil, fmt.Errorf("delegate %d (%q): %w", i+1, delegate.Who, err)
		}
		msg.Delegates = append(msg.Delegates, allotment)
	}
	return msg, msg.ValidateBasic()
}

func (d programDelegate) allotment(find finder, currency sovereigntypes.Currency) (types.Allotment, error) {
	addr, err := find(d.Who)
	if err != nil {
		return types.Allotment{}, err
	}
	left, err := amountAt("left", d.Left, currency)
	return types.Allotment{Delegate: addr.String(), Left: left}, err
}
