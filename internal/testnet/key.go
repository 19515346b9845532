package testnet

import (
	"errors"
	"fmt"
	"os"

	"github.com/cometbft/cometbft/crypto/ed25519"
	cmtjson "github.com/cometbft/cometbft/libs/json"
	"github.com/cometbft/cometbft/privval"
	cmttypes "github.com/cometbft/cometbft/types"

	cryptocodec "github.com/cosmos/cosmos-sdk/crypto/codec"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
)

// signingKey returns the key of the folder, or a new one where there is none; nothing is written yet. A key that has power on the live chain is
// refused, although the other chain id makes its votes here worthless there: it has no business on a machine for tests.
func (h *home) signingKey() (*privval.FilePV, cryptotypes.PubKey, error) {
	keyFile, stateFile := h.config.PrivValidatorKeyFile(), h.config.PrivValidatorStateFile()
	var pv *privval.FilePV
	text, err := os.ReadFile(keyFile) // #nosec G304 -- the operator's own folder
	switch {
	case errors.Is(err, os.ErrNotExist):
		pv = privval.NewFilePV(ed25519.GenPrivKey(), keyFile, stateFile)
	case err != nil:
		return nil, nil, err
	default:
		var key privval.FilePVKey
		if err := cmtjson.Unmarshal(text, &key); err != nil || key.PrivKey == nil {
			return nil, nil, fmt.Errorf("%s is no consensus key (%w): remove it, and a new one is made", keyFile, err)
		}
		pv = privval.NewFilePV(key.PrivKey, keyFile, stateFile)
	}
	for _, set := range []*cmttypes.ValidatorSet{h.state.LastValidators, h.state.Validators, h.state.NextValidators} {
		if set.HasAddress(pv.Key.Address) {
			return nil, nil, fmt.Errorf("%s is the key of an operator of %s: remove it from this copy, and a new one is made", keyFile, h.state.ChainID)
		}
	}
	public, err := cryptocodec.FromCmtPubKeyInterface(pv.Key.PubKey)
	return pv, public, err
}
