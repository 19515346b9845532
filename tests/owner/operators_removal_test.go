package owner

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	operatorskeeper "github.com/agijobs/agijobs/x/operators/keeper"
	operatorstypes "github.com/agijobs/agijobs/x/operators/types"
)

func (n *nodes) removals() []operatorstypes.Removal {
	n.T.Helper()
	res, err := operatorskeeper.NewQueryServer(n.App.Operators).Removals(n.Ctx(), &operatorstypes.QueryRemovalsRequest{})
	require.NoError(n.T, err)
	return res.Removals
}

func (n *nodes) joinAll() {
	for _, op := range n.ops {
		n.join(op)
	}
}

func TestRemovedOperatorLosesPowerAndSeats(t *testing.T) {
	n := startNodes(t)
	n.joinAll()
	op := n.ops[0]
	val := sdk.ValAddress(op.Addr)
	n.Govern(grantSeats(op, 3)) // free seats burn as well
	supply := n.supply()

	n.Govern(removeOperator(op))
	removedAt := n.Time
	require.Equal(t, []string{powerUpdate(nodeKey(op.Name), 0)}, powerUpdates(n.Last), "power goes in the block of the decision")
	require.Zero(t, n.powerOf(op))
	v, err := n.App.Staking.GetValidator(n.Ctx(), val)
	require.NoError(t, err)
	require.True(t, v.Jailed)
	require.True(t, v.Tokens.IsZero())
	require.Equal(t, supply, n.supply(), "seats answer for the past until they have unbonded")
	require.Len(t, n.removals(), 1)
	require.Equal(t, removedAt.Add(opUnbonding), n.removals()[0].MaturesAt)

	// Nothing brings it back meanwhile.
	n.refused(operatorstypes.ErrRemoved, op.String(), op, slashingtypes.NewMsgUnjail(val.String()))
	n.refused(operatorstypes.ErrRemoved, op.String(), op, stakingtypes.NewMsgDelegate(op.String(), val.String(), seatCoin(3)))
	n.refused(operatorstypes.ErrRemoved, op.String(), op, undelegate(op, 1))
	n.vetoed(operatorstypes.ErrRemoved, "", grantSeats(op, 1))
	n.vetoed(operatorstypes.ErrRemoved, "", removeOperator(op))

	n.BlockAfter(n.removals()[0].MaturesAt.Sub(n.Time) - 1)
	require.Equal(t, supply, n.supply(), "a nanosecond early")
	n.BlockAfter(1)
	require.Equal(t, supply.Sub(seatUnits(opPower+3)), n.supply())
	require.True(t, n.seatsOf(op).IsZero())
	require.Empty(t, n.removals())
	_, err = n.App.Staking.GetValidator(n.Ctx(), val)
	require.ErrorIs(t, err, stakingtypes.ErrNoValidatorFound)

	// The role is left: the authority may take the operator in again.
	n.refused(stakingtypes.ErrNoValidatorFound, "", op, stakingtypes.NewMsgDelegate(op.String(), val.String(), seatCoin(1)))
	n.join(op)
	require.EqualValues(t, opPower, n.powerOf(op))
}

// By unbonding a seat in many blocks an operator fills x/staking's list of entries; it must stay removable.
func TestOperatorCannotMakeItselfIrremovable(t *testing.T) {
	n := startNodes(t)
	n.joinAll()
	op := n.ops[0]
	one := sdk.NewInt64Coin(app.SeatDenom, 1)
	for range stakingtypes.DefaultMaxEntries {
		n.Must(op, stakingtypes.NewMsgUndelegate(op.String(), sdk.ValAddress(op.Addr).String(), one))
	}
	n.refused(stakingtypes.ErrMaxUnbondingDelegationEntries, "", op, undelegate(op, 1))
	n.Govern(removeOperator(op))
	n.BlockAfter(opUnbonding)
	require.True(t, n.seatsOf(op).IsZero())
	require.Equal(t, seatUnits(3*opPower), n.supply())
}

