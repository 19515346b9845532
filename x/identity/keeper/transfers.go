package keeper

import (
	"context"
	"errors"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

// SendRestriction is bank's send restriction for the transfer policy. It never applies where a module account pays or is paid: fees,
// escrow, refunds and payouts always flow, and nothing fails in an EndBlocker. Whatever message moves the money, a participant who
// sends it must be in good standing; the ante handler does not see who granted an authorisation. At most seven key reads.
func (k *Keeper) SendRestriction(ctx context.Context, from, to sdk.AccAddress, _ sdk.Coins) (sdk.AccAddress, error) {
	if k.isBuiltIn(from) || k.isBuiltIn(to) {
		return to, nil
	}
	params, err := k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	closed := params.TransferPolicy == types.TRANSFER_POLICY_PARTICIPANTS_ONLY
	if err := k.maySend(ctx, from, closed); err != nil {
		return nil, err
	}
	if !closed {
		return to, nil
	}
	return to, k.mayReceive(ctx, to)
}

// maySend refuses a sender who is not in good standing and, on a closed chain, one who was never admitted; office holders pass.
func (k *Keeper) maySend(ctx context.Context, from sdk.AccAddress, closed bool) error {
	err := k.Active(ctx, from)
	if errors.Is(err, types.ErrUnknownParticipant) {
		if !closed {
			return nil
		}
		err = errorsmod.Wrapf(types.ErrTransferPolicy, "sender %s is not a participant", from)
	}
	return k.unlessOffice(ctx, from, err)
}

// mayReceive refuses a recipient who was never admitted; what standing it is in does not matter, it may be owed something.
func (k *Keeper) mayReceive(ctx context.Context, to sdk.AccAddress) error {
	known, err := k.Known(ctx, to)
	if err != nil || known {
		return err
	}
	return k.unlessOffice(ctx, to, errorsmod.Wrapf(types.ErrTransferPolicy, "recipient %s is not a participant", to))
}

// unlessOffice returns why an address is refused, unless it holds an office of the nation. Almost nobody does, so it is asked last.
func (k *Keeper) unlessOffice(ctx context.Context, addr sdk.AccAddress, refused error) error {
	if refused == nil {
		return nil
	}
	protected, err := k.Protected(ctx, addr)
	if err != nil || protected {
		return err
	}
	return refused
}

// isBuiltIn tells whether an address is a module account of this chain.
func (k *Keeper) isBuiltIn(addr sdk.AccAddress) bool {
	_, builtIn := k.builtIn[string(addr)]
	return builtIn
}
