package types

import (
	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"
)

// TierFor returns what an agent of a score may take, and the tier's place in the list: the highest whose min_score the score
// reaches. On probation it is the lowest, whatever the score.
func (p Params) TierFor(score math.Int, probation bool) (int, Tier) {
	at := 0
	if !probation {
		for at+1 < len(p.Tiers) && score.GTE(p.Tiers[at+1].MinScore) {
			at++
		}
	}
	return at, p.Tiers[at]
}

// ActiveJobs returns how many jobs an agent of a tier may hold at once.
func (p Params) ActiveJobs(tier Tier) uint32 { return min(tier.MaxActiveJobs, p.MaxActiveJobs) }

// TierAllows returns ErrTier, with the tier that is missing, unless an agent may take a job of a payout.
func (p Params) TierAllows(score math.Int, probation bool, payout math.Int) error {
	at, tier := p.TierFor(score, probation)
	if payout.LTE(tier.MaxPayout) {
		return nil
	}
	for need := at + 1; need < len(p.Tiers); need++ {
		if payout.GT(p.Tiers[need].MaxPayout) {
			continue
		}
		if probation && score.GTE(p.Tiers[need].MinScore) {
			return errorsmod.Wrapf(ErrTier, "on probation it is tier 0, up to %s; a payout of %s needs tier %d", tier.MaxPayout, payout, need)
		}
		return errorsmod.Wrapf(ErrTier, "with a score of %s it is tier %d, up to %s; a payout of %s needs tier %d, from a score of %s",
			score, at, tier.MaxPayout, payout, need, p.Tiers[need].MinScore)
	}
	return errorsmod.Wrapf(ErrTier, "no tier takes a payout of %s; the highest takes %s", payout, p.Tiers[len(p.Tiers)-1].MaxPayout)
}
