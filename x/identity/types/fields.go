package types

import (
	"regexp"
	"unicode/utf8"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Bounds of what a message carries. Each keeps one record below a kilobyte and block space in the hands of its payer.
const (
	// MaxOrganisationName is a line on a screen.
	MaxOrganisationName = 64
	// MaxURI holds a DID, an ipfs path or a usual https address.
	MaxURI = 256
	// MaxModelID holds "vendor/family/version" of the known registries.
	MaxModelID = 128
	// HashSize is the size of a SHA-256.
	HashSize = 32
)

var (
	slugRule    = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,30}[a-z0-9]$`)
	reasonRule  = regexp.MustCompile(`^[a-z0-9_-]{1,64}$`)
	chainIDRule = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$`) // 50 is CometBFT's limit
	// A rule of our own, not a parser of the standard library: its reading of an odd URI may change with a Go version,
	// and nodes would disagree.
	uriRule     = regexp.MustCompile(`^[a-z][a-z0-9+.-]*:[!-~]+$`)
	modelIDRule = regexp.MustCompile(`^[!-~]+$`)
)

// ParseAddress returns the account behind a bech32 string. Only its one usual spelling is taken, so that equal addresses
// are equal strings.
func ParseAddress(field, s string) (sdk.AccAddress, error) {
	addr, err := sdk.AccAddressFromBech32(s)
	if err != nil {
		return nil, errorsmod.Wrapf(ErrInvalidAddress, "%s %q: %s", field, s, err)
	}
	if addr.String() != s {
		return nil, errorsmod.Wrapf(ErrInvalidAddress, "%s %q; write %s", field, s, addr)
	}
	return addr, nil
}

// ValidateSlug checks an organisation's id: 2 to 32 of a-z, 0-9 and '-', the ends no '-'.
func ValidateSlug(id string) error {
	if !slugRule.MatchString(id) {
		return errorsmod.Wrapf(ErrInvalidOrganisation, "id %q; use 2 to 32 of a-z, 0-9 and '-', no '-' at the ends", id)
	}
	return nil
}

// ValidateReason checks a reason code.
func ValidateReason(reason string) error {
	if !reasonRule.MatchString(reason) {
		return errorsmod.Wrapf(ErrInvalidReason, "reason of %d bytes", len(reason))
	}
	return nil
}

// ValidateMetadata checks a reference to a document: a URI, and the SHA-256 of what lies there if it is to stay the same.
func ValidateMetadata(uri string, hash []byte) error {
	if uri == "" && len(hash) == 0 {
		return nil
	}
	if len(uri) > MaxURI || !uriRule.MatchString(uri) {
		return errorsmod.Wrapf(ErrInvalidMetadata, "uri of %d bytes; use scheme:rest in at most %d printable ASCII characters", len(uri), MaxURI)
	}
	if len(hash) != 0 && len(hash) != HashSize {
		return errorsmod.Wrapf(ErrInvalidMetadata, "hash of %d bytes; a SHA-256 has %d", len(hash), HashSize)
	}
	return nil
}

// validateModel checks the declared model of a participant of some kind.
func validateModel(kind ParticipantKind, id string, hash []byte) error {
	if id == "" && len(hash) == 0 {
		return nil
	}
	if kind != PARTICIPANT_KIND_AI_AGENT {
		return errorsmod.Wrap(ErrInvalidModel, "only an AI agent has a model")
	}
	if len(id) > MaxModelID || !modelIDRule.MatchString(id) {
		return errorsmod.Wrapf(ErrInvalidModel, "model_id of %d bytes; use 1 to %d printable ASCII characters without spaces", len(id), MaxModelID)
	}
	if len(hash) != 0 && len(hash) != HashSize {
		return errorsmod.Wrapf(ErrInvalidModel, "model_hash of %d bytes; a SHA-256 has %d", len(hash), HashSize)
	}
	return nil
}

func validateKind(kind ParticipantKind) error {
	switch kind {
	case PARTICIPANT_KIND_HUMAN, PARTICIPANT_KIND_ORGANISATION, PARTICIPANT_KIND_AI_AGENT:
		return nil
	}
	return errorsmod.Wrapf(ErrInvalidKind, "kind %d; use HUMAN, ORGANISATION or AI_AGENT", kind)
}

// validateResponsible checks that exactly AI agents name somebody else who answers for them.
func validateResponsible(kind ParticipantKind, address, responsible string) error {
	if kind != PARTICIPANT_KIND_AI_AGENT {
		if responsible != "" {
			return errorsmod.Wrapf(ErrResponsible, "%s is no AI agent and answers for itself", address)
		}
		return nil
	}
	if responsible == "" {
		return errorsmod.Wrapf(ErrResponsible, "%s names none", address)
	}
	if responsible == address {
		return errorsmod.Wrapf(ErrResponsible, "%s cannot answer for itself", address)
	}
	_, err := ParseAddress("responsible", responsible)
	return err
}

// printableName takes text without control and direction characters. The ranges are written out: the standard library's
// tables grow with its Unicode version, and nodes would disagree.
func printableName(name string) bool {
	if name == "" || len(name) > MaxOrganisationName || !utf8.ValidString(name) {
		return false
	}
	for _, r := range name {
		switch {
		case r < 0x20, r >= 0x7f && r < 0xa0: // control
			return false
		case r >= 0x200b && r <= 0x200f, r >= 0x2028 && r <= 0x202e, r >= 0x2060 && r <= 0x206f, r == 0xfeff: // invisible, direction
			return false
		}
	}
	return true
}
