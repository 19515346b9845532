package keeper_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

func TestEnrolWithName(t *testing.T) {
	f := registered(t)
	f.register(t, ministry.String(), "new.agent.gov", stranger, f.in(time.Hour))

	// ACT: for an address that was never on the chain
	events := f.events(t, func(ctx sdk.Context) error {
		answer, err := f.srv.EnrolWithName(ctx, &types.MsgEnrolWithName{
			Sender: registrar.String(), Applicant: stranger.String(), Name: "new.agent.gov",
		})
		require.True(t, answer.Admitted)
		return err
	})

	// ASSERT
	end := f.in(time.Hour)
	roles := []types.Role{types.ROLE_AGENT, types.ROLE_VALIDATOR}
	requireEvents(t, events,
		&types.EventParticipantAdmitted{
			Address: stranger.String(), AdmittedBy: registrar.String(), Path: types.ADMISSION_PATH_NAME, Kind: types.PARTICIPANT_KIND_HUMAN,
			Roles: roles, Source: "name:new.agent.gov",
		},
		&types.EventEnrolled{
			Address: stranger.String(), Path: types.ADMISSION_PATH_NAME, Source: "name:new.agent.gov", Roles: roles, ExpiresAt: end,
			SentBy: registrar.String(), Version: 1,
		})
	require.True(t, f.acc.HasAccount(f.ctx, stranger))
	require.NoError(t, f.k.Authorize(f.ctx, stranger, types.ROLE_VALIDATOR))
	f.refused(t, types.ErrNothingNew, func(ctx sdk.Context) error { return f.tryEnrol(ctx, stranger, "new.agent.gov") })
	f.later(time.Hour)
	require.ErrorIs(t, f.k.Active(f.ctx, stranger), types.ErrExpired)
	f.sound(t)
}

func TestEnrolWithNameRefusals(t *testing.T) {
	for name, tc := range map[string]struct {
		arrange func(t *testing.T, f *fixture)
		change  func(m *types.MsgEnrolWithName)
		want    error
	}{
		"another's name":  {change: func(m *types.MsgEnrolWithName) { m.Applicant = stranger.String() }, want: types.ErrNotController},
		"unknown":         {change: func(m *types.MsgEnrolWithName) { m.Name = "x.agent.gov" }, want: types.ErrUnknownName},
		"under no root":   {change: func(m *types.MsgEnrolWithName) { m.Name, m.Applicant = "agent.gov", ministry.String() }, want: types.ErrNoRoleRoot},
		"bad name":        {change: func(m *types.MsgEnrolWithName) { m.Name = "x..gov" }, want: types.ErrInvalidName},
		"bad applicant":   {change: func(m *types.MsgEnrolWithName) { m.Applicant = "" }, want: types.ErrInvalidAddress},
		"unknown sender":  {change: func(m *types.MsgEnrolWithName) { m.Sender = stranger.String() }, want: types.ErrUnknownParticipant},
		"root not active": {arrange: func(t *testing.T, f *fixture) { r := root(); r.Active = false; f.setRoot(t, r) }, want: types.ErrSourceInactive},
		"grandchild of the root": {
			arrange: func(t *testing.T, f *fixture) { f.register(t, acme.String(), "x.acme.agent.gov", acme, f.in(1)) },
			change:  func(m *types.MsgEnrolWithName) { m.Name = "x.acme.agent.gov" }, want: types.ErrNoRoleRoot,
		},
		"expired":         {arrange: func(_ *testing.T, f *fixture) { f.later(year) }, want: types.ErrNameExpired},
		"parent revoked":  {arrange: func(t *testing.T, f *fixture) { f.revokeName(t, "agent.gov") }, want: types.ErrNameRevoked},
		"suspended payer": {arrange: func(t *testing.T, f *fixture) { f.suspendOwner(t, buyer) }, change: func(m *types.MsgEnrolWithName) { m.Sender = buyer.String() }, want: types.ErrSuspended},
		"suspended":       {arrange: func(t *testing.T, f *fixture) { f.suspendOwner(t, acme) }, want: types.ErrSuspended},
		"another kind": {arrange: func(t *testing.T, f *fixture) {
			r := root()
			r.Kind = types.PARTICIPANT_KIND_ORGANISATION
			f.setRoot(t, r)
		}, want: types.ErrKindChange},
		"an agent of its own": {arrange: func(t *testing.T, f *fixture) {
			r := root()
			r.Kind = types.PARTICIPANT_KIND_AI_AGENT
			f.setRoot(t, r)
		}, want: types.ErrResponsible},
		"barred": {arrange: func(t *testing.T, f *fixture) {
			f.admit(t, registrar.String(), person(acme, types.ROLE_AGENT))
			f.admit(t, registrar.String(), person(acme))
		}, want: types.ErrRoleBarred},
	} {
		t.Run(name, func(t *testing.T) {
			f := registered(t)
			if tc.arrange != nil {
				tc.arrange(t, f)
			}
			m := &types.MsgEnrolWithName{Sender: registrar.String(), Applicant: acme.String(), Name: "acme.agent.gov"}
			if tc.change != nil {
				tc.change(m)
			}
			f.refused(t, tc.want, func(ctx sdk.Context) error { _, err := f.srv.EnrolWithName(ctx, m); return err })
		})
	}
}

