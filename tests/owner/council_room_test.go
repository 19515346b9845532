package owner

import (
	"strings"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	operatorstypes "github.com/agijobs/agijobs/x/operators/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// flood submits proposals until no more are taken, and returns how many were.
func (n *nation) flood(from testapp.Actor, most int) int {
	n.T.Helper()
	taken := 0
	for taken < most {
		n.ForgetSequences()
		res := n.Deliver(from, proposal(from, n.decision()))
		if res.Code != 0 {
			requireCode(n.T, sovereigntypes.ErrTooManyProposals, res)
			return taken
		}
		taken++
	}
	return taken
}

// One of three members cannot fill all places, faster than the others can reject, and so keep the council from deciding: not
// even from taking its seat away.
func TestOneMemberCannotTakeAllPlaces(t *testing.T) {
	n := found(t, 2, 1, 1, 1)
	rogue, honest := n.officials[0], n.officials[1]
	require.Equal(t, sovereigntypes.MaxOpenProposals/3, n.flood(rogue, sovereigntypes.MaxOpenProposals))
	n.refuse(sovereigntypes.ErrTooManyProposals, rogue, proposal(rogue, n.decision()))

	// Whose vote closes one makes room for the same member only.
	n.votes(1, no, 1, 2)
	require.Equal(t, govv1.StatusRejected, n.status(1))
	n.Must(rogue, proposal(rogue, n.decision()))

	id := n.propose(honest, seats(2, map[int]uint32{1: 1, 2: 1}))
	n.votes(id, yes, 1, 2)
	require.Equal(t, govv1.StatusPassed, n.status(id))
	require.Equal(t, sovereigntypes.MaxOpenProposals/2, n.flood(honest, sovereigntypes.MaxOpenProposals), "half of the places each, now")
}

// A deposit on another's proposal takes a place of the depositor.
func TestADepositTakesAPlace(t *testing.T) {
	n := found(t, 2, 1, 1, 1)
	a, b := n.officials[0], n.officials[1]
	id := n.propose(a, n.decision())
	n.Must(b, govv1.NewMsgDeposit(b.Addr, id, sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 1))))
	require.Equal(t, sovereigntypes.MaxOpenProposals/3-1, n.flood(b, sovereigntypes.MaxOpenProposals))
}

// A proposal has a size, so that counting all of them again, and voting on one, stays cheap for everybody.
func TestAProposalHasASize(t *testing.T) {
	n := found(t, 1, 1)
	a := n.officials[0]
	cabinet := &sovereigntypes.MsgUpdateCouncil{Authority: app.Authority(), Council: sovereigntypes.Council{Threshold: 1}}
	for i := range sovereigntypes.MaxCouncilMembers {
		seat := testapp.Seat(official(i), 1)
		seat.Title = strings.Repeat("x", sovereigntypes.MaxTitle)
		cabinet.Council.Members = append(cabinet.Council.Members, seat)
	}
	cabinets := func(bytes int) (msgs []sdk.Msg) {
		for size := cabinet.Size(); bytes >= size; bytes -= size {
			msgs = append(msgs, cabinet)
		}
		return msgs
	}
	send := func(msg sdk.Msg) *abci.ExecTxResult {
		n.ForgetSequences()
		o := testapp.TxOptions{Gas: operatorstypes.MinBlockGas}
		return n.Block(n.SignAs(a, o, msg))[0]
	}
	res := send(proposal(a, cabinets(sovereigntypes.MaxProposalBytes+cabinet.Size())...))
	requireCode(t, sovereigntypes.ErrProposal, res)
	require.Contains(t, res.Log, "bytes; at most 65536")
	// The largest one fits into the smallest block.
	res = send(proposal(a, cabinets(sovereigntypes.MaxProposalBytes-2_000)...))
	require.Zero(t, res.Code, res.Log)
	t.Logf("gas of a proposal of %d bytes: %d", sizeOf(n, 1), res.GasUsed)
}

func sizeOf(n *nation, id uint64) int {
	p := n.Proposal(id)
	return p.Size()
}
