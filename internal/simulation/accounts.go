package simulation

import (
	"time"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/cosmos/cosmos-sdk/x/feegrant"

	"github.com/agijobs/agijobs/app/testapp"
)

// accountFactories are those of money and of grants.
func accountFactories(reg *registry) {
	add(reg, 6, sendMoney)
	add(reg, 2, multiSend)
	add(reg, 4, grant)
	add(reg, 6, execGranted)
	add(reg, 1, revokeGrant)
	add(reg, 3, grantAllowance)
	add(reg, 1, revokeAllowance)
	add(reg, 1, pruneAllowances)
}

func coins(n *Nation) sdk.Coins {
	return sdk.NewCoins(sdk.NewCoin(testapp.Denom, testapp.AGI(int64(n.between(1, 50)))))
}

// pair returns somebody who may start business and somebody else.
func (n *Nation) pair() (from, to sdk.AccAddress, found bool) {
	first, ok := n.sender()
	if !ok {
		return nil, nil, false
	}
	second := n.data.AnyAccount(n.reporter)
	if second.AddressBech32 == first {
		return nil, nil, false
	}
	return sdk.MustAccAddressFromBech32(first), second.Address, true
}

func sendMoney(n *Nation) *banktypes.MsgSend {
	from, to, ok := n.pair()
	if !ok {
		return nil
	}
	return banktypes.NewMsgSend(from, to, coins(n))
}

func multiSend(n *Nation) *banktypes.MsgMultiSend {
	from, to, ok := n.pair()
	if !ok {
		return nil
	}
	amount := coins(n)
	return banktypes.NewMsgMultiSend(banktypes.NewInput(from, amount), []banktypes.Output{banktypes.NewOutput(to, amount)})
}

// authorisation is one that stands.
type authorisation struct{ granter, grantee sdk.AccAddress }

// authorisations lists who may send money of others.
func (n *Nation) authorisations() (list []authorisation) {
	n.App.Authz.IterateGrants(n.view.ctx, func(granter, grantee sdk.AccAddress, g authz.Grant) bool {
		if g.Expiration.After(n.Time.AddDate(0, 0, 2)) {
			list = append(list, authorisation{granter, grantee})
		}
		return false
	})
	return list
}

// money is what grants are about.
var moneyURL = sdk.MsgTypeURL(&banktypes.MsgSend{})

func grant(n *Nation) *authz.MsgGrant {
	from, _, ok := n.pair()
	if !ok {
		return nil
	}
	to, ok := n.sender()
	if !ok || to == from.String() {
		return nil
	}
	end := n.Time.Add(30 * 24 * time.Hour)
	msg, err := authz.NewMsgGrant(from, sdk.MustAccAddressFromBech32(to), authz.NewGenericAuthorization(moneyURL), &end)
	require.NoError(n.T, err)
	return msg
}

func execGranted(n *Nation) *authz.MsgExec {
	a, ok := pick(n, n.authorisations(), func(a authorisation) bool {
		return n.standing(a.granter.String()) && n.standing(a.grantee.String()) && n.idle(a.grantee.String())
	})
	if !ok || !n.take("grant "+a.granter.String()+a.grantee.String()) {
		return nil
	}
	msg := authz.NewMsgExec(a.grantee, []sdk.Msg{banktypes.NewMsgSend(a.granter, a.grantee, coins(n))})
	return &msg
}

func revokeGrant(n *Nation) *authz.MsgRevoke {
	a, ok := pick(n, n.authorisations(), func(a authorisation) bool { return n.idle(a.granter.String()) })
	if !ok || !n.take("grant "+a.granter.String()+a.grantee.String()) {
		return nil
	}
	msg := authz.NewMsgRevoke(a.granter, a.grantee, moneyURL)
	return &msg
}

// allowances lists who pays fees of others.
func (n *Nation) allowances() (list []authorisation) {
	n.T.Helper()
	err := n.App.FeeGrant.IterateAllFeeAllowances(n.view.ctx, func(g feegrant.Grant) bool {
		list = append(list, authorisation{sdk.MustAccAddressFromBech32(g.Granter), sdk.MustAccAddressFromBech32(g.Grantee)})
		return false
	})
	require.NoError(n.T, err)
	return list
}

func grantAllowance(n *Nation) *feegrant.MsgGrantAllowance {
	from, to, ok := n.pair()
	if !ok {
		return nil
	}
	for _, a := range n.allowances() {
		if a.granter.Equals(from) && a.grantee.Equals(to) {
			return nil
		}
	}
	allowance := &feegrant.BasicAllowance{}
	if n.chance(50) {
		allowance.Expiration = n.inDays(3, 20)
	}
	msg, err := feegrant.NewMsgGrantAllowance(allowance, from, to)
	require.NoError(n.T, err)
	return msg
}

func revokeAllowance(n *Nation) *feegrant.MsgRevokeAllowance {
	a, ok := pick(n, n.allowances(), func(a authorisation) bool { return n.idle(a.granter.String()) })
	if !ok {
		return nil
	}
	msg := feegrant.NewMsgRevokeAllowance(a.granter, a.grantee)
	return &msg
}

func pruneAllowances(n *Nation) *feegrant.MsgPruneAllowances {
	from, ok := n.sender()
	if !ok {
		return nil
	}
	return &feegrant.MsgPruneAllowances{Pruner: from}
}
