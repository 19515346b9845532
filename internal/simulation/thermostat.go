package simulation

import (
	"slices"
	"time"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/app"
	thermostattypes "github.com/agijobs/agijobs/x/thermostat/types"
)

// thermostatFactories are the owner's instruments.
func thermostatFactories(reg *registry) {
	add(reg, 2, setLoop)
	add(reg, 1, removeLoop)
	add(reg, 2, override)
	add(reg, 2, freeze)
	add(reg, 1, updateThermostat)
}

func (n *Nation) loop(ok func(thermostattypes.Loop) bool) (thermostattypes.Loop, bool) {
	return pick(n, n.thermostat().Loops, func(l thermostattypes.Loop) bool {
		leaving := asking(n, func(m *thermostattypes.MsgRemoveLoop) bool { return m.LoopId == l.Id })
		return !leaving && !n.taken["loop "+l.Id] && ok(l)
	})
}

// setLoop turns on a loop, changes its gains, or adds one of a single category.
func setLoop(n *Nation) *thermostattypes.MsgSetLoop {
	l, ok := n.loop(func(thermostattypes.Loop) bool { return true })
	if !ok {
		return nil
	}
	l.Revision = 0
	rewards := func(o thermostattypes.Loop) bool {
		return o.Actuator == thermostattypes.ACTUATOR_REWARD && o.Category == secondary
	}
	if l.Actuator == thermostattypes.ACTUATOR_REWARD && l.Category == "" && n.chance(40) && !slices.ContainsFunc(n.thermostat().Loops, rewards) &&
		!asking(n, func(m *thermostattypes.MsgSetLoop) bool { return rewards(m.Loop) }) {
		l.Id, l.Category = "reward-"+secondary, secondary
		for i := range l.Inputs {
			if l.Inputs[i].Category != "" {
				l.Inputs[i].Category = secondary
			}
		}
	}
	if !n.take("loop " + l.Id) {
		return nil
	}
	l.Enabled = n.chance(80)
	l.Kp = math.LegacyNewDecWithPrec(int64(n.between(10, 100)), 2)
	return &thermostattypes.MsgSetLoop{Authority: app.Authority(), Loop: l}
}

// removeLoop takes out that of the single category only, so that the others keep on being tried.
func removeLoop(n *Nation) *thermostattypes.MsgRemoveLoop {
	l, ok := n.loop(func(l thermostattypes.Loop) bool {
		changing := asking(n, func(m *thermostattypes.MsgSetLoop) bool { return m.Loop.Id == l.Id })
		overriding := asking(n, func(m *thermostattypes.MsgOverride) bool { return m.LoopId == l.Id })
		return l.Category == secondary && !changing && !overriding
	})
	if !ok || !n.take("loop "+l.Id) {
		return nil
	}
	return &thermostattypes.MsgRemoveLoop{Authority: app.Authority(), LoopId: l.Id}
}

func override(n *Nation) *thermostattypes.MsgOverride {
	l, ok := n.loop(func(l thermostattypes.Loop) bool { return !l.SteersMany() })
	if !ok || !n.take("loop "+l.Id) {
		return nil
	}
	return &thermostattypes.MsgOverride{
		Authority: app.Authority(), LoopId: l.Id, Value: uint32(n.between(int(l.OutMin), int(l.OutMax))), Duration: time.Duration(n.between(1, 20)) * time.Minute,
	}
}

func freeze(n *Nation) *thermostattypes.MsgFreeze {
	if asking(n, func(*thermostattypes.MsgFreeze) bool { return true }) || !n.take("freeze") {
		return nil
	}
	return &thermostattypes.MsgFreeze{Authority: app.Authority(), Frozen: !n.thermostat().Fold.Frozen, Reason: "prices are under review"}
}

func updateThermostat(n *Nation) *thermostattypes.MsgUpdateParams {
	p := n.thermostat().Params
	p.Epoch, p.FoldsPerBlock = time.Duration(n.between(60, 300))*time.Second, uint32(n.between(1, 8))
	return &thermostattypes.MsgUpdateParams{Authority: app.Authority(), Params: p}
}
