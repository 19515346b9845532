package allowlist_test

import (
	"encoding/binary"
	"os"
	"testing"

	"github.com/cometbft/cometbft/crypto/merkle"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/client/allowlist"
	"github.com/agijobs/agijobs/x/identity/types"
)

func TestMain(m *testing.M) {
	sdk.GetConfig().SetBech32PrefixForAccount("agi", "agipub")
	os.Exit(m.Run())
}

// The root and every path are those of the library that the chain verifies with.
func TestTreeEqualsTheLibrary(t *testing.T) {
	check := func(t require.TestingT, leaves [][]byte, marked int) {
		root, proofs := merkle.ProofsFromByteSlices(leaves)
		var tree allowlist.Tree
		for i, leaf := range leaves {
			tree.Add(leaf, i == marked)
		}
		require.Equal(t, root, tree.Root())
		require.Equal(t, uint64(len(leaves)), tree.Size())
		index, aunts, ok := tree.Path()
		require.True(t, ok)
		require.Equal(t, uint64(marked), index)
		require.Equal(t, len(proofs[marked].Aunts), len(aunts))
		for i, aunt := range aunts {
			require.Equal(t, proofs[marked].Aunts[i], aunt)
		}
		require.NoError(t, types.AllowlistProof{Total: tree.Size(), Index: index, Aunts: aunts}.Verify(root, leaves[marked]))
	}
	leaves := make([][]byte, 40)
	for i := range leaves {
		leaves[i] = binary.BigEndian.AppendUint32(nil, uint32(i))
	}
	for n := 1; n <= len(leaves); n++ {
		for marked := range n {
			check(t, leaves[:n], marked)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		random := make([][]byte, rapid.IntRange(1, 2000).Draw(t, "size"))
		seed := rapid.Uint32().Draw(t, "seed")
		for i := range random {
			random[i] = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, seed), uint32(i))
		}
		check(t, random, rapid.IntRange(0, len(random)-1).Draw(t, "marked"))
	})
}

func TestTreeWithoutAMark(t *testing.T) {
	var tree allowlist.Tree
	require.Nil(t, tree.Root())
	tree.Add([]byte{1}, false)
	tree.Root()
	_, _, ok := tree.Path()
	require.False(t, ok)
}
