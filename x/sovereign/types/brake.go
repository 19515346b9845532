package types

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

const (
	// MaxGuardians is as many as can be called together, and bounds what a pause names and a trip reads.
	MaxGuardians = 32
	// MaxTitle holds the name of an office, of a guardian or a member of the council, in bytes.
	MaxTitle = 64
	// MaxReason holds two sentences for the public, in bytes.
	MaxReason = 256
	// MaxTypeURLs is more than there are entry messages of any one module.
	MaxTypeURLs = 32
	// MaxTypeURL is longer than any name of a message, in bytes.
	MaxTypeURL = 128
)

// Who ended a pause, besides the authority's address: EventResumed.by.
const (
	// ByBudget: it ended by itself.
	ByBudget = "budget"
	// ByCouncil: the council's own pause has taken its place.
	ByCouncil = "council_pause"
)

// MessageRule is what the brake has to know of a message type; the application knows the types.
type MessageRule struct {
	// Refused says why the type is not routable for anybody; nil where it is.
	Refused error
	// Pausable: an entry message. Duty, exit and authority messages always run.
	Pausable bool
	// Scope that holds it besides a pause of the type itself; UNSPECIFIED: none.
	Scope PauseScope
	// StopsClock: a party may need the message to meet a deadline, so a pause of the type stops the market clock.
	StopsClock bool
}

// Classifier tells the rule of a message type.
type Classifier func(typeURL string) MessageRule

// ValidateScope checks that a scope is one that can be held.
func ValidateScope(scope PauseScope) error {
	if scope != PAUSE_SCOPE_MARKET && scope != PAUSE_SCOPE_TRANSFERS {
		return errorsmod.Wrapf(ErrInvalidPause, "scope %s; choose %s or %s", scope, PAUSE_SCOPE_MARKET, PAUSE_SCOPE_TRANSFERS)
	}
	return nil
}

// Label is how people call a scope.
func (s PauseScope) Label() string {
	switch s {
	case PAUSE_SCOPE_MARKET:
		return "the market"
	case PAUSE_SCOPE_TRANSFERS:
		return "sending money between participants"
	default:
		return s.String()
	}
}

// ByGuardians tells whether guardians tripped the pause; otherwise it is the council's.
func (p Pause) ByGuardians() bool { return len(p.TrippedBy) > 0 }

// UntilMs is the block time in ms at which the pause ends by itself; NoEnd for the council's.
func (p Pause) UntilMs() int64 {
	if p.EndsAt == nil {
		return NoEnd
	}
	return p.EndsAt.UnixMilli()
}

// Say tells what is paused, since when, by whom, why, and until when if that is known.
func (p Pause) Say() string {
	who, until := "the council", "until the council resumes"
	if p.ByGuardians() {
		who = "guardian " + strings.Join(p.TrippedBy, ", ")
	}
	if p.EndsAt != nil {
		until = fmt.Sprintf("until %s at the latest", stamp(*p.EndsAt))
	}
	return fmt.Sprintf("%s is paused since %s by %s (%s), %s", p.Scope.Label(), stamp(p.StartedAt), who, p.Reason, until)
}

