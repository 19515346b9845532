package chart

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// The drawing's size and the room around its plot, in units of its view box.
const (
	width, height                  = 960.0, 320.0
	marginLeft, marginRight        = 72.0, 16.0
	marginTop, marginBottom        = 24.0, 40.0
	plotWidth                      = width - marginLeft - marginRight
	plotHeight                     = height - marginTop - marginBottom
	tickLength                     = 5.0
	dotsUpTo                       = 60
	bottomOfPlot            string = "280"
)

// drawing is a figure in numbers of its view box, as text.
type drawing struct {
	ID, Title, About, Unit, XLabel string
	Width, Height, Right           string
	Bands                          []box
	XTicks, YTicks, Axes           []segment
	Levels, Marks                  []segment
	Curves                         []curve
	Legend                         []key
	Notes                          []string
}

type (
	box     struct{ Name, X, Y, W, H string }
	segment struct{ Name, X1, Y1, X2, Y2 string }
	curve   struct {
		Name, Class, Path string
		Dots              []dot
	}
	dot struct{ Name, Class, X, Y string }
	key struct{ Name, Class string }
)

var (
	errNothing = errors.New("there is nothing to draw: it has no point")
	errTooMany = fmt.Errorf("more than %d curves: make several figures of it", maxSeries)
)

// scale maps values to places of the view box.
type scale struct{ x, y axis }

func (s scale) atX(v float64) float64 { return marginLeft + (v-s.x.low)/(s.x.high-s.x.low)*plotWidth }

func (s scale) atY(v float64) float64 {
	return marginTop + (s.y.high-v)/(s.y.high-s.y.low)*plotHeight
}

// draw makes the drawing of the number-th figure of a page.
func (f Figure) draw(number int) (drawing, error) {
	if len(f.Series) > maxSeries {
		return drawing{}, errTooMany
	}
	s, err := f.scale()
	if err != nil {
		return drawing{}, err
	}
	left, right := place(marginLeft), place(width-marginRight)
	top := place(marginTop)
	d := drawing{
		ID: fmt.Sprintf("figure-%d", number+1), Title: f.Title, About: f.about(), Unit: f.Unit, XLabel: f.XLabel,
		Width: place(width), Height: place(height), Right: right, Notes: f.Notes,
		Axes: []segment{{X1: left, Y1: bottomOfPlot, X2: right, Y2: bottomOfPlot}, {X1: left, Y1: top, X2: left, Y2: bottomOfPlot}},
	}
	for _, v := range s.y.ticks {
		y := place(s.atY(v))
		d.YTicks = append(d.YTicks, segment{s.y.label(v), left, y, right, y})
	}
	for _, v := range s.x.ticks {
		x := place(s.atX(v))
		d.XTicks = append(d.XTicks, segment{s.x.label(v), x, bottomOfPlot, x, place(height - marginBottom + tickLength)})
	}
	for _, b := range f.Bands {
		from, to := s.atX(math.Max(b.From, s.x.low)), s.atX(math.Min(b.To, s.x.high))
		if to > from {
			d.Bands = append(d.Bands, box{b.Name, place(from), top, place(to - from), place(plotHeight)})
		}
	}
	for _, m := range f.Marks {
		if x := place(s.atX(m.X)); m.X >= s.x.low && m.X <= s.x.high {
			d.Marks = append(d.Marks, segment{m.Name, x, top, x, bottomOfPlot})
		}
	}
	for _, l := range f.Levels {
		y := place(s.atY(l.Y))
		d.Levels = append(d.Levels, segment{l.Name, left, y, right, y})
	}
	for i, series := range f.Series {
		class := fmt.Sprintf("s%d", i)
		d.Legend = append(d.Legend, key{series.Name, class})
		d.Curves = append(d.Curves, series.draw(s, class))
	}
	return d, nil
}

// scale finds axes that hold everything.
func (f Figure) scale() (scale, error) {
	xs, ys := span{}, span{}
	for _, series := range f.Series {
		for _, p := range series.Points {
			if finite(p.X) && finite(p.Y) {
				xs.take(p.X)
				ys.take(p.Y)
			}
		}
	}
	if !xs.any {
		return scale{}, errNothing
	}
	for _, l := range f.Levels {
		if !finite(l.Y) {
			return scale{}, fmt.Errorf("level %q has no number", l.Name)
		}
		ys.take(l.Y)
	}
	return scale{newAxis(xs.low, xs.high, false), newAxis(ys.low, ys.high, true)}, nil
}

// about says in words what the drawing shows.
func (f Figure) about() string {
	var b strings.Builder
	for _, series := range f.Series {
		ys := span{}
		for _, p := range series.Points {
			if finite(p.Y) {
				ys.take(p.Y)
			}
		}
		if !ys.any {
			fmt.Fprintf(&b, "%s: no data. ", series.Name)
			continue
		}
		last := series.Points[len(series.Points)-1].Y
		fmt.Fprintf(&b, "%s: from %s to %s", series.Name, brief(ys.low), brief(ys.high))
		if finite(last) {
			fmt.Fprintf(&b, ", at the end %s", brief(last))
		}
		b.WriteString(". ")
	}
	return strings.TrimSpace(b.String())
}

func brief(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }

// draw makes a curve's path. A few points are shown as dots as well, each with its numbers.
func (s Series) draw(at scale, class string) curve {
	c := curve{Name: s.Name, Class: class}
	var path strings.Builder
	begun := false
	for _, p := range s.Points {
		if !finite(p.X) || !finite(p.Y) {
			begun = false
			continue
		}
		x, y := place(at.atX(p.X)), place(at.atY(p.Y))
		switch {
		case !begun:
			fmt.Fprintf(&path, "M%s %s", x, y)
		case s.Steps:
			fmt.Fprintf(&path, "H%sV%s", x, y)
		default:
			fmt.Fprintf(&path, "L%s %s", x, y)
		}
		begun = true
		if len(s.Points) <= dotsUpTo {
			c.Dots = append(c.Dots, dot{fmt.Sprintf("%s: %s at %s", s.Name, brief(p.Y), brief(p.X)), class, x, y})
		}
	}
	c.Path = path.String()
	return c
}

// span is the least and the greatest of what it has taken.
type span struct {
	any       bool
	low, high float64
}

func (s *span) take(v float64) {
	if !s.any {
		s.any, s.low, s.high = true, v, v
	}
	s.low, s.high = math.Min(s.low, v), math.Max(s.high, v)
}

// place writes a number of the view box.
func place(v float64) string { return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64) }
