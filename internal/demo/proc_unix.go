//go:build unix

package demo

import (
	"os/exec"
	"syscall"
)

// apart puts a process into a group of its own: an interrupt at the terminal goes to the director alone, which then ends
// everything in order.
func apart(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
