package proof_test

import (
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/x/certificates/proof"
)

var update = flag.Bool("update-proofs", false, "write the files in testdata anew")

// Files that were written once are read for ever: what changes them needs another number in the format.
func TestTheFormatStays(t *testing.T) {
	bz, trust := file(t)
	trustFile, err := trust.Encode()
	require.NoError(t, err)
	for name, want := range map[string][]byte{"testdata/proof.json": bz, "testdata/trust.json": trustFile} {
		if *update {
			require.NoError(t, os.MkdirAll("testdata", 0o755))
			require.NoError(t, os.WriteFile(name, want, 0o644))
		}
		got, err := os.ReadFile(name)
		require.NoError(t, err)
		require.Equal(t, string(want), string(got), name)
	}
	old, err := os.ReadFile("testdata/proof.json")
	require.NoError(t, err)
	require.NoError(t, verify(old, trust))
	_, err = proof.Decode(trustFile)
	require.ErrorIs(t, err, proof.ErrFormat)
}
