package owner

import (
	"fmt"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	cmted25519 "github.com/cometbft/cometbft/crypto/ed25519"
	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/cosmos/cosmos-sdk/x/authz"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	operatorskeeper "github.com/agijobs/agijobs/x/operators/keeper"
	operatorstypes "github.com/agijobs/agijobs/x/operators/types"
)

const (
	// opUnbonding of the test chains: short enough to wait for, long enough to look at.
	opUnbonding = 30 * time.Second
	// opPower is the power of a test's operator, as of testapp's first one.
	opPower = 10
)

// nodes is a chain with its first operator, three participants with the role and no seat yet, and one without the role.
type nodes struct {
	*testapp.Chain
	ops     []testapp.Actor
	citizen testapp.Actor
}

func startNodes(t *testing.T, edits ...func(state app.GenesisState, c *testapp.Chain)) *nodes {
	t.Helper()
	n := &nodes{citizen: testapp.NewActor("citizen")}
	for i := range 3 {
		n.ops = append(n.ops, testapp.NewActor(fmt.Sprintf("operator%d", i+2)))
	}
	n.Chain = testapp.New(t, testapp.Options{Genesis: func(state app.GenesisState, c *testapp.Chain) {
		for _, a := range n.ops {
			c.Admit(state, a, testapp.AGI(1_000), identitytypes.Participant{Roles: []identitytypes.Role{identitytypes.ROLE_NODE_OPERATOR}})
		}
		c.Admit(state, n.citizen, testapp.AGI(1_000), identitytypes.Participant{Roles: []identitytypes.Role{identitytypes.ROLE_EMPLOYER}})
		testapp.Edit(c, state, stakingtypes.ModuleName, func(gs *stakingtypes.GenesisState) { gs.Params.UnbondingTime = opUnbonding })
		for _, edit := range edits {
			edit(state, c)
		}
	}})
	return n
}

func seatUnits(n int64) math.Int { return sdk.TokensFromConsensusPower(n, sdk.DefaultPowerReduction) }

func seatCoin(n int64) sdk.Coin { return sdk.NewCoin(app.SeatDenom, seatUnits(n)) }

func grantSeats(a testapp.Actor, n int64) *operatorstypes.MsgGrantSeats {
	return &operatorstypes.MsgGrantSeats{Authority: app.Authority(), Operator: a.String(), Amount: seatUnits(n)}
}

func removeOperator(a testapp.Actor) *operatorstypes.MsgRemoveOperator {
	return &operatorstypes.MsgRemoveOperator{Authority: app.Authority(), Operator: a.String(), Reason: "contract ended"}
}

func undelegate(a testapp.Actor, power int64) *stakingtypes.MsgUndelegate {
	return stakingtypes.NewMsgUndelegate(a.String(), sdk.ValAddress(a.Addr).String(), seatCoin(power))
}

func nodeKey(name string) *ed25519.PubKey {
	return &ed25519.PubKey{Key: cmted25519.GenPrivKeyFromSecret([]byte(name)).PubKey().Bytes()}
}

func (n *nodes) create(a testapp.Actor, power int64) *stakingtypes.MsgCreateValidator {
	n.T.Helper()
	zero := math.LegacyZeroDec()
	msg, err := stakingtypes.NewMsgCreateValidator(sdk.ValAddress(a.Addr).String(), nodeKey(a.Name), seatCoin(power),
		stakingtypes.Description{Moniker: a.Name}, stakingtypes.NewCommissionRates(zero, zero, zero), math.OneInt())
	require.NoError(n.T, err)
	return msg
}

// join brings an operator in with power.
func (n *nodes) join(a testapp.Actor) {
	n.T.Helper()
	n.Govern(grantSeats(a, opPower))
	n.Must(a, n.create(a, opPower))
}

func (n *nodes) seatsOf(a testapp.Actor) math.Int {
	return n.App.Bank.GetBalance(n.Ctx(), a.Addr, app.SeatDenom).Amount
}

func (n *nodes) supply() math.Int { return n.App.Bank.GetSupply(n.Ctx(), app.SeatDenom).Amount }

func (n *nodes) powerOf(a testapp.Actor) int64 {
	n.T.Helper()
	p, err := n.App.Staking.GetLastValidatorPower(n.Ctx(), sdk.ValAddress(a.Addr))
	require.NoError(n.T, err)
	return p
}

