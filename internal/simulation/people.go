package simulation

import (
	"crypto/ed25519"
	"fmt"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/identity/client/tokens"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	operatorstypes "github.com/agijobs/agijobs/x/operators/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
	thermostattypes "github.com/agijobs/agijobs/x/thermostat/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// How many people there are of each kind. Twenty judges fill both committees of a job besides those who are busy.
const (
	employers  = 8
	agents     = 12
	machines   = 4
	validators = 20
	moderators = 9
	auditors   = 2
	nodes      = 4
	strangers  = 60
)

// office is the organisation of the auditors, house the one whose representative attests keys.
const (
	office = "audit"
	house  = "house"
)

// Names and lists under which people enrol.
const (
	rootName   = "gov"
	licensed   = "licensed"
	secondary  = "maps"
	issuerName = "https://eid.example.org"
)

// wealth of everybody, in base units.
var wealth = testapp.AGI(1_000_000)

// people is what the nation starts with.
type people struct {
	n *Nation

	employers, agents, machines, validators, moderators, auditors, nodes, guardians, strangers []account
	minister, justice, registrar, registrar2, issuer, attester, nameHolder                     account
	operator                                                                                   account
}

// populate draws everybody's keys.
func (n *Nation) populate() *people {
	p := &people{n: n}
	several := func(count int) (list []account) {
		for range count {
			list = append(list, n.born())
		}
		return list
	}
	p.employers, p.agents, p.machines = several(employers), several(agents), several(machines)
	p.validators, p.moderators, p.auditors = several(validators), several(moderators), several(auditors)
	p.nodes, p.guardians, p.strangers = several(nodes), several(2), several(strangers)
	for _, a := range []*account{&p.minister, &p.justice, &p.registrar, &p.registrar2, &p.issuer, &p.attester, &p.nameHolder} {
		*a = n.born()
	}
	n.newcomers = p.strangers
	p.operator = accountOf(testapp.NewActor("operator").Key)
	n.know(p.operator)
	return p
}

// genesis writes everybody into the genesis state.
func (p *people) genesis(state app.GenesisState, c *testapp.Chain) {
	admit := func(a account, organisation string, roles ...identitytypes.Role) {
		c.Admit(state, actorOf(a), wealth, identitytypes.Participant{OrganisationId: organisation, Roles: roles})
	}
	p.organisations(state, c)
	for i, a := range p.employers {
		admit(a, []string{"ministry", "bank", "works", ""}[i%4], identitytypes.ROLE_EMPLOYER)
	}
	for i, a := range p.agents {
		admit(a, fmt.Sprintf("lab-%d", i%6), identitytypes.ROLE_AGENT)
	}
	for i, a := range p.machines {
		c.Admit(state, actorOf(a), wealth, identitytypes.Participant{
			Kind: identitytypes.PARTICIPANT_KIND_AI_AGENT, Responsible: p.agents[i].AddressBech32, ModelId: "vendor/model",
			OrganisationId: fmt.Sprintf("lab-%d", i%6), Roles: []identitytypes.Role{identitytypes.ROLE_AGENT},
		})
	}
	for i, a := range p.validators {
		admit(a, fmt.Sprintf("judges-%d", i), identitytypes.ROLE_VALIDATOR)
	}
	for _, a := range p.moderators {
		admit(a, "", identitytypes.ROLE_MODERATOR)
	}
	for _, a := range p.auditors {
		admit(a, office, identitytypes.ROLE_AUDITOR)
	}
	for _, a := range p.nodes {
		admit(a, "", identitytypes.ROLE_NODE_OPERATOR)
	}
	for _, a := range append(p.guardians, p.minister, p.justice, p.nameHolder) {
		admit(a, "")
	}
	admit(p.attester, house)
	admit(p.registrar, "", identitytypes.ROLE_REGISTRAR)
	admit(p.registrar2, "", identitytypes.ROLE_REGISTRAR)
	admit(p.issuer, "", identitytypes.ROLE_ISSUER)
	for _, a := range p.strangers {
		c.AddBalance(state, a.Address, sdk.NewCoin(testapp.Denom, wealth))
	}
	for _, purse := range []sdk.AccAddress{money.TreasuryAddress(), money.IncentivesAddress()} {
		c.AddBalance(state, purse, sdk.NewCoin(testapp.Denom, wealth))
	}
	p.offices(state, c)
	laws(state, c)
}

func actorOf(a account) testapp.Actor {
	return testapp.Actor{Name: a.AddressBech32, Key: a.PrivKey, Addr: a.Address}
}

func (p *people) organisations(state app.GenesisState, c *testapp.Chain) {
	c.Organisation(state, "ministry", identitytypes.ORGANISATION_KIND_GOVERNMENT)
	c.Organisation(state, office, identitytypes.ORGANISATION_KIND_GOVERNMENT)
	for _, id := range []string{"bank", "works"} {
		c.Organisation(state, id, identitytypes.ORGANISATION_KIND_ENTERPRISE)
	}
	for i := range 6 {
		c.Organisation(state, fmt.Sprintf("lab-%d", i), identitytypes.ORGANISATION_KIND_LAB)
	}
	for i := range p.validators {
		c.Organisation(state, fmt.Sprintf("judges-%d", i), identitytypes.ORGANISATION_KIND_UNIVERSITY)
	}
	testapp.Edit(c, state, identitytypes.ModuleName, func(gs *identitytypes.GenesisState) {
		gs.Organisations = append(gs.Organisations, identitytypes.Organisation{
			Id: house, Name: "House", Kind: identitytypes.ORGANISATION_KIND_ENTERPRISE, Active: true,
			Representatives: []string{p.attester.AddressBech32}, AttestRoles: []identitytypes.Role{identitytypes.ROLE_EMPLOYER},
			DailyAttestations: 20,
		})
	})
}

// offices: two of three of the council decide; one of two guardians brakes.
func (p *people) offices(state app.GenesisState, c *testapp.Chain) {
	c.SetCouncil(state, 2, testapp.Seat(c.Operator(), 1), testapp.Seat(actorOf(p.minister), 1), testapp.Seat(actorOf(p.justice), 1))
	testapp.Edit(c, state, sovereigntypes.ModuleName, func(gs *sovereigntypes.GenesisState) {
		for _, g := range p.guardians {
			gs.Guardians = append(gs.Guardians, sovereigntypes.Guardian{Address: g.AddressBech32, Title: "guardian"})
		}
	})
}

// laws makes windows short: a block takes up to maxStep of market time, so a life of a job takes some thirty blocks.
func laws(state app.GenesisState, c *testapp.Chain) {
	testapp.Edit(c, state, sovereigntypes.ModuleName, func(gs *sovereigntypes.GenesisState) {
		gs.Params.MaxStep = maxStep
		gs.Params.GuardianPauseMax, gs.Params.GuardianCooldown = 10*time.Minute, 24*time.Hour
	})
	testapp.Edit(c, state, identitytypes.ModuleName, func(gs *identitytypes.GenesisState) {
		gs.Params.Seasoning, gs.Params.NameGrace = time.Hour, 24*time.Hour
	})
	testapp.Edit(c, state, validationtypes.ModuleName, func(gs *validationtypes.GenesisState) {
		p := &gs.Params[0].Params
		p.CommitWindow, p.RevealWindow, p.UnbondingPeriod = 6*maxStep, 6*maxStep, 48*time.Hour
		p.JailAfter, p.JailDuration = 2, 2*time.Minute
		p.CanaryDiscloseWithin, p.CanaryHold = 6*24*time.Hour, 8*24*time.Hour
	})
	testapp.Edit(c, state, jobstypes.ModuleName, func(gs *jobstypes.GenesisState) {
		p := &gs.Params[0].Params
		p.ChallengeWindow, p.EmployerWindow, p.CouncilWindow = 5*maxStep, 5*maxStep, 20*maxStep
		p.DeclineWindow, p.IncentiveEpoch = 5*maxStep, 10*time.Minute
		second := gs.Categories[0]
		second.Slug, second.Title = secondary, "Maps"
		second.RequiredChecks = []jobstypes.Check{{Name: "privacy", Question: "Does it leak?", Uri: "https://example.org/privacy"}}
		gs.Categories = append(gs.Categories, second)
	})
	testapp.Edit(c, state, stakingtypes.ModuleName, func(gs *stakingtypes.GenesisState) {
		rate := math.LegacyNewDecWithPrec(5, 2)
		gs.Validators[0].Commission = stakingtypes.NewCommission(rate, rate, rate)
	})
	testapp.Edit(c, state, thermostattypes.ModuleName, func(gs *thermostattypes.GenesisState) {
		gs.Params.Epoch = 2 * time.Minute
		gs.Params.MaxEmissionPerEpoch, gs.Params.MaxSupply = testapp.AGI(10), testapp.AGI(1_000_000_000)
	})
}

// settle has judges bond and join, operators take their seats, and the sources of admissions set up.
func (p *people) settle() {
	n := p.n
	n.begin()
	for _, a := range p.validators {
		n.send(a.AddressBech32, &validationtypes.MsgBond{Validator: a.AddressBech32, Amount: testapp.AGI(int64(n.between(1_000, 9_000)))})
		n.send(a.AddressBech32, &validationtypes.MsgJoinPool{Validator: a.AddressBech32, Pool: validationtypes.GeneralPool})
	}
	for _, a := range p.moderators {
		n.send(a.AddressBech32, &validationtypes.MsgBond{Validator: a.AddressBech32, Amount: testapp.AGI(5_000)})
		n.send(a.AddressBech32, &validationtypes.MsgJoinPool{Validator: a.AddressBech32, Pool: validationtypes.ModeratorsPool})
	}
	n.finish(time.Second)
	p.decree()
	n.begin()
	for _, a := range p.nodes[1:] { // the first takes its time
		n.send(a.AddressBech32, n.createValidator(a.AddressBech32, 10))
	}
	n.finish(time.Second)
	for range 4 {
		n.begin()
		n.finish(time.Second)
	}
	require.Empty(n.T, n.Stats.Failed(), "the nation does not start")
	n.Stats = NewStats()
}

// decree has the council set up what admits besides registrars, and give seats to operators.
func (p *people) decree() {
	n, authority := p.n, app.Authority()
	private, public := n.issuerKey()
	list := []sdk.Msg{
		n.allowlist(),
		&identitytypes.MsgSetIssuerKey{Authority: authority, Key: identitytypes.IssuerKey{
			Kid: private.KeyID, Issuer: issuerName, Jwk: public, Roles: []identitytypes.Role{identitytypes.ROLE_EMPLOYER, identitytypes.ROLE_AGENT},
			Kinds: []identitytypes.ParticipantKind{identitytypes.PARTICIPANT_KIND_HUMAN}, DailyAdmissions: 50, Active: true,
		}},
		&identitytypes.MsgRegisterName{Sender: authority, Name: rootName, Owner: p.nameHolder.AddressBech32},
		&identitytypes.MsgSetRoleRoot{Authority: authority, Root: identitytypes.RoleRoot{
			Name: rootName, Roles: []identitytypes.Role{identitytypes.ROLE_AGENT}, Kind: identitytypes.PARTICIPANT_KIND_HUMAN, DailyAdmissions: 50, Active: true,
		}},
		&identitytypes.MsgSetCredentialType{Authority: authority, Type: identitytypes.CredentialType{
			Id: licensed, Issuers: []string{p.issuer.AddressBech32}, Active: true,
		}},
	}
	for _, a := range p.nodes {
		list = append(list, &operatorstypes.MsgGrantSeats{Authority: authority, Operator: a.AddressBech32, Amount: seats(15)})
	}
	n.begin()
	n.send(p.minister.AddressBech32, n.proposal(p.minister.AddressBech32, list...))
	n.finish(time.Second)
	require.Len(n.T, n.open, 1)
	n.begin()
	for _, a := range []account{p.minister, p.justice} {
		n.send(a.AddressBech32, yes(a.AddressBech32, n.open[0].id))
	}
	n.finish(time.Second)
}

func seats(power int64) math.Int {
	return sdk.TokensFromConsensusPower(power, sdk.DefaultPowerReduction)
}

// issuerKey is the key of the nation's eID, which follows from the seed.
func (n *Nation) issuerKey() (jose.JSONWebKey, string) {
	key := jose.JSONWebKey{Algorithm: identitytypes.AlgEdDSA, Use: "sig", Key: ed25519.NewKeyFromSeed(hash("eID %d", n.seed))}
	key.KeyID = fmt.Sprintf("eid-%d", n.seed)
	public, err := tokens.PublicJWK(key)
	require.NoError(n.T, err)
	return key, public
}
