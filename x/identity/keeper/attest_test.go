package keeper_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

const acmeName = "name:acme.agent.gov"

var (
	director = addr("director")
	clerk    = addr("clerk")
)

// attesting returns a keeper as registered does, where acme is also an organisation with a representative, who may attest one key a day less
// than three.
func attesting(t *testing.T) *fixture {
	t.Helper()
	f := registered(t)
	f.admit(t, registrar.String(), person(director))
	f.setOrganisation(t, attestingAcme())
	return f
}

func attestingAcme() types.Organisation {
	return types.Organisation{
		Id: "acme", Name: "Acme", Kind: types.ORGANISATION_KIND_ENTERPRISE, Active: true, Representatives: []string{director.String()},
		AttestRoles: []types.Role{types.ROLE_EMPLOYER, types.ROLE_VALIDATOR}, DailyAttestations: 2,
	}
}

func (f *fixture) setOrganisation(t *testing.T, o types.Organisation) {
	t.Helper()
	_, err := f.srv.SetOrganisation(f.ctx, &types.MsgSetOrganisation{Authority: authority, Organisation: o})
	require.NoError(t, err)
}

func attestMsg(by sdk.AccAddress, source string, key sdk.AccAddress, end *time.Time, roles ...types.Role) *types.MsgAttest {
	kind := types.PARTICIPANT_KIND_HUMAN
	if strings.HasPrefix(source, types.NamePrefix) {
		kind = types.PARTICIPANT_KIND_AI_AGENT // under a root without an organisation
	}
	return &types.MsgAttest{
		Sender: by.String(), Source: source, Address: key.String(), Roles: roles, Kind: kind, ExpiresAt: end,
	}
}

func (f *fixture) tryAttest(ctx sdk.Context, by sdk.AccAddress, source string, key sdk.AccAddress, end *time.Time, roles ...types.Role) error {
	_, err := f.srv.Attest(ctx, attestMsg(by, source, key, end, roles...))
	return err
}

func (f *fixture) attest(t *testing.T, by sdk.AccAddress, source string, key sdk.AccAddress, end *time.Time, roles ...types.Role) {
	t.Helper()
	require.NoError(t, f.tryAttest(f.ctx, by, source, key, end, roles...))
}

func (f *fixture) attestations(t *testing.T, source string) []types.Attestation {
	t.Helper()
	answer, err := f.query.Attestations(f.ctx, &types.QueryAttestationsRequest{Source: source})
	require.NoError(t, err)
	return answer.Attestations
}

func TestAttestByName(t *testing.T) {
	f := registered(t)
	end := f.in(time.Hour)
	msg := attestMsg(acme, acmeName, machine1, end, types.ROLE_AGENT)
	msg.Kind, msg.ModelId = types.PARTICIPANT_KIND_AI_AGENT, "lab/model-1"

	// ACT
	events := f.events(t, func(ctx sdk.Context) error {
		answer, err := f.srv.Attest(ctx, msg)
		require.True(t, answer.Admitted)
		return err
	})

	// ASSERT: the owner answers for the machine, which acts at once, until the end
	p := f.get(t, machine1)
	require.Equal(t, acme.String(), p.Responsible)
	require.Equal(t, "lab/model-1", p.ModelId)
	require.True(t, f.acc.HasAccount(f.ctx, machine1))
	require.NoError(t, f.k.Authorize(f.ctx, machine1, types.ROLE_AGENT))
	word := types.Attestation{
		Address: machine1.String(), Source: acmeName, Attester: acme.String(), Roles: []types.Role{types.ROLE_AGENT}, Generation: 1,
		AttestedAt: genesisTime, ExpiresAt: *end,
	}
	requireEvents(t, events,
		&types.EventParticipantAdmitted{
			Address: machine1.String(), AdmittedBy: acme.String(), Path: types.ADMISSION_PATH_ATTESTATION, Kind: types.PARTICIPANT_KIND_AI_AGENT,
			Roles: word.Roles, Source: acmeName,
		},
		&types.EventEnrolled{
			Address: machine1.String(), Path: types.ADMISSION_PATH_ATTESTATION, Source: acmeName, Roles: word.Roles, ExpiresAt: end,
			SentBy: acme.String(), Version: 1,
		},
		&types.EventAttested{Attestation: word})
	require.Equal(t, []types.Attestation{word}, f.attestations(t, acmeName))
	f.sound(t)

	f.later(time.Hour)
	require.ErrorIs(t, f.k.Active(f.ctx, machine1), types.ErrExpired)
	f.sound(t)
}

