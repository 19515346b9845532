package types

import (
	"bytes"
	"strconv"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/cosmos/cosmos-sdk/x/feegrant"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"
)

// maxNesting bounds how deep authz may wrap a message of a proposal.
const maxNesting = 4

// CheckMessages refuses messages that no decision could carry out, or that none may: members hear it when the proposal is
// submitted and not when they have decided. The error names the message by its place: 2.1 is the first one that the
// second wraps.
//
// Refused are messages that nobody may send, and what could take money out of the gov module account, now or by a grant.
// It holds nothing but the deposits of open proposals: were one missing when its proposal ends, x/gov's EndBlocker would
// fail and halt the chain. The account acts by proposals only, so this is the one door. The public purse is the treasury.
func CheckMessages(msgs []sdk.Msg, classify Classifier) error {
	return checkMessages("", msgs, classify, 0)
}

func checkMessages(within string, msgs []sdk.Msg, classify Classifier, depth int) error {
	for i, msg := range msgs {
		at := within + strconv.Itoa(i+1)
		if depth > maxNesting {
			return errorsmod.Wrapf(ErrProposal, "message %s: messages are nested too deep; name them directly", at)
		}
		if err := checkMessage(at, msg, classify); err != nil {
			return err
		}
		exec, ok := msg.(*authz.MsgExec)
		if !ok {
			continue
		}
		inner, err := exec.GetMessages()
		if err != nil {
			return errorsmod.Wrapf(ErrProposal, "message %s: %s", at, err)
		}
		if err := checkMessages(at+".", inner, classify, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func checkMessage(at string, msg sdk.Msg, classify Classifier) error {
	url := sdk.MsgTypeURL(msg)
	if refused := classify(url).Refused; refused != nil {
		return errorsmod.Wrapf(ErrProposal, "message %s: %s", at, refused)
	}
	switch msg.(type) {
	case *banktypes.MsgSend, *banktypes.MsgMultiSend:
		return errorsmod.Wrapf(ErrProposal, "message %s: %s would spend deposits of proposals; use MsgSpendTreasury", at, url)
	case *authz.MsgGrant, *feegrant.MsgGrantAllowance:
		return errorsmod.Wrapf(ErrProposal, "message %s: %s: accounts of the chain itself grant nothing", at, url)
	}
	return nil
}

// SignersOf tells who has to sign a message.
type SignersOf func(msg sdk.Msg) ([][]byte, error)

// CheckProposals refuses a genesis with open proposals that the council would not have taken: what a genesis file brings
// was never submitted, so neither x/gov nor the hooks have looked at it. owner is the gov module account.
//
// In a new chain (one without a clock yet) only members may have proposed. In a continued one the proposer may have left
// the council since, and the proposal stayed.
func (gs GenesisState) CheckProposals(gov govv1.GenesisState, owner sdk.AccAddress, signers SignersOf, classify Classifier) error {
	open := 0
	for _, p := range gov.Proposals {
		if p.Status != govv1.StatusDepositPeriod && p.Status != govv1.StatusVotingPeriod {
			continue
		}
		// The next proposal would take its place.
		if p.Id >= gov.StartingProposalId {
			return errorsmod.Wrapf(ErrProposal, "genesis of gov: open proposal %d is not below starting_proposal_id %d", p.Id, gov.StartingProposalId)
		}
		if err := gs.checkOpen(*p, owner, signers, classify); err != nil {
			return errorsmod.Wrapf(err, "genesis of gov, open proposal %d", p.Id)
		}
		if open++; open > MaxOpenProposals {
			return errorsmod.Wrapf(ErrTooManyProposals, "genesis of gov has more than %d", MaxOpenProposals)
		}
	}
	return nil
}

func (gs GenesisState) checkOpen(p govv1.Proposal, owner sdk.AccAddress, signers SignersOf, classify Classifier) error {
	switch {
	case p.Expedited:
		return errorsmod.Wrap(ErrProposal, "expedited; set it to false")
	case p.Status == govv1.StatusDepositPeriod && p.DepositEndTime == nil:
		return errorsmod.Wrap(ErrProposal, "has no deposit_end_time")
	case p.Status == govv1.StatusVotingPeriod && p.VotingEndTime == nil:
		return errorsmod.Wrap(ErrProposal, "has no voting_end_time")
	case gs.Clock == nil && !gs.Council.accepted(p.Proposer):
		return errorsmod.Wrapf(ErrNotMember, "proposer %q has no seat", p.Proposer)
	}
	msgs, err := p.GetMsgs()
	if err != nil {
		return errorsmod.Wrap(ErrProposal, err.Error())
	}
	if err := CheckMessages(msgs, classify); err != nil {
		return err
	}
	for i, msg := range msgs {
		if err := checkOwn(msg, owner, signers); err != nil {
			return errorsmod.Wrapf(ErrProposal, "message %d: %s %s", i+1, sdk.MsgTypeURL(msg), err)
		}
	}
	return nil
}

// checkOwn checks what x/gov checks of a message when it is submitted: x/gov executes without asking for a signature.
func checkOwn(msg sdk.Msg, owner sdk.AccAddress, signers SignersOf) error {
	if m, ok := msg.(sdk.HasValidateBasic); ok {
		if err := m.ValidateBasic(); err != nil {
			return err
		}
	}
	list, err := signers(msg)
	if err != nil {
		return err
	}
	if len(list) != 1 || !bytes.Equal(list[0], owner) {
		return errorsmod.Wrapf(ErrUnauthorized, "is not the owner's (%s)", owner)
	}
	return nil
}

// accepted tells whether an address has a seat that counts.
func (c Council) accepted(address string) bool {
	for _, m := range c.Members {
		if m.Address == address {
			return m.Accepted
		}
	}
	return false
}
