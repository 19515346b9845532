package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/keeper"
	"github.com/agijobs/agijobs/x/identity/types"
)

var testSource = types.KeySource("eid-1")

func enrolment(a types.Admission, limit uint32) keeper.Enrolment {
	return keeper.Enrolment{
		Path: types.ADMISSION_PATH_TOKEN, Source: testSource, Limit: limit, Sender: human, Admission: a, Evidence: []byte{1}, Version: 7,
	}
}

func (f *fixture) enrolBy(e keeper.Enrolment) func(sdk.Context) error {
	return func(ctx sdk.Context) error {
		_, err := f.k.Enrol(ctx, e)
		return err
	}
}

func TestEnrolNewcomer(t *testing.T) {
	f := trusting(t)
	end := genesisTime.AddDate(1, 0, 0)
	a := person(stranger, types.ROLE_AGENT)
	a.ExpiresAt = &end

	got := f.events(t, f.enrolBy(enrolment(a, 1)))

	want := append(typed(t, &types.EventParticipantAdmitted{
		Address: stranger.String(), AdmittedBy: human.String(), Path: types.ADMISSION_PATH_TOKEN, Kind: types.PARTICIPANT_KIND_HUMAN,
		Roles: []types.Role{types.ROLE_AGENT}, Source: testSource,
	}), typed(t, &types.EventEnrolled{
		Address: stranger.String(), Path: types.ADMISSION_PATH_TOKEN, Source: testSource, Roles: []types.Role{types.ROLE_AGENT}, ExpiresAt: &end,
		SentBy: human.String(), Evidence: []byte{1}, Version: 7,
	})...)
	require.Equal(t, want, got)
	require.True(t, f.acc.HasAccount(f.ctx, stranger))
	require.NoError(t, f.k.Authorize(f.ctx, stranger, types.ROLE_AGENT))
	require.Equal(t, []types.RoleTerm{{Role: types.ROLE_AGENT, Path: types.ADMISSION_PATH_TOKEN, Source: testSource, ExpiresAt: &end}}, f.get(t, stranger).RoleTerms)
	f.sound(t)
	f.later(end.Sub(genesisTime))
	require.ErrorIs(t, f.k.Authorize(f.ctx, stranger, types.ROLE_AGENT), types.ErrExpired)
}

func TestEnrolRefused(t *testing.T) {
	f := started(t)
	suspended, leaver := addr("suspended"), addr("leaver")
	f.admit(t, registrar.String(), person(suspended, types.ROLE_EMPLOYER), person(leaver, types.ROLE_AGENT), person(leaver2, types.ROLE_AGENT))
	_, err := f.srv.Suspend(f.ctx, &types.MsgSuspend{Sender: registrar.String(), Address: suspended.String(), Reason: "fraud"})
	require.NoError(t, err)
	_, err = f.srv.Leave(f.ctx, &types.MsgLeave{Sender: leaver.String()})
	require.NoError(t, err)
	f.admit(t, registrar.String(), person(leaver2)) // the registrar takes AGENT away

	for name, c := range map[string]struct {
		want   error
		change func(*keeper.Enrolment)
	}{
		"sender unknown":               {types.ErrUnknownParticipant, func(e *keeper.Enrolment) { e.Sender = addr("nobody") }},
		"sender suspended":             {types.ErrSuspended, func(e *keeper.Enrolment) { e.Sender = suspended }},
		"sender gone":                  {types.ErrRevoked, func(e *keeper.Enrolment) { e.Sender = leaver }},
		"the chain's own address":      {types.ErrBuiltIn, func(e *keeper.Enrolment) { e.Admission.Address = authority }},
		"applicant suspended":          {types.ErrSuspended, func(e *keeper.Enrolment) { e.Admission.Address = suspended.String() }},
		"applicant gone":               {types.ErrRevoked, func(e *keeper.Enrolment) { e.Admission.Address = leaver.String() }},
		"role taken away by a desk":    {types.ErrRoleBarred, func(e *keeper.Enrolment) { e.Admission.Address = leaver2.String() }},
		"role of the authority":        {types.ErrRoleNotGrantable, func(e *keeper.Enrolment) { e.Admission.Roles = []types.Role{types.ROLE_MODERATOR} }},
		"holder of an authority role":  {types.ErrProtected, func(e *keeper.Enrolment) { e.Admission.Address = auditor.String() }},
		"organisation that is closed":  {types.ErrInactiveOrganisation, func(e *keeper.Enrolment) { e.Admission.OrganisationId = "closed" }},
		"organisation that is unknown": {types.ErrUnknownOrganisation, func(e *keeper.Enrolment) { e.Admission.OrganisationId = "nobody" }},
		"expiry in the past":           {types.ErrInvalidExpiry, func(e *keeper.Enrolment) { past := genesisTime; e.Admission.ExpiresAt = &past }},
		"no limit left":                {types.ErrSourceLimit, func(e *keeper.Enrolment) { e.Limit = 0 }},
		"another kind": {types.ErrKindChange, func(e *keeper.Enrolment) {
			e.Admission.Address = human.String()
			e.Admission.Kind = types.PARTICIPANT_KIND_ORGANISATION
		}},
	} {
		t.Run(name, func(t *testing.T) {
			e := enrolment(person(stranger, types.ROLE_AGENT), 9)
			c.change(&e)
			f.refused(t, c.want, f.enrolBy(e))
		})
	}
}

