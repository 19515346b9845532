package keeper_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/identity/types"
)

func TestAuthorizeSaysWhichConditionFails(t *testing.T) {
	f := started(t)
	until := genesisTime.Add(time.Hour)
	short := person(addr("short"), types.ROLE_AGENT)
	short.ExpiresAt = &until
	f.admit(t, registrar.String(), short, person(addr("susp"), types.ROLE_AGENT), person(addr("gone"), types.ROLE_AGENT))
	require.NoError(t, f.suspend(authority, addr("susp"), "check")(f.ctx))
	require.NoError(t, f.revoke(authority, addr("gone"), "fraud")(f.ctx))

	require.ErrorIs(t, f.k.Authorize(f.ctx, stranger, types.ROLE_AGENT), types.ErrUnknownParticipant)
	require.ErrorIs(t, f.k.Authorize(f.ctx, addr("susp"), types.ROLE_AGENT), types.ErrSuspended)
	require.ErrorIs(t, f.k.Authorize(f.ctx, addr("gone"), types.ROLE_AGENT), types.ErrRevoked)
	require.ErrorIs(t, f.k.Authorize(f.ctx, human, types.ROLE_AGENT), types.ErrRoleMissing)
	require.ErrorIs(t, f.k.Authorize(f.ctx, human, types.ROLE_UNSPECIFIED), types.ErrRoleMissing)
	require.NoError(t, f.k.Authorize(f.ctx, human, types.ROLE_EMPLOYER))

	f.ctx = f.ctx.WithBlockTime(until.Add(-time.Nanosecond))
	require.NoError(t, f.k.Authorize(f.ctx, addr("short"), types.ROLE_AGENT))
	f.ctx = f.ctx.WithBlockTime(until)
	require.ErrorIs(t, f.k.Authorize(f.ctx, addr("short"), types.ROLE_AGENT), types.ErrExpired)
	require.ErrorIs(t, f.k.Active(f.ctx, addr("short")), types.ErrExpired)

	// A renewal brings it back.
	f.admit(t, registrar.String(), person(addr("short"), types.ROLE_AGENT))
	require.NoError(t, f.k.Authorize(f.ctx, addr("short"), types.ROLE_AGENT))

	res, err := f.query.Authorized(f.ctx, &types.QueryAuthorizedRequest{Address: human.String(), Role: types.ROLE_AGENT})
	require.NoError(t, err)
	require.False(t, res.Authorized)
	require.Contains(t, res.Reason, "ROLE_AGENT: participant does not hold the role")
	res, err = f.query.Authorized(f.ctx, &types.QueryAuthorizedRequest{Address: human.String(), Role: types.ROLE_EMPLOYER})
	require.NoError(t, err)
	require.Equal(t, &types.QueryAuthorizedResponse{Authorized: true}, res)
}

// Members are there for queries, whatever their standing, and never more than were asked for.
func TestMembers(t *testing.T) {
	f := started(t)
	require.NoError(t, f.k.SetOrganisation(f.ctx, types.Organisation{Id: "archive", Name: "Archive", Kind: types.ORGANISATION_KIND_GOVERNMENT, Active: true}))
	members, err := f.k.Members(f.ctx, "archive", 9)
	require.NoError(t, err)
	require.Empty(t, members)
	var want []sdk.AccAddress
	for _, name := range []string{"m1", "m2", "m3"} {
		member := person(addr(name), types.ROLE_EMPLOYER)
		member.OrganisationId = "archive"
		f.admit(t, authority, member)
		want = append(want, addr(name))
	}
	slices.SortFunc(want, func(a, b sdk.AccAddress) int { return bytes.Compare(a, b) })
	require.NoError(t, f.revoke(authority, addr("m2"), "fraud")(f.ctx))
	for limit := range 5 {
		members, err = f.k.Members(f.ctx, "archive", limit)
		require.NoError(t, err)
		require.Equal(t, want[:min(limit, 3)], append([]sdk.AccAddress{}, members...))
	}
	members, err = f.k.Members(f.ctx, types.TreasuryOrganisation, 9)
	require.NoError(t, err)
	require.Equal(t, []sdk.AccAddress{money.TreasuryAddress()}, members)
	_, err = f.k.Members(f.ctx, "moon", 9)
	require.ErrorIs(t, err, types.ErrUnknownOrganisation)
}

func TestTreasuryIsABuiltInParticipant(t *testing.T) {
	f := started(t)
	treasury := money.TreasuryAddress()
	known, err := f.k.Known(f.ctx, treasury)
	require.NoError(t, err)
	require.True(t, known)
	require.NoError(t, f.k.Active(f.ctx, treasury))
	for number := range int32(8) {
		role := types.Role(number + 1)
		if role == types.ROLE_EMPLOYER {
			require.NoError(t, f.k.Authorize(f.ctx, treasury, role))
			continue
		}
		require.ErrorIs(t, f.k.Authorize(f.ctx, treasury, role), types.ErrRoleMissing)
	}
	p := f.get(t, treasury)
	require.Equal(t, types.PARTICIPANT_KIND_ORGANISATION, p.Kind)
	o, err := f.k.Organisation(f.ctx, p.OrganisationId)
	require.NoError(t, err)
	require.Equal(t, types.ORGANISATION_KIND_GOVERNMENT, o.Kind)
	drawable, err := f.k.Drawable(f.ctx, treasury, types.ROLE_VALIDATOR)
	require.NoError(t, err)
	require.False(t, drawable)
	require.NotContains(t, f.export(t), treasury.String(), "it is no part of the state")
}

