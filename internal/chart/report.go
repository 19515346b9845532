// Package chart writes reports with curves as one file that needs nothing else: no network, no script, no font. It is for
// people's eyes, off the chain; floats are allowed here.
//
//	report.go  what a report is made of; page.html is its page
//	figure.go  a figure as SVG
//	axis.go    round numbers for an axis
package chart

import (
	_ "embed" // the page
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

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))
