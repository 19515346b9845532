package gcpercent_test

import (
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/internal/gcpercent"
)

type options map[string]any

func (o options) Get(key string) any { return o[key] }

func TestSetting(t *testing.T) {
	for name, tc := range map[string]struct {
		setting any
		want    int
		err     string
	}{
		"missing":   {nil, gcpercent.Default, ""},
		"off":       {0, 0, ""},
		"a number":  {"250", 250, ""},
		"negative":  {-1, 0, "runtime: gc-percent of app.toml is -1: write 0 (as Go does it) to 2000"},
		"too much":  {2_001, 0, "runtime: gc-percent of app.toml is 2001: write 0 (as Go does it) to 2000"},
		"no number": {"much", 0, "runtime: gc-percent of app.toml is much: write 0 (as Go does it) to 2000"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := gcpercent.Setting(options{"runtime.gc-percent": tc.setting})
			if tc.err != "" {
				require.EqualError(t, err, tc.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, tc.want, got)
		})
	}
}

// now returns the process's setting.
func now() int {
	percent := debug.SetGCPercent(100)
	debug.SetGCPercent(percent)
	return percent
}

func TestApply(t *testing.T) {
	t.Setenv("GOGC", "")
	before := now()
	undo := gcpercent.Apply(321)
	require.Equal(t, 321, now())
	undo()
	require.Equal(t, before, now())
	gcpercent.Apply(0)()
	require.Equal(t, before, now())

	t.Setenv("GOGC", "77")
	gcpercent.Apply(321)
	require.Equal(t, before, now(), "whoever sets the variable means it")
}