// refused sends a message that must fail with an error; the text must name it.
func (n *nodes) refused(want error, text string, from testapp.Actor, msgs ...sdk.Msg) {
	n.T.Helper()
	n.refusedTx(want, text, n.Sign(from, msgs...))
}

func (n *nodes) refusedTx(want error, text string, tx []byte) {
	n.T.Helper()
	before := n.supply()
	res := n.Block(tx)[0]
	n.ForgetSequences()
	space, code, _ := errorsmod.ABCIInfo(want, false)
	require.Equal(n.T, fmt.Sprintf("%s %d", space, code), fmt.Sprintf("%s %d", res.Codespace, res.Code), res.Log)
	require.Contains(n.T, res.Log, text)
	require.Empty(n.T, n.Last.ValidatorUpdates)
	require.Equal(n.T, before, n.supply(), "no seat appears or vanishes")
}

// vetoed proposes messages that the chain must refuse to execute although the council has decided them.
func (n *nodes) vetoed(want error, text string, msgs ...sdk.Msg) {
	n.T.Helper()
	p := n.Propose(msgs...)
	require.Equal(n.T, govv1.StatusFailed, p.Status)
	require.Contains(n.T, p.FailedReason, want.Error())
	require.Contains(n.T, p.FailedReason, text)
}

func nested(t *testing.T, grantee testapp.Actor, depth int, msg sdk.Msg) sdk.Msg {
	t.Helper()
	for range depth {
		inner, err := codectypes.NewAnyWithValue(msg)
		require.NoError(t, err)
		msg = &authz.MsgExec{Grantee: grantee.String(), Msgs: []*codectypes.Any{inner}}
	}
	return msg
}

func TestSeatsMakeConsensusPower(t *testing.T) {
	n := startNodes(t)
	op, supply := n.ops[0], n.supply()

	n.Govern(grantSeats(op, opPower))
	require.Equal(t, seatUnits(opPower), n.seatsOf(op))
	require.Equal(t, supply.Add(seatUnits(opPower)), n.supply())
	require.Zero(t, n.powerOf(op), "a seat gives no power until it is bonded")

	n.Must(op, n.create(op, opPower))
	require.EqualValues(t, opPower, n.powerOf(op))
	require.Equal(t, []string{powerUpdate(nodeKey(op.Name), opPower)}, powerUpdates(n.Last))

	// More seats, more power; they count when they are bonded.
	n.Govern(grantSeats(op, 5))
	n.Must(op, stakingtypes.NewMsgDelegate(op.String(), sdk.ValAddress(op.Addr).String(), seatCoin(5)))
	require.EqualValues(t, opPower+5, n.powerOf(op))

	// Seats that were undelegated come back and can be bonded again.
	n.Must(op, stakingtypes.NewMsgUndelegate(op.String(), sdk.ValAddress(op.Addr).String(), seatCoin(5)))
	n.BlockAfter(opUnbonding)
	require.Equal(t, seatUnits(5), n.seatsOf(op))

	res, err := operatorskeeper.NewQueryServer(n.App.Operators).Operators(n.Ctx(), &operatorstypes.QueryOperatorsRequest{})
	require.NoError(t, err)
	require.Len(t, res.Operators, 2)
	require.EqualValues(t, 2, res.Active)
	require.EqualValues(t, 2*opPower, res.TotalPower)
	for _, o := range res.Operators {
		require.True(t, o.HasRole)
		require.Equal(t, seatUnits(opPower), o.BondedSeats)
	}
}

// powerUpdate and powerUpdates write validator updates as text.
func powerUpdate(key *ed25519.PubKey, power int64) string {
	return fmt.Sprintf("%X@%d", key.Key, power)
}

func powerUpdates(res *abci.ResponseFinalizeBlock) []string {
	var out []string
	for _, u := range res.ValidatorUpdates {
		out = append(out, powerUpdate(&ed25519.PubKey{Key: u.PubKey.GetEd25519()}, u.Power))
	}
	return out
}