func TestGateReadsOneKey(t *testing.T) {
	f := started(t)
	reads := func(run func(ctx sdk.Context)) uint64 {
		// Flat read costs alone: gas counts reads.
		config := storetypes.GasConfig{ReadCostFlat: 1, HasCost: 1, IterNextCostFlat: 1}
		ctx := f.ctx.WithGasMeter(storetypes.NewInfiniteGasMeter()).WithKVGasConfig(config)
		run(ctx)
		return ctx.GasMeter().GasConsumed()
	}
	require.Equal(t, uint64(1), reads(func(ctx sdk.Context) { require.NoError(t, f.k.Active(ctx, human)) }))
	require.Equal(t, uint64(1), reads(func(ctx sdk.Context) { require.Error(t, f.k.Active(ctx, stranger)) }))
	require.Equal(t, uint64(2), reads(func(ctx sdk.Context) {
		require.NoError(t, f.k.Authorize(ctx, human, types.ROLE_EMPLOYER))
	}), "the participant and the terms")
	require.Equal(t, uint64(1), reads(func(ctx sdk.Context) {
		known, err := f.k.Known(ctx, stranger)
		require.NoError(t, err)
		require.False(t, known)
	}))
}

func TestDrawable(t *testing.T) {
	f := started(t)
	a := addr("judge")
	drawable := func(role types.Role) bool {
		t.Helper()
		ok, err := f.k.Drawable(f.ctx, a, role)
		require.NoError(t, err)
		return ok
	}
	require.False(t, drawable(types.ROLE_VALIDATOR), "unknown")
	f.admit(t, registrar.String(), person(a, types.ROLE_VALIDATOR))
	require.False(t, drawable(types.ROLE_VALIDATOR), "admitted today")
	f.later(types.DefaultSeasoning - time.Nanosecond)
	require.False(t, drawable(types.ROLE_VALIDATOR))
	f.later(time.Nanosecond)
	require.True(t, drawable(types.ROLE_VALIDATOR))
	require.False(t, drawable(types.ROLE_MODERATOR), "not held")
	require.False(t, drawable(types.ROLE_AGENT), "no judge's role")

	f.admit(t, authority, person(a, types.ROLE_VALIDATOR, types.ROLE_MODERATOR, types.ROLE_AGENT))
	require.True(t, drawable(types.ROLE_VALIDATOR), "the grant goes on")
	require.True(t, drawable(types.ROLE_MODERATOR))
	require.False(t, drawable(types.ROLE_AGENT))

	require.NoError(t, f.suspend(authority, a, "check")(f.ctx))
	require.False(t, drawable(types.ROLE_VALIDATOR))
	require.NoError(t, f.reinstate(authority, a)(f.ctx))
	require.True(t, drawable(types.ROLE_VALIDATOR))

	f.admit(t, authority, person(a, types.ROLE_AGENT))
	require.False(t, drawable(types.ROLE_VALIDATOR))
	require.Nil(t, f.get(t, a).JudgeSince)
	f.admit(t, authority, person(a, types.ROLE_VALIDATOR))
	require.False(t, drawable(types.ROLE_VALIDATOR), "granted anew: seasoning starts again")

	until := f.ctx.BlockTime().Add(30 * 24 * time.Hour)
	short := person(a, types.ROLE_VALIDATOR)
	short.ExpiresAt = &until
	f.admit(t, authority, short)
	f.later(29 * 24 * time.Hour)
	require.True(t, drawable(types.ROLE_VALIDATOR))
	f.later(2 * 24 * time.Hour)
	require.False(t, drawable(types.ROLE_VALIDATOR), "expired")
	f.admit(t, authority, person(a, types.ROLE_VALIDATOR))
	require.False(t, drawable(types.ROLE_VALIDATOR), "a lapse is an interruption")

	params := types.DefaultParams()
	params.Seasoning = 0
	require.NoError(t, f.k.SetParams(f.ctx, params))
	require.True(t, drawable(types.ROLE_VALIDATOR))
	f.sound(t)
}

