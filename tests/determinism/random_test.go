package determinism

import (
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	"github.com/agijobs/agijobs/app/testapp"
)

const (
	sequential, parallel = "sequential", "block-stm"
	mem, level, pebble   = "memdb", "goleveldb", "pebbledb"
)

// few are the variants of an ordinary run.
var few = []variant{
	{executor: parallel, db: mem, procs: 2, proposed: true},
	{executor: sequential, db: pebble, procs: 1, cache: 0},
	{executor: sequential, db: level, restart: 10},
}

// many are those of a long one.
var many = append([]variant{
	{executor: sequential, db: mem},
	{executor: sequential, db: level},
	{executor: sequential, db: pebble},
	{executor: parallel, db: mem, procs: 1},
	{executor: parallel, db: mem, procs: 4},
	{executor: parallel, db: level, procs: 2},
	{executor: parallel, db: pebble, procs: 4, cache: 0},
	{executor: sequential, db: mem, procs: 4, proposed: true},
	{executor: parallel, db: mem, procs: 2, cache: 8, proposed: true},
	{executor: sequential, db: level, restart: 1},
	{executor: parallel, db: level, restart: 7, proposed: true},
}, few...)

// The same blocks give the same AppHash, results and events however a node runs them.
func TestARandomChainIsTheSameEverywhere(t *testing.T) {
	blocks, variants := 70, few
	if long {
		blocks, variants = 500, many
	}
	s, seen := play(t, 8, blocks)
	seen.log(t)
	seen.requireWhole(t, long)
	if long {
		save(t, s, randomChain)
	}
	for _, v := range variants {
		t.Run(v.String(), func(t *testing.T) { require.Empty(t, replay(t, s, v)) })
	}
}

// A difference is found, and where: a block without one of its transactions is not the same block.
func TestADifferenceIsFound(t *testing.T) {
	s, _ := play(t, 9, 12)
	for i := range s.Blocks {
		if txs := s.Blocks[i].Txs; len(txs) > 0 && i > 8 {
			s.Blocks[i].Txs = txs[:len(txs)-1]
			text := replay(t, s, variant{executor: sequential, db: mem})
			require.Contains(t, text, "LastResultsHash of height")
			return
		}
	}
	require.Fail(t, "no block had a transaction")
}

// What cannot be decoded no honest node accepts; executed all the same, it has one result with every executor, and leaves nothing behind.
func TestWhatCannotBeDecodedHasOneResult(t *testing.T) {
	var results []*abci.ExecTxResult
	for _, executor := range []string{sequential, parallel} {
		c := testapp.New(t, testapp.Options{Executor: executor})
		res := c.Block([]byte{0xff}, []byte("no transaction"))
		require.Len(t, res, 2)
		results = append(results, res...)
	}
	for _, res := range results {
		want := &abci.ExecTxResult{Code: sdkerrors.ErrTxDecode.ABCICode(), Codespace: sdkerrors.ErrTxDecode.Codespace(), Log: sdkerrors.ErrTxDecode.Error()}
		require.Equal(t, want, res)
	}
}
