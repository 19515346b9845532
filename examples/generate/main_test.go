package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"path"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/examples"
)

func TestCommittedInputsAreTheGeneratedOnes(t *testing.T) {
	for folder, content := range inputs() {
		committed, err := fs.ReadFile(examples.Files(), path.Join(folder, "input.csv"))
		require.NoError(t, err)
		require.True(t, bytes.Equal(content, committed), "%s: run go run ./examples/generate examples", folder)
	}
}

func TestCommittedCorporaAreTheGeneratedOnes(t *testing.T) {
	for name, content := range corpora() {
		committed, err := fs.ReadFile(examples.Files(), path.Join("national-language-model", "specs", name))
		require.NoError(t, err)
		require.True(t, bytes.Equal(content, committed), "%s: run go run ./examples/generate examples", name)
	}
}

func TestSpecsNameTheirInputs(t *testing.T) {
	for folder, input := range map[string]string{
		"labour-statistics": "input.csv", "crew-assignment": "input.csv", "statute-terms": "input.txt",
	} {
		spec, err := fs.ReadFile(examples.Files(), path.Join(folder, "spec.md"))
		require.NoError(t, err)
		content, err := fs.ReadFile(examples.Files(), path.Join(folder, input))
		require.NoError(t, err)
		sum := sha256.Sum256(content)
		require.Contains(t, string(spec), "\ninput_sha256: "+hex.EncodeToString(sum[:])+"\n")
	}
}
