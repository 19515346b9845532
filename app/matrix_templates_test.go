package app_test

import (
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app/testapp"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	operatorstypes "github.com/agijobs/agijobs/x/operators/types"
	reputationtypes "github.com/agijobs/agijobs/x/reputation/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// template is a plausible message of one type: somebody must be able to send it with success. To add a message type, add
// its line to the table of its module; if it is about something that has a party, put that into the world.
type template struct {
	// msg makes the message of a sender about a party's objects; nil where that party has no such object.
	msg func(w *world, o objects, from string) sdk.Msg
	// own: there is nobody's object in it but the sender's, so the row has one line instead of "party" and "other".
	own bool
	// fresh: the sender of an own message has no stake, validator or job yet.
	fresh bool
	// agent: the sender is an AI agent.
	agent bool
	// before prepares the state for a sender.
	before func(w *world, ctx sdk.Context, from sdk.AccAddress)
	// past are the errors that say nothing about who the sender is: he has got past that question.
	past []error
	// never: nobody succeeds on this chain; past says why.
	never bool
}

// templates holds one for each routable message type.
func templates() map[string]template {
	all := map[string]template{}
	for _, module := range []map[string]template{
		jobsTemplates, dispatchTemplates, programTemplates, validationTemplates, canaryTemplates, identityTemplates, wiringTemplates, sovereignTemplates, moduleTemplates,
		certificatesTemplates, thermostatTemplates, accountTemplates, govTemplates, stakingTemplates,
	} {
		for url, tpl := range module {
			if _, twice := all[url]; twice {
				panic(url + " has two templates")
			}
			all[url] = tpl
		}
	}
	return all
}

var jobsTemplates = map[string]template{
	"/agijobs.jobs.v1.MsgPostJob": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		msg := w.PostMsg(w.Employer)
		msg.Employer = from
		return msg
	}},
	"/agijobs.jobs.v1.MsgRaisePayout": {msg: func(_ *world, o objects, from string) sdk.Msg {
		return &jobstypes.MsgRaisePayout{Employer: from, JobId: o.open, Payout: testapp.AGI(200), ExpectedExtra: testapp.AGI(200)}
	}},
	"/agijobs.jobs.v1.MsgCancelJob": {msg: func(_ *world, o objects, from string) sdk.Msg {
		return &jobstypes.MsgCancelJob{Employer: from, JobId: o.open}
	}},
	"/agijobs.jobs.v1.MsgExtendJob": {msg: func(_ *world, o objects, from string) sdk.Msg {
		return &jobstypes.MsgExtendJob{Employer: from, JobId: o.assigned, Extra: time.Minute}
	}},
	"/agijobs.jobs.v1.MsgAcceptVerdict": {msg: func(_ *world, o objects, from string) sdk.Msg {
		return &jobstypes.MsgAcceptVerdict{Sender: from, JobId: o.approved}
	}},
	"/agijobs.jobs.v1.MsgDispute": {msg: func(w *world, o objects, from string) sdk.Msg {
		return &jobstypes.MsgDispute{
			Sender: from, JobId: o.approved, Reason: jobstypes.DISPUTE_REASON_FAILS_SPEC, Evidence: w.PostMsg(w.Employer).Spec,
			ExpectedBond: testapp.AGI(1_000),
		}
	}},
	"/agijobs.jobs.v1.MsgClaimJob": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		return &jobstypes.MsgClaimJob{Agent: from, JobId: w.offered}
	}},
	"/agijobs.jobs.v1.MsgApply": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		return &jobstypes.MsgApply{Agent: from, JobId: w.selecting, Price: testapp.AGI(90), MaxBond: testapp.AGI(100)}
	}},
	"/agijobs.jobs.v1.MsgWithdrawApplication": {msg: func(_ *world, o objects, from string) sdk.Msg {
		if o.applied == 0 {
			return nil
		}
		return &jobstypes.MsgWithdrawApplication{Agent: from, JobId: o.applied}
	}},
	"/agijobs.jobs.v1.MsgAward": {msg: func(w *world, o objects, from string) sdk.Msg {
		return &jobstypes.MsgAward{Employer: from, JobId: o.awarding, Agent: w.Agent2.String(), Price: testapp.AGI(90)}
	}},
	"/agijobs.jobs.v1.MsgSubmitWork": {msg: func(w *world, o objects, from string) sdk.Msg {
		if o.working == 0 {
			return nil
		}
		msg := w.SubmitMsg(w.Agent, o.working)
		msg.Agent = from
		return msg
	}},
	"/agijobs.jobs.v1.MsgSurrenderJob": {msg: func(_ *world, o objects, from string) sdk.Msg {
		if o.working == 0 {
			return nil
		}
		return &jobstypes.MsgSurrenderJob{Agent: from, JobId: o.working}
	}},
	"/agijobs.jobs.v1.MsgAcceptWork": {msg: func(_ *world, o objects, from string) sdk.Msg {
		return &jobstypes.MsgAcceptWork{Employer: from, JobId: o.handed}
	}},
	"/agijobs.jobs.v1.MsgContest": {msg: func(_ *world, o objects, from string) sdk.Msg {
		return &jobstypes.MsgContest{
			Employer: from, JobId: o.handed, Reason: jobstypes.DISPUTE_REASON_FAILS_SPEC,
			Evidence: jobstypes.Document{Uri: "https://example.org/why", Sha256: testapp.Hash("why")},
		}
	}},
	"/agijobs.jobs.v1.MsgNameContributors": {msg: func(w *world, o objects, from string) sdk.Msg {
		if o.working == 0 {
			return nil
		}
		return &jobstypes.MsgNameContributors{
			Agent: from, JobId: o.working, Contributors: []jobstypes.Contributor{{Address: w.Agent2.String(), ShareBps: 1}},
		}
	}},
	"/agijobs.jobs.v1.MsgAcceptContribution": {msg: func(_ *world, o objects, from string) sdk.Msg {
		if o.sharing == 0 {
			return nil
		}
		return &jobstypes.MsgAcceptContribution{Contributor: from, JobId: o.sharing, ShareBps: 1}
	}},
	"/agijobs.jobs.v1.MsgDepositStake": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &jobstypes.MsgDepositStake{Agent: from, Amount: math.OneInt()}
	}},
	// Who has no stake is told so: that is no question of who he is.
	"/agijobs.jobs.v1.MsgWithdrawStake": {own: true, past: []error{jobstypes.ErrStake}, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &jobstypes.MsgWithdrawStake{Agent: from, Amount: math.OneInt()}
	}},
	"/agijobs.jobs.v1.MsgDelistJob": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		return &jobstypes.MsgDelistJob{Authority: from, JobId: w.offered, Reason: "unlawful"}
	}},
	"/agijobs.jobs.v1.MsgRerouteJob": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		return &jobstypes.MsgRerouteJob{Authority: from, JobId: w.mine.working, Reason: "unlawful"}
	}},
	// No job of the matrix has come before the council: who may rule is told so.
	"/agijobs.jobs.v1.MsgRule": {own: true, never: true, past: []error{jobstypes.ErrWrongStatus}, msg: func(w *world, _ objects, from string) sdk.Msg {
		return &jobstypes.MsgRule{Authority: from, JobId: w.mine.approved, Outcome: jobstypes.OUTCOME_FAILED, Reason: "it is unlawful"}
	}},
	"/agijobs.jobs.v1.MsgSetCategory": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		category, err := w.App.Jobs.CategoryInForce(w.base, testapp.Category)
		require.NoError(w.T, err)
		return &jobstypes.MsgSetCategory{Authority: from, Category: category}
	}},
	"/agijobs.jobs.v1.MsgUpdateParams": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &jobstypes.MsgUpdateParams{Authority: from, Params: jobstypes.DefaultParams()}
	}},
}

