package app

import (
	"context"

	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/auth/ante"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"
)

// SigningKeys tells which key signs for an address instead of the one in x/auth, or nil.
type SigningKeys interface {
	SigningKey(ctx context.Context, addr sdk.AccAddress) (cryptotypes.PubKey, error)
}

// rotatedKeys are the rotated keys of one transaction's signers, by address. It is read by key only.
type rotatedKeys map[string]cryptotypes.PubKey

// rotatedKeysKey is where a transaction's context holds them.
type rotatedKeysKey struct{}

// ReadControllerKeys looks up the rotated keys of a transaction's signers, one key read each, for the decorators that follow.
type ReadControllerKeys struct{ keys SigningKeys }

// NewReadControllerKeys returns the decorator.
func NewReadControllerKeys(keys SigningKeys) ReadControllerKeys {
	return ReadControllerKeys{keys: keys}
}

// AnteHandle implements sdk.AnteDecorator.
func (d ReadControllerKeys) AnteHandle(ctx sdk.Context, tx sdk.Tx, simulate bool, next sdk.AnteHandler) (sdk.Context, error) {
	signers, err := signersOf(tx)
	if err != nil {
		return ctx, err
	}
	rotated := make(rotatedKeys)
	for _, addr := range signers {
		key, err := d.keys.SigningKey(ctx, addr)
		if err != nil {
			return ctx, err
		}
		if key != nil {
			rotated[string(addr)] = key
		}
	}
	return next(ctx.WithValue(rotatedKeysKey{}, rotated), tx, simulate)
}

// SetPubKeys is the SDK's decorator that stores the key of a first transaction in x/auth. The SDK refuses a key from which the signer's
// address does not come; this one lets a transaction show the key that was rotated in, and hides it from the SDK: it must never get
// into x/auth, whose accounts would not pass the next genesis.
type SetPubKeys struct{ inner ante.SetPubKeyDecorator }

// NewSetPubKeys returns the decorator.
func NewSetPubKeys(ak ante.AccountKeeper) SetPubKeys {
	return SetPubKeys{inner: ante.NewSetPubKeyDecorator(ak)}
}

// AnteHandle implements sdk.AnteDecorator.
func (d SetPubKeys) AnteHandle(ctx sdk.Context, tx sdk.Tx, simulate bool, next sdk.AnteHandler) (sdk.Context, error) {
	shown, ok := tx.(authsigning.Tx)
	rotated := rotatedOf(ctx)
	if !ok || len(rotated) == 0 {
		return d.inner.AnteHandle(ctx, tx, simulate, next)
	}
	return d.inner.AnteHandle(ctx, hidden{Tx: shown, keys: rotated}, simulate,
		func(ctx sdk.Context, _ sdk.Tx, simulate bool) (sdk.Context, error) { return next(ctx, tx, simulate) })
}

// hidden is a transaction that does not show rotated keys.
type hidden struct {
	authsigning.Tx
	keys rotatedKeys
}

// GetPubKeys implements authsigning.SigVerifiableTx: nil stands for a key that the chain knows.
func (h hidden) GetPubKeys() ([]cryptotypes.PubKey, error) {
	keys, err := h.Tx.GetPubKeys()
	if err != nil {
		return nil, err
	}
	signers, err := h.GetSigners()
	if err != nil {
		return nil, err
	}
	out := make([]cryptotypes.PubKey, len(keys))
	copy(out, keys)
	for i := range min(len(out), len(signers)) {
		rotated := h.keys[string(signers[i])]
		if rotated != nil && out[i] != nil && rotated.Equals(out[i]) {
			out[i] = nil
		}
	}
	return out, nil
}

// signingAccounts is x/auth as the decorators see it that check signatures: an account whose key was rotated has the new key. It serves
// reading only; what it returns must not be stored.
type signingAccounts struct{ ante.AccountKeeper }

// GetAccount implements ante.AccountKeeper.
func (a signingAccounts) GetAccount(ctx context.Context, addr sdk.AccAddress) sdk.AccountI {
	acc := a.AccountKeeper.GetAccount(ctx, addr)
	key := rotatedOf(sdk.UnwrapSDKContext(ctx))[string(addr)]
	if acc == nil || key == nil {
		return acc
	}
	if err := acc.SetPubKey(key); err != nil {
		return nil // no account rather than one with the old key
	}
	return acc
}

func rotatedOf(ctx sdk.Context) rotatedKeys {
	rotated, ok := ctx.Value(rotatedKeysKey{}).(rotatedKeys)
	if !ok {
		// A forgotten decorator must not bring old keys back.
		panic("rotated keys were not read before the signatures are checked")
	}
	return rotated
}