// An AI agent's name is owned by who answers for it.
func TestEnrolAnAgentWithName(t *testing.T) {
	f := registered(t)
	r := root()
	r.Kind, r.Roles, r.OrganisationId = types.PARTICIPANT_KIND_AI_AGENT, []types.Role{types.ROLE_AGENT}, "acme"
	f.setRoot(t, r)
	_, err := f.srv.RegisterName(f.ctx, &types.MsgRegisterName{
		Sender: ministry.String(), Name: "bot.agent.gov", Owner: acme.String(), Controller: machine1.String(), ExpiresAt: f.in(year),
	})
	require.NoError(t, err)

	f.enrolName(t, machine1, "bot.agent.gov")

	p := f.get(t, machine1)
	require.Equal(t, acme.String(), p.Responsible)
	require.Equal(t, "acme", p.OrganisationId)
	f.sound(t)

	// ACT, ASSERT: nobody answers where the owner was never admitted
	_, err = f.srv.RegisterName(f.ctx, &types.MsgRegisterName{
		Sender: ministry.String(), Name: "stray.agent.gov", Owner: stranger.String(), Controller: clerk.String(), ExpiresAt: f.in(year),
	})
	require.NoError(t, err)
	f.refused(t, types.ErrResponsible, func(ctx sdk.Context) error { return f.tryEnrol(ctx, clerk, "stray.agent.gov") })
}

// The limit is the root's: neither many children nor many controllers nor attested keys get around it.
func TestOneLimitForAllChildrenOfARoot(t *testing.T) {
	f := registered(t)
	r := root()
	r.DailyAdmissions = 3
	f.setRoot(t, r)
	firm := func(i int) sdk.AccAddress { return addr(fmt.Sprintf("firm%d", i)) }
	for i := range 3 {
		f.register(t, ministry.String(), fmt.Sprintf("firm%d.agent.gov", i), firm(i), f.in(year))
	}
	f.enrolName(t, firm(0), "firm0.agent.gov")
	f.attest(t, acme, acmeName, machine1, f.in(time.Hour), types.ROLE_AGENT)
	f.enrolName(t, firm(1), "firm1.agent.gov")

	f.refused(t, types.ErrSourceLimit, func(ctx sdk.Context) error { return f.tryEnrol(ctx, firm(2), "firm2.agent.gov") })
	f.refused(t, types.ErrSourceLimit, func(ctx sdk.Context) error {
		return f.tryAttest(ctx, acme, acmeName, clerk, f.in(time.Hour), types.ROLE_AGENT)
	})
	usage, err := f.k.SourceUsage(f.ctx, "name:agent.gov")
	require.NoError(t, err)
	require.EqualValues(t, 3, usage.Admissions)

	f.later(24 * time.Hour)
	f.enrolName(t, firm(2), "firm2.agent.gov")
	f.sound(t)
}

func TestSetRoleRootRefusals(t *testing.T) {
	f := registered(t)
	set := func(by string, change func(r *types.RoleRoot)) func(ctx sdk.Context) error {
		return func(ctx sdk.Context) error {
			r := root()
			change(&r)
			_, err := f.srv.SetRoleRoot(ctx, &types.MsgSetRoleRoot{Authority: by, Root: r})
			return err
		}
	}
	f.refused(t, types.ErrUnauthorized, set(registrar.String(), func(*types.RoleRoot) {}))
	f.refused(t, types.ErrUnknownName, set(authority, func(r *types.RoleRoot) { r.Name = "x.gov" }))
	f.refused(t, types.ErrUnknownOrganisation, set(authority, func(r *types.RoleRoot) { r.OrganisationId = "nobody" }))
	f.refused(t, types.ErrRoleNotGrantable, set(authority, func(r *types.RoleRoot) { r.Roles = []types.Role{types.ROLE_REGISTRAR} }))
	f.refused(t, types.ErrInvalidRoleRoot, set(authority, func(r *types.RoleRoot) { r.Roles = nil }))
}

// locked returns a keeper with the same state after the wiring of admissions was locked.
func (f *fixture) locked(t *testing.T) *fixture {
	t.Helper()
	gs, err := f.k.ExportGenesis(f.ctx)
	require.NoError(t, err)
	at := f.ctx.BlockTime()
	gs.Lock = types.AdmissionLock{Locked: true, LockedAt: &at}
	after := bare(t)
	after.ctx = after.ctx.WithBlockTime(at)
	require.NoError(t, after.k.InitGenesis(after.ctx, *gs))
	return after
}

