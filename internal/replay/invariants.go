package replay

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	dbm "github.com/cosmos/cosmos-db"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
	simtestutil "github.com/cosmos/cosmos-sdk/testutil/sims"
	sdk "github.com/cosmos/cosmos-sdk/types"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/internal/audit"
	"github.com/agijobs/agijobs/internal/chart"
	"github.com/agijobs/agijobs/internal/invariant"
)

// Statements is what an audit of the invariants found.
type Statements struct {
	ChainID string        `json:"chain_id"`
	Height  int64         `json:"height,string"`
	Result  audit.Result  `json:"result"`
	Checks  []audit.Check `json:"checks"`
}

func check(ctx sdk.Context, list []invariant.Invariant, s *Statements) {
	s.Result = audit.Verified
	for _, i := range list {
		c := audit.Check{What: i.Name, Result: audit.Verified, How: "it holds"}
		if err := i.Check(ctx); err != nil {
			c.Result, c.How, s.Result = audit.Refuted, err.Error(), audit.Refuted
		}
		s.Checks = append(s.Checks, c)
	}
}

// CheckHome checks all invariants on the state of a stopped node after a block; 0: the last.
func CheckHome(dir string, height int64) (s *Statements, err error) {
	h, err := OpenHome(dir)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInput, err)
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	a, err := h.open(height)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInput, err)
	}
	s = &Statements{ChainID: h.Genesis.ChainID, Height: a.LastBlockHeight()}
	check(a.ReadContext(), a.Invariants(), s)
	return s, nil
}

// CheckExport checks all invariants on a state that "agijobsd export" has written, after the application has taken it in as a new chain's.
func CheckExport(file string) (s *Statements, err error) {
	genesis, err := genutiltypes.AppGenesisFromFile(file)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrInput, file, err)
	}
	doc, err := genesis.ToGenesisDoc()
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrInput, file, err)
	}
	if err := doc.ValidateAndComplete(); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrInput, file, err)
	}
	a := app.New(log.NewNopLogger(), dbm.NewMemDB(), true, simtestutil.AppOptionsMap{}, baseapp.SetChainID(doc.ChainID))
	defer func() { err = errors.Join(err, a.Close()) }()
	e := &engine{app: a}
	if _, err := e.initChain(doc); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrInput, file, err)
	}
	s = &Statements{ChainID: doc.ChainID, Height: doc.InitialHeight - 1}
	check(a.GetContextForFinalizeBlock(nil), a.Invariants(), s)
	return s, nil
}

// Write writes the outcome for people.
func (s *Statements) Write(out io.Writer) error {
	b := &strings.Builder{}
	fmt.Fprintf(b, "%s after block %d: %d invariants, %s\n", s.ChainID, s.Height, len(s.Checks), strings.ToUpper(string(s.Result)))
	table := tabwriter.NewWriter(b, 0, 8, 2, ' ', 0)
	for _, c := range s.Checks {
		fmt.Fprintf(table, "  %s\t%s\t%s\n", c.What, c.Result, c.How)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// WriteHTML writes the outcome as one page that needs nothing else.
func (s *Statements) WriteHTML(out io.Writer) error {
	table := chart.Table{Title: "Invariants", Head: []string{"what", "result", "how"}}
	for _, c := range s.Checks {
		table.Rows = append(table.Rows, []string{c.What, string(c.Result), c.How})
	}
	return chart.Report{Title: fmt.Sprintf("Invariants of %s after block %d: %s", s.ChainID, s.Height, s.Result), Tables: []chart.Table{table}}.Write(out)
}
