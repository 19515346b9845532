package lanes

import (
	"context"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
)

// Auth is what a floor is made of: the parameters of x/auth at the end of the last block.
type Auth interface {
	GetParams(ctx context.Context) authtypes.Params
}

// LeastGas is what every transaction takes beside its bytes and signatures: at least the account of one signer is read, and written with its next sequence
// number, and the parameters of x/auth are read. Without it a block of small transactions that fail at once would take longer than all others.
const LeastGas = 10_000

// Floor is the least gas that the ante handler charges whoever sends a transaction, as far as it follows from its bytes alone.
type Floor struct{ perByte, perSignature uint64 }

// FloorOf reads it off the parameters. A transaction need not show the keys that sign it, nor show the right ones where they were rotated, so a
// signature counts as one of the cheapest kind.
func FloorOf(p authtypes.Params) Floor {
	return Floor{
		perByte:      p.TxSizeCostPerByte,
		perSignature: min(p.SigVerifyCostSecp256k1, p.SigVerifyCostSecp256r1(), p.SigVerifyCostED25519, p.SigVerifyCostMlDsa65),
	}
}

// Check refuses a transaction that asks for less gas than that. It can only fail, so no node takes it into its pool, and no proposer who goes by the rules
// into a block.
func (f Floor) Check(tx sdk.Tx, raw []byte) error {
	signed, ok := tx.(authsigning.Tx)
	if !ok {
		return errorsmod.Wrapf(sdkerrors.ErrTxDecode, "%T has no signatures", tx)
	}
	signers, err := signed.GetSigners()
	if err != nil {
		return err
	}
	signatures, err := signed.GetSignaturesV2()
	if err != nil {
		return err
	}
	if len(signers) == 0 || len(signers) != len(signatures) {
		return errorsmod.Wrapf(sdkerrors.ErrNoSignatures, "%d signers, %d signatures", len(signers), len(signatures))
	}
	var charged uint64
	for _, s := range signatures {
		charged += chargedFor(s.Data)
	}
	least := LeastGas + f.perByte*uint64(len(raw))*uint64(len(signers)) + f.perSignature*charged
	if gas := signed.GetGas(); gas < least {
		return errorsmod.Wrapf(sdkerrors.ErrOutOfGas, "%d bytes and %d signatures of %d signers take at least %d gas; the transaction asks for %d", len(raw), charged, len(signers), least, gas)
	}
	return nil
}

// chargedFor is how many signatures x/auth charges: those that a joint one says it has, which may be fewer than it brings.
func chargedFor(data signing.SignatureData) (n uint64) {
	joint, ok := data.(*signing.MultiSignatureData)
	switch {
	case !ok:
		return 1
	case joint.BitArray == nil:
		return 0
	}
	said := joint.BitArray.NumTrueBitsBefore(joint.BitArray.Count())
	for _, inner := range joint.Signatures[:min(said, len(joint.Signatures))] {
		n += chargedFor(inner)
	}
	return n
}
