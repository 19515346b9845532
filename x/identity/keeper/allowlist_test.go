package keeper_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/cometbft/cometbft/crypto/merkle"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

const (
	listChain = "agijobs-1"
	listTerm  = 30 * 24 * time.Hour
)

// allowlist is an allow list and the proofs of those on it.
type allowlist struct {
	role    types.Role
	members []sdk.AccAddress
	root    []byte
	proofs  []*merkle.Proof
}

func newAllowlist(role types.Role, members ...sdk.AccAddress) allowlist {
	var leaves [][]byte
	for _, a := range members {
		leaves = append(leaves, types.AllowlistLeaf(listChain, role, a))
	}
	l := allowlist{role: role, members: members}
	l.root, l.proofs = merkle.ProofsFromByteSlices(leaves)
	return l
}

// record is what the authority sets for the list.
func (l allowlist) record(change func(*types.AllowlistRoot)) types.AllowlistRoot {
	r := types.AllowlistRoot{
		Role: l.role, Root: l.root, Uri: "https://registry.example/list.leaves", Kind: types.PARTICIPANT_KIND_HUMAN, OrganisationId: "acme",
		Term: listTerm, DailyAdmissions: 3, Active: true,
	}
	if change != nil {
		change(&r)
	}
	return r
}

// enrol returns the message for a member, by number.
func (l allowlist) enrol(i int, version uint64) *types.MsgEnrolWithProof {
	p := l.proofs[i]
	return &types.MsgEnrolWithProof{
		Sender: human.String(), Applicant: l.members[i].String(), Role: l.role, Version: version,
		Total: uint64(p.Total), Index: uint64(p.Index), Aunts: p.Aunts,
	}
}

func (f *fixture) setAllowlist(r types.AllowlistRoot) func(sdk.Context) error {
	return func(ctx sdk.Context) error {
		_, err := f.srv.SetAllowlistRoot(ctx, &types.MsgSetAllowlistRoot{Authority: authority, Root: r})
		return err
	}
}

func (f *fixture) enrolProof(msg *types.MsgEnrolWithProof) func(sdk.Context) error {
	return func(ctx sdk.Context) error {
		_, err := f.srv.EnrolWithProof(ctx, msg)
		return err
	}
}

func listedPeople(n int) []sdk.AccAddress {
	var out []sdk.AccAddress
	for i := range n {
		out = append(out, addr(fmt.Sprintf("person%02d", i)))
	}
	return out
}

// withAllowlist returns a chain where the first list of a role is in force.
func withAllowlist(t *testing.T, l allowlist, change func(*types.AllowlistRoot)) *fixture {
	t.Helper()
	f := started(t)
	f.ctx = f.ctx.WithChainID(listChain)
	require.NoError(t, f.setAllowlist(l.record(change))(f.ctx))
	return f
}

func TestEnrolWithProof(t *testing.T) {
	l := newAllowlist(types.ROLE_VALIDATOR, listedPeople(5)...)
	f := withAllowlist(t, l, nil)
	require.False(t, f.acc.HasAccount(f.ctx, l.members[3]), "an address that never existed on the chain")

	events := f.events(t, func(ctx sdk.Context) error {
		res, err := f.srv.EnrolWithProof(ctx, l.enrol(3, 1))
		require.Equal(t, &types.MsgEnrolWithProofResponse{Admitted: true}, res)
		return err
	})

	roles, end := []types.Role{types.ROLE_VALIDATOR}, genesisTime.Add(listTerm)
	require.Equal(t, typed(t,
		&types.EventParticipantAdmitted{
			Address: l.members[3].String(), AdmittedBy: human.String(), Path: types.ADMISSION_PATH_PROOF, Kind: types.PARTICIPANT_KIND_HUMAN,
			OrganisationId: "acme", Roles: roles, Source: "allowlist:ROLE_VALIDATOR",
		},
		&types.EventEnrolled{
			Address: l.members[3].String(), Path: types.ADMISSION_PATH_PROOF, Source: "allowlist:ROLE_VALIDATOR", Roles: roles, ExpiresAt: &end,
			SentBy: human.String(), Evidence: l.root, Version: 1,
		},
	), events)
	require.Equal(t, types.Participant{
		Address: l.members[3].String(), Kind: types.PARTICIPANT_KIND_HUMAN, OrganisationId: "acme", Roles: roles, Status: types.PARTICIPANT_STATUS_ACTIVE,
		AdmittedBy: human.String(), AdmittedAt: genesisTime, AdmissionPath: types.ADMISSION_PATH_PROOF, ExpiresAt: &end, JudgeSince: &genesisTime,
		RoleTerms: []types.RoleTerm{{Role: types.ROLE_VALIDATOR, Path: types.ADMISSION_PATH_PROOF, Source: "allowlist:ROLE_VALIDATOR", ExpiresAt: &end}},
	}, f.get(t, l.members[3]))
	require.True(t, f.acc.HasAccount(f.ctx, l.members[3]))
	require.NoError(t, f.k.Authorize(f.ctx, l.members[3], types.ROLE_VALIDATOR))
	f.sound(t)
}

// A term ends at its very end, and the same proof begins another.
func TestEnrolledRoleEndsWithItsTerm(t *testing.T) {
	l := newAllowlist(types.ROLE_AGENT, listedPeople(2)...)
	f := withAllowlist(t, l, nil)
	require.NoError(t, f.enrolProof(l.enrol(0, 1))(f.ctx))

	f.later(listTerm - 1)
	require.NoError(t, f.k.Authorize(f.ctx, l.members[0], types.ROLE_AGENT))
	f.later(1)
	require.ErrorIs(t, f.k.Authorize(f.ctx, l.members[0], types.ROLE_AGENT), types.ErrExpired)

	require.NoError(t, f.enrolProof(l.enrol(0, 1))(f.ctx))
	require.NoError(t, f.k.Authorize(f.ctx, l.members[0], types.ROLE_AGENT))
	f.sound(t)
}

func TestEnrolWithoutEnd(t *testing.T) {
	l := newAllowlist(types.ROLE_AGENT, listedPeople(1)...)
	f := withAllowlist(t, l, func(r *types.AllowlistRoot) { r.Term, r.OrganisationId = 0, "" })
	require.NoError(t, f.enrolProof(l.enrol(0, 1))(f.ctx))
	p := f.get(t, l.members[0])
	require.Nil(t, p.ExpiresAt)
	require.Nil(t, p.RoleTerms[0].ExpiresAt)
	require.Empty(t, p.OrganisationId)
	f.refused(t, types.ErrNothingNew, f.enrolProof(l.enrol(0, 1)))
}

// An admitted participant gets the role on top of what it holds, and what a registrar gave keeps its end.
func TestEnrolAddsARole(t *testing.T) {
	l := newAllowlist(types.ROLE_AGENT, listedPeople(1)...)
	f := withAllowlist(t, l, nil)
	until := genesisTime.Add(time.Hour)
	a := person(l.members[0], types.ROLE_EMPLOYER)
	a.ExpiresAt = &until
	f.admit(t, registrar.String(), a)

	res, err := f.srv.EnrolWithProof(f.ctx, l.enrol(0, 1))
	require.NoError(t, err)
	require.False(t, res.Admitted)

	f.later(time.Hour)
	require.NoError(t, f.k.Authorize(f.ctx, l.members[0], types.ROLE_AGENT))
	require.ErrorIs(t, f.k.Authorize(f.ctx, l.members[0], types.ROLE_EMPLOYER), types.ErrRoleExpired)
	f.sound(t)
}

