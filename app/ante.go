package app

import (
	"context"

	gogoproto "github.com/cosmos/gogoproto/proto"
	protov2 "google.golang.org/protobuf/proto"

	errorsmod "cosmossdk.io/errors"

	"github.com/cosmos/cosmos-sdk/baseapp"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/cosmos/cosmos-sdk/x/auth/ante"
	"github.com/cosmos/cosmos-sdk/x/authz"
	bankkeeper "github.com/cosmos/cosmos-sdk/x/bank/keeper"

	"github.com/agijobs/agijobs/app/lanes"
	"github.com/agijobs/agijobs/app/msgs"
	"github.com/agijobs/agijobs/internal/money"
)

// setAnteHandler puts the chain's checks before every transaction in order. The gate stands before the fee: who is not
// admitted pays nothing and costs the chain one read.
func (app *App) setAnteHandler() {
	ak := app.Account
	app.SetAnteHandler(sdk.ChainAnteDecorators(
		ante.NewSetUpContextDecorator(),
		ante.NewExtensionOptionsDecorator(nil),
		ante.NewValidateBasicDecorator(),
		NestedSecrets{},
		lanes.NewCrowd(app.pool),
		ante.NewTxTimeoutHeightDecorator(),
		ante.NewValidateMemoDecorator(ak),
		ante.NewConsumeGasForTxSizeDecorator(ak),
		SignedBytes{ak},
		SeatFees{},
		NewGate(app.Identity, app.Sovereign, app.cdc),
		ante.NewDeductFeeDecorator(ak, feeBank{app.Bank}, app.FeeGrant, nil),
		NewReadControllerKeys(app.Identity),
		NewSetPubKeys(ak),
		ante.NewValidateSigCountDecorator(ak),
		ante.NewSigGasConsumeDecorator(signingAccounts{ak}, ante.DefaultSigVerificationGasConsumer),
		ante.NewSigVerificationDecorator(rememberingAccounts{signingAccounts{ak}, app.signatures}, app.txConfig.SignModeHandler()),
		ante.NewIncrementSequenceDecorator(ak),
		lanes.NewDoor(app.pool, lanes.NewClassifier(app.cdc, partyRecords{app.Keepers})),
	))
}

// GateKeeper is what the gate asks of x/identity.
type GateKeeper interface {
	// Known tells whether an address was ever admitted.
	Known(ctx context.Context, addr sdk.AccAddress) (bool, error)
	// Protected tells whether an address holds an office of the nation: council members and guardians always pass.
	Protected(ctx context.Context, addr sdk.AccAddress) (bool, error)
	// Active returns an error that says why a participant may not start new business.
	Active(ctx context.Context, addr sdk.AccAddress) error
}

// Signers reads who has to sign a message.
type Signers interface {
	GetMsgV1Signers(msg gogoproto.Message) ([][]byte, protov2.Message, error)
}

// Gate refuses transactions of people who were never admitted, and new business of those who are suspended, revoked or
// expired. Before the chain's own messages it only saves work, since each of their servers asks for itself. The SDK's do
// not ask, so of wrapped messages the gate asks for the granter as well.
type Gate struct {
	identity GateKeeper
	brake    baseapp.CircuitBreaker
	signers  Signers
}

// NewGate returns the gate.
func NewGate(identity GateKeeper, brake baseapp.CircuitBreaker, signers Signers) Gate {
	return Gate{identity: identity, brake: brake, signers: signers}
}

// AnteHandle implements sdk.AnteDecorator.
func (g Gate) AnteHandle(ctx sdk.Context, tx sdk.Tx, simulate bool, next sdk.AnteHandler) (sdk.Context, error) {
	// Genesis transactions create the first operators before anything can have been admitted by a block.
	if ctx.BlockHeight() > 0 {
		if err := g.check(ctx, tx); err != nil {
			return ctx, err
		}
	}
	return next(ctx, tx, simulate)
}

