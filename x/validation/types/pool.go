package types

import (
	"regexp"
	"unicode/utf8"

	"cosmossdk.io/math"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

const (
	// GeneralPool and ModeratorsPool are the pools of the default genesis.
	GeneralPool    = "general"
	ModeratorsPool = "moderators"
	// MaxPoolTitleLen bounds a title, in bytes: one line.
	MaxPoolTitleLen = 140
	// MaxPoolsPerValidator bounds the pools that one validator is in: each is a leaf to update when its stake changes.
	MaxPoolsPerValidator = 16
	// MaxPoolCredentials bounds what a pool asks for: a draw reads each of them for everybody that it looks at.
	MaxPoolCredentials = 8
)

const (
	// defaultMinStake of the general pool: 10 AGI.
	defaultMinStake = 10_000_000
	// moderatorStake of the moderators' pool: 20 AGI. One of five locks a 25th of the payout, so it covers a dispute about
	// 500 AGI. It stays within reach on purpose: the role keeps strangers out, and a panel that cannot be seated judges
	// nothing.
	moderatorStake = 20_000_000
)

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

// DefaultModerators returns the pool of the panel in the default genesis: MODERATOR, 20 AGI, open.
func DefaultModerators() Pool {
	return Pool{
		Id:       ModeratorsPool,
		Title:    "Moderators' panel",
		Role:     identitytypes.ROLE_MODERATOR,
		MinStake: math.NewInt(moderatorStake),
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
	return p.validateCredentials()
}

func (p Pool) validateCredentials() error {
	if len(p.RequiredCredentials) > MaxPoolCredentials {
		return ErrInvalidPool.Wrapf("%d required credentials, at most %d are allowed", len(p.RequiredCredentials), MaxPoolCredentials)
	}
	for i, credential := range p.RequiredCredentials {
		if err := identitytypes.ValidateCredentialTypeID(credential); err != nil {
			return ErrInvalidPool.Wrapf("required credential %q: %s", credential, err)
		}
		if i > 0 && p.RequiredCredentials[i-1] >= credential {
			return ErrInvalidPool.Wrapf("required credential %q: sort them and name each once", credential)
		}
	}
	return nil
}
