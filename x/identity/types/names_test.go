package types_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

var nameTime = time.Date(2027, 1, 2, 3, 4, 5, 0, time.UTC)

func TestNameSyntax(t *testing.T) {
	somebody := address("somebody")
	for name, want := range map[string]error{
		"gov":                                nil,
		"acme.agent.gov":                     nil,
		"a.b.c.d.e":                          nil,
		"x1-2.gov":                           nil,
		"0.gov":                              nil,
		"a--b.gov":                           nil,
		"ab--c.gov":                          types.ErrInvalidName,
		"xn--acme.gov":                       types.ErrInvalidName,
		"abc--d.gov":                         nil,
		"":                                   types.ErrInvalidName,
		".":                                  types.ErrInvalidName,
		"acme.":                              types.ErrInvalidName,
		".gov":                               types.ErrInvalidName,
		"acme..gov":                          types.ErrInvalidName,
		"-acme.gov":                          types.ErrInvalidName,
		"acme-.gov":                          types.ErrInvalidName,
		"Acme.gov":                           types.ErrInvalidName,
		"ac_me.gov":                          types.ErrInvalidName,
		"ácme.gov":                           types.ErrInvalidName,
		"ac me.gov":                          types.ErrInvalidName,
		"a.b.c.d.e.f":                        types.ErrInvalidName,
		strings.Repeat("a", 63) + ".gov":     nil,
		strings.Repeat("a", 64) + ".gov":     types.ErrInvalidName,
		strings.Repeat("a.", 4) + "gov":      nil,
		somebody:                             types.ErrInvalidName,
		somebody + ".gov":                    types.ErrInvalidName,
		"pay." + somebody:                    types.ErrInvalidName,
		"agi1" + strings.Repeat("q", 34):     types.ErrInvalidName,
		"agi1" + strings.Repeat("q", 33):     nil, // shorter than any address
		"agi" + strings.Repeat("q", 40):      nil,
		longName(types.MaxName):              nil,
		longName(types.MaxName + 1):          types.ErrInvalidName,
		"name with.dots\x00":                 types.ErrInvalidName,
		strings.Repeat("a", types.MaxName+9): types.ErrInvalidName,
	} {
		err := types.ValidateName(name)
		if want == nil {
			require.NoError(t, err, name)
			require.LessOrEqual(t, len(types.NameSource(name)), types.MaxSource)
			continue
		}
		require.ErrorIs(t, err, want, name)
	}
}

// longName is a name of n bytes in labels of at most 63.
func longName(n int) string {
	name := strings.Repeat("a", 63) + "." + strings.Repeat("b", 62)
	return name + "." + strings.Repeat("c", n-len(name)-1)
}

// Whatever passes is what it says: lower-case labels between dots, none of them a punycode label or an address.
func FuzzNameSyntax(f *testing.F) {
	for _, seed := range []string{"acme.agent.gov", "xn--a.gov", "agi1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq", "", "..", "a--b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if types.ValidateName(name) != nil {
			return
		}
		require.LessOrEqual(t, len(name), types.MaxName)
		labels := strings.Split(name, ".")
		require.LessOrEqual(t, len(labels), types.MaxLabels)
		for _, label := range labels {
			require.Regexp(t, `^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`, label)
			require.NotRegexp(t, `^..--`, label)
			_, err := sdk.AccAddressFromBech32(label)
			require.Error(t, err)
		}
		require.Equal(t, types.Lineage(name)[len(labels)-1], labels[len(labels)-1])
	})
}

func TestLineage(t *testing.T) {
	require.Equal(t, []string{"acme.agent.gov", "agent.gov", "gov"}, types.Lineage("acme.agent.gov"))
	require.Equal(t, []string{"gov"}, types.Lineage("gov"))
	require.Empty(t, types.Lineage(""))
	require.Equal(t, "", types.ParentName("gov"))
}

func nameOf(name string, registered, end time.Duration) types.Name {
	n := types.Name{Name: name, Owner: address("holder"), Controller: address("holder"), Generation: 1, RegisteredAt: nameTime.Add(registered)}
	if end != 0 {
		expires := nameTime.Add(end)
		n.ExpiresAt = &expires
	}
	return n
}

func revoked(n types.Name, at time.Duration) types.Name {
	end := nameTime.Add(at)
	n.Revoked, n.ExpiresAt = true, &end
	return n
}

