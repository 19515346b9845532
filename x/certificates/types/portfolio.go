package types

import (
	"cmp"
	"slices"

	"cosmossdk.io/math"
)

// MaxPortfolio bounds how many certificates, and how many members, one query of a portfolio reads.
const MaxPortfolio = 5_000

// group is what the certificates of one row have in common.
type group struct {
	category, organisation string
	year                   int
}

// Portfolio sums certificates up by category, agent's organisation and year.
type Portfolio struct {
	rows  map[group]*PortfolioRow
	total QueryPortfolioResponse
}

// NewPortfolio returns an empty one.
func NewPortfolio() *Portfolio {
	return &Portfolio{rows: map[group]*PortfolioRow{}, total: QueryPortfolioResponse{Value: math.ZeroInt()}}
}

// Count is how many certificates it has.
func (p *Portfolio) Count() int { return int(p.total.Certificates) }

// Add counts a certificate. organisation is the agent's, empty for none. A revoked one counts, and is worth nothing.
func (p *Portfolio) Add(cert Certificate, organisation string, revoked bool) {
	key := group{cert.Category, organisation, cert.Year()}
	row := p.rows[key]
	if row == nil {
		row = &PortfolioRow{
			Category: key.category, AgentOrganisation: key.organisation, Year: int32(key.year), Value: math.ZeroInt(),
		}
		p.rows[key] = row
	}
	row.Certificates++
	p.total.Certificates++
	if revoked {
		row.Revoked++
		return
	}
	row.Value = row.Value.Add(cert.Payout)
	p.total.Value = p.total.Value.Add(cert.Payout)
}

// Answer returns the rows by category, organisation and year.
func (p *Portfolio) Answer(truncated bool) *QueryPortfolioResponse {
	answer := p.total
	answer.Truncated = truncated
	for _, row := range p.rows { // state-ok: a row for each key, sorted by the whole key below
		answer.Rows = append(answer.Rows, *row)
	}
	slices.SortFunc(answer.Rows, func(a, b PortfolioRow) int {
		return cmp.Or(cmp.Compare(a.Category, b.Category), cmp.Compare(a.AgentOrganisation, b.AgentOrganisation), cmp.Compare(a.Year, b.Year))
	})
	return &answer
}
