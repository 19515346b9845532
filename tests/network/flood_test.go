//go:build network

package network

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdktx "github.com/cosmos/cosmos-sdk/types/tx"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/agijobs/agijobs/app/lanes"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

var approve = validationtypes.Vote{Verdict: validationtypes.VOTE_VERDICT_APPROVE, Score: 90}

// A wave of new business, which pays ten times what a committee pays, fills this node's pool and every block from before the votes until
// after the last reveal: once from many signers, once from one. All seats seal and open their votes, and the chain settles the job.
func TestFloodCannotMakeACommitteeMissItsReveal(t *testing.T) {
	t.Parallel()
	m := startMarket(t)
	t.Run("from many", func(t *testing.T) {
		m.at(t).judgedUnder(m.flooders, lanes.ErrPoolFull.ABCICode())
	})
	t.Run("from one", func(t *testing.T) {
		m.at(t).judgedUnder(m.flooders[:1], lanes.ErrPending.ABCICode())
	})
}

// at is the market with failures reported to a part of the test.
func (m *market) at(t *testing.T) *market {
	own, chain := *m, *m.chain
	chain.t = t
	own.chain = &chain
	return &own
}

// judgedUnder has a job judged under a flood, which has to be so large that the node refuses part of it for the reason given.
func (m *market) judgedUnder(from []person, refusal uint32) {
	m.t.Helper()
	// ARRANGE
	job := m.handedIn()
	f := m.flood(from)
	defer f.stop()
	m.until("the flood to fill the pool", func() bool { return f.refused(refusal) > 0 })
	start := m.height(0)

	// ACT
	committee := m.committee(job)
	m.all(committee, func(j person) sdk.Msg {
		commitment, err := validationtypes.Commitment(m.id, job, 0, j.addr, approve, salt(j))
		require.NoError(m.t, err)
		return &validationtypes.MsgCommitVote{Validator: j.String(), JobId: job, Commitment: commitment}
	})
	m.until("the reveal window", func() bool { return m.round(job).Round.Status == validationtypes.ROUND_STATUS_REVEAL })
	before := f.refused(refusal)
	waiting := m.newBusiness()
	m.all(committee, func(j person) sdk.Msg {
		return &validationtypes.MsgRevealVote{Validator: j.String(), JobId: job, Vote: approve, Salt: salt(j)}
	})
	end := m.height(0)

	// ASSERT
	require.Greater(m.t, f.refused(refusal), before, "the pool was full while the votes were opened")
	require.Zero(m.t, f.refusedByComet(), "CometBFT's pool, which knows no lanes, always had a place")
	m.requireFullBlocks(start+1, end)
	waiting()
	for _, seat := range m.round(job).Seats {
		require.Equal(m.t, validationtypes.SEAT_STATUS_REVEALED, seat.Status, seat.Validator)
	}
	require.Len(m.t, m.round(job).Seats, len(committee), "no seat was drawn again")
	m.until("the settlement", func() bool { return m.job(job).Status == jobstypes.JOB_STATUS_COMPLETED })
	require.Equal(m.t, uint32(len(committee)), m.job(job).Verdict.Revealed)

	f.stop()
	m.until("the rest of the flood to be in blocks", func() bool { return len(m.block(0, m.height(0)).Data.Txs) == 0 })
}

// newBusiness is a transaction of a bystander who pays the usual fee. The returned check says that the flood has kept it out: either the node
// has refused it, or no block has taken it.
func (m *market) newBusiness() (check func()) {
	m.t.Helper()
	b := m.sender(m.bystander, usualFee)
	code := b.send(m)
	if code == lanes.ErrPoolFull.ABCICode() {
		return func() {}
	}
	require.Zero(m.t, code, b.log)
	return func() {
		_, err := m.clients[0].Txs().GetTx(m.ctx, &sdktx.GetTxRequest{Hash: b.hash})
		require.ErrorContains(m.t, err, "not found", "blocks had room for everybody: this was no flood")
	}
}

// requireFullBlocks: each block held as much as the flood could put in: what was left was less than one of its transactions.
func (m *market) requireFullBlocks(from, to int64) {
	m.t.Helper()
	require.Greater(m.t, to, from)
	for height := from; height <= to; height++ {
		gas := uint64(0)
		for _, raw := range m.block(0, height).Data.Txs {
			var tx sdktx.Tx
			require.NoError(m.t, tx.Unmarshal(raw))
			gas += tx.AuthInfo.Fee.GasLimit
		}
		require.LessOrEqual(m.t, gas, uint64(blockGas), "block %d", height)
		require.Greater(m.t, gas, uint64(blockGas-floodGas), "block %d was not full", height)
	}
}

// committee waits for the draw.
func (m *market) committee(job uint64) (out []person) {
	m.t.Helper()
	m.until("the draw", func() bool { return m.round(job).Round.Status == validationtypes.ROUND_STATUS_COMMIT })
	for _, seat := range m.round(job).Seats {
		for _, j := range m.judges {
			if j.String() == seat.Validator {
				out = append(out, j)
			}
		}
	}
	require.GreaterOrEqual(m.t, len(out), 3)
	return out
}

// all lets everybody send a message at the same time and waits until all are in blocks.
func (m *market) all(people []person, message func(person) sdk.Msg) {
	m.t.Helper()
	errs := make([]error, len(people))
	var group sync.WaitGroup
	for i, p := range people {
		msg := message(p)
		group.Go(func() { _, errs[i] = m.accounts[p.name].Send(m.ctx, msg) })
	}
	group.Wait()
	for i, p := range people {
		require.NoError(m.t, errs[i], p.name)
	}
}

func (m *market) round(job uint64) *validationtypes.QueryRoundResponse {
	m.t.Helper()
	r, err := m.clients[0].Validation().Round(m.ctx, &validationtypes.QueryRoundRequest{JobId: job})
	require.NoError(m.t, err)
	return r
}

func (m *market) job(id uint64) jobstypes.Job {
	m.t.Helper()
	r, err := m.clients[0].Jobs().Job(m.ctx, &jobstypes.QueryJobRequest{JobId: id})
	require.NoError(m.t, err)
	return r.Job
}

func salt(p person) []byte { return fmt.Appendf(nil, "%-32.32s", "salt of "+p.name) }

// gift is the new business of the flood: it costs its sender nothing but the fee.
func gift(from person) sdk.Msg {
	return &banktypes.MsgSend{FromAddress: from.String(), ToAddress: from.String(), Amount: sdk.NewCoins(sdk.NewInt64Coin("uagi", 1))}
}
