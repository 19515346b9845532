package types

import (
	"slices"
	"strings"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

const (
	// MaxSeats is the largest committee: beyond it another seat adds cost and hardly any certainty.
	MaxSeats = 21
	// maxCategoryTitle, as of a job.
	maxCategoryTitle = 140
	// maxSeatTiers: sizes are odd and at most MaxSeats, so there are not more steps than these.
	maxSeatTiers = 11
	// maxPrefixes and maxPrefix: every post and submission compares them all.
	maxPrefixes = 16
	maxPrefix   = 128
)

// Validate checks the bounds of a category. Its revision is the chain's and not checked.
func (c Category) Validate() error {
	for _, check := range []func() error{c.validateNames, c.validateBounds, c.validateSeats, c.validatePrefixes, c.validateKinds, c.validateChecks, c.validateCredentials, c.validateIncentives} {
		if err := check(); err != nil {
			return errorsmod.Wrap(ErrCategory, err.Error())
		}
	}
	return nil
}

func (c Category) validateNames() error {
	return firstError(
		validSlug("slug", c.Slug),
		text("title", c.Title, 1, maxCategoryTitle, false),
		validSlug("pool", c.Pool),
	)
}

func (c Category) validateBounds() error {
	return firstError(
		positive("max_payout", c.MaxPayout),
		duration("min_work_duration", c.MinWorkDuration),
		within("max_work_duration (from min_work_duration)", c.MaxWorkDuration, c.MinWorkDuration, maxDuration),
		duration("max_open_for", c.MaxOpenFor),
	)
}

// validateSeats: every payout falls in exactly one tier, and a larger one never gets a smaller committee.
func (c Category) validateSeats() error {
	if len(c.Seats) == 0 || len(c.Seats) > maxSeatTiers {
		return errorsmod.Wrapf(ErrSeats, "%d tiers, must be 1 to %d", len(c.Seats), maxSeatTiers)
	}
	for i, tier := range c.Seats {
		if err := notNegative("min_payout", tier.MinPayout); err != nil {
			return err
		}
		if err := oddSeats("seats of a tier", tier.Seats); err != nil {
			return err
		}
		if i == 0 {
			if !tier.MinPayout.IsZero() {
				return errorsmod.Wrap(ErrSeats, "the first tier must start at 0")
			}
			continue
		}
		before := c.Seats[i-1]
		if !tier.MinPayout.GT(before.MinPayout) || tier.Seats < before.Seats {
			return errorsmod.Wrapf(ErrSeats, "tier %d must start higher than the one before and have no fewer seats", i+1)
		}
	}
	return nil
}

// oddSeats: an even committee can tie.
func oddSeats(name string, seats uint32) error {
	if seats%2 == 0 || seats > MaxSeats {
		return errorsmod.Wrapf(ErrSeats, "%s: %d must be odd and at most %d", name, seats, MaxSeats)
	}
	return nil
}

func (c Category) validatePrefixes() error {
	if len(c.AllowedUriPrefixes) == 0 || len(c.AllowedUriPrefixes) > maxPrefixes {
		return errorsmod.Wrapf(ErrURI, "%d allowed_uri_prefixes, must be 1 to %d", len(c.AllowedUriPrefixes), maxPrefixes)
	}
	for i, prefix := range c.AllowedUriPrefixes {
		if len(prefix) > maxPrefix {
			return errorsmod.Wrapf(ErrURI, "prefix %q has more than %d bytes", prefix, maxPrefix)
		}
		if err := uri("prefix", prefix); err != nil {
			return err
		}
		// Without the closing slash "https://data.gov" would also let in "https://data.gov.example" and
		// "https://data.gov@example"; a bare scheme such as "urn:" may end with its colon.
		if !strings.HasSuffix(prefix, "/") && prefix != schemeOf(prefix)+":" {
			return errorsmod.Wrapf(ErrURI, "prefix %q must end with '/'", prefix)
		}
		if slices.Contains(c.AllowedUriPrefixes[:i], prefix) {
			return errorsmod.Wrapf(ErrURI, "prefix %q appears twice", prefix)
		}
	}
	return nil
}

func (c Category) validateKinds() error {
	if err := agentKinds(c.AgentKinds); err != nil {
		return err
	}
	for i, kind := range c.OrganisationKinds {
		if _, known := identitytypes.OrganisationKind_name[int32(kind)]; !known || kind == identitytypes.ORGANISATION_KIND_UNSPECIFIED {
			return errorsmod.Wrapf(ErrOrganisationKind, "unknown kind %d", kind)
		}
		if slices.Contains(c.OrganisationKinds[:i], kind) {
			return errorsmod.Wrapf(ErrOrganisationKind, "%s appears twice", kind)
		}
	}
	return nil
}

// agentKinds checks a list of known and distinct kinds.
func agentKinds(kinds []identitytypes.ParticipantKind) error {
	for i, kind := range kinds {
		if _, known := identitytypes.ParticipantKind_name[int32(kind)]; !known || kind == identitytypes.PARTICIPANT_KIND_UNSPECIFIED {
			return errorsmod.Wrapf(ErrAgentKind, "unknown kind %d", kind)
		}
		if slices.Contains(kinds[:i], kind) {
			return errorsmod.Wrapf(ErrAgentKind, "%s appears twice", kind)
		}
	}
	return nil
}

// SeatsFor returns the committee size for a payout in base units: that of the highest tier that it reaches.
func (c Category) SeatsFor(payout math.Int) uint32 {
	var seats uint32
	for _, tier := range c.Seats {
		if payout.LT(tier.MinPayout) {
			break
		}
		seats = tier.Seats
	}
	return seats
}

// AllowsURI returns ErrURIPrefix unless a document may lie at uri.
func (c Category) AllowsURI(uri string) error {
	for _, prefix := range c.AllowedUriPrefixes {
		if strings.HasPrefix(uri, prefix) {
			return nil
		}
	}
	return errorsmod.Wrapf(ErrURIPrefix, "%q; category %s allows %s", uri, c.Slug, strings.Join(c.AllowedUriPrefixes, ", "))
}

// AllowsAgent returns ErrAgentKind unless the category is open to agents of a kind.
func (c Category) AllowsAgent(kind identitytypes.ParticipantKind) error {
	return allowsKind(c.AgentKinds, kind)
}

// AllowsAgent returns ErrAgentKind unless the job is open to agents of a kind.
func (r Requirements) AllowsAgent(kind identitytypes.ParticipantKind) error {
	return allowsKind(r.AgentKinds, kind)
}

// Score returns the least score that an agent needs; 0 when none was named.
func (r Requirements) Score() math.Int { return orZero(r.MinScore) }

func allowsKind(allowed []identitytypes.ParticipantKind, kind identitytypes.ParticipantKind) error {
	if len(allowed) == 0 || slices.Contains(allowed, kind) {
		return nil
	}
	return errorsmod.Wrapf(ErrAgentKind, "%s; it is open to %v", kind, allowed)
}

// AllowsOrganisation returns ErrOrganisationKind unless members of organisations of a kind may take part, as employer or
// as agent. Without a list all may but foreign ones. People without an organisation always may: do not ask for them.
func (c Category) AllowsOrganisation(kind identitytypes.OrganisationKind) error {
	if len(c.OrganisationKinds) == 0 && kind != identitytypes.ORGANISATION_KIND_FOREIGN {
		return nil
	}
	if slices.Contains(c.OrganisationKinds, kind) {
		return nil
	}
	return errorsmod.Wrapf(ErrOrganisationKind, "%s in category %s", kind, c.Slug)
}
