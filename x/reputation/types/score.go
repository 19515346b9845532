package types

import (
	"strings"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/internal/fixedmath"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// This file is the whole formula of scores. It knows no store and no context.

// qualityFloorBps: an accepted result earns at least half, however harsh the committee's scores.
const qualityFloorBps = 5_000

// maxPayout bounds what the logarithm sees: 2^128 base units are beyond any supply, and the formula must never fail.
var maxPayout = math.NewIntFromUint64(1 << 63).MulRaw(2).Mul(math.NewIntFromUint64(1 << 63).MulRaw(2))

// Work is what an agent's gain depends on.
type Work struct {
	// Payout of the job, in base units.
	Payout math.Int
	// UsedMs and AllowedMs are from assignment to submission and as posted (market time).
	UsedMs, AllowedMs int64
	// Quality is the mean score of the committee, 0 to 100.
	Quality uint32
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

// AgentGain returns what completed work adds to a score: (base + speed) · quality, scaled, diminishing towards the cap.
func (p Params) AgentGain(score math.LegacyDec, w Work) (math.LegacyDec, error) {
	base, err := p.BasePoints(w.Payout)
	if err != nil {
		return math.LegacyDec{}, err
	}
	points := base.Add(p.speed(base, w.UsedMs, w.AllowedMs))
	return p.gain(score, scale(points, qualityBps(w.Quality))), nil
}

// ValidatorGain returns what a seat that judged with the outcome adds to its validator's score.
func (p Params) ValidatorGain(score math.LegacyDec, payout math.Int) (math.LegacyDec, error) {
	return p.shareGain(score, payout, p.ValidatorBps)
}

// EmployerGain returns what a completed job adds to its employer's score.
func (p Params) EmployerGain(score math.LegacyDec, payout math.Int) (math.LegacyDec, error) {
	return p.shareGain(score, payout, p.EmployerBps)
}

// Loss returns what a failure takes off a score. It does not diminish: a high score falls as far as a low one.
func (p Params) Loss(payout math.Int, reason LossReason) (math.LegacyDec, error) {
	base, err := p.BasePoints(payout)
	if err != nil {
		return math.LegacyDec{}, err
	}
	return scale(base.MulInt64(int64(p.UnitPoints)), p.lossBps(reason)), nil
}

// Clamp holds a score within 0 and cap. A stored score above a cap that was lowered later reads as that cap.
func (p Params) Clamp(score math.LegacyDec) math.LegacyDec {
	if score.IsNil() || score.IsNegative() {
		return math.LegacyZeroDec()
	}
	return math.LegacyMinDec(score, math.LegacyNewDecFromInt(p.Cap))
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

func (p Params) shareGain(score math.LegacyDec, payout math.Int, bps uint32) (math.LegacyDec, error) {
	base, err := p.BasePoints(payout)
	if err != nil {
		return math.LegacyDec{}, err
	}
	return p.gain(score, scale(base, bps)), nil
}

// gain = points · unit_points · (cap − score) / cap: never negative, never beyond the cap.
func (p Params) gain(score, points math.LegacyDec) math.LegacyDec {
	highest := math.LegacyNewDecFromInt(p.Cap)
	room := highest.Sub(p.Clamp(score))
	gain := points.MulInt64(int64(p.UnitPoints)).MulTruncate(room).QuoTruncate(highest)
	return math.LegacyMinDec(gain, room)
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

// LossName returns a reason as events name it: rejected, expired, surrendered, wrong_vote, withheld, absent.
func LossName(reason LossReason) string {
	return strings.ToLower(strings.TrimPrefix(reason.String(), "LOSS_REASON_"))
}
