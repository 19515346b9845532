package types

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

const (
	// maxDuration bounds every duration of a job: what is not done within a year is a program, not a job.
	maxDuration = 366 * 24 * time.Hour
	// maxURI is what common servers still accept in one request line, and small enough to keep in state.
	maxURI = 512
	// hashSize of a SHA-256.
	hashSize = 32
	// A slug is a key in state and a word on the command line.
	minSlug = 2
	maxSlug = 32
)

// firstError returns the first of errs that is not nil.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func atMost(name string, value, limit uint32) error { return between(name, value, 0, limit) }

func between(name string, value, low, high uint32) error {
	if value < low || value > high {
		return errorsmod.Wrapf(ErrAmount, "%s is %d, must be %d to %d", name, value, low, high)
	}
	return nil
}

// within checks a duration: whole milliseconds, as market time counts, in [low, high].
func within(name string, d, low, high time.Duration) error {
	if d < low || d > high {
		return errorsmod.Wrapf(ErrDuration, "%s is %s, must be %s to %s", name, d, low, high)
	}
	if d%time.Millisecond != 0 {
		return errorsmod.Wrapf(ErrDuration, "%s is %s, must be whole milliseconds", name, d)
	}
	return nil
}

// duration checks a duration that a message names.
func duration(name string, d time.Duration) error {
	return within(name, d, time.Millisecond, maxDuration)
}

// address checks a bech32 account address.
func address(name, addr string) error {
	if _, err := sdk.AccAddressFromBech32(addr); err != nil {
		return errorsmod.Wrapf(ErrAddress, "%s: %s", name, err)
	}
	return nil
}

// storedAddress checks an address in state, where each has one spelling: sums and lookups go by it.
func storedAddress(name, addr string) error {
	acc, err := sdk.AccAddressFromBech32(addr)
	if err != nil {
		return errorsmod.Wrapf(ErrAddress, "%s: %s", name, err)
	}
	if acc.String() != addr {
		return errorsmod.Wrapf(ErrAddress, "%s: write %s as %s", name, addr, acc)
	}
	return nil
}

// text checks low ≤ bytes ≤ high of UTF-8 without control characters: events and terminals print it as it is. Where
// lines is true, line breaks and tabs are allowed.
func text(name, s string, low, high int, lines bool) error {
	if len(s) > high {
		return errorsmod.Wrapf(ErrText, "%s has %d bytes, at most %d are allowed", name, len(s), high)
	}
	if len(s) < low || (low > 0 && strings.TrimSpace(s) == "") {
		return errorsmod.Wrapf(ErrText, "%s must not be empty", name)
	}
	if !utf8.ValidString(s) {
		return errorsmod.Wrapf(ErrText, "%s is not valid UTF-8", name)
	}
	for _, r := range s {
		if unicode.IsControl(r) && (!lines || (r != '\n' && r != '\t')) {
			return errorsmod.Wrapf(ErrText, "%s holds the control character %U", name, r)
		}
	}
	return nil
}

// ValidSlug tells whether s is 2 to 32 of a-z, 0-9 and '-'.
func ValidSlug(s string) bool {
	if len(s) < minSlug || len(s) > maxSlug {
		return false
	}
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

func validSlug(name, s string) error {
	if !ValidSlug(s) {
		return errorsmod.Wrapf(ErrText, "%s %q must be %d to %d of a-z, 0-9 and '-'", name, s, minSlug, maxSlug)
	}
	return nil
}

// uri checks a reference: a scheme, then at most maxURI bytes of printable UTF-8 without spaces.
func uri(name, s string) error {
	if len(s) > maxURI {
		return errorsmod.Wrapf(ErrURI, "%s has %d bytes, at most %d are allowed", name, len(s), maxURI)
	}
	if !utf8.ValidString(s) {
		return errorsmod.Wrapf(ErrURI, "%s is not valid UTF-8", name)
	}
	for _, r := range s {
		if unicode.IsControl(r) || unicode.IsSpace(r) {
			return errorsmod.Wrapf(ErrURI, "%s holds the character %U", name, r)
		}
	}
	if climbs(s) {
		return errorsmod.Wrapf(ErrURI, "%s %q: '..' and '\\' could lead out of an allowed place", name, s)
	}
	if schemeOf(s) == "" {
		return errorsmod.Wrapf(ErrURI, "%s %q has no scheme; write it as https://…", name, s)
	}
	return nil
}

// climbs tells whether a reader could resolve a uri to somewhere above the prefix that it starts with.
func climbs(s string) bool {
	plain := strings.NewReplacer("%2e", ".", "%2f", "/", "%5c", "\\").Replace(strings.ToLower(s))
	if strings.Contains(plain, "\\") {
		return true
	}
	for segment := range strings.FieldsFuncSeq(plain, func(r rune) bool { return strings.ContainsRune("/?#:", r) }) {
		if segment == ".." {
			return true
		}
	}
	return false
}

// schemeOf returns the lower-case scheme of a uri without the colon, or nothing where it has none.
func schemeOf(s string) string {
	scheme, _, found := strings.Cut(s, ":")
	if !found || scheme == "" {
		return ""
	}
	for i, c := range []byte(scheme) {
		letter := c >= 'a' && c <= 'z'
		other := c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'
		if !letter && (i == 0 || !other) {
			return ""
		}
	}
	return scheme
}

// sha256Hash checks the length of a SHA-256.
func sha256Hash(name string, hash []byte) error {
	if len(hash) != hashSize {
		return errorsmod.Wrapf(ErrHash, "%s has %d", name, len(hash))
	}
	return nil
}

// validate checks a document's form. Whether it may lie there is the category's rule: see Category.AllowsURI.
func (d Document) validate(name string) error {
	return firstError(uri(name+" uri", d.Uri), sha256Hash(name+" sha256", d.Sha256))
}
