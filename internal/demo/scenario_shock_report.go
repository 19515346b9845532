package demo

import (
	"context"
	"fmt"
	"os"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/internal/chart"
	thermostattypes "github.com/agijobs/agijobs/x/thermostat/types"
)

// draw makes a page of what the chain's own events say.
func (s *shock) draw(context.Context) error {
	if s.report == "" {
		return nil
	}
	page, err := s.page()
	if err != nil {
		return err
	}
	file, err := os.Create(s.report)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	if err := page.Write(file); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	s.print.line(s.height(), line{who: "(demo)", what: "draws the shock from the chain's events: " + s.report})
	return file.Close()
}

// page draws the reward beside what the sensors have read.
func (s *shock) page() (chart.Report, error) {
	reward := chart.Series{Name: "bonus of new jobs", Steps: true}
	start := int64(0)
	for _, step := range s.outputs() {
		if start == 0 {
			start = step.AtMs
		}
		reward.Points = append(reward.Points, chart.Point{X: since(start, step.AtMs), Y: number(step.Output) / 100})
	}
	names := []struct {
		sensor thermostattypes.SensorKind
		name   string
	}{
		{thermostattypes.SENSOR_KIND_TIME_TO_ASSIGNMENT, "wait of the jobs that were assigned"},
		{thermostattypes.SENSOR_KIND_BACKLOG_AGE, "age of the jobs that are open"},
		{thermostattypes.SENSOR_KIND_BACKLOG, "open jobs"},
	}
	curves := make([]chart.Series, len(names))
	for i, n := range names {
		curves[i].Name = n.name
		for _, e := range all[*thermostattypes.EventSensed](s.run) {
			for _, r := range e.Readings {
				if e.Category != shockCategory || r.Sensor != n.sensor {
					continue
				}
				natural, err := n.sensor.Natural(r.Raw)
				if err != nil {
					return chart.Report{}, err
				}
				curves[i].Points = append(curves[i].Points, chart.Point{X: since(start, e.AtMs), Y: number(natural)})
			}
		}
	}
	marks := []chart.Mark{{Name: "agents come", X: since(start, s.cameMs)}}
	return chart.Report{
		Title: "A flood and no rescuers",
		Notes: []string{
			"Drawn from the events agijobs.thermostat.v1.EventLoopStepped and EventSensed of a chain that ran for this report.",
			fmt.Sprintf("The reward moves by at most %d basis points per epoch of %s and stays within 0 and %d.", shockSlew, shockEpoch, shockMax),
		},
		Figures: []chart.Figure{
			{Title: "Reward", Unit: "% of the payout", XLabel: "seconds of market time", Series: []chart.Series{reward}, Marks: marks},
			{Title: "Waiting", Unit: "seconds", XLabel: "seconds of market time", Series: curves[:2], Marks: marks, Levels: []chart.Level{{Name: "target", Y: 4}}},
			{Title: "Backlog", Unit: "jobs", XLabel: "seconds of market time", Series: curves[2:], Marks: marks},
		},
	}, nil
}

func since(start, ms int64) float64 { return float64(ms-start) / 1_000 }

// number is good enough for a drawing.
func number(d math.LegacyDec) float64 {
	f, err := d.Float64()
	if err != nil {
		return 0
	}
	return f
}
