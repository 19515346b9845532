package sigcache

import (
	"crypto/sha256"
	"errors"
	"strings"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	"github.com/cosmos/cosmos-sdk/crypto/types/multisig"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"

	"github.com/agijobs/agijobs/internal/preimage"
)

const (
	// domain is the first field of each entry.
	domain = "agijobs.sigcache.v1"
	// kinds of signatures, the second.
	single = "single"
	joint  = "joint"

	// maxDepth of keys within keys; x/auth refuses deeper ones before their signatures are checked.
	maxDepth = 3
)

// Key is a public key that asks the cache before it verifies a signature, and is the same key in everything else. The nil cache wraps it as
// well: an error that names a key's type must not tell nodes apart.
func (c *Cache) Key(pk cryptotypes.PubKey) cryptotypes.PubKey { return c.wrap(pk, false) }

func (c *Cache) wrap(pk cryptotypes.PubKey, ahead bool) cryptotypes.PubKey {
	packed, err := codectypes.NewAnyWithValue(pk)
	if pk == nil || err != nil {
		return pk // no key at all; the ante handler says so
	}
	k := &key{PubKey: pk, cache: c, packed: packed, ahead: ahead}
	if keys, ok := pk.(multisig.PubKey); ok {
		return &jointKey{key: k, keys: keys}
	}
	return k
}

type key struct {
	cryptotypes.PubKey
	cache  *Cache
	packed *codectypes.Any
	ahead  bool
}

// XXX_MessageName and Marshal have the key packed as the one that it stands for: some sign modes sign it.
func (k *key) XXX_MessageName() string { return strings.TrimPrefix(k.packed.TypeUrl, "/") }

// Marshal implements proto.Marshaler.
func (k *key) Marshal() ([]byte, error) { return k.packed.Value, nil }

// VerifySignature implements cryptotypes.PubKey.
func (k *key) VerifySignature(msg, sig []byte) bool {
	if k.cache == nil {
		return k.PubKey.VerifySignature(msg, sig)
	}
	sum := sha256.Sum256(msg)
	f := k.fields(single, len(sig))
	f.Bytes(sum[:])
	f.Bytes(sig)
	return k.cache.verified(entry(f.Sum()), k.ahead, func() error {
		if !k.PubKey.VerifySignature(msg, sig) {
			return errWrong
		}
		return nil
	}) == nil
}

// errWrong is nothing that anybody reads: x/auth finds its own words.
var errWrong = errors.New("wrong signature")

// fields begins an entry, with room for so many bytes of signatures.
func (k *key) fields(kind string, size int) preimage.Fields {
	f := make(preimage.Fields, 0, 256+len(k.packed.Value)+size)
	f.Text(domain)
	f.Text(kind)
	f.Text(k.packed.TypeUrl)
	f.Bytes(k.packed.Value)
	return f
}

// jointKey is a key of several: one entry stands for all that its threshold took, or for the first of them that is wrong.
type jointKey struct {
	*key
	keys multisig.PubKey
}

// GetPubKeys implements multisig.PubKey.
func (k *jointKey) GetPubKeys() []cryptotypes.PubKey { return k.keys.GetPubKeys() }

// GetThreshold implements multisig.PubKey.
func (k *jointKey) GetThreshold() uint { return k.keys.GetThreshold() }

// VerifyMultisignature implements multisig.PubKey.
func (k *jointKey) VerifyMultisignature(read multisig.GetSignBytesFunc, sig *signing.MultiSignatureData) error {
	bytes := signBytes{read: read, of: map[signing.SignMode]signed{}}
	if k.cache == nil {
		return k.keys.VerifyMultisignature(bytes.get, sig)
	}
	e, err := k.jointEntry(&bytes, sig)
	if err != nil {
		return k.keys.VerifyMultisignature(bytes.get, sig) // which says what is wrong, in its own words
	}
	return k.cache.verified(e, k.ahead, func() error { return k.keys.VerifyMultisignature(bytes.get, sig) })
}

// jointEntry looks at more than the verification does, which stops at the threshold. What breaks here must not break a transaction that would
// pass on a node without a cache.
func (k *jointKey) jointEntry(bytes *signBytes, sig *signing.MultiSignatureData) (e entry, err error) {
	defer func() {
		if recover() != nil {
			err = errShape
		}
	}()
	f := k.fields(joint, 0)
	if err := bytes.describe(&f, sig, maxDepth); err != nil {
		return entry{}, err
	}
	return entry(f.Sum()), nil
}

// signBytes reads what is signed once for each sign mode: the SDK reads it again for each of the keys.
type signBytes struct {
	read multisig.GetSignBytesFunc
	of   map[signing.SignMode]signed
}

type signed struct {
	bytes []byte
	sum   entry
	err   error
}

func (b *signBytes) load(mode signing.SignMode) signed {
	s, known := b.of[mode]
	if !known {
		s.bytes, s.err = b.read(mode)
		s.sum = sha256.Sum256(s.bytes)
		b.of[mode] = s
	}
	return s
}

func (b *signBytes) get(mode signing.SignMode) ([]byte, error) {
	s := b.load(mode)
	return s.bytes, s.err
}

var errShape = errors.New("no signature of this shape is remembered")

// describe adds all that VerifyMultisignature looks at: which keys signed, what each signed, and the signatures.
func (b *signBytes) describe(f *preimage.Fields, data signing.SignatureData, depth int) error {
	switch data := data.(type) {
	case *signing.SingleSignatureData:
		s := b.load(data.SignMode)
		f.Text(single)
		f.Bytes(s.sum[:])
		f.Bytes(data.Signature)
		return s.err
	case *signing.MultiSignatureData:
		if depth == 0 || data.BitArray == nil {
			return errShape
		}
		f.Text(joint)
		f.Number(uint64(data.BitArray.ExtraBitsStored))
		f.Bytes(data.BitArray.Elems)
		f.Number(uint64(len(data.Signatures)))
		for _, inner := range data.Signatures {
			if err := b.describe(f, inner, depth-1); err != nil {
				return err
			}
		}
		return nil
	default:
		return errShape
	}
}
