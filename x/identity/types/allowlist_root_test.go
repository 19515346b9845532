package types_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/x/identity/types"
)

func listedAgents(change func(*types.AllowlistRoot)) types.AllowlistRoot {
	r := types.AllowlistRoot{
		Role: types.ROLE_AGENT, Root: bytes.Repeat([]byte{1}, 32), Uri: "https://registry.example/agent.leaves",
		Kind: types.PARTICIPANT_KIND_HUMAN, OrganisationId: "acme", Term: 24 * time.Hour, DailyAdmissions: 10, Active: true,
	}
	if change != nil {
		change(&r)
	}
	return r
}

func TestMsgSetAllowlistRoot(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*types.AllowlistRoot)
		err    error
	}{
		"good":               {nil, nil},
		"employers":          {func(r *types.AllowlistRoot) { r.Role = types.ROLE_EMPLOYER }, nil},
		"validators":         {func(r *types.AllowlistRoot) { r.Role = types.ROLE_VALIDATOR }, nil},
		"organisations":      {func(r *types.AllowlistRoot) { r.Kind = types.PARTICIPANT_KIND_ORGANISATION }, nil},
		"not published":      {func(r *types.AllowlistRoot) { r.Uri = "" }, nil},
		"no organisation":    {func(r *types.AllowlistRoot) { r.OrganisationId = "" }, nil},
		"no end":             {func(r *types.AllowlistRoot) { r.Term = 0 }, nil},
		"longest":            {func(r *types.AllowlistRoot) { r.Term = types.MaxAllowlistTerm }, nil},
		"none a day":         {func(r *types.AllowlistRoot) { r.DailyAdmissions = 0 }, nil},
		"most a day":         {func(r *types.AllowlistRoot) { r.DailyAdmissions = 1_000_000 }, nil},
		"not active yet":     {func(r *types.AllowlistRoot) { r.Active = false }, nil},
		"deactivates":        {func(r *types.AllowlistRoot) { *r = types.AllowlistRoot{Role: r.Role} }, nil},
		"no role":            {func(r *types.AllowlistRoot) { r.Role = 0 }, types.ErrInvalidRoles},
		"role that is none":  {func(r *types.AllowlistRoot) { r.Role = 99 }, types.ErrInvalidRoles},
		"registrars":         {func(r *types.AllowlistRoot) { r.Role = types.ROLE_REGISTRAR }, types.ErrRoleNotGrantable},
		"moderators":         {func(r *types.AllowlistRoot) { r.Role = types.ROLE_MODERATOR }, types.ErrRoleNotGrantable},
		"version":            {func(r *types.AllowlistRoot) { r.Version = 1 }, types.ErrInvalidSource},
		"no root":            {func(r *types.AllowlistRoot) { r.Root = nil }, types.ErrInvalidSource},
		"short root":         {func(r *types.AllowlistRoot) { r.Root = r.Root[1:] }, types.ErrInvalidSource},
		"long root":          {func(r *types.AllowlistRoot) { r.Root = append(r.Root, 1) }, types.ErrInvalidSource},
		"uri":                {func(r *types.AllowlistRoot) { r.Uri = "here" }, types.ErrInvalidMetadata},
		"long uri":           {func(r *types.AllowlistRoot) { r.Uri = "https:" + strings.Repeat("x", types.MaxURI) }, types.ErrInvalidMetadata},
		"AI agents":          {func(r *types.AllowlistRoot) { r.Kind = types.PARTICIPANT_KIND_AI_AGENT }, types.ErrInvalidKind},
		"no kind":            {func(r *types.AllowlistRoot) { r.Kind = 0 }, types.ErrInvalidKind},
		"treasury":           {func(r *types.AllowlistRoot) { r.OrganisationId = "treasury" }, types.ErrReservedOrganisation},
		"organisation":       {func(r *types.AllowlistRoot) { r.OrganisationId = "A" }, types.ErrInvalidOrganisation},
		"negative term":      {func(r *types.AllowlistRoot) { r.Term = -1 }, types.ErrInvalidSource},
		"term too long":      {func(r *types.AllowlistRoot) { r.Term = types.MaxAllowlistTerm + 1 }, types.ErrInvalidSource},
		"too many a day":     {func(r *types.AllowlistRoot) { r.DailyAdmissions = 1_000_001 }, types.ErrInvalidSource},
		"half deactivated":   {func(r *types.AllowlistRoot) { r.Root, r.Active = nil, false }, types.ErrInvalidSource},
		"deactivates nobody": {func(r *types.AllowlistRoot) { *r = types.AllowlistRoot{} }, types.ErrInvalidRoles},
		"deactivates others": {func(r *types.AllowlistRoot) { *r = types.AllowlistRoot{Role: types.ROLE_AUDITOR} }, types.ErrRoleNotGrantable},
		"empty, active":      {func(r *types.AllowlistRoot) { *r = types.AllowlistRoot{Role: r.Role, Active: true} }, types.ErrInvalidSource},
	} {
		t.Run(name, func(t *testing.T) {
			msg := types.MsgSetAllowlistRoot{Authority: address("council"), Root: listedAgents(tc.change)}
			require.ErrorIs(t, msg.ValidateBasic(), tc.err)
		})
	}
	require.ErrorIs(t, (&types.MsgSetAllowlistRoot{Root: listedAgents(nil)}).ValidateBasic(), types.ErrInvalidAddress)
}