var leaver2 = addr("leaver2")

func TestDailyLimitOfASource(t *testing.T) {
	f := started(t)
	end, longer := genesisTime.AddDate(0, 1, 0), genesisTime.AddDate(0, 2, 0)
	list := func(who string, end *time.Time) keeper.Enrolment {
		a := person(addr(who), types.ROLE_AGENT)
		a.ExpiresAt = end
		e := enrolment(a, 2)
		e.Fixed = true
		return e
	}
	f.events(t, f.enrolBy(list("a", &end)))
	f.refused(t, types.ErrNothingNew, f.enrolBy(list("a", &end))) // repeating uses nothing up
	f.events(t, f.enrolBy(list("a", &longer)))                    // a renewal neither
	f.events(t, f.enrolBy(list("b", &end)))
	f.refused(t, types.ErrSourceLimit, f.enrolBy(list("c", &end)))
	usage, err := f.k.SourceUsage(f.ctx, testSource)
	require.NoError(t, err)
	require.Equal(t, types.SourceUsage{Source: testSource, Day: types.Day(genesisTime), Admissions: 2}, usage)

	f.later(24 * time.Hour)
	f.events(t, f.enrolBy(list("c", &longer)))
	exported := f.export(t)
	require.Contains(t, exported, `"source":"key:eid-1"`)
}

func TestEndAndProlongRoles(t *testing.T) {
	f := trusting(t)
	end := genesisTime.AddDate(0, 1, 0)
	a := person(stranger, types.ROLE_AGENT)
	a.ExpiresAt = &end
	f.events(t, f.enrolBy(enrolment(a, 9)))

	later := end.AddDate(0, 1, 0)
	f.events(t, func(ctx sdk.Context) error {
		return f.k.ProlongRoles(ctx, human, stranger.String(), types.ADMISSION_PATH_TOKEN, testSource, []types.Role{types.ROLE_AGENT}, &later)
	})
	require.Equal(t, &later, f.get(t, stranger).RoleTerms[0].ExpiresAt)
	require.Equal(t, &later, f.get(t, stranger).ExpiresAt)

	require.Empty(t, f.events(t, func(ctx sdk.Context) error {
		return f.k.EndRoles(ctx, stranger.String(), types.ADMISSION_PATH_TOKEN, types.KeySource("other"))
	}))
	require.Empty(t, f.events(t, func(ctx sdk.Context) error {
		return f.k.EndRoles(ctx, addr("nobody").String(), types.ADMISSION_PATH_TOKEN, testSource)
	}))
	got := f.events(t, func(ctx sdk.Context) error {
		return f.k.EndRoles(ctx, stranger.String(), types.ADMISSION_PATH_TOKEN, testSource)
	})
	require.Equal(t, typed(t, &types.EventRolesEnded{Address: stranger.String(), Source: testSource, Roles: []types.Role{types.ROLE_AGENT}}), got)
	require.ErrorIs(t, f.k.Authorize(f.ctx, stranger, types.ROLE_AGENT), types.ErrRoleMissing)
	f.sound(t)
}
