package thermosim

import "math"

// labour is a category's market for work.
//
//	arrivals      Poisson, λ = λ₀ · demand · (cost / cost₀)^−ε
//	matching      telephone-line matching function (Stevens, 2007): Q·F / (Q + F) / search time, Q open jobs, F free agents; which job
//	              is found is chance (service in random order)
//	service       a fixed time
//	supply        A* = A₀ · (earnings of an hour / those at rest)^η, followed with a first-order lag. What an agent earns in an hour is the share
//	              of the time with work times payout and bonus: agents come for work to do as much as for bonuses
type labour struct {
	agents float64
	// rest is the share of their time with work in good times; used its mean of the last day.
	rest, used float64
	open       []offer
	ends       []work
}

// offer is an open job: when it was posted, and the bonus that is held for it.
type offer struct{ posted, bonus float64 }

// work is a job that is being done.
type work struct{ end, bonus float64 }

// usedOver is the time constant in hours over which agents judge how much work there is.
const usedOver = 6.0

// mostFold is how many times as many agents there can be: the labour force ends somewhere.
const mostFold = 10.0

func (w *world) work(p Prices, at weather) {
	w.post(p, at)
	w.assign()
	w.finish()
	l := &w.labour
	bonus := math.Min(p.Bonus, w.BonusLimit)
	if w.till.pool < bonus*w.Payout {
		// What the pool cannot pay attracts nobody.
		bonus = w.till.pool / w.Payout
	}
	l.used = toward(l.used, math.Min(1, float64(len(l.ends))/math.Max(1, l.agents)), usedOver)
	pay := l.used / l.rest * (1 + bonus)
	l.agents = toward(l.agents, w.Agents*math.Min(mostFold, math.Pow(pay, w.SupplyElasticity)), w.SupplyLag)
}

// cost of a job by its payout.
func (m Market) cost(p Prices) float64 {
	return 1 + m.ValidationFee*p.ValidationFee + m.ProtocolFee*p.ProtocolFee
}

func (w *world) post(p Prices, at weather) {
	rate := w.Arrivals * at.demand * math.Pow(w.cost(p)/w.cost(Neutral()), -w.DemandElasticity)
	for range w.random.poisson(rate * step) {
		w.labour.open = append(w.labour.open, offer{w.now + step*w.random.share(), w.till.reserve(w.Payout * math.Min(p.Bonus, w.BonusLimit))})
		w.seen.posted++
	}
	kept := w.labour.open[:0]
	for _, o := range w.labour.open {
		if w.now-o.posted > w.Patience {
			w.till.pool += o.bonus
			w.seen.withdrawn++
			continue
		}
		kept = append(kept, o)
	}
	w.labour.open = kept
}

func (w *world) assign() {
	l, end := &w.labour, w.now+step
	free := math.Max(0, l.agents-float64(len(l.ends)))
	waiting := float64(len(l.open))
	if free == 0 || waiting == 0 {
		return
	}
	found := w.random.poisson(step / w.Search * waiting * free / (waiting + free))
	for range min(found, len(l.open), int(math.Ceil(free))) {
		i, last := w.random.below(len(l.open)), len(l.open)-1
		o := l.open[i]
		l.open[i] = l.open[last]
		l.open = l.open[:last]
		l.ends = append(l.ends, work{end + w.Work, o.bonus})
		w.seen.assigned++
		w.seen.waitSum += log2Seconds(end - o.posted)
	}
}

func (w *world) finish() {
	kept := w.labour.ends[:0]
	for _, job := range w.labour.ends {
		if job.end > w.now+step {
			kept = append(kept, job)
			continue
		}
		w.submit(job)
	}
	w.labour.ends = kept
}

// backlogHours is the mean age of the open jobs.
func (w *world) backlogHours() (float64, bool) {
	if len(w.labour.open) == 0 {
		return 0, false
	}
	sum := 0.0
	for _, o := range w.labour.open {
		sum += w.now - o.posted
	}
	return sum / float64(len(w.labour.open)), true
}
