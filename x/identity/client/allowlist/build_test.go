package allowlist_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cometbft/cometbft/crypto/merkle"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/client/allowlist"
	"github.com/agijobs/agijobs/x/identity/types"
)

const chain = "agijobs-1"

// account returns an address, of a module for every fifth number.
func account(i int) sdk.AccAddress {
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(i)))
	if i%5 == 0 {
		return sum[:]
	}
	return sum[:20]
}

// file writes a CSV file and returns its path.
func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "participants.csv")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

// build builds the lists of a file in a new folder.
func build(t *testing.T, path string, role types.Role) ([]allowlist.List, string) {
	t.Helper()
	participants, err := allowlist.ReadParticipants(path, role, nil)
	require.NoError(t, err)
	dir := filepath.Join(t.TempDir(), "list")
	lists, err := participants.Write(dir, chain, nil)
	require.NoError(t, err)
	return lists, dir
}

// library returns the root of the addresses by the chain's library.
func library(role types.Role, addresses ...sdk.AccAddress) string {
	sorted := slices.Clone(addresses)
	slices.SortFunc(sorted, func(a, b sdk.AccAddress) int { return bytes.Compare(a, b) })
	var leaves [][]byte
	for _, a := range sorted {
		leaves = append(leaves, types.AllowlistLeaf(chain, role, a))
	}
	return hex.EncodeToString(merkle.HashFromByteSlices(leaves))
}

func TestBuildOneList(t *testing.T) {
	a, b, c := account(1), account(2), account(5)
	text := "address\n" + a.String() + "\n" + b.String() + "\n" + c.String() + "\n"
	path := file(t, text)

	lists, dir := build(t, path, types.ROLE_AGENT)

	leaves, err := os.ReadFile(filepath.Join(dir, "agent.leaves"))
	require.NoError(t, err)
	require.Len(t, leaves, 3*32)
	hexed := func(sum [32]byte) string { return hex.EncodeToString(sum[:]) }
	want := allowlist.List{
		Format: "agijobs/allowlist/v1", ChainID: chain, Role: "ROLE_AGENT", Total: 3, Root: library(types.ROLE_AGENT, a, b, c),
		LeavesSHA256: hexed(sha256.Sum256(leaves)), CSVSHA256: hexed(sha256.Sum256([]byte(text))),
	}
	require.Equal(t, []allowlist.List{want}, lists)
	written, base, err := allowlist.OpenList(filepath.Join(dir, "agent.json"))
	require.NoError(t, err)
	require.Equal(t, want, written)
	require.Equal(t, filepath.Join(dir, "agent"), base)
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 2, "nothing else is left behind")
}

func TestBuildSeveralLists(t *testing.T) {
	a, b, c := account(1), account(2), account(3)
	lists, _ := build(t, file(t, strings.Join([]string{
		"Name,Role,Address,Remark",
		`"Doe, Jane",validator,` + a.String() + `,`,
		"x,ROLE_EMPLOYER," + b.String() + ",y",
		"x,," + c.String() + ",y",
		"x,Agent," + a.String() + ",y",
	}, "\n")), types.ROLE_AGENT)
	require.Len(t, lists, 3)
	for i, want := range []struct {
		role types.Role
		root string
	}{
		{types.ROLE_EMPLOYER, library(types.ROLE_EMPLOYER, b)},
		{types.ROLE_AGENT, library(types.ROLE_AGENT, a, c)},
		{types.ROLE_VALIDATOR, library(types.ROLE_VALIDATOR, a)},
	} {
		require.Equal(t, want.role.String(), lists[i].Role)
		require.Equal(t, want.root, lists[i].Root)
	}
}

func TestFilesOfSpreadsheets(t *testing.T) {
	a, b := account(1), account(2)
	want := library(types.ROLE_AGENT, a, b)
	for name, text := range map[string]string{
		"windows":        "address\r\n" + a.String() + "\r\n" + b.String() + "\r\n",
		"byte order":     "\xef\xbb\xbfaddress\n" + a.String() + "\n" + b.String() + "\n",
		"both":           "\xef\xbb\xbfaddress\r\n" + a.String() + "\r\n" + b.String() + "\r\n",
		"quotes":         `"address"` + "\n" + `"` + a.String() + `"` + "\n" + b.String() + "\n",
		"comments":       "# people\n\n# of 2027\naddress\n#" + account(3).String() + "\n" + a.String() + "\n\n" + b.String() + "\n# end",
		"no last end":    "address\n" + a.String() + "\n" + b.String(),
		"spaces":         " Address \n  " + a.String() + "\t\n" + b.String() + " \n",
		"order":          "address\n" + b.String() + "\n" + a.String() + "\n",
		"comment by BOM": "\xef\xbb\xbf# people\naddress\n" + a.String() + "\n" + b.String() + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			lists, _ := build(t, file(t, text), types.ROLE_AGENT)
			require.Equal(t, want, lists[0].Root)
		})
	}
}

