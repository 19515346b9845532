package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/identity/types"
)

func participant(name string, roles ...types.Role) types.Participant {
	return types.Participant{
		Address: address(name), Kind: types.PARTICIPANT_KIND_HUMAN, Roles: roles, Status: types.PARTICIPANT_STATUS_ACTIVE,
		AdmittedAt: now, AdmissionPath: types.ADMISSION_PATH_GENESIS,
	}
}

func TestGenesisValidate(t *testing.T) {
	first := func(change func(*types.Participant)) func(*types.GenesisState) {
		return func(gs *types.GenesisState) { change(&gs.Participants[0]) }
	}
	for name, tc := range map[string]struct {
		change func(*types.GenesisState)
		err    error
	}{
		"good":                  {func(*types.GenesisState) {}, nil},
		"params":                {func(gs *types.GenesisState) { gs.Params.Seasoning = -1 }, types.ErrInvalidParams},
		"organisation":          {func(gs *types.GenesisState) { gs.Organisations[0].Name = "" }, types.ErrInvalidOrganisation},
		"organisation treasury": {func(gs *types.GenesisState) { gs.Organisations[0].Id = "treasury" }, types.ErrReservedOrganisation},
		"organisation twice":    {func(gs *types.GenesisState) { gs.Organisations = append(gs.Organisations, gs.Organisations[0]) }, types.ErrInvalidGenesis},
		"participant twice":     {func(gs *types.GenesisState) { gs.Participants = append(gs.Participants, gs.Participants[0]) }, types.ErrInvalidGenesis},
		"treasury":              {first(func(p *types.Participant) { p.Address = money.TreasuryAddress().String() }), types.ErrBuiltIn},
		"no address":            {first(func(p *types.Participant) { p.Address = "x" }), types.ErrInvalidAddress},
		"no kind":               {first(func(p *types.Participant) { p.Kind = 0 }), types.ErrInvalidKind},
		"unknown organisation":  {first(func(p *types.Participant) { p.OrganisationId = "nobody" }), types.ErrUnknownOrganisation},
		"treasury's":            {first(func(p *types.Participant) { p.OrganisationId = "treasury" }), types.ErrUnknownOrganisation},
		"roles not sorted":      {first(func(p *types.Participant) { p.Roles = []types.Role{types.ROLE_AGENT, types.ROLE_EMPLOYER} }), types.ErrInvalidRoles},
		"role twice":            {first(func(p *types.Participant) { p.Roles = []types.Role{types.ROLE_AGENT, types.ROLE_AGENT} }), types.ErrInvalidRoles},
		"judge without since":   {first(func(p *types.Participant) { p.Roles = []types.Role{types.ROLE_VALIDATOR} }), types.ErrInvalidGenesis},
		"judge with since": {first(func(p *types.Participant) {
			p.Roles, p.JudgeSince = []types.Role{types.ROLE_VALIDATOR}, &now
		}), nil},
		"since without judge":     {first(func(p *types.Participant) { p.JudgeSince = &now }), types.ErrInvalidGenesis},
		"no path":                 {first(func(p *types.Participant) { p.AdmissionPath = 0 }), types.ErrInvalidGenesis},
		"path that is none":       {first(func(p *types.Participant) { p.AdmissionPath = 99 }), types.ErrInvalidGenesis},
		"admitted by nobody":      {first(func(p *types.Participant) { p.AdmissionPath = types.ADMISSION_PATH_REGISTRAR }), types.ErrInvalidAddress},
		"no status":               {first(func(p *types.Participant) { p.Status = 0 }), types.ErrInvalidGenesis},
		"active with a reason":    {first(func(p *types.Participant) { p.StatusReason = "x" }), types.ErrInvalidGenesis},
		"suspended, no reason":    {first(func(p *types.Participant) { p.Status, p.StatusBy = types.PARTICIPANT_STATUS_SUSPENDED, address("r") }), types.ErrInvalidReason},
		"revoked, by nobody":      {first(func(p *types.Participant) { p.Status, p.StatusReason = types.PARTICIPANT_STATUS_REVOKED, "left" }), types.ErrInvalidAddress},
		"bad metadata":            {first(func(p *types.Participant) { p.MetadataUri = "x" }), types.ErrInvalidMetadata},
		"bad model":               {first(func(p *types.Participant) { p.ModelId = "x" }), types.ErrInvalidModel},
		"responsible unknown":     {func(gs *types.GenesisState) { gs.Participants[1].Responsible = address("nobody") }, types.ErrResponsible},
		"responsible an agent":    {func(gs *types.GenesisState) { gs.Participants[2].Responsible = gs.Participants[1].Address }, types.ErrResponsible},
		"no responsible":          {func(gs *types.GenesisState) { gs.Participants[1].Responsible = "" }, types.ErrResponsible},
		"usage of nobody":         {func(gs *types.GenesisState) { gs.RegistrarUsage[0].Registrar = address("nobody") }, types.ErrInvalidGenesis},
		"usage twice":             {func(gs *types.GenesisState) { gs.RegistrarUsage = append(gs.RegistrarUsage, gs.RegistrarUsage[0]) }, types.ErrInvalidGenesis},
		"usage on a negative day": {func(gs *types.GenesisState) { gs.RegistrarUsage[0].Day = -1 }, types.ErrInvalidGenesis},
	} {
		t.Run(name, func(t *testing.T) {
			gs := types.DefaultGenesis()
			gs.Organisations = []types.Organisation{{Id: "acme", Name: "Acme", Kind: types.ORGANISATION_KIND_ENTERPRISE, Active: true}}
			bot, bot2 := participant("bot"), participant("bot2")
			bot.Kind, bot.Responsible = types.PARTICIPANT_KIND_AI_AGENT, address("human")
			bot2.Kind, bot2.Responsible = types.PARTICIPANT_KIND_AI_AGENT, address("human")
			gs.Participants = []types.Participant{participant("human", types.ROLE_EMPLOYER), bot, bot2}
			gs.RegistrarUsage = []types.RegistrarUsage{{Registrar: address("human"), Day: 1, Admissions: 1}}
			tc.change(gs)
			require.ErrorIs(t, gs.Validate(), tc.err)
		})
	}
	require.NoError(t, types.DefaultGenesis().Validate())
}