func (g Gate) check(ctx sdk.Context, tx sdk.Tx) error {
	entry := false
	var granters []sdk.AccAddress
	err := msgs.Visit(tx.GetMsgs(), func(msg sdk.Msg) error {
		url := sdk.MsgTypeURL(msg)
		// BaseApp asks the brake as well, but messages do not run in CheckTx.
		allowed, err := g.brake.IsAllowed(ctx, url)
		if err != nil {
			return err
		}
		class, known := msgs.ClassOf(url)
		if !allowed || !known {
			return errorsmod.Wrapf(sdkerrors.ErrUnauthorized, "%s is not accepted now", url)
		}
		entry = entry || class == msgs.Entry
		starters, err := g.starters(msg)
		granters = append(granters, starters...)
		return err
	})
	if err != nil {
		return err
	}
	feeTx, ok := tx.(sdk.FeeTx)
	if !ok {
		return errorsmod.Wrap(sdkerrors.ErrTxDecode, "transaction pays no fee")
	}
	signers, err := signersOf(tx)
	if err != nil {
		return err
	}
	// The fee payer is always a signer; a granter is not, and must be in good standing as well.
	if granter := feeTx.FeeGranter(); len(granter) > 0 {
		signers = append(signers, granter)
	}
	for _, addr := range signers {
		if err := g.Standing(ctx, addr, entry); err != nil {
			return err
		}
	}
	for _, addr := range granters {
		if err := g.Standing(ctx, addr, true); err != nil {
			return err
		}
	}
	return nil
}

// starters lists who would start new business by the messages that authz's MsgExec wraps: not the grantee, who signs the
// transaction, but the granter.
func (g Gate) starters(msg sdk.Msg) (list []sdk.AccAddress, err error) {
	exec, ok := msg.(*authz.MsgExec)
	if !ok {
		return nil, nil
	}
	inner, err := exec.GetMessages()
	if err != nil {
		return nil, err
	}
	for _, wrapped := range inner {
		if class, _ := msgs.ClassOf(sdk.MsgTypeURL(wrapped)); class != msgs.Entry {
			continue
		}
		signers, _, err := g.signers.GetMsgV1Signers(wrapped)
		if err != nil {
			return nil, errorsmod.Wrapf(sdkerrors.ErrInvalidAddress, "signer of %s: %s", sdk.MsgTypeURL(wrapped), err)
		}
		for _, s := range signers {
			list = append(list, s)
		}
	}
	return list, nil
}

// Standing tells why an address may not send messages, entry messages among them or not. It asks for an office last: almost
// nobody holds one, so almost nobody pays for the question.
func (g Gate) Standing(ctx sdk.Context, addr sdk.AccAddress, entry bool) error {
	refused := g.participation(ctx, addr, entry)
	if refused == nil {
		return nil
	}
	protected, err := g.identity.Protected(ctx, addr)
	if err != nil {
		return err
	}
	if protected {
		return nil
	}
	return refused
}

func (g Gate) participation(ctx sdk.Context, addr sdk.AccAddress, entry bool) error {
	if entry {
		return g.identity.Active(ctx, addr)
	}
	known, err := g.identity.Known(ctx, addr)
	if err != nil {
		return err
	}
	if !known {
		return errorsmod.Wrapf(sdkerrors.ErrUnauthorized, "%s is not a participant; ask a registrar for admission", addr)
	}
	return nil
}

func signersOf(tx sdk.Tx) ([]sdk.AccAddress, error) {
	sigTx, ok := tx.(interface{ GetSigners() ([][]byte, error) })
	if !ok {
		return nil, errorsmod.Wrap(sdkerrors.ErrTxDecode, "transaction has no signers")
	}
	raw, err := sigTx.GetSigners()
	if err != nil {
		return nil, err
	}
	out := make([]sdk.AccAddress, len(raw))
	for i, s := range raw {
		out[i] = s
	}
	return out, nil
}

// feeBank collects fees by bank's virtual send: with a plain one every transaction of a block would write the fee
// collector's balance, and no two could run in parallel.
type feeBank struct{ bankkeeper.BaseKeeper }

// SendCoinsFromAccountToModule implements ante's view of x/bank.
func (b feeBank) SendCoinsFromAccountToModule(ctx context.Context, from sdk.AccAddress, module string, amt sdk.Coins) error {
	if money.InTransaction(sdk.UnwrapSDKContext(ctx)) {
		return b.SendCoinsFromAccountToModuleVirtual(ctx, from, module, amt)
	}
	return b.BaseKeeper.SendCoinsFromAccountToModule(ctx, from, module, amt)
}
