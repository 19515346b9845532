// Package chart writes reports with curves as one file that needs nothing else: no network, no script, no font. It is for
// people's eyes, off the chain; floats are allowed here.
//
//	report.go  what a report is made of, and its page
//	figure.go  a figure as SVG
//	axis.go    round numbers for an axis
package chart

import (
	"fmt"
	"html/template"
	"io"
	"math"
)

// Report is a page.
type Report struct {
	Title string
	// Notes are paragraphs below the title.
	Notes   []string
	Tables  []Table
	Figures []Figure
}

// Table is a table of text. Cells beyond the head's number are an error.
type Table struct {
	Title string
	Head  []string
	Rows  [][]string
	// Notes are paragraphs below the table.
	Notes []string
}

// Figure is a plot of curves over one axis of time, or of anything that grows.
type Figure struct {
	Title string
	// Unit of the upright axis, XLabel of the other.
	Unit, XLabel string
	Series       []Series
	// Bands are spans of the x axis, for instance a disturbance.
	Bands []Band
	// Marks are moments on the x axis.
	Marks []Mark
	// Levels are values of the upright axis, for instance a target.
	Levels []Level
	// Notes are paragraphs below the figure.
	Notes []string
}

// Series is a curve. Where a point's Y is not a number the curve has a gap.
type Series struct {
	Name   string
	Points []Point
	// Steps: a value holds until the next point, as a price does.
	Steps bool
}

// Point is a value at a place of the x axis.
type Point struct{ X, Y float64 }

// Band is a span of the x axis.
type Band struct {
	Name     string
	From, To float64
}

// Mark is a moment on the x axis.
type Mark struct {
	Name string
	X    float64
}

// Level is a value of the upright axis.
type Level struct {
	Name string
	Y    float64
}

// maxSeries is how many colours there are: with more curves nobody could tell which is which.
const maxSeries = 8

// Write writes the page. It is valid HTML and well-formed XML.
func (r Report) Write(w io.Writer) error {
	for _, t := range r.Tables {
		for _, row := range t.Rows {
			if len(row) != len(t.Head) {
				return fmt.Errorf("table %q: a row has %d cells, the head %d", t.Title, len(row), len(t.Head))
			}
		}
	}
	view := page{Title: r.Title, Notes: r.Notes, Tables: r.Tables}
	for i, f := range r.Figures {
		drawn, err := f.draw(i)
		if err != nil {
			return fmt.Errorf("figure %q: %w", f.Title, err)
		}
		view.Figures = append(view.Figures, drawn)
	}
	return pageTemplate.Execute(w, view)
}

// page is what the template fills in.
type page struct {
	Title   string
	Notes   []string
	Tables  []Table
	Figures []drawing
}

// finite tells whether a number can be drawn.
func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

