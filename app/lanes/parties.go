package lanes

import (
	"context"
	"fmt"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	"github.com/cosmos/cosmos-sdk/x/feegrant"
)

// rule tells in which lane a message of somebody belongs: Entry for who is not the party concerned.
type rule func(ctx context.Context, s State, who sdk.AccAddress, msg sdk.Msg) (Lane, error)

// parties has a line for each duty and each exit, which a test checks; it is read by key only. A message with no record that tells the
// party from a stranger is in the entry lane, with the reason why it can wait.
var parties = map[string]rule{
	"/agijobs.validation.v1.MsgCommitVote":       seat,
	"/agijobs.validation.v1.MsgRevealVote":       seat,
	"/agijobs.validation.v1.MsgUnbond":           record(State.IsJudge),
	"/agijobs.validation.v1.MsgLeavePool":        record(State.IsJudge),
	"/agijobs.validation.v1.MsgUnjail":           record(State.IsJudge),
	"/agijobs.validation.v1.MsgRegisterCanaries": anybody("any block of the day will do"),
	"/agijobs.validation.v1.MsgDiscloseCanaries": anybody("an office has weeks for it"),
	"/agijobs.validation.v1.MsgContradictCanary": anybody("anybody may; the stake is held for weeks"),

	"/agijobs.jobs.v1.MsgSubmitWork":          agent,
	"/agijobs.jobs.v1.MsgSurrenderJob":        agent,
	"/agijobs.jobs.v1.MsgExtendJob":           employer,
	"/agijobs.jobs.v1.MsgCancelJob":           employer,
	"/agijobs.jobs.v1.MsgAcceptVerdict":       either,
	"/agijobs.jobs.v1.MsgDispute":             either,
	"/agijobs.jobs.v1.MsgAcceptWork":          employer,
	"/agijobs.jobs.v1.MsgContest":             employer,
	"/agijobs.jobs.v1.MsgNameContributors":    agent,
	"/agijobs.jobs.v1.MsgAcceptContribution":  anybody("whoever was named agrees while the agent works, in hours or days"),
	"/agijobs.jobs.v1.MsgOpenCanary":          anybody("three sign it, and what several sign is in the entry lane; a challenge window is many blocks"),
	"/agijobs.jobs.v1.MsgWithdrawApplication": record(State.HasAgentStake),
	"/agijobs.jobs.v1.MsgEndAvailability":     record(State.HasAgentStake),
	"/agijobs.jobs.v1.MsgDeclineJob":          agent,
	"/agijobs.jobs.v1.MsgSetAllotment":        anybody("a budget's division has no deadline"),
	"/agijobs.jobs.v1.MsgPauseProgram":        anybody("its jobs go on; a delegate who must be stopped at once has an allotment that bounds him"),
	"/agijobs.jobs.v1.MsgCloseProgram":        anybody("as MsgPauseProgram"),
	"/agijobs.certificates.v1.MsgDelist":      anybody("an offer that stands has no deadline"),
	"/agijobs.jobs.v1.MsgWithdrawStake":       record(State.HasAgentStake),

	"/agijobs.identity.v1.MsgSuspend":             record(State.IsRegistrar),
	"/agijobs.identity.v1.MsgReinstate":           record(State.IsRegistrar),
	"/agijobs.identity.v1.MsgRevoke":              record(State.IsRegistrar),
	"/agijobs.identity.v1.MsgRevokeCredential":    issuer,
	"/agijobs.identity.v1.MsgRotateControllerKey": responsible,
	"/agijobs.identity.v1.MsgLeave":               anybody("each participant has a record; leaving has no deadline"),
	"/agijobs.identity.v1.MsgAcknowledgeTerms":    anybody("each participant has a record; only new business waits for it"),
	"/agijobs.identity.v1.MsgSetNameController":   anybody("a name's standing takes a read per label; it has no deadline"),
	"/agijobs.identity.v1.MsgRevokeAttestation":   anybody("who may is in records of names and organisations; it has no deadline"),

	"/cosmos.staking.v1beta1.MsgEditValidator":                    record(State.IsOperator),
	"/cosmos.staking.v1beta1.MsgRotateConsPubKey":                 record(State.IsOperator),
	"/cosmos.staking.v1beta1.MsgUndelegate":                       record(State.IsOperator),
	"/cosmos.slashing.v1beta1.MsgUnjail":                          record(State.IsOperator),
	"/cosmos.distribution.v1beta1.MsgSetWithdrawAddress":          record(State.IsOperator),
	"/cosmos.distribution.v1beta1.MsgWithdrawDelegatorReward":     record(State.IsOperator),
	"/cosmos.distribution.v1beta1.MsgWithdrawValidatorCommission": record(State.IsOperator),

	"/cosmos.authz.v1beta1.MsgExec":               transparent,
	"/cosmos.authz.v1beta1.MsgRevoke":             grant,
	"/cosmos.feegrant.v1beta1.MsgRevokeAllowance": allowance,
}