func TestLive(t *testing.T) {
	top, child := nameOf("gov", 0, 0), nameOf("acme.gov", 0, time.Hour)
	for name, tc := range map[string]struct {
		lineage []types.Name
		at      time.Duration
		want    error
		text    string
	}{
		"without an end":             {lineage: []types.Name{top}, at: 1e6 * time.Hour},
		"just before its end":        {lineage: []types.Name{child, top}, at: time.Hour - 1},
		"at its end":                 {lineage: []types.Name{child, top}, at: time.Hour, want: types.ErrNameExpired, text: "acme.gov, on 2027-01-02T04:04:05Z"},
		"revoked":                    {lineage: []types.Name{revoked(child, 0), top}, want: types.ErrNameRevoked},
		"revoked before expired":     {lineage: []types.Name{revoked(child, 0), top}, at: 2 * time.Hour, want: types.ErrNameRevoked},
		"parent expired":             {lineage: []types.Name{nameOf("acme.gov", 0, 0), nameOf("gov", 0, time.Hour)}, at: time.Hour, want: types.ErrNameExpired, text: "above acme.gov: gov, on"},
		"parent revoked":             {lineage: []types.Name{child, revoked(top, 0)}, want: types.ErrNameRevoked, text: "above acme.gov"},
		"grandparent revoked":        {lineage: []types.Name{nameOf("a.b.gov", 0, 0), nameOf("b.gov", 0, 0), revoked(top, 0)}, want: types.ErrNameRevoked, text: "above a.b.gov"},
		"older than its parent":      {lineage: []types.Name{child, nameOf("gov", 1, 0)}, want: types.ErrNameOrphaned},
		"parent older than its":      {lineage: []types.Name{nameOf("a.b.gov", 2, 0), nameOf("b.gov", 0, 0), nameOf("gov", 1, 0)}, at: time.Hour, want: types.ErrNameOrphaned, text: "above a.b.gov"},
		"registered with its parent": {lineage: []types.Name{nameOf("acme.gov", 5, time.Hour), nameOf("gov", 5, 0)}, at: time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			err := types.Live(tc.lineage, nameTime.Add(tc.at))
			if tc.want == nil {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, tc.want)
			require.ErrorContains(t, err, tc.text)
		})
	}
}

func TestFreeAndRenewable(t *testing.T) {
	const grace = time.Hour
	n := nameOf("acme.gov", 0, time.Hour)
	for name, tc := range map[string]struct {
		name      types.Name
		at        time.Duration
		free      error
		renewable error
	}{
		"in force":              {name: n, at: time.Minute, free: types.ErrNameTaken},
		"without an end":        {name: nameOf("gov", 0, 0), at: 1e6 * time.Hour, free: types.ErrNameTaken},
		"just expired":          {name: n, at: time.Hour, free: types.ErrNameGrace},
		"last instant of grace": {name: n, at: 2*time.Hour - 1, free: types.ErrNameGrace},
		"grace is over":         {name: n, at: 2 * time.Hour, renewable: types.ErrNameOver},
		"revoked in this block": {name: revoked(n, time.Minute), at: time.Minute, free: types.ErrNameTaken, renewable: types.ErrNameRevoked},
		"revoked":               {name: revoked(n, time.Minute), at: time.Minute + 1, renewable: types.ErrNameRevoked},
		"revoked, long after":   {name: revoked(n, time.Minute), at: 9 * time.Hour, renewable: types.ErrNameRevoked},
	} {
		t.Run(name, func(t *testing.T) {
			requireIs(t, tc.free, tc.name.Free(nameTime.Add(tc.at), grace))
			requireIs(t, tc.renewable, tc.name.Renewable(nameTime.Add(tc.at), grace))
		})
	}
}

func requireIs(t *testing.T, want, err error) {
	t.Helper()
	if want == nil {
		require.NoError(t, err)
		return
	}
	require.ErrorIs(t, err, want)
}

// Nobody can register what can still be renewed, and what cannot be renewed becomes free.
func TestFreeOrRenewable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := nameOf("acme.gov", 0, time.Duration(rapid.Int64Range(1, 1e6).Draw(t, "end")))
		if rapid.Bool().Draw(t, "revoked") {
			n = revoked(n, time.Duration(rapid.Int64Range(1, 1e6).Draw(t, "revoked_at")))
		}
		at := nameTime.Add(time.Duration(rapid.Int64Range(0, 4e6).Draw(t, "at")))
		grace := time.Duration(rapid.Int64Range(0, 1e6).Draw(t, "grace"))
		free, renewable := n.Free(at, grace) == nil, n.Renewable(at, grace) == nil
		if free && renewable {
			t.Fatalf("%v is free and renewable at %s", n, at)
		}
		if free && n.Standing(at) == nil {
			t.Fatalf("%v is free and in force at %s", n, at)
		}
		if !free && !renewable && !(n.Revoked && at.Equal(*n.ExpiresAt) || n.Revoked && at.Before(*n.ExpiresAt)) {
			t.Fatalf("%v is lost at %s", n, at)
		}
	})
}

