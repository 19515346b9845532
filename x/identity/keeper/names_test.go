package keeper_test

import (
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

var (
	ministry = addr("ministry")
	acme     = addr("acme")
	buyer    = addr("buyer")
	machine1 = addr("machine1")
	grace    = types.DefaultNameGrace
)

// registered returns a keeper with the names gov (no end), agent.gov (a role root for agents and validators, the ministry's, no end) and
// acme.agent.gov (acme's, for a year). Ministry, acme and buyer are participants; the registrar pays for others.
func registered(t *testing.T) *fixture {
	t.Helper()
	f := started(t)
	f.admit(t, registrar.String(), person(ministry), person(acme), person(buyer))
	f.register(t, authority, "gov", ministry, nil)
	f.register(t, authority, "agent.gov", ministry, nil)
	f.setRoot(t, root())
	f.register(t, ministry.String(), "acme.agent.gov", acme, f.in(year))
	return f
}

func root() types.RoleRoot {
	return types.RoleRoot{
		Name: "agent.gov", Roles: []types.Role{types.ROLE_AGENT, types.ROLE_VALIDATOR}, Kind: types.PARTICIPANT_KIND_HUMAN, DailyAdmissions: 10, Active: true,
	}
}

// in is a time that lies ahead of block time.
func (f *fixture) in(d time.Duration) *time.Time {
	at := f.ctx.BlockTime().Add(d)
	return &at
}

func (f *fixture) register(t *testing.T, by, name string, owner sdk.AccAddress, end *time.Time) {
	t.Helper()
	_, err := f.srv.RegisterName(f.ctx, &types.MsgRegisterName{Sender: by, Name: name, Owner: owner.String(), ExpiresAt: end})
	require.NoError(t, err)
}

func (f *fixture) setRoot(t *testing.T, r types.RoleRoot) {
	t.Helper()
	_, err := f.srv.SetRoleRoot(f.ctx, &types.MsgSetRoleRoot{Authority: authority, Root: r})
	require.NoError(t, err)
}

func (f *fixture) enrolName(t *testing.T, applicant sdk.AccAddress, name string) {
	t.Helper()
	_, err := f.srv.EnrolWithName(f.ctx, &types.MsgEnrolWithName{Sender: registrar.String(), Applicant: applicant.String(), Name: name})
	require.NoError(t, err)
}

func (f *fixture) nameNow(t *testing.T, name string) *types.QueryNameResponse {
	t.Helper()
	answer, err := f.query.Name(f.ctx, &types.QueryNameRequest{Name: name})
	require.NoError(t, err)
	return answer
}

func TestRegisterName(t *testing.T) {
	f := registered(t)
	end := f.in(time.Hour)

	// ACT
	events := f.events(t, func(ctx sdk.Context) error {
		_, err := f.srv.RegisterName(ctx, &types.MsgRegisterName{
			Sender: ministry.String(), Name: "lab.agent.gov", Owner: acme.String(), Controller: machine1.String(), ExpiresAt: end,
		})
		return err
	})

	// ASSERT
	want := types.Name{
		Name: "lab.agent.gov", Owner: acme.String(), Controller: machine1.String(), ExpiresAt: end, RegisteredAt: genesisTime, Generation: 1,
	}
	requireEvents(t, events, &types.EventNameRegistered{Name: want, RegisteredBy: ministry.String()})
	require.Equal(t, &types.QueryNameResponse{Name: want, Live: true}, f.nameNow(t, "lab.agent.gov"))
	require.Equal(t, acme.String(), f.nameNow(t, "acme.agent.gov").Name.Controller, "the owner controls it if nobody else is named")
	f.sound(t)
}

// requireEvents wants exactly these, in this order.
func requireEvents(t *testing.T, events sdk.Events, want ...proto.Message) {
	t.Helper()
	require.Len(t, events, len(want))
	for i, w := range want {
		got, err := sdk.ParseTypedEvent(abci.Event(events[i]))
		require.NoError(t, err)
		require.Equal(t, w, got)
	}
}

func TestRegisterNameRefusals(t *testing.T) {
	for name, tc := range map[string]struct {
		arrange func(t *testing.T, f *fixture)
		change  func(f *fixture, m *types.MsgRegisterName)
		want    error
	}{
		"bad name":           {change: func(_ *fixture, m *types.MsgRegisterName) { m.Name = "Acme.agent.gov" }, want: types.ErrInvalidName},
		"bad owner":          {change: func(_ *fixture, m *types.MsgRegisterName) { m.Owner = "" }, want: types.ErrInvalidAddress},
		"bad controller":     {change: func(_ *fixture, m *types.MsgRegisterName) { m.Controller = "me" }, want: types.ErrInvalidAddress},
		"top-level":          {change: func(_ *fixture, m *types.MsgRegisterName) { m.Name = "org" }, want: types.ErrUnauthorized},
		"no parent":          {change: func(_ *fixture, m *types.MsgRegisterName) { m.Name = "x.org" }, want: types.ErrUnknownName},
		"not the owner":      {change: func(_ *fixture, m *types.MsgRegisterName) { m.Sender = acme.String() }, want: types.ErrNotParentOwner},
		"a grandchild":       {change: func(_ *fixture, m *types.MsgRegisterName) { m.Name = "x.acme.agent.gov" }, want: types.ErrNotParentOwner},
		"taken":              {change: func(_ *fixture, m *types.MsgRegisterName) { m.Name = "acme.agent.gov" }, want: types.ErrNameTaken},
		"without an end":     {change: func(_ *fixture, m *types.MsgRegisterName) { m.ExpiresAt = nil }, want: types.ErrNameEnd},
		"more than 10 years": {change: func(f *fixture, m *types.MsgRegisterName) { m.ExpiresAt = f.in(types.MaxNameTerm + 1) }, want: types.ErrNameEnd},
		"ended already":      {change: func(f *fixture, m *types.MsgRegisterName) { m.ExpiresAt = f.in(0) }, want: types.ErrNameEnd},
		"beyond its parent": {change: func(f *fixture, m *types.MsgRegisterName) {
			m.Sender, m.Name, m.ExpiresAt = acme.String(), "x.acme.agent.gov", f.in(year+1)
		}, want: types.ErrNameEnd},
		"parent expired": {
			arrange: func(_ *testing.T, f *fixture) { f.later(year) },
			change: func(f *fixture, m *types.MsgRegisterName) {
				m.Sender, m.Name, m.ExpiresAt = acme.String(), "x.acme.agent.gov", f.in(1)
			}, want: types.ErrNameExpired,
		},
		"parent revoked": {
			arrange: func(t *testing.T, f *fixture) { f.revokeName(t, "agent.gov") },
			change:  func(*fixture, *types.MsgRegisterName) {}, want: types.ErrNameRevoked,
		},
		"grandparent revoked": {
			arrange: func(t *testing.T, f *fixture) { f.revokeName(t, "gov") },
			change:  func(*fixture, *types.MsgRegisterName) {}, want: types.ErrNameRevoked,
		},
		"parent revoked, the authority": {
			arrange: func(t *testing.T, f *fixture) { f.revokeName(t, "agent.gov") },
			change:  func(_ *fixture, m *types.MsgRegisterName) { m.Sender = authority }, want: types.ErrNameRevoked,
		},
		"suspended": {
			arrange: func(t *testing.T, f *fixture) { f.suspendOwner(t, ministry) },
			change:  func(*fixture, *types.MsgRegisterName) {}, want: types.ErrSuspended,
		},
		"in grace": {
			arrange: func(_ *testing.T, f *fixture) { f.later(year + grace - 1) },
			change:  func(f *fixture, m *types.MsgRegisterName) { m.Name, m.ExpiresAt = "acme.agent.gov", f.in(1) }, want: types.ErrNameGrace,
		},
		"in grace, the authority": {
			arrange: func(_ *testing.T, f *fixture) { f.later(year) },
			change: func(f *fixture, m *types.MsgRegisterName) {
				m.Sender, m.Name, m.ExpiresAt = authority, "acme.agent.gov", f.in(1)
			}, want: types.ErrNameGrace,
		},
		"revoked in this block": {
			arrange: func(t *testing.T, f *fixture) { f.revokeName(t, "acme.agent.gov") },
			change:  func(_ *fixture, m *types.MsgRegisterName) { m.Name = "acme.agent.gov" }, want: types.ErrNameTaken,
		},
		"a role root": {
			arrange: func(t *testing.T, f *fixture) { f.revokeName(t, "agent.gov"); f.later(1) },
			change:  func(_ *fixture, m *types.MsgRegisterName) { m.Name = "agent.gov" }, want: types.ErrRoleRootName,
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := registered(t)
			if tc.arrange != nil {
				tc.arrange(t, f)
			}
			m := &types.MsgRegisterName{Sender: ministry.String(), Name: "new.agent.gov", Owner: buyer.String(), ExpiresAt: f.in(time.Hour)}
			tc.change(f, m)
			f.refused(t, tc.want, func(ctx sdk.Context) error { _, err := f.srv.RegisterName(ctx, m); return err })
		})
	}
}

