//go:build unix

package localnode

import (
	"os/exec"
	"syscall"
)

// Apart puts a process into a group of its own: an interrupt at the terminal goes to the program that started it alone, which
// then ends everything in order.
func Apart(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// detach puts a process into a session of its own: nothing that happens to the terminal reaches it.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }
