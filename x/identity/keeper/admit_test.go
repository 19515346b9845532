package keeper_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/identity/types"
)

func typed(t *testing.T, events ...proto.Message) sdk.Events {
	t.Helper()
	list := sdk.Events{}
	for _, e := range events {
		event, err := sdk.TypedEventToEvent(e)
		require.NoError(t, err)
		list = append(list, event)
	}
	return list
}

func TestAdmitByRegistrar(t *testing.T) {
	f := started(t)
	a := person(addr("a"), types.ROLE_VALIDATOR, types.ROLE_EMPLOYER)
	a.OrganisationId = "acme"
	expires := genesisTime.Add(time.Hour)
	a.ExpiresAt = &expires

	events := f.events(t, func(ctx sdk.Context) error {
		res, err := f.srv.Admit(ctx, &types.MsgAdmit{Sender: registrar.String(), Participants: []types.Admission{a}})
		require.Equal(t, &types.MsgAdmitResponse{Admitted: 1}, res)
		return err
	})

	sorted := []types.Role{types.ROLE_EMPLOYER, types.ROLE_VALIDATOR}
	require.Equal(t, typed(t, &types.EventParticipantAdmitted{
		Address: a.Address, AdmittedBy: registrar.String(), Path: types.ADMISSION_PATH_REGISTRAR,
		Kind: types.PARTICIPANT_KIND_HUMAN, OrganisationId: "acme", Roles: sorted,
	}), events)
	require.Equal(t, types.Participant{
		Address: a.Address, Kind: types.PARTICIPANT_KIND_HUMAN, OrganisationId: "acme", Roles: sorted,
		Status: types.PARTICIPANT_STATUS_ACTIVE, AdmittedBy: registrar.String(), AdmittedAt: genesisTime,
		AdmissionPath: types.ADMISSION_PATH_REGISTRAR, ExpiresAt: &expires, JudgeSince: &genesisTime,
	}, f.get(t, addr("a")))
	require.True(t, f.acc.HasAccount(f.ctx, addr("a")), "the admission creates the account")
	f.sound(t)
}

func TestAdmitKeepsAnExistingAccount(t *testing.T) {
	f := started(t)
	account := f.acc.NewAccountWithAddress(f.ctx, addr("a"))
	require.NoError(t, account.SetSequence(7))
	f.acc.SetAccount(f.ctx, account)
	f.admit(t, registrar.String(), person(addr("a")))
	sequence, err := f.acc.GetSequence(f.ctx, addr("a"))
	require.NoError(t, err)
	require.Equal(t, uint64(7), sequence)
}

func TestAuthorityGrantsEveryRole(t *testing.T) {
	f := started(t)
	for number := range int32(8) {
		role := types.Role(number + 1)
		a := addr(role.String())
		f.admit(t, authority, person(a, role))
		require.NoError(t, f.k.Authorize(f.ctx, a, role))
		require.Equal(t, types.ADMISSION_PATH_AUTHORITY, f.get(t, a).AdmissionPath)
	}
	// The authority also fills an organisation that takes no members.
	member := person(addr("member"))
	member.OrganisationId = "closed"
	f.admit(t, authority, member)
	f.sound(t)
}

func TestResponsibleMayStandInTheSameList(t *testing.T) {
	f := started(t)
	owner := types.Admission{Address: addr("firm").String(), Kind: types.PARTICIPANT_KIND_ORGANISATION, OrganisationId: "acme"}
	f.admit(t, registrar.String(), owner, machine(addr("bot"), addr("firm"), types.ROLE_AGENT))
	require.Equal(t, addr("firm").String(), f.get(t, addr("bot")).Responsible)
	f.sound(t)
}

func TestAdmitUpdates(t *testing.T) {
	f := started(t)
	first := person(addr("a"), types.ROLE_AGENT)
	first.OrganisationId, first.MetadataUri, first.MetadataHash = "acme", "did:web:a.example", make([]byte, 32)
	f.admit(t, registrar.String(), first)
	f.later(time.Hour)

	second := person(addr("a"), types.ROLE_VALIDATOR)
	second.OrganisationId = "uni"
	events := f.events(t, func(ctx sdk.Context) error {
		res, err := f.srv.Admit(ctx, &types.MsgAdmit{Sender: registrar2.String(), Participants: []types.Admission{second}})
		require.Equal(t, &types.MsgAdmitResponse{Updated: 1}, res)
		return err
	})

	require.Equal(t, typed(t, &types.EventParticipantUpdated{
		Address: second.Address, UpdatedBy: registrar2.String(), OrganisationId: "uni", Roles: []types.Role{types.ROLE_VALIDATOR},
	}), events)
	p := f.get(t, addr("a"))
	require.Equal(t, registrar.String(), p.AdmittedBy, "who admitted first stays")
	require.Equal(t, genesisTime, p.AdmittedAt)
	require.Equal(t, "did:web:a.example", p.MetadataUri, "no metadata given leaves the participant's own")
	require.Equal(t, genesisTime.Add(time.Hour), *p.JudgeSince)
	require.ErrorIs(t, f.k.Authorize(f.ctx, addr("a"), types.ROLE_AGENT), types.ErrRoleMissing)
	require.Empty(t, f.members(t, "acme"))
	require.Equal(t, []string{addr("a").String()}, f.members(t, "uni"))
	f.sound(t)
}