func TestMsgEnrolWithProof(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*types.MsgEnrolWithProof)
		err    error
	}{
		"good":         {func(*types.MsgEnrolWithProof) {}, nil},
		"sender":       {func(m *types.MsgEnrolWithProof) { m.Sender = "x" }, types.ErrInvalidAddress},
		"applicant":    {func(m *types.MsgEnrolWithProof) { m.Applicant = "" }, types.ErrInvalidAddress},
		"no role":      {func(m *types.MsgEnrolWithProof) { m.Role = 0 }, types.ErrInvalidRoles},
		"auditor":      {func(m *types.MsgEnrolWithProof) { m.Role = types.ROLE_AUDITOR }, types.ErrRoleNotGrantable},
		"no version":   {func(m *types.MsgEnrolWithProof) { m.Version = 0 }, types.ErrInvalidProof},
		"no leaves":    {func(m *types.MsgEnrolWithProof) { m.Total = 0 }, types.ErrInvalidProof},
		"aunt missing": {func(m *types.MsgEnrolWithProof) { m.Aunts = nil }, types.ErrInvalidProof},
	} {
		t.Run(name, func(t *testing.T) {
			msg := &types.MsgEnrolWithProof{
				Sender: address("desk"), Applicant: address("a"), Role: types.ROLE_AGENT, Version: 1, Total: 2, Index: 1, Aunts: [][]byte{make([]byte, 32)},
			}
			tc.change(msg)
			require.ErrorIs(t, msg.ValidateBasic(), tc.err)
		})
	}
}

func TestAllowlistWidens(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*types.AllowlistRoot)
		want   bool
	}{
		"the same":              {nil, false},
		"other people":          {func(r *types.AllowlistRoot) { r.Root, r.Uri, r.Version = bytes.Repeat([]byte{2}, 32), "ipfs:x", 9 }, false},
		"shorter":               {func(r *types.AllowlistRoot) { r.Term-- }, false},
		"longer":                {func(r *types.AllowlistRoot) { r.Term++ }, true},
		"without end":           {func(r *types.AllowlistRoot) { r.Term = 0 }, true},
		"fewer a day":           {func(r *types.AllowlistRoot) { r.DailyAdmissions = 0 }, false},
		"more a day":            {func(r *types.AllowlistRoot) { r.DailyAdmissions++ }, true},
		"deactivated":           {func(r *types.AllowlistRoot) { r.Active = false }, false},
		"other kind":            {func(r *types.AllowlistRoot) { r.Kind = types.PARTICIPANT_KIND_ORGANISATION }, true},
		"other organisation":    {func(r *types.AllowlistRoot) { r.OrganisationId = "uni" }, true},
		"out of organisation":   {func(r *types.AllowlistRoot) { r.OrganisationId = "" }, true},
		"narrower, but for one": {func(r *types.AllowlistRoot) { r.Term, r.Active, r.DailyAdmissions = 1, false, 11 }, true},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, tc.want, listedAgents(tc.change).Widens(listedAgents(nil))) })
	}
	off := func(r *types.AllowlistRoot) { r.Active = false }
	endless := func(r *types.AllowlistRoot) { r.Term = 0 }
	require.True(t, listedAgents(nil).Widens(listedAgents(off)), "reactivated")
	require.False(t, listedAgents(off).Widens(listedAgents(off)))
	require.False(t, listedAgents(nil).Widens(listedAgents(endless)), "an end where there was none")
	require.False(t, listedAgents(endless).Widens(listedAgents(endless)))
}

