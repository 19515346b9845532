package keeper_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/identity/types"
)

func moduleAddress(name string) sdk.AccAddress { return authtypes.NewModuleAddress(name) }

func (f *fixture) suspend(sender string, a sdk.AccAddress, reason string) func(sdk.Context) error {
	return func(ctx sdk.Context) error {
		_, err := f.srv.Suspend(ctx, &types.MsgSuspend{Sender: sender, Address: a.String(), Reason: reason})
		return err
	}
}

func (f *fixture) reinstate(sender string, a sdk.AccAddress) func(sdk.Context) error {
	return func(ctx sdk.Context) error {
		_, err := f.srv.Reinstate(ctx, &types.MsgReinstate{Sender: sender, Address: a.String()})
		return err
	}
}

func (f *fixture) revoke(sender string, a sdk.AccAddress, reason string) func(sdk.Context) error {
	return func(ctx sdk.Context) error {
		_, err := f.srv.Revoke(ctx, &types.MsgRevoke{Sender: sender, Address: a.String(), Reason: reason})
		return err
	}
}

func (f *fixture) leave(sender string) func(sdk.Context) error {
	return func(ctx sdk.Context) error {
		_, err := f.srv.Leave(ctx, &types.MsgLeave{Sender: sender})
		return err
	}
}

func TestSuspendAndReinstate(t *testing.T) {
	f := started(t)
	from := registrar.String()
	require.Equal(t, typed(t, &types.EventParticipantStatusChanged{
		Address: human.String(), ChangedBy: from, OldStatus: types.PARTICIPANT_STATUS_ACTIVE,
		NewStatus: types.PARTICIPANT_STATUS_SUSPENDED, Reason: "fraud_report-1",
	}), f.events(t, f.suspend(from, human, "fraud_report-1")))
	require.ErrorIs(t, f.k.Authorize(f.ctx, human, types.ROLE_EMPLOYER), types.ErrSuspended)
	require.ErrorIs(t, f.k.Active(f.ctx, human), types.ErrSuspended)
	known, err := f.k.Known(f.ctx, human)
	require.NoError(t, err)
	require.True(t, known, "duties and exits go on")
	require.Equal(t, from, f.get(t, human).StatusBy)
	f.sound(t)

	require.Equal(t, typed(t, &types.EventParticipantStatusChanged{
		Address: human.String(), ChangedBy: registrar2.String(), OldStatus: types.PARTICIPANT_STATUS_SUSPENDED,
		NewStatus: types.PARTICIPANT_STATUS_ACTIVE,
	}), f.events(t, f.reinstate(registrar2.String(), human)))
	require.NoError(t, f.k.Authorize(f.ctx, human, types.ROLE_EMPLOYER))
	require.Equal(t, fromGenesis(human, types.ROLE_EMPLOYER), f.get(t, human))
	f.sound(t)
}

