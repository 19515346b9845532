package types

import (
	"regexp"
	"unicode/utf8"

	"cosmossdk.io/math"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

const (
	// GeneralPool is the pool of the default genesis.
	GeneralPool = "general"
	// MaxPoolTitleLen bounds a title, in bytes: one line.
	MaxPoolTitleLen = 140
	// MaxPoolsPerValidator bounds the pools that one validator is in: each is a leaf to update when its stake changes.
	MaxPoolsPerValidator = 16
)

// defaultMinStake of the general pool: 10 AGI.
const defaultMinStake = 10_000_000

var poolID = regexp.MustCompile(`^[a-z0-9-]{2,32}$`)

// DefaultPool returns the pool of the default genesis: VALIDATOR, 10 AGI, open.
func DefaultPool() Pool {
	return Pool{
		Id:       GeneralPool,
		Title:    "General committee",
		Role:     identitytypes.ROLE_VALIDATOR,
		MinStake: math.NewInt(defaultMinStake),
		Open:     true,
	}
}

// ValidatePoolID returns an error unless id is 2 to 32 of a-z, 0-9 and '-'.
func ValidatePoolID(id string) error {
	if !poolID.MatchString(id) {
		return ErrInvalidPool.Wrapf("id %q must be 2 to 32 of a-z, 0-9 and '-'", id)
	}
	return nil
}

// Validate returns an error if the pool is out of bounds. Only roles that x/identity seasons may judge.
func (p Pool) Validate() error {
	if err := ValidatePoolID(p.Id); err != nil {
		return err
	}
	if len(p.Title) > MaxPoolTitleLen || !utf8.ValidString(p.Title) {
		return ErrInvalidPool.Wrapf("title must be UTF-8 of at most %d bytes", MaxPoolTitleLen)
	}
	if p.Role != identitytypes.ROLE_VALIDATOR && p.Role != identitytypes.ROLE_MODERATOR {
		return ErrInvalidPool.Wrapf("role %s cannot judge: use ROLE_VALIDATOR or ROLE_MODERATOR", p.Role)
	}
	if err := validateAmount(p.MinStake); err != nil {
		return ErrInvalidPool.Wrapf("min_stake: %s", err)
	}
	return nil
}
