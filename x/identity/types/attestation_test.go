package types_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/x/identity/types"
)

func TestParseAttester(t *testing.T) {
	for source, tc := range map[string]struct {
		name, organisation string
		want               error
	}{
		"name:acme.agent.gov": {name: "acme.agent.gov"},
		"organisation:acme":   {organisation: "acme"},
		"name:":               {want: types.ErrInvalidName},
		"name:Acme":           {want: types.ErrInvalidName},
		"organisation:":       {want: types.ErrInvalidOrganisation},
		"key:abc":             {want: types.ErrInvalidSource},
		"acme":                {want: types.ErrInvalidSource},
		"":                    {want: types.ErrInvalidSource},
	} {
		name, organisation, err := types.ParseAttester(source)
		requireIs(t, tc.want, err)
		if tc.want == nil {
			require.Equal(t, tc.name, name)
			require.Equal(t, tc.organisation, organisation)
		}
	}
}

func word(end time.Duration, roles ...types.Role) types.Attestation {
	return types.Attestation{
		Address: address("machine"), Source: "name:acme.agent.gov", Attester: address("holder"), Roles: roles, Generation: 1,
		AttestedAt: nameTime, ExpiresAt: nameTime.Add(end),
	}
}

func TestAttestationEnd(t *testing.T) {
	for end, want := range map[time.Duration]error{
		1: nil, types.MaxAttestationTerm: nil, 0: types.ErrAttestationEnd, -1: types.ErrAttestationEnd, types.MaxAttestationTerm + 1: types.ErrAttestationEnd,
	} {
		requireIs(t, want, word(end, types.ROLE_AGENT).CheckEnd(nameTime))
	}
}

func TestAttestationFollows(t *testing.T) {
	old := word(time.Hour, types.ROLE_EMPLOYER, types.ROLE_AGENT)
	for name, tc := range map[string]struct {
		next types.Attestation
		at   time.Duration
		want error
	}{
		"the same":         {next: old},
		"longer":           {next: word(2*time.Hour, types.ROLE_EMPLOYER, types.ROLE_AGENT)},
		"shorter":          {next: word(time.Minute, types.ROLE_EMPLOYER, types.ROLE_AGENT), want: types.ErrAttestationNarrower},
		"fewer roles":      {next: word(2*time.Hour, types.ROLE_AGENT), want: types.ErrAttestationNarrower},
		"after it expired": {next: word(2*time.Hour, types.ROLE_AGENT), at: time.Hour},
	} {
		t.Run(name, func(t *testing.T) { requireIs(t, tc.want, tc.next.CheckFollows(old, nameTime.Add(tc.at))) })
	}
}

func attestingOrganisation() types.Organisation {
	return types.Organisation{
		Id: "acme", Name: "Acme", Kind: types.ORGANISATION_KIND_ENTERPRISE, Active: true, Representatives: []string{address("director")},
		AttestRoles: []types.Role{types.ROLE_AGENT}, DailyAttestations: 5,
	}
}

func TestOrganisationAttesting(t *testing.T) {
	crowd := make([]string, types.MaxRepresentatives+1)
	for i := range crowd {
		crowd[i] = address("director" + string(rune('a'+i)))
	}
	for name, tc := range map[string]struct {
		change func(o *types.Organisation)
		want   error
	}{
		"good":                     {func(*types.Organisation) {}, nil},
		"as many as may be":        {func(o *types.Organisation) { o.Representatives = crowd[1:] }, nil},
		"too many representatives": {func(o *types.Organisation) { o.Representatives = crowd }, types.ErrInvalidOrganisation},
		"one twice":                {func(o *types.Organisation) { o.Representatives = []string{crowd[0], crowd[0]} }, types.ErrInvalidOrganisation},
		"bad address":              {func(o *types.Organisation) { o.Representatives = []string{"me"} }, types.ErrInvalidAddress},
		"the authority's role":     {func(o *types.Organisation) { o.AttestRoles = []types.Role{types.ROLE_MODERATOR} }, types.ErrRoleNotGrantable},
		"a role twice": {func(o *types.Organisation) {
			o.AttestRoles = []types.Role{types.ROLE_AGENT, types.ROLE_AGENT}
		}, types.ErrInvalidRoles},
		"limit above the bound": {func(o *types.Organisation) { o.DailyAttestations = types.MaxDaily + 1 }, types.ErrInvalidOrganisation},
	} {
		t.Run(name, func(t *testing.T) {
			o := attestingOrganisation()
			tc.change(&o)
			requireIs(t, tc.want, o.Validate())
		})
	}
}

