package cmd

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	svrcmd "github.com/cosmos/cosmos-sdk/server/cmd"

	"github.com/agijobs/agijobs/internal/testnet"
)

// nodeFolder has what a folder must have to be looked at.
func nodeFolder(t *testing.T) string {
	t.Helper()
	home := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(home, "config"), 0o700))
	require.NoError(t, os.MkdirAll(filepath.Join(home, "data"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(home, "config", "genesis.json"), []byte("{}"), 0o600))
	return home
}

// Before anything is asked of a folder it must be named, be a node's, not half-way, and be confirmed to be a copy.
func TestInPlaceTestnetIsCareful(t *testing.T) {
	empty, unfinished, node := t.TempDir(), nodeFolder(t), nodeFolder(t)
	require.NoError(t, os.WriteFile(filepath.Join(unfinished, "data", "in-place-testnet.unfinished"), nil, 0o600))
	args := []string{"in-place-testnet", "rehearsal-1", exampleAddress()}
	for name, tc := range map[string]struct {
		args  []string
		input string
		text  string
	}{
		"no folder named":   {args, "", "name the copy with --home"},
		"no node's folder":  {append(args[:3:3], "--home", empty, "--yes"), "", testnet.ErrNoHome.Error()},
		"half-way":          {append(args[:3:3], "--home", unfinished, "--yes"), "", testnet.ErrUnfinished.Error()},
		"start of half-way": {[]string{"start", "--home", unfinished}, "", testnet.ErrUnfinished.Error()},
		"no":                {append(args[:3:3], "--home", node), "n\n", "nothing was done"},
		"silence":           {append(args[:3:3], "--home", node), "", "--yes does not ask"},
		"bad coins":         {append(args[:3:3], "--home", node, "--yes", "--coins", "many"), "", "--coins: "},
		"bad official":      {append(args[:3:3], "--home", node, "--yes", "--council", "nobody"), "", `--council: "nobody" is no address`},
		"no blocks":         {append(args[:3:3], "--home", node, "--yes"), "", "blockstore.db: no such file"},
	} {
		t.Run(name, func(t *testing.T) {
			root, err := NewRootCmd()
			require.NoError(t, err)
			var out bytes.Buffer
			root.SetOut(&out)
			root.SetErr(&out)
			root.SetIn(strings.NewReader(tc.input))
			root.SetArgs(tc.args)
			require.ErrorContains(t, svrcmd.Execute(root, "AGIJOBSD_TEST", t.TempDir()), tc.text)
		})
	}
	made, err := os.ReadDir(empty)
	require.NoError(t, err)
	require.Empty(t, made, "looking makes no files")
}
