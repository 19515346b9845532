package allowlist_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/client/allowlist"
	"github.com/agijobs/agijobs/x/identity/types"
)

// listOf builds the list of the first n accounts and returns its path.
func listOf(t *testing.T, n int) string {
	t.Helper()
	var text strings.Builder
	text.WriteString("address\n")
	for i := range n {
		text.WriteString(account(i).String() + "\n")
	}
	_, dir := build(t, file(t, text.String()), types.ROLE_AGENT)
	return filepath.Join(dir, "agent")
}

func prove(t *testing.T, path string, i int) allowlist.Proof {
	t.Helper()
	p, err := allowlist.Prove(path, account(i), nil)
	require.NoError(t, err)
	return p
}

// inForce is the list as the chain has it.
func inForce(t *testing.T, path string, version uint64) types.AllowlistRoot {
	t.Helper()
	list, _, err := allowlist.OpenList(path)
	require.NoError(t, err)
	root, err := allowlist.ParseRoot(list.Root)
	require.NoError(t, err)
	return types.AllowlistRoot{Role: types.ROLE_AGENT, Version: version, Root: root, Active: true}
}

func TestProve(t *testing.T) {
	for _, n := range []int{1, 2, 13, 64} {
		path := listOf(t, n)
		root := inForce(t, path, 1).Root
		for i := range n {
			p := prove(t, path+".json", i)
			require.NoError(t, p.Verify(root))
			var text bytes.Buffer
			require.NoError(t, p.Write(&text))
			back, err := allowlist.ReadProof(&text)
			require.NoError(t, err)
			require.Equal(t, p, back)
		}
		_, err := allowlist.Prove(path+".leaves", account(n), nil)
		require.ErrorContains(t, err, "is not on the list of ROLE_AGENT")
	}
}

// What the builder proves is what the chain takes.
func TestMessageOfAProof(t *testing.T) {
	path := listOf(t, 9)
	p, err := prove(t, path, 3).For(inForce(t, path, 4), chain)
	require.NoError(t, err)

	msg, err := p.Message(sdk.AccAddress("desk________________"))

	require.NoError(t, err)
	require.Equal(t, account(3).String(), msg.Applicant)
	require.Equal(t, uint64(4), msg.Version)
	require.NoError(t, inForce(t, path, 4).Check(chain, account(3), msg.Version, msg.Proof()))
}

func TestProofForAList(t *testing.T) {
	path, longer := listOf(t, 9), listOf(t, 10)
	with := func(change func(*allowlist.Proof)) allowlist.Proof {
		p := prove(t, path, 3)
		change(&p)
		return p
	}
	off, validators := inForce(t, path, 4), inForce(t, path, 4)
	off.Active, validators.Role = false, types.ROLE_VALIDATOR
	for name, tc := range map[string]struct {
		proof allowlist.Proof
		list  types.AllowlistRoot
		chain string
		err   error
		want  string
	}{
		"good":            {with(func(*allowlist.Proof) {}), inForce(t, path, 4), chain, nil, ""},
		"version given":   {with(func(p *allowlist.Proof) { p.Version = 4 }), inForce(t, path, 4), chain, nil, ""},
		"capitals":        {with(func(p *allowlist.Proof) { p.Root = strings.ToUpper(p.Root) }), inForce(t, path, 4), chain, nil, ""},
		"another root":    {with(func(*allowlist.Proof) {}), inForce(t, longer, 5), chain, types.ErrOldProof, "version 5 of the list has root"},
		"old version":     {with(func(p *allowlist.Proof) { p.Version = 3 }), inForce(t, path, 4), chain, types.ErrOldProof, "version 3 of the list, version 4"},
		"another address": {with(func(p *allowlist.Proof) { p.Applicant = account(4).String() }), inForce(t, path, 4), chain, types.ErrWrongProof, ""},
		"another's chain": {with(func(p *allowlist.Proof) { p.ChainID = "x" }), inForce(t, path, 4), "x", types.ErrWrongProof, ""},
		"not this chain":  {with(func(*allowlist.Proof) {}), inForce(t, path, 4), "x", nil, `the proof is for chain "agijobs-1", this is "x"`},
		"another role":    {with(func(*allowlist.Proof) {}), validators, chain, nil, "the proof is for ROLE_AGENT, the list for ROLE_VALIDATOR"},
		"list is off":     {with(func(*allowlist.Proof) {}), off, chain, types.ErrSourceInactive, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := tc.proof.For(tc.list, tc.chain)
			if tc.err == nil && tc.want == "" {
				require.NoError(t, err)
				require.Equal(t, uint64(4), p.Version)
				return
			}
			require.Error(t, err)
			require.ErrorContains(t, err, tc.want)
			if tc.err != nil {
				require.ErrorIs(t, err, tc.err)
			}
		})
	}
}

