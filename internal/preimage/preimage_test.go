package preimage_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agijobs/agijobs/internal/preimage"
)

// The bytes are written out: what is sealed and what is in a tree must open for ever.
func TestBytes(t *testing.T) {
	var f preimage.Fields
	require.Equal(t, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", hex.EncodeToString(f.Sum()), "nothing")
	f.Text("ab")
	f.Bytes(nil)
	f.Number(258)
	f.Flag(true)
	f.Flag(false)
	require.Equal(t, "0000000000000002"+"6162"+
		"0000000000000000"+
		"0000000000000008"+"0000000000000102"+
		"0000000000000001"+"01"+
		"0000000000000001"+"00", hex.EncodeToString(f))
	require.Equal(t, "60ded61f4d0b2ca1757ec4efeda479d9e85b16c90abe67a5eff8c1ddbd206360", hex.EncodeToString(f.Sum()))
}

// Fields can be read back, so no two lists share their bytes.
func TestFieldsDoNotRunTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 0, 300), 0, 9).Draw(t, "fields")
		var f preimage.Fields
		for _, field := range list {
			f.Bytes(field)
		}
		rest := []byte(f)
		for i, field := range list {
			length := binary.BigEndian.Uint64(rest)
			require.True(t, bytes.Equal(field, rest[8:8+length]), "field %d", i)
			rest = rest[8+length:]
		}
		require.Empty(t, rest)
	})
}
