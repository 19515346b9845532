package simulation

import (
	"slices"
	"time"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	"github.com/agijobs/agijobs/internal/money"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// sovereignFactories are those of council and guardians.
func sovereignFactories(reg *registry) {
	add(reg, 2, updateCouncil)
	add(reg, 30, acceptSeat)
	add(reg, 1, updateGuardians)
	add(reg, 2, pause)
	add(reg, 40, resume)
	add(reg, 2, spendTreasury)
	add(reg, 1, updateSovereign)
}

// updateCouncil offers a fourth seat, or takes it away.
func updateCouncil(n *Nation) *sovereigntypes.MsgUpdateCouncil {
	if asking(n, func(*sovereigntypes.MsgUpdateCouncil) bool { return true }) || !n.take("council") {
		return nil
	}
	council := n.sovereign().Council
	next := sovereigntypes.Council{Threshold: 2, Members: slices.Clone(council.Members[:min(3, len(council.Members))])}
	if len(council.Members) == len(next.Members) {
		fourth, ok := n.outside(func(p identitytypes.Participant) bool {
			return p.Kind == human && n.known(p.Address) && len(p.Roles) == 0
		})
		if !ok {
			return nil
		}
		next.Members = append(next.Members, sovereigntypes.CouncilMember{Address: fourth, Weight: 1, Title: "fourth"})
	}
	for i := range next.Members {
		next.Members[i].Accepted = false
	}
	return &sovereigntypes.MsgUpdateCouncil{Authority: app.Authority(), Council: next}
}

func acceptSeat(n *Nation) *sovereigntypes.MsgAcceptSeat {
	m, ok := pick(n, n.sovereign().Council.Members, func(m sovereigntypes.CouncilMember) bool {
		return !m.Accepted && n.known(m.Address) && n.idle(m.Address)
	})
	if !ok {
		return nil
	}
	return &sovereigntypes.MsgAcceptSeat{Member: m.Address}
}

func updateGuardians(n *Nation) *sovereigntypes.MsgUpdateGuardians {
	list := n.sovereign().Guardians
	if n.chance(50) && len(list) < 3 {
		another, ok := n.outside(func(p identitytypes.Participant) bool { return p.Kind == human && n.known(p.Address) })
		if !ok {
			return nil
		}
		list = append(slices.Clone(list), sovereigntypes.Guardian{Address: another, Title: "guardian"})
	}
	return &sovereigntypes.MsgUpdateGuardians{Authority: app.Authority(), Guardians: list}
}

func (n *Nation) paused() bool { return len(n.sovereign().Pauses)+len(n.sovereign().PausedTypes) > 0 }

// pause: a guardian brakes within its budget; the council a scope or single types.
func pause(n *Nation) *sovereigntypes.MsgPause {
	busy := asking(n, func(*sovereigntypes.MsgPause) bool { return true })
	if n.paused() || busy || !n.chance(50) || !n.take("brake") {
		return nil
	}
	scope := oneOf(n, sovereigntypes.PAUSE_SCOPE_MARKET, sovereigntypes.PAUSE_SCOPE_TRANSFERS)
	msg := &sovereigntypes.MsgPause{Sender: app.Authority(), Reason: "attack"}
	left, err := n.App.Sovereign.BudgetLeft(n.view.ctx)
	if err != nil {
		n.T.Fatal(err)
	}
	guardian, ok := pick(n, n.sovereign().Guardians, func(g sovereigntypes.Guardian) bool { return n.known(g.Address) && n.idle(g.Address) })
	switch {
	case ok && left > 60_000 && n.chance(70):
		msg.Sender, msg.Scope = guardian.Address, scope
	case n.chance(50):
		msg.Scope = scope
	default:
		msg.TypeUrls = []string{oneOf(n, "/agijobs.jobs.v1.MsgClaimJob", "/agijobs.jobs.v1.MsgPostJob", "/agijobs.validation.v1.MsgBond")}
	}
	return msg
}

// resume comes soon: a nation does not stand still.
func resume(n *Nation) *sovereigntypes.MsgResume {
	if asking(n, func(*sovereigntypes.MsgResume) bool { return true }) {
		return nil
	}
	msg := &sovereigntypes.MsgResume{Authority: app.Authority(), Reason: "over"}
	// A guardians' pause may end by itself before the votes are in.
	if p, ok := pick(n, n.sovereign().Pauses, func(sovereigntypes.Pause) bool { return true }); ok {
		msg.Scope = p.Scope
	} else if t, ok := pick(n, n.sovereign().PausedTypes, func(sovereigntypes.PausedType) bool { return true }); ok {
		msg.TypeUrls = []string{t.TypeUrl}
	} else {
		return nil
	}
	if !n.take("brake") {
		return nil
	}
	return msg
}

func spendTreasury(n *Nation) *sovereigntypes.MsgSpendTreasury {
	to := money.IncentivesAddress().String()
	if p, ok := n.outside(func(p identitytypes.Participant) bool { return n.known(p.Address) }); ok && n.chance(60) {
		to = p
	}
	return &sovereigntypes.MsgSpendTreasury{Authority: app.Authority(), Recipient: to, Amount: testapp.AGI(int64(n.between(1, 100))), Reason: "grant"}
}

func updateSovereign(n *Nation) *sovereigntypes.MsgUpdateParams {
	p := n.sovereign().Params
	p.GuardianThreshold = uint32(n.between(1, 2))
	p.GuardianWindow = time.Duration(n.between(10, 120)) * time.Minute
	return &sovereigntypes.MsgUpdateParams{Authority: app.Authority(), Params: p}
}