func TestOrganisationWidens(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(now, old *types.Organisation)
		want   bool
	}{
		"same":                      {func(_, _ *types.Organisation) {}, false},
		"other representatives":     {func(o, _ *types.Organisation) { o.Representatives = []string{address("heir")} }, false},
		"no roles":                  {func(o, _ *types.Organisation) { o.AttestRoles = nil; o.DailyAttestations = 99 }, false},
		"another role":              {func(o, _ *types.Organisation) { o.AttestRoles = append(o.AttestRoles, types.ROLE_VALIDATOR) }, true},
		"higher limit":              {func(o, _ *types.Organisation) { o.DailyAttestations++ }, true},
		"lower limit":               {func(o, _ *types.Organisation) { o.DailyAttestations-- }, false},
		"off":                       {func(o, _ *types.Organisation) { o.Active = false; o.DailyAttestations++ }, false},
		"on again":                  {func(_, old *types.Organisation) { old.Active = false }, true},
		"on again without roles":    {func(o, old *types.Organisation) { old.Active, o.AttestRoles = false, nil }, false},
		"new":                       {func(_, old *types.Organisation) { *old = types.Organisation{} }, true},
		"new, but attesting nobody": {func(o, old *types.Organisation) { *old, o.AttestRoles = types.Organisation{}, nil }, false},
	} {
		t.Run(name, func(t *testing.T) {
			now, old := attestingOrganisation(), attestingOrganisation()
			tc.change(&now, &old)
			require.Equal(t, tc.want, now.Widens(old))
		})
	}
}

func TestAttestMessage(t *testing.T) {
	end := nameTime
	for name, tc := range map[string]struct {
		change func(m *types.MsgAttest)
		want   error
	}{
		"good":                        {func(*types.MsgAttest) {}, nil},
		"model of an AI agent":        {func(m *types.MsgAttest) { m.ModelId = "lab/model-1" }, nil},
		"bad sender":                  {func(m *types.MsgAttest) { m.Sender = "" }, types.ErrInvalidAddress},
		"bad address":                 {func(m *types.MsgAttest) { m.Address = strings.ToUpper(m.Address) }, types.ErrInvalidAddress},
		"bad source":                  {func(m *types.MsgAttest) { m.Source = "acme" }, types.ErrInvalidSource},
		"no role":                     {func(m *types.MsgAttest) { m.Roles = nil }, types.ErrInvalidAttestation},
		"the authority's role":        {func(m *types.MsgAttest) { m.Roles = []types.Role{types.ROLE_ISSUER} }, types.ErrRoleNotGrantable},
		"no kind":                     {func(m *types.MsgAttest) { m.Kind = 0 }, types.ErrInvalidKind},
		"no end":                      {func(m *types.MsgAttest) { m.ExpiresAt = nil }, types.ErrAttestationEnd},
		"model of a human":            {func(m *types.MsgAttest) { m.Kind = types.PARTICIPANT_KIND_HUMAN; m.ModelId = "x" }, types.ErrInvalidModel},
		"an agent answers for itself": {func(m *types.MsgAttest) { m.Address = m.Sender }, types.ErrResponsible},
	} {
		t.Run(name, func(t *testing.T) {
			m := &types.MsgAttest{
				Sender: address("holder"), Source: "name:acme.agent.gov", Address: address("machine"), Roles: []types.Role{types.ROLE_AGENT},
				Kind: types.PARTICIPANT_KIND_AI_AGENT, ExpiresAt: &end,
			}
			tc.change(m)
			requireIs(t, tc.want, m.ValidateBasic())
		})
	}
}

// Who owns a name or speaks for an organisation could otherwise end what a registrar or a token gave, by letting it last longer first.
func TestRevocableSourcesTakeOverNoRole(t *testing.T) {
	const name, other = "name:a.gov", "name:b.gov"
	base := types.Participant{
		Address: address("worker"), Kind: types.PARTICIPANT_KIND_HUMAN, Roles: []types.Role{types.ROLE_AGENT}, Status: types.PARTICIPANT_STATUS_ACTIVE,
	}
	hour, day := nameTime.Add(time.Hour), nameTime.Add(24*time.Hour)
	from := func(path types.AdmissionPath, source string) types.Participant {
		p := base
		p.RoleTerms = []types.RoleTerm{{Role: types.ROLE_AGENT, Path: path, Source: source, ExpiresAt: &hour}}
		return p
	}
	expiring := base
	expiring.ExpiresAt = &hour
	for title, tc := range map[string]struct {
		old  types.Participant
		path types.AdmissionPath
		at   time.Time
		want error
	}{
		"of a registrar, shorter":      {expiring, types.ADMISSION_PATH_ATTESTATION, nameTime, types.ErrNothingNew},
		"of a registrar, run out":      {expiring, types.ADMISSION_PATH_ATTESTATION, hour, nil},
		"of a token":                   {from(types.ADMISSION_PATH_TOKEN, "key:k"), types.ADMISSION_PATH_NAME, nameTime, types.ErrNothingNew},
		"of a token, run out":          {from(types.ADMISSION_PATH_TOKEN, "key:k"), types.ADMISSION_PATH_NAME, hour, nil},
		"of another name":              {from(types.ADMISSION_PATH_NAME, other), types.ADMISSION_PATH_NAME, nameTime, types.ErrNothingNew},
		"of the name's other path":     {from(types.ADMISSION_PATH_NAME, name), types.ADMISSION_PATH_ATTESTATION, nameTime, types.ErrNothingNew},
		"its own":                      {from(types.ADMISSION_PATH_NAME, name), types.ADMISSION_PATH_NAME, nameTime, nil},
		"a token prolongs a name's":    {from(types.ADMISSION_PATH_NAME, name), types.ADMISSION_PATH_TOKEN, nameTime, nil},
		"a token prolongs a registrar": {expiring, types.ADMISSION_PATH_TOKEN, nameTime, nil},
	} {
		t.Run(title, func(t *testing.T) {
			a := types.Admission{Address: base.Address, Kind: base.Kind, Roles: []types.Role{types.ROLE_AGENT}, ExpiresAt: &day}
			p, err := a.Enrolled(tc.old, tc.path, name, tc.at)
			requireIs(t, tc.want, err)
			if tc.want == nil {
				require.Equal(t, []types.RoleTerm{{Role: types.ROLE_AGENT, Path: tc.path, Source: name, ExpiresAt: &day}}, p.RoleTerms)
			}
		})
	}
}