func TestAllowlistReplacing(t *testing.T) {
	old := listedAgents(func(r *types.AllowlistRoot) { r.Version = 3 })

	require.Equal(t, uint64(1), listedAgents(nil).Replacing(types.AllowlistRoot{}).Version, "the first")
	require.Equal(t, uint64(4), listedAgents(func(r *types.AllowlistRoot) { r.Root = make([]byte, 32) }).Replacing(old).Version, "a new root")

	fewer := listedAgents(func(r *types.AllowlistRoot) { r.DailyAdmissions = 5 }).Replacing(old)
	require.Equal(t, uint64(3), fewer.Version, "the same root: proofs stay good")
	require.Equal(t, uint32(5), fewer.DailyAdmissions)

	want := old
	want.Active = false
	require.Equal(t, want, types.AllowlistRoot{Role: types.ROLE_AGENT}.Replacing(old), "deactivated, all else stays")
}

func TestAllowlistEnd(t *testing.T) {
	end := now.Add(24 * time.Hour)
	require.Equal(t, &end, listedAgents(nil).End(now))
	require.Nil(t, listedAgents(func(r *types.AllowlistRoot) { r.Term = 0 }).End(now))
}

func TestGenesisOfAllowlists(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*types.GenesisState)
		err    error
	}{
		"good":                 {func(*types.GenesisState) {}, nil},
		"role twice":           {func(gs *types.GenesisState) { gs.AllowlistRoots[1].Role = types.ROLE_AGENT }, types.ErrInvalidGenesis},
		"version 0":            {func(gs *types.GenesisState) { gs.AllowlistRoots[0].Version = 0 }, types.ErrInvalidGenesis},
		"no root":              {func(gs *types.GenesisState) { gs.AllowlistRoots[0].Root = nil }, types.ErrInvalidSource},
		"no root, inactive":    {func(gs *types.GenesisState) { gs.AllowlistRoots[0].Root, gs.AllowlistRoots[0].Active = nil, false }, types.ErrInvalidSource},
		"role":                 {func(gs *types.GenesisState) { gs.AllowlistRoots[0].Role = types.ROLE_ISSUER }, types.ErrRoleNotGrantable},
		"unknown organisation": {func(gs *types.GenesisState) { gs.AllowlistRoots[0].OrganisationId = "nobody" }, types.ErrUnknownOrganisation},
	} {
		t.Run(name, func(t *testing.T) {
			gs := types.DefaultGenesis()
			gs.Organisations = []types.Organisation{{Id: "acme", Name: "Acme", Kind: types.ORGANISATION_KIND_ENTERPRISE, Active: true}}
			gs.AllowlistRoots = []types.AllowlistRoot{
				listedAgents(func(r *types.AllowlistRoot) { r.Version = 1 }),
				listedAgents(func(r *types.AllowlistRoot) { r.Role, r.Version, r.Active = types.ROLE_VALIDATOR, 7, false }),
			}
			tc.change(gs)
			require.ErrorIs(t, gs.Validate(), tc.err)
		})
	}
}