func TestUpdateMetadata(t *testing.T) {
	f := started(t)
	update := func(sender, uri string, hash []byte) func(sdk.Context) error {
		return func(ctx sdk.Context) error {
			_, err := f.srv.UpdateMetadata(ctx, &types.MsgUpdateMetadata{Sender: sender, MetadataUri: uri, MetadataHash: hash})
			return err
		}
	}
	f.admit(t, authority, person(addr("susp")))
	require.NoError(t, f.suspend(authority, addr("susp"), "check")(f.ctx))
	f.refused(t, types.ErrUnknownParticipant, update(stranger.String(), "did:a:b", nil))
	f.refused(t, types.ErrSuspended, update(addr("susp").String(), "did:a:b", nil))
	f.refused(t, types.ErrInvalidMetadata, update(human.String(), "no scheme", nil))
	f.refused(t, types.ErrInvalidMetadata, update(human.String(), "did:a:b", make([]byte, 31)))
	f.refused(t, types.ErrBuiltIn, update(authority, "did:a:b", nil))

	require.Equal(t, typed(t, &types.EventParticipantUpdated{
		Address: human.String(), UpdatedBy: human.String(), Roles: []types.Role{types.ROLE_EMPLOYER},
	}), f.events(t, update(human.String(), "did:a:b", make([]byte, 32))))
	require.Equal(t, "did:a:b", f.get(t, human).MetadataUri)
	require.NoError(t, update(human.String(), "", nil)(f.ctx))
	require.Empty(t, f.get(t, human).MetadataUri)
	require.Nil(t, f.get(t, human).MetadataHash)
}

func TestAuthorityMessages(t *testing.T) {
	f := started(t)
	organisation := types.Organisation{Id: "lab-1", Name: "Labor für Tests", Kind: types.ORGANISATION_KIND_LAB, Active: true}
	set := func(sender string, change func(*types.Organisation)) func(sdk.Context) error {
		o := organisation
		change(&o)
		return func(ctx sdk.Context) error {
			_, err := f.srv.SetOrganisation(ctx, &types.MsgSetOrganisation{Authority: sender, Organisation: o})
			return err
		}
	}
	same := func(*types.Organisation) {}
	f.refused(t, types.ErrUnauthorized, set(registrar.String(), same))
	f.refused(t, types.ErrInvalidAddress, set("", same))
	f.refused(t, types.ErrReservedOrganisation, set(authority, func(o *types.Organisation) { o.Id = "treasury" }))
	f.refused(t, types.ErrInvalidOrganisation, set(authority, func(o *types.Organisation) { o.Name = "" }))
	require.Equal(t, typed(t, &types.EventOrganisationSet{Organisation: organisation}), f.events(t, set(authority, same)))

	params := func(sender string, p types.Params) func(sdk.Context) error {
		return func(ctx sdk.Context) error {
			_, err := f.srv.UpdateParams(ctx, &types.MsgUpdateParams{Authority: sender, Params: p})
			return err
		}
	}
	changed := types.DefaultParams()
	changed.RegistrarDailyAdmissions, changed.RegistrarDailySuspensions, changed.Seasoning = 1, 2, time.Hour
	f.refused(t, types.ErrUnauthorized, params(registrar.String(), changed))
	f.refused(t, types.ErrInvalidParams, params(authority, types.Params{Seasoning: -1}))
	require.Equal(t, typed(t, &types.EventParamsUpdated{Params: changed}), f.events(t, params(authority, changed)))
	res, err := f.query.Params(f.ctx, &types.QueryParamsRequest{})
	require.NoError(t, err)
	require.Equal(t, changed, res.Params)
	f.sound(t)
}

func TestLists(t *testing.T) {
	f := started(t)
	for _, name := range []string{"m1", "m2", "m3"} {
		a := person(addr(name))
		a.OrganisationId = "acme"
		f.admit(t, registrar.String(), a)
	}
	all, err := f.query.Participants(f.ctx, &types.QueryParticipantsRequest{})
	require.NoError(t, err)
	require.Len(t, all.Participants, 7)

	page, err := f.query.Participants(f.ctx, &types.QueryParticipantsRequest{
		OrganisationId: "acme", Pagination: &query.PageRequest{Limit: 2, CountTotal: true},
	})
	require.NoError(t, err)
	require.Len(t, page.Participants, 2)
	require.Equal(t, uint64(3), page.Pagination.Total)
	page, err = f.query.Participants(f.ctx, &types.QueryParticipantsRequest{
		OrganisationId: "acme", Pagination: &query.PageRequest{Limit: 1_000_000, Key: page.Pagination.NextKey},
	})
	require.NoError(t, err)
	require.Len(t, page.Participants, 1)
	require.Equal(t, addr("m3").String(), page.Participants[0].Address)

	organisations, err := f.query.Organisations(f.ctx, &types.QueryOrganisationsRequest{})
	require.NoError(t, err)
	require.Len(t, organisations.Organisations, 3)

	_, err = f.query.Participant(f.ctx, &types.QueryParticipantRequest{Address: stranger.String()})
	require.Equal(t, codes.NotFound, status.Code(err))
	_, err = f.query.Participant(f.ctx, &types.QueryParticipantRequest{Address: "nonsense"})
	require.Equal(t, codes.InvalidArgument, status.Code(err))
	_, err = f.query.Organisation(f.ctx, &types.QueryOrganisationRequest{Id: "nobody"})
	require.Equal(t, codes.NotFound, status.Code(err))
	_, err = f.query.Authorized(f.ctx, &types.QueryAuthorizedRequest{Address: human.String(), Role: 99})
	require.Equal(t, codes.InvalidArgument, status.Code(err))
}
