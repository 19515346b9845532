package sigcache

import (
	"crypto/sha256"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	"github.com/cosmos/cosmos-sdk/crypto/keys/mldsa65"
	kmultisig "github.com/cosmos/cosmos-sdk/crypto/keys/multisig"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256r1"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	"github.com/cosmos/cosmos-sdk/crypto/types/multisig"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
)

func newKey(name string) *secp256k1.PrivKey { return secp256k1.GenPrivKeyFromSecret([]byte(name)) }

func sign(t testing.TB, key cryptotypes.PrivKey, msg []byte) []byte {
	t.Helper()
	sig, err := key.Sign(msg)
	require.NoError(t, err)
	return sig
}

// kinds are keys of all kinds that sign transactions.
func kinds(t *testing.T) map[string]cryptotypes.PrivKey {
	t.Helper()
	seed := sha256.Sum256([]byte("seed"))
	post, err := mldsa65.GenPrivKeyFromSeed(seed[:])
	require.NoError(t, err)
	r1, err := secp256r1.GenPrivKey()
	require.NoError(t, err)
	return map[string]cryptotypes.PrivKey{
		"secp256k1": newKey("k"), "secp256r1": r1, "ed25519": ed25519.GenPrivKeyFromSecret([]byte("k")), "ml-dsa-65": &post,
	}
}

// A wrapped key is the key in everything but that it remembers.
func TestWrappedKeyIsTheKey(t *testing.T) {
	for name, key := range kinds(t) {
		t.Run(name, func(t *testing.T) {
			c := New(64)
			pk, msg := key.PubKey(), []byte("message")
			wrapped := c.Key(pk)
			want, err := codectypes.NewAnyWithValue(pk)
			require.NoError(t, err)
			got, err := codectypes.NewAnyWithValue(wrapped)
			require.NoError(t, err)
			require.Equal(t, want.TypeUrl, got.TypeUrl)
			require.Equal(t, want.Value, got.Value)
			require.Equal(t, pk.Address(), wrapped.Address())
			require.True(t, wrapped.Equals(pk))

			sig := sign(t, key, msg)
			for range 2 {
				require.True(t, wrapped.VerifySignature(msg, sig))
				require.False(t, wrapped.VerifySignature([]byte("another"), sig))
				for _, bad := range [][]byte{nil, {}, sig[:len(sig)-1], append(append([]byte{}, sig...), 0), make([]byte, len(sig))} {
					require.Equal(t, pk.VerifySignature(msg, bad), wrapped.VerifySignature(msg, bad))
				}
			}
			require.Equal(t, uint64(1), c.Stats().Hits)
		})
	}
	require.Nil(t, New(8).Key(nil))
}

// One flipped bit of message, signature or key is never known.
func TestWhatIsKnownIsTheWholeOfIt(t *testing.T) {
	key, other := newKey("a"), newKey("b")
	rapid.Check(t, func(rt *rapid.T) {
		c := New(64)
		msg := rapid.SliceOfN(rapid.Byte(), 1, 200).Draw(rt, "message")
		sig := sign(t, key, msg)
		require.True(rt, c.Key(key.PubKey()).VerifySignature(msg, sig))
		require.True(rt, c.Key(key.PubKey()).VerifySignature(msg, sig))
		flip := func(b []byte, name string) []byte {
			out := append([]byte{}, b...)
			out[rapid.IntRange(0, len(b)-1).Draw(rt, name)] ^= 1 << rapid.IntRange(0, 7).Draw(rt, name+" bit")
			return out
		}
		require.False(rt, c.Key(key.PubKey()).VerifySignature(flip(msg, "of the message"), sig))
		require.False(rt, c.Key(key.PubKey()).VerifySignature(msg, flip(sig, "of the signature")))
		require.False(rt, c.Key(other.PubKey()).VerifySignature(msg, sig))
		// The same bytes as a key of another kind are another key.
		require.False(rt, c.Key(&ed25519.PubKey{Key: key.PubKey().Bytes()[1:]}).VerifySignature(msg, sig))
		require.Equal(rt, uint64(1), c.Stats().Hits)
	})
}

const (
	direct = signing.SignMode_SIGN_MODE_DIRECT
	amino  = signing.SignMode_SIGN_MODE_LEGACY_AMINO_JSON
)

// board is a k-of-n key with the keys that it is made of.
func board(k int, names ...string) (*kmultisig.LegacyAminoPubKey, []cryptotypes.PrivKey) {
	var private []cryptotypes.PrivKey
	var public []cryptotypes.PubKey
	for _, name := range names {
		private = append(private, newKey(name))
		public = append(public, newKey(name).PubKey())
	}
	return kmultisig.NewLegacyAminoPubKey(k, public), private
}

func signedBy(t *testing.T, keys []cryptotypes.PrivKey, msg []byte, who ...int) *signing.MultiSignatureData {
	t.Helper()
	data := multisig.NewMultisig(len(keys))
	for _, i := range who {
		multisig.AddSignature(data, &signing.SingleSignatureData{SignMode: amino, Signature: sign(t, keys[i], msg)}, i)
	}
	return data
}

