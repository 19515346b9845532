package guard

import (
	"context"

	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/types/module"
	"github.com/cosmos/cosmos-sdk/x/auth"
	authkeeper "github.com/cosmos/cosmos-sdk/x/auth/keeper"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/agijobs/agijobs/x/operators/types"
)

// Auth is x/auth with guarded messages.
type Auth struct {
	auth.AppModule
	server authtypes.MsgServer
}

// NewAuth returns the module.
func NewAuth(cdc codec.Codec, k authkeeper.AccountKeeper) Auth {
	return Auth{AppModule: auth.NewAppModule(cdc, k, nil), server: authServer{to: authkeeper.NewMsgServerImpl(k)}}
}

// RegisterServices implements module.HasServices.
func (m Auth) RegisterServices(cfg module.Configurator) {
	m.AppModule.RegisterServices(configurator{cfg, map[string]any{"cosmos.auth.v1beta1.Msg": m.server}})
}

type authServer struct{ to authtypes.MsgServer }

// UpdateParams refuses what would keep the council's own transactions out of every block.
func (s authServer) UpdateParams(ctx context.Context, msg *authtypes.MsgUpdateParams) (*authtypes.MsgUpdateParamsResponse, error) {
	res, err := s.to.UpdateParams(ctx, msg)
	if err != nil {
		return nil, err
	}
	if err := types.CheckAuthParams(msg.Params); err != nil {
		return nil, err
	}
	return res, nil
}
