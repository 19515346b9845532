package simulation

import (
	"fmt"

	cmted25519 "github.com/cometbft/cometbft/crypto/ed25519"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	sdk "github.com/cosmos/cosmos-sdk/types"
	distrtypes "github.com/cosmos/cosmos-sdk/x/distribution/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/agijobs/agijobs/app"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// stakingFactories are those of node operators.
func stakingFactories(reg *registry) {
	add(reg, 3, createNode)
	add(reg, 2, editValidator)
	add(reg, 1, rotateNodeKey)
	add(reg, 3, delegate)
	add(reg, 1, undelegate)
	add(reg, 2, setWithdrawAddress)
	add(reg, 2, withdrawReward)
	add(reg, 2, withdrawCommission)
}

// nodeKey is a new key of a node. Nobody signs with it: the first operator makes all blocks.
func (n *Nation) nodeKey() *ed25519.PubKey {
	secret := make([]byte, 32)
	n.r.Read(secret)
	return &ed25519.PubKey{Key: cmted25519.GenPrivKeyFromSecret(secret).PubKey().Bytes()}
}

func valoper(address string) string {
	return sdk.ValAddress(sdk.MustAccAddressFromBech32(address)).String()
}

func (n *Nation) createValidator(from string, power int64) *stakingtypes.MsgCreateValidator {
	n.T.Helper()
	rate := math.LegacyNewDecWithPrec(5, 2)
	msg, err := stakingtypes.NewMsgCreateValidator(valoper(from), n.nodeKey(), sdk.NewCoin(app.SeatDenom, seats(power)),
		stakingtypes.Description{Moniker: "node"}, stakingtypes.NewCommissionRates(rate, rate, rate), math.OneInt())
	require.NoError(n.T, err)
	return msg
}

// free is what an operator holds unbonded.
func (n *Nation) free(address string) math.Int {
	return n.App.Bank.GetBalance(n.view.ctx, sdk.MustAccAddressFromBech32(address), app.SeatDenom).Amount
}

// node returns an idle operator besides the first whose validator runs.
func (n *Nation) node(ok func(stakingtypes.Validator) bool) (string, bool) {
	n.T.Helper()
	all, err := n.App.Staking.GetAllValidators(n.view.ctx)
	require.NoError(n.T, err)
	v, found := pick(n, all, func(v stakingtypes.Validator) bool {
		a := operatorOf(v)
		return a != n.operator() && n.known(a) && n.idle(a) && n.may(a, identitytypes.ROLE_NODE_OPERATOR) && !n.removed(a) && !v.Jailed && ok(v)
	})
	if !found {
		return "", false
	}
	return operatorOf(v), true
}

// operatorOf is the account of a validator's operator.
func operatorOf(v stakingtypes.Validator) string {
	addr, err := sdk.ValAddressFromBech32(v.OperatorAddress)
	if err != nil {
		panic(err)
	}
	return sdk.AccAddress(addr).String()
}

func createNode(n *Nation) *stakingtypes.MsgCreateValidator {
	a, ok := n.who(identitytypes.ROLE_NODE_OPERATOR, func(p identitytypes.Participant) bool {
		_, err := n.App.Staking.GetValidator(n.view.ctx, sdk.ValAddress(sdk.MustAccAddressFromBech32(p.Address)))
		return err != nil && n.free(p.Address).GTE(seats(1)) && !n.removed(p.Address)
	})
	if !ok {
		return nil
	}
	return n.createValidator(a, 1)
}

func editValidator(n *Nation) *stakingtypes.MsgEditValidator {
	a, ok := n.node(func(stakingtypes.Validator) bool { return true })
	if !ok {
		return nil
	}
	return stakingtypes.NewMsgEditValidator(valoper(a), stakingtypes.Description{Moniker: fmt.Sprintf("node %d", n.r.Intn(100))}, nil, nil)
}

// rotateNodeKey is once per unbonding time, so it is rare.
func rotateNodeKey(n *Nation) *stakingtypes.MsgRotateConsPubKey {
	a, ok := n.node(func(v stakingtypes.Validator) bool { return v.IsBonded() && !n.turned[v.OperatorAddress] })
	if !ok {
		return nil
	}
	key, err := codectypes.NewAnyWithValue(n.nodeKey())
	require.NoError(n.T, err)
	n.turned[valoper(a)] = true
	return &stakingtypes.MsgRotateConsPubKey{ValidatorAddress: valoper(a), NewPubkey: key}
}

func delegate(n *Nation) *stakingtypes.MsgDelegate {
	a, ok := n.node(func(v stakingtypes.Validator) bool { return n.free(operatorOf(v)).GTE(seats(1)) })
	if !ok {
		return nil
	}
	return stakingtypes.NewMsgDelegate(a, valoper(a), sdk.NewCoin(app.SeatDenom, seats(1)))
}

func undelegate(n *Nation) *stakingtypes.MsgUndelegate {
	a, ok := n.node(func(v stakingtypes.Validator) bool { return v.Tokens.GTE(seats(5)) && n.chance(30) })
	if !ok {
		return nil
	}
	return stakingtypes.NewMsgUndelegate(a, valoper(a), sdk.NewCoin(app.SeatDenom, seats(1)))
}

func setWithdrawAddress(n *Nation) *distrtypes.MsgSetWithdrawAddress {
	from, to, ok := n.pair()
	if !ok {
		return nil
	}
	return distrtypes.NewMsgSetWithdrawAddress(from, to)
}

func withdrawReward(n *Nation) *distrtypes.MsgWithdrawDelegatorReward {
	a, ok := n.node(func(stakingtypes.Validator) bool { return true })
	if !ok {
		return nil
	}
	return distrtypes.NewMsgWithdrawDelegatorReward(a, valoper(a))
}

// withdrawCommission is the first operator's: it signs all blocks and so earns all fees.
func withdrawCommission(n *Nation) *distrtypes.MsgWithdrawValidatorCommission {
	val := sdk.ValAddress(n.Operator().Addr)
	c, err := n.App.Distribution.GetValidatorAccumulatedCommission(n.view.ctx, val)
	require.NoError(n.T, err)
	if whole, _ := c.Commission.TruncateDecimal(); whole.IsZero() || !n.take("commission") {
		return nil
	}
	return distrtypes.NewMsgWithdrawValidatorCommission(val.String())
}
