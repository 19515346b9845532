// Package determinism plays one random chain and runs its blocks again in every way that a node can run them.
package determinism

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtstate "github.com/cometbft/cometbft/state"
	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/store/v2/rootmulti"

	"github.com/agijobs/agijobs/app/testapp"
)

// story is a chain as a stranger could run it again: where it starts, its blocks, and what each led to.
type story struct {
	Genesis json.RawMessage `json:"genesis"`
	Blocks  []block         `json:"blocks"`
}

// block has beside the two hashes of a header what helps to find a difference.
type block struct {
	Time    time.Time `json:"time"`
	Txs     [][]byte  `json:"txs"`
	AppHash []byte    `json:"app_hash"`
	Results []byte    `json:"last_results_hash"`
	// Events is the beginning of a hash over all events.
	Events []byte `json:"events"`
	// Stores are the beginnings of the hashes that make up the AppHash.
	Stores map[string][]byte `json:"stores"`
	// each is what became of each transaction; a stored chain does not have it.
	each []*abci.ExecTxResult
}

// short is how much of a hash is enough to tell where a difference is.
const short = 4

// seen is the last block of a chain.
func seen(t testing.TB, c *testapp.Chain) block {
	t.Helper()
	last := c.History[len(c.History)-1]
	b := block{
		Time: last.Time, Txs: last.Txs, AppHash: last.AppHash, Results: cmtstate.TxResultsHash(last.Response.TxResults),
		Events: eventsHash(t, last.Response), Stores: map[string][]byte{},
		each: last.Response.TxResults,
	}
	ms, ok := c.App.CommitMultiStore().(*rootmulti.Store)
	require.True(t, ok)
	info, err := ms.GetCommitInfo(c.Height)
	require.NoError(t, err)
	for _, s := range info.StoreInfos {
		hash := s.CommitId.Hash
		b.Stores[s.Name] = hash[:min(short, len(hash))]
	}
	return b
}

// eventsHash covers what clients see besides the results: no header does.
func eventsHash(t testing.TB, res *abci.ResponseFinalizeBlock) []byte {
	t.Helper()
	all := abci.ResponseFinalizeBlock{Events: res.Events, ValidatorUpdates: res.ValidatorUpdates, ConsensusParamUpdates: res.ConsensusParamUpdates}
	for _, tx := range res.TxResults {
		all.TxResults = append(all.TxResults, &abci.ExecTxResult{Events: tx.Events})
	}
	bz, err := all.Marshal()
	require.NoError(t, err)
	hash := sha256.Sum256(bz)
	return hash[:short]
}

// difference says where two runs of a block differ; empty: nowhere.
func difference(height int, want, got block) string {
	var text string
	if !bytes.Equal(want.AppHash, got.AppHash) {
		var stores []string
		for _, name := range slices.Sorted(maps.Keys(want.Stores)) {
			if !bytes.Equal(want.Stores[name], got.Stores[name]) {
				stores = append(stores, name)
			}
		}
		text += fmt.Sprintf("AppHash of height %d is %X instead of %X; stores that differ: %v\n", height, got.AppHash, want.AppHash, stores)
	}
	if !bytes.Equal(want.Results, got.Results) {
		text += fmt.Sprintf("LastResultsHash of height %d is %X instead of %X\n", height, got.Results, want.Results)
		for i := range min(len(want.each), len(got.each)) {
			a, b := want.each[i], got.each[i]
			if a.Code != b.Code || a.GasUsed != b.GasUsed || a.GasWanted != b.GasWanted || !bytes.Equal(a.Data, b.Data) {
				text += fmt.Sprintf("transaction %d: %s instead of %s\n", i, outcome(b), outcome(a))
			}
		}
	}
	if !bytes.Equal(want.Events, got.Events) {
		text += fmt.Sprintf("events, validator updates or consensus parameters of height %d differ\n", height)
	}
	return text
}

func outcome(res *abci.ExecTxResult) string {
	return fmt.Sprintf("%s %d, %d of %d gas, %d bytes (%.300s)", res.Codespace, res.Code, res.GasUsed, res.GasWanted, len(res.Data), res.Log)
}
