package chart

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func written(t require.TestingT, r Report) string {
	var b bytes.Buffer
	require.NoError(t, r.Write(&b))
	return b.String()
}

// elements parses a page as XML, which is stricter than HTML, and counts its elements.
func elements(t require.TestingT, page string) map[string]int {
	decoder := xml.NewDecoder(strings.NewReader(page))
	count := map[string]int{}
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return count
		}
		require.NoError(t, err)
		if start, ok := token.(xml.StartElement); ok {
			count[start.Name.Local]++
		}
	}
}

func sample() Report {
	return Report{
		Title: "A shock & <its> end", Notes: []string{"First.", `Second "quoted".`},
		Tables: []Table{{Title: "Numbers", Head: []string{"loop", "steps"}, Rows: [][]string{{"reward", "12"}, {"fee", "3"}}, Notes: []string{"A note."}}},
		Figures: []Figure{{
			Title: "Output", Unit: "bps", XLabel: "epoch",
			Series: []Series{
				{Name: "reward", Points: []Point{{0, 0}, {10, 5_000}}, Steps: true},
				{Name: "fee", Points: []Point{{0, 1}, {5, math.NaN()}, {6, 2}, {7, 3}}},
			},
			Bands: []Band{{"shock", 2, 5}, {"later", 20, 30}}, Marks: []Mark{{"pool empty", 4}, {"never", 11}},
			Levels: []Level{{"most", 6_000}},
		}},
	}
}

func TestPage(t *testing.T) {
	page := written(t, sample())
	count := elements(t, page)
	require.Equal(t, 2, count["path"])
	require.Equal(t, 2, count["tr"]-1)
	require.Equal(t, 1, count["rect"], "a band outside of the axis is not drawn")
	require.Equal(t, 5, count["circle"], "each number but the gap")
	require.Zero(t, count["script"])
	require.Contains(t, page, "<h1>A shock &amp; &lt;its&gt; end</h1>")
	require.Contains(t, page, "pool empty")
	require.NotContains(t, page, "never")
	require.Contains(t, page, "scheme: dark")
	require.Contains(t, page, "<desc id=\"figure-1-desc\">reward: from 0 to 5000, at the end 5000. fee: from 1 to 3, at the end 3.</desc>")
}

// The page asks nobody for anything.
func TestPageIsSelfContained(t *testing.T) {
	page := written(t, sample())
	require.NotRegexp(t, regexp.MustCompile(`(?i)https?://|src=|href=|@import|url\(|<script`), page)
	require.Contains(t, page, "default-src")
}

func TestCurves(t *testing.T) {
	f := Figure{Series: []Series{
		{Name: "steps", Points: []Point{{0, 0}, {10, 10}}, Steps: true},
		{Name: "gap", Points: []Point{{0, 0}, {5, math.Inf(1)}, {8, 5}, {10, 10}}},
	}}
	d, err := f.draw(0)
	require.NoError(t, err)
	require.Equal(t, "M72 280H944V24", d.Curves[0].Path)
	require.Equal(t, "M72 280M769.6 152L944 24", d.Curves[1].Path)
}

func TestRefusals(t *testing.T) {
	_, err := Figure{Series: []Series{{Name: "none"}}}.draw(0)
	require.ErrorIs(t, err, errNothing)
	_, err = Figure{Series: make([]Series, maxSeries+1)}.draw(0)
	require.ErrorIs(t, err, errTooMany)
	require.EqualError(t, Report{Tables: []Table{{Title: "T", Head: []string{"a"}, Rows: [][]string{{"1", "2"}}}}}.Write(io.Discard),
		`table "T": a row has 2 cells, the head 1`)
	_, err = Figure{Series: []Series{{Points: []Point{{0, 0}}}}, Levels: []Level{{"none", math.NaN()}}}.draw(0)
	require.EqualError(t, err, `level "none" has no number`)
}

func TestAxis(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		round     bool
		labels    string
	}{
		{0, 5_000, true, "0 1,000 2,000 3,000 4,000 5,000"},
		{0, 1, true, "0.0 0.2 0.4 0.6 0.8 1.0"},
		{-0.31, 0.2, true, "-0.4 -0.3 -0.2 -0.1 0.0 0.1 0.2"},
		{3, 335, false, "100 200 300"},
		{7, 7, true, "6.0 6.5 7.0 7.5 8.0"},
		{1_200_000, 3_400_000, true, "1,000,000 1,500,000 2,000,000 2,500,000 3,000,000 3,500,000"},
	} {
		a := newAxis(c.low, c.high, c.round)
		var labels []string
		for _, v := range a.ticks {
			labels = append(labels, a.label(v))
		}
		require.Equal(t, c.labels, strings.Join(labels, " "))
	}
}

var coordinate = regexp.MustCompile(`[-0-9.]+`)

// Whatever the numbers and the names are, the page is well formed and every curve lies within its plot.
func TestAnyReport(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Point {
			return Point{rapid.Float64Range(-1e12, 1e12).Draw(t, "x"), rapid.Float64Range(-1e12, 1e12).Draw(t, "y")}
		}), 1, 70).Draw(t, "points")
		name := rapid.StringMatching(`[ -~äß€]{0,20}`).Draw(t, "name")
		f := Figure{Title: name, Unit: name, XLabel: name, Series: []Series{{Name: name, Points: points, Steps: rapid.Bool().Draw(t, "steps")}}}
		d, err := f.draw(0)
		require.NoError(t, err)
		for _, text := range coordinate.FindAllString(d.Curves[0].Path, -1) {
			v, err := strconv.ParseFloat(text, 64)
			require.NoError(t, err)
			require.True(t, v >= 0 && v <= width, text)
		}
		require.Equal(t, 1, elements(t, written(t, Report{Title: name, Figures: []Figure{f}}))["path"])
	})
}
