package demo

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"cosmossdk.io/math"
)

// printer writes what people read. For programs it is silent until the end.
type printer struct {
	out     io.Writer
	teller  teller
	started time.Time
}

func (p *printer) printf(format string, args ...any) {
	// What cannot be shown cannot be reported either.
	_, _ = fmt.Fprintf(p.out, format, args...)
}

func (p *printer) heading(format string, args ...any) {
	p.printf("\n== %s\n\n", fmt.Sprintf(format, args...))
}

func (p *printer) scenario(s scenario) {
	p.started = time.Now()
	p.heading("Scenario %s: %s\n   %s", s.name, s.about, s.offer.title)
	p.printf("  time    block  who           what\n")
}

// line writes one line of the timeline: seconds since the scenario began, height, who, what.
func (p *printer) line(height int64, l line) {
	p.printf("%s  %6d  %-12s  %s\n", seconds(time.Since(p.started)), height, l.who, l.what)
	for _, m := range l.more {
		p.printf("%s  %s\n", strings.Repeat(" ", 29), m)
	}
}

func (p *printer) waiting(what string) {
	p.printf("%s  %6s  %-12s  … waiting for %s\n", seconds(time.Since(p.started)), "", "", what)
}

// sheets prints who held how much before and after, and the sums.
func (p *printer) sheets(c *checker) {
	t := p.teller
	cells := func(first, second, third string, before, after math.Int) []string {
		return []string{first, second, third, decimal(before, t.exponent), decimal(after, t.exponent), signed(after.Sub(before), t.exponent)}
	}
	rows := [][]string{{"who", "what", "address", "before", "after", "change"}}
	for _, o := range c.accountant.owners {
		before, after := amountOf(c.before.balances, o.address), amountOf(c.after.balances, o.address)
		if !before.IsZero() || !after.IsZero() {
			rows = append(rows, cells(o.label(), o.title, o.address, before, after))
		}
	}
	rows = append(rows, cells("sum of all", "", "", c.before.sum(), c.after.sum()), cells("supply", "", "", c.before.supply, c.after.supply))
	p.printf("\n  Balance sheet in %s, from block %d to block %d\n\n", t.unit, c.before.height, c.after.height)
	p.table(rows)

	rows = nil
	for _, o := range c.accountant.owners {
		before, after := amountOf(c.before.stakes, o.address), amountOf(c.after.stakes, o.address)
		if !before.IsZero() || !after.IsZero() {
			rows = append(rows, cells(o.name, "stake", "", before, after))
		}
	}
	p.printf("\n  Of what the modules hold, this is stake of participants\n\n")
	p.table(rows)
}

// textColumns of a table are aligned to the left, the others, figures, to the right.
const textColumns = 3

func (p *printer) table(rows [][]string) {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], len(cell))
		}
	}
	for _, row := range rows {
		text := " "
		for i, cell := range row {
			width := widths[i]
			if i < textColumns {
				width = -width
			}
			text += fmt.Sprintf(" %*s ", width, cell)
		}
		p.printf("%s\n", strings.TrimRight(text, " "))
	}
}

func (o owner) label() string {
	if strings.HasPrefix(o.role, "module:") {
		return "module " + o.name
	}
	return o.name
}

func signed(amount math.Int, exponent uint32) string {
	if amount.IsPositive() {
		return "+" + decimal(amount, exponent)
	}
	return decimal(amount, exponent)
}

// findings prints what was checked.
func (p *printer) findings(c *checker) {
	p.printf("\n  Messages: %s; none to settle. Burnt: %s.\n", c.messageCounts(), p.teller.money(c.burned()))
	if c.certificate != nil {
		p.printf("  Certificate %s/%s: owner %s\n", c.certificate.Class, c.certificate.ID, p.teller.name(c.certificate.Owner))
	}
	p.printf("\n")
	for _, f := range c.findings {
		if f.ok {
			p.printf("  ok      %s\n", f.what)
		} else {
			p.printf("  FAILED  %s: %s\n", f.what, f.because)
		}
	}
}

// outcome is the report of one scenario for programs. Amounts are strings in base units.
type outcome struct {
	Scenario        string       `json:"scenario"`
	JobID           uint64       `json:"job_id"`
	Status          string       `json:"status"`
	Committee       []string     `json:"committee"`
	Balances        []balance    `json:"balances"`
	SupplyBefore    string       `json:"supply_before"`
	SupplyAfter     string       `json:"supply_after"`
	Burned          string       `json:"burned"`
	EscrowHeldAfter string       `json:"escrow_held_after"`
	Certificate     *certificate `json:"certificate"`
	Height          int64        `json:"height"`
	ElapsedMs       int64        `json:"elapsed_ms"`
	// Steps lists what was tried, in scenarios that try things.
	Steps []step `json:"steps,omitempty"`
}

type balance struct {
	Address string `json:"address"`
	Role    string `json:"role"`
	Before  string `json:"before"`
	After   string `json:"after"`
}

func (c *checker) outcome() outcome {
	o := outcome{
		Scenario: c.scenario.name, JobID: c.job, Status: statusName(c.terms.job.Status), Committee: c.committee(), Balances: []balance{},
		SupplyBefore: c.before.supply.String(), SupplyAfter: c.after.supply.String(),
		Burned:          c.after.books.Burned.Sub(c.before.books.Burned).String(),
		EscrowHeldAfter: c.after.escrow.EscrowOwed.String(), Certificate: c.certificate,
		Height: c.after.height, ElapsedMs: c.elapsed.Milliseconds(), Steps: c.steps,
	}
	if c.scenario.noJob {
		o.JobID, o.Status = 0, c.stepsEnd()
	}
	for _, owner := range c.accountant.owners {
		before, after := amountOf(c.before.balances, owner.address), amountOf(c.after.balances, owner.address)
		if !before.IsZero() || !after.IsZero() {
			o.Balances = append(o.Balances, balance{owner.address, owner.role, before.String(), after.String()})
		}
	}
	return o
}

// stepsEnd sums the steps up: AS_EXPECTED, or UNEXPECTED if one of them ended otherwise.
func (c *checker) stepsEnd() string {
	for _, s := range c.steps {
		if !s.ok {
			return "UNEXPECTED"
		}
	}
	return "AS_EXPECTED"
}

// writeJSON writes one outcome as an object, several as a list.
func writeJSON(out io.Writer, outcomes []outcome, list bool) error {
	enc := json.NewEncoder(out)
	enc.SetIndent("", "  ")
	if list {
		return enc.Encode(outcomes)
	}
	return enc.Encode(outcomes[0])
}