func TestEnrolWithProofRefusals(t *testing.T) {
	l := newAllowlist(types.ROLE_AGENT, listedPeople(7)...)
	other := newAllowlist(types.ROLE_AGENT, listedPeople(6)...)
	change := func(i int, f func(*types.MsgEnrolWithProof)) *types.MsgEnrolWithProof {
		msg := l.enrol(i, 1)
		msg.Aunts = slices.Clone(msg.Aunts)
		f(msg)
		return msg
	}
	for name, tc := range map[string]struct {
		msg *types.MsgEnrolWithProof
		err error
	}{
		"sender is nobody":  {change(0, func(m *types.MsgEnrolWithProof) { m.Sender = stranger.String() }), types.ErrUnknownParticipant},
		"applicant itself":  {change(0, func(m *types.MsgEnrolWithProof) { m.Sender = m.Applicant }), types.ErrUnknownParticipant},
		"another address":   {change(0, func(m *types.MsgEnrolWithProof) { m.Applicant = l.members[1].String() }), types.ErrWrongProof},
		"not on the list":   {change(0, func(m *types.MsgEnrolWithProof) { m.Applicant = stranger.String() }), types.ErrWrongProof},
		"role without list": {change(0, func(m *types.MsgEnrolWithProof) { m.Role = types.ROLE_EMPLOYER }), types.ErrUnknownAllowlist},
		"role of no list":   {change(0, func(m *types.MsgEnrolWithProof) { m.Role = types.ROLE_REGISTRAR }), types.ErrRoleNotGrantable},
		"another list":      {other.enrol(0, 1), types.ErrWrongProof},
		"wrong index":       {change(0, func(m *types.MsgEnrolWithProof) { m.Index = 1 }), types.ErrWrongProof},
		"swapped aunts":     {change(0, func(m *types.MsgEnrolWithProof) { m.Aunts[0], m.Aunts[1] = m.Aunts[1], m.Aunts[0] }), types.ErrWrongProof},
		"inner node":        {change(0, func(m *types.MsgEnrolWithProof) { m.Total, m.Aunts = 4, m.Aunts[1:] }), types.ErrWrongProof},
		"aunt missing":      {change(0, func(m *types.MsgEnrolWithProof) { m.Aunts = m.Aunts[1:] }), types.ErrInvalidProof},
		"no version":        {change(0, func(m *types.MsgEnrolWithProof) { m.Version = 0 }), types.ErrInvalidProof},
		"version to come":   {change(0, func(m *types.MsgEnrolWithProof) { m.Version = 2 }), types.ErrOldProof},
	} {
		t.Run(name, func(t *testing.T) {
			f := withAllowlist(t, l, nil)
			f.refused(t, tc.err, f.enrolProof(tc.msg))
		})
	}
}

func TestEnrolOfAnotherChainOrRole(t *testing.T) {
	l := newAllowlist(types.ROLE_AGENT, listedPeople(2)...)
	f := withAllowlist(t, l, nil)
	f.ctx = f.ctx.WithChainID("agijobs-2")
	f.refused(t, types.ErrWrongProof, f.enrolProof(l.enrol(0, 1)))

	f.ctx = f.ctx.WithChainID(listChain)
	validators := newAllowlist(types.ROLE_VALIDATOR, l.members...)
	require.NoError(t, f.setAllowlist(validators.record(nil))(f.ctx))
	msg := l.enrol(0, 1)
	msg.Role = types.ROLE_VALIDATOR
	f.refused(t, types.ErrWrongProof, f.enrolProof(msg))
}

func TestOldProofNamesTheVersionInForce(t *testing.T) {
	l := newAllowlist(types.ROLE_AGENT, listedPeople(2)...)
	f := withAllowlist(t, l, nil)
	second := newAllowlist(types.ROLE_AGENT, listedPeople(3)...)
	require.NoError(t, f.setAllowlist(second.record(nil))(f.ctx))

	f.refused(t, types.ErrOldProof, f.enrolProof(l.enrol(0, 1)))
	require.ErrorContains(t, f.enrolProof(l.enrol(0, 1))(f.ctx), "proof is for version 1 of the list, version 2 is in force; get a new proof")
	f.refused(t, types.ErrWrongProof, f.enrolProof(l.enrol(0, 2)))
	require.NoError(t, f.enrolProof(second.enrol(0, 2))(f.ctx))
}

