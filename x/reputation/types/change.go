package types

import (
	"slices"
	"strings"

	"cosmossdk.io/math"
)

// Reasons of gains and corrections in events and in the history. Losses have the names of their reasons.
const (
	ReasonCompleted = "completed"
	ReasonEmployed  = "employed"
	ReasonAgreed    = "agreed"
	// ReasonAdjusted begins the reason of a correction; the authority's text follows.
	ReasonAdjusted = "adjusted: "
)

// MaxChangeReason bounds a reason in bytes.
const MaxChangeReason = len(ReasonAdjusted) + MaxReason

var gainReasons = []string{ReasonCompleted, ReasonEmployed, ReasonAgreed}

// LossName returns a reason as events name it: rejected, expired, surrendered, wrong_vote, withheld, absent, overturned,
// dispute_lost.
func LossName(reason LossReason) string {
	return strings.ToLower(strings.TrimPrefix(reason.String(), "LOSS_REASON_"))
}

// IsGain tells whether good work caused the change.
func (c Change) IsGain() bool { return slices.Contains(gainReasons, c.Reason) }

// IsLoss tells whether a failure caused the change.
func (c Change) IsLoss() bool { return !c.IsGain() && !c.IsCorrection() }

// IsCorrection tells whether the authority made the change.
func (c Change) IsCorrection() bool { return strings.HasPrefix(c.Reason, ReasonAdjusted) }

// Points = (base + speed) · quality · weight.
func (c Change) Points() math.LegacyDec {
	return scale(scale(c.Base.Add(c.Speed), c.QualityBps), c.WeightBps)
}

// Sum is what the operands of a change come to, before the score is held within 0 and cap:
//
//	gain  =   points · unit_points · (cap − decayed) / cap / 2^earlier, at most cap − decayed; 0 within one group
//	loss  = − points · unit_points
//
// each step rounded down. A correction is as large as the authority said.
func (c Change) Sum() math.LegacyDec {
	switch {
	case c.IsCorrection():
		return c.By
	case c.IsLoss():
		return c.Points().MulInt64(int64(c.UnitPoints)).Neg()
	case c.SameOrganisation:
		return math.LegacyZeroDec()
	}
	highest := math.LegacyNewDecFromInt(c.Cap)
	room := highest.Sub(c.Decayed)
	gain := c.Points().MulInt64(int64(c.UnitPoints)).MulTruncate(room).QuoTruncate(highest)
	return halved(math.LegacyMinDec(gain, room), c.EarlierGains)
}

// Onto reckons the change on a score that was written as stored, elapsedMs ago: it sets Decayed, After and By, which is
// what is added in the end. It returns the sum before the score was held within 0 and cap.
func (c *Change) Onto(stored math.LegacyDec, elapsedMs int64) (math.LegacyDec, error) {
	left, err := Decayed(stored, elapsedMs, c.HalfLife)
	if err != nil {
		return math.LegacyDec{}, err
	}
	c.Stored, c.ElapsedMs, c.Decayed = stored, elapsedMs, clamp(left, c.Cap)
	sum := c.Sum()
	c.After = clamp(c.Decayed.Add(sum), c.Cap)
	c.By = c.After.Sub(c.Decayed)
	return sum, nil
}

// halved returns x / 2^n for x >= 0, rounded down.
func halved(x math.LegacyDec, n uint32) math.LegacyDec {
	raw := x.BigInt()
	return math.LegacyNewDecFromBigIntWithPrec(raw.Rsh(raw, uint(n)), math.LegacyPrecision)
}

// Validate checks one remembered change.
func (c Change) Validate() error {
	if err := checkStored(c.Address, c.Role, c.Category); err != nil {
		return err
	}
	if c.Sequence == 0 {
		return ErrInvalidGenesis.Wrap("sequence is 0")
	}
	if c.Reason == "" || len(c.Reason) > MaxChangeReason {
		return ErrInvalidGenesis.Wrapf("reason has %d bytes; 1 to %d", len(c.Reason), MaxChangeReason)
	}
	if c.ChangedMs < 0 || c.ElapsedMs < 0 || c.HalfLife < 0 {
		return ErrInvalidGenesis.Wrapf("changed_ms %d, elapsed_ms %d, half_life %s", c.ChangedMs, c.ElapsedMs, c.HalfLife)
	}
	if c.Cap.IsNil() || !c.Cap.IsPositive() || c.Cap.GT(MaxCap) {
		return ErrInvalidGenesis.Wrapf("cap %s is not within 1 and %s", c.Cap, MaxCap)
	}
	highest := math.LegacyNewDecFromInt(MaxCap)
	for _, value := range []math.LegacyDec{c.Stored, c.Decayed, c.After, c.Base, c.Speed} {
		if value.IsNil() || value.IsNegative() || value.GT(highest) {
			return ErrInvalidGenesis.Wrapf("a value is %s", value)
		}
	}
	if c.By.IsNil() || !c.Decayed.Add(c.By).Equal(c.After) {
		return ErrInvalidGenesis.Wrapf("%s and %s are not %s", c.Decayed, c.By, c.After)
	}
	return nil
}
