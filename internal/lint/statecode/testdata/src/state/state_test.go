package state

import "time"

// Nothing depends on it.
func now_state_test_go() time.Time { return time.Now() }
