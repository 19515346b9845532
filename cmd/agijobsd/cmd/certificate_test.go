package cmd

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/internal/cliutil"
	"github.com/agijobs/agijobs/x/certificates/proof"
)

const (
	proofFile = "../../../x/certificates/proof/testdata/proof.json"
	trustFile = "../../../x/certificates/proof/testdata/trust.json"
	thatDay   = "2030-01-01T12:00:00Z"
)

func TestCertificateCommandsHaveExamples(t *testing.T) {
	for _, c := range certificateCmd().Commands() {
		require.Contains(t, c.Example, "agijobsd certificate "+c.Name(), c.Name())
	}
}

// typed runs a command as a program does, without the preparations of the root.
func typed(t *testing.T, cmd *cobra.Command, args ...string) (out string, code int, err error) {
	t.Helper()
	var printed bytes.Buffer
	cmd.SetOut(&printed)
	cmd.SetErr(&printed)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs(args)
	err = cmd.Execute()
	return printed.String(), cliutil.ExitCode(err), err
}

func TestVerifyACertificate(t *testing.T) {
	text, err := os.ReadFile(proofFile)
	require.NoError(t, err)
	changed := filepath.Join(t.TempDir(), "changed.json")
	require.NoError(t, os.WriteFile(changed, bytes.Replace(text, []byte(`"round": 0`), []byte(`"round": 1`), 1), 0o600))

	for name, tc := range map[string]struct {
		args []string
		code int
		out  string
		err  string
	}{
		"holds":          {[]string{proofFile, "--trust", trustFile, "--now", thatDay}, 0, `VALID: certificate 18420003000 "Sum a table" of agijobs-proof-1, `, ""},
		"for programs":   {[]string{proofFile, "--trust", trustFile, "--now", thatDay, "-o", "json"}, 0, `"valid": true`, ""},
		"changed":        {[]string{changed, "--trust", trustFile, "--now", thatDay}, 3, "", "REFUSED: " + changed + ": the signatures do not hold: height 8: "},
		"changed, json":  {[]string{changed, "--trust", trustFile, "--now", thatDay, "-o", "json"}, 3, `"code": "commit"`, "REFUSED: "},
		"swapped":        {[]string{trustFile, "--trust", proofFile, "--now", thatDay}, 3, "", "the file is of another format"},
		"old":            {[]string{proofFile, "--trust", trustFile, "--now", "2030-02-01T12:00:00Z"}, 3, "", "the trust file is too old; get a new one"},
		"old, allowed":   {[]string{proofFile, "--trust", trustFile, "--now", "2030-02-01T12:00:00Z", "--trusting-period", "1000h"}, 0, "VALID", ""},
		"no such file":   {[]string{"nowhere.json", "--trust", trustFile}, 1, "", "no such file"},
		"no trust":       {[]string{proofFile}, 1, "", `required flag(s) "trust" not set`},
		"no time":        {[]string{proofFile, "--trust", trustFile, "--now", "noon"}, 1, "", `--now "noon" is no time as`},
		"no period":      {[]string{proofFile, "--trust", trustFile, "--trusting-period", "0s"}, 1, "", "--trusting-period must be more than nothing"},
		"no file at all": {[]string{"--trust", trustFile}, 1, "", "accepts 1 arg(s)"},
	} {
		out, code, err := typed(t, certificateVerifyCmd(), tc.args...)
		require.Equal(t, tc.code, code, "%s: %v", name, err)
		require.Contains(t, out, tc.out, name)
		if tc.err == "" {
			require.NoError(t, err, name)
			continue
		}
		require.ErrorContains(t, err, tc.err, name)
		require.Equal(t, 0, strings.Count(err.Error(), "\n"), name)
	}

	out, _, err := typed(t, certificateVerifyCmd(), proofFile, "--trust", trustFile, "--now", thatDay, "-o", "json")
	require.NoError(t, err)
	var report proof.Report
	require.NoError(t, json.Unmarshal([]byte(out), &report))
	require.EqualValues(t, 18_420_003_000, report.Shown.JobID)
	require.Equal(t, 3, report.Shown.Signers)
}
