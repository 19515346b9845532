package types

import (
	"fmt"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

func (c *genesisCheck) allRounds(g GenesisState) error {
	for _, r := range g.Rounds {
		name := roundName(r.JobId, r.Rung)
		if err := c.once("%s", name); err != nil {
			return err
		}
		if err := c.round(r); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		c.rounds[name] = &roundSums{record: r}
	}
	for _, r := range g.Rounds {
		if r.Rung > 0 && c.rounds[roundName(r.JobId, r.Rung-1)] == nil {
			return fmt.Errorf("%s: there is no round on the rung below", roundName(r.JobId, r.Rung))
		}
	}
	return nil
}

func (c *genesisCheck) round(r Round) error {
	open := OpenRound{
		JobID: r.JobId, Rung: r.Rung, Seats: r.Seats, SeatLock: r.SeatLock,
		Excluded: r.Excluded, ExcludedOrganisations: r.ExcludedOrganisations,
		Checks: r.Checks, Panel: r.Panel,
	}
	if err := open.Validate(); err != nil {
		return err
	}
	if !c.pools[r.Pool] {
		return fmt.Errorf("pool %s is unknown", r.Pool)
	}
	if r.ReviewVersion == 0 || r.ReviewVersion > c.versions {
		return fmt.Errorf("version %d of the parameters is unknown", r.ReviewVersion)
	}
	if r.Attempt > 1 || r.Missing > r.Seats {
		return fmt.Errorf("attempt %d with %d of %d seats missing cannot be", r.Attempt, r.Missing, r.Seats)
	}
	if r.Result == ROUND_RESULT_SPLIT && !r.Panel {
		return fmt.Errorf("only a panel can find a split")
	}
	if (r.Status == ROUND_STATUS_CLOSED) != (r.Result != ROUND_RESULT_UNSPECIFIED) {
		return fmt.Errorf("status %s does not go with result %s", r.Status, r.Result)
	}
	return r.validateDeadline()
}

// validateDeadline: a round that draws waits for a height, one with a window for a time, a closed one for nothing.
func (r Round) validateDeadline() error {
	var draws, closes bool
	switch r.Status {
	case ROUND_STATUS_DRAWING:
		draws = true
	case ROUND_STATUS_COMMIT, ROUND_STATUS_REVEAL:
		closes = true
	case ROUND_STATUS_CLOSED:
	default:
		return fmt.Errorf("status %s is unknown", r.Status)
	}
	if draws != (r.DrawHeight > 0) || closes != (r.ClosesMs > 0) || r.DrawHeight < 0 || r.ClosesMs < 0 {
		return fmt.Errorf("status %s does not go with draw_height %d and closes_ms %d", r.Status, r.DrawHeight, r.ClosesMs)
	}
	if r.RetryMs < 0 || (r.RetryMs > 0 && !closes) {
		return fmt.Errorf("status %s does not go with retry_ms %d", r.Status, r.RetryMs)
	}
	return nil
}

func (c *genesisCheck) seats(g GenesisState) error {
	for _, s := range g.Seats {
		name := roundName(s.JobId, s.Rung)
		r, v := c.rounds[name], c.validators[s.Validator]
		if r == nil || v == nil {
			return fmt.Errorf("seat of %s in %s: round or validator is unknown", s.Validator, name)
		}
		if err := c.once("seat of %s in %s", s.Validator, name); err != nil {
			return err
		}
		if err := c.once("seat number %d of %s", s.Number, name); err != nil {
			return err
		}
		if int(s.Number) >= len(r.record.Seated) || sdk.AccAddress(r.record.Seated[s.Number]).String() != s.Validator {
			return fmt.Errorf("seat of %s in %s: it is not number %d of those that the round lists", s.Validator, name, s.Number)
		}
		r.seats++
		if err := s.validate(r.record); err != nil {
			return fmt.Errorf("seat of %s in %s: %w", s.Validator, name, err)
		}
		if !s.Status.goesWith(r.record.Status) {
			return fmt.Errorf("seat of %s in %s: status %s does not go with %s", s.Validator, name, s.Status, r.record.Status)
		}
		if s.Status == SEAT_STATUS_ABSENT {
			continue
		}
		r.count(s.Status)
		if r.record.Status != ROUND_STATUS_CLOSED {
			v.seats++
		}
		v.locked = v.locked.Add(s.Lock)
	}
	return nil
}

// count adds a seat that is not absent.
func (r *roundSums) count(status SeatStatus) {
	r.live++
	if status != SEAT_STATUS_DRAWN {
		r.committed++
	}
	if status == SEAT_STATUS_REVEALED {
		r.revealed++
	}
}

// goesWith tells whether a round in a status can have such a seat: no vote is open before reveals are taken, and nobody
// has anything left to do in a closed round.
func (s SeatStatus) goesWith(round RoundStatus) bool {
	switch s {
	case SEAT_STATUS_ABSENT:
		return true
	case SEAT_STATUS_DRAWN:
		return round == ROUND_STATUS_COMMIT
	case SEAT_STATUS_COMMITTED:
		return round != ROUND_STATUS_CLOSED
	case SEAT_STATUS_REVEALED:
		return round == ROUND_STATUS_REVEAL || round == ROUND_STATUS_CLOSED
	case SEAT_STATUS_WITHHELD:
		return round == ROUND_STATUS_CLOSED
	}
	return false
}

func (s Seat) validate(round Round) error {
	if err := notNegative(s.Lock); err != nil {
		return err
	}
	switch s.Status {
	case SEAT_STATUS_DRAWN, SEAT_STATUS_ABSENT:
		if len(s.Commitment) != 0 || s.Vote != nil {
			return fmt.Errorf("status %s has neither commitment nor vote", s.Status)
		}
	case SEAT_STATUS_COMMITTED, SEAT_STATUS_WITHHELD:
		if len(s.Commitment) != HashLen || s.Vote != nil {
			return fmt.Errorf("status %s has a commitment and no vote", s.Status)
		}
	case SEAT_STATUS_REVEALED:
		if len(s.Commitment) != HashLen || s.Vote == nil {
			return fmt.Errorf("status %s has a commitment and a vote", s.Status)
		}
		return s.Vote.ValidateFor(round)
	default:
		return fmt.Errorf("status %s is unknown", s.Status)
	}
	return nil
}

// sums compares what the records say with what their parts add up to.
func (c *genesisCheck) sums(g GenesisState) error {
	for _, v := range g.Validators {
		sums := c.validators[v.Address]
		if !v.Unbonding.Equal(sums.unbonding) || v.OpenUnbondings != sums.open {
			return fmt.Errorf("validator %s: unbonding %s (%d) is not what its unbondings add up to: %s (%d)",
				v.Address, v.Unbonding, v.OpenUnbondings, sums.unbonding, sums.open)
		}
		if !v.Locked.Equal(sums.locked) || v.ActiveSeats != sums.seats {
			return fmt.Errorf("validator %s: locked %s (%d seats) is not what its seats add up to: %s (%d)",
				v.Address, v.Locked, v.ActiveSeats, sums.locked, sums.seats)
		}
		if sums.held && v.Locked.IsZero() {
			return fmt.Errorf("validator %s: an unbonding is held, but no seat locks anything", v.Address)
		}
	}
	for _, r := range g.Rounds {
		name := roundName(r.JobId, r.Rung)
		sums := c.rounds[name]
		if int(sums.seats) != len(r.Seated) {
			return fmt.Errorf("%s: it lists %d seats, there are %d", name, len(r.Seated), sums.seats)
		}
		if sums.live != r.Live() {
			return fmt.Errorf("%s: it has %d seats taken, not %d", name, sums.live, r.Live())
		}
		// A count that failed is lost, so these may be too small; too large ones would end a window early.
		if r.Committed > sums.committed || r.Revealed > sums.revealed {
			return fmt.Errorf("%s: %d committed and %d revealed are more than the seats say: %d and %d",
				name, r.Committed, r.Revealed, sums.committed, sums.revealed)
		}
	}
	return nil
}

func roundName(jobID uint64, rung uint32) string { return fmt.Sprintf("round %d/%d", jobID, rung) }
