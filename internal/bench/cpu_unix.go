//go:build unix

package bench

import (
	"syscall"
	"time"
)

// cpuTime is what the process has used of all cores. Other programs do not change it, so ratios of it hold on a busy machine.
func cpuTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
