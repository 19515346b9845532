package types

import (
	"slices"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"
)

// WentAgainst returns the sides that a verdict went against: they may dispute or accept it. The employer under APPROVED,
// the agent under REJECTED, both under UNJUDGEABLE and DIVIDED; nobody in any other status.
func (j Job) WentAgainst() []string { return j.sidesAgainst(j.Status) }

func (j Job) sidesAgainst(verdict JobStatus) []string {
	switch verdict {
	case approved:
		return []string{j.Employer}
	case rejected:
		return []string{j.Agent}
	case unjudgeable, divided:
		return []string{j.Employer, j.Agent}
	default:
		return nil
	}
}

// LockedDisputes is the sum of the bonds of the job's disputes, which stay locked until the job has ended.
func (j Job) LockedDisputes() math.Int {
	sum := math.ZeroInt()
	if j.Status.Terminal() {
		return sum
	}
	for _, d := range j.Disputes {
		sum = sum.Add(orZero(d.Bond))
	}
	return sum
}

// LockedDisputesOf is the part of LockedDisputes that an address gave.
func (j Job) LockedDisputesOf(address string) math.Int {
	sum := math.ZeroInt()
	if j.Status.Terminal() {
		return sum
	}
	for _, d := range j.Disputes {
		if d.By == address {
			sum = sum.Add(orZero(d.Bond))
		}
	}
	return sum
}

// DisputeBonds lists the bonds of the job's disputes, by rung, as a settlement takes them.
func (j Job) DisputeBonds() []LockedDispute {
	var list []LockedDispute
	for _, d := range j.Disputes {
		by := ReceiverAgent
		if d.By == j.Employer {
			by = ReceiverEmployer
		}
		list = append(list, LockedDispute{By: by, Bond: orZero(d.Bond), Rung: d.Rung})
	}
	return list
}

// Validate checks a reason of a dispute.
func (r DisputeReason) Validate() error {
	if _, known := DisputeReason_name[int32(r)]; !known || r == DISPUTE_REASON_UNSPECIFIED {
		return errorsmod.Wrapf(ErrDispute, "unknown reason %d", r)
	}
	return nil
}

// validateDisputes: each is of a side that the verdict below its rung went against, and they climb. An employer's contest
// of the result itself leads to the first rung, costs no bond and comes before all others.
func (j Job) validateDisputes() error {
	for i, d := range j.Disputes {
		if err := d.validate(); err != nil {
			return errorsmod.Wrapf(err, "dispute %d", i)
		}
		if err := j.validateRungOf(i, d); err != nil {
			return errorsmod.Wrapf(err, "dispute %d", i)
		}
	}
	return nil
}

func (d Dispute) validate() error {
	if d.DisputedMs < 0 {
		return errorsmod.Wrapf(ErrDispute, "it is of %d ms", d.DisputedMs)
	}
	return firstError(d.Reason.Validate(), d.Evidence.validate("evidence"), notNegativeUnbounded("bond", d.Bond))
}

func (j Job) validateRungOf(i int, d Dispute) error {
	if d.Against == employerReview {
		if i != 0 || d.By != j.Employer || d.Rung != 0 || !d.Bond.IsZero() {
			return errorsmod.Wrap(ErrDispute, "a contest is the employer's, comes first, leads to rung 0 and costs nothing")
		}
		return nil
	}
	rounds := j.Rounds()
	switch {
	case d.Rung == 0 || d.Rung > j.Rung || uint64(d.Rung) > uint64(len(rounds)):
		return errorsmod.Wrapf(ErrDispute, "it leads to rung %d, the job is on rung %d", d.Rung, j.Rung)
	case i > 0 && d.Rung <= j.Disputes[i-1].Rung:
		return errorsmod.Wrapf(ErrDispute, "it leads to rung %d after one to rung %d", d.Rung, j.Disputes[i-1].Rung)
	case rounds[d.Rung-1].Status != d.Against:
		return errorsmod.Wrapf(ErrDispute, "it is against %s, rung %d found %s", d.Against, d.Rung-1, rounds[d.Rung-1].Status)
	case !slices.Contains(j.sidesAgainst(d.Against), d.By):
		return errorsmod.Wrapf(ErrDispute, "%s is not against %q", d.Against, d.By)
	case !d.Bond.IsPositive():
		return errorsmod.Wrap(ErrDispute, "it has no bond")
	}
	return nil
}
