package audit

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// Write writes the report for people.
func (r Report) Write(out io.Writer) error {
	b := &strings.Builder{}
	fmt.Fprintf(b, "job %d of %s: %d %s, %s\n", r.JobID, orNone(r.ChainID), len(r.Draws), plural(len(r.Draws), "draw"), strings.ToUpper(string(r.Result)))
	fmt.Fprintf(b, "%s: %s, %s\n", r.Found.What, r.Found.Result, r.Found.How)
	for _, d := range r.Draws {
		fmt.Fprintf(b, "\nrung %d, attempt %d, block %d, pool %s: %d of %d members seated, %d wanted: %s\n",
			d.Rung, d.Attempt, d.Height, d.Pool, len(d.Seats), d.Members, d.Wanted, strings.ToUpper(string(d.Result)))
		if err := d.writeChecks(b); err != nil {
			return err
		}
		if err := d.writeLooks(b); err != nil {
			return err
		}
	}
	b.WriteString("\nState and headers are this node's word. A header's hash is the same on every honest node:\n")
	for _, d := range r.Draws {
		fmt.Fprintf(b, "  block %d: %s\n", d.Height, orNone(d.HeaderHash))
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func (d Draw) writeChecks(out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	for _, c := range d.Checks {
		fmt.Fprintf(table, "  %s\t%s\t%s\n", c.What, c.Result, c.How)
	}
	return table.Flush()
}

func (d Draw) writeLooks(out io.Writer) error {
	if len(d.Looks) == 0 {
		return nil
	}
	table := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	fmt.Fprintln(table, "  PASS\tPOINT\tLEAF\tWEIGHT\tWHO\tOUTCOME\tCHECKED\tHOW")
	for _, l := range d.Looks {
		pass, point := fmt.Sprint(l.Pass), fmt.Sprint(l.Point)
		if l.Pass == 0 {
			pass, point = "-", "-"
		}
		fmt.Fprintf(table, "  %s\t%s\t%d\t%d\t%s\t%s\t%s\t%s\n", pass, point, l.Leaf, l.Weight, l.Validator, l.Outcome, l.Result, l.How)
	}
	return table.Flush()
}

func plural(n int, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}

func orNone(text string) string {
	if text == "" {
		return "-"
	}
	return text
}
