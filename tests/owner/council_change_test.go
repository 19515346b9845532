package owner

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/agijobs/agijobs/app/testapp"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// A new member counts only after it has taken its seat; until then it passes the gate and does nothing else.
func TestSeatsAreTakenInTwoSteps(t *testing.T) {
	n := found(t, 1, 1)
	a, b := n.officials[0], official(1)
	open := n.propose(a, n.decision())
	id := n.propose(a, seats(1, map[int]uint32{0: 1, 1: 3}))
	n.votes(id, yes, 0)
	require.Equal(t, govv1.StatusPassed, n.status(id))
	require.EqualValues(t, 1, n.council().AcceptedWeight())

	n.refuse(sovereigntypes.ErrNotMember, b, vote(b, open, yes))
	n.refuse(sovereigntypes.ErrNotMember, b, proposal(b, n.decision()))
	locked := n.propose(a, seats(2, map[int]uint32{0: 1, 1: 3}))
	n.votes(locked, yes, 0)
	require.Equal(t, govv1.StatusFailed, n.status(locked), "the threshold cannot wait for a seat that was only offered")

	n.Must(b, &sovereigntypes.MsgAcceptSeat{Member: b.String()})
	require.EqualValues(t, 4, n.council().AcceptedWeight())
	raised := n.propose(b, seats(4, map[int]uint32{0: 1, 1: 3}))
	n.Must(b, vote(b, raised, yes))
	require.Equal(t, govv1.StatusPassed, n.status(raised), "b alone reached the old threshold")
	n.Must(b, vote(b, open, yes))
	require.Equal(t, govv1.StatusVotingPeriod, n.status(open), "and does not reach the new one")
	n.votes(open, yes, 0)
	require.Equal(t, govv1.StatusPassed, n.status(open))
	require.EqualValues(t, 1, n.executed())
}

func TestLockoutIsRefused(t *testing.T) {
	n := found(t, 2, 1, 1, 1)
	for name, next := range map[string]*sovereigntypes.MsgUpdateCouncil{
		"threshold above accepted weight": seats(4, map[int]uint32{0: 1, 1: 1, 2: 1, 3: 9}),
		"accepted members removed":        seats(2, map[int]uint32{0: 1, 3: 5}),
		"all replaced":                    seats(1, map[int]uint32{3: 1, 4: 1}),
	} {
		t.Run(name, func(t *testing.T) {
			before := n.council()
			id := n.propose(n.officials[0], next)
			n.votes(id, yes, 0, 1)
			require.Equal(t, govv1.StatusFailed, n.status(id))
			require.Contains(t, n.Proposal(id).FailedReason, "lock itself out")
			require.Equal(t, before, n.council())
		})
	}
	authority := seats(1, nil)
	authority.Council.Members = []sovereigntypes.CouncilMember{{Address: authority.Authority, Weight: 1}, testapp.Seat(official(0), 1)}
	id := n.propose(n.officials[0], authority)
	n.votes(id, yes, 0, 1)
	require.Equal(t, govv1.StatusFailed, n.status(id), "the owner's own account has no seat")
}

// A change of the council counts the open proposals again. It runs in x/gov's EndBlocker, so what it decides executes in
// the next block, and until then takes no votes.
func TestChangeDecidesOpenProposals(t *testing.T) {
	n := found(t, 3, 1, 1, 1, 1)
	a, c := n.officials[0], n.officials[2]
	passing, losing, waiting := n.propose(a, n.decision()), n.propose(a, n.decision()), n.propose(a, n.decision())
	n.votes(passing, yes, 0, 1)
	n.votes(losing, no, 0)
	n.votes(losing, yes, 3) // whose seat goes
	n.votes(waiting, yes, 0)
	change := n.propose(a, seats(2, map[int]uint32{0: 2, 1: 1, 2: 1}), n.decision())
	// threshold 2: a and b have said yes to the first; of the second, a's no weighs 2 of 4, so b and c could still pass it.
	n.votes(change, yes, 0, 1, 2)
	require.Equal(t, govv1.StatusPassed, n.status(change))
	require.Equal(t, map[string]string{fmt.Sprintf("%q", fmt.Sprint(change)): "true"}, n.decided())
	require.EqualValues(t, 1, n.executed(), "of the change itself")
	for _, id := range []uint64{passing, waiting} {
		require.Equal(t, govv1.StatusVotingPeriod, n.status(id), "decided, to be executed in the next block")
		closed, err := n.App.Sovereign.ClosedProposal(n.Ctx(), id)
		require.NoError(t, err)
		require.True(t, closed)
	}
	require.Equal(t, tallied(0, 0, 2), n.tally(losing))

	n.refuse(sovereigntypes.ErrProposalClosed, c, vote(c, passing, no)) // the next block
	require.Equal(t, govv1.StatusPassed, n.status(passing))
	require.Equal(t, govv1.StatusPassed, n.status(waiting), "a alone weighs 2 now")
	require.Equal(t, govv1.StatusVotingPeriod, n.status(losing))
	require.EqualValues(t, 3, n.executed())
	n.votes(losing, abstain, 1)
	require.Equal(t, govv1.StatusRejected, n.status(losing))
	n.Blocks(3)
	require.EqualValues(t, 3, n.executed())
}

