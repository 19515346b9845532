package types

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

func tiers(pairs ...int64) []SeatTier {
	list := make([]SeatTier, 0, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, SeatTier{MinPayout: math.NewInt(pairs[i]), Seats: uint32(pairs[i+1])})
	}
	return list
}

func TestCategoryBounds(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(*Category)
		says   string // empty: accepted
	}{
		{"default", func(*Category) {}, ""},
		{"any revision", func(c *Category) { c.Revision = 99 }, ""},
		{"shortest slug", func(c *Category) { c.Slug = "ai" }, ""},
		{"slug of one", func(c *Category) { c.Slug = "a" }, "slug"},
		{"longest slug", func(c *Category) { c.Slug = strings.Repeat("a", 32) }, ""},
		{"long slug", func(c *Category) { c.Slug = strings.Repeat("a", 33) }, "slug"},
		{"upper case", func(c *Category) { c.Slug = "General" }, "slug"},
		{"no title", func(c *Category) { c.Title = "" }, "title must not be empty"},
		{"blank title", func(c *Category) { c.Title = "  " }, "title must not be empty"},
		{"long title", func(c *Category) { c.Title = strings.Repeat("x", 141) }, "title has 141 bytes"},
		{"no pool", func(c *Category) { c.Pool = "" }, "pool"},
		{"no cap", func(c *Category) { c.MaxPayout = math.ZeroInt() }, "max_payout"},
		{"cap at the bound", func(c *Category) { c.MaxPayout = MaxAmount() }, ""},
		{"cap above it", func(c *Category) { c.MaxPayout = MaxAmount().AddRaw(1) }, "max_payout"},
		{"no least duration", func(c *Category) { c.MinWorkDuration = 0 }, "min_work_duration"},
		{"equal durations", func(c *Category) { c.MaxWorkDuration = c.MinWorkDuration }, ""},
		{"crossed durations", func(c *Category) { c.MaxWorkDuration = c.MinWorkDuration - time.Millisecond }, "max_work_duration"},
		{"a year", func(c *Category) { c.MaxWorkDuration = 366 * 24 * time.Hour }, ""},
		{"more than a year", func(c *Category) { c.MaxWorkDuration = 367 * 24 * time.Hour }, "max_work_duration"},
		{"never open", func(c *Category) { c.MaxOpenFor = 0 }, "max_open_for"},

		{"no seats", func(c *Category) { c.Seats = nil }, "0 tiers"},
		{"one seat", func(c *Category) { c.Seats = tiers(0, 1) }, ""},
		{"zero seats", func(c *Category) { c.Seats = tiers(0, 0) }, "must be odd"},
		{"even seats", func(c *Category) { c.Seats = tiers(0, 4) }, "must be odd"},
		{"most seats", func(c *Category) { c.Seats = tiers(0, 21) }, ""},
		{"too many seats", func(c *Category) { c.Seats = tiers(0, 23) }, "at most 21"},
		{"tiers from 1", func(c *Category) { c.Seats = tiers(1, 3) }, "start at 0"},
		{"unset payout", func(c *Category) { c.Seats = []SeatTier{{Seats: 3}} }, "min_payout"},
		{"equal tiers", func(c *Category) { c.Seats = tiers(0, 3, 5, 5, 5, 7) }, "tier 3"},
		{"falling seats", func(c *Category) { c.Seats = tiers(0, 5, 9, 3) }, "tier 2"},
		{"too many tiers", func(c *Category) {
			c.Seats = tiers(0, 1, 1, 1, 2, 1, 3, 1, 4, 1, 5, 1, 6, 1, 7, 1, 8, 1, 9, 1, 10, 1, 11, 1)
		}, "12 tiers"},

		{"no prefix", func(c *Category) { c.AllowedUriPrefixes = nil }, "0 allowed_uri_prefixes"},
		{"17 prefixes", func(c *Category) { c.AllowedUriPrefixes = make([]string, 17) }, "17 allowed_uri_prefixes"},
		{"a host", func(c *Category) { c.AllowedUriPrefixes = []string{"https://data.gov/"} }, ""},
		{"a host without its slash", func(c *Category) { c.AllowedUriPrefixes = []string{"https://data.gov"} }, "must end with '/'"},
		{"a host with a colon", func(c *Category) { c.AllowedUriPrefixes = []string{"https://data.gov:"} }, "must end with '/'"},
		{"a bare scheme", func(c *Category) { c.AllowedUriPrefixes = []string{"urn:"} }, ""},
		{"no scheme", func(c *Category) { c.AllowedUriPrefixes = []string{"data/"} }, "has no scheme"},
		{"empty prefix", func(c *Category) { c.AllowedUriPrefixes = []string{""} }, "has no scheme"},
		{"long prefix", func(c *Category) { c.AllowedUriPrefixes = []string{"https://" + strings.Repeat("a", 120) + "/"} }, "more than 128"},
		{"prefix twice", func(c *Category) { c.AllowedUriPrefixes = []string{"ipfs://", "ipfs://"} }, "appears twice"},

		{"agents of a kind", func(c *Category) {
			c.AgentKinds = []identitytypes.ParticipantKind{identitytypes.PARTICIPANT_KIND_AI_AGENT}
		}, ""},
		{"no kind of agents", func(c *Category) { c.AgentKinds = make([]identitytypes.ParticipantKind, 1) }, "unknown kind"},
		{"unknown agents", func(c *Category) { c.AgentKinds = []identitytypes.ParticipantKind{99} }, "unknown kind"},
		{"agents twice", func(c *Category) { c.AgentKinds = []identitytypes.ParticipantKind{1, 1} }, "appears twice"},
		{"unknown organisations", func(c *Category) { c.OrganisationKinds = []identitytypes.OrganisationKind{99} }, "unknown kind"},
		{"no kind of organisations", func(c *Category) { c.OrganisationKinds = make([]identitytypes.OrganisationKind, 1) }, "unknown kind"},
		{"organisations twice", func(c *Category) { c.OrganisationKinds = []identitytypes.OrganisationKind{2, 2} }, "appears twice"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := testCategory()
			tc.change(&c)
			err := c.Validate()
			if tc.says == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, ErrCategory)
			require.ErrorContains(t, err, tc.says)
		})
	}
}