func TestStatusRefuses(t *testing.T) {
	f := started(t)
	f.admit(t, authority, person(addr("free")), person(addr("rich")), person(addr("susp")), person(addr("stopped")), person(addr("gone")))
	f.stakes[string(addr("rich"))] = true
	require.NoError(t, f.suspend(registrar.String(), addr("susp"), "check")(f.ctx))
	require.NoError(t, f.suspend(authority, addr("stopped"), "inquiry")(f.ctx))
	require.NoError(t, f.revoke(authority, addr("gone"), "fraud")(f.ctx))

	from := registrar.String()
	for name, tc := range map[string]struct {
		run func(sdk.Context) error
		err error
	}{
		"suspend: stranger":               {f.suspend(stranger.String(), human, "x"), types.ErrNotRegistrar},
		"suspend: no registrar":           {f.suspend(human.String(), human, "x"), types.ErrNotRegistrar},
		"suspend: unknown":                {f.suspend(from, stranger, "x"), types.ErrUnknownParticipant},
		"suspend: no reason":              {f.suspend(from, human, ""), types.ErrInvalidReason},
		"suspend: reason of 65 bytes":     {f.suspend(from, human, strings.Repeat("x", 65)), types.ErrInvalidReason},
		"suspend: reason a sentence":      {f.suspend(from, human, "John was rude"), types.ErrInvalidReason},
		"suspend: reason in upper case":   {f.suspend(from, human, "FRAUD"), types.ErrInvalidReason},
		"suspend: already suspended":      {f.suspend(from, addr("susp"), "x"), types.ErrAlreadySuspended},
		"suspend: already, by authority":  {f.suspend(authority, addr("susp"), "x"), types.ErrAlreadySuspended},
		"suspend: revoked":                {f.suspend(authority, addr("gone"), "x"), types.ErrRevoked},
		"suspend: auditor by registrar":   {f.suspend(from, auditor, "x"), types.ErrProtected},
		"suspend: registrar by registrar": {f.suspend(from, registrar2, "x"), types.ErrProtected},
		"suspend: treasury":               {f.suspend(authority, money.TreasuryAddress(), "x"), types.ErrBuiltIn},
		"suspend: module":                 {f.suspend(authority, moduleAddress("jobs"), "x"), types.ErrBuiltIn},
		"reinstate: stranger":             {f.reinstate(stranger.String(), addr("susp")), types.ErrNotRegistrar},
		"reinstate: itself":               {f.reinstate(addr("susp").String(), addr("susp")), types.ErrNotRegistrar},
		"reinstate: active":               {f.reinstate(from, human), types.ErrNotSuspended},
		"reinstate: revoked":              {f.reinstate(authority, addr("gone")), types.ErrRevoked},
		"reinstate: unknown":              {f.reinstate(from, stranger), types.ErrUnknownParticipant},
		"reinstate: suspended by council": {f.reinstate(from, addr("stopped")), types.ErrProtected},
		"reinstate: auditor by registrar": {f.reinstate(from, auditor), types.ErrProtected},
		"revoke: stranger":                {f.revoke(stranger.String(), human, "x"), types.ErrNotRegistrar},
		"revoke: no reason":               {f.revoke(authority, human, ""), types.ErrInvalidReason},
		"revoke: unknown":                 {f.revoke(authority, stranger, "x"), types.ErrUnknownParticipant},
		"revoke: revoked":                 {f.revoke(authority, addr("gone"), "x"), types.ErrRevoked},
		"revoke: stake, by registrar":     {f.revoke(from, addr("rich"), "x"), types.ErrHasStake},
		"revoke: auditor by registrar":    {f.revoke(from, auditor, "x"), types.ErrProtected},
		"revoke: suspended by council":    {f.revoke(from, addr("stopped"), "x"), types.ErrProtected},
		"revoke: treasury":                {f.revoke(authority, money.TreasuryAddress(), "x"), types.ErrBuiltIn},
		"leave: stranger":                 {f.leave(stranger.String()), types.ErrUnknownParticipant},
		"leave: revoked":                  {f.leave(addr("gone").String()), types.ErrRevoked},
		"leave: gov stands for treasury":  {f.leave(authority), types.ErrBuiltIn},
		"leave: no address":               {f.leave("agi1"), types.ErrInvalidAddress},
	} {
		t.Run(name, func(t *testing.T) { f.refused(t, tc.err, tc.run) })
	}
	require.NoError(t, f.revoke(from, addr("free"), "x")(f.ctx), "a registrar revokes where no stake is held")
	require.NoError(t, f.revoke(authority, addr("rich"), "x")(f.ctx), "the authority revokes all the same")
	require.NoError(t, f.reinstate(authority, addr("stopped"))(f.ctx))
	f.sound(t)
}

