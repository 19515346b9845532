package app_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/cosmos/cosmos-sdk/x/authz"
	distrtypes "github.com/cosmos/cosmos-sdk/x/distribution/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/msgs"
	"github.com/agijobs/agijobs/app/testapp"
	certificatestypes "github.com/agijobs/agijobs/x/certificates/types"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	operatorstypes "github.com/agijobs/agijobs/x/operators/types"
	reputationtypes "github.com/agijobs/agijobs/x/reputation/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
	thermostattypes "github.com/agijobs/agijobs/x/thermostat/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// refusals are the errors that say who the sender is not.
var refusals = []error{
	sdkerrors.ErrUnauthorized, authz.ErrNoAuthorizationFound, govtypes.ErrInvalidProposer, govtypes.ErrInvalidSigner,
	stakingtypes.ErrNoValidatorFound, stakingtypes.ErrNoDelegation, distrtypes.ErrNoDelegationExists, distrtypes.ErrNoValidatorExists,
	identitytypes.ErrUnauthorized, identitytypes.ErrUnknownParticipant, identitytypes.ErrSuspended, identitytypes.ErrRevoked,
	identitytypes.ErrExpired, identitytypes.ErrRoleMissing, identitytypes.ErrNotRegistrar, identitytypes.ErrBuiltIn,
	identitytypes.ErrNotIssuer, identitytypes.ErrNotNameOwner, identitytypes.ErrNotParentOwner, identitytypes.ErrNotResponsible,
	jobstypes.ErrNotEmployer, jobstypes.ErrNotAgent, jobstypes.ErrNotYourVerdict, jobstypes.ErrNotContributor, jobstypes.ErrNoApplication, jobstypes.ErrNotSponsor, jobstypes.ErrAuthority,
	validationtypes.ErrAuthority, validationtypes.ErrUnknownValidator, validationtypes.ErrNoSeat,
	validationtypes.ErrNoOffice,
	certificatestypes.ErrNotOwner, certificatestypes.ErrAuthority, reputationtypes.ErrUnauthorized, thermostattypes.ErrUnauthorized,
	sovereigntypes.ErrUnauthorized, sovereigntypes.ErrNotGuardian, sovereigntypes.ErrNotMember, sovereigntypes.ErrSeatAccepted,
	operatorstypes.ErrUnauthorized, operatorstypes.ErrNotOperator, operatorstypes.ErrSelfOnly,
}

// outcome is what becomes of a message.
type outcome int

const (
	refused outcome = iota // for who the sender is
	held                   // by the brake
	stopped                // at the door, though the message's own server would let it pass
	passed
)

// Letters of senders who hold one role, none (P), an office (C, G), or all power (X).
const (
	roleLetters = "EAVMUNRI" // in the order of the roles; U is an auditor
	auditing    = 'U'
	plain       = 'P'
	member      = 'C'
	guardian    = 'G'
	authority   = 'X'
)

// sendersOf lists the letters that a standing has: a stranger can hold an office, but no role.
func sendersOf(standing string) string {
	switch standing {
	case "authority":
		return string(authority)
	case "unknown":
		return string([]rune{plain, member, guardian})
	default:
		return roleLetters + string([]rune{plain, member, guardian})
	}
}

var messageStandings = []string{"active", "suspended", "expired", "revoked", "unknown", "authority"}

// try is one message of one sender in one state.
type try struct {
	url      string
	brake    int
	who      string // self, party or other
	standing string
	letter   rune
	outcome  outcome
	absent   bool // the treasury is no party of such an object
}

// trier runs the messages.
type trier struct {
	*world
	gate app.Gate
	// states are the contexts by brake, actor, standing and letter.
	states  map[string]sdk.Context
	success map[string]bool
}

func newTrier(t *testing.T) *trier {
	w := newWorld(t)
	return &trier{
		world: w, gate: app.NewGate(w.App.Identity, w.App.Sovereign, w.App.Codec()), states: map[string]sdk.Context{}, success: map[string]bool{},
	}
}

// row tries a message type with every sender in every state.
func (r *trier) row(url string, tpl template) (tries []try) {
	whos := []string{"party", "other"}
	if tpl.own {
		whos = []string{"self"}
	}
	for brake := range brakes {
		for _, who := range whos {
			for _, standing := range messageStandings {
				for _, letter := range sendersOf(standing) {
					if who == "party" && standing == "unknown" {
						continue // who is not admitted is nobody's party
					}
					one := try{url: url, brake: brake, who: who, standing: standing, letter: letter}
					one.outcome, one.absent = r.run(one, tpl)
					tries = append(tries, one)
				}
			}
		}
	}
	assert.Equal(r.T, !tpl.never, r.success[url], "%s: somebody must be able to send the template with success, unless it says never", url)
	return tries
}

