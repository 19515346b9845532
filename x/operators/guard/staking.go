package guard

import (
	"bytes"
	"context"

	errorsmod "cosmossdk.io/errors"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/module"
	"github.com/cosmos/cosmos-sdk/x/staking"
	stakingkeeper "github.com/cosmos/cosmos-sdk/x/staking/keeper"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/agijobs/agijobs/x/operators/keeper"
	"github.com/agijobs/agijobs/x/operators/types"
)

// Staking is x/staking with guarded messages.
type Staking struct {
	staking.AppModule
	server stakingtypes.MsgServer
}

// NewStaking returns the module.
func NewStaking(
	cdc codec.Codec, k *stakingkeeper.Keeper, ak stakingtypes.AccountKeeper, bk stakingtypes.BankKeeper, operators *keeper.Keeper,
	faults types.Tombstones,
) Staking {
	return Staking{
		AppModule: staking.NewAppModule(cdc, k, ak, bk),
		server:    stakingServer{to: stakingkeeper.NewMsgServerImpl(k), operators: operators, faults: faults},
	}
}

// RegisterServices implements module.HasServices.
func (m Staking) RegisterServices(cfg module.Configurator) {
	m.AppModule.RegisterServices(configurator{cfg, map[string]any{"cosmos.staking.v1beta1.Msg": m.server}})
}

// stakingServer names every message: one that a new SDK brings does not compile until somebody has decided its rule.
type stakingServer struct {
	to        stakingtypes.MsgServer
	operators *keeper.Keeper
	faults    types.Tombstones
}

// CreateValidator needs an active participant with the role, and a consensus key that has not signed twice.
func (s stakingServer) CreateValidator(
	ctx context.Context, msg *stakingtypes.MsgCreateValidator,
) (*stakingtypes.MsgCreateValidatorResponse, error) {
	addr, err := operator(msg.ValidatorAddress)
	if err != nil {
		return nil, err
	}
	if err := s.operators.MayStart(ctx, addr); err != nil {
		return nil, err
	}
	if err := s.requireClean(ctx, msg.Pubkey); err != nil {
		return nil, err
	}
	return s.to.CreateValidator(ctx, msg)
}

// requireClean refuses a key that is tombstoned: x/evidence punishes such a key no more, so whoever came back with it after
// a removal could sign twice for nothing. What is no key x/staking refuses.
func (s stakingServer) requireClean(ctx context.Context, packed *codectypes.Any) error {
	key, ok := packed.GetCachedValue().(cryptotypes.PubKey)
	if !ok || !s.faults.IsTombstoned(ctx, sdk.ConsAddress(key.Address())) {
		return nil
	}
	return errorsmod.Wrapf(types.ErrTombstoned, "%s", sdk.ConsAddress(key.Address()))
}

// EditValidator needs the role.
func (s stakingServer) EditValidator(
	ctx context.Context, msg *stakingtypes.MsgEditValidator,
) (*stakingtypes.MsgEditValidatorResponse, error) {
	addr, err := operator(msg.ValidatorAddress)
	if err != nil {
		return nil, err
	}
	if err := s.operators.MayServe(ctx, addr); err != nil {
		return nil, err
	}
	return s.to.EditValidator(ctx, msg)
}

// Delegate needs an active participant with the role who delegates to itself.
func (s stakingServer) Delegate(ctx context.Context, msg *stakingtypes.MsgDelegate) (*stakingtypes.MsgDelegateResponse, error) {
	addr, err := self(msg.DelegatorAddress, msg.ValidatorAddress)
	if err != nil {
		return nil, err
	}
	if err := s.operators.MayStart(ctx, addr); err != nil {
		return nil, err
	}
	return s.to.Delegate(ctx, msg)
}

// BeginRedelegate is disabled: an operator has nobody to redelegate to.
func (s stakingServer) BeginRedelegate(
	context.Context, *stakingtypes.MsgBeginRedelegate,
) (*stakingtypes.MsgBeginRedelegateResponse, error) {
	return nil, errorsmod.Wrap(types.ErrDisabled, "MsgBeginRedelegate")
}

// Undelegate needs the role, unbonds one's own seats and leaves enough operators.
func (s stakingServer) Undelegate(
	ctx context.Context, msg *stakingtypes.MsgUndelegate,
) (res *stakingtypes.MsgUndelegateResponse, err error) {
	addr, err := self(msg.DelegatorAddress, msg.ValidatorAddress)
	if err != nil {
		return nil, err
	}
	if err := s.operators.MayLeave(ctx, addr); err != nil {
		return nil, err
	}
	err = s.operators.KeepMinimum(ctx, func() (err error) {
		res, err = s.to.Undelegate(ctx, msg)
		return err
	})
	if err != nil {
		return nil, err
	}
	return res, nil
}

// CancelUnbondingDelegation is disabled: bonded again, seats would never have been answerable for the whole time.
func (s stakingServer) CancelUnbondingDelegation(
	context.Context, *stakingtypes.MsgCancelUnbondingDelegation,
) (*stakingtypes.MsgCancelUnbondingDelegationResponse, error) {
	return nil, errorsmod.Wrap(types.ErrDisabled, "MsgCancelUnbondingDelegation")
}

// UpdateParams refuses what contradicts the rules of operators. x/staking's own checks, of the sender first, come before.
func (s stakingServer) UpdateParams(
	ctx context.Context, msg *stakingtypes.MsgUpdateParams,
) (*stakingtypes.MsgUpdateParamsResponse, error) {
	if msg.Authority == s.operators.Authority() {
		if err := s.operators.CheckStakingParams(ctx, msg.Params); err != nil {
			return nil, err
		}
	}
	return s.to.UpdateParams(ctx, msg)
}

// RotateConsPubKey needs the role, and a key that has not signed twice. The fee that it burns is issued for it: operators have no seats to spend.
func (s stakingServer) RotateConsPubKey(
	ctx context.Context, msg *stakingtypes.MsgRotateConsPubKey,
) (*stakingtypes.MsgRotateConsPubKeyResponse, error) {
	addr, err := operator(msg.ValidatorAddress)
	if err != nil {
		return nil, err
	}
	if err := s.operators.MayServe(ctx, addr); err != nil {
		return nil, err
	}
	if err := s.requireClean(ctx, msg.NewPubkey); err != nil {
		return nil, err
	}
	if err := s.operators.IssueRotationFee(ctx, addr); err != nil {
		return nil, err
	}
	return s.to.RotateConsPubKey(ctx, msg)
}

// operator returns the account behind a validator's address.
func operator(validator string) (sdk.AccAddress, error) {
	val, err := sdk.ValAddressFromBech32(validator)
	if err != nil {
		return nil, errorsmod.Wrapf(types.ErrInvalidAddress, "validator %q: %s", validator, err)
	}
	return sdk.AccAddress(val), nil
}

// self returns the operator who delegates to itself.
func self(delegator, validator string) (sdk.AccAddress, error) {
	own, err := operator(validator)
	if err != nil {
		return nil, err
	}
	addr, err := types.ParseAddress("delegator", delegator)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(addr, own) {
		return nil, errorsmod.Wrapf(types.ErrSelfOnly, "%s is not the operator of %s", delegator, validator)
	}
	return addr, nil
}