// A stolen list admits a day's worth; who has the role already does not count.
func TestAllowlistDailyLimit(t *testing.T) {
	l := newAllowlist(types.ROLE_AGENT, listedPeople(6)...)
	f := withAllowlist(t, l, nil)
	for i := range 3 {
		f.later(time.Second)
		require.NoError(t, f.enrolProof(l.enrol(i, 1))(f.ctx))
	}
	f.refused(t, types.ErrSourceLimit, f.enrolProof(l.enrol(3, 1)))

	for range 5 {
		f.later(time.Second)
		require.NoError(t, f.enrolProof(l.enrol(0, 1))(f.ctx), "a renewal")
	}
	usage, err := f.k.SourceUsage(f.ctx, "allowlist:ROLE_AGENT")
	require.NoError(t, err)
	require.Equal(t, uint32(3), usage.Admissions)

	f.later(24 * time.Hour)
	require.NoError(t, f.enrolProof(l.enrol(3, 1))(f.ctx), "a new UTC day")
	f.sound(t)
}

// Another list has a limit of its own.
func TestAllowlistLimitsAreApart(t *testing.T) {
	l := newAllowlist(types.ROLE_AGENT, listedPeople(2)...)
	f := withAllowlist(t, l, func(r *types.AllowlistRoot) { r.DailyAdmissions = 0 })
	f.refused(t, types.ErrSourceLimit, f.enrolProof(l.enrol(0, 1)))
	employers := newAllowlist(types.ROLE_EMPLOYER, listedPeople(2)...)
	require.NoError(t, f.setAllowlist(employers.record(nil))(f.ctx))
	require.NoError(t, f.enrolProof(employers.enrol(0, 1))(f.ctx))
}

func TestEnrolRespectsTheStanding(t *testing.T) {
	a := listedPeople(1)[0]
	l := newAllowlist(types.ROLE_AGENT, a, auditor)
	for name, tc := range map[string]struct {
		prepare func(t *testing.T, f *fixture)
		member  int
		err     error
	}{
		"barred": {func(t *testing.T, f *fixture) {
			f.admit(t, registrar.String(), person(a, types.ROLE_AGENT))
			f.admit(t, registrar.String(), person(a))
		}, 0, types.ErrRoleBarred},
		"suspended": {func(t *testing.T, f *fixture) {
			f.admit(t, registrar.String(), person(a))
			require.NoError(t, f.suspend(registrar.String(), a, "check")(f.ctx))
		}, 0, types.ErrSuspended},
		"suspended by the authority": {func(t *testing.T, f *fixture) {
			f.admit(t, registrar.String(), person(a))
			require.NoError(t, f.suspend(authority, a, "check")(f.ctx))
		}, 0, types.ErrProtected},
		"revoked": {func(t *testing.T, f *fixture) {
			f.admit(t, registrar.String(), person(a))
			require.NoError(t, f.revoke(registrar.String(), a, "fraud")(f.ctx))
		}, 0, types.ErrRevoked},
		"of another organisation": {func(t *testing.T, f *fixture) {
			member := person(a)
			member.OrganisationId = "uni"
			f.admit(t, registrar.String(), member)
		}, 0, types.ErrOrganisationChange},
		"an AI agent": {func(t *testing.T, f *fixture) { f.admit(t, registrar.String(), machine(a, human)) }, 0, types.ErrKindChange},
		"an auditor":  {func(*testing.T, *fixture) {}, 1, types.ErrProtected},
		"a council member": {func(t *testing.T, f *fixture) {
			f.admit(t, registrar.String(), person(a))
			f.k.SetProtector(offices{string(a): nil})
		}, 0, types.ErrOffice},
		"sender is suspended": {func(t *testing.T, f *fixture) {
			require.NoError(t, f.suspend(registrar.String(), human, "check")(f.ctx))
		}, 0, types.ErrSuspended},
		"list is off": {func(t *testing.T, f *fixture) {
			require.NoError(t, f.setAllowlist(types.AllowlistRoot{Role: types.ROLE_AGENT})(f.ctx))
		}, 0, types.ErrSourceInactive},
		"organisation takes no members": {func(t *testing.T, f *fixture) {
			require.NoError(t, f.setAllowlist(l.record(func(r *types.AllowlistRoot) { r.OrganisationId = "closed" }))(f.ctx))
		}, 0, types.ErrInactiveOrganisation},
	} {
		t.Run(name, func(t *testing.T) {
			f := withAllowlist(t, l, nil)
			tc.prepare(t, f)
			f.refused(t, tc.err, f.enrolProof(l.enrol(tc.member, 1)))
		})
	}
}

