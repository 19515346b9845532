package guard

import (
	"context"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/types/module"
	"github.com/cosmos/cosmos-sdk/x/slashing"
	slashingkeeper "github.com/cosmos/cosmos-sdk/x/slashing/keeper"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"

	"github.com/agijobs/agijobs/x/operators/keeper"
	"github.com/agijobs/agijobs/x/operators/types"
)

// Slashing is x/slashing with guarded messages.
type Slashing struct {
	slashing.AppModule
	server slashingtypes.MsgServer
}

// NewSlashing returns the module.
func NewSlashing(
	cdc codec.Codec, k slashingkeeper.Keeper, ak slashingtypes.AccountKeeper, bk slashingtypes.BankKeeper,
	sk slashingtypes.StakingKeeper, registry codectypes.InterfaceRegistry, operators *keeper.Keeper,
) Slashing {
	return Slashing{
		AppModule: slashing.NewAppModule(cdc, k, ak, bk, sk, registry),
		server:    slashingServer{to: slashingkeeper.NewMsgServerImpl(k), operators: operators},
	}
}

// RegisterServices implements module.HasServices.
func (m Slashing) RegisterServices(cfg module.Configurator) {
	m.AppModule.RegisterServices(configurator{cfg, map[string]any{"cosmos.slashing.v1beta1.Msg": m.server}})
}

type slashingServer struct {
	to        slashingtypes.MsgServer
	operators *keeper.Keeper
}

// Unjail needs the role: a jailed operator comes back with its power.
func (s slashingServer) Unjail(ctx context.Context, msg *slashingtypes.MsgUnjail) (*slashingtypes.MsgUnjailResponse, error) {
	addr, err := operator(msg.ValidatorAddr)
	if err != nil {
		return nil, err
	}
	if err := s.operators.MayServe(ctx, addr); err != nil {
		return nil, err
	}
	return s.to.Unjail(ctx, msg)
}

// UpdateParams refuses what would jail operators for nothing.
func (s slashingServer) UpdateParams(
	ctx context.Context, msg *slashingtypes.MsgUpdateParams,
) (*slashingtypes.MsgUpdateParamsResponse, error) {
	res, err := s.to.UpdateParams(ctx, msg)
	if err != nil {
		return nil, err
	}
	if err := types.CheckSlashingParams(msg.Params); err != nil {
		return nil, err
	}
	return res, nil
}
