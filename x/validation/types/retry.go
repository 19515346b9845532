package types

import "time"

const (
	retryBlocks    = int64(10)
	maxRetryBlocks = int64(10_000)
	retryDelay     = time.Minute
	maxRetryDelay  = 24 * time.Hour
)

// RetryBlocks returns after how many blocks an item of EndBlock that has failed so often in a row is tried again: 10,
// doubling to 10,000. A broken item neither costs every block's time nor is it lost: a fixed binary carries it out.
func RetryBlocks(failures uint32) int64 {
	return doubled(retryBlocks, maxRetryBlocks, failures)
}

// RetryDelay returns the same for items that are due by a clock: 1 minute, doubling to 24 hours.
func RetryDelay(failures uint32) time.Duration {
	return time.Duration(doubled(int64(retryDelay), int64(maxRetryDelay), failures))
}

func doubled(first, most int64, failures uint32) int64 {
	delay := first
	for n := uint32(1); n < failures && delay < most; n++ {
		delay *= 2
	}
	return min(delay, most)
}
