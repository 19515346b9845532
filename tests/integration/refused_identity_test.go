package integration

import (
	"fmt"
	"strings"
	"testing"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// Limits of a registrar's day in these tests.
const (
	dailyAdmissions  = 520
	dailySuspensions = 3
)

// refusedIdentity: admission, status, self-service, expiry.
func refusedIdentity(t *testing.T, count *tally) {
	genesis := func(state app.GenesisState, c *testapp.Chain) {
		people(state, c)
		testapp.Edit(c, state, identitytypes.ModuleName, func(gs *identitytypes.GenesisState) {
			gs.Params.RegistrarDailyAdmissions, gs.Params.RegistrarDailySuspensions = dailyAdmissions, dailySuspensions
		})
	}
	b := newBench(t, count, testapp.MarketOptions{Options: testapp.Options{Genesis: genesis}, Validators: 3})
	b.run(admissionForms(b.A)...)
	b.run(statuses(b)...)
	b.run(selfService(b.A)...)
	b.run(admissions(b)...)
	b.run(organisations(b.A)...)
	expiries(b)
}

// newcomer is somebody whom nobody has admitted.
func newcomer(i int) testapp.Actor { return testapp.NewActor(fmt.Sprintf("newcomer%d", i)) }

func admission(a testapp.Actor, edit ...func(*identitytypes.Admission)) identitytypes.Admission {
	out := identitytypes.Admission{
		Address: a.String(), Kind: identitytypes.PARTICIPANT_KIND_HUMAN, OrganisationId: "lab-1", Roles: []identitytypes.Role{identitytypes.ROLE_AGENT},
	}
	for _, e := range edit {
		e(&out)
	}
	return out
}

func admit(from testapp.Actor, list ...identitytypes.Admission) *identitytypes.MsgAdmit {
	return &identitytypes.MsgAdmit{Sender: from.String(), Participants: list}
}

func batch(n int) []identitytypes.Admission {
	list := make([]identitytypes.Admission, n)
	for i := range list {
		list[i] = admission(newcomer(100 + i))
	}
	return list
}

// admissionForms: lists that are wrong by themselves.
func admissionForms(m *testapp.Market) []row {
	r := m.Registrar
	one := newcomer(1)
	bad := func(name string, err error, detail string, edit func(*identitytypes.Admission)) row {
		return turnedAway("admit: "+name, r, err, "participant 0: "+detail, admit(r, admission(one, edit)))
	}
	ai := func(edit func(*identitytypes.Admission)) func(*identitytypes.Admission) {
		return func(a *identitytypes.Admission) {
			a.Kind, a.Responsible = identitytypes.PARTICIPANT_KIND_AI_AGENT, m.Agent.String()
			edit(a)
		}
	}
	metadata := func(n int) func(*identitytypes.Admission) {
		return func(a *identitytypes.Admission) { a.MetadataUri = "did:" + strings.Repeat("m", n-4) }
	}
	upper := strings.ToUpper(one.String())
	return []row{
		turnedAway("admit nobody", r, identitytypes.ErrInvalidList, "0 participants; send 1 to 500", admit(r)),
		turnedAway("admit 501", r, identitytypes.ErrInvalidList, "501 participants; send 1 to 500", admit(r, batch(501)...)),
		turnedAway("admit somebody twice", r, identitytypes.ErrInvalidList, "participant 1: "+one.String()+" is listed twice", admit(r, admission(one), admission(one))),
		bad("an address in capitals", identitytypes.ErrInvalidAddress, fmt.Sprintf("address %q; write %s", upper, one), func(a *identitytypes.Admission) { a.Address = upper }),
		bad("no kind", identitytypes.ErrInvalidKind, "kind 0; use HUMAN, ORGANISATION or AI_AGENT", func(a *identitytypes.Admission) { a.Kind = 0 }),
		bad("kind 4", identitytypes.ErrInvalidKind, "kind 4; use HUMAN, ORGANISATION or AI_AGENT", func(a *identitytypes.Admission) { a.Kind = 4 }),
		bad("the treasury's organisation", identitytypes.ErrReservedOrganisation, `"treasury" is the treasury's own`, func(a *identitytypes.Admission) { a.OrganisationId = "treasury" }),
		bad("an organisation of 33 bytes", identitytypes.ErrInvalidOrganisation,
			`id "`+strings.Repeat("o", 33)+`"; use 2 to 32 of a-z, 0-9 and '-', no '-' at the ends`, func(a *identitytypes.Admission) { a.OrganisationId = strings.Repeat("o", 33) }),
		bad("role 0", identitytypes.ErrInvalidRoles, "role 0 does not exist", func(a *identitytypes.Admission) { a.Roles = []identitytypes.Role{0} }),
		bad("role 9", identitytypes.ErrInvalidRoles, "role 9 does not exist", func(a *identitytypes.Admission) { a.Roles = []identitytypes.Role{9} }),
		bad("a role twice", identitytypes.ErrInvalidRoles, "ROLE_AGENT is listed twice", func(a *identitytypes.Admission) { a.Roles = append(a.Roles, a.Roles...) }),
		bad("nine roles", identitytypes.ErrInvalidRoles, "9 roles; there are 8", func(a *identitytypes.Admission) { a.Roles = make([]identitytypes.Role, 9) }),
		bad("metadata at 257 bytes", identitytypes.ErrInvalidMetadata, "uri of 257 bytes; use scheme:rest in at most 256 printable ASCII characters", metadata(257)),
		accepted("admit: metadata at 256 bytes", r, admit(r, admission(newcomer(2), metadata(256)))),
		bad("a hash of 31 bytes", identitytypes.ErrInvalidMetadata, "hash of 31 bytes; a SHA-256 has 32",
			func(a *identitytypes.Admission) { a.MetadataUri, a.MetadataHash = "did:x", make([]byte, 31) }),
		bad("a human with a model", identitytypes.ErrInvalidModel, "only an AI agent has a model", func(a *identitytypes.Admission) { a.ModelId = "m" }),
		bad("a model of 129 bytes", identitytypes.ErrInvalidModel, "model_id of 129 bytes; use 1 to 128 printable ASCII characters without spaces",
			ai(func(a *identitytypes.Admission) { a.ModelId = strings.Repeat("m", 129) })),
		accepted("admit: a model of 128 bytes", r, admit(r, admission(newcomer(3), ai(func(a *identitytypes.Admission) { a.ModelId = strings.Repeat("m", 128) })))),
		bad("a human with somebody responsible", identitytypes.ErrResponsible, one.String()+" is no AI agent and answers for itself",
			func(a *identitytypes.Admission) { a.Responsible = m.Agent.String() }),
		bad("an AI agent with nobody responsible", identitytypes.ErrResponsible, one.String()+" names none", ai(func(a *identitytypes.Admission) { a.Responsible = "" })),
		bad("an AI agent responsible for itself", identitytypes.ErrResponsible, one.String()+" cannot answer for itself", ai(func(a *identitytypes.Admission) { a.Responsible = one.String() })),
	}
}

// admissions: lists that the state does not allow.
func admissions(b *bench) []row {
	m := b.A
	r, e := m.Registrar, m.Employer
	one := newcomer(4)
	bad := func(name string, err error, detail string, a identitytypes.Admission) row {
		return refused("admit: "+name, r, err, "participant 0: "+detail, admit(r, a))
	}
	with := func(edit func(*identitytypes.Admission)) identitytypes.Admission { return admission(one, edit) }
	ai := func(responsible string) identitytypes.Admission {
		return with(func(a *identitytypes.Admission) {
			a.Kind, a.Responsible = identitytypes.PARTICIPANT_KIND_AI_AGENT, responsible
		})
	}
	built := func(addr sdk.AccAddress) identitytypes.Admission {
		return with(func(a *identitytypes.Admission) { a.Address = addr.String() })
	}
	treasury, gov := authtypes.NewModuleAddress("treasury"), authtypes.NewModuleAddress(govtypes.ModuleName)
	rows := []row{
		refused("admit: an employer", e, identitytypes.ErrNotRegistrar, e.String(), admit(e, admission(one))),
		bad("into nowhere", identitytypes.ErrUnknownOrganisation, `"nowhere"`, with(func(a *identitytypes.Admission) { a.OrganisationId = "nowhere" })),
		bad("into an organisation that is not active", identitytypes.ErrInactiveOrganisation, `"dormant"`, with(func(a *identitytypes.Admission) { a.OrganisationId = "dormant" })),
		bad("the treasury", identitytypes.ErrBuiltIn, treasury.String(), built(treasury)),
		bad("the authority", identitytypes.ErrBuiltIn, gov.String(), built(gov)),
		bad("an AI agent of an unknown", identitytypes.ErrResponsible, one.String()+" is unknown; admit it first", func() identitytypes.Admission {
			a := ai(one.String())
			a.Address = newcomer(5).String()
			return a
		}()),
		bad("an AI agent of an AI agent", identitytypes.ErrResponsible, robot.String()+" is an AI agent itself", ai(robot.String())),
		bad("another kind", identitytypes.ErrKindChange, m.Agent.String()+" is PARTICIPANT_KIND_HUMAN", admission(m.Agent, func(a *identitytypes.Admission) {
			a.Kind = identitytypes.PARTICIPANT_KIND_ORGANISATION
		})),
		bad("oneself", identitytypes.ErrProtected, r.String()+" holds a role that the authority grants", admission(r)),
		bad("a node operator", identitytypes.ErrProtected, m.Operator().String()+" holds a role that the authority grants",
			admission(m.Operator(), func(a *identitytypes.Admission) { a.Kind = identitytypes.PARTICIPANT_KIND_ORGANISATION })),
		bad("a revoked participant", identitytypes.ErrRevoked, newcomer(2).String()+": fraud", admission(newcomer(2))),
	}
	for _, role := range []identitytypes.Role{
		identitytypes.ROLE_MODERATOR, identitytypes.ROLE_AUDITOR, identitytypes.ROLE_NODE_OPERATOR, identitytypes.ROLE_REGISTRAR, identitytypes.ROLE_ISSUER,
	} {
		rows = append(rows, bad("as "+role.String(), identitytypes.ErrRoleNotGrantable, role.String(), with(func(a *identitytypes.Admission) {
			a.Roles = []identitytypes.Role{identitytypes.ROLE_AGENT, role}
		})))
	}
	usage, err := m.App.Identity.Usage(m.Ctx(), r.Addr)
	if err != nil {
		b.t.Fatal(err)
	}
	rest := int(dailyAdmissions - usage.Admissions - 500)
	big := accepted("admit 500", r, admit(r, batch(500)...))
	big.opts = testapp.TxOptions{Gas: 100_000_000}
	last := batch(500 + rest)[500:]
	return append(rows, big,
		refused("admit one above the limit of the day", r, identitytypes.ErrDailyLimit,
			fmt.Sprintf("%d of %d admissions used, %d more wanted", dailyAdmissions-rest, dailyAdmissions, rest+1), admit(r, append(last, admission(one))...)),
		accepted("admit up to the limit of the day", r, admit(r, last...)),
		refused("admit when the limit is used up", r, identitytypes.ErrDailyLimit,
			fmt.Sprintf("%d of %d admissions used, 1 more wanted", dailyAdmissions, dailyAdmissions), admit(r, admission(one))),
	)
}

// statuses: suspend, reinstate, revoke.
func statuses(b *bench) []row {
	m := b.A
	r, e := m.Registrar, m.Employer
	suspend := func(from testapp.Actor, who, reason string) *identitytypes.MsgSuspend {
		return &identitytypes.MsgSuspend{Sender: from.String(), Address: who, Reason: reason}
	}
	reinstate := func(from testapp.Actor, who testapp.Actor) *identitytypes.MsgReinstate {
		return &identitytypes.MsgReinstate{Sender: from.String(), Address: who.String()}
	}
	revoke := func(from, who testapp.Actor, reason string) *identitytypes.MsgRevoke {
		return &identitytypes.MsgRevoke{Sender: from.String(), Address: who.String(), Reason: reason}
	}
	reasonOf := func(n int) string { return fmt.Sprintf("reason of %d bytes", n) }
	treasury := authtypes.NewModuleAddress("treasury")
	b.post(long)
	claimed := b.post(long)
	b.Both(func(m *testapp.Market) {
		m.Claim(m.Agent2, claimed)
		m.Govern(&identitytypes.MsgSuspend{Sender: app.Authority(), Address: foreigner.String(), Reason: "council"})
	})
	return []row{
		refused("suspend: an employer", e, identitytypes.ErrNotRegistrar, e.String(), suspend(e, m.Agent.String(), "fraud")),
		turnedAway("suspend without a reason", r, identitytypes.ErrInvalidReason, reasonOf(0), suspend(r, m.Agent.String(), "")),
		turnedAway("suspend with a reason of 65 bytes", r, identitytypes.ErrInvalidReason, reasonOf(65), suspend(r, m.Agent.String(), strings.Repeat("r", 65))),
		turnedAway("suspend with a sentence", r, identitytypes.ErrInvalidReason, reasonOf(9), suspend(r, m.Agent.String(), "Mr. Smith")),
		refused("suspend an unknown", r, identitytypes.ErrUnknownParticipant, newcomer(9).String(), suspend(r, newcomer(9).String(), "fraud")),
		refused("suspend the treasury", r, identitytypes.ErrBuiltIn, treasury.String(), suspend(r, treasury.String(), "fraud")),
		refused("suspend a node operator", r, identitytypes.ErrProtected, m.Operator().String()+" holds a role that the authority grants", suspend(r, m.Operator().String(), "fraud")),
		refused("suspend twice", r, identitytypes.ErrAlreadySuspended, suspended.String()+": audit", suspend(r, suspended.String(), "fraud")),
		refused("reinstate: an employer", e, identitytypes.ErrNotRegistrar, e.String(), reinstate(e, suspended)),
		refused("reinstate the active", r, identitytypes.ErrNotSuspended, m.Agent.String(), reinstate(r, m.Agent)),
		refused("reinstate whom the authority suspended", r, identitytypes.ErrProtected, foreigner.String()+" was suspended by the authority", reinstate(r, foreigner)),
		refused("revoke: an employer", e, identitytypes.ErrNotRegistrar, e.String(), revoke(e, m.Agent, "fraud")),
		turnedAway("revoke without a reason", r, identitytypes.ErrInvalidReason, reasonOf(0), revoke(r, m.Agent, "")),
		refused("revoke a validator with stake", r, identitytypes.ErrHasStake, m.Validators[0].String(), revoke(r, m.Validators[0], "fraud")),
		refused("revoke an employer with a job", r, identitytypes.ErrHasStake, e.String(), revoke(r, e, "fraud")),
		refused("revoke an agent with a bond", r, identitytypes.ErrHasStake, m.Agent2.String(), revoke(r, m.Agent2, "fraud")),
		refused("revoke a registrar", r, identitytypes.ErrProtected, r.String()+" holds a role that the authority grants", revoke(r, r, "fraud")),
		accepted("suspend with a reason of 64 bytes", r, suspend(r, newcomer(2).String(), strings.Repeat("r", 64))),
		accepted("revoke", r, revoke(r, newcomer(2), "fraud")),
		refused("revoke twice", r, identitytypes.ErrRevoked, newcomer(2).String()+": fraud", revoke(r, newcomer(2), "fraud")),
		refused("reinstate the revoked", r, identitytypes.ErrRevoked, newcomer(2).String()+": fraud", reinstate(r, newcomer(2))),
		accepted("suspend up to the limit of the day", r, suspend(r, newcomer(3).String(), "fraud")),
		refused("suspend above the limit of the day", r, identitytypes.ErrDailyLimit, "3 of 3 suspensions used, 1 more wanted", suspend(r, m.Agent.String(), "fraud")),
		refused("revoke above the limit of the day", r, identitytypes.ErrDailyLimit, "3 of 3 suspensions used, 1 more wanted", revoke(r, newcomer(3), "fraud")),
	}
}

func selfService(m *testapp.Market) []row {
	a := m.Agent
	metadata := func(from testapp.Actor, uri string, hash []byte) *identitytypes.MsgUpdateMetadata {
		return &identitytypes.MsgUpdateMetadata{Sender: from.String(), MetadataUri: uri, MetadataHash: hash}
	}
	bad := func(n int) string {
		return fmt.Sprintf("uri of %d bytes; use scheme:rest in at most 256 printable ASCII characters", n)
	}
	leaving := &identitytypes.MsgLeave{Sender: robot.String()}
	return []row{
		turnedAway("metadata without a scheme", a, identitytypes.ErrInvalidMetadata, bad(7), metadata(a, "card.js", nil)),
		turnedAway("metadata at 257 bytes", a, identitytypes.ErrInvalidMetadata, bad(257), metadata(a, "did:"+strings.Repeat("m", 253), nil)),
		accepted("metadata at 256 bytes", a, metadata(a, "did:"+strings.Repeat("m", 252), testapp.Hash("card"))),
		turnedAway("metadata with a hash of 33 bytes", a, identitytypes.ErrInvalidMetadata, "hash of 33 bytes; a SHA-256 has 32", metadata(a, "did:x", make([]byte, 33))),
		turnedAway("metadata: only a hash", a, identitytypes.ErrInvalidMetadata, bad(0), metadata(a, "", make([]byte, 32))),
		refused("leave twice in one transaction", robot, identitytypes.ErrRevoked, robot.String()+": left", leaving, leaving).inMessage(1),
		accepted("leave", robot, leaving),
		refused("leave twice", robot, identitytypes.ErrRevoked, robot.String()+": left", leaving),
		turnedAway("claim after leaving", robot, identitytypes.ErrRevoked, robot.String()+": left", claim(robot, 7)),
	}
}

// organisations: the authority's messages from somebody else, well formed and not.
func organisations(m *testapp.Market) []row {
	r := m.Registrar
	authority := fmt.Sprintf("sender %s, authority %s", r, app.Authority())
	set := func(edit func(*identitytypes.Organisation)) *identitytypes.MsgSetOrganisation {
		o := identitytypes.Organisation{Id: "new", Name: "New", Kind: identitytypes.ORGANISATION_KIND_LAB, Active: true}
		edit(&o)
		return &identitytypes.MsgSetOrganisation{Authority: r.String(), Organisation: o}
	}
	bad := func(name string, err error, detail string, edit func(*identitytypes.Organisation)) row {
		return turnedAway("organisation: "+name, r, err, detail, set(edit))
	}
	params := func(edit func(*identitytypes.Params)) *identitytypes.MsgUpdateParams {
		p := identitytypes.DefaultParams()
		edit(&p)
		return &identitytypes.MsgUpdateParams{Authority: r.String(), Params: p}
	}
	invalid := identitytypes.ErrInvalidOrganisation
	return []row{
		refused("organisation: a registrar", r, identitytypes.ErrUnauthorized, authority, set(func(*identitytypes.Organisation) {})),
		bad("the treasury", identitytypes.ErrReservedOrganisation, `"treasury" is the treasury's own`, func(o *identitytypes.Organisation) { o.Id = "treasury" }),
		bad("no name", invalid, "name of 0 bytes; use 1 to 64 bytes of printable text", func(o *identitytypes.Organisation) { o.Name = "" }),
		bad("a name of 65 bytes", invalid, "name of 65 bytes; use 1 to 64 bytes of printable text", func(o *identitytypes.Organisation) { o.Name = strings.Repeat("n", 65) }),
		bad("a name that reads backwards", invalid, "name of 4 bytes; use 1 to 64 bytes of printable text", func(o *identitytypes.Organisation) { o.Name = "\u202en" }),
		bad("kind 6", invalid, "kind 6; use GOVERNMENT, ENTERPRISE, UNIVERSITY, LAB or FOREIGN", func(o *identitytypes.Organisation) { o.Kind = 6 }),
		bad("foreign without a home", invalid, "home_chain_id is for a FOREIGN organisation, and it needs one", func(o *identitytypes.Organisation) { o.Kind = identitytypes.ORGANISATION_KIND_FOREIGN }),
		refused("parameters: a registrar", r, identitytypes.ErrUnauthorized, authority, params(func(*identitytypes.Params) {})),
		turnedAway("parameters: a million and one a day", r, identitytypes.ErrInvalidParams, "registrar_daily_admissions is 1000001; at most 1000000",
			params(func(p *identitytypes.Params) { p.RegistrarDailyAdmissions = 1_000_001 })),
		turnedAway("parameters: seasoning below 0", r, identitytypes.ErrInvalidParams, "seasoning is -1ns; choose 0s to 2160h0m0s",
			params(func(p *identitytypes.Params) { p.Seasoning = -1 })),
	}
}

// expiries: an admission lasts until expires_at, exclusive, in block time.
func expiries(b *bench) {
	r := b.A.Registrar
	// A jump of block time moves market time by max_step only; at most one day's limits are used up already.
	b.Both(func(m *testapp.Market) { m.BlockAfter(expiryTime.Sub(m.Time) - 2*time.Millisecond) })
	b.run(
		accepted("post a millisecond before the admission ends", expiring, postingOf(expiring)),
		turnedAway("post when the admission ends", expiring, identitytypes.ErrExpired, expiring.String()+", on "+expiryTime.Format(time.RFC3339), postingOf(expiring)),
		turnedAway("claim after it", expiring, identitytypes.ErrExpired, expiring.String()+", on "+expiryTime.Format(time.RFC3339), claim(expiring, 7)),
	)
	b.Both(func(m *testapp.Market) { m.BlockAfter(24 * time.Hour) })
	now := b.A.Time.Add(time.Millisecond)
	until := func(i int, at time.Time) *identitytypes.MsgAdmit {
		return admit(r, admission(newcomer(i), func(a *identitytypes.Admission) { a.ExpiresAt = &at }))
	}
	stamp := now.Format(time.RFC3339)
	b.run(
		refused("admit until this block", r, identitytypes.ErrInvalidExpiry, fmt.Sprintf("participant 0: expires_at %s, block time %s", stamp, stamp), until(4, now)),
		accepted("admit until a millisecond after the block", r, until(4, now.Add(2*time.Millisecond))),
	)
}