func (r *trier) run(one try, tpl template) (outcome, bool) {
	from, about := r.sender(one, tpl)
	msg := tpl.msg(r.world, about, from.String())
	if msg == nil {
		return refused, true
	}
	require.Equal(r.T, one.url, sdk.MsgTypeURL(msg))
	ctx, _ := r.state(one.brake, from, one.standing, one.letter).CacheContext()
	if one.letter != authority {
		ctx = ctx.WithTxIndex(0)
	}
	if tpl.before != nil {
		tpl.before(r.world, ctx, from.Addr)
	}
	handlerCtx, _ := ctx.CacheContext()
	_, err := r.App.MsgServiceRouter().Handler(msg)(handlerCtx, msg)
	is := func(target error) bool { return errors.Is(err, target) }
	switch {
	case err == nil:
		r.success[one.url] = true
	case is(sovereigntypes.ErrPaused):
		return held, false
	case slices.ContainsFunc(tpl.past, is):
	case slices.ContainsFunc(refusals, is):
		return refused, false
	default:
		r.T.Errorf("%s of %c as %s, %s, %s: neither a refusal nor an error that the template expects: %s",
			one.url, one.letter, one.who, one.standing, brakes[one.brake].name, err)
	}
	if err := r.enter(ctx, one.letter, msg); err != nil {
		return stopped, false
	}
	return passed, false
}

func (r *trier) sender(one try, tpl template) (from testapp.Actor, about objects) {
	about = r.mine
	switch {
	case one.letter == authority:
		from = testapp.Actor{Name: "authority", Addr: addr(app.Authority())}
		if one.who == "party" {
			about = r.treasurys
		}
	case one.standing == "unknown":
		from = r.stranger
	case tpl.agent:
		from = r.robot
	case one.who == "other" || tpl.fresh:
		from = r.other
	default:
		from = r.party
	}
	return from, about
}

// enter brings a message in by its door: the gate, before which transactions stand, or a proposal to the council.
func (r *trier) enter(ctx sdk.Context, letter rune, msg sdk.Msg) error {
	if letter == authority {
		proposal := r.proposal(r.Operator(), msg)
		_, err := r.App.MsgServiceRouter().Handler(proposal)(ctx.WithTxIndex(0), proposal)
		return err
	}
	b := r.App.TxConfig().NewTxBuilder()
	require.NoError(r.T, b.SetMsgs(msg))
	_, err := r.gate.AnteHandle(ctx, b.GetTx(), false, func(ctx sdk.Context, _ sdk.Tx, _ bool) (sdk.Context, error) { return ctx, nil })
	return err
}

// state is the world with the brake as asked, in which an actor holds just one role or office in a standing.
func (r *trier) state(brake int, a testapp.Actor, standing string, letter rune) sdk.Context {
	key := fmt.Sprintf("%d %s %s %c", brake, a.Name, standing, letter)
	ctx, ok := r.states[key]
	if !ok {
		ctx, _ = r.base.CacheContext()
		for _, p := range brakes[brake].pauses {
			r.must(ctx, pauseMsg(p.Scope))
		}
		if standing != "unknown" && standing != "authority" {
			ctx = r.admit(ctx, a, standing, letter)
		}
		switch letter {
		case member:
			r.seat(ctx, a)
		case guardian:
			r.must(ctx, &sovereigntypes.MsgUpdateGuardians{
				Authority: app.Authority(), Guardians: []sovereigntypes.Guardian{{Address: a.String(), Title: "Guardian"}},
			})
		}
		r.states[key] = ctx
	}
	return ctx
}

func (r *trier) admit(ctx sdk.Context, a testapp.Actor, standing string, letter rune) sdk.Context {
	admission := identitytypes.Admission{Address: a.String(), Kind: identitytypes.PARTICIPANT_KIND_HUMAN}
	if a.Name == r.robot.Name {
		admission.Kind, admission.Responsible, admission.ModelId = identitytypes.PARTICIPANT_KIND_AI_AGENT, r.party.String(), "vendor/model"
	}
	if i := strings.IndexRune(roleLetters, letter); i >= 0 {
		admission.Roles = []identitytypes.Role{allRoles()[i]}
	}
	if letter == auditing {
		admission.OrganisationId = auditOffice
	}
	end := ctx.BlockTime().Add(time.Millisecond)
	if standing == "expired" {
		admission.ExpiresAt = &end
	}
	r.must(ctx, &identitytypes.MsgAdmit{Sender: app.Authority(), Participants: []identitytypes.Admission{admission}})
	switch standing {
	case "suspended":
		r.must(ctx, &identitytypes.MsgSuspend{Sender: app.Authority(), Address: a.String(), Reason: "audit"})
	case "revoked":
		r.must(ctx, &identitytypes.MsgRevoke{Sender: app.Authority(), Address: a.String(), Reason: "fraud"})
	case "expired":
		ctx = ctx.WithBlockTime(end)
	}
	return ctx
}

func pauseMsg(scope sovereigntypes.PauseScope, urls ...string) *sovereigntypes.MsgPause {
	return &sovereigntypes.MsgPause{Sender: app.Authority(), Scope: scope, TypeUrls: urls, Reason: "test"}
}

// all tries every message type that somebody can send.
func (r *trier) all() (tries []try) {
	all := templates()
	for _, url := range r.routable() {
		tpl, ok := all[url]
		require.True(r.T, ok, "%s has no template: add it to a table of matrix_templates_test.go", url)
		delete(all, url)
		tries = append(tries, r.row(url, tpl)...)
	}
	require.Empty(r.T, all, "templates of messages that nobody can send")
	return tries
}

// routable lists the message types that somebody can send.
func (r *trier) routable() (urls []string) {
	for _, url := range r.App.InterfaceRegistry().ListImplementations(sdk.MsgInterfaceProtoName) {
		if class, _ := msgs.ClassOf(url); class != msgs.Disabled {
			urls = append(urls, url)
		}
	}
	slices.Sort(urls)
	return urls
}
