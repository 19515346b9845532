package bench

import (
	"fmt"
	"slices"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtconfig "github.com/cometbft/cometbft/config"
	cmttypes "github.com/cometbft/cometbft/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/lanes"
)

const (
	// pace is how long a node waits between two blocks by default (timeout_commit of config.toml).
	pace = 900 * time.Millisecond
	// probes of a load show how much gas its transactions need; one may use gasToProbe, which is more.
	probes, gasToProbe = 3, app.MaxBlockGas / 4
	// gasShort is less than the last write of a message costs.
	gasShort = 500
	// gasPerByte and gasPerSignature are the default parameters of x/auth that a block is judged by: of the cheapest kind of key.
	gasPerByte, gasPerSignature = 10, 4_000
)

// patience is how long validators wait for a proposal by default; a node that executes a block for longer falls behind.
var patience = cmtconfig.DefaultConsensusConfig().TimeoutPropose

// Worst is a block that is filled with the worst of one kind, up to the gas or the bytes of a block.
type Worst struct {
	Name  string `json:"name"`
	Valid bool   `json:"valid"`
	Txs   int    `json:"txs"`
	Bytes int    `json:"bytes"`
	// Gas is what its transactions ask for.
	Gas uint64 `json:"gas"`
	// Refused: no validator accepts it.
	Refused bool `json:"refused"`
	// Judged is what ProcessProposal took, with the check of the signatures; Millis is with FinalizeBlock and Commit, if it was not refused.
	Judged         Spread `json:"judged_ms"`
	Millis         Spread `json:"ms"`
	judged, millis []float64
	// cpu is what the process used of all processors meanwhile, milliseconds; other programs on the machine do not change it.
	cpu []float64
}

// filled is transactions with what they take of a block's room.
type filled struct {
	txs   [][]byte
	bytes int
	gas   uint64
}

// add reports whether a transaction still went in.
func (f *filled) add(tx []byte, gas uint64) bool {
	bytes := int(cmttypes.ComputeProtoSizeForTxs([]cmttypes.Tx{tx}))
	if f.bytes+bytes > app.MaxBlockBytes || f.gas+gas > app.MaxBlockGas {
		return false
	}
	f.txs, f.bytes, f.gas = append(f.txs, tx), f.bytes+bytes, f.gas+gas
	return true
}

// tx is a load's next transaction, which asks for so much gas.
func (s *stage) tx(l *load, gas uint64) ([]byte, error) {
	from, msgs := l.msgs(l.next)
	l.next++
	o := order{gas: gas, wrong: l.spoil == spoilSignature, hide: l.hide, with: l.with}
	if l.amino {
		o.amino = s.amino
	}
	tx, err := s.signAs(from, o, msgs...)
	if l.spoil == spoilAnte {
		from.sequence-- // it is not used up
	}
	return tx, err
}

// need finds out how much gas the transactions of a load ask for: a little more than some of them used, or less where they fail for it.
func (s *stage) need(l *load) error {
	switch {
	case l.gas > 0:
		return nil
	case l.cheap:
		l.gas = 1
		return nil
	case l.spoil == spoilAnte:
		tx, err := s.tx(l, gasToProbe)
		l.next = 0
		l.gas = lanes.LeastGas + uint64(gasPerByte*len(tx)+gasPerSignature)
		return err
	}
	s.phase = l.name
	var txs [][]byte
	for range probes {
		tx, err := s.tx(l, gasToProbe)
		if err != nil {
			return err
		}
		txs = append(txs, tx)
	}
	e, err := s.execute(txs)
	if err != nil {
		return err
	}
	if err := outcome(e.res.TxResults, l.spoil == "" || l.spoil == spoilGas); err != nil {
		return fmt.Errorf("%s: %w", l.name, err)
	}
	least, most := e.res.TxResults[0].GasUsed, int64(0)
	for _, res := range e.res.TxResults {
		least, most = min(least, res.GasUsed), max(most, res.GasUsed)
	}
	l.gas = uint64(most + most/8)
	switch l.spoil {
	case spoilGas:
		l.gas = uint64(least) - gasShort
	case spoilSignature: // it takes what it takes, but for some bytes
		l.gas = uint64(most + most/64)
	}
	return nil
}

// outcome returns an error unless all of the transactions succeeded, or all failed.
func outcome(results []*abci.ExecTxResult, succeeded bool) error {
	for i, res := range results {
		if (res.Code == 0) != succeeded {
			return fmt.Errorf("transaction %d of %d: code %d, %d of %d gas: %.300s", i, len(results), res.Code, res.GasUsed, res.GasWanted, res.Log)
		}
	}
	return nil
}

// fill adds transactions of a load to a block until one of its bounds is met, or a share of its gas, or there are no more.
func (s *stage) fill(f *filled, l *load, share uint64) error {
	for used := uint64(0); used+l.gas <= share && (l.most == 0 || l.next < l.most); used += l.gas {
		from, _ := l.msgs(l.next)
		signers := append([]*actor{from}, l.with...)
		before := make([]uint64, len(signers))
		for i, a := range signers {
			before[i] = a.sequence
		}
		tx, err := s.tx(l, l.gas)
		if err != nil {
			return err
		}
		if !f.add(tx, l.gas) {
			for i, a := range signers {
				a.sequence = before[i]
			}
			return nil
		}
	}
	return nil
}

