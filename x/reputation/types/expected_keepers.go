package types

import "context"

// Clock is market time in milliseconds (x/sovereign).
type Clock interface {
	Now(ctx context.Context) (int64, error)
}
