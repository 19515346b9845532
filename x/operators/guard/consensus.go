package guard

import (
	"context"

	"google.golang.org/grpc"

	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/x/consensus"
	consensuskeeper "github.com/cosmos/cosmos-sdk/x/consensus/keeper"
	consensustypes "github.com/cosmos/cosmos-sdk/x/consensus/types"

	"github.com/agijobs/agijobs/x/operators/keeper"
)

// Consensus is x/consensus with guarded messages.
type Consensus struct {
	consensus.AppModule
	server consensustypes.MsgServer
}

// NewConsensus returns the module.
func NewConsensus(cdc codec.Codec, k consensuskeeper.Keeper, operators *keeper.Keeper) Consensus {
	return Consensus{AppModule: consensus.NewAppModule(cdc, k), server: consensusServer{to: k, operators: operators}}
}

// RegisterServices implements appmodule.HasServices.
func (m Consensus) RegisterServices(registrar grpc.ServiceRegistrar) error {
	return m.AppModule.RegisterServices(services{to: registrar, servers: map[string]any{"cosmos.consensus.v1.Msg": m.server}})
}

type consensusServer struct {
	to        consensustypes.MsgServer
	operators *keeper.Keeper
}

// UpdateParams lets x/consensus merge and check the parameters, and refuses the result if it would break owner or chain.
// What was stored is thrown away with the error.
func (s consensusServer) UpdateParams(
	ctx context.Context, msg *consensustypes.MsgUpdateParams,
) (*consensustypes.MsgUpdateParamsResponse, error) {
	res, err := s.to.UpdateParams(ctx, msg)
	if err != nil {
		return nil, err
	}
	if err := s.operators.CheckStoredConsensusParams(ctx); err != nil {
		return nil, err
	}
	return res, nil
}