func TestNobodyGainsPowerButByASeat(t *testing.T) {
	n := startNodes(t)
	op, idle, citizen := n.ops[0], n.ops[1], n.citizen
	n.join(op)
	n.Govern(grantSeats(op, 1))
	first := sdk.ValAddress(n.Operator().Addr).String()
	own := sdk.ValAddress(op.Addr).String()
	citizens := sdk.ValAddress(citizen.Addr).String()
	n.Must(op, stakingtypes.NewMsgUndelegate(op.String(), own, seatCoin(1)))
	undelegated := n.Height

	rotate := func(valoper string) sdk.Msg {
		msg, err := stakingtypes.NewMsgRotateConsPubKey(valoper, nodeKey("another node"))
		require.NoError(t, err)
		return msg
	}
	inMoney := n.create(idle, 1)
	inMoney.Value = sdk.NewInt64Coin(testapp.Denom, 1_000_000)
	delegateMoney := stakingtypes.NewMsgDelegate(op.String(), own, sdk.NewInt64Coin(testapp.Denom, 1_000_000))

	for name, tc := range map[string]struct {
		from testapp.Actor
		msg  sdk.Msg
		err  error
		text string
	}{
		"create without the role":       {citizen, n.create(citizen, 1), identitytypes.ErrRoleMissing, "role"},
		"create without a seat":         {idle, n.create(idle, 1), sdkerrors.ErrInsufficientFunds, "failed to delegate"},
		"create for money":              {idle, inMoney, sdkerrors.ErrInvalidRequest, "invalid coin denomination"},
		"delegate money":                {op, delegateMoney, sdkerrors.ErrInvalidRequest, "invalid coin denomination"},
		"delegate to an operator":       {citizen, stakingtypes.NewMsgDelegate(citizen.String(), own, seatCoin(1)), operatorstypes.ErrSelfOnly, citizen.String()},
		"delegate to another operator":  {op, stakingtypes.NewMsgDelegate(op.String(), first, seatCoin(1)), operatorstypes.ErrSelfOnly, op.String()},
		"delegate to oneself, no role":  {citizen, stakingtypes.NewMsgDelegate(citizen.String(), citizens, seatCoin(1)), identitytypes.ErrRoleMissing, "role"},
		"undelegate another's":          {citizen, stakingtypes.NewMsgUndelegate(citizen.String(), own, seatCoin(1)), operatorstypes.ErrSelfOnly, citizen.String()},
		"edit without the role":         {citizen, stakingtypes.NewMsgEditValidator(citizens, stakingtypes.Description{Moniker: "me"}, nil, nil), operatorstypes.ErrNotOperator, citizen.String()},
		"unjail without the role":       {citizen, slashingtypes.NewMsgUnjail(citizens), operatorstypes.ErrNotOperator, citizen.String()},
		"rotate without the role":       {citizen, rotate(citizens), operatorstypes.ErrNotOperator, citizen.String()},
		"rotate without a validator":    {idle, rotate(sdk.ValAddress(idle.Addr).String()), stakingtypes.ErrNoValidatorFound, ""},
		"redelegate":                    {op, stakingtypes.NewMsgBeginRedelegate(op.String(), own, first, seatCoin(1)), sdkerrors.ErrUnauthorized, "MsgBeginRedelegate is disabled on this chain"},
		"cancel unbonding":              {op, stakingtypes.NewMsgCancelUnbondingDelegation(op.String(), own, undelegated, seatCoin(1)), sdkerrors.ErrUnauthorized, "MsgCancelUnbondingDelegation is disabled on this chain"},
		"send a seat to an operator":    {op, banktypes.NewMsgSend(op.Addr, idle.Addr, sdk.NewCoins(seatCoin(1))), operatorstypes.ErrSeatTransfer, op.String()},
		"send a seat to anybody":        {op, banktypes.NewMsgSend(op.Addr, citizen.Addr, sdk.NewCoins(seatCoin(1))), operatorstypes.ErrSeatTransfer, op.String()},
		"send a seat to many":           {op, manySeats(op, idle), operatorstypes.ErrSeatTransfer, op.String()},
		"grant oneself":                 {citizen, &operatorstypes.MsgGrantSeats{Authority: citizen.String(), Operator: citizen.String(), Amount: seatUnits(1)}, operatorstypes.ErrUnauthorized, citizen.String()},
		"create, three authz deep":      {citizen, nested(t, citizen, 3, n.create(citizen, 1)), identitytypes.ErrRoleMissing, "role"},
		"delegate, three authz deep":    {op, nested(t, op, 3, stakingtypes.NewMsgDelegate(op.String(), first, seatCoin(1))), operatorstypes.ErrSelfOnly, op.String()},
		"unjail, three authz deep":      {citizen, nested(t, citizen, 3, slashingtypes.NewMsgUnjail(citizens)), operatorstypes.ErrNotOperator, citizen.String()},
		"rotate, three authz deep":      {citizen, nested(t, citizen, 3, rotate(citizens)), operatorstypes.ErrNotOperator, citizen.String()},
		"redelegate, three authz deep":  {op, nested(t, op, 3, stakingtypes.NewMsgBeginRedelegate(op.String(), own, first, seatCoin(1))), sdkerrors.ErrUnauthorized, "MsgBeginRedelegate is disabled"},
		"send a seat, three authz deep": {op, nested(t, op, 3, banktypes.NewMsgSend(op.Addr, idle.Addr, sdk.NewCoins(seatCoin(1)))), operatorstypes.ErrSeatTransfer, op.String()},
		"grant oneself, one authz deep": {citizen, nested(t, citizen, 1, grantSeats(citizen, 1)), authz.ErrNoAuthorizationFound, ""},
		"deposit a seat for a proposal": {n.Operator(), seatDeposit(t, n), govtypes.ErrMinDepositTooSmall, "was (1seat)"},
	} {
		t.Run(name, func(t *testing.T) {
			n.T = t
			n.refused(tc.err, tc.text, tc.from, tc.msg)
		})
	}
	n.T = t
	require.EqualValues(t, opPower-1, n.powerOf(op))
	require.Zero(t, n.powerOf(idle))
	require.Zero(t, n.powerOf(citizen))

	// Nor may the authority grant seats to somebody without the role, or to one that is not there.
	n.vetoed(identitytypes.ErrRoleMissing, "", grantSeats(citizen, 1))
	n.vetoed(identitytypes.ErrUnknownParticipant, "", grantSeats(testapp.NewActor("nobody"), 1))
	n.vetoed(operatorstypes.ErrInvalidAmount, "", &operatorstypes.MsgGrantSeats{
		Authority: app.Authority(), Operator: op.String(), Amount: operatorstypes.MaxSupply,
	})
}