func TestCheckNameEnd(t *testing.T) {
	at := func(d time.Duration) *time.Time { end := nameTime.Add(d); return &end }
	endless, ending := nameOf("gov", 0, 0), nameOf("gov", 0, time.Hour)
	for name, tc := range map[string]struct {
		end       *time.Time
		parent    *types.Name
		authority bool
		want      error
	}{
		"top-level, no end":              {authority: true},
		"authority, far":                 {end: at(20 * types.MaxNameTerm), parent: &endless, authority: true},
		"authority, no end below an end": {parent: &ending, authority: true, want: types.ErrNameEnd},
		"authority, beyond the parent":   {end: at(time.Hour + 1), parent: &ending, authority: true, want: types.ErrNameEnd},
		"with the parent":                {end: at(time.Hour), parent: &ending},
		"beyond the parent":              {end: at(time.Hour + 1), parent: &ending, want: types.ErrNameEnd},
		"owner, no end":                  {parent: &endless, want: types.ErrNameEnd},
		"owner, ten years":               {end: at(types.MaxNameTerm), parent: &endless},
		"owner, more":                    {end: at(types.MaxNameTerm + 1), parent: &endless, want: types.ErrNameEnd},
		"now":                            {end: at(0), parent: &endless, want: types.ErrNameEnd},
		"past":                           {end: at(-1), parent: &endless, authority: true, want: types.ErrNameEnd},
	} {
		t.Run(name, func(t *testing.T) {
			requireIs(t, tc.want, types.CheckNameEnd(tc.end, tc.parent, tc.authority, nameTime))
		})
	}
}

func goodRoot() types.RoleRoot {
	return types.RoleRoot{
		Name: "agent.gov", Roles: []types.Role{types.ROLE_AGENT, types.ROLE_VALIDATOR}, Kind: types.PARTICIPANT_KIND_ORGANISATION,
		OrganisationId: "acme", DailyAdmissions: 10, Active: true,
	}
}

func TestRoleRootValidate(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(r *types.RoleRoot)
		want   error
	}{
		"good":                  {func(*types.RoleRoot) {}, nil},
		"not active":            {func(r *types.RoleRoot) { r.Active = false }, nil},
		"no organisation":       {func(r *types.RoleRoot) { r.OrganisationId = "" }, nil},
		"bad name":              {func(r *types.RoleRoot) { r.Name = "Agent" }, types.ErrInvalidName},
		"no room for children":  {func(r *types.RoleRoot) { r.Name = "a.b.c.d.e" }, types.ErrInvalidRoleRoot},
		"no roles":              {func(r *types.RoleRoot) { r.Roles = nil }, types.ErrInvalidRoleRoot},
		"a role twice":          {func(r *types.RoleRoot) { r.Roles = []types.Role{types.ROLE_AGENT, types.ROLE_AGENT} }, types.ErrInvalidRoles},
		"the authority's role":  {func(r *types.RoleRoot) { r.Roles = []types.Role{types.ROLE_REGISTRAR} }, types.ErrRoleNotGrantable},
		"no kind":               {func(r *types.RoleRoot) { r.Kind = 0 }, types.ErrInvalidKind},
		"treasury":              {func(r *types.RoleRoot) { r.OrganisationId = types.TreasuryOrganisation }, types.ErrReservedOrganisation},
		"bad organisation":      {func(r *types.RoleRoot) { r.OrganisationId = "A" }, types.ErrInvalidOrganisation},
		"limit at the bound":    {func(r *types.RoleRoot) { r.DailyAdmissions = types.MaxDaily }, nil},
		"limit above the bound": {func(r *types.RoleRoot) { r.DailyAdmissions = types.MaxDaily + 1 }, types.ErrInvalidRoleRoot},
	} {
		t.Run(name, func(t *testing.T) {
			r := goodRoot()
			tc.change(&r)
			requireIs(t, tc.want, r.Validate())
		})
	}
	require.Equal(t, []types.Role{types.ROLE_AGENT}, goodRoot().Attestable())
}

func TestRoleRootWidens(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(now, old *types.RoleRoot)
		want   bool
	}{
		"same":                   {func(_, _ *types.RoleRoot) {}, false},
		"one role less":          {func(r, _ *types.RoleRoot) { r.Roles = r.Roles[:1] }, false},
		"other order":            {func(r, _ *types.RoleRoot) { r.Roles = []types.Role{types.ROLE_VALIDATOR, types.ROLE_AGENT} }, false},
		"another role":           {func(r, _ *types.RoleRoot) { r.Roles = []types.Role{types.ROLE_EMPLOYER} }, true},
		"one role more":          {func(r, _ *types.RoleRoot) { r.Roles = append(r.Roles, types.ROLE_EMPLOYER) }, true},
		"lower limit":            {func(r, _ *types.RoleRoot) { r.DailyAdmissions-- }, false},
		"higher limit":           {func(r, _ *types.RoleRoot) { r.DailyAdmissions++ }, true},
		"another kind":           {func(r, _ *types.RoleRoot) { r.Kind = types.PARTICIPANT_KIND_HUMAN }, true},
		"another organisation":   {func(r, _ *types.RoleRoot) { r.OrganisationId = "uni" }, true},
		"no organisation":        {func(r, _ *types.RoleRoot) { r.OrganisationId = "" }, true},
		"off":                    {func(r, _ *types.RoleRoot) { r.Active = false }, false},
		"off and a higher limit": {func(r, _ *types.RoleRoot) { r.Active = false; r.DailyAdmissions++ }, false},
		"on again":               {func(_, old *types.RoleRoot) { old.Active = false }, true},
	} {
		t.Run(name, func(t *testing.T) {
			now, old := goodRoot(), goodRoot()
			tc.change(&now, &old)
			require.Equal(t, tc.want, now.Widens(old))
		})
	}
}
