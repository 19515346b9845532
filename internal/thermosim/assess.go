package thermosim

import (
	"math"

	"github.com/agijobs/agijobs/x/thermostat/types"
)

// What counts as settled, and over how long the steady error is measured.
const (
	// Tolerance is how large an error may be beyond the deadband in the mean of SteadyOver epochs, Ripple how large in one. A market of this
	// size is noisy: one epoch's error says more of chance than of the loop. Sizes count, so that a swing does not cancel out.
	Tolerance = 0.1
	Ripple    = 0.25
	// SteadyOver epochs are a day of an hour each.
	SteadyOver = 24
	// Never says: it did not settle.
	Never = -1
	// atLeast is how near to the least output counts as there, in spans.
	atLeast = 0.02
)

// Result is how a loop did. Errors are of 1 for a whole scale and count beyond the deadband. One that asks for less is none where the output
// is at its least, or as good as there: nothing is left to do.
type Result struct {
	Loop string `json:"loop"`
	// Worst error.
	Worst float64 `json:"worst_error"`
	// Settled is how many epochs after the beginning of the disturbance the error is small and stays so while it lasts: within Ripple in every
	// epoch, and within Tolerance in the mean of every SteadyOver. Recovered likewise after its end, to the end of the run. Never: it is not.
	Settled   int `json:"settled_after_epochs"`
	Recovered int `json:"recovered_after_epochs"`
	// Sum of the sizes of the errors over all epochs.
	Sum float64 `json:"error_epochs"`
	// Overshoot is how far the output went beyond where it stayed at last while the disturbance lasted, as a share of its span.
	Overshoot float64 `json:"overshoot"`
	// Steady and Final are the mean errors of the last epochs of the disturbance and of the run.
	Steady float64 `json:"steady_error"`
	Final  float64 `json:"final_error"`
	// Output at the end, mean of the last epochs in basis points: a loop whose error stays within the deadband keeps what it has gathered.
	Output float64 `json:"final_output_bps"`
	// AtMost and Slewed are the shares of the run's epochs in which the output wanted to be above its most, or to move faster than it may.
	AtMost float64 `json:"at_most"`
	Slewed float64 `json:"slew_limited"`
	// Travel is the way that the output went, in spans: to the most and back is 2.
	Travel float64 `json:"travel"`
}

// Assess measures how each loop did.
func (r Run) Assess() []Result {
	var out []Result
	for i, l := range r.Loops {
		out = append(out, r.assess(i, l))
	}
	return out
}

func (r Run) assess(i int, l types.Loop) Result {
	from, to := r.Scenario.disturbance()
	errors, outputs := make([]float64, len(r.Epochs)), make([]float64, len(r.Epochs))
	out := Result{Loop: l.Id, Recovered: Never}
	span := float64(l.OutMax) - float64(l.OutMin)
	for n, e := range r.Epochs {
		s := e.Steps[i]
		errors[n], outputs[n] = residual(l, s), natural(s.Output)
		out.Sum += math.Abs(errors[n])
		if math.Abs(errors[n]) > math.Abs(out.Worst) {
			out.Worst = errors[n]
		}
		switch s.Limit {
		case types.STEP_LIMIT_MAX:
			out.AtMost++
		case types.STEP_LIMIT_SLEW:
			out.Slewed++
		}
		out.Travel += math.Abs(outputs[n]-natural(s.Before)) / span
	}
	out.AtMost /= float64(len(r.Epochs))
	out.Slewed /= float64(len(r.Epochs))
	out.Settled = settled(errors[from:to])
	if to < len(errors) {
		out.Recovered = settled(errors[to:])
	}
	out.Output = mean(last(outputs))
	out.Steady, out.Final = mean(last(errors[from:to])), mean(last(errors))
	peak := 0.0
	for _, v := range outputs[from:to] {
		peak = math.Max(peak, v)
	}
	out.Overshoot = math.Max(0, peak-mean(last(outputs[from:to]))) / span
	return out
}

// residual is what is left of an error for a loop to do.
func residual(l types.Loop, s types.Step) float64 {
	e, deadband := natural(s.Error), natural(l.Deadband)
	switch {
	case e > deadband:
		return e - deadband
	case e < -deadband && natural(s.Output) > float64(l.OutMin)+atLeast*float64(l.OutMax-l.OutMin):
		return e + deadband
	default:
		return 0
	}
}

// settled is after how many epochs errors are small and stay so; Never if fewer than SteadyOver are left then.
func settled(errors []float64) int {
	after := Never
	sum := 0.0
	for n := len(errors) - 1; n >= 0 && math.Abs(errors[n]) <= Ripple; n-- {
		sum += math.Abs(errors[n])
		switch end := n + SteadyOver; {
		case end > len(errors):
			continue
		case end < len(errors):
			sum -= math.Abs(errors[end])
		}
		if sum > Tolerance*SteadyOver {
			break
		}
		if math.Abs(errors[n]) <= Tolerance {
			after = n
		}
	}
	return after
}

func last(v []float64) []float64 { return v[max(0, len(v)-SteadyOver):] }

func mean(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / math.Max(1, float64(len(v)))
}

// Outcome is how the market fared.
type Outcome struct {
	// Longest mean times of an epoch, in hours, and the largest backlog.
	TimeToAssignment float64 `json:"longest_time_to_assignment_hours"`
	BacklogAge       float64 `json:"longest_backlog_age_hours"`
	Backlog          int     `json:"largest_backlog"`
	ValidationLag    float64 `json:"longest_validation_lag_hours"`
	Absence          float64 `json:"highest_absence_rate"`
	Posted           int     `json:"posted"`
	Completed        int     `json:"completed"`
	Withdrawn        int     `json:"withdrawn"`
	// Waiting is the sum over the epochs of the open jobs: job-epochs of waiting.
	Waiting  int     `json:"waiting"`
	Bonuses  float64 `json:"bonuses_paid"`
	Minted   float64 `json:"minted"`
	Treasury float64 `json:"treasury_at_end"`
	Pool     float64 `json:"pool_at_end"`
}

// Outcome sums up the run.
func (r Run) Outcome() Outcome {
	var out Outcome
	for _, e := range r.Epochs {
		// The first value that is a number counts, and what is none does not.
		for _, v := range []struct {
			most *float64
			v    float64
		}{{&out.TimeToAssignment, e.TimeToAssignment}, {&out.BacklogAge, e.BacklogAge}, {&out.ValidationLag, e.ValidationLag}, {&out.Absence, e.Absence}} {
			if v.v > *v.most {
				*v.most = v.v
			}
		}
		out.Backlog = max(out.Backlog, e.Open)
		out.Posted += e.Posted
		out.Completed += e.Completed
		out.Withdrawn += e.Withdrawn
		out.Waiting += e.Open
		out.Bonuses += e.Bonuses
		out.Minted += e.Prices.Emission
	}
	end := r.Epochs[len(r.Epochs)-1]
	out.Treasury, out.Pool = end.Treasury, end.Pool
	return out
}
