package demo

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
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
	p.printf("\n  Balance sheet in %s, from block %d to block %d\n\n", t.unit, c.before.height, c.after.height)
	table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', tabwriter.AlignRight|tabwriter.DiscardEmptyColumns)
	row := func(first, second string, before, after math.Int) {
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t\n", first, second, decimal(before, t.exponent), decimal(after, t.exponent),
			signed(after.Sub(before), t.exponent))
	}
	_, _ = fmt.Fprintf(table, "who\taddress\tbefore\tafter\tchange\t\n")
	for _, o := range c.accountant.owners {
		before, after := amountOf(c.before.balances, o.address), amountOf(c.after.balances, o.address)
		if before.IsZero() && after.IsZero() {
			continue
		}
		row(o.label(), o.address, before, after)
	}
	row("sum of all", "", c.before.sum(), c.after.sum())
	row("supply", "", c.before.supply, c.after.supply)
	_ = table.Flush()

	p.printf("\n  Of what the modules hold, this is stake of participants\n\n")
	for _, o := range c.accountant.owners {
		before, after := amountOf(c.before.stakes, o.address), amountOf(c.after.stakes, o.address)
		if !before.IsZero() || !after.IsZero() {
			row(o.label(), o.address, before, after)
		}
	}
	_ = table.Flush()
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
		Height: c.after.height, ElapsedMs: c.elapsed.Milliseconds(),
	}
	for _, owner := range c.accountant.owners {
		before, after := amountOf(c.before.balances, owner.address), amountOf(c.after.balances, owner.address)
		if !before.IsZero() || !after.IsZero() {
			o.Balances = append(o.Balances, balance{owner.address, owner.role, before.String(), after.String()})
		}
	}
	return o
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