func TestMinimumOfOperators(t *testing.T) {
	n := startNodes(t)
	only := n.Operator()
	n.refused(operatorstypes.ErrTooFewOperators, "0 of at least 1", only, undelegate(only, opPower))
	n.vetoed(operatorstypes.ErrTooFewOperators, "0 of at least 1", removeOperator(only))
	// A seat below the validator's own minimum jails it as well, and below a power of 1 it is out.
	n.refused(operatorstypes.ErrTooFewOperators, "0 of at least 1", only,
		stakingtypes.NewMsgUndelegate(only.String(), sdk.ValAddress(only.Addr).String(), seatCoin(opPower).SubAmount(seatUnits(1).SubRaw(1))))

	n.joinAll()
	setMin := func(minimum uint32) sdk.Msg {
		return &operatorstypes.MsgUpdateParams{Authority: app.Authority(), Params: operatorstypes.Params{MinOperators: minimum, BurnsPerBlock: 1}}
	}
	n.vetoed(operatorstypes.ErrInvalidParams, "there are 4 operators with power", setMin(5))
	n.Govern(setMin(4))
	op := n.ops[0]
	n.vetoed(operatorstypes.ErrTooFewOperators, "3 of at least 4", removeOperator(op))
	n.refused(operatorstypes.ErrTooFewOperators, "3 of at least 4", op, undelegate(op, opPower))
	n.refused(operatorstypes.ErrTooFewOperators, "3 of at least 4", op, nested(t, op, 3, undelegate(op, opPower)))
	n.Must(op, undelegate(op, 1)) // part of it may go
	n.Govern(setMin(3))
	n.Must(op, undelegate(op, opPower-1))
	require.Zero(t, n.powerOf(op))
	// Who has no power can always be removed.
	n.Govern(removeOperator(op))
	n.vetoed(operatorstypes.ErrTooFewOperators, "2 of at least 3", removeOperator(n.ops[1]))
}

func TestAtMostAThirdOfThePowerLeavesInABlock(t *testing.T) {
	n := startNodes(t)
	n.joinAll() // four times ten
	n.vetoed(operatorstypes.ErrTooMuchPower, "20 of 40", removeOperator(n.ops[0]), removeOperator(n.ops[1]))
	require.Empty(t, n.removals(), "all or none")
	require.EqualValues(t, opPower, n.powerOf(n.ops[0]))

	// Two proposals that are decided in one block: the second is one too many.
	first, second := n.submit(removeOperator(n.ops[0])), n.submit(removeOperator(n.ops[1]))
	n.decide(first, second)
	require.Equal(t, govv1.StatusPassed, n.Proposal(first).Status)
	require.Equal(t, govv1.StatusFailed, n.Proposal(second).Status)
	require.Contains(t, n.Proposal(second).FailedReason, "20 of 40")

	// Three are left: one is exactly a third. Then two: one is a half.
	n.Govern(removeOperator(n.ops[1]))
	n.vetoed(operatorstypes.ErrTooMuchPower, "10 of 20", removeOperator(n.ops[2]))

	// What somebody takes out itself in the same block counts too.
	n2 := startNodes(t)
	n2.joinAll()
	id := n2.submit(removeOperator(n2.ops[0]))
	vote := n2.Sign(n2.Operator(), govv1.NewMsgVote(n2.Operator().Addr, id, govv1.OptionYes, ""))
	for _, res := range n2.Block(n2.Sign(n2.ops[1], undelegate(n2.ops[1], opPower)), vote) {
		require.Zero(t, res.Code, res.Log)
	}
	require.Contains(t, n2.Proposal(id).FailedReason, "20 of 40")
}

func (n *nodes) submit(msgs ...sdk.Msg) uint64 {
	n.T.Helper()
	operator := n.Operator()
	deposit := sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 1))
	msg, err := govv1.NewMsgSubmitProposal(msgs, deposit, operator.String(), "", "A decision", "What the test needs", false)
	require.NoError(n.T, err)
	var res govv1.MsgSubmitProposalResponse
	n.Response(n.Must(operator, msg), 0, &res)
	return res.ProposalId
}

