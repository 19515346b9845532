// Package gcpercent sets how often a node collects garbage. Executing blocks makes much of it and keeps little: with Go's own
// setting a fifth of the time goes into collecting.
package gcpercent

import (
	"fmt"
	"os"
	"runtime/debug"

	"github.com/spf13/cast"
)

const (
	// Default lets the heap grow to five times what is live. A node has some hundred MB live.
	Default = 400
	// Max is where more gains nothing any more.
	Max = 2_000
	// key is the setting of app.toml.
	key = "runtime.gc-percent"
	// variable of the environment is Go's own and goes before the setting.
	variable = "GOGC"
)

// Template is this package's section of app.toml.
var Template = fmt.Sprintf(`[runtime]
# How much garbage the node lets gather before it collects it, in percent of the memory that is in use: more is faster and takes more memory.
# %d is the most, 0 leaves Go's own setting. GOGC of the environment goes before it; GOMEMLIMIT bounds the memory whatever is set here.
gc-percent = %d
`, Max, Default)

// Options are what a setting is read from (app.toml, flags and environment).
type Options interface{ Get(string) any }

// Setting reads what app.toml says; a setting that is missing stands for Default.
func Setting(opts Options) (int, error) {
	setting := opts.Get(key)
	if setting == nil {
		return Default, nil
	}
	percent, err := cast.ToIntE(setting)
	if err != nil || percent < 0 || percent > Max {
		return 0, fmt.Errorf("runtime: gc-percent of app.toml is %v: write 0 (as Go does it) to %d", setting, Max)
	}
	return percent, nil
}

// Apply sets the collector of this process and returns what takes it back.
func Apply(percent int) (undo func()) {
	if percent == 0 || os.Getenv(variable) != "" {
		return func() {}
	}
	before := debug.SetGCPercent(percent)
	return func() { debug.SetGCPercent(before) }
}
