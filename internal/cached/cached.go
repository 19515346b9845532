// Package cached runs one item of a block's end so that it happens whole or not at all.
package cached

import (
	"fmt"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Run calls fn on a branch of the state. The branch and its events are kept when fn returns nil; otherwise, and when fn
// panics, nothing of it remains and Run returns the error. A panic in EndBlock would halt the chain: nothing that a
// participant can write may reach it, and what reaches it nevertheless is one item's failure.
func Run(ctx sdk.Context, fn func(ctx sdk.Context) error) (err error) {
	branch, write := ctx.CacheContext()
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	if err := fn(branch); err != nil {
		return err
	}
	write()
	return nil
}
