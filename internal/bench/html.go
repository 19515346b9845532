package bench

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"
)

//go:embed report.html
var page string

// WriteHTML writes a report as one file that needs no other.
func (r *Report) WriteHTML(out io.Writer) error {
	t, err := template.New("report").Funcs(template.FuncMap{
		"text": func(s Spread, digits int) string { return s.text(digits) },
		"bar":  bar,
		"most": func(rates []Rate) float64 {
			most := 1.0
			for _, rate := range rates {
				most = max(most, rate.MessagesPerSecond.Max)
			}
			return most
		},
		"target": Ratio.target, "verdict": Ratio.verdict,
		"label": func(rate Rate) string {
			words := []string{rate.Kind, fmt.Sprintf("%.1f per tx", rate.Full), rate.Executor, rate.DB}
			if rate.Checked {
				words = append(words, "after CheckTx")
			}
			return strings.Join(words, ", ")
		},
	}).Parse(page)
	if err != nil {
		return err
	}
	return t.Execute(out, r)
}

// barWidth is that of a whole bar, pixels.
const barWidth = 460

// bar scales a value to the largest.
func bar(value, most float64) string { return fmt.Sprintf("%.1f", barWidth*value/most) }
