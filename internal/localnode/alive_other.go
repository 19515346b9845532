//go:build !linux

package localnode

import (
	"os/exec"
	"strconv"
	"strings"
)

// Alive tells whether a process runs that was started with this home. The number alone says little: it may be somebody else's by now.
func Alive(pid int, home string) bool {
	line, err := exec.Command("ps", "-o", "args=", "-p", strconv.Itoa(pid)).Output() // #nosec G204 -- a number
	return err == nil && strings.Contains(string(line), home)
}