func (f *fixture) revokeName(t *testing.T, name string) {
	t.Helper()
	_, err := f.srv.RevokeName(f.ctx, &types.MsgRevokeName{Authority: authority, Name: name, Reason: "impostor"})
	require.NoError(t, err)
}

func (f *fixture) suspendOwner(t *testing.T, a sdk.AccAddress) {
	t.Helper()
	_, err := f.srv.Suspend(f.ctx, &types.MsgSuspend{Sender: registrar.String(), Address: a.String(), Reason: "test"})
	require.NoError(t, err)
}

// The attack of issue 4: whoever takes a name over after it expired gets none of the old holder's roles, and the old holder keeps none by it.
func TestNameTakeoverAfterExpiry(t *testing.T) {
	// ARRANGE: acme is enrolled by its name and vouches for a machine
	f := registered(t)
	f.enrolName(t, acme, "acme.agent.gov")
	f.attest(t, acme, "name:acme.agent.gov", machine1, f.in(year), types.ROLE_AGENT)
	require.NoError(t, f.k.Authorize(f.ctx, acme, types.ROLE_VALIDATOR))

	// ACT, ASSERT: with the name, at its last instant, the roles end
	f.later(year)
	require.ErrorIs(t, f.k.Authorize(f.ctx, acme, types.ROLE_AGENT), types.ErrRoleExpired)
	require.ErrorIs(t, f.k.Active(f.ctx, machine1), types.ErrExpired)

	// ACT, ASSERT: in grace it goes to nobody, and its holder can do nothing with it
	takeOver := func(ctx sdk.Context) error {
		_, err := f.srv.RegisterName(ctx, &types.MsgRegisterName{
			Sender: ministry.String(), Name: "acme.agent.gov", Owner: buyer.String(), ExpiresAt: f.in(year),
		})
		return err
	}
	f.refused(t, types.ErrNameGrace, takeOver)
	f.refused(t, types.ErrNameExpired, func(ctx sdk.Context) error { return f.tryEnrol(ctx, acme, "acme.agent.gov") })
	f.later(grace - 1)
	f.refused(t, types.ErrNameGrace, takeOver)

	// ACT: after grace it goes to the buyer
	f.later(1)
	events := f.events(t, takeOver)

	// ASSERT: dead roles are cleared away, the generation counts up
	source := "name:acme.agent.gov"
	now := f.nameNow(t, "acme.agent.gov").Name
	require.EqualValues(t, 2, now.Generation)
	require.Equal(t, buyer.String(), now.Controller)
	requireEvents(t, events,
		&types.EventRolesEnded{Address: acme.String(), Source: source, Roles: []types.Role{types.ROLE_AGENT, types.ROLE_VALIDATOR}},
		&types.EventRolesEnded{Address: machine1.String(), Source: source, Roles: []types.Role{types.ROLE_AGENT}},
		&types.EventAttestationRevoked{Address: machine1.String(), Source: source, RevokedBy: ministry.String()},
		&types.EventNameRegistered{Name: now, RegisteredBy: ministry.String()})

	// ASSERT: the old holder can neither enrol nor attest nor change it
	f.refused(t, types.ErrNotController, func(ctx sdk.Context) error { return f.tryEnrol(ctx, acme, "acme.agent.gov") })
	f.refused(t, types.ErrNotNameOwner, func(ctx sdk.Context) error {
		return f.tryAttest(ctx, acme, source, machine1, f.in(time.Hour), types.ROLE_AGENT)
	})
	f.refused(t, types.ErrNotNameOwner, func(ctx sdk.Context) error {
		_, err := f.srv.SetNameController(ctx, &types.MsgSetNameController{Sender: acme.String(), Name: "acme.agent.gov", Controller: acme.String()})
		return err
	})

	// ASSERT: the new holder has no role until it enrols, and then its own
	require.Empty(t, f.get(t, buyer).Roles)
	require.Empty(t, f.get(t, acme).Roles)
	f.enrolName(t, buyer, "acme.agent.gov")
	require.Equal(t, []types.Role{types.ROLE_AGENT, types.ROLE_VALIDATOR}, f.get(t, buyer).Roles)
	require.Equal(t, f.ctx.BlockTime(), *f.get(t, buyer).JudgeSince, "seasoning is the new holder's own")
	f.sound(t)
}

