package types_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"testing"

	"github.com/cometbft/cometbft/crypto/merkle"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agijobs/agijobs/x/identity/types"
)

// The tree of eight leaves of the Certificate Transparency reference implementation of RFC 6962 (google/certificate-transparency,
// cpp/merkletree/merkle_tree_test.cc; the same in transparency-dev/merkle): leaves, roots of its first n leaves, audit paths.
var (
	rfcLeaves = []string{
		"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
	}
	rfcRoots = []string{
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	}
	rfcPaths = []struct {
		index, total uint64
		aunts        []string
	}{
		{0, 1, nil},
		{0, 8, []string{
			"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
			"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
			"6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
		}},
		{5, 8, []string{
			"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
			"ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
			"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		}},
		{2, 3, []string{"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"}},
		{1, 5, []string{
			"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
			"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
			"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
		}},
	}
)

func unhex(t require.TestingT, list ...string) [][]byte {
	var out [][]byte
	for _, s := range list {
		bz, err := hex.DecodeString(s)
		require.NoError(t, err)
		out = append(out, bz)
	}
	return out
}

// allowlistProofs returns the root of a list of leaves and a proof for each.
func allowlistProofs(leaves [][]byte) ([]byte, []types.AllowlistProof) {
	root, list := merkle.ProofsFromByteSlices(leaves)
	var out []types.AllowlistProof
	for _, p := range list {
		out = append(out, types.AllowlistProof{Total: uint64(p.Total), Index: uint64(p.Index), Aunts: p.Aunts})
	}
	return root, out
}

func TestProofsOfRFC6962(t *testing.T) {
	leaves, roots := unhex(t, rfcLeaves...), unhex(t, rfcRoots...)
	for n := 1; n <= len(leaves); n++ {
		root, list := allowlistProofs(leaves[:n])
		require.Equal(t, roots[n-1], root)
		for i, p := range list {
			require.NoError(t, p.Verify(root, leaves[i]), "leaf %d of %d", i, n)
		}
	}
	for _, path := range rfcPaths {
		t.Run(fmt.Sprintf("leaf %d of %d", path.index, path.total), func(t *testing.T) {
			p := types.AllowlistProof{Total: path.total, Index: path.index, Aunts: unhex(t, path.aunts...)}
			require.NoError(t, p.Verify(roots[path.total-1], leaves[path.index]))
			for i := range leaves {
				if uint64(i) != path.index {
					require.ErrorIs(t, p.Verify(roots[path.total-1], leaves[i]), types.ErrWrongProof, "another leaf")
				}
			}
		})
	}
}

// The leaf's bytes are written out here, so that another implementation can be held against them.
func TestAllowlistLeaf(t *testing.T) {
	field := func(s string) string { return fmt.Sprintf("%016x", len(s)) + hex.EncodeToString([]byte(s)) }
	address := string(slices.Repeat([]byte{7}, 20))
	want := sha256.Sum256(unhex(t, field("agijobs/allowlist/v1")+field("agijobs-1")+field("ROLE_AGENT")+field(address))[0])
	require.Equal(t, want[:], types.AllowlistLeaf("agijobs-1", types.ROLE_AGENT, []byte(address)))
	require.Equal(t, "f8a160124a31a6d513c706ee19693a29b300b83877f2bc6cf5d198fe06e382d4",
		hex.EncodeToString(types.AllowlistLeaf("agijobs-1", types.ROLE_AGENT, []byte(address))))
}

// Fields cannot run into each other.
func TestAllowlistLeavesDiffer(t *testing.T) {
	a, b := slices.Repeat([]byte{1}, 20), slices.Repeat([]byte{1}, 32)
	seen := map[string]string{}
	for name, leaf := range map[string][]byte{
		"usual":          types.AllowlistLeaf("agijobs-1", types.ROLE_AGENT, a),
		"longer address": types.AllowlistLeaf("agijobs-1", types.ROLE_AGENT, b),
		"other role":     types.AllowlistLeaf("agijobs-1", types.ROLE_VALIDATOR, a),
		"other chain":    types.AllowlistLeaf("agijobs-2", types.ROLE_AGENT, a),
		"shifted":        types.AllowlistLeaf("agijobs-1\x01", types.ROLE_AGENT, a[1:]),
	} {
		require.Len(t, leaf, 32)
		require.Empty(t, seen[string(leaf)], name)
		seen[string(leaf)] = name
	}
}

func TestProofBounds(t *testing.T) {
	hash := make([]byte, 32)
	aunts := func(n int) [][]byte { return slices.Repeat([][]byte{hash}, n) }
	for name, tc := range map[string]struct {
		proof types.AllowlistProof
		want  string
	}{
		"one leaf":         {types.AllowlistProof{Total: 1}, ""},
		"largest":          {types.AllowlistProof{Total: 1 << 40, Index: 1<<40 - 1, Aunts: aunts(40)}, ""},
		"lopsided":         {types.AllowlistProof{Total: 1<<39 + 1, Index: 1 << 39, Aunts: aunts(1)}, ""},
		"no leaf":          {types.AllowlistProof{}, "total is 0"},
		"too many leaves":  {types.AllowlistProof{Total: 1<<40 + 1, Aunts: aunts(41)}, "total is 1099511627777"},
		"huge":             {types.AllowlistProof{Total: 1<<64 - 1, Index: 1<<64 - 2}, "total is 18446744073709551615"},
		"index too large":  {types.AllowlistProof{Total: 8, Index: 8, Aunts: aunts(3)}, "index is 8 of 8 leaves"},
		"no aunts":         {types.AllowlistProof{Total: 2}, "0 aunts; leaf 0 of 2 has 1"},
		"an aunt too many": {types.AllowlistProof{Total: 1, Aunts: aunts(1)}, "1 aunts; leaf 0 of 1 has 0"},
		"too many aunts":   {types.AllowlistProof{Total: 8, Aunts: aunts(100)}, "100 aunts; leaf 0 of 8 has 3"},
		"lopsided, deep":   {types.AllowlistProof{Total: 5, Index: 4, Aunts: aunts(3)}, "3 aunts; leaf 4 of 5 has 1"},
		"short aunt":       {types.AllowlistProof{Total: 2, Aunts: [][]byte{hash[:31]}}, "aunt 0 has 31 bytes"},
		"long aunt":        {types.AllowlistProof{Total: 2, Aunts: [][]byte{append(hash, 0)}}, "aunt 0 has 33 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			err := tc.proof.Validate()
			if tc.want == "" {
				require.NoError(t, err)
				require.ErrorIs(t, tc.proof.Verify(hash, hash), types.ErrWrongProof)
				return
			}
			require.ErrorIs(t, err, types.ErrInvalidProof)
			require.ErrorContains(t, err, tc.want)
			require.ErrorIs(t, tc.proof.Verify(hash, hash), types.ErrInvalidProof)
		})
	}
}

// An inner node is no leaf: leaves and nodes are hashed under different prefixes.
func TestSecondPreimageIsRefused(t *testing.T) {
	leaves := unhex(t, rfcLeaves...)
	root, list := allowlistProofs(leaves)
	sum := func(prefix byte, parts ...[]byte) []byte {
		s := sha256.Sum256(slices.Concat([]byte{prefix}, slices.Concat(parts...)))
		return s[:]
	}
	// The node above leaves 0 and 1 stands where leaf 0 of a tree of four would: its path is the rest of leaf 0's.
	left, right := sum(0, leaves[0]), sum(0, leaves[1])
	node := sum(1, left, right)
	p := types.AllowlistProof{Total: 4, Index: 0, Aunts: list[0].Aunts[1:]}
	require.Equal(t, list[0].Aunts[0], right, "the path begins with the sibling")
	above := sum(1, sum(1, node, p.Aunts[0]), p.Aunts[1])
	require.Equal(t, root, above, "the path is right for the node")
	for name, leaf := range map[string][]byte{
		"the node's preimage":              slices.Concat(left, right),
		"its preimage with the prefix":     slices.Concat([]byte{1}, left, right),
		"the node's hash":                  node,
		"the root for a tree of one (all)": root,
	} {
		require.ErrorIs(t, p.Verify(root, leaf), types.ErrWrongProof, name)
		require.ErrorIs(t, types.AllowlistProof{Total: 1}.Verify(root, leaf), types.ErrWrongProof, name)
	}
}

func TestProofRefusals(t *testing.T) {
	var leaves [][]byte
	addresses := make([][]byte, 7)
	for i := range addresses {
		addresses[i] = slices.Repeat([]byte{byte(i)}, 20)
		leaves = append(leaves, types.AllowlistLeaf("agijobs-1", types.ROLE_AGENT, addresses[i]))
	}
	root, list := allowlistProofs(leaves)
	record := types.AllowlistRoot{Role: types.ROLE_AGENT, Version: 4, Root: root, Active: true}
	swapped := types.AllowlistProof{Total: 7, Index: 2, Aunts: slices.Clone(list[2].Aunts)}
	swapped.Aunts[0], swapped.Aunts[1] = swapped.Aunts[1], swapped.Aunts[0]
	at := func(index uint64) types.AllowlistProof {
		return types.AllowlistProof{Total: 7, Index: index, Aunts: list[2].Aunts}
	}
	change := func(f func(*types.AllowlistRoot)) types.AllowlistRoot {
		r := record
		f(&r)
		return r
	}
	for name, tc := range map[string]struct {
		record  types.AllowlistRoot
		chain   string
		address []byte
		version uint64
		proof   types.AllowlistProof
		err     error
	}{
		"good":             {record, "agijobs-1", addresses[2], 4, list[2], nil},
		"another address":  {record, "agijobs-1", addresses[3], 4, list[2], types.ErrWrongProof},
		"another's proof":  {record, "agijobs-1", addresses[2], 4, list[3], types.ErrWrongProof},
		"another role":     {change(func(r *types.AllowlistRoot) { r.Role = types.ROLE_VALIDATOR }), "agijobs-1", addresses[2], 4, list[2], types.ErrWrongProof},
		"another chain":    {record, "agijobs-2", addresses[2], 4, list[2], types.ErrWrongProof},
		"another root":     {change(func(r *types.AllowlistRoot) { r.Root = leaves[0] }), "agijobs-1", addresses[2], 4, list[2], types.ErrWrongProof},
		"wrong index":      {record, "agijobs-1", addresses[2], 4, at(3), types.ErrWrongProof},
		"far index":        {record, "agijobs-1", addresses[2], 4, at(5), types.ErrWrongProof},
		"index off a path": {record, "agijobs-1", addresses[2], 4, at(6), types.ErrInvalidProof},
		"swapped aunts":    {record, "agijobs-1", addresses[2], 4, swapped, types.ErrWrongProof},
		"old version":      {record, "agijobs-1", addresses[2], 3, list[2], types.ErrOldProof},
		"version to come":  {record, "agijobs-1", addresses[2], 5, list[2], types.ErrOldProof},
		"inactive":         {change(func(r *types.AllowlistRoot) { r.Active = false }), "agijobs-1", addresses[2], 4, list[2], types.ErrSourceInactive},
	} {
		t.Run(name, func(t *testing.T) {
			require.ErrorIs(t, tc.record.Check(tc.chain, tc.address, tc.version, tc.proof), tc.err)
		})
	}
	require.EqualError(t, record.Check("agijobs-1", addresses[2], 3, list[2]),
		"proof is for version 3 of the list, version 4 is in force; get a new proof: proof is not for the list in force")
}

// Every proof of every tree passes, and none of them for another leaf or with a bit changed.
func TestProofsOfRandomTrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		leaves := rapid.SliceOfNDistinct(rapid.SliceOfN(rapid.Byte(), 32, 32), 1, 70, func(b []byte) string { return string(b) }).Draw(t, "leaves")
		root, list := allowlistProofs(leaves)
		i := rapid.IntRange(0, len(leaves)-1).Draw(t, "leaf")
		require.NoError(t, list[i].Verify(root, leaves[i]))

		other := rapid.IntRange(0, len(leaves)-1).Draw(t, "other")
		if other != i {
			require.ErrorIs(t, list[i].Verify(root, leaves[other]), types.ErrWrongProof)
		}
		if len(list[i].Aunts) == 0 {
			return
		}
		aunt := rapid.IntRange(0, len(list[i].Aunts)-1).Draw(t, "aunt")
		list[i].Aunts[aunt][rapid.IntRange(0, 31).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		require.ErrorIs(t, list[i].Verify(root, leaves[i]), types.ErrWrongProof)
	})
}

// Whatever a proof holds, it ends in an error unless the leaf is in the tree.
func FuzzAllowlistProof(f *testing.F) {
	leaves := unhex(f, rfcLeaves...)
	root, list := allowlistProofs(leaves)
	for i, p := range list {
		f.Add(p.Total, p.Index, slices.Concat(p.Aunts...), leaves[i])
	}
	f.Add(uint64(1<<63), uint64(1<<62), []byte{}, []byte{1})
	f.Fuzz(func(t *testing.T, total, index uint64, hashes, leaf []byte) {
		p := types.AllowlistProof{Total: total, Index: index, Aunts: slices.Collect(slices.Chunk(hashes, 32))}
		err := p.Verify(root, leaf)
		if err == nil && !slices.ContainsFunc(leaves, func(l []byte) bool { return string(l) == string(leaf) }) {
			t.Fatalf("%x is no leaf and has the proof %+v", leaf, p)
		}
	})
}