func TestAttestByOrganisation(t *testing.T) {
	f := attesting(t)

	f.attest(t, director, "organisation:acme", clerk, f.in(time.Hour), types.ROLE_VALIDATOR, types.ROLE_EMPLOYER)

	p := f.get(t, clerk)
	require.Equal(t, "acme", p.OrganisationId)
	require.Equal(t, []types.Role{types.ROLE_EMPLOYER, types.ROLE_VALIDATOR}, p.Roles)
	require.EqualValues(t, 0, f.attestations(t, "organisation:acme")[0].Generation)
	f.sound(t)

	// ACT, ASSERT: two a day, counted again for the same key, and anew tomorrow
	f.attest(t, director, "organisation:acme", clerk, f.in(2*time.Hour), types.ROLE_VALIDATOR, types.ROLE_EMPLOYER)
	again := func(ctx sdk.Context) error {
		return f.tryAttest(ctx, director, "organisation:acme", addr("third"), f.in(72*time.Hour), types.ROLE_EMPLOYER)
	}
	f.refused(t, types.ErrSourceLimit, again)
	f.later(24 * time.Hour)
	require.NoError(t, again(f.ctx))
	f.sound(t)
}

func TestAttestRefusals(t *testing.T) {
	for name, tc := range map[string]struct {
		arrange func(t *testing.T, f *fixture)
		change  func(f *fixture, m *types.MsgAttest)
		want    error
	}{
		"bad source":                             {change: func(_ *fixture, m *types.MsgAttest) { m.Source = "key:x" }, want: types.ErrInvalidSource},
		"unknown name":                           {change: func(_ *fixture, m *types.MsgAttest) { m.Source = "name:x.agent.gov" }, want: types.ErrUnknownName},
		"not the owner":                          {change: func(_ *fixture, m *types.MsgAttest) { m.Sender = buyer.String() }, want: types.ErrNotNameOwner},
		"under no root":                          {change: func(_ *fixture, m *types.MsgAttest) { m.Sender, m.Source = ministry.String(), "name:agent.gov" }, want: types.ErrNoRoleRoot},
		"a top-level name":                       {change: func(_ *fixture, m *types.MsgAttest) { m.Sender, m.Source = ministry.String(), "name:gov" }, want: types.ErrNoRoleRoot},
		"validator":                              {change: func(_ *fixture, m *types.MsgAttest) { m.Roles = []types.Role{types.ROLE_VALIDATOR} }, want: types.ErrSourceRights},
		"beyond the root":                        {change: func(_ *fixture, m *types.MsgAttest) { m.Roles = []types.Role{types.ROLE_EMPLOYER} }, want: types.ErrSourceRights},
		"another kind":                           {change: func(_ *fixture, m *types.MsgAttest) { m.Kind = types.PARTICIPANT_KIND_ORGANISATION }, want: types.ErrSourceRights},
		"a human whom nothing ties to the owner": {change: func(_ *fixture, m *types.MsgAttest) { m.Kind = types.PARTICIPANT_KIND_HUMAN }, want: types.ErrSourceRights},
		"no end":                                 {change: func(_ *fixture, m *types.MsgAttest) { m.ExpiresAt = nil }, want: types.ErrAttestationEnd},
		"ended already":                          {change: func(f *fixture, m *types.MsgAttest) { m.ExpiresAt = f.in(0) }, want: types.ErrAttestationEnd},
		"beyond the name":                        {change: func(f *fixture, m *types.MsgAttest) { m.ExpiresAt = f.in(year + 1) }, want: types.ErrAttestationEnd},
		"beyond two years":                       {change: func(f *fixture, m *types.MsgAttest) { m.ExpiresAt = f.in(types.MaxAttestationTerm + 1) }, want: types.ErrAttestationEnd},
		"module account":                         {change: func(_ *fixture, m *types.MsgAttest) { m.Address = authority }, want: types.ErrBuiltIn},
		"holds it already": {
			arrange: func(t *testing.T, f *fixture) {
				f.admit(t, registrar.String(), machine(machine1, acme, types.ROLE_AGENT))
			},
			change: func(*fixture, *types.MsgAttest) {}, want: types.ErrNothingNew,
		},
		"barred": {
			arrange: func(t *testing.T, f *fixture) {
				f.admit(t, registrar.String(), machine(machine1, acme, types.ROLE_AGENT))
				f.admit(t, registrar.String(), machine(machine1, acme))
			},
			change: func(*fixture, *types.MsgAttest) {}, want: types.ErrRoleBarred,
		},
		"protected": {change: func(_ *fixture, m *types.MsgAttest) { m.Address = auditor.String() }, want: types.ErrProtected},
		"name expired": {
			arrange: func(_ *testing.T, f *fixture) { f.later(year) },
			change:  func(f *fixture, m *types.MsgAttest) { m.ExpiresAt = f.in(1) }, want: types.ErrNameExpired,
		},
		"name revoked": {
			arrange: func(t *testing.T, f *fixture) { f.revokeName(t, "acme.agent.gov") },
			change:  func(*fixture, *types.MsgAttest) {}, want: types.ErrNameRevoked,
		},
		"root not active": {
			arrange: func(t *testing.T, f *fixture) { r := root(); r.Active = false; f.setRoot(t, r) },
			change:  func(*fixture, *types.MsgAttest) {}, want: types.ErrSourceInactive,
		},
		"suspended owner": {
			arrange: func(t *testing.T, f *fixture) { f.suspendOwner(t, acme) },
			change:  func(*fixture, *types.MsgAttest) {}, want: types.ErrSuspended,
		},

		"unknown organisation": {change: func(_ *fixture, m *types.MsgAttest) { m.Source = "organisation:nobody" }, want: types.ErrUnknownOrganisation},
		"no representative":    {change: func(_ *fixture, m *types.MsgAttest) { m.Source = "organisation:acme" }, want: types.ErrNotRepresentative},
		"the treasury":         {change: func(_ *fixture, m *types.MsgAttest) { m.Source = "organisation:treasury" }, want: types.ErrNotRepresentative},
		"beyond the organisation": {change: func(_ *fixture, m *types.MsgAttest) {
			m.Sender, m.Source = director.String(), "organisation:acme"
		}, want: types.ErrSourceRights},
		"organisation not active": {
			arrange: func(t *testing.T, f *fixture) { o := attestingAcme(); o.Active = false; f.setOrganisation(t, o) },
			change: func(_ *fixture, m *types.MsgAttest) {
				m.Sender, m.Source, m.Roles = director.String(), "organisation:acme", []types.Role{types.ROLE_EMPLOYER}
			}, want: types.ErrInactiveOrganisation,
		},
		"of another organisation": {
			arrange: func(t *testing.T, f *fixture) {
				a := person(machine1)
				a.OrganisationId = "uni"
				f.admit(t, registrar.String(), a)
			},
			change: func(_ *fixture, m *types.MsgAttest) {
				m.Sender, m.Source, m.Roles = director.String(), "organisation:acme", []types.Role{types.ROLE_EMPLOYER}
				m.Kind = types.PARTICIPANT_KIND_HUMAN
			}, want: types.ErrOrganisationChange,
		},
		"independent until now": {
			arrange: func(t *testing.T, f *fixture) { f.admit(t, registrar.String(), person(machine1)) },
			change: func(_ *fixture, m *types.MsgAttest) {
				m.Sender, m.Source, m.Roles = director.String(), "organisation:acme", []types.Role{types.ROLE_EMPLOYER}
				m.Kind = types.PARTICIPANT_KIND_HUMAN
			}, want: types.ErrOrganisationChange,
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := attesting(t)
			if tc.arrange != nil {
				tc.arrange(t, f)
			}
			m := attestMsg(acme, acmeName, machine1, f.in(time.Hour), types.ROLE_AGENT)
			tc.change(f, m)
			f.refused(t, tc.want, func(ctx sdk.Context) error { _, err := f.srv.Attest(ctx, m); return err })
		})
	}
}