var validationTemplates = map[string]template{
	"/agijobs.validation.v1.MsgBond": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &validationtypes.MsgBond{Validator: from, Amount: testapp.AGI(1)}
	}},
	"/agijobs.validation.v1.MsgJoinPool": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &validationtypes.MsgJoinPool{Validator: from, Pool: annex}
	}},
	"/agijobs.validation.v1.MsgUnbond": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &validationtypes.MsgUnbond{Validator: from, Amount: math.OneInt()}
	}},
	"/agijobs.validation.v1.MsgLeavePool": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &validationtypes.MsgLeavePool{Validator: from, Pool: testapp.Pool}
	}},
	"/agijobs.validation.v1.MsgUnjail": {own: true, before: jail, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &validationtypes.MsgUnjail{Validator: from}
	}},
	"/agijobs.validation.v1.MsgCommitVote": {msg: func(w *world, o objects, from string) sdk.Msg {
		if o.committing == 0 {
			return nil
		}
		msg := w.CommitMsg(w.party, o.committing, testapp.Approve)
		msg.Validator = from
		return msg
	}},
	"/agijobs.validation.v1.MsgRevealVote": {msg: func(w *world, o objects, from string) sdk.Msg {
		if o.revealing == 0 {
			return nil
		}
		msg := w.RevealMsg(w.party, o.revealing, testapp.Approve)
		msg.Validator = from
		return msg
	}},
	"/agijobs.validation.v1.MsgSlash": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		return &validationtypes.MsgSlash{Authority: from, Validator: w.Validators[0].String(), Bps: 1, Reason: "negligence"}
	}},
	"/agijobs.validation.v1.MsgSetPool": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &validationtypes.MsgSetPool{Authority: from, Pool: validationtypes.Pool{
			Id: "third", Role: identitytypes.ROLE_VALIDATOR, MinStake: testapp.AGI(1), Open: true,
		}}
	}},
	"/agijobs.validation.v1.MsgUpdateParams": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &validationtypes.MsgUpdateParams{Authority: from, Params: validationtypes.DefaultParams()}
	}},
}

// jail puts the sender, if it is a validator, into a jail whose time is over.
func jail(w *world, ctx sdk.Context, from sdk.AccAddress) {
	v, err := w.App.Validation.Validators.Get(ctx, from)
	if err != nil {
		return
	}
	v.JailedUntilMs = 1
	require.NoError(w.T, w.App.Validation.Validators.Set(ctx, from, v))
}

