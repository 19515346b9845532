package guard

import (
	"context"

	errorsmod "cosmossdk.io/errors"

	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/types/module"
	"github.com/cosmos/cosmos-sdk/x/distribution"
	distrkeeper "github.com/cosmos/cosmos-sdk/x/distribution/keeper"
	distrtypes "github.com/cosmos/cosmos-sdk/x/distribution/types"

	"github.com/agijobs/agijobs/x/operators/types"
)

// Distribution is x/distribution with guarded messages.
type Distribution struct {
	distribution.AppModule
	server distrtypes.MsgServer
}

// NewDistribution returns the module.
func NewDistribution(
	cdc codec.Codec, k distrkeeper.Keeper, ak distrtypes.AccountKeeper, bk distrtypes.BankKeeper, sk distrtypes.StakingKeeper,
) Distribution {
	return Distribution{
		AppModule: distribution.NewAppModule(cdc, k, ak, bk, sk),
		server:    distrServer{distrkeeper.NewMsgServerImpl(k)},
	}
}

// RegisterServices implements module.HasServices.
func (m Distribution) RegisterServices(cfg module.Configurator) {
	m.AppModule.RegisterServices(configurator{cfg, map[string]any{"cosmos.distribution.v1beta1.Msg": m.server}})
}

// distrServer names every message, as stakingServer does. Whose rewards are taken out is x/distribution's own business, and
// what pays into the community pool or out of it is disabled.
type distrServer struct{ to distrtypes.MsgServer }

// SetWithdrawAddress goes through: it moves no power.
func (s distrServer) SetWithdrawAddress(
	ctx context.Context, msg *distrtypes.MsgSetWithdrawAddress,
) (*distrtypes.MsgSetWithdrawAddressResponse, error) {
	return s.to.SetWithdrawAddress(ctx, msg)
}

// WithdrawDelegatorReward goes through: fees are the operators'.
func (s distrServer) WithdrawDelegatorReward(
	ctx context.Context, msg *distrtypes.MsgWithdrawDelegatorReward,
) (*distrtypes.MsgWithdrawDelegatorRewardResponse, error) {
	return s.to.WithdrawDelegatorReward(ctx, msg)
}

// WithdrawValidatorCommission goes through as WithdrawDelegatorReward.
func (s distrServer) WithdrawValidatorCommission(
	ctx context.Context, msg *distrtypes.MsgWithdrawValidatorCommission,
) (*distrtypes.MsgWithdrawValidatorCommissionResponse, error) {
	return s.to.WithdrawValidatorCommission(ctx, msg)
}

// FundCommunityPool is disabled: the treasury is the only public purse.
func (s distrServer) FundCommunityPool(
	context.Context, *distrtypes.MsgFundCommunityPool,
) (*distrtypes.MsgFundCommunityPoolResponse, error) {
	return nil, errorsmod.Wrap(types.ErrDisabled, "MsgFundCommunityPool")
}

// CommunityPoolSpend is disabled as FundCommunityPool.
func (s distrServer) CommunityPoolSpend(
	context.Context, *distrtypes.MsgCommunityPoolSpend,
) (*distrtypes.MsgCommunityPoolSpendResponse, error) {
	return nil, errorsmod.Wrap(types.ErrDisabled, "MsgCommunityPoolSpend")
}

// DepositValidatorRewardsPool is disabled: an operator is paid by fees.
func (s distrServer) DepositValidatorRewardsPool(
	context.Context, *distrtypes.MsgDepositValidatorRewardsPool,
) (*distrtypes.MsgDepositValidatorRewardsPoolResponse, error) {
	return nil, errorsmod.Wrap(types.ErrDisabled, "MsgDepositValidatorRewardsPool")
}

// UpdateParams refuses a community tax: nobody could spend the community pool.
func (s distrServer) UpdateParams(ctx context.Context, msg *distrtypes.MsgUpdateParams) (*distrtypes.MsgUpdateParamsResponse, error) {
	res, err := s.to.UpdateParams(ctx, msg)
	if err != nil {
		return nil, err
	}
	if err := types.CheckDistributionParams(msg.Params); err != nil {
		return nil, err
	}
	return res, nil
}
