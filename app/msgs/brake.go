package msgs

import (
	errorsmod "cosmossdk.io/errors"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// hold is how the brake may hold an entry message, besides a pause of the message's own type.
type hold struct {
	// scope that holds it; UNSPECIFIED: none.
	scope sovereigntypes.PauseScope
	// stopsClock: a party may need the message to meet a deadline, so a pause of the type stops the market clock.
	stopsClock bool
	// why the scope is this one; x/sovereign's README repeats it.
	why string
}

const (
	noScope   = sovereigntypes.PAUSE_SCOPE_UNSPECIFIED
	market    = sovereigntypes.PAUSE_SCOPE_MARKET
	transfers = sovereigntypes.PAUSE_SCOPE_TRANSFERS
)

// holds has a line for each entry message, which a test checks; it is read by key only. A deadline of the market is met by
// duty and exit messages, which always run, with one exception: an OPEN job waits for a claim.
var holds = map[string]hold{
	"/agijobs.jobs.v1.MsgClaimJob":               {market, true, "an OPEN job would lapse while nobody may claim it"},
	"/agijobs.jobs.v1.MsgPostJob":                {market, false, "nobody owes a posting by a time"},
	"/agijobs.jobs.v1.MsgRaisePayout":            {market, false, "a better offer; the job can be claimed without"},
	"/agijobs.jobs.v1.MsgApply":                  {market, true, "a job of SELECTION would lapse while nobody may apply"},
	"/agijobs.jobs.v1.MsgAward":                  {market, true, "it would lapse while its employer may not award it"},
	"/agijobs.jobs.v1.MsgDeclareAvailability":    {market, false, "the chain assigns nothing while the market is paused"},
	"/agijobs.jobs.v1.MsgCreateProgram":          {market, false, "nobody owes a program by a time"},
	"/agijobs.jobs.v1.MsgFundProgram":            {market, false, "a larger budget; the program goes on without"},
	"/agijobs.jobs.v1.MsgResumeProgram":          {market, false, "lets new jobs in, which are held themselves"},
	"/agijobs.certificates.v1.MsgList":           {market, false, "an offer waits for nobody"},
	"/agijobs.certificates.v1.MsgBuy":            {market, false, "a purchase settles in its own block"},
	"/agijobs.jobs.v1.MsgDepositStake":           {market, false, "a claim takes what is missing of the bond from the account"},
	"/agijobs.validation.v1.MsgBond":             {market, false, "a seat's lock is taken when it is drawn; votes need no more"},
	"/agijobs.validation.v1.MsgJoinPool":         {market, false, "who is seated stays so; draws go by height, not by deadline"},
	"/agijobs.certificates.v1.MsgTransfer":       {market, false, "a certificate is no money and waits for nobody"},
	"/cosmos.bank.v1beta1.MsgSend":               {transfers, false, "escrow, bonds and fees come out of the party's own account"},
	"/cosmos.bank.v1beta1.MsgMultiSend":          {transfers, false, "as MsgSend"},
	"/agijobs.identity.v1.MsgAdmit":              {noScope, false, "business of the registry; duty and exit need no role"},
	"/agijobs.identity.v1.MsgUpdateMetadata":     {noScope, false, "business of the registry"},
	"/agijobs.identity.v1.MsgEnrolWithProof":     {noScope, false, "business of the registry"},
	"/agijobs.identity.v1.MsgEnrolWithToken":     {noScope, false, "business of the registry"},
	"/agijobs.identity.v1.MsgEnrolWithName":      {noScope, false, "business of the registry"},
	"/agijobs.identity.v1.MsgAttest":             {noScope, false, "business of the registry"},
	"/agijobs.identity.v1.MsgIssueCredential":    {noScope, false, "business of the registry"},
	"/agijobs.identity.v1.MsgRegisterName":       {noScope, false, "business of the registry"},
	"/agijobs.identity.v1.MsgRenewName":          {noScope, false, "business of the registry"},
	"/agijobs.identity.v1.MsgAllowRotation":      {noScope, false, "business of the registry"},
	"/agijobs.identity.v1.MsgTransferName":       {noScope, false, "business of the registry"},
	"/cosmos.authz.v1beta1.MsgGrant":             {noScope, false, "moves nothing; what is done with it is asked by itself"},
	"/cosmos.feegrant.v1beta1.MsgGrantAllowance": {noScope, false, "pays fees to operators, nothing to participants"},
	"/cosmos.staking.v1beta1.MsgCreateValidator": {noScope, false, "consensus is none of the market's business"},
	"/cosmos.staking.v1beta1.MsgDelegate":        {noScope, false, "consensus is none of the market's business"},
}

// Rule tells the brake what a message type is. What no class routes is refused to everybody.
func Rule(typeURL string) sovereigntypes.MessageRule {
	class, ok := ClassOf(typeURL)
	if !ok {
		return sovereigntypes.MessageRule{Refused: errorsmod.Wrapf(sdkerrors.ErrUnauthorized, "%s has no message class", typeURL)}
	}
	if class == Disabled {
		return sovereigntypes.MessageRule{Refused: errorsmod.Wrapf(sdkerrors.ErrUnauthorized, "%s is disabled on this chain", typeURL)}
	}
	if class != Entry {
		return sovereigntypes.MessageRule{}
	}
	h := holds[typeURL]
	return sovereigntypes.MessageRule{Pausable: true, Scope: h.scope, StopsClock: h.stopsClock}
}
