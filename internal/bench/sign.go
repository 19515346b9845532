package bench

import (
	"context"
	"fmt"

	signingv1beta1 "cosmossdk.io/api/cosmos/tx/signing/v1beta1"

	"github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	txtypes "github.com/cosmos/cosmos-sdk/types/tx"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"
	txsigning "github.com/cosmos/cosmos-sdk/x/tx/signing"
)

// order says how a transaction is signed besides by its sender, and for how much gas.
type order struct {
	gas uint64
	// wrong: the last signature is. hide: no key is shown.
	wrong, hide bool
	// with are further signers.
	with []*actor
	// amino writes what is signed; nil: it is signed directly.
	amino func(raw []byte, who *actor) ([]byte, error)
}

// sign makes a transaction with the actor's next sequence number.
func (c *chain) sign(from *actor, msgs ...sdk.Msg) ([]byte, error) {
	return c.signFor(from, uint64(gasPerTx+gasPerMessage*len(msgs)), false, msgs...)
}

// signFor asks for so much gas. A transaction with a wrong signature does not use up a sequence number.
func (c *chain) signFor(from *actor, gas uint64, wrong bool, msgs ...sdk.Msg) ([]byte, error) {
	return c.signAs(from, order{gas: gas, wrong: wrong}, msgs...)
}

func (c *chain) signAs(from *actor, o order, msgs ...sdk.Msg) ([]byte, error) {
	for _, a := range append([]*actor{from}, o.with...) {
		if a.known {
			continue
		}
		account := c.app.Account.GetAccount(c.readContext(), a.addr)
		if account == nil {
			return nil, fmt.Errorf("%s has no account", a.text)
		}
		a.number, a.sequence, a.known = account.GetAccountNumber(), account.GetSequence(), true
	}
	return from.signAs(o, msgs...)
}

// sign makes a transaction with the next sequence number, which must be known, and uses it up.
func (a *actor) sign(msgs ...sdk.Msg) ([]byte, error) {
	return a.signAs(order{gas: uint64(gasPerTx + gasPerMessage*len(msgs))}, msgs...)
}

func (a *actor) signAs(o order, msgs ...sdk.Msg) ([]byte, error) {
	raw, err := a.unsigned(o, msgs)
	if err != nil {
		return nil, err
	}
	signers := append([]*actor{a}, o.with...)
	for range signers {
		raw.Signatures = append(raw.Signatures, nil)
	}
	for i, s := range signers {
		bytes, err := s.signBytes(o, raw)
		if err != nil {
			return nil, err
		}
		if raw.Signatures[i], err = s.signature(bytes, o.wrong && i == len(signers)-1); err != nil {
			return nil, err
		}
		if !o.wrong {
			s.sequence++
		}
	}
	return raw.Marshal()
}

func (a *actor) unsigned(o order, msgs []sdk.Msg) (*txtypes.TxRaw, error) {
	body := txtypes.TxBody{}
	for _, msg := range msgs {
		packed, err := types.NewAnyWithValue(msg)
		if err != nil {
			return nil, err
		}
		body.Messages = append(body.Messages, packed)
	}
	auth := txtypes.AuthInfo{Fee: &txtypes.Fee{GasLimit: o.gas, Amount: sdk.NewCoins(sdk.NewInt64Coin(denom, int64(o.gas/gasPerUnit)))}}
	mode := signing.SignMode_SIGN_MODE_DIRECT
	if o.amino != nil {
		mode = signing.SignMode_SIGN_MODE_LEGACY_AMINO_JSON
	}
	for _, s := range append([]*actor{a}, o.with...) {
		info := &txtypes.SignerInfo{Sequence: s.sequence, ModeInfo: s.mode(mode)}
		if !o.hide {
			key, err := types.NewAnyWithValue(s.public())
			if err != nil {
				return nil, err
			}
			info.PublicKey = key
		}
		auth.SignerInfos = append(auth.SignerInfos, info)
	}
	raw := &txtypes.TxRaw{}
	var err error
	if raw.BodyBytes, err = body.Marshal(); err != nil {
		return nil, err
	}
	raw.AuthInfoBytes, err = auth.Marshal()
	return raw, err
}

func (a *actor) signBytes(o order, raw *txtypes.TxRaw) ([]byte, error) {
	if o.amino == nil {
		doc := txtypes.SignDoc{ChainId: chainID, AccountNumber: a.number, BodyBytes: raw.BodyBytes, AuthInfoBytes: raw.AuthInfoBytes}
		return doc.Marshal()
	}
	bytes, err := raw.Marshal()
	if err != nil {
		return nil, err
	}
	return o.amino(bytes, a)
}

// amino is what a hardware wallet signs.
func (c *chain) amino(raw []byte, who *actor) ([]byte, error) {
	tx, err := c.app.TxConfig().TxDecoder()(raw)
	if err != nil {
		return nil, err
	}
	adaptable, ok := tx.(authsigning.V2AdaptableTx)
	if !ok {
		return nil, fmt.Errorf("%T cannot be signed", tx)
	}
	data := txsigning.SignerData{Address: who.text, ChainID: chainID, AccountNumber: who.number, Sequence: who.sequence}
	return c.app.TxConfig().SignModeHandler().GetSignBytes(
		context.Background(), signingv1beta1.SignMode_SIGN_MODE_LEGACY_AMINO_JSON, data, adaptable.GetSigningTxData(),
	)
}
