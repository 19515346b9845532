package bench

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/app"
)

// gasPerAccess is what the least access to a store costs; a transaction with more accesses than its gas pays for had some for nothing.
const gasPerAccess = 1_000

func worstStage(t *testing.T) (*stage, *counter) {
	t.Helper()
	c, n, err := startCounted(setup{Employers: 20, Agents: worstAgents, Validators: 20, Worst: true})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.close()) })
	s, err := c.prepare(8)
	require.NoError(t, err)
	return s, n
}

// accesses are the calls to the stores in a phase, those of undone branches too.
func (n *counter) accesses(phase string, tx bool) int {
	t := n.byPart[part{phase, tx}]
	if t == nil {
		return 0
	}
	return t.reads + t.writes + t.deletes + t.iterators
}

// offer tells whether a validator accepts a block with such transactions.
func (s *stage) offer(t *testing.T, txs [][]byte) bool {
	t.Helper()
	accepted, _, err := s.propose(txs)
	require.NoError(t, err)
	return accepted
}

// runWorst fills a block with equal shares of the loads, runs it and compares what was read and written with the gas.
func runWorst(t *testing.T, s *stage, n *counter, loads []*load) {
	t.Helper()
	for _, l := range loads {
		require.NoError(t, s.need(l), l.name)
	}
	var f filled
	for _, l := range loads {
		require.NoError(t, s.fill(&f, l, app.MaxBlockGas/uint64(len(loads))), l.name)
		require.NotEmpty(t, f.txs, l.name)
	}
	for _, l := range loads { // what some have left the others take
		require.NoError(t, s.fill(&f, l, app.MaxBlockGas-f.gas), l.name)
	}
	require.True(t, f.gas > app.MaxBlockGas*9/10 || f.bytes > app.MaxBlockBytes*9/10, "a full block")
	require.True(t, s.offer(t, f.txs))
	s.phase = "full"
	e, err := s.execute(f.txs)
	require.NoError(t, err)
	require.NoError(t, outcome(e.res.TxResults, loads[0].spoil == ""))
	var used int
	for _, res := range e.res.TxResults {
		used += int(res.GasUsed)
	}
	inTxs, beside := n.accesses("full", true), n.accesses("full", false)
	t.Logf("%d transactions, %d bytes, %d gas asked for, %d used; accesses: %d in transactions, %d beside", len(f.txs), f.bytes, f.gas, used, inTxs, beside)
	require.Positive(t, inTxs)
	require.LessOrEqual(t, used, app.MaxBlockGas)
	require.LessOrEqual(t, inTxs*gasPerAccess, used, "accesses that no gas paid for")
	require.LessOrEqual(t, (inTxs+beside)*gasPerAccess, app.MaxBlockGas)
}

// Work is counted, so that the bound holds on every machine; `agijobsd bench execute --only worst` says what it takes.
func TestWorstValidBlock(t *testing.T) {
	s, n := worstStage(t)
	runWorst(t, s, n, s.valid())
}

func TestWorstInvalidBlock(t *testing.T) {
	s, n := worstStage(t)
	var together []*load
	for _, l := range s.invalid() {
		if !l.cheap && l.most == 0 {
			together = append(together, l)
			continue
		}
		require.NoError(t, s.need(l))
		var f filled
		require.NoError(t, s.fill(&f, l, app.MaxBlockGas))
		require.True(t, f.bytes > app.MaxBlockBytes*9/10 || f.gas > app.MaxBlockGas*9/10, l.name)
		require.Equal(t, !l.cheap, s.offer(t, f.txs), l.name)
		s.phase = l.name
		e, err := s.execute(f.txs) // whether anybody would propose it or not
		require.NoError(t, err)
		require.NoError(t, outcome(e.res.TxResults, false))
		if l.cheap { // next to no access to a store may come of it
			require.LessOrEqual(t, n.accesses(l.name, true), 2*len(f.txs), l.name)
		} else {
			require.LessOrEqual(t, n.accesses(l.name, true)*gasPerAccess, int(f.gas), l.name)
		}
	}
	runWorst(t, s, n, together)
}

// The largest message of a kind pays for every byte that it has more than the smallest.
func TestLargestMessagesPayForTheirBytes(t *testing.T) {
	s, _ := worstStage(t)
	for _, l := range s.valid() {
		if l.least == nil {
			continue
		}
		t.Run(l.name, func(t *testing.T) {
			large, err := s.tx(l, gasToProbe)
			require.NoError(t, err)
			from, msgs := l.least(0)
			small, err := s.signFor(from, gasToProbe, false, msgs...)
			require.NoError(t, err)

			e, err := s.block([][]byte{large, small})

			require.NoError(t, err)
			more, bytes := e.res.TxResults[0].GasUsed-e.res.TxResults[1].GasUsed, len(large)-len(small)
			t.Logf("%d bytes and %d gas, %d more than the smallest", len(large), e.res.TxResults[0].GasUsed, more)
			require.Positive(t, bytes)
			require.GreaterOrEqual(t, int(more), gasPerByte*bytes)
		})
	}
}

// What is beyond the bounds of a block, or cannot be read, no validator accepts.
func TestProposalsBeyondTheBounds(t *testing.T) {
	s, _ := worstStage(t)
	const least = 20_000 // its bytes and seven signatures take more than 35,000 units of gas
	sign := func(gas uint64) []byte {
		from := s.people.group
		tx, err := s.signFor(from, gas, false, s.sendMsg(from, s.employer(0), 1))
		require.NoError(t, err)
		return tx
	}
	half, small := sign(app.MaxBlockGas/2), sign(45_000)
	for _, tc := range []struct {
		name     string
		txs      [][]byte
		accepted bool
	}{
		{"all gas", [][]byte{half, half}, true},
		{"more gas", [][]byte{half, half, small}, false},
		{"less gas than bytes and signatures take", [][]byte{half, sign(least)}, false},
		{"one transaction of more gas", [][]byte{sign(app.MaxBlockGas + 1)}, false},
		{"gas that overflows", [][]byte{sign(1 << 63), sign(1 << 63), half}, false},
		{"more bytes", [][]byte{half, bytes.Repeat([]byte{0}, app.MaxBlockBytes)}, false},
		{"not a transaction", [][]byte{half, bytes.Repeat([]byte{0xff}, 250)}, false},
	} {
		require.Equal(t, tc.accepted, s.offer(t, tc.txs), tc.name)
	}
	// Whose bytes take less gas than a block's bytes have to share.
	const each = 40_000
	large, err := s.signFor(s.employer(0), each, false, s.largestPost(s.employer(0), 0))
	require.NoError(t, err)
	var f filled
	for f.add(large, each) {
	}
	require.Greater(t, f.bytes, app.MaxBlockBytes*99/100)
	require.True(t, s.offer(t, f.txs), "all bytes")
	require.False(t, s.offer(t, append(f.txs, large)), "one transaction above the bytes")
}
