package app

import (
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/cosmos/cosmos-sdk/x/auth/ante"
)

// SignedBytes charges each signer after the first for a transaction's bytes as x/auth charges the first: what is signed differs by signer, so the
// whole transaction is written and hashed for each. In amino's JSON that takes longer than a signature from 1,200 bytes on.
type SignedBytes struct{ accounts ante.AccountKeeper }

// AnteHandle implements sdk.AnteDecorator.
func (d SignedBytes) AnteHandle(ctx sdk.Context, tx sdk.Tx, simulate bool, next sdk.AnteHandler) (sdk.Context, error) {
	signers, err := signersOf(tx)
	if err != nil {
		return ctx, err
	}
	if len(signers) == 0 {
		return ctx, errorsmod.Wrap(sdkerrors.ErrNoSignatures, "transaction has no signers")
	}
	if more := uint64(len(signers) - 1); more > 0 {
		perByte := d.accounts.GetParams(ctx).TxSizeCostPerByte
		ctx.GasMeter().ConsumeGas(perByte*uint64(len(ctx.TxBytes()))*more, "signed bytes of further signers")
	}
	return next(ctx, tx, simulate)
}
