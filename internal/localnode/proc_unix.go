//go:build unix

package localnode

import (
	"os/exec"
	"syscall"
)

// Apart puts a process into a group of its own: an interrupt at the terminal goes to the program that started it alone, which
// then ends everything in order.
func Apart(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
