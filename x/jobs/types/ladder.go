package types

import (
	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"
)

// maxRungs: each rung takes days, and who has lost six times has lost.
const maxRungs = 6

// Step is a rung as it judges one job.
type Step struct {
	// Rung is its index in the ladder.
	Rung uint32
	Kind RungKind
	// Pool that the seats are drawn from, and how many; none of both under COUNCIL.
	Pool  string
	Seats uint32
}

// StepAt returns a rung of a job's ladder, or false where the ladder does not reach it. Seats that the rung leaves open are
// the job's on the first rung and 2k + 1 after a committee that wanted k, at most MaxSeats: a larger committee than the one
// whose verdict is in question.
func StepAt(params Params, category Category, terms Terms, rung uint32) (Step, bool) {
	if uint64(rung) >= uint64(len(params.Ladder)) {
		return Step{}, false
	}
	step := Step{}
	committee := uint32(0)
	for i, r := range params.Ladder[:rung+1] {
		step = Step{Rung: uint32(i), Kind: r.Judges(), Seats: r.Seats}
		if step.Kind == RUNG_KIND_COUNCIL {
			continue
		}
		step.Pool = r.PoolFor(category)
		if step.Kind != RUNG_KIND_COMMITTEE {
			continue
		}
		switch {
		case r.Seats != 0:
			committee = r.Seats
		case committee == 0:
			committee = terms.Seats
		default:
			committee = min(2*committee+1, MaxSeats)
		}
		step.Seats = committee
	}
	return step, true
}

// NextStep returns the rung that judges a job after the one that it is on, or false where the ladder has ended. councilBarred
// leaves the council out: it judges no job of its own.
func NextStep(params Params, category Category, job Job, councilBarred bool) (Step, bool) {
	step, ok := StepAt(params, category, job.Terms, job.Rung+1)
	if !ok || (step.Kind == RUNG_KIND_COUNCIL && councilBarred) {
		return Step{}, false
	}
	return step, true
}

// DisputeBond returns what it costs, in base units, to take a job to a step:
//
//	max(clamp(payout · dispute_bond_bps, dispute_bond_min, dispute_bond_max), seats · seat_fee)
//
// The seats always count in full: no bond is too small to pay the judges whom the dispute calls.
func DisputeBond(params Params, payout, seatFee math.Int, seats uint32) math.Int {
	bond := share(orZero(payout), params.DisputeBondBps)
	bond = math.MinInt(math.MaxInt(bond, orZero(params.DisputeBondMin)), orZero(params.DisputeBondMax))
	return math.MaxInt(bond, orZero(seatFee).MulRaw(int64(seats)))
}

// Judges returns who judges on a rung; UNSPECIFIED, of parameters that knew no other, stands for COMMITTEE.
func (r Rung) Judges() RungKind {
	if r.Kind == RUNG_KIND_UNSPECIFIED {
		return RUNG_KIND_COMMITTEE
	}
	return r.Kind
}

// PoolFor returns the pool of a rung for a category: the rung's own, or the category's.
func (r Rung) PoolFor(category Category) string {
	if r.Pool == "" {
		return category.Pool
	}
	return r.Pool
}

func (p Params) validateLadder() error {
	if len(p.Ladder) == 0 || len(p.Ladder) > maxRungs {
		return errorsmod.Wrapf(ErrLadder, "%d rungs, must be 1 to %d", len(p.Ladder), maxRungs)
	}
	for i, rung := range p.Ladder {
		if err := rung.validate(i == 0, i == len(p.Ladder)-1); err != nil {
			return errorsmod.Wrapf(err, "rung %d", i)
		}
	}
	return nil
}

func (r Rung) validate(first, last bool) error {
	if r.Pool != "" {
		if err := validSlug("ladder pool", r.Pool); err != nil {
			return err
		}
	}
	if r.Seats != 0 {
		if err := oddSeats("rung", r.Seats); err != nil {
			return err
		}
	}
	switch r.Judges() {
	case RUNG_KIND_COMMITTEE:
		// The employer has escrowed the fees of as many seats as the category and the posting say.
		if first && r.Seats != 0 {
			return errorsmod.Wrap(ErrLadder, "the seats of the first committee are the category's and the job's; leave them 0")
		}
	case RUNG_KIND_PANEL:
		// Moderators belong to no category, and no table says how many they are.
		if first || r.Pool == "" || r.Seats == 0 {
			return errorsmod.Wrap(ErrLadder, "a panel needs a pool and seats, and judges what a committee has judged")
		}
	case RUNG_KIND_COUNCIL:
		if first || !last || r.Pool != "" || r.Seats != 0 {
			return errorsmod.Wrap(ErrLadder, "the council is the last rung, after a committee, and has neither pool nor seats")
		}
	default:
		return errorsmod.Wrapf(ErrLadder, "unknown kind %d", r.Kind)
	}
	return nil
}