var pageTemplate = template.Must(template.New("page").Parse(`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>{{.Title}}</title>
<style>
:root { color-scheme: light dark; --back: #ffffff; --ink: #1b1f24; --faint: #6a737d; --grid: #e1e4e8; --band: #f3e9d2;
  --c0: #0072b2; --c1: #d55e00; --c2: #007a5a; --c3: #aa4499; --c4: #8a6d00; --c5: #3d3d8f; --c6: #555555; --c7: #b0003a; }
@media (prefers-color-scheme: dark) { :root { --back: #14171a; --ink: #e6e6e6; --faint: #9aa4ad; --grid: #2b3137; --band: #3a3322;
  --c0: #56b4e9; --c1: #f28e3c; --c2: #3ecf9f; --c3: #e39ad6; --c4: #f0e442; --c5: #a6a6ff; --c6: #bbbbbb; --c7: #ff7a9c; } }
body { margin: 2rem auto; padding: 0 1rem; max-width: 60rem; background: var(--back); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin: 2rem 0 0.5rem; }
table { border-collapse: collapse; font-size: 0.9rem; } .wide { overflow-x: auto; }
th, td { padding: 0.25rem 0.75rem; text-align: left; border-bottom: 1px solid var(--grid); }
td { font-variant-numeric: tabular-nums; }
figure { margin: 0; } svg { width: 100%; height: auto; } text { font: 12px system-ui, sans-serif; fill: var(--faint); }
.grid { stroke: var(--grid); } .axis { stroke: var(--faint); } .band { fill: var(--band); }
.mark { stroke: var(--faint); stroke-dasharray: 2 3; } .level { stroke: var(--ink); stroke-dasharray: 6 4; opacity: 0.6; }
.s0 { stroke: var(--c0); } .s1 { stroke: var(--c1); stroke-dasharray: 9 3; } .s2 { stroke: var(--c2); stroke-dasharray: 3 3; }
.s3 { stroke: var(--c3); stroke-dasharray: 9 3 2 3; } .s4 { stroke: var(--c4); } .s5 { stroke: var(--c5); stroke-dasharray: 9 3; }
.s6 { stroke: var(--c6); stroke-dasharray: 3 3; } .s7 { stroke: var(--c7); stroke-dasharray: 9 3 2 3; }
.curve { fill: none; stroke-width: 1.8; stroke-linejoin: round; } .dot { fill: var(--back); }
ul.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 0.25rem 0; padding: 0; font-size: 0.9rem; }
ul.legend svg { width: 2rem; height: 0.75rem; margin-right: 0.4rem; vertical-align: baseline; }
@media print { body { max-width: none; } figure, table { break-inside: avoid; } }
</style>
</head>
<body>
<h1>{{.Title}}</h1>
{{range .Notes}}<p>{{.}}</p>
{{end}}{{range .Tables}}<h2>{{.Title}}</h2>
<div class="wide"><table>
<thead><tr>{{range .Head}}<th scope="col">{{.}}</th>{{end}}</tr></thead>
<tbody>
{{range .Rows}}<tr>{{range .}}<td>{{.}}</td>{{end}}</tr>
{{end}}</tbody>
</table></div>
{{range .Notes}}<p>{{.}}</p>
{{end}}{{end}}{{range .Figures}}<h2>{{.Title}}</h2>
<figure aria-labelledby="{{.ID}}-title">
<ul class="legend">{{range .Legend}}<li><svg viewBox="0 0 32 12" aria-hidden="true"><line class="curve {{.Class}}" x1="0" y1="6" x2="32" y2="6"></line></svg>{{.Name}}</li>{{end}}</ul>
<svg viewBox="0 0 {{.Width}} {{.Height}}" role="img" aria-labelledby="{{.ID}}-title {{.ID}}-desc">
<title id="{{.ID}}-title">{{.Title}}</title>
<desc id="{{.ID}}-desc">{{.About}}</desc>
{{range .Bands}}<rect class="band" x="{{.X}}" y="{{.Y}}" width="{{.W}}" height="{{.H}}"></rect><text x="{{.X}}" y="{{.Y}}" dx="4" dy="13">{{.Name}}</text>
{{end}}{{range .YTicks}}<line class="grid" x1="{{.X1}}" y1="{{.Y1}}" x2="{{.X2}}" y2="{{.Y2}}"></line><text x="{{.X1}}" y="{{.Y1}}" dx="-6" dy="4" text-anchor="end">{{.Name}}</text>
{{end}}{{range .XTicks}}<line class="axis" x1="{{.X1}}" y1="{{.Y1}}" x2="{{.X2}}" y2="{{.Y2}}"></line><text x="{{.X1}}" y="{{.Y2}}" dy="13" text-anchor="middle">{{.Name}}</text>
{{end}}{{range .Axes}}<line class="axis" x1="{{.X1}}" y1="{{.Y1}}" x2="{{.X2}}" y2="{{.Y2}}"></line>
{{end}}{{range .Levels}}<line class="level" x1="{{.X1}}" y1="{{.Y1}}" x2="{{.X2}}" y2="{{.Y2}}"></line><text x="{{.X2}}" y="{{.Y2}}" dy="-4" text-anchor="end">{{.Name}}</text>
{{end}}{{range .Marks}}<line class="mark" x1="{{.X1}}" y1="{{.Y1}}" x2="{{.X2}}" y2="{{.Y2}}"></line><text x="{{.X1}}" y="{{.Y1}}" dx="4" dy="27">{{.Name}}</text>
{{end}}{{range .Curves}}<path class="curve {{.Class}}" d="{{.Path}}"><title>{{.Name}}</title></path>
{{range .Dots}}<circle class="curve dot {{.Class}}" cx="{{.X}}" cy="{{.Y}}" r="3"><title>{{.Name}}</title></circle>
{{end}}{{end}}<text x="4" y="12">{{.Unit}}</text><text x="{{.Right}}" y="{{.Height}}" dy="-4" text-anchor="end">{{.XLabel}}</text>
</svg>
{{range .Notes}}<p>{{.}}</p>
{{end}}</figure>
{{end}}</body>
</html>
`))