func TestDailySuspensions(t *testing.T) {
	f := started(t)
	params := types.DefaultParams()
	params.RegistrarDailySuspensions = 2
	require.NoError(t, f.k.SetParams(f.ctx, params))
	f.admit(t, authority, person(addr("a")), person(addr("b")), person(addr("c")))
	from := registrar.String()

	require.NoError(t, f.suspend(from, addr("a"), "x")(f.ctx))
	require.NoError(t, f.revoke(from, addr("b"), "x")(f.ctx), "a revocation counts as well")
	f.refused(t, types.ErrDailyLimit, f.suspend(from, addr("c"), "x"))
	f.refused(t, types.ErrDailyLimit, f.revoke(from, addr("c"), "x"))
	require.NoError(t, f.reinstate(from, addr("a"))(f.ctx))
	f.refused(t, types.ErrDailyLimit, f.suspend(from, addr("a"), "x"))
	require.NoError(t, f.suspend(authority, addr("c"), "x")(f.ctx))

	f.later(24 * time.Hour)
	require.NoError(t, f.suspend(from, addr("a"), "x")(f.ctx))

	params.RegistrarDailyAdmissions = 0
	require.NoError(t, f.k.SetParams(f.ctx, params))
	f.refused(t, types.ErrDailyLimit, f.reinstate(from, addr("a")))
	f.sound(t)
}

func TestRevocationReachesTheHooksInEndBlock(t *testing.T) {
	f := started(t)
	first := &hook{do: func(ctx context.Context, a sdk.AccAddress) error {
		// A failing hook leaves nothing behind, not even an event.
		if err := f.k.SetOrganisation(ctx, types.Organisation{Id: "half", Name: "Half", Kind: types.ORGANISATION_KIND_LAB}); err != nil {
			return err
		}
		return errors.New(strings.Repeat("é", 300))
	}}
	second := &hook{do: func(context.Context, sdk.AccAddress) error { panic("boom") }}
	third := &hook{}
	f.k.SetHooks(first, second, third)
	f.admit(t, authority, person(addr("a")), person(addr("b")))

	require.NoError(t, f.revoke(authority, addr("b"), "fraud")(f.ctx.WithTxIndex(3)))
	require.NoError(t, f.leave(addr("a").String())(f.ctx.WithTxIndex(1)))
	require.Empty(t, third.seen, "nothing happens before the end of the block")
	before := f.export(t)

	events := f.events(t, func(ctx sdk.Context) error { return f.module.EndBlock(ctx) })

	order := []string{addr("a").String(), addr("b").String()}
	require.Equal(t, order, first.seen)
	require.Equal(t, order, second.seen)
	require.Equal(t, order, third.seen)
	require.Equal(t, before, f.export(t), "a failed hook leaves nothing")
	failed := strings.Repeat("é", 256)
	require.Equal(t, typed(t,
		&types.EventHookFailed{Address: order[0], Error: failed}, &types.EventHookFailed{Address: order[0], Error: "panic: boom"},
		&types.EventHookFailed{Address: order[1], Error: failed}, &types.EventHookFailed{Address: order[1], Error: "panic: boom"},
	), events)

	require.Empty(t, f.events(t, func(ctx sdk.Context) error { return f.module.EndBlock(ctx) }), "the journal is drained")
	require.Len(t, third.seen, 2)
	f.sound(t)
}

func TestLeave(t *testing.T) {
	f := started(t)
	require.Equal(t, typed(t, &types.EventParticipantStatusChanged{
		Address: human.String(), ChangedBy: human.String(), OldStatus: types.PARTICIPANT_STATUS_ACTIVE,
		NewStatus: types.PARTICIPANT_STATUS_REVOKED, Reason: "left",
	}), f.events(t, f.leave(human.String())))
	require.ErrorIs(t, f.k.Active(f.ctx, human), types.ErrRevoked)
	f.refused(t, types.ErrRevoked, f.leave(human.String()))

	// Leaving is an exit: neither a suspension nor an expired admission holds anybody.
	until := f.ctx.BlockTime().Add(time.Hour)
	short := person(addr("short"))
	short.ExpiresAt = &until
	f.admit(t, registrar.String(), person(addr("a")), short)
	require.NoError(t, f.suspend(authority, addr("a"), "check")(f.ctx))
	f.later(2 * time.Hour)
	require.NoError(t, f.leave(addr("a").String())(f.ctx))
	require.NoError(t, f.leave(addr("short").String())(f.ctx))
	require.NoError(t, f.leave(auditor.String())(f.ctx))
	f.sound(t)
}
