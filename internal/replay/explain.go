package replay

import (
	"fmt"
	"slices"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	cmttypes "github.com/cometbft/cometbft/types"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"
)

// diverge notes the first divergence. block may be nil.
func (r *run) diverge(height int64, block *cmttypes.Block, list []Difference) {
	r.report.Divergence = &Divergence{Height: height, Differences: list, Stores: []StoreDifference{}, Transactions: r.transactions(height, block)}
}

// divergeAt notes a divergence that the outcome of an executed block shows, with the stores that differ where the node has their hashes.
func (r *run) divergeAt(height int64, list []Difference) error {
	r.diverge(height, r.home.load(height).block, list)
	stores, err := r.roots(height)
	if err != nil {
		return err
	}
	for i, s := range stores {
		d, _, err := r.compareStore(s.Store, height, false)
		if err != nil {
			return err
		}
		if d != nil {
			stores[i].Keys, stores[i].How = d.Keys, d.How
		}
	}
	r.report.Divergence.Stores = append(r.report.Divergence.Stores, stores...)
	return nil
}

// transactions tells what a block holds.
func (r *run) transactions(height int64, block *cmttypes.Block) []Transaction {
	list := []Transaction{}
	if block == nil {
		return list
	}
	var node *abci.ResponseFinalizeBlock
	if got, err := r.home.States.LoadFinalizeBlockResponse(height); err == nil {
		node = got
	}
	for i, raw := range block.Txs {
		t := Transaction{Index: i, Hash: text(raw.Hash()), Messages: []string{}, Signers: []string{}}
		tx, err := r.engine.app.TxConfig().TxDecoder()(raw)
		if err != nil {
			t.How = "it cannot be decoded: " + err.Error()
			list = append(list, t)
			continue
		}
		for _, msg := range tx.GetMsgs() {
			t.Messages = append(t.Messages, sdk.MsgTypeURL(msg))
		}
		if signed, ok := tx.(authsigning.SigVerifiableTx); ok {
			if signers, err := signed.GetSigners(); err == nil {
				for _, s := range signers {
					t.Signers = append(t.Signers, sdk.AccAddress(s).String())
				}
			}
		}
		r.results(&t, i, height, node)
		list = append(list, t)
	}
	return list
}

// results adds how the transaction ended here, and whether it did so on the node.
func (r *run) results(t *Transaction, i int, height int64, node *abci.ResponseFinalizeBlock) {
	if r.answered.height != height || i >= len(r.answered.results) {
		return
	}
	here := r.answered.results[i]
	t.Code, t.Log = here.Code, here.Log
	if node == nil || i >= len(node.TxResults) {
		return
	}
	there := node.TxResults[i]
	if there.Code != here.Code || !slices.Equal(there.Data, here.Data) || there.GasWanted != here.GasWanted || there.GasUsed != here.GasUsed {
		t.How = fmt.Sprintf("the node has code %d, gas used %d; replayed code %d, gas used %d", there.Code, there.GasUsed, here.Code, here.GasUsed)
	}
}

// answered is what the last executed block led to.
type answered struct {
	height  int64
	results []*abci.ExecTxResult
}

// pace cuts the run into stretches of equal length.
type pace struct {
	list    []Stretch
	current Stretch
	blocks  int64
	since   time.Time
	aside   time.Duration
}

// stretches is how many a report has at most.
const stretches = 200

func (p *pace) add(height int64, txs int, total int64) {
	p.current.To, p.current.Transactions = height, p.current.Transactions+txs
	if p.blocks++; p.blocks >= (total+stretches-1)/stretches {
		p.cut()
	}
}

func (p *pace) cut() {
	p.current.Seconds = (time.Since(p.since) - p.aside).Seconds()
	p.list = append(p.list, p.current)
	p.current, p.blocks, p.since, p.aside = Stretch{}, 0, time.Now(), 0
}

func (p *pace) done() []Stretch {
	if p.blocks > 0 {
		p.cut()
	}
	return p.list
}
