package types

import (
	"math/big"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/internal/fixedmath"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// This file is the formula of scores: what a job adds and takes off. It knows no store and no context. Each rule fills the
// operands of a Change; Change.Sum reckons with nothing else, so that every change can be explained for ever.

// qualityFloorBps: an accepted result earns at least half, however harsh the committee's scores.
const qualityFloorBps = 5_000

// maxPayout bounds what the logarithm sees: 2^128 base units are beyond any supply, and the formula must never fail.
var maxPayout = math.NewIntFromBigInt(new(big.Int).Lsh(big.NewInt(1), 128))

// Work is what an agent's gain depends on.
type Work struct {
	// Payout of the job, in base units.
	Payout math.Int
	// UsedMs and AllowedMs are from assignment to submission and as posted (market time).
	UsedMs, AllowedMs int64
	// Quality is the mean score of the committee, 0 to 100.
	Quality uint32
}

// Dealing is what agent and employer of a job have had to do with each other.
type Dealing struct {
	// Earlier gains of their groups within the window.
	Earlier uint32
	// Same: they are one group, which earns nothing from itself.
	Same bool
}

// BasePoints returns log2(1 + payout / unit): the more a job pays the more it counts, with diminishing effect.
// A payout that is nil or not positive gives 0.
func (p Params) BasePoints(payout math.Int) (math.LegacyDec, error) {
	if payout.IsNil() || !payout.IsPositive() {
		return math.LegacyZeroDec(), nil
	}
	if payout.GT(maxPayout) {
		payout = maxPayout
	}
	units := math.LegacyNewDecFromInt(payout).QuoInt(p.Unit)
	base, err := fixedmath.Log2(units.Add(math.LegacyOneDec()))
	if err != nil {
		return math.LegacyDec{}, err
	}
	return math.LegacyMaxDec(base, math.LegacyZeroDec()), nil
}

// AgentGain is what completed work adds: (base + speed) · quality, scaled, diminishing towards the cap, halved for each
// earlier gain of the pair.
func (p Params) AgentGain(w Work, d Dealing) (Change, error) {
	c, err := p.share(ReasonCompleted, w.Payout, MaxBps, d)
	if err != nil {
		return c, err
	}
	c.Speed = p.speed(c.Base, w.UsedMs, w.AllowedMs)
	c.QualityBps = qualityBps(w.Quality)
	return c, nil
}

// ValidatorGain is what a seat that judged with the outcome adds to its validator's score.
func (p Params) ValidatorGain(payout math.Int) (Change, error) {
	return p.share(ReasonAgreed, payout, p.ValidatorBps, Dealing{})
}

// EmployerGain is what a completed job adds to its employer's score.
func (p Params) EmployerGain(payout math.Int, d Dealing) (Change, error) {
	return p.share(ReasonEmployed, payout, p.EmployerBps, d)
}

// Loss is what a failure takes off. It does not diminish: a high score falls as far as a low one.
func (p Params) Loss(payout math.Int, reason LossReason) (Change, error) {
	return p.share(LossName(reason), payout, p.lossBps(reason), Dealing{})
}

// Correction is a change by the authority.
func (p Params) Correction(by math.Int, reason string) Change {
	c := p.blank(ReasonAdjusted + reason)
	c.By = math.LegacyNewDecFromInt(by)
	return c
}

// Clamp holds a score within 0 and cap. A stored score above a cap that was lowered later reads as that cap.
func (p Params) Clamp(score math.LegacyDec) math.LegacyDec { return clamp(score, p.Cap) }

func clamp(score math.LegacyDec, highest math.Int) math.LegacyDec {
	if score.IsNil() || score.IsNegative() {
		return math.LegacyZeroDec()
	}
	return math.LegacyMinDec(score, math.LegacyNewDecFromInt(highest))
}

// HasScore tells whether scores are kept in a role.
func HasScore(role identitytypes.Role) bool {
	switch role {
	case identitytypes.ROLE_AGENT, identitytypes.ROLE_VALIDATOR, identitytypes.ROLE_EMPLOYER:
		return true
	default:
		return false
	}
}

// share is a change that counts weightBps of the base points.
func (p Params) share(reason string, payout math.Int, weightBps uint32, d Dealing) (Change, error) {
	base, err := p.BasePoints(payout)
	if err != nil {
		return Change{}, err
	}
	c := p.blank(reason)
	c.Base, c.QualityBps, c.WeightBps = base, MaxBps, weightBps
	c.EarlierGains, c.SameOrganisation = d.Earlier, d.Same
	return c, nil
}

// blank is a change under the parameters with no operand yet.
func (p Params) blank(reason string) Change {
	zero := math.LegacyZeroDec
	return Change{
		Reason: reason, Stored: zero(), Decayed: zero(), After: zero(), Base: zero(), Speed: zero(), By: zero(),
		UnitPoints: p.UnitPoints, Cap: p.Cap, HalfLife: p.HalfLife,
	}
}

// speed = base · speed_bps · (1 − used / allowed): earlier is better, never more than speed_bps of base, 0 when late.
func (p Params) speed(base math.LegacyDec, usedMs, allowedMs int64) math.LegacyDec {
	if allowedMs <= 0 || usedMs >= allowedMs {
		return math.LegacyZeroDec()
	}
	saved := allowedMs - max(usedMs, 0)
	return scale(base, p.SpeedBps).MulInt64(saved).QuoInt64(allowedMs)
}

// qualityBps returns the mean score as a factor, at least qualityFloorBps, at most 1.
func qualityBps(quality uint32) uint32 {
	return max(min(quality, 100)*(MaxBps/100), qualityFloorBps)
}

// scale returns x · bps / 10,000, rounded down.
func scale(x math.LegacyDec, bps uint32) math.LegacyDec {
	return x.MulInt64(int64(bps)).QuoTruncate(math.LegacyNewDec(MaxBps))
}
