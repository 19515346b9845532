package cmd

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/client/flags"

	"github.com/agijobs/agijobs/internal/audit"
	"github.com/agijobs/agijobs/internal/cliutil"
	"github.com/agijobs/agijobs/internal/replay"
)

func TestAuditCommandsAreComplete(t *testing.T) {
	require.NotEmpty(t, auditCmd().Commands())
	for _, c := range auditCmd().Commands() {
		require.NotEmpty(t, c.Short, c.Name())
		require.Contains(t, c.Example, "agijobsd audit "+c.Name(), c.Name())
		require.NotNil(t, c.Flags().Lookup(flags.FlagOutput), c.Name())
	}
	for _, name := range []string{flags.FlagNode, flags.FlagGRPC} {
		require.NotNil(t, auditDrawCmd().Flags().Lookup(name), name)
	}
}

// Whoever has no node to replay is told so, with the exit code of errors.
func TestAuditReplayNeedsAStoppedNode(t *testing.T) {
	c := auditReplayCmd()
	c.Flags().String(flags.FlagHome, t.TempDir(), "")
	c.SetContext(t.Context())
	err := c.RunE(c, nil)
	require.ErrorIs(t, err, replay.ErrInput)
	require.ErrorIs(t, err, replay.ErrNoHome)
	require.Equal(t, cliutil.ExitError, cliutil.ExitCode(err))
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
