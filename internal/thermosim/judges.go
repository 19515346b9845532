package thermosim

import "math"

// judges are the validators.
//
//	supply      V* = V₀ · fee^ε · lock^−ε', followed with a first-order lag
//	strike      a share of them stays away but is still drawn. Their reservation fees are spread evenly between the normal one and
//	            Reservation times it: with the fee they come back, without it they go again. Jail, which takes absentees out of the draws, is not
//	            modelled: it would make a strike milder
//	verdict     after the turnaround, stretched by 1 / (1 − load), where each seat of a committee votes; else when the window ends
//	overload    seats beyond what those present can judge stay empty
//	settlement  Challenge after the verdict: only then do the sensors see who stayed away and what fell, as on the chain
//	overturn    each verdict by chance; dearer seats make it rarer
type judges struct {
	willing float64
	// away is the share of them on strike.
	away float64
	// load is seats asked for by seats that can be judged, a mean of the last hours.
	load    float64
	pending []verdict
}

// verdict is work that is judged or, once given, waits for its settlement.
type verdict struct {
	at, lag, bonus float64
	absent         int
	given          bool
}

// loadOver is the time constant in hours of the load that judges feel.
const loadOver = 4.0

// fullLoad is where waiting ends to grow and seats stay empty instead.
const fullLoad = 0.9

// submit hands work in: the committee is drawn, and what it will do is decided.
func (w *world) submit(job work) {
	absence := w.absence()
	absent := 0
	for range w.Seats {
		if w.random.chance(absence) {
			absent++
		}
	}
	lag := math.Min(w.Window, w.Turnaround/(1-math.Min(w.judges.load, fullLoad)))
	if absent > 0 {
		lag = w.Window
	}
	w.judges.pending = append(w.judges.pending, verdict{at: w.now + lag, lag: lag, bonus: job.bonus, absent: absent})
}

// absence is the chance that a seat stays empty.
func (w *world) absence() float64 {
	there := (1 - w.Absence) * (1 - w.judges.away)
	if w.judges.load > 1 {
		there /= w.judges.load
	}
	return 1 - there
}

func (w *world) judge(p Prices, at weather) {
	j := &w.judges
	asked := float64(len(w.labour.ends)) / w.Work * float64(w.Seats)
	able := math.Max(1, j.willing*(1-j.away)) / w.Judging
	j.load = toward(j.load, asked/able, loadOver)
	j.willing = toward(j.willing, w.Validators*math.Pow(p.ValidationFee, w.FeeElasticity)*math.Pow(p.SeatLock, -w.LockElasticity), w.JoinLag)
	back := math.Max(0, math.Min(1, (p.ValidationFee-1)/(w.Reservation-1)))
	j.away = toward(j.away, at.strike*(1-back), w.ReturnLag)
	w.close(p, math.Min(1, w.Overturn*at.overturn*math.Pow(p.SeatLock, -w.CareElasticity)))
}

// close gives verdicts that are due, and settles what nobody may challenge any more.
func (w *world) close(p Prices, wrong float64) {
	kept := w.judges.pending[:0]
	for _, v := range w.judges.pending {
		if v.at <= w.now && !v.given {
			w.seen.verdicts++
			w.seen.lagSum += log2Seconds(v.lag)
			v.given, v.at = true, v.at+w.Challenge
		}
		if v.at > w.now {
			kept = append(kept, v)
			continue
		}
		w.seen.seats += w.Seats
		w.seen.absent += v.absent
		w.seen.judged++
		if w.random.chance(wrong) {
			w.seen.overturned++
		}
		w.settle(p, v)
	}
	w.judges.pending = kept
}