func (f *fixture) tryEnrol(ctx sdk.Context, applicant sdk.AccAddress, name string) error {
	_, err := f.srv.EnrolWithName(ctx, &types.MsgEnrolWithName{Sender: registrar.String(), Applicant: applicant.String(), Name: name})
	return err
}

// Children of an earlier holder of the name above are of his time: they stand for nobody, and the new holder gives them out anew.
func TestChildrenDoNotOutliveTheHolderOfTheirParent(t *testing.T) {
	f := registered(t)
	f.enrolName(t, acme, "acme.agent.gov")
	f.revokeName(t, "agent.gov")
	require.Equal(t, types.ErrNameRevoked.Error(), suffix(f.nameNow(t, "acme.agent.gov").Reason, types.ErrNameRevoked))
	f.later(1)

	// ACT: the authority gives agent.gov to another
	f.register(t, authority, "agent.gov", buyer, nil)

	// ASSERT
	require.False(t, f.nameNow(t, "acme.agent.gov").Live)
	f.refused(t, types.ErrNameOrphaned, func(ctx sdk.Context) error { return f.tryEnrol(ctx, acme, "acme.agent.gov") })
	f.refused(t, types.ErrNameOrphaned, func(ctx sdk.Context) error {
		_, err := f.srv.RenewName(ctx, &types.MsgRenewName{Sender: buyer.String(), Name: "acme.agent.gov", ExpiresAt: f.in(2 * year)})
		return err
	})
	f.refused(t, types.ErrNotParentOwner, func(ctx sdk.Context) error {
		_, err := f.srv.RenewName(ctx, &types.MsgRenewName{Sender: ministry.String(), Name: "acme.agent.gov", ExpiresAt: f.in(2 * year)})
		return err
	})
	f.sound(t)

	// ACT, ASSERT: the new holder need not wait, and what the name gave ends
	require.NoError(t, f.k.Authorize(f.ctx, acme, types.ROLE_AGENT))
	f.register(t, buyer.String(), "acme.agent.gov", buyer, f.in(year))
	require.ErrorIs(t, f.k.Authorize(f.ctx, acme, types.ROLE_AGENT), types.ErrRoleMissing)
	require.True(t, f.nameNow(t, "acme.agent.gov").Live)
	f.sound(t)
}

func suffix(text string, want error) string {
	if n := len(want.Error()); len(text) > n {
		return text[len(text)-n:]
	}
	return text
}

// The authority trusts one holder of a root to choose who gets roles; nobody sells that trust or takes it along with a stolen key.
func TestRoleRootIsNotGivenAway(t *testing.T) {
	f := registered(t)
	f.refused(t, types.ErrRoleRootName, func(ctx sdk.Context) error {
		_, err := f.srv.TransferName(ctx, &types.MsgTransferName{Sender: ministry.String(), Name: "agent.gov", NewOwner: buyer.String()})
		return err
	})
}