func TestSeatsFor(t *testing.T) {
	c := Category{Seats: tiers(0, 3, 100, 5, 1_000, 7)}
	for payout, want := range map[int64]uint32{0: 3, 1: 3, 99: 3, 100: 5, 101: 5, 999: 5, 1_000: 7, 1_000_000: 7} {
		require.Equal(t, want, c.SeatsFor(math.NewInt(payout)), "%d", payout)
	}
	require.Equal(t, uint32(7), c.SeatsFor(MaxAmount()))
	require.Zero(t, Category{}.SeatsFor(math.OneInt()))
}

func TestAllowsURI(t *testing.T) {
	c := Category{Slug: "health", AllowedUriPrefixes: []string{"https://data.gov/", "ipfs://"}}
	for uri, want := range map[string]bool{
		"https://data.gov/spec.md":          true,
		"ipfs://bafy":                       true,
		"https://data.gov":                  false,
		"https://data.gov.example/spec.md":  false,
		"https://data.gov@example/spec.md":  false,
		"http://data.gov/spec.md":           false,
		"HTTPS://data.gov/spec.md":          false,
		"file:///etc/passwd":                false,
		"":                                  false,
		"x https://data.gov/":               false,
		"https://example/https://data.gov/": false,
	} {
		err := c.AllowsURI(uri)
		if want {
			require.NoError(t, err, uri)
			continue
		}
		require.ErrorIs(t, err, ErrURIPrefix, uri)
		require.ErrorContains(t, err, "category health allows https://data.gov/, ipfs://")
	}
}

func TestAllowsAgentAndOrganisation(t *testing.T) {
	const human, ai = identitytypes.PARTICIPANT_KIND_HUMAN, identitytypes.PARTICIPANT_KIND_AI_AGENT
	everybody, onlyAI := Category{}, Category{AgentKinds: []identitytypes.ParticipantKind{ai}}
	require.NoError(t, everybody.AllowsAgent(human))
	require.NoError(t, onlyAI.AllowsAgent(ai))
	require.ErrorIs(t, onlyAI.AllowsAgent(human), ErrAgentKind)
	require.NoError(t, Requirements{}.AllowsAgent(human))
	require.ErrorIs(t, Requirements{AgentKinds: onlyAI.AgentKinds}.AllowsAgent(human), ErrAgentKind)

	const lab, foreign = identitytypes.ORGANISATION_KIND_LAB, identitytypes.ORGANISATION_KIND_FOREIGN
	toForeign := Category{OrganisationKinds: []identitytypes.OrganisationKind{foreign}}
	require.NoError(t, everybody.AllowsOrganisation(lab))
	require.ErrorIs(t, everybody.AllowsOrganisation(foreign), ErrOrganisationKind)
	require.NoError(t, toForeign.AllowsOrganisation(foreign))
	require.ErrorIs(t, toForeign.AllowsOrganisation(lab), ErrOrganisationKind)
}
