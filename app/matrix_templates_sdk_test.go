package app_test

import (
	"time"

	cmted25519 "github.com/cometbft/cometbft/crypto/ed25519"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	consensustypes "github.com/cosmos/cosmos-sdk/x/consensus/types"
	distrtypes "github.com/cosmos/cosmos-sdk/x/distribution/types"
	evidencetypes "github.com/cosmos/cosmos-sdk/x/evidence/types"
	"github.com/cosmos/cosmos-sdk/x/feegrant"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

func oneUnit() sdk.Coins { return sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 1)) }

func addr(from string) sdk.AccAddress { return sdk.MustAccAddressFromBech32(from) }

// valoper is the validator's address of an account.
func valoper(from string) string { return sdk.ValAddress(addr(from)).String() }

func nodeKey(name string) *ed25519.PubKey {
	return &ed25519.PubKey{Key: cmted25519.GenPrivKeyFromSecret([]byte(name)).PubKey().Bytes()}
}

func (w *world) createValidator(from string, power int64) sdk.Msg {
	zero := math.LegacyZeroDec()
	msg, err := stakingtypes.NewMsgCreateValidator(valoper(from), nodeKey(from), sdk.NewCoin(app.SeatDenom, seats(power)),
		stakingtypes.Description{Moniker: "node"}, stakingtypes.NewCommissionRates(zero, zero, zero), math.OneInt())
	require.NoError(w.T, err)
	return msg
}

var accountTemplates = map[string]template{
	"/cosmos.auth.v1beta1.MsgUpdateParams": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &authtypes.MsgUpdateParams{Authority: from, Params: authtypes.DefaultParams()}
	}},
	"/cosmos.bank.v1beta1.MsgSend": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		return banktypes.NewMsgSend(addr(from), w.citizen.Addr, oneUnit())
	}},
	"/cosmos.bank.v1beta1.MsgMultiSend": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		return banktypes.NewMsgMultiSend(banktypes.NewInput(addr(from), oneUnit()),
			[]banktypes.Output{banktypes.NewOutput(w.citizen.Addr, oneUnit())})
	}},
	"/cosmos.bank.v1beta1.MsgSetSendEnabled": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return banktypes.NewMsgSetSendEnabled(from, []*banktypes.SendEnabled{{Denom: testapp.Denom, Enabled: true}}, nil)
	}},
	"/cosmos.bank.v1beta1.MsgUpdateParams": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &banktypes.MsgUpdateParams{Authority: from, Params: banktypes.DefaultParams()}
	}},
	"/cosmos.authz.v1beta1.MsgGrant": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		msg, err := authz.NewMsgGrant(addr(from), w.citizen.Addr, authz.NewGenericAuthorization(pausedType), nil)
		require.NoError(w.T, err)
		return msg
	}},
	// What is wrapped is the party's own exit: others have no grant for it.
	"/cosmos.authz.v1beta1.MsgExec": {msg: func(_ *world, o objects, from string) sdk.Msg {
		msg := authz.NewMsgExec(addr(from), []sdk.Msg{jobsTemplates["/agijobs.jobs.v1.MsgCancelJob"].msg(nil, o, o.holder)})
		return &msg
	}},
	// Others have granted nothing that they could take back.
	"/cosmos.authz.v1beta1.MsgRevoke": {own: true, past: []error{authz.ErrNoAuthorizationFound}, msg: func(w *world, _ objects, from string) sdk.Msg {
		msg := authz.NewMsgRevoke(addr(from), w.citizen.Addr, granted)
		return &msg
	}},
	"/cosmos.feegrant.v1beta1.MsgGrantAllowance": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		msg, err := feegrant.NewMsgGrantAllowance(&feegrant.BasicAllowance{}, addr(from), testapp.NewActor("culprit").Addr)
		if err != nil {
			panic(err)
		}
		return msg
	}},
	"/cosmos.feegrant.v1beta1.MsgRevokeAllowance": {own: true, past: []error{collections.ErrNotFound}, msg: func(w *world, _ objects, from string) sdk.Msg {
		msg := feegrant.NewMsgRevokeAllowance(addr(from), w.citizen.Addr)
		return &msg
	}},
	"/cosmos.feegrant.v1beta1.MsgPruneAllowances": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &feegrant.MsgPruneAllowances{Pruner: from}
	}},
	"/cosmos.upgrade.v1beta1.MsgSoftwareUpgrade": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &upgradetypes.MsgSoftwareUpgrade{Authority: from, Plan: upgradetypes.Plan{Name: "next", Height: 1_000_000}}
	}},
	"/cosmos.upgrade.v1beta1.MsgCancelUpgrade": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &upgradetypes.MsgCancelUpgrade{Authority: from}
	}},
	"/cosmos.consensus.v1.MsgUpdateParams": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		p := app.ConsensusParams().ToProto()
		return &consensustypes.MsgUpdateParams{Authority: from, Block: p.Block, Evidence: p.Evidence, Validator: p.Validator}
	}},
	// CometBFT brings evidence itself; there is no other kind.
	"/cosmos.evidence.v1beta1.MsgSubmitEvidence": {
		own: true, never: true, past: []error{evidencetypes.ErrNoEvidenceHandlerExists}, msg: func(w *world, _ objects, from string) sdk.Msg {
			msg, err := evidencetypes.NewMsgSubmitEvidence(addr(from), &evidencetypes.Equivocation{
				Height: 1, Time: testapp.GenesisTime, Power: 1, ConsensusAddress: sdk.ConsAddress(w.party.Addr).String(),
			})
			require.NoError(w.T, err)
			return msg
		},
	},
}

