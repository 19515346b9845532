package client

import (
	"context"
	"errors"
	"fmt"

	"github.com/cosmos/go-bip39"

	"github.com/cosmos/cosmos-sdk/crypto/hd"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
)

// DerivationPath is where wallets derive the first key of a mnemonic (BIP-44, coin type 118).
const DerivationPath = "m/44'/118'/0'/0/0"

// keyBytes is the length of a secp256k1 key.
const keyBytes = 32

// Signer holds a key, or knows who does: a wallet, a key service.
type Signer interface {
	// PubKey of the key.
	PubKey() cryptotypes.PubKey
	// Sign returns the signature over the bytes of a SignDoc (SIGN_MODE_DIRECT).
	Sign(ctx context.Context, bytes []byte) ([]byte, error)
}

type keySigner struct{ key cryptotypes.PrivKey }

func (s keySigner) PubKey() cryptotypes.PubKey { return s.key.PubKey() }

func (s keySigner) Sign(_ context.Context, bytes []byte) ([]byte, error) { return s.key.Sign(bytes) }

// FromKey signs with a raw secp256k1 key of 32 bytes.
func FromKey(key []byte) (Signer, error) {
	if len(key) != keyBytes {
		return nil, fmt.Errorf("client: a secp256k1 key has %d bytes, not %d", keyBytes, len(key))
	}
	return keySigner{&secp256k1.PrivKey{Key: key}}, nil
}

// FromMnemonic signs with the first key of a BIP-39 mnemonic.
func FromMnemonic(mnemonic string) (Signer, error) {
	if !bip39.IsMnemonicValid(mnemonic) {
		return nil, errors.New("client: the mnemonic is not valid: check its words and their order")
	}
	key, err := hd.Secp256k1.Derive()(mnemonic, "", DerivationPath)
	if err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	return FromKey(key)
}

type keyringSigner struct {
	ring keyring.Keyring
	name string
	pub  cryptotypes.PubKey
}

func (s keyringSigner) PubKey() cryptotypes.PubKey { return s.pub }

func (s keyringSigner) Sign(_ context.Context, bytes []byte) ([]byte, error) {
	signature, _, err := s.ring.Sign(s.name, bytes, signing.SignMode_SIGN_MODE_DIRECT)
	return signature, err
}

// FromKeyring signs with a named key of an SDK keyring.
func FromKeyring(ring keyring.Keyring, name string) (Signer, error) {
	record, err := ring.Key(name)
	if err != nil {
		return nil, fmt.Errorf("client: key %q: %w", name, err)
	}
	pub, err := record.GetPubKey()
	if err != nil {
		return nil, fmt.Errorf("client: key %q: %w", name, err)
	}
	return keyringSigner{ring: ring, name: name, pub: pub}, nil
}
