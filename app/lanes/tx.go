package lanes

import (
	"fmt"
	"math"

	cmttypes "github.com/cometbft/cometbft/types"

	errorsmod "cosmossdk.io/errors"
	sdkmath "cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"
)

// Tx is what is known of a waiting transaction.
type Tx struct {
	Lane Lane
	// Need is what it takes of a block.
	Need Room
	// Price per million units of gas, in base units: x/auth's own priority is whole units per unit of gas, which is 0 for everybody here.
	Price int64
	// Arrival numbers the transactions of a pool.
	Arrival uint64
	Signers []Signer
}

// Signer is one signature's address and sequence number.
type Signer struct {
	Address  string
	Sequence uint64
}

// before orders transactions whose turn is the same: by price, then by arrival.
func (t *Tx) before(other *Tx) bool {
	if t.Price != other.Price {
		return t.Price > other.Price
	}
	return t.Arrival < other.Arrival
}

// describe reads what a transaction says of itself. Addresses come from the messages, not from keys: a signature may show no key, and a
// rotated key belongs to another address.
func describe(tx sdk.Tx, raw []byte) (Tx, error) {
	signed, ok := tx.(authsigning.Tx)
	if !ok {
		return Tx{}, errorsmod.Wrapf(sdkerrors.ErrTxDecode, "%T has no signatures", tx)
	}
	addresses, err := signed.GetSigners()
	if err != nil {
		return Tx{}, err
	}
	signatures, err := signed.GetSignaturesV2()
	if err != nil {
		return Tx{}, err
	}
	if len(addresses) == 0 || len(addresses) != len(signatures) {
		return Tx{}, errorsmod.Wrapf(sdkerrors.ErrNoSignatures, "%d signers, %d signatures", len(addresses), len(signatures))
	}
	out := Tx{Lane: Entry, Need: Room{Bytes: size(raw), Gas: signed.GetGas()}, Price: price(signed.GetFee(), signed.GetGas())}
	for i, address := range addresses {
		out.Signers = append(out.Signers, Signer{Address: string(address), Sequence: signatures[i].Sequence})
	}
	return out, nil
}

// size of a transaction in a block, with what frames it.
func size(raw []byte) uint64 { return uint64(cmttypes.ComputeProtoSizeForTxs([]cmttypes.Tx{raw})) }

func price(fee sdk.Coins, gas uint64) int64 {
	if len(fee) == 0 || gas == 0 {
		return 0
	}
	perMillion := fee[0].Amount.MulRaw(1_000_000).Quo(sdkmath.NewIntFromUint64(gas))
	if !perMillion.IsInt64() {
		return math.MaxInt64
	}
	return perMillion.Int64()
}

// gasOf is the gas that a transaction asks for, which is what counts against a block's limit.
func gasOf(tx sdk.Tx) (uint64, error) {
	t, ok := tx.(sdk.FeeTx)
	if !ok {
		return 0, fmt.Errorf("%T has no gas limit", tx)
	}
	return t.GetGas(), nil
}