// A change that makes passing impossible rejects in the next block.
func TestChangeRejectsOpenProposals(t *testing.T) {
	n := found(t, 2, 1, 1, 1)
	a := n.officials[0]
	open := n.propose(a, n.decision())
	n.votes(open, no, 2)
	change := n.propose(a, seats(2, map[int]uint32{0: 1, 2: 1}))
	n.votes(change, yes, 0, 1)
	require.Equal(t, govv1.StatusVotingPeriod, n.status(open))
	n.Block()
	require.Equal(t, govv1.StatusRejected, n.status(open))
	require.Zero(t, n.executed())
}

// Two proposals end in one block, and the first changes the council: x/gov has both in hand, so the second is counted once,
// by the council that there is when its turn comes, and runs once or not at all.
func TestTwoEndInOneBlockAndTheFirstChangesTheCouncil(t *testing.T) {
	for name, tc := range map[string]struct {
		change *sovereigntypes.MsgUpdateCouncil
		status govv1.ProposalStatus
		runs   uint64
	}{
		"the new council says the same": {seats(2, map[int]uint32{0: 1, 1: 1}), govv1.StatusPassed, 1},
		"its yes weighs too little":     {seats(2, map[int]uint32{0: 1, 2: 1}), govv1.StatusRejected, 0},
		"its yes weighs more":           {seats(1, map[int]uint32{0: 9, 1: 9, 2: 1}), govv1.StatusPassed, 1},
	} {
		t.Run(name, func(t *testing.T) {
			n := found(t, 2, 1, 1, 1)
			a, b := n.officials[0], n.officials[1]
			first, second := n.propose(a, tc.change), n.propose(a, n.decision())
			n.votes(first, yes, 0)
			n.votes(second, yes, 0)
			for _, res := range n.Block(n.Sign(b, vote(b, second, yes)), n.Sign(b, vote(b, first, yes))) {
				require.Zero(t, res.Code, res.Log)
			}
			n.ForgetSequences()
			require.Equal(t, govv1.StatusPassed, n.status(first))
			require.Equal(t, tc.status, n.status(second))
			require.Len(t, n.decided(), 2)
			require.Equal(t, tc.runs, n.executed())
			n.Blocks(3)
			require.Equal(t, tc.status, n.status(second))
			require.Equal(t, tc.runs, n.executed())
			d, err := n.App.Sovereign.Decision(n.Ctx(), second)
			require.NoError(t, err)
			require.Equal(t, tc.runs == 1, d.Passed)
			require.Equal(t, tc.change.Council.Threshold, d.Threshold)
		})
	}
}

// A rejected proposal whose block also changes the council in its favour is counted by that council as well: the one rule
// holds at the moment of execution, in both directions.
func TestSeatAcceptedInTheBlockOfTheEnd(t *testing.T) {
	n := found(t, 2, 1, 1, 1)
	a, c := n.officials[0], n.officials[2]
	id := n.propose(a, n.decision())
	n.votes(id, yes, 2)
	remove := n.propose(a, seats(2, map[int]uint32{0: 1, 1: 1}))
	n.votes(remove, yes, 0, 1)
	n.Block()
	again := n.propose(a, seats(2, map[int]uint32{0: 1, 1: 1, 2: 1}))
	n.votes(again, yes, 0, 1)
	require.Equal(t, tallied(0, 0, 0), n.tally(id), "who has no seat does not count")
	n.votes(id, yes, 0)
	require.Equal(t, govv1.StatusVotingPeriod, n.status(id))
	n.Must(c, &sovereigntypes.MsgAcceptSeat{Member: c.String()}) // its old yes counts again and decides
	require.Equal(t, govv1.StatusPassed, n.status(id))
	require.EqualValues(t, 1, n.executed())
}