// measureWorst fills blocks with the worst valid and the worst invalid transactions. Submissions and votes need prepared jobs; where these
// run out, postings fill the rest of the block.
func (r *run) measureWorst() ([]*Worst, error) {
	var rows []*Worst
	for n := range r.options.WorstRepeat {
		list, err := r.worstOnce()
		if err != nil {
			return nil, err
		}
		if n == 0 {
			rows = list
		}
		for i, w := range list {
			rows[i].judged, rows[i].millis = append(rows[i].judged, w.Judged.Median), append(rows[i].millis, w.Millis.Median)
			if n > 0 {
				rows[i].cpu = append(rows[i].cpu, w.cpu...)
			}
			rows[i].Judged, rows[i].Millis = spreadOf(rows[i].judged), spreadOf(rows[i].millis)
		}
	}
	for _, valid := range []bool{true, false} {
		longest, most := make([]float64, r.options.WorstRepeat), make([]float64, r.options.WorstRepeat)
		for _, w := range rows {
			for i, ms := range w.millis {
				if w.Valid == valid {
					longest[i], most[i] = max(longest[i], ms), max(most[i], w.cpu[i])
				}
			}
		}
		kind := map[bool]string{true: "valid", false: "invalid"}[valid]
		r.against(fmt.Sprintf("the longest block of the worst %s transactions : timeout_propose (%s)", kind, patience), longest, patience)
		r.against(fmt.Sprintf("the same : timeout_commit, the pace of blocks (%s)", pace), longest, pace)
		byTime, byCPU := make([]float64, len(longest)), make([]float64, len(longest))
		for i, ms := range longest {
			byTime[i], byCPU[i] = ms/rows[0].millis[i], most[i]/rows[0].cpu[i]
		}
		r.report.Ratios = append(r.report.Ratios, Ratio{Name: "the same : a block full of bank sends", Value: spreadOf(byTime)},
			Ratio{Name: "most CPU time of one of them : that of a block full of bank sends", Value: spreadOf(byCPU)},
			Ratio{Name: fmt.Sprintf("most CPU time of one of them, on one processor : timeout_propose (%s)", patience), Value: spreadOf(scaled(most, patience))})
	}
	return rows, nil
}

// against adds a ratio of times to a bound.
func (r *run) against(name string, millis []float64, bound time.Duration) {
	r.report.Ratios = append(r.report.Ratios, Ratio{Name: name, Value: spreadOf(scaled(millis, bound)), Target: 1, AtMost: true})
}

func scaled(millis []float64, bound time.Duration) []float64 {
	list := make([]float64, len(millis))
	for i, ms := range millis {
		list[i] = ms / float64(bound.Milliseconds())
	}
	return list
}

func (r *run) worstOnce() (rows []*Worst, err error) {
	people := r.options.people(true)
	people.Worst, people.Agents = true, max(people.Agents, worstAgents)
	c, err := start(people)
	if err != nil {
		return nil, err
	}
	defer c.abandon()
	s, err := c.prepare(r.options.WorstJobs)
	if err != nil {
		return nil, err
	}
	valid := s.valid()
	for _, l := range append(valid, s.invalid()...) {
		w, err := s.worstOf(l, valid)
		if err != nil {
			return nil, err
		}
		rows = append(rows, w)
		r.say("worst: %s: %d transactions, %d bytes, %d gas: refused: %t, %.0f ms", w.Name, w.Txs, w.Bytes, w.Gas, w.Refused, w.Millis.Median)
	}
	return rows, nil
}

func (s *stage) worstOf(l *load, valid []*load) (*Worst, error) {
	loads := []*load{l}
	if l.spoil == "" && l.most > 0 {
		loads = append(loads, valid[slices.IndexFunc(valid, func(other *load) bool { return other.name == phasePost })])
	}
	for _, each := range loads {
		if err := s.need(each); err != nil {
			return nil, err
		}
	}
	var f filled
	for _, each := range loads {
		if err := s.fill(&f, each, app.MaxBlockGas); err != nil {
			return nil, err
		}
	}
	before := cpuTime()
	accepted, judged, err := s.propose(f.txs)
	if err != nil {
		return nil, err
	}
	if accepted == l.cheap {
		return nil, fmt.Errorf("%s: accepted: %t", l.name, accepted)
	}
	w := &Worst{Name: l.name, Valid: l.spoil == "", Refused: !accepted, Txs: len(f.txs), Bytes: f.bytes, Gas: f.gas, Judged: millis(judged), Millis: millis(judged)}
	w.cpu = []float64{float64((cpuTime() - before).Microseconds()) / 1_000}
	if w.Refused {
		return w, nil
	}
	e, err := s.execute(f.txs)
	if err != nil {
		return nil, err
	}
	if err := outcome(e.res.TxResults, l.spoil == ""); err != nil {
		return nil, fmt.Errorf("%s: %w", l.name, err)
	}
	w.Millis = millis(judged + e.took)
	w.cpu[0] += float64(e.cpu.Microseconds()) / 1_000
	return w, nil
}

func millis(took time.Duration) Spread {
	return spreadOf([]float64{float64(took.Microseconds()) / 1_000})
}

// propose has a validator look at the next block as its proposer shows it.
func (c *chain) propose(txs [][]byte) (accepted bool, took time.Duration, err error) {
	started := time.Now()
	res, err := c.app.ProcessProposal(&abci.RequestProcessProposal{Height: c.height + 1, Time: c.time.Add(blockTime), Txs: txs, Hash: headerHash(c.height + 1)})
	if err != nil {
		return false, 0, err
	}
	return res.IsAccepted(), time.Since(started), nil
}