func TestBadFiles(t *testing.T) {
	a, b := account(1).String(), account(2).String()
	cosmos, err := sdk.Bech32ifyAddressBytes("cosmos", account(1))
	require.NoError(t, err)
	short := account(1)[:19].String()
	typo := a[:len(a)-1] + map[bool]string{true: "p", false: "q"}[a[len(a)-1] == 'q']
	for name, tc := range map[string]struct {
		text string
		role types.Role
		want []string
	}{
		"empty":              {"", types.ROLE_AGENT, []string{"the file is empty"}},
		"only comments":      {"# x\n\n", types.ROLE_AGENT, []string{"the file is empty"}},
		"nobody":             {"address\n", types.ROLE_AGENT, []string{"the file lists nobody"}},
		"no header":          {a + "\n", types.ROLE_AGENT, []string{"line 1:", `no column "address"`}},
		"other separator":    {"address;role\n", types.ROLE_AGENT, []string{`no column "address"; the columns are address;role, separated by commas`}},
		"column twice":       {"address,Address\n", types.ROLE_AGENT, []string{`column "address" twice`}},
		"header after lines": {"# x\nrole\n", types.ROLE_AGENT, []string{"line 2:", "the columns are role"}},
		"prefix":             {"address\n" + cosmos + "\n", types.ROLE_AGENT, []string{"1 defects; nothing was written\nline 2:", "expected agi, got cosmos"}},
		"checksum":           {"address\n" + typo + "\n", types.ROLE_AGENT, []string{"line 2:", "checksum"}},
		"capitals":           {"address\n" + strings.ToUpper(a) + "\n", types.ROLE_AGENT, []string{"line 2:", "write " + a}},
		"length":             {"address\n" + short + "\n", types.ROLE_AGENT, []string{"line 2:", "19 bytes; accounts have 20 or 32"}},
		"no address":         {"address,role\n,agent\n", 0, []string{"line 2: no address"}},
		"no role":            {"address\n" + a + "\n", 0, []string{"line 2: no role"}},
		"empty role":         {"address,role\n" + a + ",\n", 0, []string{"line 2: no role"}},
		"role of a desk":     {"address,role\n" + a + ",registrar\n", 0, []string{"line 2:", `role "registrar": write employer, agent or validator`}},
		"role of nobody":     {"address,role\n" + a + ",king\n", 0, []string{"line 2:", `role "king"`}},
		"too few fields":     {"address,role\n" + a + "\n", types.ROLE_AGENT, []string{"line 2: the line has 1 fields, the header 2"}},
		"too many fields":    {"address\n" + a + ",x\n", types.ROLE_AGENT, []string{"line 2: the line has 2 fields, the header 1"}},
		"quotes":             {"address\n\"" + a + "\n", types.ROLE_AGENT, []string{"line 2: quotes do not match"}},
		"long line":          {"address\n" + strings.Repeat("x", 50_000) + "\n" + a + "\n" + a + "\n", types.ROLE_AGENT, []string{"line 2: the line has more than 16384 bytes", "line 4:"}},
		"long header":        {strings.Repeat("x", 50_000) + "\n", types.ROLE_AGENT, []string{"line 1: the line has more than"}},
		"twice": {
			"address\n" + a + "\n# x\n" + b + "\n" + a + "\n" + a, types.ROLE_AGENT,
			[]string{"2 defects", "line 5: " + a + " is on line 2 already (agent)", "line 6: " + a + " is on line 2 already"},
		},
		"twice in a role": {
			"address,role\n" + a + ",agent\n" + a + ",employer\n" + a + ",AGENT\n", 0, []string{"1 defects", "line 4: " + a + " is on line 2 already (agent)"},
		},
		"all at once": {
			"address\n" + b + "\nx\n" + b + "\n" + cosmos + "\n", types.ROLE_AGENT,
			[]string{"3 defects; nothing was written\nline 3: ", "\nline 4: " + b + " is on line 2 already (agent)\nline 5: "},
		},
		"many": {"address\n" + strings.Repeat("x\n", 250), types.ROLE_AGENT, []string{"250 defects", "line 101: ", "\nand 150 more"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := allowlist.ReadParticipants(file(t, tc.text), tc.role, nil)
			require.Error(t, err)
			for _, want := range tc.want {
				require.ErrorContains(t, err, want)
			}
		})
	}
}

func TestTooManyLines(t *testing.T) {
	_, err := allowlist.ReadParticipants(file(t, strings.Repeat("\n", allowlist.MaxLines+1)), types.ROLE_AGENT, nil)
	require.ErrorContains(t, err, "more than 16000000 lines")
}

func TestNoRegularFile(t *testing.T) {
	_, err := allowlist.ReadParticipants(t.TempDir(), types.ROLE_AGENT, nil)
	require.ErrorContains(t, err, "no regular file")
	_, err = allowlist.ReadParticipants(filepath.Join(t.TempDir(), "none"), types.ROLE_AGENT, nil)
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestWriteReplacesNoList(t *testing.T) {
	participants, err := allowlist.ReadParticipants(file(t, "address\n"+account(1).String()), types.ROLE_AGENT, nil)
	require.NoError(t, err)
	dir := t.TempDir()
	_, err = participants.Write(dir, "", nil)
	require.ErrorContains(t, err, "no chain id")
	_, err = participants.Write(dir, chain, nil)
	require.NoError(t, err)
	before, err := os.ReadFile(filepath.Join(dir, "agent.json"))
	require.NoError(t, err)

	_, err = participants.Write(dir, "another-1", nil)

	require.ErrorContains(t, err, "agent.json exists")
	after, err := os.ReadFile(filepath.Join(dir, "agent.json"))
	require.NoError(t, err)
	require.Equal(t, before, after)
}

// In whatever order a file has them, the same people make the same list, and it is the library's.
func TestSameSetSameRoot(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 60).Draw(rt, "size")
		order := rapid.Permutation(seq(n)).Draw(rt, "order")
		var text strings.Builder
		text.WriteString("address\n")
		var members []sdk.AccAddress
		for _, i := range order {
			// Short addresses that long ones begin with are the hard case of the order.
			a := account(i)
			if i%7 == 0 {
				a = append(slices.Clone(account(i + 1)[:20]), make([]byte, 12)...)
			}
			members = append(members, a)
			text.WriteString(a.String() + "\n")
		}
		lists, _ := build(t, file(t, text.String()), types.ROLE_AGENT)
		require.Equal(rt, library(types.ROLE_AGENT, members...), lists[0].Root)
	})
}

func seq(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}