// Say tells since when and why a message type is paused.
func (p PausedType) Say() string {
	return fmt.Sprintf("%s is paused since %s by the council (%s), until the council resumes", p.TypeUrl, stamp(p.PausedAt), p.Reason)
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// MsTime is the time of a number of milliseconds since 1970: times of the brake are whole milliseconds, as the clocks are.
func MsTime(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// Running tells whether a pause by guardians still holds.
func (p GuardianPause) Running() bool { return p.EndedAt == nil }

// Span is the block time that the pause has taken until now (ms).
func (p GuardianPause) Span(nowMs int64) Span {
	if p.EndedAt != nil {
		return Span{From: p.StartedAt.UnixMilli(), To: p.EndedAt.UnixMilli()}
	}
	return Span{From: p.StartedAt.UnixMilli(), To: nowMs}
}

// BarsMs is until when (block time in ms) the pause bars its trippers: for one cooldown after the council ended it early.
func (p GuardianPause) BarsMs() int64 {
	if !p.ResumedEarly || p.EndedAt == nil {
		return Runs
	}
	return p.EndedAt.UnixMilli() + p.Cooldown.Milliseconds()
}

// Spans are the spans of pauses by guardians until now (ms).
func Spans(pauses []GuardianPause, nowMs int64) []Span {
	spans := make([]Span, 0, len(pauses))
	for _, p := range pauses {
		spans = append(spans, p.Span(nowMs))
	}
	return spans
}

// CheckBudget states the guardians' law: no pause may have taken more, within the cooldown that ended with it, than the
// budget that it was tripped under. Running pauses are taken until now (ms).
func CheckBudget(pauses []GuardianPause, nowMs int64) error {
	spans := Spans(pauses, nowMs)
	for _, p := range pauses {
		end := p.Span(nowMs).To
		if used := Used(spans, end, p.Cooldown.Milliseconds()); used > p.Budget.Milliseconds() {
			return errorsmod.Wrapf(ErrBrake, "guardians have paused %d ms within %s, of a budget of %s", used, p.Cooldown, p.Budget)
		}
	}
	return nil
}

// ValidateGuardians checks a list of guardians.
func ValidateGuardians(list []Guardian) error {
	if len(list) > MaxGuardians {
		return errorsmod.Wrapf(ErrInvalidGuardians, "%d of them; at most %d", len(list), MaxGuardians)
	}
	seen := make(map[string]bool, len(list))
	for _, g := range list {
		if err := validateAddress("guardian", g.Address); err != nil {
			return err
		}
		// Addresses may be written in capitals as well; the state has one spelling.
		canonical := strings.ToLower(g.Address)
		if seen[canonical] {
			return errorsmod.Wrapf(ErrInvalidGuardians, "%s is named twice", g.Address)
		}
		seen[canonical] = true
		if !printableTitle(g.Title) {
			return errorsmod.Wrapf(ErrInvalidGuardians, "title %q of %s; give at most %d bytes of printable text", g.Title, g.Address, MaxTitle)
		}
	}
	return nil
}

func validateAddress(what, address string) error {
	if _, err := sdk.AccAddressFromBech32(address); err != nil {
		return errorsmod.Wrapf(ErrInvalidAddress, "%s %q: %s", what, address, err)
	}
	return nil
}

// validateReason: on one line, since everybody who is refused reads it in a terminal as it is.
func validateReason(reason string) error {
	if strings.TrimSpace(reason) == "" || len(reason) > MaxReason {
		return errorsmod.Wrapf(ErrInvalidPause, "the reason has %d bytes; say why in 1 to %d", len(reason), MaxReason)
	}
	if !utf8.ValidString(reason) || strings.ContainsFunc(reason, unicode.IsControl) {
		return errorsmod.Wrap(ErrInvalidPause, "the reason must be UTF-8 on one line without control characters")
	}
	return nil
}

// validateTarget checks that exactly one of scope and type urls is named.
func validateTarget(scope PauseScope, typeURLs []string) error {
	if (scope == PAUSE_SCOPE_UNSPECIFIED) == (len(typeURLs) == 0) {
		return errorsmod.Wrap(ErrInvalidPause, "name a scope or type_urls, one of both")
	}
	if len(typeURLs) == 0 {
		return ValidateScope(scope)
	}
	if len(typeURLs) > MaxTypeURLs {
		return errorsmod.Wrapf(ErrInvalidPause, "%d type_urls; at most %d", len(typeURLs), MaxTypeURLs)
	}
	seen := make(map[string]bool, len(typeURLs))
	for _, url := range typeURLs {
		if !strings.HasPrefix(url, "/") || len(url) > MaxTypeURL {
			return errorsmod.Wrapf(ErrInvalidPause, "type_url %q; write it as /agijobs.jobs.v1.MsgClaimJob", url)
		}
		if seen[url] {
			return errorsmod.Wrapf(ErrInvalidPause, "type_url %s is named twice", url)
		}
		seen[url] = true
	}
	return nil
}
