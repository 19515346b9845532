package proof

import (
	"crypto/sha256"
	"encoding/binary"
	"testing"

	"github.com/cosmos/iavl"
	iavldb "github.com/cosmos/iavl/db"
	ics23 "github.com/cosmos/ics23/go"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/log/v2"
)

func tree(t require.TestingT, keys []uint16, value []byte) *iavl.MutableTree {
	out := iavl.NewMutableTree(iavldb.NewMemDB(), 100, true, log.NewNopLogger())
	for _, k := range keys {
		_, err := out.Set(binary.BigEndian.AppendUint16(nil, k), value)
		require.NoError(t, err)
	}
	_, _, err := out.SaveVersion()
	require.NoError(t, err)
	return out
}

// Absence is what the library says it is, whatever the tree; and where values are empty as well, which the library cannot say.
func TestAbsenceIsThatOfTheLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOfNDistinct(rapid.Uint16Range(0, 300), 1, 40, rapid.ID).Draw(t, "keys")
		wanted := rapid.Uint16Range(0, 300).Filter(func(k uint16) bool {
			for _, has := range keys {
				if has == k {
					return false
				}
			}
			return true
		}).Draw(t, "wanted")
		claimed := rapid.Uint16Range(0, 300).Draw(t, "claimed")
		key, lie := binary.BigEndian.AppendUint16(nil, wanted), binary.BigEndian.AppendUint16(nil, claimed)

		full := tree(t, keys, []byte{1})
		shown, err := full.GetNonMembershipProof(key)
		require.NoError(t, err)
		require.NoError(t, verifyAbsence(full.Hash(), shown.GetNonexist(), key))
		require.True(t, ics23.VerifyNonMembership(ics23.IavlSpec, full.Hash(), shown, key))

		// The same neighbours shown for another key.
		shown.GetNonexist().Key = lie
		require.Equal(t, ics23.VerifyNonMembership(ics23.IavlSpec, full.Hash(), shown, lie),
			verifyAbsence(full.Hash(), shown.GetNonexist(), lie) == nil)

		// Another tree.
		root := sha256.Sum256(full.Hash())
		shown.GetNonexist().Key = key
		require.Error(t, verifyAbsence(root[:], shown.GetNonexist(), key))

		empty := tree(t, keys, []byte{})
		shown, err = empty.GetNonMembershipProof(key)
		require.NoError(t, err)
		require.NoError(t, verifyAbsence(empty.Hash(), shown.GetNonexist(), key))
	})
}

// Neighbours with a leaf between them, or one side left out, show nothing.
func TestNeighboursMustAdjoin(t *testing.T) {
	full := tree(t, []uint16{1, 2, 3, 4, 5, 6, 7}, []byte{1})
	at := func(k uint16) *ics23.ExistenceProof {
		p, err := full.GetMembershipProof(binary.BigEndian.AppendUint16(nil, k))
		require.NoError(t, err)
		return p.GetExist()
	}
	key := binary.BigEndian.AppendUint16(nil, 4)
	for name, absent := range map[string]*ics23.NonExistenceProof{
		"a leaf between":  {Key: key, Left: at(3), Right: at(5)},
		"far apart":       {Key: key, Left: at(1), Right: at(7)},
		"no right":        {Key: key, Left: at(3)},
		"no left":         {Key: key, Right: at(5)},
		"wrong way round": {Key: key, Left: at(5), Right: at(3)},
		"twice the same":  {Key: key, Left: at(3), Right: at(3)},
		"itself":          {Key: key, Left: at(4), Right: at(5)},
		"nothing":         {Key: key},
		"no leaf":         {Key: key, Left: &ics23.ExistenceProof{Key: []byte{0}}, Right: at(5)},
		"no path":         {Key: key, Left: &ics23.ExistenceProof{Key: []byte{0}, Leaf: at(5).Leaf}, Right: at(5)},
	} {
		require.Error(t, verifyAbsence(full.Hash(), absent, key), name)
	}
}
