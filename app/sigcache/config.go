package sigcache

import (
	"fmt"

	"github.com/spf13/cast"

	servertypes "github.com/cosmos/cosmos-sdk/server/types"
)

// entriesKey is the setting of app.toml.
const entriesKey = "signatures.cache-size"

// Template is this package's section of app.toml.
var Template = fmt.Sprintf(`[signatures]
# How many verified signatures this node remembers, 32 bytes each, so that a transaction's signature is verified once: when it comes in, or
# before its block is executed. Results do not depend on it. 0 remembers nothing and verifies each signature twice or more; %d is the most.
cache-size = %d
`, MaxEntries, DefaultEntries)

// Entries reads how many entries a node's cache has; a setting that is missing stands for DefaultEntries.
func Entries(opts servertypes.AppOptions) (int, error) {
	setting := opts.Get(entriesKey)
	if setting == nil {
		return DefaultEntries, nil
	}
	n, err := cast.ToIntE(setting)
	if err != nil || n < 0 || n > MaxEntries {
		return 0, fmt.Errorf("signatures: cache-size of app.toml is %v: write 0 (off) to %d", setting, MaxEntries)
	}
	return n, nil
}