// Joint signatures of all shapes: whatever is remembered, the answer is the SDK's, with its words.
func TestJointKeyAnswersAsTheSDK(t *testing.T) {
	msg := []byte("message")
	pk, keys := board(2, "a", "b", "c")
	innerKey, inner := board(1, "d", "e")
	nested := kmultisig.NewLegacyAminoPubKey(2, []cryptotypes.PubKey{innerKey, newKey("a").PubKey()})
	nestedData := multisig.NewMultisig(2)
	multisig.AddSignature(nestedData, signedBy(t, inner, msg, 1), 0)
	multisig.AddSignature(nestedData, &signing.SingleSignatureData{SignMode: amino, Signature: sign(t, keys[0], msg)}, 1)

	bad := signedBy(t, keys, msg, 0, 1)
	bad.Signatures[1].(*signing.SingleSignatureData).Signature[5] ^= 1
	moved := signedBy(t, keys, msg, 0, 1)
	moved.BitArray.SetIndex(1, false)
	moved.BitArray.SetIndex(2, true)
	more := signedBy(t, keys, msg, 0, 1)
	more.Signatures = append(more.Signatures, &signing.SingleSignatureData{SignMode: direct, Signature: []byte("nobody looks at it")})
	odd := signedBy(t, keys, msg, 0, 1)
	odd.Signatures[0] = nil
	deep := nestedData
	for range 5 {
		wrap := multisig.NewMultisig(1)
		multisig.AddSignature(wrap, deep, 0)
		deep = wrap
	}
	for name, tc := range map[string]struct {
		key    multisig.PubKey
		data   *signing.MultiSignatureData
		good   bool
		hidden bool // is not remembered
	}{
		"two of three":        {pk, signedBy(t, keys, msg, 0, 2), true, false},
		"all":                 {pk, signedBy(t, keys, msg, 0, 1, 2), true, false},
		"one of three":        {pk, signedBy(t, keys, msg, 1), false, false},
		"of another message":  {pk, signedBy(t, keys, []byte("another"), 0, 1), false, false},
		"one bad":             {pk, bad, false, false},
		"of the wrong keys":   {pk, moved, false, false},
		"more than are asked": {pk, more, true, true}, // the last one's sign mode panics
		"no signature":        {pk, &signing.MultiSignatureData{}, false, false},
		"nil among them":      {pk, odd, false, false},
		"nested":              {nested, nestedData, true, false},
		"nested too deep":     {nested, deep, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			read := func(mode signing.SignMode) ([]byte, error) {
				switch mode {
				case amino:
					return msg, nil
				case direct:
					panic("broken sign mode")
				default:
					return nil, errors.New("no such mode")
				}
			}
			want := tc.key.VerifyMultisignature(read, tc.data)
			require.Equal(t, tc.good, want == nil)
			c := New(64)
			for _, cache := range []*Cache{nil, c, c} {
				wrapped, ok := cache.Key(tc.key).(multisig.PubKey)
				require.True(t, ok)
				require.Equal(t, want, wrapped.VerifyMultisignature(read, tc.data))
				require.Equal(t, tc.key.GetThreshold(), wrapped.GetThreshold())
				require.Equal(t, tc.key.GetPubKeys(), wrapped.GetPubKeys())
			}
			foreseen := New(64)
			for _, ahead := range []bool{true, false, true} {
				wrapped, ok := foreseen.wrap(tc.key, ahead).(multisig.PubKey)
				require.True(t, ok)
				require.Equal(t, want, wrapped.VerifyMultisignature(read, tc.data))
			}
			if tc.good && !tc.hidden {
				require.Equal(t, uint64(1), c.Stats().Hits)
			} else {
				require.Zero(t, c.Stats().Hits)
			}
		})
	}
}

// A good joint signature says nothing of another threshold, of other keys, or of another message.
func TestJointEntriesDiffer(t *testing.T) {
	c, msg := New(64), []byte("message")
	read := func(signing.SignMode) ([]byte, error) { return msg, nil }
	two, keys := board(2, "a", "b", "c")
	data := signedBy(t, keys, msg, 0, 1)
	verify := func(pk *kmultisig.LegacyAminoPubKey, read multisig.GetSignBytesFunc) error {
		return c.Key(pk).(multisig.PubKey).VerifyMultisignature(read, data)
	}
	require.NoError(t, verify(two, read))
	three, _ := board(3, "a", "b", "c")
	require.Error(t, verify(three, read))
	others, _ := board(2, "a", "x", "c")
	require.Error(t, verify(others, read))
	require.Error(t, verify(two, func(signing.SignMode) ([]byte, error) { return []byte("another"), nil }))
	require.Zero(t, c.Stats().Hits)
	require.NoError(t, verify(two, read))
	require.Equal(t, uint64(1), c.Stats().Hits)
}

func benchKey(b *testing.B, c *Cache) (cryptotypes.PubKey, []byte, []byte) {
	b.Helper()
	key, msg := newKey("bench"), make([]byte, 280)
	return c.Key(key.PubKey()), msg, sign(b, key, msg)
}

func BenchmarkHit(b *testing.B) {
	pk, msg, sig := benchKey(b, New(DefaultEntries))
	require.True(b, pk.VerifySignature(msg, sig))
	b.ReportAllocs()
	for b.Loop() {
		if !pk.VerifySignature(msg, sig) {
			b.Fatal("bad")
		}
	}
}

func BenchmarkMiss(b *testing.B) {
	pk, msg, sig := benchKey(b, New(DefaultEntries))
	sig[40] ^= 1
	b.ReportAllocs()
	for b.Loop() {
		if pk.VerifySignature(msg, sig) {
			b.Fatal("good")
		}
	}
}

func BenchmarkOff(b *testing.B) {
	pk, msg, sig := benchKey(b, nil)
	b.ReportAllocs()
	for b.Loop() {
		if !pk.VerifySignature(msg, sig) {
			b.Fatal("bad")
		}
	}
}

func BenchmarkInsert(b *testing.B) {
	c := New(DefaultEntries)
	i := 0
	for b.Loop() {
		i++
		c.add(numbered(i))
	}
}