func TestReadProofRefuses(t *testing.T) {
	var text bytes.Buffer
	require.NoError(t, prove(t, listOf(t, 4), 1).Write(&text))
	good := text.String()
	change := func(old, now string) string {
		require.Contains(t, good, old)
		return strings.Replace(good, old, now, 1)
	}
	for name, tc := range map[string]struct{ text, want string }{
		"nothing":       {"", "no proof"},
		"list":          {`{"csv_sha256":"x"}`, `unknown field "csv_sha256"`},
		"two":           {good + good, "something follows"},
		"format":        {change("allowlist/v1", "allowlist/v2"), `format "agijobs/allowlist/v2"`},
		"applicant":     {change(account(1).String(), "agi1x"), "applicant"},
		"role":          {change("ROLE_AGENT", "ROLE_AUDITOR"), `role "ROLE_AUDITOR"`},
		"root":          {change(`"root": "`, `"root": "0`), "root"},
		"aunt":          {change(`"aunts": [`, `"aunts": ["zz",`), "aunt 0"},
		"aunt too many": {change(`"aunts": [`, `"aunts": ["`+strings.Repeat("00", 32)+`",`), "3 aunts; leaf"},
		"huge":          {good + strings.Repeat(" ", 16<<10), "more than 16384 bytes"},
		"total":         {change(`"total": 4`, `"total": 0`), "total is 0"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := allowlist.ReadProof(strings.NewReader(tc.text))
			require.ErrorContains(t, err, tc.want)
		})
	}
}

func TestProveChecksTheFiles(t *testing.T) {
	path := listOf(t, 4)
	leaves, err := os.ReadFile(path + ".leaves")
	require.NoError(t, err)

	require.NoError(t, os.WriteFile(path+".leaves", leaves[:96], 0o600))
	_, err = allowlist.Prove(path, account(0), nil)
	require.ErrorContains(t, err, "the files are not of one list")

	require.NoError(t, os.WriteFile(path+".leaves", leaves[:100], 0o600))
	_, err = allowlist.Prove(path, account(0), nil)
	require.ErrorContains(t, err, "leaf 3: unexpected EOF")

	require.NoError(t, os.WriteFile(path+".json", []byte(`{"format":"agijobs/allowlist/v9"}`), 0o600))
	_, err = allowlist.Prove(path, account(0), nil)
	require.ErrorContains(t, err, `format "agijobs/allowlist/v9"`)

	_, err = allowlist.Prove(path+"s", account(0), nil)
	require.ErrorIs(t, err, os.ErrNotExist)
}

// Whatever a file holds, reading it ends in a proof of right form or in an error.
func FuzzReadProof(f *testing.F) {
	f.Add([]byte(`{"format":"agijobs/allowlist/v1","total":1,"aunts":[]}`))
	f.Add([]byte(`{`))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := allowlist.ReadProof(bytes.NewReader(text))
		if err == nil && p.Total == 0 {
			t.Fatal("a proof without leaves")
		}
	})
}