func (f *fixture) members(t *testing.T, organisation string) []string {
	t.Helper()
	res, err := f.query.Participants(f.ctx, &types.QueryParticipantsRequest{OrganisationId: organisation})
	require.NoError(t, err)
	var list []string
	for _, p := range res.Participants {
		list = append(list, p.Address)
	}
	return list
}

func TestUpdateOfASuspendedParticipantLeavesItSuspended(t *testing.T) {
	f := started(t)
	f.admit(t, registrar.String(), person(addr("a"), types.ROLE_AGENT))
	_, err := f.srv.Suspend(f.ctx, &types.MsgSuspend{Sender: registrar.String(), Address: addr("a").String(), Reason: "check"})
	require.NoError(t, err)
	f.admit(t, registrar.String(), person(addr("a"), types.ROLE_AGENT, types.ROLE_EMPLOYER))
	require.ErrorIs(t, f.k.Authorize(f.ctx, addr("a"), types.ROLE_EMPLOYER), types.ErrSuspended)
	f.sound(t)
}

func TestAdmitRefuses(t *testing.T) {
	f := started(t)
	f.admit(t, registrar.String(), person(addr("known")), machine(addr("bot"), human))
	f.admit(t, authority, person(addr("gone")))
	_, err := f.srv.Revoke(f.ctx, &types.MsgRevoke{Sender: authority, Address: addr("gone").String(), Reason: "fraud"})
	require.NoError(t, err)
	f.admit(t, authority, person(addr("stopped")))
	_, err = f.srv.Suspend(f.ctx, &types.MsgSuspend{Sender: authority, Address: addr("stopped").String(), Reason: "inquiry"})
	require.NoError(t, err)
	before := f.ctx.BlockTime()

	with := func(change func(*types.Admission)) types.Admission {
		a := person(addr("new"))
		change(&a)
		return a
	}
	from := registrar.String()
	batch := func(n int) []types.Admission {
		var list []types.Admission
		for i := range n {
			list = append(list, person(addr(fmt.Sprintf("batch%d", i))))
		}
		return list
	}
	long := strings.Repeat("x", types.MaxURI)
	for name, tc := range map[string]struct {
		sender string
		list   []types.Admission
		err    error
	}{
		"sender no address":         {"", []types.Admission{person(addr("new"))}, types.ErrInvalidAddress},
		"stranger":                  {stranger.String(), []types.Admission{person(addr("new"))}, types.ErrNotRegistrar},
		"no registrar":              {human.String(), []types.Admission{person(addr("new"))}, types.ErrNotRegistrar},
		"empty list":                {from, nil, types.ErrInvalidList},
		"501 in a list":             {from, batch(501), types.ErrInvalidList},
		"twice in a list":           {from, []types.Admission{person(addr("new")), person(addr("new"))}, types.ErrInvalidList},
		"no address":                {from, []types.Admission{{Kind: types.PARTICIPANT_KIND_HUMAN}}, types.ErrInvalidAddress},
		"address in upper case":     {from, []types.Admission{with(func(a *types.Admission) { a.Address = strings.ToUpper(a.Address) })}, types.ErrInvalidAddress},
		"no kind":                   {from, []types.Admission{with(func(a *types.Admission) { a.Kind = 0 })}, types.ErrInvalidKind},
		"kind that is none":         {from, []types.Admission{with(func(a *types.Admission) { a.Kind = 4 })}, types.ErrInvalidKind},
		"unknown organisation":      {from, []types.Admission{with(func(a *types.Admission) { a.OrganisationId = "nobody" })}, types.ErrUnknownOrganisation},
		"organisation no slug":      {from, []types.Admission{with(func(a *types.Admission) { a.OrganisationId = "A b" })}, types.ErrInvalidOrganisation},
		"inactive organisation":     {from, []types.Admission{with(func(a *types.Admission) { a.OrganisationId = "closed" })}, types.ErrInactiveOrganisation},
		"the treasury's":            {authority, []types.Admission{with(func(a *types.Admission) { a.OrganisationId = "treasury" })}, types.ErrReservedOrganisation},
		"role 0":                    {from, []types.Admission{person(addr("new"), 0)}, types.ErrInvalidRoles},
		"role 9":                    {from, []types.Admission{person(addr("new"), 9)}, types.ErrInvalidRoles},
		"role twice":                {from, []types.Admission{person(addr("new"), types.ROLE_AGENT, types.ROLE_AGENT)}, types.ErrInvalidRoles},
		"nine roles":                {from, []types.Admission{person(addr("new"), 1, 2, 3, 4, 5, 6, 7, 8, 8)}, types.ErrInvalidRoles},
		"moderator":                 {from, []types.Admission{person(addr("new"), types.ROLE_MODERATOR)}, types.ErrRoleNotGrantable},
		"auditor":                   {from, []types.Admission{person(addr("new"), types.ROLE_AUDITOR)}, types.ErrRoleNotGrantable},
		"node operator":             {from, []types.Admission{person(addr("new"), types.ROLE_NODE_OPERATOR)}, types.ErrRoleNotGrantable},
		"registrar":                 {from, []types.Admission{person(addr("new"), types.ROLE_REGISTRAR)}, types.ErrRoleNotGrantable},
		"issuer among others":       {from, []types.Admission{person(addr("new"), types.ROLE_AGENT, types.ROLE_ISSUER)}, types.ErrRoleNotGrantable},
		"itself":                    {from, []types.Admission{person(registrar, types.ROLE_EMPLOYER)}, types.ErrProtected},
		"another registrar":         {from, []types.Admission{person(registrar2)}, types.ErrProtected},
		"auditor's roles":           {from, []types.Admission{person(auditor, types.ROLE_AGENT)}, types.ErrProtected},
		"suspended by authority":    {from, []types.Admission{person(addr("stopped"))}, types.ErrProtected},
		"revoked":                   {authority, []types.Admission{person(addr("gone"))}, types.ErrRevoked},
		"human becomes agent":       {authority, []types.Admission{machine(addr("known"), human)}, types.ErrKindChange},
		"agent becomes human":       {from, []types.Admission{person(addr("bot"))}, types.ErrKindChange},
		"expires now":               {from, []types.Admission{with(func(a *types.Admission) { a.ExpiresAt = &before })}, types.ErrInvalidExpiry},
		"treasury":                  {authority, []types.Admission{person(money.TreasuryAddress())}, types.ErrBuiltIn},
		"gov account":               {authority, []types.Admission{person(sdk.MustAccAddressFromBech32(authority))}, types.ErrBuiltIn},
		"module without an account": {authority, []types.Admission{person(moduleAddress("jobs"))}, types.ErrBuiltIn},
		"agent without responsible": {from, []types.Admission{{Address: addr("new").String(), Kind: types.PARTICIPANT_KIND_AI_AGENT}}, types.ErrResponsible},
		"agent of itself":           {from, []types.Admission{machine(addr("new"), addr("new"))}, types.ErrResponsible},
		"agent of a stranger":       {from, []types.Admission{machine(addr("new"), stranger)}, types.ErrResponsible},
		"agent of an agent":         {from, []types.Admission{machine(addr("new"), addr("bot"))}, types.ErrResponsible},
		"agent of a revoked":        {from, []types.Admission{machine(addr("new"), addr("gone"))}, types.ErrResponsible},
		"agent of the treasury":     {authority, []types.Admission{machine(addr("new"), money.TreasuryAddress())}, types.ErrResponsible},
		"agent before its human":    {from, []types.Admission{machine(addr("new"), addr("later")), person(addr("later"))}, types.ErrResponsible},
		"human with responsible":    {from, []types.Admission{with(func(a *types.Admission) { a.Responsible = human.String() })}, types.ErrResponsible},
		"human with a model":        {from, []types.Admission{with(func(a *types.Admission) { a.ModelId = "m" })}, types.ErrInvalidModel},
		"model hash, no id": {from, []types.Admission{func() types.Admission {
			a := machine(addr("new"), human)
			a.ModelId, a.ModelHash = "", make([]byte, 32)
			return a
		}()}, types.ErrInvalidModel},
		"model hash of 31 bytes": {from, []types.Admission{func() types.Admission { a := machine(addr("new"), human); a.ModelHash = make([]byte, 31); return a }()}, types.ErrInvalidModel},
		"model id of 129 bytes":  {from, []types.Admission{func() types.Admission { a := machine(addr("new"), human); a.ModelId = long[:129]; return a }()}, types.ErrInvalidModel},
		"uri of 257 bytes":       {from, []types.Admission{with(func(a *types.Admission) { a.MetadataUri = "ab:" + long[:254] })}, types.ErrInvalidMetadata},
		"uri without a scheme":   {from, []types.Admission{with(func(a *types.Admission) { a.MetadataUri = "example.com" })}, types.ErrInvalidMetadata},
		"hash without uri":       {from, []types.Admission{with(func(a *types.Admission) { a.MetadataHash = make([]byte, 32) })}, types.ErrInvalidMetadata},
		"hash of 33 bytes":       {from, []types.Admission{with(func(a *types.Admission) { a.MetadataUri, a.MetadataHash = "did:a", make([]byte, 33) })}, types.ErrInvalidMetadata},
		"last of a list":         {from, append(batch(3), person(auditor)), types.ErrProtected},
	} {
		t.Run(name, func(t *testing.T) {
			f.refused(t, tc.err, func(ctx sdk.Context) error {
				_, err := f.srv.Admit(ctx, &types.MsgAdmit{Sender: tc.sender, Participants: tc.list})
				return err
			})
		})
	}
	f.sound(t)
}

func TestRegistrarWhoMayNotActNow(t *testing.T) {
	f := started(t)
	list := []types.Admission{person(addr("new"))}
	try := func(want error) {
		t.Helper()
		f.refused(t, want, func(ctx sdk.Context) error {
			_, err := f.srv.Admit(ctx, &types.MsgAdmit{Sender: registrar.String(), Participants: list})
			return err
		})
	}
	until := f.ctx.BlockTime().Add(time.Hour)
	renewed := person(registrar, types.ROLE_REGISTRAR)
	renewed.ExpiresAt = &until
	f.admit(t, authority, renewed)
	f.later(time.Hour)
	try(types.ErrExpired)

	f.admit(t, authority, person(registrar, types.ROLE_REGISTRAR))
	_, err := f.srv.Suspend(f.ctx, &types.MsgSuspend{Sender: authority, Address: registrar.String(), Reason: "inquiry"})
	require.NoError(t, err)
	try(types.ErrSuspended)

	_, err = f.srv.Revoke(f.ctx, &types.MsgRevoke{Sender: authority, Address: registrar.String(), Reason: "fraud"})
	require.NoError(t, err)
	try(types.ErrRevoked)
}

func TestFullBatch(t *testing.T) {
	f := started(t)
	var list []types.Admission
	for i := range types.MaxBatch {
		list = append(list, person(addr(fmt.Sprintf("a%d", i)), types.ROLE_AGENT))
	}
	f.admit(t, registrar.String(), list...)
	usage, err := f.k.Usage(f.ctx, registrar)
	require.NoError(t, err)
	require.Equal(t, uint32(500), usage.Admissions)
	f.sound(t)
}

func TestDailyAdmissions(t *testing.T) {
	f := started(t)
	params := types.DefaultParams()
	params.RegistrarDailyAdmissions = 3
	require.NoError(t, f.k.SetParams(f.ctx, params))

	send := func(sender string, names ...string) func(sdk.Context) error {
		var list []types.Admission
		for _, name := range names {
			list = append(list, person(addr(name)))
		}
		return func(ctx sdk.Context) error {
			_, err := f.srv.Admit(ctx, &types.MsgAdmit{Sender: sender, Participants: list})
			return err
		}
	}
	require.NoError(t, send(registrar.String(), "a", "b")(f.ctx))
	f.refused(t, types.ErrDailyLimit, send(registrar.String(), "c", "d"))
	require.NoError(t, send(registrar.String(), "a")(f.ctx), "a change counts as well")
	f.refused(t, types.ErrDailyLimit, send(registrar.String(), "c"))
	require.NoError(t, send(registrar2.String(), "c", "d", "e")(f.ctx), "each registrar has a limit of its own")
	require.NoError(t, send(authority, "f", "g", "h", "i")(f.ctx), "the authority has none")

	midnight := genesisTime.Truncate(24 * time.Hour).Add(24 * time.Hour)
	f.ctx = f.ctx.WithBlockTime(midnight.Add(-time.Nanosecond))
	f.refused(t, types.ErrDailyLimit, send(registrar.String(), "j"))
	f.ctx = f.ctx.WithBlockTime(midnight)
	require.NoError(t, send(registrar.String(), "j", "k", "l")(f.ctx))

	res, err := f.query.RegistrarUsage(f.ctx, &types.QueryRegistrarUsageRequest{Address: registrar.String()})
	require.NoError(t, err)
	require.Equal(t, types.RegistrarUsage{Registrar: registrar.String(), Day: midnight.Unix() / 86_400, Admissions: 3}, res.Usage)
	f.sound(t)
}
