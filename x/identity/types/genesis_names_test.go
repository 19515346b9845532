package types_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/agijobs/agijobs/x/identity/types"
)

// named is a genesis with names, a role root below them, and an attestation of each kind.
func named() types.GenesisState {
	gs := *types.DefaultGenesis()
	gs.Organisations = []types.Organisation{attestingOrganisation()}
	gs.Participants = []types.Participant{{
		Address: address("machine"), Kind: types.PARTICIPANT_KIND_HUMAN, Status: types.PARTICIPANT_STATUS_ACTIVE, AdmittedAt: nameTime,
		AdmissionPath: types.ADMISSION_PATH_GENESIS,
	}}
	gs.Names = []types.Name{nameOf("acme.agent.gov", 0, time.Hour), nameOf("agent.gov", 0, time.Hour), nameOf("gov", 0, 0)}
	gs.RoleRoots = []types.RoleRoot{goodRoot()}
	fromOrganisation := word(time.Hour, types.ROLE_AGENT)
	fromOrganisation.Source, fromOrganisation.Generation = "organisation:acme", 0
	gs.Attestations = []types.Attestation{word(time.Hour, types.ROLE_AGENT), fromOrganisation}
	return gs
}

func TestGenesisOfNames(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(gs *types.GenesisState)
		want   error
	}{
		"good":                   {func(*types.GenesisState) {}, nil},
		"bad name":               {func(gs *types.GenesisState) { gs.Names[0].Name = "Acme.agent.gov" }, types.ErrInvalidName},
		"bad owner":              {func(gs *types.GenesisState) { gs.Names[0].Owner = "" }, types.ErrInvalidAddress},
		"bad controller":         {func(gs *types.GenesisState) { gs.Names[0].Controller = "" }, types.ErrInvalidAddress},
		"generation 0":           {func(gs *types.GenesisState) { gs.Names[2].Generation = 0 }, types.ErrInvalidGenesis},
		"never registered":       {func(gs *types.GenesisState) { gs.Names[2].RegisteredAt = time.Time{} }, types.ErrInvalidGenesis},
		"revoked without an end": {func(gs *types.GenesisState) { gs.Names[2].Revoked = true }, types.ErrInvalidGenesis},
		"name twice":             {func(gs *types.GenesisState) { gs.Names = append(gs.Names, gs.Names[2]) }, types.ErrInvalidGenesis},
		"no parent":              {func(gs *types.GenesisState) { gs.Names = append(gs.Names, nameOf("x.org", 0, 0)) }, types.ErrInvalidGenesis},
		"outlasts its parent":    {func(gs *types.GenesisState) { gs.Names[0] = nameOf("acme.agent.gov", 0, time.Hour+1) }, types.ErrInvalidGenesis},
		"without an end below one": {func(gs *types.GenesisState) {
			gs.Names[0] = nameOf("acme.agent.gov", 0, 0)
		}, types.ErrInvalidGenesis},
		"of an earlier parent":    {func(gs *types.GenesisState) { gs.Names[1] = nameOf("agent.gov", 1, time.Minute) }, nil},
		"below a revoked one":     {func(gs *types.GenesisState) { gs.Names[1] = revoked(gs.Names[1], time.Minute) }, nil},
		"root twice":              {func(gs *types.GenesisState) { gs.RoleRoots = append(gs.RoleRoots, goodRoot()) }, types.ErrInvalidGenesis},
		"root is no name":         {func(gs *types.GenesisState) { gs.RoleRoots[0].Name = "x.gov" }, types.ErrInvalidGenesis},
		"root of no organisation": {func(gs *types.GenesisState) { gs.RoleRoots[0].OrganisationId = "nobody" }, types.ErrUnknownOrganisation},
		"bad root":                {func(gs *types.GenesisState) { gs.RoleRoots[0].Roles = nil }, types.ErrInvalidRoleRoot},

		"attestation twice": {func(gs *types.GenesisState) { gs.Attestations = append(gs.Attestations, gs.Attestations[0]) }, types.ErrInvalidGenesis},
		"of a stranger":     {func(gs *types.GenesisState) { gs.Attestations[0].Address = address("stranger") }, types.ErrInvalidGenesis},
		"of an earlier holder": {func(gs *types.GenesisState) {
			gs.Names[0].Generation = 2
		}, types.ErrInvalidGenesis},
		"by a name that is not there": {func(gs *types.GenesisState) { gs.Attestations[0].Source = "name:x.agent.gov" }, types.ErrInvalidGenesis},
		"by an organisation that is not there": {func(gs *types.GenesisState) {
			gs.Attestations[1].Source = "organisation:nobody"
		}, types.ErrInvalidGenesis},
		"by nothing known":       {func(gs *types.GenesisState) { gs.Attestations[0].Source = "key:k" }, types.ErrInvalidSource},
		"by an earlier owner":    {func(gs *types.GenesisState) { gs.Attestations[0].Attester = address("seller") }, types.ErrInvalidGenesis},
		"bad attester":           {func(gs *types.GenesisState) { gs.Attestations[0].Attester = "" }, types.ErrInvalidAddress},
		"bad key":                {func(gs *types.GenesisState) { gs.Attestations[0].Address = "" }, types.ErrInvalidAddress},
		"of no role":             {func(gs *types.GenesisState) { gs.Attestations[0].Roles = nil }, types.ErrInvalidAttestation},
		"ends before it begins":  {func(gs *types.GenesisState) { gs.Attestations[0].ExpiresAt = nameTime }, types.ErrInvalidAttestation},
		"of the authority's own": {func(gs *types.GenesisState) { gs.Attestations[0].Roles = []types.Role{types.ROLE_AUDITOR} }, types.ErrRoleNotGrantable},
		"roles not sorted": {func(gs *types.GenesisState) {
			gs.Attestations[0].Roles = []types.Role{types.ROLE_AGENT, types.ROLE_EMPLOYER}
		}, types.ErrInvalidAttestation},
		"as many as may be": {func(gs *types.GenesisState) { crowd(gs, types.MaxAttestations) }, nil},
		"more than may be":  {func(gs *types.GenesisState) { crowd(gs, types.MaxAttestations+1) }, types.ErrInvalidGenesis},
		"organisations have no such bound": {func(gs *types.GenesisState) {
			crowd(gs, types.MaxAttestations+1)
			for i := range gs.Attestations {
				gs.Attestations[i].Source, gs.Attestations[i].Generation = "organisation:acme", 0
			}
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			gs := named()
			tc.change(&gs)
			requireIs(t, tc.want, gs.Validate())
		})
	}
}

// crowd gives the name n attestations.
func crowd(gs *types.GenesisState, n int) {
	gs.Attestations = nil
	for i := range n {
		p, a := gs.Participants[0], word(time.Hour, types.ROLE_AGENT)
		p.Address = address(fmt.Sprintf("machine%d", i))
		a.Address = p.Address
		gs.Participants, gs.Attestations = append(gs.Participants, p), append(gs.Attestations, a)
	}
}
