package types_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

func TestMain(m *testing.M) {
	sdk.GetConfig().SetBech32PrefixForAccount("agi", "agipub")
	os.Exit(m.Run())
}

var now = time.Date(2027, 1, 2, 3, 4, 5, 0, time.UTC)

func address(name string) string {
	bz := make([]byte, 20)
	copy(bz, name)
	return sdk.AccAddress(bz).String()
}

func TestParamsBounds(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*types.Params)
		ok     bool
	}{
		"default":                {func(*types.Params) {}, true},
		"no power to registrars": {func(p *types.Params) { p.RegistrarDailyAdmissions, p.RegistrarDailySuspensions = 0, 0 }, true},
		"highest admissions":     {func(p *types.Params) { p.RegistrarDailyAdmissions = types.MaxDaily }, true},
		"above":                  {func(p *types.Params) { p.RegistrarDailyAdmissions = types.MaxDaily + 1 }, false},
		"suspensions above":      {func(p *types.Params) { p.RegistrarDailySuspensions = types.MaxDaily + 1 }, false},
		"no seasoning":           {func(p *types.Params) { p.Seasoning = 0 }, true},
		"negative seasoning":     {func(p *types.Params) { p.Seasoning = -1 }, false},
		"longest seasoning":      {func(p *types.Params) { p.Seasoning = types.MaxSeasoning }, true},
		"longer":                 {func(p *types.Params) { p.Seasoning = types.MaxSeasoning + 1 }, false},
	} {
		t.Run(name, func(t *testing.T) {
			p := types.DefaultParams()
			tc.change(&p)
			if tc.ok {
				require.NoError(t, p.Validate())
				return
			}
			require.ErrorIs(t, p.Validate(), types.ErrInvalidParams)
		})
	}
}

func TestSlug(t *testing.T) {
	for _, ok := range []string{"ab", "a1", "acme", "min-of-health", "9to5", strings.Repeat("a", 32)} {
		require.NoError(t, types.ValidateSlug(ok), ok)
	}
	for _, bad := range []string{"", "a", "-a", "a-", "Acme", "a_b", "a b", "ä1", "ab\n", strings.Repeat("a", 33)} {
		require.ErrorIs(t, types.ValidateSlug(bad), types.ErrInvalidOrganisation, bad)
	}
}

func TestMetadata(t *testing.T) {
	hash := make([]byte, 32)
	for _, ok := range []string{"did:web:acme.example", "https://a.example/agent.json?x=1#y", "ipfs://bafy", "ab:" + strings.Repeat("x", 253)} {
		require.NoError(t, types.ValidateMetadata(ok, nil), ok)
		require.NoError(t, types.ValidateMetadata(ok, hash), ok)
	}
	require.NoError(t, types.ValidateMetadata("", nil))
	for _, bad := range []string{"a", "a:", ":a", "HTTP://a", "did:a b", "did:a\n", "did:ü", "ab:" + strings.Repeat("x", 254)} {
		require.ErrorIs(t, types.ValidateMetadata(bad, nil), types.ErrInvalidMetadata, bad)
	}
	require.ErrorIs(t, types.ValidateMetadata("", hash), types.ErrInvalidMetadata)
	require.ErrorIs(t, types.ValidateMetadata("did:a", hash[:31]), types.ErrInvalidMetadata)
}

