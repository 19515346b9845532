package lanes

import (
	"context"

	gogoproto "github.com/cosmos/gogoproto/proto"
	protov2 "google.golang.org/protobuf/proto"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/authz"

	"github.com/agijobs/agijobs/app/msgs"
)

// Signers reads who has to sign a message.
type Signers interface {
	GetMsgV1Signers(msg gogoproto.Message) ([][]byte, protov2.Message, error)
}

// Classifier finds the lane of a transaction whose signature has been checked.
type Classifier struct {
	signers Signers
	state   State
}

// NewClassifier returns a classifier.
func NewClassifier(signers Signers, state State) Classifier {
	return Classifier{signers: signers, state: state}
}

// Lane of a transaction: that of its least urgent message. One that several have signed, that has very many messages, or that takes more of
// a block than a signer's share is new business: it can wait, or be sent in parts.
func (c Classifier) Lane(ctx context.Context, t Tx, list []sdk.Msg, block Room) (Lane, error) {
	if len(t.Signers) != 1 {
		return Entry, nil
	}
	left := MaxMessages
	lane, err := c.all(ctx, []byte(t.Signers[0].Address), list, 0, &left)
	if err != nil || !share(block, lane).Holds(t.Need) {
		return Entry, err
	}
	return lane, nil
}

// all is the least urgent of messages that somebody sends. It stops at the first that is new business, so that a stranger costs one read.
func (c Classifier) all(ctx context.Context, who sdk.AccAddress, list []sdk.Msg, depth int, left *int) (Lane, error) {
	lane := Committee
	// A wrapping of nothing is nobody's duty.
	if depth > msgs.MaxNesting || len(list) == 0 || len(list) > *left {
		return Entry, nil
	}
	*left -= len(list)
	for _, msg := range list {
		l, err := c.of(ctx, who, msg, depth, left)
		if err != nil || l == Entry {
			return Entry, err
		}
		lane = max(lane, l)
	}
	return lane, nil
}

// of is the lane of one message that who sends, as its signer or by a grant of its signer.
func (c Classifier) of(ctx context.Context, who sdk.AccAddress, msg sdk.Msg, depth int, left *int) (Lane, error) {
	rule := ruleOf(sdk.MsgTypeURL(msg))
	if rule == nil {
		return Entry, nil
	}
	signers, _, err := c.signers.GetMsgV1Signers(msg)
	if err != nil || len(signers) != 1 {
		return Entry, err
	}
	signer := sdk.AccAddress(signers[0])
	if !signer.Equals(who) {
		granted, err := c.state.Granted(ctx, who, signer, sdk.MsgTypeURL(msg))
		if err != nil || !granted {
			return Entry, err
		}
	}
	lane, err := rule(ctx, c.state, signer, msg)
	if !signer.Equals(who) && lane == Committee {
		// The budget of a lane is its signer's: one seat must not fill the committees' by granting its vote to many.
		lane = Party
	}
	exec, wraps := msg.(*authz.MsgExec)
	if err != nil || !wraps {
		return lane, err
	}
	inner, err := exec.GetMessages()
	if err != nil {
		return Entry, err
	}
	return c.all(ctx, signer, inner, depth+1, left)
}

// ruleOf is nil for what is new business whoever sends it.
func ruleOf(typeURL string) rule {
	switch class, _ := msgs.ClassOf(typeURL); class {
	case msgs.Duty, msgs.Exit:
		return parties[typeURL]
	case msgs.Authority:
		return office
	default:
		// What proves something to the chain anybody may send.
		return nil
	}
}

// isEntry tells what can be told without a look at the state: a transaction with a message that is new business whoever sends it.
func isEntry(list []sdk.Msg) (entry bool, err error) {
	err = msgs.Visit(list, func(msg sdk.Msg) error {
		entry = entry || ruleOf(sdk.MsgTypeURL(msg)) == nil
		return nil
	})
	return entry, err
}
