package types

import (
	"strings"
	"time"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Bounds of a name. Labels are those of the DNS, so that a name can be mirrored there.
const (
	// MaxName keeps a name on one line of a screen, and its source within MaxSource.
	MaxName = 128
	// MaxLabel is the DNS's bound of a label.
	MaxLabel = 63
	// MaxLabels bounds how many records a look at a name reads.
	MaxLabels = 5
	// MaxNameTerm bounds what the owner of a name without an end gives his children: an office looks at them once in ten years.
	MaxNameTerm = 10 * 365 * 24 * time.Hour
	// addressLike is how long a label is that begins as an address of this chain and may be taken for one.
	addressLike = 38
)

// ValidateName checks the syntax of a name: 1 to MaxLabels labels of a-z, 0-9 and '-', joined by '.', such as acme.agent.gov.
func ValidateName(name string) error {
	if name == "" || len(name) > MaxName {
		return errorsmod.Wrapf(ErrInvalidName, "%d bytes; use 1 to %d", len(name), MaxName)
	}
	labels := strings.Split(name, ".")
	if len(labels) > MaxLabels {
		return errorsmod.Wrapf(ErrInvalidName, "%q has %d labels; at most %d", name, len(labels), MaxLabels)
	}
	for _, label := range labels {
		if err := validateLabel(label); err != nil {
			return err
		}
	}
	return nil
}

func validateLabel(label string) error {
	if label == "" || len(label) > MaxLabel {
		return errorsmod.Wrapf(ErrInvalidName, "label of %d bytes; use 1 to %d", len(label), MaxLabel)
	}
	for i := range len(label) {
		c := label[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return errorsmod.Wrapf(ErrInvalidName, "label %q; use a-z, 0-9 and '-'", label)
		}
	}
	if label[0] == '-' || label[len(label)-1] == '-' {
		return errorsmod.Wrapf(ErrInvalidName, "label %q; no '-' at the ends", label)
	}
	// Places 3 and 4 mark the DNS's encoded labels: a viewer would show other letters than these.
	if len(label) >= 4 && label[2:4] == "--" {
		return errorsmod.Wrapf(ErrInvalidName, "label %q; no '--' in places 3 and 4", label)
	}
	if len(label) >= addressLike && strings.HasPrefix(label, sdk.GetConfig().GetBech32AccountAddrPrefix()+"1") {
		return errorsmod.Wrapf(ErrInvalidName, "label %q looks like an address", label)
	}
	return nil
}

// ParentName returns the name above a name, or "" for a top-level one.
func ParentName(name string) string {
	_, parent, _ := strings.Cut(name, ".")
	return parent
}

// Lineage returns a name and all names above it, from below to the top.
func Lineage(name string) []string {
	list := make([]string, 0, MaxLabels)
	for ; name != ""; name = ParentName(name) {
		list = append(list, name)
	}
	return list
}

// Expired tells whether a name has ended at a block time: it lasts until expires_at, exclusive.
func (n Name) Expired(at time.Time) bool { return n.ExpiresAt != nil && !at.Before(*n.ExpiresAt) }

// Orphaned tells whether the name above was registered anew since this one was: what the earlier holder gave does not bind the later one.
func (n Name) Orphaned(parent Name) bool { return n.RegisteredAt.Before(parent.RegisteredAt) }

// Standing returns nil when the record itself is in force at a block time; the names above it are not asked.
func (n Name) Standing(at time.Time) error {
	if n.Revoked {
		return errorsmod.Wrapf(ErrNameRevoked, "%s", n.Name)
	}
	if n.Expired(at) {
		return errorsmod.Wrapf(ErrNameExpired, "%s, on %s", n.Name, utcText(*n.ExpiresAt))
	}
	return nil
}

// Live returns nil when a name stands for its controller at a block time, otherwise why it does not. lineage holds the records of Lineage.
func Live(lineage []Name, at time.Time) error {
	for i, n := range lineage {
		err := n.Standing(at)
		if err == nil && i+1 < len(lineage) && n.Orphaned(lineage[i+1]) {
			err = errorsmod.Wrapf(ErrNameOrphaned, "%s is of %s, %s of %s", n.Name, utcText(n.RegisteredAt),
				lineage[i+1].Name, utcText(lineage[i+1].RegisteredAt))
		}
		if err != nil && i > 0 {
			return errorsmod.Wrapf(err, "above %s", lineage[0].Name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Free returns nil when a name that was registered before can be registered by anybody who may: it was revoked, or has expired and the time
// to renew it is over.
func (n Name) Free(at time.Time, grace time.Duration) error {
	switch {
	case n.Revoked && at.After(*n.ExpiresAt):
		return nil
	case n.Revoked:
		// Its children of this block would pass for children of the next holder.
		return errorsmod.Wrapf(ErrNameTaken, "%s was revoked in this block; register it in a later one", n.Name)
	case !n.Expired(at):
		return errorsmod.Wrapf(ErrNameTaken, "%s is %s's", n.Name, n.Owner)
	case at.Before(n.ExpiresAt.Add(grace)):
		return errorsmod.Wrapf(ErrNameGrace, "%s, until %s", n.Name, utcText(n.ExpiresAt.Add(grace)))
	}
	return nil
}

// Renewable returns nil when a name can be given a later end.
func (n Name) Renewable(at time.Time, grace time.Duration) error {
	if n.Revoked {
		return errorsmod.Wrapf(ErrNameRevoked, "%s", n.Name)
	}
	if n.Expired(at) && !at.Before(n.ExpiresAt.Add(grace)) {
		return errorsmod.Wrapf(ErrNameOver, "%s, on %s", n.Name, utcText(n.ExpiresAt.Add(grace)))
	}
	return nil
}

// CheckNameEnd answers whether a name may last until an end: not beyond its parent's; without one only by the authority. parent is nil for a
// top-level name.
func CheckNameEnd(end *time.Time, parent *Name, byAuthority bool, now time.Time) error {
	if end != nil && !end.After(now) {
		return errorsmod.Wrapf(ErrNameEnd, "%s, block time %s", utcText(*end), utcText(now))
	}
	if parent != nil && later(end, parent.ExpiresAt) {
		return errorsmod.Wrapf(ErrNameEnd, "%s ends on %s, and its children not later", parent.Name, utcText(*parent.ExpiresAt))
	}
	if byAuthority {
		return nil
	}
	if end == nil {
		return errorsmod.Wrap(ErrNameEnd, "expires_at is missing; only the authority registers names without an end")
	}
	if end.After(now.Add(MaxNameTerm)) {
		return errorsmod.Wrapf(ErrNameEnd, "%s; at most %s", utcText(*end), utcText(now.Add(MaxNameTerm)))
	}
	return nil
}

// Validate checks one record of the state.
func (n Name) Validate() error {
	if err := ValidateName(n.Name); err != nil {
		return err
	}
	if _, err := ParseAddress("owner", n.Owner); err != nil {
		return err
	}
	if _, err := ParseAddress("controller", n.Controller); err != nil {
		return err
	}
	if n.Generation == 0 {
		return errorsmod.Wrapf(ErrInvalidGenesis, "generation of %s is 0; the first is 1", n.Name)
	}
	if n.RegisteredAt.IsZero() {
		return errorsmod.Wrapf(ErrInvalidGenesis, "%s has no time of registration", n.Name)
	}
	if n.Revoked && n.ExpiresAt == nil {
		return errorsmod.Wrapf(ErrInvalidGenesis, "%s is revoked and has no end; give the time of the revocation", n.Name)
	}
	return nil
}

// utcText writes a time as errors show it.
func utcText(at time.Time) string { return at.UTC().Format(time.RFC3339) }