// A decision may act on proposals only where a member has granted that to the owner, by authz: it votes on an open one,
// which then executes in the next block; it cannot touch one that ends in this block. A cancelled one would halt the chain.
func TestDecisionsAboutProposals(t *testing.T) {
	n := found(t, 1, 1, 1)
	a, owner := n.officials[0], sdk.MustAccAddressFromBech32(seats(1, nil).Authority)
	for _, msg := range []sdk.Msg{&govv1.MsgVote{}, &govv1.MsgCancelProposal{}} {
		grant, err := authz.NewMsgGrant(a.Addr, owner, authz.NewGenericAuthorization(sdk.MsgTypeURL(msg)), nil)
		require.NoError(t, err)
		n.Must(a, grant)
	}
	open := n.propose(a, n.decision())
	voting := n.propose(a, inAuthz(owner, vote(a, open, yes)))
	n.votes(voting, yes, 0)
	require.Equal(t, govv1.StatusPassed, n.status(voting))
	require.Equal(t, govv1.StatusVotingPeriod, n.status(open))
	require.Zero(t, n.executed())
	n.Block()
	require.Equal(t, govv1.StatusPassed, n.status(open))
	require.EqualValues(t, 1, n.executed())

	ending := voting + 1
	// Both end in one block; the one with the lower id runs first and acts on the other.
	for name, act := range map[string]func(on uint64) sdk.Msg{
		"cancel": func(on uint64) sdk.Msg { return govv1.NewMsgCancelProposal(on, a.String()) },
		"vote":   func(on uint64) sdk.Msg { return vote(a, on, no) },
	} {
		before := n.executed()
		acting := n.propose(a, inAuthz(owner, act(ending+1)))
		require.Equal(t, ending, acting, name)
		acted := n.propose(a, n.decision())
		require.Equal(t, ending+1, acted, name)
		n.Must(a, vote(a, acted, yes), vote(a, acting, yes))
		require.Equal(t, govv1.StatusFailed, n.status(acting), name)
		require.Regexp(t, "closed|cannot be cancelled", n.Proposal(acting).FailedReason, name)
		require.Equal(t, govv1.StatusPassed, n.status(acted), name)
		require.Equal(t, before+1, n.executed(), name)
		ending += 2
	}
}

// One block set through both executors gives one state.
func TestCouncilOnBlockSTM(t *testing.T) {
	n := found(t, 2, 1, 1, 1)
	a, b := n.officials[0], n.officials[1]
	first, second := n.propose(a, seats(2, map[int]uint32{0: 2, 1: 1})), n.propose(a, n.decision())
	n.Block(n.Sign(a, vote(a, first, yes)), n.Sign(a, vote(a, second, yes)), n.Sign(b, vote(b, second, yes)), n.Sign(b, vote(b, first, yes)))
	require.EqualValues(t, 1, n.executed())
	testapp.Replay(t, testapp.Options{Executor: "block-stm"}, n.Chain)
}

// A chain goes on from an export with its council, its votes and what is decided but not executed yet.
func TestCouncilExportGoesOn(t *testing.T) {
	n := found(t, 3, 1, 1, 1, 1)
	a := n.officials[0]
	done, closed, open := n.propose(a, n.decision()), n.propose(a, n.decision()), n.propose(a, n.decision())
	n.votes(done, yes, 0, 1, 2)
	n.votes(closed, yes, 0, 1)
	n.votes(open, yes, 1)
	change := n.propose(a, seats(2, map[int]uint32{0: 1, 1: 1, 2: 1, 4: 1}))
	n.votes(change, yes, 0, 1, 2)
	require.Equal(t, govv1.StatusVotingPeriod, n.status(closed))

	_, bz := n.Chain.Export()
	twin := &nation{Chain: testapp.New(t, testapp.Options{State: bz, InitialHeight: n.Height + 1, StartTime: n.Time}), officials: n.officials}
	n.Block()
	for _, chain := range []*nation{n, twin} {
		require.Equal(t, govv1.StatusPassed, chain.status(done))
		require.Equal(t, govv1.StatusPassed, chain.status(closed))
		require.Equal(t, govv1.StatusVotingPeriod, chain.status(open))
		require.EqualValues(t, 2, chain.executed())
		require.Len(t, chain.voters(done), 3)
		by, err := chain.App.Sovereign.DecidedBy(chain.Ctx(), done)
		require.NoError(t, err)
		require.Len(t, by, 3)
		chain.votes(open, yes, 2)
		require.Equal(t, govv1.StatusPassed, chain.status(open))
	}
	require.Equal(t, n.council(), twin.council())
}
