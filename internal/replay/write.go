package replay

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/agijobs/agijobs/internal/chart"
)

// Write writes the report for people.
func (r *Report) Write(out io.Writer) error {
	b := &strings.Builder{}
	fmt.Fprintf(b, "%s of %s, blocks %d to %d, %d transactions: %s\n", r.ChainID, r.Home, r.From, r.To, r.Transactions, strings.ToUpper(string(r.Result)))
	fmt.Fprintf(b, "%.1f s for the blocks, %.1f s for invariants and the comparison of states\n\n", r.Seconds, r.AsideSeconds)
	table := tabwriter.NewWriter(b, 0, 8, 2, ' ', 0)
	for _, c := range r.Checks {
		fmt.Fprintf(table, "  %s\t%s\t%s\n", c.What, c.Result, c.How)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if r.Divergence != nil {
		r.Divergence.write(b)
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func (d *Divergence) write(b *strings.Builder) {
	fmt.Fprintf(b, "\nFirst divergence: block %d\n", d.Height)
	for _, x := range d.Differences {
		fmt.Fprintf(b, "  %s: %s\n", x.What, x.How)
		if x.Chain != "" || x.Replayed != "" {
			fmt.Fprintf(b, "    chain     %s\n    replayed  %s\n", orNone(x.Chain), orNone(x.Replayed))
		}
	}
	for _, s := range d.Stores {
		fmt.Fprintf(b, "  store %s", s.Store)
		if s.Chain != s.Replayed {
			fmt.Fprintf(b, ": hash %s of the node, %s replayed", orNone(s.Chain), orNone(s.Replayed))
		}
		if s.How != "" {
			fmt.Fprintf(b, ": %s", s.How)
		}
		b.WriteByte('\n')
		for _, k := range s.Keys {
			fmt.Fprintf(b, "    key %s (%s), written by block %d\n      chain     %s\n      replayed  %s\n", k.Key, k.Where, k.Written, orNone(k.Chain), orNone(k.Replayed))
		}
	}
	fmt.Fprintf(b, "  %d transactions in the block\n", len(d.Transactions))
	for _, t := range d.Transactions {
		fmt.Fprintf(b, "    %d  %s  %s  code %d  %s %s\n", t.Index, t.Hash, strings.Join(t.Messages, " "), t.Code, t.Log, t.How)
	}
}

func orNone(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

// WriteHTML writes the report as one page that needs nothing else.
func (r *Report) WriteHTML(out io.Writer) error {
	page := chart.Report{
		Title: fmt.Sprintf("Replay of %s, blocks %d to %d: %s", r.ChainID, r.From, r.To, r.Result),
		Notes: []string{
			fmt.Sprintf("%s; %d transactions; %.1f s for the blocks, %.1f s for invariants and the comparison of states.", r.Home, r.Transactions, r.Seconds, r.AsideSeconds),
			"Every block was executed again from what the node has stored, on a database of its own, and compared with the headers that follow.",
		},
	}
	checks := chart.Table{Title: "What was compared", Head: []string{"what", "result", "how"}}
	for _, c := range r.Checks {
		checks.Rows = append(checks.Rows, []string{c.What, string(c.Result), c.How})
	}
	page.Tables = append(page.Tables, checks)
	if r.Divergence != nil {
		page.Tables = append(page.Tables, r.Divergence.tables()...)
	}
	if figure := r.figure(); len(figure.Series[0].Points) > 0 {
		page.Figures = append(page.Figures, figure)
	}
	return page.Write(out)
}

func (d *Divergence) tables() []chart.Table {
	differences := chart.Table{Title: fmt.Sprintf("First divergence: block %d", d.Height), Head: []string{"what", "chain", "replayed", "how"}}
	for _, x := range d.Differences {
		differences.Rows = append(differences.Rows, []string{x.What, orNone(x.Chain), orNone(x.Replayed), x.How})
	}
	stores := chart.Table{Title: "Stores that differ", Head: []string{"store", "key", "where", "written by block", "chain", "replayed"}}
	for _, s := range d.Stores {
		stores.Rows = append(stores.Rows, []string{s.Store, "", s.How, "", orNone(s.Chain), orNone(s.Replayed)})
		for _, k := range s.Keys {
			stores.Rows = append(stores.Rows, []string{s.Store, k.Key, k.Where, fmt.Sprint(k.Written), orNone(k.Chain), orNone(k.Replayed)})
		}
	}
	txs := chart.Table{Title: "Transactions of the block", Head: []string{"index", "hash", "messages", "code", "log", "how"}}
	for _, t := range d.Transactions {
		txs.Rows = append(txs.Rows, []string{fmt.Sprint(t.Index), t.Hash, strings.Join(t.Messages, " "), fmt.Sprint(t.Code), t.Log, t.How})
	}
	return []chart.Table{differences, stores, txs}
}

// figure draws how fast the blocks went by.
func (r *Report) figure() chart.Figure {
	series := chart.Series{Name: "transactions per second", Steps: true}
	for _, s := range r.Pace {
		if s.Seconds > 0 {
			series.Points = append(series.Points, chart.Point{X: float64(s.To), Y: float64(s.Transactions) / s.Seconds})
		}
	}
	return chart.Figure{Title: "How fast the blocks were executed again", Unit: "tx/s", XLabel: "block", Series: []chart.Series{series}}
}