var identityTemplates = map[string]template{
	"/agijobs.identity.v1.MsgAdmit": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &identitytypes.MsgAdmit{Sender: from, Participants: []identitytypes.Admission{{
			Address: testapp.NewActor("applicant").String(), Kind: identitytypes.PARTICIPANT_KIND_HUMAN,
		}}}
	}},
	"/agijobs.identity.v1.MsgSuspend": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		return &identitytypes.MsgSuspend{Sender: from, Address: w.citizen.String(), Reason: "audit"}
	}},
	"/agijobs.identity.v1.MsgReinstate": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		return &identitytypes.MsgReinstate{Sender: from, Address: w.culprit.String()}
	}},
	"/agijobs.identity.v1.MsgRevoke": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		return &identitytypes.MsgRevoke{Sender: from, Address: w.citizen.String(), Reason: "fraud"}
	}},
	"/agijobs.identity.v1.MsgUpdateMetadata": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &identitytypes.MsgUpdateMetadata{Sender: from, MetadataUri: "https://example.org/me", MetadataHash: testapp.Hash("me")}
	}},
	"/agijobs.identity.v1.MsgLeave": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &identitytypes.MsgLeave{Sender: from}
	}},
	"/agijobs.identity.v1.MsgSetOrganisation": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &identitytypes.MsgSetOrganisation{Authority: from, Organisation: identitytypes.Organisation{
			Id: "new", Name: "New", Kind: identitytypes.ORGANISATION_KIND_LAB, Active: true,
		}}
	}},
	"/agijobs.identity.v1.MsgUpdateParams": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &identitytypes.MsgUpdateParams{Authority: from, Params: identitytypes.DefaultParams()}
	}},
}

var sovereignTemplates = map[string]template{
	"/agijobs.sovereign.v1.MsgUpdateCouncil": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		msg := w.council()
		msg.Authority = from
		return msg
	}},
	"/agijobs.sovereign.v1.MsgAcceptSeat": {
		before: func(w *world, ctx sdk.Context, _ sdk.AccAddress) { w.must(ctx.WithTxIndex(-1), w.council(w.party)) },
		msg: func(_ *world, o objects, from string) sdk.Msg {
			if o.proposal == 0 {
				return nil
			}
			return &sovereigntypes.MsgAcceptSeat{Member: from}
		},
	},
	"/agijobs.sovereign.v1.MsgUpdateGuardians": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &sovereigntypes.MsgUpdateGuardians{Authority: from}
	}},
	"/agijobs.sovereign.v1.MsgPause": {own: true, past: []error{sovereigntypes.ErrAlreadyPaused}, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &sovereigntypes.MsgPause{Sender: from, Scope: sovereigntypes.PAUSE_SCOPE_MARKET, Reason: "attack"}
	}},
	"/agijobs.sovereign.v1.MsgResume": {
		own: true, before: pauseClaims, msg: func(_ *world, _ objects, from string) sdk.Msg {
			return &sovereigntypes.MsgResume{Authority: from, TypeUrls: []string{pausedType}, Reason: "over"}
		},
	},
	"/agijobs.sovereign.v1.MsgSpendTreasury": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		return &sovereigntypes.MsgSpendTreasury{Authority: from, Recipient: w.citizen.String(), Amount: math.OneInt(), Reason: "grant"}
	}},
	"/agijobs.sovereign.v1.MsgUpdateParams": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &sovereigntypes.MsgUpdateParams{Authority: from, Params: sovereigntypes.DefaultParams()}
	}},
}

const pausedType = "/agijobs.jobs.v1.MsgClaimJob"

func pauseClaims(w *world, ctx sdk.Context, _ sdk.AccAddress) {
	w.must(ctx.WithTxIndex(-1), pauseMsg(sovereigntypes.PAUSE_SCOPE_UNSPECIFIED, pausedType))
}

var moduleTemplates = map[string]template{
	"/agijobs.operators.v1.MsgGrantSeats": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		return &operatorstypes.MsgGrantSeats{Authority: from, Operator: w.nodes[0].String(), Amount: math.OneInt()}
	}},
	"/agijobs.operators.v1.MsgRemoveOperator": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		return &operatorstypes.MsgRemoveOperator{Authority: from, Operator: w.nodes[0].String(), Reason: "contract ended"}
	}},
	"/agijobs.operators.v1.MsgUpdateParams": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &operatorstypes.MsgUpdateParams{Authority: from, Params: operatorstypes.DefaultParams()}
	}},
	"/agijobs.reputation.v1.MsgAdjust": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		return &reputationtypes.MsgAdjust{
			Authority: from, Address: w.citizen.String(), Role: identitytypes.ROLE_AGENT, Change: math.OneInt(), Reason: "service",
		}
	}},
	"/agijobs.reputation.v1.MsgUpdateParams": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &reputationtypes.MsgUpdateParams{Authority: from, Params: reputationtypes.DefaultParams()}
	}},
}
