package bench

import (
	abci "github.com/cometbft/cometbft/abci/types"
)

// idle is the phase of blocks that do nothing.
const idle = "idle"

// Budget is what one message of a phase costs, counted: reads and writes are calls, keys count each key once. For phases
// without messages, and for the rest of a block, it is what one job costs beyond an idle block. Averages over all of the phase.
type Budget struct {
	Phase string `json:"phase"`
	// Part is "transaction" (ante and one message) or "block" (all else).
	Part       string             `json:"part"`
	Reads      float64            `json:"reads"`
	ReadKeys   float64            `json:"read_keys"`
	Writes     float64            `json:"writes"`
	Deletes    float64            `json:"deletes"`
	WriteKeys  float64            `json:"written_keys"`
	Iterators  float64            `json:"iterators"`
	Steps      float64            `json:"iterator_steps"`
	Bytes      float64            `json:"bytes_written"`
	Events     float64            `json:"events"`
	EventBytes float64            `json:"event_bytes"`
	TxBytes    float64            `json:"tx_bytes"`
	Gas        float64            `json:"gas"`
	Stores     map[string]float64 `json:"written_keys_by_store"`
}

// measureBudget counts one batch of lives and of sends, one message per transaction.
func measureBudget(o Options) ([]Budget, error) {
	c, n, err := startCounted(o.people(false))
	if err != nil {
		return nil, err
	}
	defer c.abandon()
	if _, err := c.lifecycle(batch{perTx: 1}, o.BudgetJobs); err != nil { // whoever acts first writes more
		return nil, err
	}
	const idleBlocks = 4
	n.byPart = map[part]*tally{}
	c.phase = idle
	for range idleBlocks {
		if _, err := c.block(nil); err != nil {
			return nil, err
		}
	}
	life, err := c.lifecycle(batch{perTx: 1}, o.BudgetJobs)
	if err != nil {
		return nil, err
	}
	sends, err := c.sends(batch{perTx: 1}, o.BudgetJobs)
	if err != nil {
		return nil, err
	}
	for phase, blocks := range sends.blocksOf {
		life.blocksOf[phase] = blocks
	}
	idleBlock := n.row(idle, false, idleBlocks, Budget{})
	var rows []Budget
	for _, phase := range append([]string{phaseSend}, phases...) {
		rows = append(rows, n.rows(phase, life.blocksOf[phase], float64(o.BudgetJobs), idleBlock)...)
	}
	return append(rows, idleBlock), nil
}

// rows are those of a phase: its transactions, and what else its blocks did for each job.
func (n *counter) rows(phase string, blocks []executed, jobs float64, idleBlock Budget) (rows []Budget) {
	var txs, size, gas int
	var inTx, rest []abci.Event
	for _, e := range blocks {
		txs += len(e.res.TxResults)
		for _, tx := range e.res.TxResults {
			inTx = append(inTx, tx.Events...)
			gas += int(tx.GasUsed)
		}
		size += e.bytes
		rest = append(rest, e.res.Events...)
	}
	if txs > 0 {
		row := n.row(phase, true, float64(txs), Budget{})
		row.addEvents(inTx, float64(txs))
		row.TxBytes, row.Gas = float64(size)/float64(txs), float64(gas)/float64(txs)
		rows = append(rows, row)
	}
	row := n.row(phase, false, jobs, idleBlock.times(float64(len(blocks))/jobs))
	row.addEvents(rest, jobs)
	return append(rows, row)
}

// row is what was counted for each of so many items, less what is taken off.
func (n *counter) row(phase string, tx bool, items float64, less Budget) Budget {
	t := n.byPart[part{phase, tx}]
	if t == nil {
		t = &tally{}
	}
	each := func(count int, less float64) float64 { return float64(count)/items - less }
	row := Budget{
		Phase: phase, Part: "block",
		Reads: each(t.reads, less.Reads), ReadKeys: each(t.readKeys, less.ReadKeys), Writes: each(t.writes, less.Writes),
		Deletes: each(t.deletes, less.Deletes), WriteKeys: each(t.writeKeys, less.WriteKeys), Iterators: each(t.iterators, less.Iterators),
		Steps: each(t.steps, less.Steps), Bytes: each(t.bytes, less.Bytes), Stores: map[string]float64{},
	}
	if tx {
		row.Part = "transaction"
	}
	for store, count := range t.stores {
		row.Stores[store] = each(count, less.Stores[store])
	}
	return row
}

func (b Budget) times(f float64) Budget {
	stores := map[string]float64{}
	for store, count := range b.Stores {
		stores[store] = count * f
	}
	return Budget{
		Reads: b.Reads * f, ReadKeys: b.ReadKeys * f, Writes: b.Writes * f, Deletes: b.Deletes * f, WriteKeys: b.WriteKeys * f,
		Iterators: b.Iterators * f, Steps: b.Steps * f, Bytes: b.Bytes * f, Stores: stores,
	}
}

func (b *Budget) addEvents(events []abci.Event, items float64) {
	var bytes int
	for _, e := range events {
		bytes += e.Size()
	}
	b.Events, b.EventBytes = float64(len(events))/items, float64(bytes)/items
}
