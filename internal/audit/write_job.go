package audit

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/agijobs/agijobs/internal/chart"
)

// shown is how much of an attribute is printed.
const shown = 120

// line is a step's attributes in one line, in the order of their names.
func (s Step) line() string {
	var names []string
	for name := range s.Attributes {
		if name != "job_id" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var parts []string
	for _, name := range names {
		value := s.Attributes[name]
		if len(value) > shown {
			value = value[:shown] + "…"
		}
		parts = append(parts, name+"="+value)
	}
	return strings.Join(parts, " ")
}

// short is an event's name without its package's version.
func (s Step) short() string {
	return strings.Replace(strings.TrimPrefix(s.Event, "agijobs."), ".v1.", ".", 1)
}

func (s Step) by() string {
	if s.Tx == "" {
		return "end of block"
	}
	return s.Tx
}

// seats tells rounds, seats and votes.
func (s *Story) seats() (rows [][]string) {
	for _, r := range s.Rounds {
		for _, seat := range r.Seats {
			vote := "-"
			if seat.Vote != nil {
				vote = fmt.Sprintf("%s, score %d", strings.TrimPrefix(seat.Vote.Verdict.String(), "VOTE_VERDICT_"), seat.Vote.Score)
			}
			rows = append(rows, []string{fmt.Sprint(r.Round.Rung), seat.Validator, strings.TrimPrefix(seat.Status.String(), "SEAT_STATUS_"), vote})
		}
	}
	return rows
}

// Write writes the story for people.
func (s *Story) Write(out io.Writer) error {
	b := &strings.Builder{}
	fmt.Fprintf(b, "job %d of %s: %s, %s\n\n", s.JobID, s.ChainID, s.Status, strings.ToUpper(string(s.Result)))
	table := func(head string, rows [][]string) error {
		t := tabwriter.NewWriter(b, 0, 8, 2, ' ', 0)
		fmt.Fprintln(t, head)
		for _, row := range rows {
			fmt.Fprintln(t, "  "+strings.Join(row, "\t"))
		}
		fmt.Fprintln(t)
		return t.Flush()
	}
	for _, part := range s.parts() {
		if err := table(part.Title+"\n  "+strings.Join(part.Head, "\t"), part.Rows); err != nil {
			return err
		}
	}
	fmt.Fprintf(b, "in %s, out %s, remainder %s: %s\n", s.In, s.Out, s.Remainder, s.RemainderIs)
	_, err := io.WriteString(out, b.String())
	return err
}

// parts are the tables of the story.
func (s *Story) parts() []chart.Table {
	checks := chart.Table{Title: "Checked", Head: []string{"what", "result", "how"}}
	for _, c := range s.Checks {
		checks.Rows = append(checks.Rows, []string{c.What, string(c.Result), c.How})
	}
	steps := chart.Table{Title: "What happened", Head: []string{"block", "event", "by", "what"}}
	for _, x := range s.Steps {
		steps.Rows = append(steps.Rows, []string{fmt.Sprint(x.Height), x.short(), x.by(), x.line()})
	}
	seats := chart.Table{Title: "Seats and votes", Head: []string{"rung", "validator", "seat", "vote"}, Rows: s.seats()}
	money := chart.Table{Title: "Money, base units", Head: []string{"block", "who", "what", "in", "out"}}
	for _, f := range s.Money {
		money.Rows = append(money.Rows, []string{fmt.Sprint(f.Height), f.Who, f.What, orNone(f.In), orNone(f.Out)})
	}
	return []chart.Table{checks, steps, seats, money}
}

// WriteHTML writes the story as one page that needs nothing else.
func (s *Story) WriteHTML(out io.Writer) error {
	return chart.Report{
		Title: fmt.Sprintf("Job %d of %s: %s", s.JobID, s.ChainID, s.Status),
		Notes: []string{
			fmt.Sprintf("%s. In %s, out %s, remainder %s: %s.", s.Result, s.In, s.Out, s.Remainder, s.RemainderIs),
			"All of it is what one node has stored; seats and votes are those of the block before the settlement.",
		},
		Tables: s.parts(),
	}.Write(out)
}

// WriteHTML writes the audit of the draws as one page that needs nothing else.
func (r Report) WriteHTML(out io.Writer) error {
	page := chart.Report{Title: fmt.Sprintf("Draws of job %d of %s: %s", r.JobID, orNone(r.ChainID), r.Result), Notes: []string{r.Found.What + ": " + r.Found.How}}
	for _, d := range r.Draws {
		checks := chart.Table{Title: fmt.Sprintf("Rung %d, attempt %d, block %d: %s", d.Rung, d.Attempt, d.Height, d.Result), Head: []string{"what", "result", "how"}}
		for _, c := range d.Checks {
			checks.Rows = append(checks.Rows, []string{c.What, string(c.Result), c.How})
		}
		checks.Notes = []string{fmt.Sprintf("%d of %d members seated, pool %s, seed %s. Header hash %s, the same on every honest node.", len(d.Seats), d.Members, d.Pool, d.Seed, orNone(d.HeaderHash))}
		looks := chart.Table{Title: "Leaves that the draw met", Head: []string{"pass", "point", "leaf", "weight", "who", "outcome", "checked", "how"}}
		for _, l := range d.Looks {
			looks.Rows = append(looks.Rows, []string{fmt.Sprint(l.Pass), fmt.Sprint(l.Point), fmt.Sprint(l.Leaf), fmt.Sprint(l.Weight), l.Validator, l.Outcome, string(l.Result), l.How})
		}
		page.Tables = append(page.Tables, checks, looks)
	}
	return page.Write(out)
}
