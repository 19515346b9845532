//go:build !unix

package localnode

import "os/exec"

// Apart would put a process into a group of its own, where the system has such groups.
func Apart(*exec.Cmd) {}

// detach leaves a process where it is, where the system has no sessions.
func detach(*exec.Cmd) {}
