package lanes

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	"github.com/cosmos/cosmos-sdk/crypto/keys/mldsa65"
	kmultisig "github.com/cosmos/cosmos-sdk/crypto/keys/multisig"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256r1"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
	"github.com/cosmos/cosmos-sdk/x/auth/ante"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
)

// drawKey is any key that signs transactions, also one of keys, with what could be its signature, or almost.
func drawKey(t *rapid.T, depth int) (cryptotypes.PubKey, signing.SignatureData) {
	single := []cryptotypes.PubKey{&secp256k1.PubKey{}, &secp256r1.PubKey{}, &ed25519.PubKey{}, &mldsa65.PubKey{}}
	if depth == 0 || rapid.Bool().Draw(t, "single") {
		return rapid.SampledFrom(single).Draw(t, "kind"), &signing.SingleSignatureData{}
	}
	n := rapid.IntRange(1, 9).Draw(t, "keys")
	data := &signing.MultiSignatureData{BitArray: cryptotypes.NewCompactBitArray(n)}
	keys := make([]cryptotypes.PubKey, n)
	for i := range keys {
		var one signing.SignatureData
		keys[i], one = drawKey(t, depth-1)
		set := data.BitArray.SetIndex(i, rapid.Bool().Draw(t, "signs"))
		require.True(t, set)
		if data.BitArray.GetIndex(i) || rapid.IntRange(0, 3).Draw(t, "brings one too many") == 0 {
			data.Signatures = append(data.Signatures, one)
		}
	}
	if rapid.IntRange(0, 9).Draw(t, "short of one") == 0 && len(data.Signatures) > 0 {
		data.Signatures = data.Signatures[1:]
	}
	return kmultisig.NewLegacyAminoPubKey(1, keys), data
}

// fits tells whether keys of keys have joint signatures and others single ones: a verification fails where they do not.
func fits(key cryptotypes.PubKey, data signing.SignatureData) bool {
	joint, isJoint := data.(*signing.MultiSignatureData)
	board, isBoard := key.(*kmultisig.LegacyAminoPubKey)
	if !isJoint || !isBoard {
		return isJoint == isBoard
	}
	next := 0
	for i, inner := range board.GetPubKeys() {
		if joint.BitArray.GetIndex(i) {
			if !fits(inner, joint.Signatures[next]) {
				return false
			}
			next++
		}
	}
	return true
}

// Whatever the keys and the parameters, the floor counts no more for a signature than x/auth charges.
func TestFloorIsBelowTheChargeProperty(t *testing.T) {
	cost := rapid.Uint64Range(1, 100_000)
	rapid.Check(t, func(t *rapid.T) {
		params := authtypes.NewParams(256, 7, cost.Draw(t, "byte"), cost.Draw(t, "ed25519"), cost.Draw(t, "secp256k1"), cost.Draw(t, "mldsa65"))
		key, data := drawKey(t, 3)
		meter := storetypes.NewInfiniteGasMeter()
		if err := ante.DefaultSigVerificationGasConsumer(meter, signing.SignatureV2{PubKey: key, Data: data}, params); err != nil {
			return // it is refused
		}
		if !fits(key, data) {
			return // it is refused when it is verified
		}
		require.LessOrEqual(t, FloorOf(params).perSignature*chargedFor(data), meter.GasConsumed())
	})
}

func TestChargedFor(t *testing.T) {
	one := &signing.SingleSignatureData{}
	joint := func(bits int, set int, inner ...signing.SignatureData) signing.SignatureData {
		data := &signing.MultiSignatureData{BitArray: cryptotypes.NewCompactBitArray(bits), Signatures: inner}
		for i := range set {
			require.True(t, data.BitArray.SetIndex(i, true))
		}
		return data
	}
	for name, tc := range map[string]struct {
		data signing.SignatureData
		want uint64
	}{
		"nothing":             {nil, 1},
		"one":                 {one, 1},
		"two of three":        {joint(3, 2, one, one), 2},
		"more than it says":   {joint(3, 1, one, one, one), 1},
		"fewer than it says":  {joint(3, 3, one), 1},
		"eight of eight":      {joint(8, 8, one, one, one, one, one, one, one, one), 8},
		"keys within keys":    {joint(2, 2, joint(2, 2, one, one), one), 3},
		"no bits":             {&signing.MultiSignatureData{Signatures: []signing.SignatureData{one}}, 0},
		"bits without a byte": {&signing.MultiSignatureData{BitArray: &cryptotypes.CompactBitArray{ExtraBitsStored: 7}, Signatures: []signing.SignatureData{one}}, 0},
	} {
		require.Equal(t, tc.want, chargedFor(tc.data), name)
	}
}
