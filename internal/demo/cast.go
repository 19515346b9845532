package demo

import (
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

const (
	ministry  = "ministry"
	aiCompany = "ai-company"
	agent1    = "agent-1"
	agent2    = "agent-2"
	registrar = "registrar"
	operator  = "operator"

	// agi is 1 AGI in base units.
	agi = 1_000_000
	// stake is what each validator bonds, in AGI.
	stake = 500
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
	human     = identitytypes.PARTICIPANT_KIND_HUMAN
	company   = identitytypes.PARTICIPANT_KIND_ORGANISATION
	ai        = identitytypes.PARTICIPANT_KIND_AI_AGENT
	employing = identitytypes.ROLE_EMPLOYER
	working   = identitytypes.ROLE_AGENT
	judging   = identitytypes.ROLE_VALIDATOR
)

// cast lists everybody. Each validator is of an organisation of its own, so that any of them can sit beside any other.
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
	for i, org := range []organisation{
		{"university-of-innerport", "University of Innerport", identitytypes.ORGANISATION_KIND_UNIVERSITY},
		{"court-of-audit", "Court of Audit", government},
		{"standards-institute", "Standards Institute", identitytypes.ORGANISATION_KIND_LAB},
		{"civic-data-society", "Civic Data Society", enterprise},
		{"northhaven-polytechnic", "Northhaven Polytechnic", identitytypes.ORGANISATION_KIND_UNIVERSITY},
		{"westerlund-lab", "Westerlund Laboratory", identitytypes.ORGANISATION_KIND_LAB},
		{"insurers-review-board", "Insurers' Review Board", enterprise},
	} {
		all = append(all, member{
			name: validatorName(i + 1), title: org.name, kind: human, roles: roles(judging), money: 2 * stake, org: org,
		})
	}
	for i, name := range []string{official1, official2, official3, guardian1, guardian2} {
		titles := []string{"Minister of Labour", "Minister of Finance", "Minister of Justice", "President of the Court of Audit", "Chief Information Officer"}
		all = append(all, member{
			name: name, title: titles[i], kind: human, roles: roles(identitytypes.ROLE_AUDITOR), money: 10,
			org: organisation{"council-of-ministers", "Council of Ministers", government},
		})
	}
	return all
}

func validatorName(n int) string { return "validator-" + string(rune('0'+n)) }

// judges lists the names of the validators.
func judges(all []member) []string {
	var names []string
	for _, m := range all {
		if m.roles[0] == judging {
			names = append(names, m.name)
		}
	}
	return names
}
