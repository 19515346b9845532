package bench

import (
	"crypto/sha256"
	"fmt"
	"slices"

	"github.com/cosmos/cosmos-sdk/crypto/keys/multisig"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
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
	key *secp256k1.PrivKey
	// keys all sign where the account is of several (newGroup); otherwise there is only the one above.
	keys []*secp256k1.PrivKey
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

// newGroup makes an actor whose account needs the signatures of all of n keys.
func newGroup(role string, n int) *actor {
	group := &actor{}
	for _, member := range newActors(role, n) {
		group.keys = append(group.keys, member.key)
	}
	group.addr = sdk.AccAddress(group.public().Address())
	group.text = group.addr.String()
	return group
}

// public is the key of the account.
func (a *actor) public() cryptotypes.PubKey {
	if a.keys == nil {
		return a.key.PubKey()
	}
	list := make([]cryptotypes.PubKey, len(a.keys))
	for i, key := range a.keys {
		list[i] = key.PubKey()
	}
	return multisig.NewLegacyAminoPubKey(len(list), list)
}

// mode says how the account signs.
func (a *actor) mode(mode signing.SignMode) *txtypes.ModeInfo {
	each := &txtypes.ModeInfo{Sum: &txtypes.ModeInfo_Single_{Single: &txtypes.ModeInfo_Single{Mode: mode}}}
	if a.keys == nil {
		return each
	}
	multi := &txtypes.ModeInfo_Multi{Bitarray: cryptotypes.NewCompactBitArray(len(a.keys))}
	for i := range a.keys {
		multi.Bitarray.SetIndex(i, true)
		multi.ModeInfos = append(multi.ModeInfos, each)
	}
	return &txtypes.ModeInfo{Sum: &txtypes.ModeInfo_Multi_{Multi: multi}}
}

// signature signs bytes as the account does; wrong: the last signature is none of these bytes.
func (a *actor) signature(bytes []byte, wrong bool) ([]byte, error) {
	keys := a.keys
	if keys == nil {
		keys = []*secp256k1.PrivKey{a.key}
	}
	var list [][]byte
	for i, key := range keys {
		signed := bytes
		if wrong && i == len(keys)-1 {
			signed = slices.Concat(bytes, []byte{0})
		}
		one, err := key.Sign(signed)
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	if a.keys == nil {
		return list[0], nil
	}
	return (&cryptotypes.MultiSignature{Signatures: list}).Marshal()
}
