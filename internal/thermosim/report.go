package thermosim

import (
	"fmt"
	"math"
	"strconv"

	"github.com/agijobs/agijobs/internal/chart"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

// ResultHead names the columns of ResultRows.
var ResultHead = []string{
	"loop", "worst error", "settled after", "recovered after", "overshoot", "steady error", "final error", "at most", "slew-limited", "travel", "final output",
}

// ResultRows are results for people. Times are in epochs.
func ResultRows(results []Result) [][]string {
	var rows [][]string
	for _, r := range results {
		rows = append(rows, []string{
			r.Loop, fixed(r.Worst), epochs(r.Settled), epochs(r.Recovered), percent(r.Overshoot), fixed(r.Steady), fixed(r.Final),
			percent(r.AtMost), percent(r.Slewed), fixed(r.Travel), fmt.Sprintf("%.0f", r.Output),
		})
	}
	return rows
}

// OutcomeRows is an outcome for people.
func OutcomeRows(o Outcome) [][]string {
	hours := func(v float64) string { return fmt.Sprintf("%.1f h", v) }
	money := func(v float64) string { return fmt.Sprintf("%.0f AGI", v) }
	return [][]string{
		{"longest time to assignment", hours(o.TimeToAssignment)},
		{"largest backlog", strconv.Itoa(o.Backlog)},
		{"longest age of the backlog", hours(o.BacklogAge)},
		{"longest validation lag", hours(o.ValidationLag)},
		{"highest absence rate", percent(o.Absence)},
		{"jobs posted, completed, withdrawn", fmt.Sprintf("%d, %d, %d", o.Posted, o.Completed, o.Withdrawn)},
		{"job-epochs of waiting", strconv.Itoa(o.Waiting)},
		{"bonuses paid", money(o.Bonuses)},
		{"minted", money(o.Minted)},
		{"treasury and pool at the end", money(o.Treasury) + ", " + money(o.Pool)},
	}
}

func fixed(v float64) string {
	if math.Abs(v) < 0.005 {
		// No minus before a zero.
		v = 0
	}
	return fmt.Sprintf("%.2f", v)
}

func percent(v float64) string { return fmt.Sprintf("%.0f %%", v*100) }

func epochs(n int) string {
	if n == Never {
		return "-"
	}
	return strconv.Itoa(n)
}

// Legend explains the columns of ResultHead.
var Legend = []string{
	fmt.Sprintf("Errors are of 1 for a whole scale, and count beyond the deadband; one that asks for less is none where the output is at its least. "+
		"Settled and recovered: epochs after the beginning, or the end, of the disturbance from which on the error is at most %v in every epoch and %v in the mean of any %d; - where it is not.", Ripple, Tolerance, SteadyOver),
	"Overshoot: how far the output went beyond where it stayed while the disturbance lasted, by its span. Steady and final error: means of the last " +
		fmt.Sprintf("%d epochs of the disturbance and of the run. ", SteadyOver) +
		"At most and slew-limited: shares of the epochs in which the output was held there. Travel: the way of the output in spans. Final output: mean in basis points.",
}

// Report draws the run.
func (r Run) Report() chart.Report {
	report := chart.Report{
		Title: r.Scenario.Title,
		Notes: []string{r.Scenario.About, fmt.Sprintf("%d epochs, seed %d; %s. A model, not a forecast: what it assumes of people stands in the scenario's file.",
			r.Scenario.Epochs, r.Scenario.Seed, r.Scenario.Params)},
		Tables: []chart.Table{
			{Title: "Loops", Head: ResultHead, Rows: ResultRows(r.Assess()), Notes: Legend},
			{Title: "Market", Head: []string{"what", "how much"}, Rows: OutcomeRows(r.Outcome())},
		},
	}
	for _, id := range r.Left {
		report.Notes = append(report.Notes, fmt.Sprintf("Loop %s turns nothing here: it is of another category.", id))
	}
	for _, f := range r.figures() {
		f.XLabel, f.Bands = "epoch", r.bands()
		report.Figures = append(report.Figures, f)
	}
	return report
}

// bands shade what happens; an event that lasts goes to the end.
func (r Run) bands() []chart.Band {
	var out []chart.Band
	for _, e := range r.Scenario.Events {
		to := e.To
		if to == 0 {
			to = r.Scenario.Epochs
		}
		out = append(out, chart.Band{Name: e.Name, From: float64(e.From), To: float64(to)})
	}
	return out
}

func (r Run) figures() []chart.Figure {
	figures := []chart.Figure{
		{Title: "Waiting for an agent", Unit: "hours (mean as measured)", Series: []chart.Series{
			r.series("time to assignment", func(e Epoch) float64 { return e.TimeToAssignment }),
			r.series("age of the backlog", func(e Epoch) float64 { return e.BacklogAge }),
		}},
		{Title: "Work and agents", Unit: "jobs, agents", Series: []chart.Series{
			r.series("open jobs", func(e Epoch) float64 { return float64(e.Open) }),
			r.series("agents", func(e Epoch) float64 { return e.Agents }),
			r.series("agents at work", func(e Epoch) float64 { return e.Busy }),
		}},
		{Title: "Waiting for a verdict", Unit: "hours (mean as measured)", Series: []chart.Series{
			r.series("validation lag", func(e Epoch) float64 { return e.ValidationLag }),
		}},
		{Title: "Judges", Unit: "share", Series: []chart.Series{
			r.series("on strike", func(e Epoch) float64 { return e.Away }),
			r.series("seats empty, as seen at settlement", func(e Epoch) float64 { return e.Absence }),
			r.series("verdicts overturned", func(e Epoch) float64 { return e.Overturn }),
		}},
		{Title: "Treasury and incentives pool", Unit: "AGI", Series: []chart.Series{
			r.series("treasury", func(e Epoch) float64 { return e.Treasury }),
			r.series("pool", func(e Epoch) float64 { return e.Pool }),
		}},
	}
	if len(r.Loops) == 0 {
		return figures
	}
	return append([]chart.Figure{r.outputs(), r.errors()}, figures...)
}

func (r Run) series(name string, of func(Epoch) float64) chart.Series {
	s := chart.Series{Name: name}
	for _, e := range r.Epochs {
		s.Points = append(s.Points, chart.Point{X: float64(e.Number), Y: of(e)})
	}
	return s
}

func (r Run) outputs() chart.Figure {
	f := chart.Figure{Title: "Outputs", Unit: "basis points", Notes: []string{
		"REWARD is added to the bonus of the category; fees and seat lock multiply the parameter, 10,000 leaves it as it is; emission is the part of its most.",
	}}
	for i, l := range r.Loops {
		s := r.series(l.Id, func(e Epoch) float64 { return natural(e.Steps[i].Output) })
		s.Steps = true
		f.Series = append(f.Series, s)
	}
	return f
}

func (r Run) errors() chart.Figure {
	f := chart.Figure{
		Title: "Errors", Unit: "error before the deadband, −1 to 1; above 0 the output rises",
		Levels: []chart.Level{{Name: "target", Y: 0}},
	}
	for i, l := range r.Loops {
		f.Series = append(f.Series, r.series(l.Id, func(e Epoch) float64 {
			if e.Steps[i].Mode == types.STEP_MODE_NO_DATA {
				return math.NaN()
			}
			return natural(e.Steps[i].Error)
		}))
	}
	return f
}