// decide votes on proposals in one block.
func (n *nodes) decide(ids ...uint64) {
	n.T.Helper()
	var txs [][]byte
	for _, id := range ids {
		txs = append(txs, n.Sign(n.Operator(), govv1.NewMsgVote(n.Operator().Addr, id, govv1.OptionYes, "")))
	}
	for _, res := range n.Block(txs...) {
		require.Zero(n.T, res.Code, res.Log)
	}
	n.ForgetSequences()
}

func TestUnjailingNeedsTheRole(t *testing.T) {
	n := startNodes(t)
	op := n.ops[0]
	n.Govern(grantSeats(op, opPower))
	create := n.create(op, opPower)
	create.MinSelfDelegation = seatUnits(opPower - 1)
	n.Must(op, create)
	n.Must(op, undelegate(op, 2)) // below its own minimum: jailed
	require.Zero(t, n.powerOf(op))
	n.Govern(grantSeats(op, 2))
	val := sdk.ValAddress(op.Addr).String()
	n.Must(op, stakingtypes.NewMsgDelegate(op.String(), val, seatCoin(2)))

	n.Govern(setRoles(op, identitytypes.ROLE_EMPLOYER))
	n.refused(operatorstypes.ErrNotOperator, op.String(), op, slashingtypes.NewMsgUnjail(val))
	n.refused(operatorstypes.ErrNotOperator, op.String(), op, nested(t, op, 3, slashingtypes.NewMsgUnjail(val)))
	n.Govern(setRoles(op, identitytypes.ROLE_NODE_OPERATOR))
	n.Must(op, slashingtypes.NewMsgUnjail(val))
	require.EqualValues(t, opPower, n.powerOf(op))
}

// Removals wait in the exported state as they do in the running one, and at most burns_per_block of them end in a block.
func TestRemovalsAreCappedAndExported(t *testing.T) {
	n := startNodes(t)
	n.joinAll()
	n.Govern(&operatorstypes.MsgUpdateParams{Authority: app.Authority(), Params: operatorstypes.Params{MinOperators: 1, BurnsPerBlock: 1}})
	n.Govern(removeOperator(n.ops[0]))
	n.Govern(removeOperator(n.ops[1]))
	state, bz := n.Chain.Export()
	twin := &nodes{Chain: testapp.New(t, testapp.Options{State: bz, InitialHeight: n.Height + 1, StartTime: n.Time}), ops: n.ops}
	n.Block()
	again, _ := twin.Chain.Export()
	require.JSONEq(t, string(state[operatorstypes.ModuleName]), string(again[operatorstypes.ModuleName]))

	for _, c := range []*nodes{n, twin} {
		c.BlockAfter(opUnbonding)
		require.Len(t, c.removals(), 1, "one a block")
		require.Equal(t, seatUnits(3*opPower), c.supply())
		c.Block()
		require.Empty(t, c.removals())
		require.Equal(t, seatUnits(2*opPower), c.supply())
	}
}

// A genesis in which somebody without the role holds seats does not start.
func TestGenesisRefusesSeatsWithoutTheRole(t *testing.T) {
	citizen := testapp.NewActor("citizen")
	defer func() {
		failure, ok := recover().(error)
		require.True(t, ok)
		require.ErrorIs(t, failure, operatorstypes.ErrInvalidGenesis)
		require.ErrorContains(t, failure, citizen.String())
	}()
	testapp.New(t, testapp.Options{Genesis: func(state app.GenesisState, c *testapp.Chain) {
		c.Admit(state, citizen, math.ZeroInt(), identitytypes.Participant{Roles: []identitytypes.Role{identitytypes.ROLE_EMPLOYER}})
		c.AddBalance(state, citizen.Addr, seatCoin(1))
	}})
}