// party is the lane of a party, as far as somebody is one.
func party(is bool, err error) (Lane, error) {
	if err != nil || !is {
		return Entry, err
	}
	return Party, nil
}

// misfit is a line of the table that its message does not fit.
func misfit(msg sdk.Msg) (Lane, error) {
	return Entry, fmt.Errorf("the table of parties has a wrong line for %s", sdk.MsgTypeURL(msg))
}

// seat: the holder of a seat that has still to vote.
func seat(ctx context.Context, s State, who sdk.AccAddress, msg sdk.Msg) (Lane, error) {
	vote, ok := msg.(interface {
		GetJobId() uint64
		GetRung() uint32
	})
	if !ok {
		return misfit(msg)
	}
	holds, err := s.OpenSeat(ctx, vote.GetJobId(), vote.GetRung(), who)
	if err != nil || !holds {
		return Entry, err
	}
	return Committee, nil
}

// ofJob asks for the two sides of a job.
func ofJob(is func(who, employer, agent string) bool) rule {
	return func(ctx context.Context, s State, who sdk.AccAddress, msg sdk.Msg) (Lane, error) {
		about, ok := msg.(interface{ GetJobId() uint64 })
		if !ok {
			return misfit(msg)
		}
		employer, agent, err := s.JobParties(ctx, about.GetJobId())
		return party(is(who.String(), employer, agent), err)
	}
}

var (
	employer = ofJob(func(who, employer, _ string) bool { return who == employer })
	agent    = ofJob(func(who, _, agent string) bool { return who == agent })
	either   = ofJob(func(who, employer, agent string) bool { return who == employer || who == agent })
)

// record: who has one of its own.
func record(has func(State, context.Context, sdk.AccAddress) (bool, error)) rule {
	return func(ctx context.Context, s State, who sdk.AccAddress, _ sdk.Msg) (Lane, error) {
		return party(has(s, ctx, who))
	}
}

// office: council members and guardians. It is the rule of each message of the owner's.
func office(ctx context.Context, s State, who sdk.AccAddress, _ sdk.Msg) (Lane, error) {
	holds, err := s.HoldsOffice(ctx, who)
	if err != nil || !holds {
		return Entry, err
	}
	return Office, nil
}

// anybody may send it, so that it tells nobody from a stranger; why says why it can wait.
func anybody(why string) rule {
	return func(context.Context, State, sdk.AccAddress, sdk.Msg) (Lane, error) { return Entry, nil }
}

// transparent: what is wrapped decides, and the classifier asks it.
func transparent(_ context.Context, _ State, _ sdk.AccAddress, msg sdk.Msg) (Lane, error) {
	if _, ok := msg.(*authz.MsgExec); !ok {
		return misfit(msg)
	}
	return Committee, nil
}

func responsible(ctx context.Context, s State, who sdk.AccAddress, msg sdk.Msg) (Lane, error) {
	about, ok := msg.(interface{ GetAddress() string })
	if !ok {
		return misfit(msg)
	}
	return party(s.AnswersFor(ctx, who, about.GetAddress()))
}

func issuer(ctx context.Context, s State, who sdk.AccAddress, msg sdk.Msg) (Lane, error) {
	about, ok := msg.(interface{ GetType() string })
	if !ok {
		return misfit(msg)
	}
	return party(s.Issues(ctx, who, about.GetType()))
}

func grant(ctx context.Context, s State, who sdk.AccAddress, msg sdk.Msg) (Lane, error) {
	revoke, ok := msg.(*authz.MsgRevoke)
	if !ok {
		return misfit(msg)
	}
	grantee, err := sdk.AccAddressFromBech32(revoke.Grantee)
	if err != nil {
		return Entry, err
	}
	return party(s.Granted(ctx, grantee, who, revoke.MsgTypeUrl))
}

func allowance(ctx context.Context, s State, who sdk.AccAddress, msg sdk.Msg) (Lane, error) {
	revoke, ok := msg.(*feegrant.MsgRevokeAllowance)
	if !ok {
		return misfit(msg)
	}
	grantee, err := sdk.AccAddressFromBech32(revoke.Grantee)
	if err != nil {
		return Entry, err
	}
	return party(s.PaysFor(ctx, who, grantee))
}