// Nobody is drawn into an organisation by somebody else's word alone.
func TestRevocableSourcesMoveNobody(t *testing.T) {
	independent := types.Participant{Address: address("worker"), Kind: types.PARTICIPANT_KIND_HUMAN, Status: types.PARTICIPANT_STATUS_ACTIVE}
	a := types.Admission{Address: independent.Address, Kind: independent.Kind, OrganisationId: "acme", Roles: []types.Role{types.ROLE_AGENT}}
	for path, want := range map[types.AdmissionPath]error{
		types.ADMISSION_PATH_NAME: types.ErrOrganisationChange, types.ADMISSION_PATH_ATTESTATION: types.ErrOrganisationChange,
		types.ADMISSION_PATH_TOKEN: nil, types.ADMISSION_PATH_PROOF: nil,
	} {
		_, err := a.Enrolled(independent, path, "name:a.gov", nameTime)
		requireIs(t, want, err)
	}
	member := independent
	member.OrganisationId = "acme"
	_, err := a.Enrolled(member, types.ADMISSION_PATH_ATTESTATION, "organisation:acme", nameTime)
	require.NoError(t, err)
}

func TestProlonged(t *testing.T) {
	hour, day := nameTime.Add(time.Hour), nameTime.Add(24*time.Hour)
	since := nameTime.Add(-time.Hour)
	p := types.Participant{
		Address: address("firm"), Roles: []types.Role{types.ROLE_EMPLOYER, types.ROLE_AGENT, types.ROLE_VALIDATOR}, JudgeSince: &since, ExpiresAt: &hour,
		RoleTerms: []types.RoleTerm{
			{Role: types.ROLE_AGENT, Path: types.ADMISSION_PATH_NAME, Source: "name:a.gov", ExpiresAt: &hour},
			{Role: types.ROLE_VALIDATOR, Path: types.ADMISSION_PATH_NAME, Source: "name:a.gov", ExpiresAt: &hour},
		},
	}
	both := []types.Role{types.ROLE_AGENT, types.ROLE_VALIDATOR}

	// ACT, ASSERT: roles of another path or source, and roles that the root no longer grants, stay as they are
	_, changed := p.Prolonged(types.ADMISSION_PATH_ATTESTATION, "name:a.gov", both, &day, nameTime)
	require.False(t, changed)
	_, changed = p.Prolonged(types.ADMISSION_PATH_NAME, "name:b.gov", both, &day, nameTime)
	require.False(t, changed)
	_, changed = p.Prolonged(types.ADMISSION_PATH_NAME, "name:a.gov", []types.Role{types.ROLE_EMPLOYER}, &day, nameTime)
	require.False(t, changed)

	longer, changed := p.Prolonged(types.ADMISSION_PATH_NAME, "name:a.gov", []types.Role{types.ROLE_AGENT}, &day, nameTime)
	require.True(t, changed)
	longer.Status = types.PARTICIPANT_STATUS_ACTIVE
	require.NoError(t, longer.Authorize(types.ROLE_AGENT, day.Add(-1)))
	require.ErrorIs(t, longer.Authorize(types.ROLE_VALIDATOR, hour), types.ErrRoleExpired)
	require.ErrorIs(t, longer.Authorize(types.ROLE_EMPLOYER, hour), types.ErrRoleExpired, "what a registrar gave ends as it would have")
	require.Equal(t, &hour, p.RoleTerms[0].ExpiresAt, "the old record stays as it was")

	// ACT, ASSERT: seasoning goes on without a gap, and begins anew after one
	longer, _ = p.Prolonged(types.ADMISSION_PATH_NAME, "name:a.gov", both, &day, hour.Add(-1))
	require.Equal(t, &since, longer.JudgeSince)
	longer, _ = p.Prolonged(types.ADMISSION_PATH_NAME, "name:a.gov", both, &day, hour)
	require.Equal(t, &hour, longer.JudgeSince)

	// ACT, ASSERT: a name without an end gives roles without one
	longer, _ = p.Prolonged(types.ADMISSION_PATH_NAME, "name:a.gov", both, nil, nameTime)
	require.Nil(t, longer.ExpiresAt)
	require.Nil(t, longer.RoleTerms[1].ExpiresAt)
}
