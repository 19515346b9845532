// Package msgs puts every message that the chain knows into exactly one class. The table is the one source for the ante
// handler, the brake and the tests: a message that is not in it cannot be routed.
package msgs

import (
	"errors"
	"fmt"
	"maps"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/cosmos/cosmos-sdk/x/authz"
)

// Class is what a message is for; it decides who may send it and whether a brake can hold it.
type Class string

const (
	// Entry starts new business: it needs full authorisation and can be paused.
	Entry Class = "entry"
	// Duty keeps a promise: it needs only being the party concerned and is never paused.
	Duty Class = "duty"
	// Exit takes out what is one's own: as duty.
	Exit Class = "exit"
	// Authority steers: the council's; never paused.
	Authority Class = "authority"
	// System comes from the chain itself or proves something to it.
	System Class = "system"
	// Disabled is not routable for anybody.
	Disabled Class = "disabled"
)

// MaxNesting bounds how deep authz may wrap a message.
const MaxNesting = 4

// ErrNesting is returned for messages that are wrapped too deep.
var ErrNesting = errors.New("messages are nested too deep; send them directly")

// ClassOf returns the class of a message type, or false for one that the table does not hold.
func ClassOf(typeURL string) (Class, bool) {
	c, ok := classes[typeURL]
	return c, ok
}

// Visit calls fn for each message of a list and, with depth + 1, for each that authz's MsgExec wraps.
func Visit(list []sdk.Msg, fn func(msg sdk.Msg) error) error { return visit(list, 0, fn) }

func visit(list []sdk.Msg, depth int, fn func(msg sdk.Msg) error) error {
	if depth > MaxNesting {
		return errorsmod.Wrap(sdkerrors.ErrInvalidRequest, ErrNesting.Error())
	}
	for _, msg := range list {
		if err := fn(msg); err != nil {
			return err
		}
		exec, ok := msg.(*authz.MsgExec)
		if !ok {
			continue
		}
		inner, err := exec.GetMessages()
		if err != nil {
			return fmt.Errorf("read wrapped messages: %w", err)
		}
		if err := visit(inner, depth+1, fn); err != nil {
			return err
		}
	}
	return nil
}

// All returns the whole table: classes by message type.
func All() map[string]Class { return maps.Clone(classes) }

// Count is the number of classified messages.
func Count() int { return len(classes) }