func TestAttestingAgain(t *testing.T) {
	f := registered(t)
	r := root()
	r.Roles = []types.Role{types.ROLE_EMPLOYER, types.ROLE_AGENT}
	f.setRoot(t, r)
	f.attest(t, acme, acmeName, machine1, f.in(2*time.Hour), types.ROLE_AGENT)

	again := func(end *time.Time, roles ...types.Role) func(ctx sdk.Context) error {
		return func(ctx sdk.Context) error { return f.tryAttest(ctx, acme, acmeName, machine1, end, roles...) }
	}
	f.refused(t, types.ErrNothingNew, again(f.in(2*time.Hour), types.ROLE_AGENT))
	f.refused(t, types.ErrAttestationNarrower, again(f.in(time.Hour), types.ROLE_AGENT))
	f.refused(t, types.ErrAttestationNarrower, again(f.in(3*time.Hour), types.ROLE_EMPLOYER))

	// ACT, ASSERT: longer, and a role more
	require.NoError(t, again(f.in(3*time.Hour), types.ROLE_EMPLOYER, types.ROLE_AGENT)(f.ctx))
	require.Len(t, f.attestations(t, acmeName), 1)
	f.later(3*time.Hour - 1)
	require.NoError(t, f.k.Authorize(f.ctx, machine1, types.ROLE_AGENT))
	require.NoError(t, f.k.Authorize(f.ctx, machine1, types.ROLE_EMPLOYER))
	f.later(1)
	require.Error(t, f.k.Authorize(f.ctx, machine1, types.ROLE_AGENT))

	// ACT, ASSERT: after its end it may be narrower
	require.NoError(t, again(f.in(time.Hour), types.ROLE_AGENT)(f.ctx))
	require.NoError(t, f.k.Authorize(f.ctx, machine1, types.ROLE_AGENT))
	require.ErrorIs(t, f.k.Authorize(f.ctx, machine1, types.ROLE_EMPLOYER), types.ErrRoleExpired)
	f.sound(t)
}