func TestOrganisationRules(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*types.Organisation)
		err    error
	}{
		"good":                {func(*types.Organisation) {}, nil},
		"any script":          {func(o *types.Organisation) { o.Name = "東京大学 – Ünï" }, nil},
		"foreign":             {func(o *types.Organisation) { o.Kind, o.HomeChainId = types.ORGANISATION_KIND_FOREIGN, "utopia-1" }, nil},
		"treasury":            {func(o *types.Organisation) { o.Id = "treasury" }, types.ErrReservedOrganisation},
		"no slug":             {func(o *types.Organisation) { o.Id = "A" }, types.ErrInvalidOrganisation},
		"no name":             {func(o *types.Organisation) { o.Name = "" }, types.ErrInvalidOrganisation},
		"name of 65 bytes":    {func(o *types.Organisation) { o.Name = strings.Repeat("x", 65) }, types.ErrInvalidOrganisation},
		"name with a newline": {func(o *types.Organisation) { o.Name = "a\nb" }, types.ErrInvalidOrganisation},
		"name turned around":  {func(o *types.Organisation) { o.Name = "a\u202eb" }, types.ErrInvalidOrganisation},
		"name no UTF-8":       {func(o *types.Organisation) { o.Name = "\xff" }, types.ErrInvalidOrganisation},
		"kind 0":              {func(o *types.Organisation) { o.Kind = 0 }, types.ErrInvalidOrganisation},
		"kind 6":              {func(o *types.Organisation) { o.Kind = 6 }, types.ErrInvalidOrganisation},
		"foreign, no chain":   {func(o *types.Organisation) { o.Kind = types.ORGANISATION_KIND_FOREIGN }, types.ErrInvalidOrganisation},
		"own, with a chain":   {func(o *types.Organisation) { o.HomeChainId = "utopia-1" }, types.ErrInvalidOrganisation},
		"chain of 51 bytes": {func(o *types.Organisation) {
			o.Kind, o.HomeChainId = types.ORGANISATION_KIND_FOREIGN, strings.Repeat("x", 51)
		}, types.ErrInvalidOrganisation},
	} {
		t.Run(name, func(t *testing.T) {
			o := types.Organisation{Id: "acme", Name: "Acme", Kind: types.ORGANISATION_KIND_ENTERPRISE, Active: true}
			tc.change(&o)
			require.ErrorIs(t, o.Validate(), tc.err)
		})
	}
}

// Every role but the registrars' three is the authority's alone.
func TestGrantTable(t *testing.T) {
	registrars := []types.Role{types.ROLE_EMPLOYER, types.ROLE_AGENT, types.ROLE_VALIDATOR}
	for number := range types.Role_name {
		role := types.Role(number)
		if role == types.ROLE_UNSPECIFIED {
			continue
		}
		require.NoError(t, types.CheckGrant(types.ADMISSION_PATH_AUTHORITY, []types.Role{role}))
		for _, path := range []types.AdmissionPath{types.ADMISSION_PATH_UNSPECIFIED, types.ADMISSION_PATH_REGISTRAR, 99} {
			err := types.CheckGrant(path, []types.Role{role})
			if slices.Contains(registrars, role) {
				require.NoError(t, err)
				continue
			}
			require.ErrorIs(t, err, types.ErrRoleNotGrantable, role)
			require.True(t, types.Participant{Roles: []types.Role{role}}.Protected())
		}
	}
}

func TestDay(t *testing.T) {
	day := time.Date(2027, 1, 2, 0, 0, 0, 0, time.UTC)
	require.Equal(t, types.Day(day), types.Day(day.Add(24*time.Hour-time.Nanosecond)))
	require.Equal(t, types.Day(day)+1, types.Day(day.Add(24*time.Hour)))
	require.Equal(t, int64(0), types.Day(time.Unix(0, 0)))
	require.Equal(t, int64(-1), types.Day(time.Unix(-1, 0)))
	zone := time.FixedZone("west", -8*3600)
	require.Equal(t, types.Day(day), types.Day(day.In(zone)), "UTC, whatever the zone")
}

// However a registrar splits its day: never more than the limit, and a refusal counts nothing.
func TestUsageProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.Uint32Range(0, 50).Draw(t, "limit")
		u, today, sum := types.RegistrarUsage{Registrar: "r"}, int64(0), uint32(0)
		for range rapid.IntRange(1, 40).Draw(t, "messages") {
			if rapid.IntRange(0, 9).Draw(t, "night") == 0 {
				today, sum = today+rapid.Int64Range(1, 3).Draw(t, "days"), 0
			}
			n := rapid.IntRange(1, 20).Draw(t, "n")
			next, err := u.On(today).Admit(n, limit)
			if (err == nil) != (sum+uint32(n) <= limit) {
				t.Fatalf("%d used, %d wanted, limit %d: %v", sum, n, limit, err)
			}
			if err != nil {
				if next.Admissions != sum {
					t.Fatal("a refusal counted")
				}
				continue
			}
			sum += uint32(n)
			if u = next; u.Admissions != sum || u.Day != today || u.Suspensions != 0 {
				t.Fatalf("counted %v, want %d on day %d", u, sum, today)
			}
		}
	})
}

