package demo

import (
	"strconv"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

const (
	ministry  = "ministry"
	aiCompany = "ai-company"
	agent1    = "agent-1"
	agent2    = "agent-2"
	agent3    = "agent-3"
	agent4    = "agent-4"
	agent5    = "agent-5"
	registrar = "registrar"
	operator  = "operator"
	auditor   = "auditor"

	// agi is 1 AGI in base units.
	agi = 1_000_000
	// stake is what each validator and each moderator bonds, in AGI.
	stake = 500
	// openingJudges take part from the start; the other validators and the moderators come with the first scenario that needs them.
	openingJudges = 7
)

// member is one participant of the demo's chain.
type member struct {
	name, title string
	kind        identitytypes.ParticipantKind
	roles       []identitytypes.Role
	org         organisation
	// money at genesis, in AGI.
	money int64
	// model of an AI agent, and who answers for it.
	model, responsible string
}

type organisation struct {
	id, name string
	kind     identitytypes.OrganisationKind
}

const (
	human      = identitytypes.PARTICIPANT_KIND_HUMAN
	company    = identitytypes.PARTICIPANT_KIND_ORGANISATION
	ai         = identitytypes.PARTICIPANT_KIND_AI_AGENT
	employing  = identitytypes.ROLE_EMPLOYER
	working    = identitytypes.ROLE_AGENT
	judging    = identitytypes.ROLE_VALIDATOR
	moderating = identitytypes.ROLE_MODERATOR
)

// cast lists everybody. Each validator and moderator is of an organisation of its own, so that any can sit beside any other.
func cast() []member {
	roles := func(r ...identitytypes.Role) []identitytypes.Role { return r }
	government := identitytypes.ORGANISATION_KIND_GOVERNMENT
	enterprise := identitytypes.ORGANISATION_KIND_ENTERPRISE
	nordlicht := organisation{"nordlicht-ai", "Nordlicht AI", enterprise}
	all := []member{
		{
			name: ministry, title: "Ministry of Labour", kind: company, roles: roles(employing), money: 20_000,
			org: organisation{"ministry-of-labour", "Ministry of Labour", government},
		},
		{name: aiCompany, title: "Nordlicht AI, answers for agent-1", kind: company, roles: roles(employing), money: 100, org: nordlicht},
		{
			name: agent1, title: "AI agent of Nordlicht AI", kind: ai, roles: roles(working), money: 500, org: nordlicht,
			model: "nordlicht-analyst-2", responsible: aiCompany,
		},
		{
			name: agent2, title: "Statistician", kind: human, roles: roles(working), money: 500,
			org: organisation{"weber-statistics", "Weber Statistics", enterprise},
		},
		{
			name: registrar, title: "Registrar", kind: human, roles: roles(identitytypes.ROLE_REGISTRAR), money: 10,
			org: organisation{"ministry-of-interior", "Ministry of the Interior", government},
		},
		{
			name: operator, title: "Node operator", kind: company, roles: roles(identitytypes.ROLE_NODE_OPERATOR), money: 10,
			org: organisation{"federal-it-office", "Federal IT Office", government},
		},
	}
	for i, org := range judgesOrganisations() {
		all = append(all, member{
			name: validatorName(i + 1), title: org.name, kind: human, roles: roles(judging), money: 2 * stake, org: org,
		})
	}
	for i, org := range moderatorsOrganisations() {
		all = append(all, member{
			name: moderatorName(i + 1), title: org.name, kind: human, roles: roles(moderating), money: 2 * stake, org: org,
		})
	}
	all = append(all, member{
		name: auditor, title: "Algorithm Audit Office", kind: human, roles: roles(identitytypes.ROLE_AUDITOR), money: 10,
		org: organisation{"algorithm-audit-office", "Algorithm Audit Office", government},
	})
	for i, name := range []string{official1, official2, official3, guardian1, guardian2} {
		titles := []string{"Minister of Labour", "Minister of Finance", "Minister of Justice", "President of the Court of Audit", "Chief Information Officer"}
		all = append(all, member{
			name: name, title: titles[i], kind: human, roles: roles(identitytypes.ROLE_AUDITOR), money: 10,
			org: organisation{"council-of-ministers", "Council of Ministers", government},
		})
	}
	return append(all, market()...)
}

// judgesOrganisations are enough for a first committee of three, an appeal of seven others, and two to spare.
func judgesOrganisations() []organisation {
	const (
		government = identitytypes.ORGANISATION_KIND_GOVERNMENT
		enterprise = identitytypes.ORGANISATION_KIND_ENTERPRISE
		university = identitytypes.ORGANISATION_KIND_UNIVERSITY
		lab        = identitytypes.ORGANISATION_KIND_LAB
	)
	return []organisation{
		{"university-of-innerport", "University of Innerport", university},
		{"court-of-audit", "Court of Audit", government},
		{"standards-institute", "Standards Institute", lab},
		{"civic-data-society", "Civic Data Society", enterprise},
		{"northhaven-polytechnic", "Northhaven Polytechnic", university},
		{"westerlund-lab", "Westerlund Laboratory", lab},
		{"insurers-review-board", "Insurers' Review Board", enterprise},
		{"statistics-bureau", "Bureau of Statistics", government},
		{"university-of-lakeside", "University of Lakeside", university},
		{"consumer-institute", "Consumer Institute", enterprise},
		{"metrology-institute", "Metrology Institute", lab},
		{"savings-auditors", "Savings Banks' Auditors", enterprise},
	}
}

// moderatorsOrganisations are enough for a panel of five, and one to spare.
func moderatorsOrganisations() []organisation {
	const government = identitytypes.ORGANISATION_KIND_GOVERNMENT
	return []organisation{
		{"labour-court", "Labour Court", government},
		{"chamber-of-commerce", "Chamber of Commerce", government},
		{"ombudsman", "Office of the Ombudsman", government},
		{"bar-association", "Bar Association", identitytypes.ORGANISATION_KIND_ENTERPRISE},
		{"engineers-association", "Association of Engineers", identitytypes.ORGANISATION_KIND_ENTERPRISE},
		{"academy-of-sciences", "Academy of Sciences", identitytypes.ORGANISATION_KIND_LAB},
	}
}

func validatorName(n int) string { return "validator-" + strconv.Itoa(n) }

func moderatorName(n int) string { return "moderator-" + strconv.Itoa(n) }

// withRole lists the names of those whose first role it is.
func withRole(all []member, role identitytypes.Role) []string {
	var names []string
	for _, m := range all {
		if m.roles[0] == role {
			names = append(names, m.name)
		}
	}
	return names
}

// judges lists the names of the validators, moderators those of the moderators.
func judges(all []member) []string { return withRole(all, judging) }

func moderators(all []member) []string { return withRole(all, moderating) }

// judgesJobs tells whether a member judges work, as a validator or as a moderator.
func (m member) judgesJobs() bool { return m.roles[0] == judging || m.roles[0] == moderating }