var govTemplates = map[string]template{
	"/cosmos.gov.v1.MsgSubmitProposal": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		return w.proposal(testapp.Actor{Addr: addr(from)}, &sovereigntypes.MsgUpdateGuardians{Authority: app.Authority()})
	}},
	"/cosmos.gov.v1.MsgDeposit": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		return govv1.NewMsgDeposit(addr(from), w.mine.proposal, oneUnit())
	}},
	"/cosmos.gov.v1.MsgVote": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		return govv1.NewMsgVote(addr(from), w.mine.proposal, govv1.OptionYes, "")
	}},
	"/cosmos.gov.v1.MsgVoteWeighted": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		return govv1.NewMsgVoteWeighted(addr(from), w.mine.proposal, govv1.NewNonSplitVoteOption(govv1.OptionYes), "")
	}},
	"/cosmos.gov.v1.MsgCancelProposal": {msg: func(_ *world, o objects, from string) sdk.Msg {
		if o.proposal == 0 {
			return nil
		}
		return govv1.NewMsgCancelProposal(o.proposal, from)
	}},
	"/cosmos.gov.v1.MsgUpdateParams": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		p, err := w.App.Gov.Params.Get(w.base)
		require.NoError(w.T, err)
		return &govv1.MsgUpdateParams{Authority: from, Params: p}
	}},
}

var stakingTemplates = map[string]template{
	"/cosmos.staking.v1beta1.MsgCreateValidator": {own: true, fresh: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		return w.createValidator(from, 10)
	}},
	"/cosmos.staking.v1beta1.MsgEditValidator": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return stakingtypes.NewMsgEditValidator(valoper(from), stakingtypes.Description{Moniker: "renamed"}, nil, nil)
	}},
	"/cosmos.staking.v1beta1.MsgRotateConsPubKey": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		key, err := codectypes.NewAnyWithValue(nodeKey("next " + from))
		require.NoError(w.T, err)
		return &stakingtypes.MsgRotateConsPubKey{ValidatorAddress: valoper(from), NewPubkey: key}
	}},
	"/cosmos.staking.v1beta1.MsgDelegate": {msg: func(w *world, o objects, from string) sdk.Msg {
		return stakingtypes.NewMsgDelegate(from, valoper(w.party.String()), sdk.NewCoin(app.SeatDenom, seats(1)))
	}},
	"/cosmos.staking.v1beta1.MsgUndelegate": {msg: func(w *world, o objects, from string) sdk.Msg {
		return stakingtypes.NewMsgUndelegate(from, valoper(w.party.String()), sdk.NewCoin(app.SeatDenom, seats(1)))
	}},
	"/cosmos.staking.v1beta1.MsgUpdateParams": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		p, err := w.App.Staking.GetParams(w.base)
		require.NoError(w.T, err)
		return &stakingtypes.MsgUpdateParams{Authority: from, Params: p}
	}},
	"/cosmos.slashing.v1beta1.MsgUnjail": {own: true, before: jailNode, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return slashingtypes.NewMsgUnjail(valoper(from))
	}},
	"/cosmos.slashing.v1beta1.MsgUpdateParams": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		p, err := w.App.Slashing.GetParams(w.base)
		require.NoError(w.T, err)
		return &slashingtypes.MsgUpdateParams{Authority: from, Params: p}
	}},
	"/cosmos.distribution.v1beta1.MsgSetWithdrawAddress": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		return distrtypes.NewMsgSetWithdrawAddress(addr(from), w.citizen.Addr)
	}},
	"/cosmos.distribution.v1beta1.MsgWithdrawDelegatorReward": {msg: func(w *world, _ objects, from string) sdk.Msg {
		return distrtypes.NewMsgWithdrawDelegatorReward(from, valoper(w.party.String()))
	}},
	// Who runs no node has earned nothing.
	"/cosmos.distribution.v1beta1.MsgWithdrawValidatorCommission": {
		own: true, before: earn, past: []error{distrtypes.ErrNoValidatorCommission}, msg: func(_ *world, _ objects, from string) sdk.Msg {
			return distrtypes.NewMsgWithdrawValidatorCommission(valoper(from))
		},
	},
	"/cosmos.distribution.v1beta1.MsgUpdateParams": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		p, err := w.App.Distribution.Params.Get(w.base)
		require.NoError(w.T, err)
		return &distrtypes.MsgUpdateParams{Authority: from, Params: p}
	}},
}

// earn books a commission of the sender's node, if it has one. The module holds the first operator's rewards.
func earn(w *world, ctx sdk.Context, from sdk.AccAddress) {
	if _, err := w.App.Staking.GetValidator(ctx, sdk.ValAddress(from)); err != nil {
		return
	}
	earned := sdk.NewDecCoinsFromCoins(oneUnit()...)
	require.NoError(w.T, w.App.Distribution.SetValidatorAccumulatedCommission(ctx, sdk.ValAddress(from),
		distrtypes.ValidatorAccumulatedCommission{Commission: earned}))
	require.NoError(w.T, w.App.Distribution.SetValidatorOutstandingRewards(ctx, sdk.ValAddress(from),
		distrtypes.ValidatorOutstandingRewards{Rewards: earned}))
}

// jailNode jails the sender's node, if it has one, and ends the time.
func jailNode(w *world, ctx sdk.Context, from sdk.AccAddress) {
	v, err := w.App.Staking.GetValidator(ctx, sdk.ValAddress(from))
	if err != nil {
		return
	}
	cons, err := v.GetConsAddr()
	require.NoError(w.T, err)
	require.NoError(w.T, w.App.Staking.Jail(ctx, cons))
	require.NoError(w.T, w.App.Slashing.JailUntil(ctx, cons, time.Unix(0, 0)))
}
