package types

import (
	"bytes"

	dcrec "github.com/decred/dcrd/dcrec/secp256k1/v4"

	errorsmod "cosmossdk.io/errors"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

var (
	_ codectypes.UnpackInterfacesMessage = (*MsgRotateControllerKey)(nil)
	_ codectypes.UnpackInterfacesMessage = (*ControllerKey)(nil)
	_ codectypes.UnpackInterfacesMessage = (*GenesisState)(nil)
	_ codectypes.UnpackInterfacesMessage = (*QueryControllerKeyResponse)(nil)
)

// secp256k1URL is the only type of key that an AI agent's can be rotated to.
var secp256k1URL = sdk.MsgTypeURL(&secp256k1.PubKey{})

// ParseControllerKey returns the key in an Any. It reads the bytes itself, so it does not matter who has unpacked the Any before, and no
// code of the key runs before its bytes are known to be a point on the curve.
func ParseControllerKey(packed *codectypes.Any) (*secp256k1.PubKey, error) {
	if packed == nil || packed.TypeUrl != secp256k1URL {
		return nil, errorsmod.Wrapf(ErrInvalidKey, "it is no %s", secp256k1URL)
	}
	var key secp256k1.PubKey
	if err := key.Unmarshal(packed.Value); err != nil {
		return nil, errorsmod.Wrap(ErrInvalidKey, err.Error())
	}
	if len(key.Key) != secp256k1.PubKeySize {
		return nil, errorsmod.Wrapf(ErrInvalidKey, "it has %d bytes", len(key.Key))
	}
	if _, err := dcrec.ParsePubKey(key.Key); err != nil {
		return nil, errorsmod.Wrap(ErrInvalidKey, "it is no point on the curve")
	}
	return &key, nil
}

// NewControllerKey returns the record of a key.
func NewControllerKey(address sdk.AccAddress, key *secp256k1.PubKey, rotations uint64) (ControllerKey, error) {
	packed, err := codectypes.NewAnyWithValue(key)
	return ControllerKey{Address: address.String(), PublicKey: packed, Rotations: rotations}, err
}

// Key returns the key.
func (c ControllerKey) Key() (*secp256k1.PubKey, error) { return ParseControllerKey(c.PublicKey) }

// Validate checks one record of the state.
func (c ControllerKey) Validate() error {
	if _, err := ParseAddress("address", c.Address); err != nil {
		return err
	}
	if c.Rotations == 0 {
		return errorsmod.Wrapf(ErrInvalidKey, "key of %s was never rotated", c.Address)
	}
	key, err := c.Key()
	if err != nil {
		return err
	}
	// One spelling of each key, so that an export gives equal bytes.
	canonical, err := key.Marshal()
	if err != nil {
		return err
	}
	if !bytes.Equal(canonical, c.PublicKey.Value) {
		return errorsmod.Wrapf(ErrInvalidKey, "key of %s is not in its usual form", c.Address)
	}
	return nil
}

// UnpackInterfaces implements codectypes.UnpackInterfacesMessage.
func (m *MsgRotateControllerKey) UnpackInterfaces(unpacker codectypes.AnyUnpacker) error {
	return unpackKey(unpacker, m.PublicKey)
}

// UnpackInterfaces implements codectypes.UnpackInterfacesMessage.
func (c *ControllerKey) UnpackInterfaces(unpacker codectypes.AnyUnpacker) error {
	return unpackKey(unpacker, c.PublicKey)
}

// UnpackInterfaces implements codectypes.UnpackInterfacesMessage.
func (gs *GenesisState) UnpackInterfaces(unpacker codectypes.AnyUnpacker) error {
	for i := range gs.ControllerKeys {
		if err := gs.ControllerKeys[i].UnpackInterfaces(unpacker); err != nil {
			return err
		}
	}
	return nil
}

// UnpackInterfaces implements codectypes.UnpackInterfacesMessage.
func (m *QueryControllerKeyResponse) UnpackInterfaces(unpacker codectypes.AnyUnpacker) error {
	if m.Key == nil {
		return nil
	}
	return m.Key.UnpackInterfaces(unpacker)
}

func unpackKey(unpacker codectypes.AnyUnpacker, packed *codectypes.Any) error {
	if packed == nil { // amino's packer would panic
		return nil
	}
	var key cryptotypes.PubKey
	return unpacker.UnpackAny(packed, &key)
}
