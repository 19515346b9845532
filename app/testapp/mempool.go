package testapp

import (
	"bytes"
	"slices"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"
)

// Mempool does for a test chain what CometBFT does around its own pool: it hands transactions in, has blocks proposed out of them, and checks
// again what is left after each.
type Mempool struct {
	*Chain
	// Held are the transactions in CometBFT's pool, by arrival.
	Held [][]byte
}

// Check hands a transaction in.
func (p *Mempool) Check(tx []byte) *abci.ResponseCheckTx {
	p.T.Helper()
	res := p.check(tx, abci.CheckTxType_New)
	if res.IsOK() {
		p.Held = append(p.Held, tx)
	}
	p.requireEqual()
	return res
}

func (p *Mempool) check(tx []byte, kind abci.CheckTxType) *abci.ResponseCheckTx {
	p.T.Helper()
	res, err := p.App.CheckTx(&abci.RequestCheckTx{Tx: tx, Type: kind})
	require.NoError(p.T, err)
	return res
}

// Proposal is the next block that this node proposes. It must find it acceptable itself.
func (p *Mempool) Proposal() [][]byte {
	p.T.Helper()
	res, err := p.App.PrepareProposal(&abci.RequestPrepareProposal{
		Height: p.Height + 1, Time: p.Time.Add(p.Step), Txs: p.Held, ProposerAddress: p.operator.consAddress(),
		MaxTxBytes: p.App.GetConsensusParams(p.Ctx()).Block.MaxBytes,
	})
	require.NoError(p.T, err)
	require.True(p.T, p.Accepts(res.Txs...))
	return res.Txs
}

// Accepts tells whether this node accepts a proposed block.
func (p *Mempool) Accepts(txs ...[]byte) bool {
	p.T.Helper()
	res, err := p.App.ProcessProposal(&abci.RequestProcessProposal{
		Height: p.Height + 1, Time: p.Time.Add(p.Step), Txs: txs, Hash: HeaderHash(p.Height + 1), ProposerAddress: p.operator.consAddress(),
	})
	require.NoError(p.T, err)
	return res.IsAccepted()
}

// Next proposes, executes and commits a block, and returns its transactions with their results.
func (p *Mempool) Next() ([][]byte, []*abci.ExecTxResult) {
	p.T.Helper()
	txs := p.Proposal()
	return txs, p.Decided(txs...)
}

// Decided executes and commits a block that some node has proposed.
func (p *Mempool) Decided(txs ...[]byte) []*abci.ExecTxResult {
	p.T.Helper()
	results := p.Block(txs...)
	p.Held = slices.DeleteFunc(p.Held, func(held []byte) bool {
		in := slices.ContainsFunc(txs, func(tx []byte) bool { return bytes.Equal(tx, held) })
		return in || !p.check(held, abci.CheckTxType_Recheck).IsOK()
	})
	p.requireEqual()
	return results
}

// requireEqual: the application's pool and CometBFT's hold equally much.
func (p *Mempool) requireEqual() {
	p.T.Helper()
	require.Equal(p.T, len(p.Held), p.App.Mempool().CountTx())
}
