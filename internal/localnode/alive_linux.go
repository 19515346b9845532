package localnode

import (
	"bytes"
	"fmt"
	"os"
)

// Alive tells whether a process runs that was started with this home. The number alone says little: it may be somebody else's by now, or that of
// a dead process that nobody has waited for.
func Alive(pid int, home string) bool {
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	return err == nil && bytes.Contains(line, []byte("\x00"+home+"\x00"))
}
