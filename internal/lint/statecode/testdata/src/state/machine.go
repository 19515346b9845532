package state

import (
	_ "crypto/rand"  // want `random numbers`
	_ "math/rand"    // want `random numbers`
	_ "math/rand/v2" // want `random numbers`
	"os"
	_ "os/exec" // want `node's machine`
	"runtime"
	clock "time"
)

func environment() (bool, error) {
	os.Getenv("HOME")                // want `os.Getenv depends`
	_, set := os.LookupEnv("HOME")   // want `os.LookupEnv depends`
	home, err := os.UserHomeDir()    // want `os.UserHomeDir depends`
	print(os.Args[0])                // want `os.Args depends`
	print(runtime.NumCPU())          // want `runtime.NumCPU depends`
	print(runtime.GOOS, os.O_RDONLY) // constants of the build
	return set && home != "", err
}

func wall(then clock.Time) clock.Duration {
	clock.Sleep(clock.Second) // want `time.Sleep reads the wall clock`
	<-clock.After(1)          // want `time.After reads`
	<-clock.Tick(1)           // want `time.Tick reads`
	now := clock.Now          // want `time.Now reads`
	_ = clock.Until(then)     // want `time.Until reads`
	_ = then.Local()          // want `time.Time..Local depends`
	_ = then.In(clock.Local)  // want `time.Local depends`
	_ = then.In(clock.UTC).Sub(then).Milliseconds()
	_ = clock.Since(then) // state-ok: a line of a log
	return now().Sub(then)
}
