package owner

import (
	"fmt"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"
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

// govern decides messages while everybody signs, and returns the proposal.
func (c *consensus) govern(msgs ...sdk.Msg) govv1.Proposal {
	c.T.Helper()
	res := c.try(c.Sign(c.Operator(), proposal(c.Operator(), msgs...)))[0]
	require.Zero(c.T, res.Code, res.Log)
	var submitted govv1.MsgSubmitProposalResponse
	c.Response(res, 0, &submitted)
	c.block(c.Sign(c.Operator(), govVote(c.Operator(), submitted.ProposalId)))
	return c.Proposal(submitted.ProposalId)
}

func (c *consensus) passes(msgs ...sdk.Msg) {
	c.T.Helper()
	p := c.govern(msgs...)
	require.Equal(c.T, govv1.StatusPassed, p.Status, p.FailedReason)
}

// refuses sends a message that must fail.
func (c *consensus) refuses(want error, from testapp.Actor, msg sdk.Msg) {
	c.T.Helper()
	res := c.try(c.Sign(from, msg))[0]
	space, code, _ := errorsmod.ABCIInfo(want, false)
	require.Equal(c.T, fmt.Sprintf("%s %d", space, code), fmt.Sprintf("%s %d", res.Codespace, res.Code), res.Log)
}

// later runs a block a while after the last one.
func (c *consensus) later(d time.Duration) {
	c.T.Helper()
	step := c.Step
	c.Step = d
	defer func() { c.Step = step }()
	c.block()
}

func (c *consensus) validator(a testapp.Actor) stakingtypes.Validator {
	c.T.Helper()
	v, err := c.App.Staking.GetValidator(c.Ctx(), sdk.ValAddress(a.Addr))
	require.NoError(c.T, err)
	return v
}

func (c *consensus) info(a testapp.Actor) operatorstypes.OperatorInfo {
	c.T.Helper()
	res, err := operatorskeeper.NewQueryServer(c.App.Operators).Operators(c.Ctx(), &operatorstypes.QueryOperatorsRequest{})
	require.NoError(c.T, err)
	for _, o := range res.Operators {
		if o.Operator.Address == a.String() {
			return o
		}
	}
	require.Fail(c.T, "no operator "+a.Name)
	return operatorstypes.OperatorInfo{}
}

// signsTwice is evidence that an operator has signed two blocks of a height.
func (c *consensus) signsTwice(key []byte, height int64) {
	c.evidence = append(c.evidence, abci.Misbehavior{
		Type: abci.MisbehaviorType_DUPLICATE_VOTE, Validator: abci.Validator{Address: key, Power: opPower},
		Height: height, Time: c.Time, TotalVotingPower: 4 * opPower,
	})
}

func setRoles(a testapp.Actor, roles ...identitytypes.Role) sdk.Msg {
	return &identitytypes.MsgAdmit{Sender: app.Authority(), Participants: []identitytypes.Admission{
		{Address: a.String(), Kind: identitytypes.PARTICIPANT_KIND_HUMAN, Roles: roles},
	}}
}

func unjail(a testapp.Actor) sdk.Msg {
	return slashingtypes.NewMsgUnjail(sdk.ValAddress(a.Addr).String())
}

// shortWindow lets the chain see soon who does not sign.
func shortWindow(state app.GenesisState, c *testapp.Chain) {
	testapp.Edit(c, state, slashingtypes.ModuleName, func(gs *slashingtypes.GenesisState) { gs.Params.SignedBlocksWindow = signedWindow })
}

const signedWindow = 10

// silence keeps an operator from signing until the chain jails it.
func (c *consensus) silence(a testapp.Actor) {
	c.T.Helper()
	cons := string(nodeKey(a.Name).Address())
	c.silent = map[string]bool{cons: true}
	for range 2 * signedWindow {
		c.block()
		if c.validator(a).Jailed {
			return
		}
	}
	require.Fail(c.T, "never jailed")
}

// An operator whose node is down is jailed: it loses its power and a hundredth of its seats, which are burnt. It comes back
// by itself, when the jail is over and as long as it has the role; and it can be removed from jail.
func TestOperatorJailedForDowntime(t *testing.T) {
	n := startNodes(t, shortWindow)
	n.joinAll()
	n.Blocks(3)
	c := n.consensus()
	op, supply := c.ops[0], c.supply()
	c.silence(op)
	require.Equal(t, []string{powerUpdate(nodeKey(op.Name), 0)}, powerUpdates(c.Last))
	slashed := seatUnits(opPower).QuoRaw(100)
	require.Equal(t, supply.Sub(slashed), c.supply(), "burnt")
	info := c.info(op)
	require.True(t, info.Jailed)
	require.Zero(t, info.Power)
	require.Equal(t, seatUnits(opPower).Sub(slashed), info.BondedSeats, "the rest stays its own")
	require.True(t, info.UnbondingSeats.IsZero())

	c.silent = nil
	c.refuses(slashingtypes.ErrValidatorJailed, op, unjail(op))
	c.later(slashingtypes.DefaultDowntimeJailDuration)
	c.passes(setRoles(op, identitytypes.ROLE_EMPLOYER))
	c.refuses(operatorstypes.ErrNotOperator, op, unjail(op))
	c.passes(setRoles(op, identitytypes.ROLE_NODE_OPERATOR))
	c.block(c.Sign(op, unjail(op)))
	require.Equal(t, []string{powerUpdate(nodeKey(op.Name), opPower-1)}, powerUpdates(c.Last), "9.9 seats are a power of 9")
	require.EqualValues(t, opPower-1, c.info(op).Power)

	// Down once more, and removed from jail: it takes no power away, so no rule of the set stands against it.
	for range 5 {
		c.block()
	}
	c.passes(&operatorstypes.MsgUpdateParams{Authority: app.Authority(), Params: operatorstypes.Params{MinOperators: 4, BurnsPerBlock: 1}})
	c.silence(op)
	left := c.info(op).BondedSeats
	c.passes(removeOperator(op))
	require.Empty(t, c.Last.ValidatorUpdates)
	require.Equal(t, left, c.info(op).UnbondingSeats)
	c.later(slashingtypes.DefaultDowntimeJailDuration)
	c.block()
	require.Equal(t, seatUnits(3*opPower), c.supply())
	require.Empty(t, c.removals())
}

// Who signs twice is jailed for ever; the key is banned. It can be removed like anybody, and come back with a new key if
// the authority wants it to.
func TestOperatorTombstonedForSigningTwice(t *testing.T) {
	n := startNodes(t)
	n.joinAll()
	n.Blocks(3)
	c := n.consensus()
	op, supply := c.ops[1], c.supply()
	key := nodeKey(op.Name)
	slashed := seatUnits(opPower).QuoRaw(20)
	for range 2 { // the second time it is known
		c.signsTwice(key.Address(), c.Height)
		c.block()
		require.Equal(t, supply.Sub(slashed), c.supply())
	}
	require.Zero(t, c.power(key))
	require.True(t, c.App.Slashing.IsTombstoned(c.Ctx(), sdk.ConsAddress(key.Address())))
	require.True(t, c.info(op).Jailed)
	require.True(t, c.info(op).HasRole)
	c.later(1_000 * time.Hour)
	c.refuses(slashingtypes.ErrValidatorJailed, op, unjail(op))

	// Seats that it still has give it nothing back.
	c.passes(grantSeats(op, 5))
	c.block(c.Sign(op, stakingtypes.NewMsgDelegate(op.String(), sdk.ValAddress(op.Addr).String(), seatCoin(5))))
	require.Zero(t, c.info(op).Power)

	c.passes(removeOperator(op))
	require.Equal(t, seatUnits(opPower+5).Sub(slashed), c.removals()[0].Unbonding)
	c.later(opUnbonding)
	require.Equal(t, seatUnits(3*opPower), c.supply())
	_, err := c.App.Staking.GetValidator(c.Ctx(), sdk.ValAddress(op.Addr))
	require.ErrorIs(t, err, stakingtypes.ErrNoValidatorFound)
	c.signsTwice(key.Address(), c.Height-2) // of one who is gone
	c.block()

	// x/evidence never punishes a banned key again, so nobody may come back with it.
	c.passes(grantSeats(op, opPower))
	c.refuses(operatorstypes.ErrTombstoned, op, c.create(op, opPower))
	c.refuses(operatorstypes.ErrTombstoned, c.ops[0], rotateTo(t, c.ops[0], key))
	fresh := op
	fresh.Name = "another node"
	c.block(c.Sign(op, c.create(fresh, opPower)))
	require.EqualValues(t, opPower, c.info(op).Power)
	c.signsTwice(nodeKey(fresh.Name).Address(), c.Height)
	c.block()
	require.True(t, c.info(op).Jailed, "the new one is answerable again")
}

// What an operator did before its removal costs it seats that are on their way out; the rest burns at the end.
func TestRemovedOperatorAnswersForThePast(t *testing.T) {
	n := startNodes(t)
	n.joinAll()
	n.Blocks(3)
	c := n.consensus()
	op := c.ops[0]
	past := c.Height
	c.passes(removeOperator(op))
	c.signsTwice(nodeKey(op.Name).Address(), past)
	c.block()
	slashed := seatUnits(opPower).QuoRaw(20)
	require.Equal(t, seatUnits(4*opPower).Sub(slashed), c.supply())
	require.Equal(t, seatUnits(opPower).Sub(slashed), c.info(op).UnbondingSeats)
	c.later(opUnbonding)
	require.Equal(t, seatUnits(3*opPower), c.supply())
	require.Empty(t, c.removals())
	require.True(t, math.ZeroInt().Equal(c.seatsOf(op)))
}