func TestEightAttestationsAName(t *testing.T) {
	f := registered(t)
	key := func(i int) sdk.AccAddress { return addr(fmt.Sprintf("key%d", i)) }
	for i := range types.MaxAttestations {
		f.attest(t, acme, acmeName, key(i), f.in(time.Hour+time.Duration(i)), types.ROLE_AGENT)
	}
	ninth := func(ctx sdk.Context) error {
		return f.tryAttest(ctx, acme, acmeName, key(9), f.in(time.Hour), types.ROLE_AGENT)
	}
	f.refused(t, types.ErrTooManyAttestations, ninth)
	f.attest(t, acme, acmeName, key(0), f.in(2*time.Hour), types.ROLE_AGENT) // one that has its place keeps it

	// ACT, ASSERT: two have expired and make room
	f.later(time.Hour + 2)
	require.NoError(t, ninth(f.ctx))
	require.Len(t, f.attestations(t, acmeName), types.MaxAttestations-1)
	f.sound(t)
}

func TestRevokeAttestation(t *testing.T) {
	revokeBy := func(f *fixture, by, source string) func(ctx sdk.Context) error {
		return func(ctx sdk.Context) error {
			_, err := f.srv.RevokeAttestation(ctx, &types.MsgRevokeAttestation{Sender: by, Source: source, Address: machine1.String()})
			return err
		}
	}
	const org = "organisation:acme"
	for name, tc := range map[string]struct {
		source, by string
		arrange    func(t *testing.T, f *fixture)
	}{
		"owner":                    {source: acmeName, by: acme.String()},
		"suspended owner":          {source: acmeName, by: acme.String(), arrange: func(t *testing.T, f *fixture) { f.suspendOwner(t, acme) }},
		"owner of an expired name": {source: acmeName, by: acme.String(), arrange: func(_ *testing.T, f *fixture) { f.later(year) }},
		"authority":                {source: acmeName, by: authority},
		"representative":           {source: org, by: director.String()},
		"another representative": {source: org, by: buyer.String(), arrange: func(t *testing.T, f *fixture) {
			o := attestingAcme()
			o.Representatives, o.Active = []string{buyer.String()}, false
			f.setOrganisation(t, o)
		}},
		"authority, of an organisation": {source: org, by: authority},
	} {
		t.Run(name, func(t *testing.T) {
			// ARRANGE
			f := attesting(t)
			by, role := acme, types.ROLE_AGENT
			if tc.source == org {
				by, role = director, types.ROLE_VALIDATOR
			}
			f.attest(t, by, tc.source, machine1, f.in(time.Hour), role)
			if tc.arrange != nil {
				tc.arrange(t, f)
			}

			// ACT
			events := f.events(t, revokeBy(f, tc.by, tc.source))

			// ASSERT
			requireEvents(t, events,
				&types.EventRolesEnded{Address: machine1.String(), Source: tc.source, Roles: []types.Role{role}},
				&types.EventAttestationRevoked{Address: machine1.String(), Source: tc.source, RevokedBy: tc.by})
			require.Empty(t, f.get(t, machine1).Roles)
			require.Empty(t, f.attestations(t, tc.source))
			f.refused(t, types.ErrUnknownAttestation, revokeBy(f, tc.by, tc.source))
			f.sound(t)
		})
	}

	f := attesting(t)
	f.attest(t, acme, acmeName, machine1, f.in(time.Hour), types.ROLE_AGENT)
	f.refused(t, types.ErrNotNameOwner, revokeBy(f, buyer.String(), acmeName))
	f.refused(t, types.ErrNotNameOwner, revokeBy(f, machine1.String(), acmeName))
	f.refused(t, types.ErrNotRepresentative, revokeBy(f, acme.String(), org))
	f.refused(t, types.ErrUnknownAttestation, revokeBy(f, director.String(), org))
	f.refused(t, types.ErrUnknownName, revokeBy(f, acme.String(), "name:x.gov"))
	f.refused(t, types.ErrUnknownOrganisation, revokeBy(f, acme.String(), "organisation:nobody"))
	f.refused(t, types.ErrInvalidSource, revokeBy(f, acme.String(), "acme"))

	// The present owner may, who attested it no longer.
	f.register(t, ministry.String(), "lab.agent.gov", acme, f.in(year))
	f.attest(t, acme, "name:lab.agent.gov", clerk, f.in(time.Hour), types.ROLE_AGENT)
	_, err := f.srv.TransferName(f.ctx, &types.MsgTransferName{Sender: acme.String(), Name: "lab.agent.gov", NewOwner: buyer.String()})
	require.NoError(t, err)
	require.Empty(t, f.attestations(t, "name:lab.agent.gov"))
}

