package merkleproof_test

import (
	"encoding/binary"
	"slices"
	"testing"

	"github.com/cometbft/cometbft/crypto/merkle"
	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/internal/merkleproof"
)

var bounds = merkleproof.Bounds{MaxLeaves: 1 << 62, Tree: "a wood", Hash: "twig"}

// Every leaf of every size of tree is proven at its own place, and by no path of another length.
func TestEveryLeafOfEveryTree(t *testing.T) {
	for n := uint64(1); n <= 70; n++ {
		var leaves [][]byte
		for i := range n {
			leaves = append(leaves, binary.BigEndian.AppendUint64(nil, i))
		}
		root, list := merkle.ProofsFromByteSlices(leaves)
		for i := range n {
			p := merkleproof.Proof{Index: i, Total: n, Path: list[i].Aunts}
			require.Len(t, p.Path, merkleproof.PathLength(i, n), "leaf %d of %d", i, n)
			require.NoError(t, bounds.Check(p))
			require.True(t, p.Proves(root, leaves[i]), "leaf %d of %d", i, n)
			require.False(t, p.Proves(root, []byte("another")))
			require.False(t, p.Proves(leaves[0], leaves[i]), "another root")
			longer := merkleproof.Proof{Index: i, Total: n, Path: append(slices.Clone(p.Path), make([]byte, 32))}
			require.Error(t, bounds.Check(longer))
			require.False(t, longer.Proves(root, leaves[i]))
		}
	}
}

func TestCheck(t *testing.T) {
	hash := make([]byte, 32)
	path := func(n int) [][]byte { return slices.Repeat([][]byte{hash}, n) }
	small := merkleproof.Bounds{MaxLeaves: 32, Tree: "a day", Hash: "sibling"}
	for name, tc := range map[string]struct {
		bounds merkleproof.Bounds
		proof  merkleproof.Proof
		want   string
	}{
		"one leaf":       {small, merkleproof.Proof{Total: 1}, ""},
		"full":           {small, merkleproof.Proof{Index: 31, Total: 32, Path: path(5)}, ""},
		"largest":        {bounds, merkleproof.Proof{Index: 1<<62 - 1, Total: 1 << 62, Path: path(62)}, ""},
		"no leaf":        {small, merkleproof.Proof{}, "total is 0; a day has 1 to 32 leaves"},
		"too many":       {small, merkleproof.Proof{Total: 33, Path: path(6)}, "total is 33; a day has 1 to 32 leaves"},
		"huge":           {bounds, merkleproof.Proof{Index: 1<<64 - 2, Total: 1<<64 - 1}, "total is 18446744073709551615; a wood has 1 to 4611686018427387904 leaves"},
		"beyond the end": {small, merkleproof.Proof{Index: 5, Total: 5, Path: path(3)}, "index is 5 of 5 leaves; the first has 0"},
		"too short":      {small, merkleproof.Proof{Total: 8, Path: path(2)}, "2 siblings; leaf 0 of 8 has 3"},
		"too long":       {bounds, merkleproof.Proof{Index: 4, Total: 5, Path: path(3)}, "3 twigs; leaf 4 of 5 has 1"},
		"short hash":     {small, merkleproof.Proof{Total: 2, Path: [][]byte{hash[:31]}}, "sibling 0 has 31 bytes; a SHA-256 has 32"},
		"long hash":      {small, merkleproof.Proof{Total: 4, Path: [][]byte{hash, append(slices.Clone(hash), 0)}}, "sibling 1 has 33 bytes; a SHA-256 has 32"},
	} {
		t.Run(name, func(t *testing.T) {
			err := tc.bounds.Check(tc.proof)
			if tc.want == "" {
				require.NoError(t, err)
				return
			}
			require.EqualError(t, err, tc.want)
		})
	}
}
