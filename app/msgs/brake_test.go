package msgs

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Each entry message says how the brake may hold it, no other does, and x/sovereign's README repeats it line by line.
func TestHoldsCoverTheEntryMessages(t *testing.T) {
	readme, err := os.ReadFile("../../x/sovereign/README.md")
	require.NoError(t, err)
	entries := 0
	for url, class := range classes {
		h, ok := holds[url]
		require.Equal(t, class == Entry, ok, "%s is %s: entry messages and no others stand in holds", url, class)
		rule := Rule(url)
		require.Equal(t, class == Entry, rule.Pausable, url)
		if !ok {
			continue
		}
		entries++
		require.NotEmpty(t, h.why, url)
		scope, clock := "–", "runs"
		if h.scope != noScope {
			scope = strings.TrimPrefix(h.scope.String(), "PAUSE_SCOPE_")
		}
		if h.stopsClock {
			clock = "stops"
		}
		line := "| `" + strings.TrimPrefix(url, "/") + "` | " + scope + " | " + clock + " | " + h.why + " |"
		require.Contains(t, string(readme), line, "x/sovereign/README.md")
	}
	require.Len(t, holds, entries)
}