func manySeats(from, to testapp.Actor) sdk.Msg {
	coins := sdk.NewCoins(seatCoin(1))
	return banktypes.NewMsgMultiSend(banktypes.NewInput(from.Addr, coins), []banktypes.Output{banktypes.NewOutput(to.Addr, coins)})
}

func seatDeposit(t *testing.T, n *nodes) sdk.Msg {
	t.Helper()
	msg, err := govv1.NewMsgSubmitProposal([]sdk.Msg{grantSeats(n.ops[0], 1)}, sdk.NewCoins(sdk.NewInt64Coin(app.SeatDenom, 1)),
		n.Operator().String(), "", "Seats", "A deposit in seats", false)
	require.NoError(t, err)
	return msg
}

func TestFeesInSeatsAreRefused(t *testing.T) {
	n := startNodes(t)
	op := n.ops[0]
	n.Govern(grantSeats(op, opPower))
	txConfig := n.App.TxConfig()
	tx, err := txConfig.TxDecoder()(n.Sign(op, n.create(op, 1)))
	require.NoError(t, err)
	for _, fee := range []sdk.Coins{
		sdk.NewCoins(seatCoin(1)),
		sdk.NewCoins(seatCoin(1), sdk.NewInt64Coin(testapp.Denom, 5_000)),
	} {
		b, err := txConfig.WrapTxBuilder(tx)
		require.NoError(t, err)
		b.SetFeeAmount(fee)
		bz, err := txConfig.TxEncoder()(b.GetTx())
		require.NoError(t, err)
		n.refusedTx(operatorstypes.ErrSeatFee, fee.String(), bz)
		check, err := n.App.CheckTx(&abci.RequestCheckTx{Tx: bz, Type: abci.CheckTxType_New})
		require.NoError(t, err)
		require.Equal(t, operatorstypes.ErrSeatFee.ABCICode(), check.Code, check.Log)
	}
	require.Equal(t, seatUnits(opPower), n.seatsOf(op))
}
