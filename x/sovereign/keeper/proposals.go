package keeper

import (
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/cosmos/cosmos-sdk/x/feegrant"

	"github.com/agijobs/agijobs/x/sovereign/types"
)

// maxNesting bounds how deep authz may wrap a message of a proposal.
const maxNesting = 4

// requireHarmless refuses proposals that could take money out of the gov module account, now or by a grant. It holds
// nothing but the deposits of open proposals: were one missing when its proposal ends, x/gov's EndBlocker would fail and
// halt the chain. The account acts by proposals only, so this is the one door. The public purse is the treasury.
func requireHarmless(msgs []sdk.Msg, depth int) error {
	if depth > maxNesting {
		return errorsmod.Wrap(types.ErrProposal, "messages are nested too deep; name them directly")
	}
	for _, msg := range msgs {
		switch m := msg.(type) {
		case *banktypes.MsgSend, *banktypes.MsgMultiSend:
			return errorsmod.Wrapf(types.ErrProposal, "%s would spend deposits of proposals; use MsgSpendTreasury", sdk.MsgTypeURL(msg))
		case *authz.MsgGrant, *feegrant.MsgGrantAllowance:
			return errorsmod.Wrapf(types.ErrProposal, "%s: accounts of the chain itself grant nothing", sdk.MsgTypeURL(msg))
		case *authz.MsgExec:
			inner, err := m.GetMessages()
			if err != nil {
				return errorsmod.Wrap(types.ErrProposal, err.Error())
			}
			if err := requireHarmless(inner, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}
