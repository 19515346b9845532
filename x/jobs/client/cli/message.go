package cli

import (
	"fmt"
	"strconv"
	"strings"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// message builds the message of a document; its spec file lies relative to dir. expected_total stays nil when the
// document leaves it out.
func (d document) message(employer sdk.AccAddress, dir string, currency sovereigntypes.Currency) (*types.MsgPostJob, error) {
	sum, err := d.Spec.hash("spec", dir)
	if err != nil {
		return nil, err
	}
	msg := &types.MsgPostJob{
		Employer:    employer.String(),
		Title:       d.Title,
		Category:    d.Category,
		Tags:        d.Tags,
		Spec:        types.Document{Uri: d.Spec.URI, Sha256: sum},
		Relists:     d.Relists,
		Seats:       d.Seats,
		ExtraChecks: d.ExtraChecks,
		Invited:     d.Invited,
		Label:       d.Label.text,
		DependsOn:   d.DependsOn,
		RoyaltyBps:  d.RoyaltyBps,
		Rights:      d.Rights,
	}
	if err := d.market(msg); err != nil {
		return nil, err
	}
	if msg.Review, err = reviewAt(d.Review); err != nil {
		return nil, err
	}
	if msg.Payout, err = amountAt("payout", d.Payout, currency); err != nil {
		return nil, err
	}
	if !d.ExpectedTotal.empty() {
		if msg.ExpectedTotal, err = amountAt("expected_total", d.ExpectedTotal, currency); err != nil {
			return nil, err
		}
	}
	if err := d.durations(msg); err != nil {
		return nil, err
	}
	msg.Requirements, err = d.Requirements.message()
	return msg, err
}

func amountAt(name string, value scalar, currency sovereigntypes.Currency) (math.Int, error) {
	if value.empty() {
		return math.Int{}, fmt.Errorf("%s is missing", name)
	}
	amount, err := parseAmount(value.text, currency)
	if err != nil {
		return math.Int{}, fmt.Errorf("line %d: %s: %w", value.line, name, err)
	}
	if !amount.IsPositive() {
		return math.Int{}, fmt.Errorf("line %d: %s must be above 0", value.line, name)
	}
	return amount, nil
}

// reviewAt reads who judges first; the committee does where nothing is said.
func reviewAt(value scalar) (types.ReviewMode, error) {
	switch strings.ToLower(value.text) {
	case "":
		return types.REVIEW_MODE_UNSPECIFIED, nil
	case "committee":
		return types.REVIEW_MODE_COMMITTEE, nil
	case "employer":
		return types.REVIEW_MODE_EMPLOYER, nil
	default:
		return 0, fmt.Errorf("line %d: review %q is unknown: write committee or employer", value.line, value.text)
	}
}

// findInvited puts addresses in the place of keys and names of the chain. Organisations stay as they are.
func findInvited(documents []document, find finder) error {
	for i, d := range documents {
		for j, entry := range d.Invited {
			if _, organisation := types.OrganisationInvited(entry); organisation {
				continue
			}
			addr, err := find(entry)
			if err != nil {
				return fmt.Errorf("document %d (%q): invited: %w; an organisation is written as %s<id>", i+1, d.Title, err, types.InvitedOrganisation)
			}
			d.Invited[j] = addr.String()
		}
	}
	return nil
}

func (d document) durations(msg *types.MsgPostJob) error {
	for _, field := range []struct {
		name  string
		value scalar
		set   func(text string) error
	}{
		{"work_duration", d.WorkDuration, func(text string) (err error) { msg.WorkDuration, err = parseDuration(text); return err }},
		{"open_for", d.OpenFor, func(text string) (err error) { msg.OpenFor, err = parseDuration(text); return err }},
	} {
		if field.value.empty() {
			return fmt.Errorf("%s is missing", field.name)
		}
		if err := field.set(field.value.text); err != nil {
			return fmt.Errorf("line %d: %s: %w", field.value.line, field.name, err)
		}
	}
	return nil
}

func (r documentRequirements) message() (types.Requirements, error) {
	out := types.Requirements{MinScore: math.ZeroInt(), Credentials: r.Credentials}
	if !r.MinScore.empty() {
		score, err := strconv.ParseUint(r.MinScore.text, 10, 64)
		if err != nil {
			return out, fmt.Errorf("line %d: min_score %q: write a whole number", r.MinScore.line, r.MinScore.text)
		}
		out.MinScore = math.NewIntFromUint64(score)
	}
	for _, name := range r.AgentKinds {
		kind, ok := identitytypes.ParticipantKind_value["PARTICIPANT_KIND_"+strings.ToUpper(strings.ReplaceAll(name, "-", "_"))]
		if !ok || kind == 0 {
			return out, fmt.Errorf("agent_kinds: %q is unknown: write human, organisation or ai_agent", name)
		}
		out.AgentKinds = append(out.AgentKinds, identitytypes.ParticipantKind(kind))
	}
	return out, nil
}
