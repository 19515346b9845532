package types

import (
	"fmt"
	"strings"
	"time"

	"cosmossdk.io/math"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// Explain spells a change out, a line a step, with the numbers that it was reckoned with. What it prints follows from the
// change alone; the last lines add up to the digit.
func (c Change) Explain() []string {
	lines := []string{c.title(), c.before()}
	switch {
	case c.IsGain():
		lines = append(lines, c.pointsLines()...)
		lines = append(lines, c.gainLine())
	case c.IsLoss():
		lines = append(lines, c.baseLine(), fmt.Sprintf("loss = base × %s × unit_points = %s × %s × %d = %s",
			percent(c.WeightBps), show(c.Base), percent(c.WeightBps), c.UnitPoints, show(c.Sum().Neg())))
	default:
		lines = append(lines, "correction by the authority: "+strings.TrimPrefix(c.Reason, ReasonAdjusted))
	}
	sign, by := "+", c.By
	if by.IsNegative() {
		sign, by = "−", by.Neg()
	}
	after := fmt.Sprintf("score = %s %s %s = %s", show(c.Decayed), sign, show(by), show(c.After))
	if !c.IsCorrection() && !c.By.Equal(c.Sum()) {
		after += ", held within 0 and " + c.Cap.String()
	}
	return append(lines, after)
}

func (c Change) title() string {
	role := strings.ToLower(strings.TrimPrefix(c.Role.String(), "ROLE_"))
	what := fmt.Sprintf("job %d: %s as %s", c.JobId, c.Reason, role)
	if c.JobId == 0 {
		what = fmt.Sprintf("correction of the score as %s", role)
	}
	if c.Category != "" {
		what += fmt.Sprintf(" (the score in category %s changed by the same rule)", c.Category)
	}
	return what
}

func (c Change) before() string {
	if c.Stored.Equal(c.Decayed) {
		return "before = " + show(c.Decayed)
	}
	if c.HalfLife == 0 || c.ElapsedMs == 0 {
		return fmt.Sprintf("before = %s, held within 0 and %s: %s", show(c.Stored), c.Cap, show(c.Decayed))
	}
	return fmt.Sprintf("before = %s × 2^(−elapsed / half_life) = %s × 2^(−%s / %s) = %s", show(c.Stored), show(c.Stored),
		time.Duration(c.ElapsedMs)*time.Millisecond, c.HalfLife, show(c.Decayed))
}

func (c Change) baseLine() string { return "base = log2(1 + payout / unit) = " + show(c.Base) }

func (c Change) pointsLines() []string {
	if c.Role != identitytypes.ROLE_AGENT {
		return []string{c.baseLine(), fmt.Sprintf("points = base × %s of the role = %s", percent(c.WeightBps), show(c.Points()))}
	}
	return []string{
		c.baseLine(),
		"speed = base × speed_bps × (1 − used / allowed) = " + show(c.Speed),
		fmt.Sprintf("points = (base + speed) × quality = (%s + %s) × %s = %s", show(c.Base), show(c.Speed), percent(c.QualityBps), show(c.Points())),
	}
}

func (c Change) gainLine() string {
	if c.SameOrganisation {
		return "gain = 0: agent and employer are one organisation, or one person answers for both"
	}
	formula := fmt.Sprintf("gain = points × unit_points × (1 − before / cap) = %s × %d × (1 − %s / %s)",
		show(c.Points()), c.UnitPoints, show(c.Decayed), c.Cap)
	if c.EarlierGains > 0 {
		formula += fmt.Sprintf(" / 2^%d for %d earlier gains of this pair of organisations", c.EarlierGains, c.EarlierGains)
	}
	return formula + " = " + show(c.Sum())
}

// show writes a number without the zeros at its end.
func show(d math.LegacyDec) string {
	return strings.TrimSuffix(strings.TrimRight(d.String(), "0"), ".")
}

// percent writes basis points as percent.
func percent(bps uint32) string {
	return show(math.LegacyNewDec(int64(bps)).QuoInt64(100)) + " %"
}
