package localnode

import (
	"os/exec"
	"syscall"
)

// bind makes the kernel kill a process when the one that started it is gone, also by a panic or a kill: then nobody else does.
func bind(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