func TestLockedRoleRoots(t *testing.T) {
	f := registered(t).locked(t)
	set := func(change func(r *types.RoleRoot)) func(ctx sdk.Context) error {
		return func(ctx sdk.Context) error {
			r := root()
			change(&r)
			_, err := f.srv.SetRoleRoot(ctx, &types.MsgSetRoleRoot{Authority: authority, Root: r})
			return err
		}
	}
	f.refused(t, types.ErrLocked, set(func(r *types.RoleRoot) { r.Name = "gov" }))
	f.refused(t, types.ErrLocked, set(func(r *types.RoleRoot) { r.Name, r.Active = "gov", false }))
	f.refused(t, types.ErrLocked, set(func(r *types.RoleRoot) { r.DailyAdmissions++ }))
	f.refused(t, types.ErrLocked, set(func(r *types.RoleRoot) { r.Roles = append(r.Roles, types.ROLE_EMPLOYER) }))

	// ACT, ASSERT: narrowing and ending always work, and are for good
	require.NoError(t, set(func(r *types.RoleRoot) { r.DailyAdmissions-- })(f.ctx))
	f.refused(t, types.ErrLocked, set(func(*types.RoleRoot) {}))
	require.NoError(t, set(func(r *types.RoleRoot) { r.Active = false })(f.ctx))
	f.refused(t, types.ErrLocked, set(func(r *types.RoleRoot) { r.DailyAdmissions-- }))

	// ACT, ASSERT: names are people, not wiring
	f.register(t, ministry.String(), "new.agent.gov", buyer, f.in(year))
	f.register(t, authority, "org", ministry, nil)
	f.sound(t)
}

func TestLockedOrganisations(t *testing.T) {
	f := attesting(t).locked(t)
	set := func(change func(o *types.Organisation)) func(ctx sdk.Context) error {
		return func(ctx sdk.Context) error {
			o := attestingAcme()
			change(&o)
			_, err := f.srv.SetOrganisation(ctx, &types.MsgSetOrganisation{Authority: authority, Organisation: o})
			return err
		}
	}
	f.refused(t, types.ErrLocked, set(func(o *types.Organisation) { o.DailyAttestations++ }))
	f.refused(t, types.ErrLocked, set(func(o *types.Organisation) { o.AttestRoles = append(o.AttestRoles, types.ROLE_AGENT) }))
	f.refused(t, types.ErrLocked, set(func(o *types.Organisation) { o.Id = "new" }))

	require.NoError(t, set(func(o *types.Organisation) { o.Representatives = []string{buyer.String()} })(f.ctx))
	require.NoError(t, set(func(o *types.Organisation) { o.Id, o.AttestRoles = "new", nil })(f.ctx))
	require.NoError(t, set(func(o *types.Organisation) { o.Active = false })(f.ctx))
	f.refused(t, types.ErrLocked, set(func(*types.Organisation) {}))
	require.NoError(t, set(func(o *types.Organisation) { o.AttestRoles = nil })(f.ctx), "without rights to attest it may take members again")
	f.sound(t)
}

func TestGenesisOfNames(t *testing.T) {
	f := attesting(t)
	f.enrolName(t, acme, "acme.agent.gov")
	f.attest(t, acme, acmeName, machine1, f.in(time.Hour), types.ROLE_AGENT)
	f.attest(t, director, "organisation:acme", clerk, f.in(time.Hour), types.ROLE_VALIDATOR)
	f.register(t, ministry.String(), "old.agent.gov", buyer, f.in(time.Hour))
	f.revokeName(t, "old.agent.gov")
	before := f.export(t)

	// ACT
	gs, err := f.k.ExportGenesis(f.ctx)
	require.NoError(t, err)
	after := bare(t)
	require.NoError(t, after.k.InitGenesis(after.ctx, *gs))

	// ASSERT
	require.Len(t, gs.Names, 4)
	require.Len(t, gs.RoleRoots, 1)
	require.Len(t, gs.Attestations, 2)
	require.Equal(t, before, after.export(t))
	children, err := after.query.Names(after.ctx, &types.QueryNamesRequest{Parent: "agent.gov"})
	require.NoError(t, err)
	require.Equal(t, []string{"acme.agent.gov", "old.agent.gov"}, namesOf(children.Names))
	after.sound(t)
}

// A root that admits into an organisation lets no role last longer while that takes nobody.
func TestRenewalWhileTheOrganisationIsClosed(t *testing.T) {
	f := registered(t)
	r := root()
	r.OrganisationId = "uni"
	f.setRoot(t, r)
	f.register(t, ministry.String(), "lab.agent.gov", machine1, f.in(time.Hour))
	f.enrolName(t, machine1, "lab.agent.gov")
	f.setOrganisation(t, types.Organisation{Id: "uni", Name: "University", Kind: types.ORGANISATION_KIND_UNIVERSITY})

	// ACT
	_, err := f.srv.RenewName(f.ctx, &types.MsgRenewName{Sender: ministry.String(), Name: "lab.agent.gov", ExpiresAt: f.in(year)})

	// ASSERT
	require.NoError(t, err, "the name itself lasts longer")
	require.Equal(t, f.in(time.Hour).UTC(), *f.get(t, machine1).ExpiresAt)
	f.sound(t)
}