func TestModuleAccountOnAList(t *testing.T) {
	l := newAllowlist(types.ROLE_AGENT, moduleAddress("jobs"), human)
	f := withAllowlist(t, l, nil)
	f.refused(t, types.ErrBuiltIn, f.enrolProof(l.enrol(0, 1)))
}

func TestSetAllowlistRoot(t *testing.T) {
	l := newAllowlist(types.ROLE_AGENT, listedPeople(2)...)
	f := started(t)
	want := l.record(nil)

	set := func(r types.AllowlistRoot, version uint64) {
		t.Helper()
		want.Version = version
		require.Equal(t, typed(t, &types.EventAllowlistRootSet{Root: want}), f.events(t, func(ctx sdk.Context) error {
			res, err := f.srv.SetAllowlistRoot(ctx, &types.MsgSetAllowlistRoot{Authority: authority, Root: r})
			require.Equal(t, &types.MsgSetAllowlistRootResponse{Version: version}, res)
			return err
		}))
		got, err := f.k.AllowlistRoot(f.ctx, types.ROLE_AGENT)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	set(l.record(nil), 1)
	want.Root = bytes.Repeat([]byte{9}, 32)
	set(unversioned(want), 2)
	want.DailyAdmissions = 7
	set(unversioned(want), 2)
	want.Active = false
	set(types.AllowlistRoot{Role: types.ROLE_AGENT}, 2)
	f.sound(t)
}

// unversioned is a record as the authority sends it.
func unversioned(r types.AllowlistRoot) types.AllowlistRoot {
	r.Version = 0
	return r
}

func TestSetAllowlistRootRefusals(t *testing.T) {
	l := newAllowlist(types.ROLE_AGENT, listedPeople(2)...)
	f := started(t)
	f.refused(t, types.ErrUnauthorized, func(ctx sdk.Context) error {
		_, err := f.srv.SetAllowlistRoot(ctx, &types.MsgSetAllowlistRoot{Authority: registrar.String(), Root: l.record(nil)})
		return err
	})
	f.refused(t, types.ErrUnknownOrganisation, f.setAllowlist(l.record(func(r *types.AllowlistRoot) { r.OrganisationId = "nobody" })))
	f.refused(t, types.ErrInvalidSource, f.setAllowlist(l.record(func(r *types.AllowlistRoot) { r.Root = nil })))
	f.refused(t, types.ErrUnknownAllowlist, f.setAllowlist(types.AllowlistRoot{Role: types.ROLE_AGENT}))
}

func TestLockedAllowlists(t *testing.T) {
	l := newAllowlist(types.ROLE_AGENT, listedPeople(2)...)
	at := genesisTime
	gs := genesis()
	gs.Lock = types.AdmissionLock{Locked: true, LockedAt: &at}
	gs.AllowlistRoots = []types.AllowlistRoot{l.record(func(r *types.AllowlistRoot) { r.Version = 1 })}
	f := bare(t)
	f.ctx = f.ctx.WithChainID(listChain)
	require.NoError(t, f.k.InitGenesis(f.ctx, gs))

	f.refused(t, types.ErrLocked, f.setAllowlist(newAllowlist(types.ROLE_VALIDATOR, human).record(nil)))
	f.refused(t, types.ErrLocked, f.setAllowlist(l.record(func(r *types.AllowlistRoot) { r.DailyAdmissions++ })))
	f.refused(t, types.ErrLocked, f.setAllowlist(l.record(func(r *types.AllowlistRoot) { r.Term = 0 })))

	grown := newAllowlist(types.ROLE_AGENT, listedPeople(3)...)
	require.NoError(t, f.setAllowlist(grown.record(func(r *types.AllowlistRoot) { r.DailyAdmissions-- }))(f.ctx), "people are no wiring")
	require.NoError(t, f.enrolProof(grown.enrol(2, 2))(f.ctx))
	f.refused(t, types.ErrLocked, f.setAllowlist(grown.record(nil)))
	require.NoError(t, f.setAllowlist(types.AllowlistRoot{Role: types.ROLE_AGENT})(f.ctx))
	f.refused(t, types.ErrLocked, f.setAllowlist(grown.record(func(r *types.AllowlistRoot) { r.DailyAdmissions = 1 })))
}

func TestAllowlistQueries(t *testing.T) {
	agents, employers := newAllowlist(types.ROLE_AGENT, listedPeople(2)...), newAllowlist(types.ROLE_EMPLOYER, listedPeople(3)...)
	f := withAllowlist(t, agents, nil)
	require.NoError(t, f.setAllowlist(employers.record(nil))(f.ctx))
	first := func(r *types.AllowlistRoot) { r.Version = 1 }

	one, err := f.query.AllowlistRoot(f.ctx, &types.QueryAllowlistRootRequest{Role: types.ROLE_AGENT})
	require.NoError(t, err)
	require.Equal(t, agents.record(first), one.Root)

	all, err := f.query.AllowlistRoots(f.ctx, &types.QueryAllowlistRootsRequest{})
	require.NoError(t, err)
	require.Equal(t, []types.AllowlistRoot{employers.record(first), agents.record(first)}, all.Roots)

	_, err = f.query.AllowlistRoot(f.ctx, &types.QueryAllowlistRootRequest{Role: types.ROLE_VALIDATOR})
	require.Equal(t, codes.NotFound, status.Code(err))
	_, err = f.query.AllowlistRoot(f.ctx, &types.QueryAllowlistRootRequest{Role: 99})
	require.Equal(t, codes.InvalidArgument, status.Code(err))
}

func TestGenesisRoundTripOfAllowlists(t *testing.T) {
	l := newAllowlist(types.ROLE_AGENT, listedPeople(4)...)
	f := withAllowlist(t, l, nil)
	require.NoError(t, f.enrolProof(l.enrol(0, 1))(f.ctx))
	require.NoError(t, f.setAllowlist(newAllowlist(types.ROLE_VALIDATOR, human).record(nil))(f.ctx))
	require.NoError(t, f.setAllowlist(types.AllowlistRoot{Role: types.ROLE_VALIDATOR})(f.ctx))
	exported := f.export(t)

	g := bare(t)
	g.ctx = g.ctx.WithChainID(listChain)
	require.NoError(t, g.module.ValidateGenesis(g.enc.Codec, nil, []byte(exported)))
	g.module.InitGenesis(g.ctx, g.enc.Codec, []byte(exported))

	require.Equal(t, exported, g.export(t))
	require.NoError(t, g.enrolProof(l.enrol(1, 1))(g.ctx), "proofs stay good")
	g.sound(t)
}
