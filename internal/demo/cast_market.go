package demo

import (
	"strconv"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// Who takes part in the scenarios of the market only: more agents, towns that have work done and buy certificates, a workshop
// that works for them, and the accounts of two organisations that trade with each other.
const (
	town1    = "town-1"
	town2    = "town-2"
	workshop = "workshop"

	// towns and tradersEach: so many of each.
	towns       = 4
	tradersEach = 5
	// traderMoney in AGI pays for one job of the highest price of the scenario, and its bond.
	traderMoney = 300
)

func townName(n int) string { return "town-" + strconv.Itoa(n) }

// traderName names the n-th account of one of the two organisations, "a" or "b".
func traderName(side string, n int) string { return "trader-" + side + strconv.Itoa(n) }

// traders are all accounts of both, side by side.
func traders() []string {
	var names []string
	for n := range tradersEach {
		names = append(names, traderName("a", n+1), traderName("b", n+1))
	}
	return names
}

func market() []member {
	const (
		enterprise = identitytypes.ORGANISATION_KIND_ENTERPRISE
		government = identitytypes.ORGANISATION_KIND_GOVERNMENT
	)
	work := []identitytypes.Role{working}
	list := []member{
		{
			name: agent3, title: "Linguist", kind: human, roles: work, money: 300,
			org: organisation{"language-laboratory", "Language Laboratory", identitytypes.ORGANISATION_KIND_LAB},
		},
		{name: agent4, title: "Data engineer", kind: human, roles: work, money: 300, org: organisation{"data-cooperative", "Data Cooperative", enterprise}},
		{
			name: agent5, title: "Planner", kind: human, roles: work, money: 300,
			org: organisation{"planning-school", "School of Planning", identitytypes.ORGANISATION_KIND_UNIVERSITY},
		},
		{name: workshop, title: "Workshop", kind: human, roles: work, money: 200, org: organisation{"workshop", "Workshop", enterprise}},
	}
	for n := range towns {
		number := strconv.Itoa(n + 1)
		list = append(list, member{
			name: townName(n + 1), title: "Town " + number, kind: company, roles: []identitytypes.Role{employing}, money: traderMoney,
			org: organisation{"town-" + number, "Town " + number, government},
		})
	}
	for n := range tradersEach {
		for _, side := range []string{"a", "b"} {
			list = append(list, member{
				name: traderName(side, n+1), title: "Account " + strconv.Itoa(n+1) + " of Trading " + side, kind: human,
				roles: []identitytypes.Role{employing, working}, money: traderMoney, org: organisation{"trading-" + side, "Trading " + side, enterprise},
			})
		}
	}
	return append(list, brigade()...)
}

// rescuers are agents who come in the scenario of the flood only, each of an organisation of its own.
const rescuers = 5

func rescuerName(n int) string { return "rescuer-" + strconv.Itoa(n) }

func brigade() []member {
	var list []member
	for n := range rescuers {
		number := strconv.Itoa(n + 1)
		list = append(list, member{
			name: rescuerName(n + 1), title: "Rescuer " + number, kind: human, roles: []identitytypes.Role{working}, money: 100,
			org: organisation{"brigade-" + number, "Brigade " + number, identitytypes.ORGANISATION_KIND_ENTERPRISE},
		})
	}
	return list
}
