package types

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"cosmossdk.io/math"
)

const (
	// MaxCouncilSlashBps is the most that the council may slash of one validator within CouncilSlashWindow. No parameter:
	// it is a promise to those who judge, which the council must not be able to take back.
	MaxCouncilSlashBps = 1_000
	// CouncilSlashWindow is in block time, for it is legal time.
	CouncilSlashWindow = 30 * 24 * time.Hour
	// maxReason: a sentence for the log, with a reference.
	maxReason = 256
)

// ValidateBasic checks what can be checked without the state.
func (m *MsgSlash) ValidateBasic() error {
	if err := validateAddress(m.Authority); err != nil {
		return err
	}
	if err := validateAddress(m.Validator); err != nil {
		return err
	}
	if m.Bps == 0 || m.Bps > MaxCouncilSlashBps {
		return ErrSlashLimit.Wrapf("bps is %d; choose 1 to %d", m.Bps, MaxCouncilSlashBps)
	}
	return validateReason(m.Reason)
}

// validateReason: 1 to 256 bytes on one line, since events and terminals print it as it is.
func validateReason(reason string) error {
	switch {
	case strings.TrimSpace(reason) == "":
		return ErrInvalidReason.Wrap("say why")
	case len(reason) > maxReason:
		return ErrInvalidReason.Wrapf("it has %d bytes, at most %d are allowed", len(reason), maxReason)
	case !utf8.ValidString(reason) || strings.ContainsFunc(reason, unicode.IsControl):
		return ErrInvalidReason.Wrap("it must be UTF-8 on one line without control characters")
	}
	return nil
}

// Counts tells whether a slash still counts against the bound at a block time.
func (s CouncilSlash) Counts(now time.Time) bool { return now.Before(s.At.Add(CouncilSlashWindow)) }

// SlashedWithin adds up what counts at a block time, in bps.
func SlashedWithin(slashes []CouncilSlash, now time.Time) uint32 {
	var sum uint32
	for _, s := range slashes {
		if s.Counts(now) {
			sum += s.Bps
		}
	}
	return sum
}

// CheckSlashLimit refuses a slash that would take the validator's slashes beyond the bound.
func CheckSlashLimit(before []CouncilSlash, bps uint32, now time.Time) error {
	if sum := SlashedWithin(before, now); sum+bps > MaxCouncilSlashBps {
		return ErrSlashLimit.Wrapf("%d bps were slashed already, %d are left", sum, MaxCouncilSlashBps-min(sum, MaxCouncilSlashBps))
	}
	return nil
}

// PlanCouncilSlash divides a slash of bps of stake and unbonding stake, in base units: free stake goes first, then
// unbonding stake, and what seats lock stays. The amount is floored.
func PlanCouncilSlash(v Validator, bps uint32) (fromStake, fromUnbonding math.Int) {
	unlocked := math.MaxInt(v.Backing().Sub(v.Locked), math.ZeroInt())
	amount := math.MinInt(bpsOf(v.Backing(), bps), unlocked)
	fromStake = math.MinInt(v.Free(), amount)
	return fromStake, amount.Sub(fromStake)
}

// councilSlashes: in order of time, of known validators, within the bound at each moment.
func (c *genesisCheck) councilSlashes(g GenesisState) error {
	of := make(map[string][]CouncilSlash)
	for i, s := range g.CouncilSlashes {
		if c.validators[s.Validator] == nil {
			return fmt.Errorf("council slash %d: validator %s is unknown", i+1, s.Validator)
		}
		if i > 0 && s.At.Before(g.CouncilSlashes[i-1].At) {
			return fmt.Errorf("council slash %d: list them in order of time", i+1)
		}
		if s.Bps == 0 {
			return fmt.Errorf("council slash %d: bps is 0", i+1)
		}
		if s.Bps > MaxCouncilSlashBps {
			return fmt.Errorf("council slash %d: bps is %d, at most %d", i+1, s.Bps, MaxCouncilSlashBps)
		}
		if err := CheckSlashLimit(of[s.Validator], s.Bps, s.At); err != nil {
			return fmt.Errorf("council slash %d: %w", i+1, err)
		}
		of[s.Validator] = append(of[s.Validator], s)
	}
	return nil
}
