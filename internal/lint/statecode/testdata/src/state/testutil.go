package state

import "time"

// Nothing depends on it.
func now_testutil_go() time.Time { return time.Now() }