// Whatever admissions follow on one another: the record is one that the genesis accepts, the first admission's facts stay,
// and seasoning counts from the start of the last uninterrupted grant.
func TestAdmissionProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(at time.Time) types.Admission {
			a := types.Admission{Address: address("a"), Kind: types.PARTICIPANT_KIND_AI_AGENT, Responsible: address("h")}
			for role := types.ROLE_ISSUER; role >= types.ROLE_EMPLOYER; role-- {
				if rapid.Bool().Draw(t, role.String()) {
					a.Roles = append(a.Roles, role)
				}
			}
			if rapid.Bool().Draw(t, "expires") {
				expires := at.Add(time.Duration(rapid.IntRange(1, 100).Draw(t, "hours")) * time.Hour)
				a.ExpiresAt = &expires
			}
			return a
		}
		at := now
		by := sdk.MustAccAddressFromBech32(address("registrar"))
		p := draw(at).Admitted(by, types.ADMISSION_PATH_AUTHORITY, at)
		var since *time.Time
		if p.Judges() {
			since = &now
		}
		for range rapid.IntRange(0, 10).Draw(t, "updates") {
			at = at.Add(time.Duration(rapid.IntRange(0, 60).Draw(t, "later")) * time.Hour)
			lapsed := p.Expired(at)
			a := draw(at)
			next := a.Applied(p, at)
			switch {
			case !next.Judges():
				since = nil
			case since == nil || lapsed:
				moment := at
				since = &moment
			}
			if (since == nil) != (next.JudgeSince == nil) || since != nil && !since.Equal(*next.JudgeSince) {
				t.Fatalf("judge since %v, want %v", next.JudgeSince, since)
			}
			if next.AdmittedBy != p.AdmittedBy || !next.AdmittedAt.Equal(now) || next.Status != p.Status {
				t.Fatalf("the first admission changed: %v", next)
			}
			p = next
		}
		if err := p.Validate(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestBatchBounds(t *testing.T) {
	batch := func(n int) *types.MsgAdmit {
		m := &types.MsgAdmit{Sender: address("registrar")}
		for i := range n {
			bz := make([]byte, 20)
			bz[0], bz[1] = byte(i), byte(i>>8)
			m.Participants = append(m.Participants, types.Admission{
				Address: sdk.AccAddress(bz).String(), Kind: types.PARTICIPANT_KIND_HUMAN,
			})
		}
		return m
	}
	require.ErrorIs(t, batch(0).ValidateBasic(), types.ErrInvalidList)
	require.NoError(t, batch(1).ValidateBasic())
	require.NoError(t, batch(500).ValidateBasic())
	require.ErrorIs(t, batch(501).ValidateBasic(), types.ErrInvalidList)
}

// The longest record stays below a kilobyte.
func TestRecordSize(t *testing.T) {
	long := strings.Repeat("x", 300)
	p := types.Participant{
		Address: address("a"), Kind: types.PARTICIPANT_KIND_AI_AGENT, OrganisationId: long[:32],
		Roles: []types.Role{1, 2, 3, 4, 5, 6, 7, 8}, Status: types.PARTICIPANT_STATUS_SUSPENDED, StatusReason: long[:64], StatusBy: address("b"),
		AdmittedBy: address("c"), AdmittedAt: now, AdmissionPath: types.ADMISSION_PATH_REGISTRAR, ExpiresAt: &now,
		MetadataUri: "ab:" + long[:253], MetadataHash: make([]byte, 32), Responsible: address("d"),
		ModelId: long[:128], ModelHash: make([]byte, 32), JudgeSince: &now,
	}
	require.NoError(t, p.Validate())
	require.Less(t, p.Size(), 1024)
}
