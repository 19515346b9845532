package other

import "time"

// Nothing depends on it.
func now() time.Time { return time.Now() }
