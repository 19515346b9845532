package app

import (
	sdk "github.com/cosmos/cosmos-sdk/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/agijobs/agijobs/app/msgs"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// NestedSecrets refuses a transaction in which a wrapped message holds what must not get into a block: a token with somebody's
// name, or a private key that was taken for a public one. The SDK looks at the form of wrapped messages only when it runs them, and then the
// block has them already.
type NestedSecrets struct{}

// AnteHandle implements sdk.AnteDecorator.
func (NestedSecrets) AnteHandle(ctx sdk.Context, tx sdk.Tx, simulate bool, next sdk.AnteHandler) (sdk.Context, error) {
	if err := checkSecrets(tx.GetMsgs()); err != nil {
		return ctx, err
	}
	return next(ctx, tx, simulate)
}

// checkSecrets looks into authz's MsgExec and into proposals.
func checkSecrets(list []sdk.Msg) error {
	return msgs.Visit(list, func(msg sdk.Msg) error {
		switch m := msg.(type) {
		case *identitytypes.MsgEnrolWithToken:
			return m.ValidateBasic()
		case *identitytypes.MsgSetIssuerKey:
			return m.ValidateBasic()
		case *govv1.MsgSubmitProposal:
			inner, err := m.GetMsgs()
			if err != nil {
				return err
			}
			return checkSecrets(inner)
		}
		return nil
	})
}
