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
	state, events := &branch{parent: ctx.MultiStore()}, sdk.NewEventManager()
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	if err := fn(ctx.WithMultiStore(state).WithEventManager(events)); err != nil {
		return err
	}
	ctx.EventManager().EmitEvents(events.Events())
	state.Write()
	return nil
}
