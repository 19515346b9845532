package cmd

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/client/flags"

	"github.com/agijobs/agijobs/internal/audit"
	"github.com/agijobs/agijobs/internal/cliutil"
)

func TestAuditCommandsAreComplete(t *testing.T) {
	require.NotEmpty(t, auditCmd().Commands())
	for _, c := range auditCmd().Commands() {
		require.NotEmpty(t, c.Short, c.Name())
		require.Contains(t, c.Example, "agijobsd audit "+c.Name(), c.Name())
		for _, name := range []string{flags.FlagOutput, flags.FlagNode, flags.FlagGRPC} {
			require.NotNil(t, c.Flags().Lookup(name), "%s --%s", c.Name(), name)
		}
	}
}

func TestAuditDrawRefusesWhatIsNoJob(t *testing.T) {
	for _, arg := range []string{"0", "-1", "job", "1.5"} {
		c := auditDrawCmd()
		require.ErrorContains(t, c.RunE(c, []string{arg}), "is no job id", arg)
	}
}

// A report that does not hold is printed, and is an error.
func TestAuditPrintsAndFails(t *testing.T) {
	for result, code := range map[audit.Result]int{
		audit.Verified: cliutil.ExitOK, audit.NotContradicted: cliutil.ExitOK,
		audit.NotCheckable: cliutil.ExitError, audit.Refuted: cliutil.ExitError,
	} {
		for _, format := range []string{"text", "json"} {
			c := auditDrawCmd()
			var out bytes.Buffer
			c.SetOut(&out)
			require.NoError(t, c.Flags().Set(flags.FlagOutput, format))
			err := printAudit(c, audit.Report{JobID: 7, Result: result, Draws: []audit.Draw{}})
			require.Equal(t, code, cliutil.ExitCode(err), "%s: %v", result, err)
			require.Contains(t, out.String(), map[string]string{"text": "job 7 of -: 0 draws, ", "json": `"job_id": "7"`}[format])
		}
	}
}

// Progress is told once a command has worked for a while, and then not for every step.
func TestProgressIsQuietAtFirst(t *testing.T) {
	c := auditDrawCmd()
	var said bytes.Buffer
	c.SetErr(&said)
	progress(c, time.Now().Add(time.Hour))("reading %d", 1)
	require.Empty(t, said.String())
	tell := progress(c, time.Now().Add(-time.Hour))
	tell("reading %d", 2)
	require.Equal(t, "reading 2 …\n", said.String())
}
