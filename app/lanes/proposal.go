package lanes

import (
	"errors"

	abci "github.com/cometbft/cometbft/abci/types"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/mempool"
)

// Verifier is what proposals ask of BaseApp.
type Verifier interface {
	// PrepareProposalVerifyTx runs the ante handler on top of what was verified before.
	PrepareProposalVerifyTx(tx sdk.Tx) ([]byte, error)
	TxDecode(raw []byte) (sdk.Tx, error)
}

// Prepare fills a block out of the pool. What turns out to be invalid leaves it, and what asks for less gas than it needs at least.
func (p *Pool) Prepare(v Verifier, auth Auth) sdk.PrepareProposalHandler {
	return func(ctx sdk.Context, req *abci.RequestPrepareProposal) (res *abci.ResponsePrepareProposal, err error) {
		defer func() {
			// BaseApp would propose what CometBFT's pool holds, unchecked, and others would refuse it. An empty block lets the next proposer try.
			if r := recover(); r != nil || err != nil {
				ctx.Logger().Error("no block could be filled, an empty one is proposed", "error", err, "panic", r)
				res, err = &abci.ResponsePrepareProposal{}, nil
			}
		}()
		if err := p.Room(Entry, 0); err != nil {
			ctx.Logger().Info("the pool takes no new business until blocks have taken some of it", "waiting", p.CountTx(), "why", err.Error())
		}
		room := RoomOf(ctx.ConsensusParams())
		room.Bytes = uint64(max(req.MaxTxBytes, 0))
		floor := FloorOf(auth.GetParams(ctx))
		var chosen [][]byte
		var invalid []*pooled
		p.pack(room, func(t *pooled) bool {
			_, err := v.PrepareProposalVerifyTx(t.tx)
			if err == nil {
				err = floor.Check(t.tx, t.raw)
			}
			if err != nil {
				invalid = append(invalid, t)
				return false
			}
			chosen = append(chosen, t.raw)
			return true
		})
		for _, t := range invalid {
			if err := p.Remove(t.tx); err != nil && !errors.Is(err, mempool.ErrTxNotFound) {
				return nil, err
			}
		}
		return &abci.ResponsePrepareProposal{Txs: chosen}, nil
	}
}

// Process refuses a block that cannot be read, is above the limits that all nodes agree on, or has a transaction that asks for less gas than its
// bytes and signatures take. That follows from the block and from the last block's state alone. It judges neither order nor choice: nodes hold different
// transactions, and a block that one half refuses would halt the chain.
func Process(v Verifier, auth Auth) sdk.ProcessProposalHandler {
	return func(ctx sdk.Context, req *abci.RequestProcessProposal) (*abci.ResponseProcessProposal, error) {
		status := abci.ResponseProcessProposal_ACCEPT
		if !acceptable(v, req.Txs, RoomOf(ctx.ConsensusParams()), FloorOf(auth.GetParams(ctx))) {
			status = abci.ResponseProcessProposal_REJECT
		}
		return &abci.ResponseProcessProposal{Status: status}, nil
	}
}

func acceptable(v Verifier, block [][]byte, limit Room, floor Floor) bool {
	var need Room
	for _, raw := range block {
		tx, err := v.TxDecode(raw)
		if err != nil {
			return false
		}
		gas, err := gasOf(tx)
		if err != nil {
			return false
		}
		need = need.Plus(Room{Bytes: size(raw), Gas: gas})
		if !limit.Holds(need) || floor.Check(tx, raw) != nil {
			return false
		}
	}
	return true
}