// A name's controller who is also attested by its owner holds the role by the name: taking the attestation back does not end it.
func TestControllerAndAttestedKeyAreToldApart(t *testing.T) {
	f := registered(t)
	f.enrolName(t, acme, "acme.agent.gov")
	_, err := f.srv.SetNameController(f.ctx, &types.MsgSetNameController{Sender: acme.String(), Name: "acme.agent.gov", Controller: machine1.String()})
	require.NoError(t, err)
	f.attest(t, acme, acmeName, clerk, f.in(time.Hour), types.ROLE_AGENT)
	f.enrolName(t, machine1, "acme.agent.gov")

	// ACT, ASSERT
	_, err = f.srv.RevokeAttestation(f.ctx, &types.MsgRevokeAttestation{Sender: acme.String(), Source: acmeName, Address: clerk.String()})
	require.NoError(t, err)
	require.NoError(t, f.k.Authorize(f.ctx, machine1, types.ROLE_AGENT))
	require.ErrorIs(t, f.k.Authorize(f.ctx, clerk, types.ROLE_AGENT), types.ErrRoleMissing)

	// ACT, ASSERT: and the other way round
	f.attest(t, acme, acmeName, clerk, f.in(time.Hour), types.ROLE_AGENT)
	_, err = f.srv.SetNameController(f.ctx, &types.MsgSetNameController{Sender: acme.String(), Name: "acme.agent.gov", Controller: acme.String()})
	require.NoError(t, err)
	require.ErrorIs(t, f.k.Authorize(f.ctx, machine1, types.ROLE_AGENT), types.ErrRoleMissing)
	require.NoError(t, f.k.Authorize(f.ctx, clerk, types.ROLE_AGENT))
	f.sound(t)
}

func TestAttestationsQuery(t *testing.T) {
	f := registered(t)
	_, err := f.query.Attestations(f.ctx, &types.QueryAttestationsRequest{Source: "acme"})
	require.ErrorContains(t, err, "InvalidArgument")
	require.Empty(t, f.attestations(t, acmeName))
}
