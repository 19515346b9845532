package bench

import (
	"crypto/sha256"
	"fmt"

	"github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	sdk "github.com/cosmos/cosmos-sdk/types"
	txtypes "github.com/cosmos/cosmos-sdk/types/tx"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
)

const (
	chainID = "agijobs-bench"
	denom   = "uagi"
	// gasPerTx and gasPerMessage are more than anything here uses.
	gasPerTx, gasPerMessage = 200_000, 400_000
	// gasPerUnit is the inverse of the price that a node asks (app.MinGasPrice).
	gasPerUnit = 1_000
)

// actor is a key with what its next signature needs.
type actor struct {
	key  *secp256k1.PrivKey
	addr sdk.AccAddress
	// text is the address as messages write it.
	text string
	// number and sequence are those of the account; known is false until they were read.
	number, sequence uint64
	known            bool
}

// newActor makes an actor whose key follows from its role and number.
func newActor(role string, n int) *actor {
	seed := sha256.Sum256(fmt.Appendf(nil, "agijobs bench %s %d", role, n))
	key := &secp256k1.PrivKey{Key: seed[:]}
	addr := sdk.AccAddress(key.PubKey().Address())
	return &actor{key: key, addr: addr, text: addr.String()}
}

func newActors(role string, n int) []*actor {
	list := make([]*actor, n)
	for i := range list {
		list[i] = newActor(role, i)
	}
	return list
}

// sign makes a transaction with the actor's next sequence number.
func (c *chain) sign(from *actor, msgs ...sdk.Msg) ([]byte, error) {
	if !from.known {
		account := c.app.Account.GetAccount(c.readContext(), from.addr)
		if account == nil {
			return nil, fmt.Errorf("%s has no account", from.text)
		}
		from.number, from.sequence, from.known = account.GetAccountNumber(), account.GetSequence(), true
	}
	return from.sign(msgs...)
}

// sign makes a transaction with the next sequence number, which must be known, and uses it up.
func (from *actor) sign(msgs ...sdk.Msg) ([]byte, error) {
	body := txtypes.TxBody{}
	for _, msg := range msgs {
		packed, err := types.NewAnyWithValue(msg)
		if err != nil {
			return nil, err
		}
		body.Messages = append(body.Messages, packed)
	}
	key, err := types.NewAnyWithValue(from.key.PubKey())
	if err != nil {
		return nil, err
	}
	gas := uint64(gasPerTx + gasPerMessage*len(msgs))
	auth := txtypes.AuthInfo{
		SignerInfos: []*txtypes.SignerInfo{{
			PublicKey: key, Sequence: from.sequence,
			ModeInfo: &txtypes.ModeInfo{Sum: &txtypes.ModeInfo_Single_{Single: &txtypes.ModeInfo_Single{Mode: signing.SignMode_SIGN_MODE_DIRECT}}},
		}},
		Fee: &txtypes.Fee{GasLimit: gas, Amount: sdk.NewCoins(sdk.NewInt64Coin(denom, int64(gas/gasPerUnit)))},
	}
	doc := txtypes.SignDoc{ChainId: chainID, AccountNumber: from.number}
	if doc.BodyBytes, err = body.Marshal(); err != nil {
		return nil, err
	}
	if doc.AuthInfoBytes, err = auth.Marshal(); err != nil {
		return nil, err
	}
	bytes, err := doc.Marshal()
	if err != nil {
		return nil, err
	}
	signature, err := from.key.Sign(bytes)
	if err != nil {
		return nil, err
	}
	from.sequence++
	raw := txtypes.TxRaw{BodyBytes: doc.BodyBytes, AuthInfoBytes: doc.AuthInfoBytes, Signatures: [][]byte{signature}}
	return raw.Marshal()
}
