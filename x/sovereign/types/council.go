package types

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

const (
	// MaxCouncilMembers bounds what one count of votes reads; a cabinet fits in.
	MaxCouncilMembers = 64
	// MaxMemberWeight lets seats differ by a factor of a thousand and keeps all sums far below 2^32.
	MaxMemberWeight = 1_000
	// MaxOpenProposals bounds what a change of the council counts again in one block.
	MaxOpenProposals = 64
	// MaxProposalBytes holds the whole policy of a nation. Counting all open proposals again, when a seat is taken, and
	// voting on the largest one stay far below what a block may cost.
	MaxProposalBytes = 64 << 10
)

// address decodes the member's address.
func (m CouncilMember) address() (sdk.AccAddress, error) {
	addr, err := sdk.AccAddressFromBech32(m.Address)
	if err != nil {
		return nil, errorsmod.Wrapf(ErrInvalidAddress, "council member %q: %s", m.Address, err)
	}
	return addr, nil
}

// Validate checks one seat.
func (m CouncilMember) Validate() error {
	if _, err := m.address(); err != nil {
		return err
	}
	if m.Weight < 1 || m.Weight > MaxMemberWeight {
		return errorsmod.Wrapf(ErrInvalidCouncil, "weight of %s is %d; choose 1 to %d", m.Address, m.Weight, MaxMemberWeight)
	}
	return validateTitle(m.Title)
}

// validateTitle checks the name of an office: at most 64 bytes of printable text, empty if there is none.
func validateTitle(title string) error {
	if !printableTitle(title) {
		return errorsmod.Wrapf(ErrInvalidCouncil, "title %q; give at most %d bytes of printable text", title, MaxTitle)
	}
	return nil
}

func printableTitle(title string) bool {
	odd := func(r rune) bool { return !unicode.IsPrint(r) }
	return len(title) <= MaxTitle && utf8.ValidString(title) && !strings.ContainsFunc(title, odd)
}

// Empty tells whether there is no council: nobody can then decide anything, which only a genesis may choose.
func (c Council) Empty() bool { return len(c.Members) == 0 && c.Threshold == 0 }

// Validate checks seats and threshold. It does not ask who has accepted.
func (c Council) Validate() error {
	if len(c.Members) == 0 || len(c.Members) > MaxCouncilMembers {
		return errorsmod.Wrapf(ErrInvalidCouncil, "%d members; name 1 to %d", len(c.Members), MaxCouncilMembers)
	}
	if c.Threshold < 1 {
		return errorsmod.Wrap(ErrInvalidCouncil, "threshold is 0; choose 1 or more")
	}
	seen := make(map[string]bool, len(c.Members))
	for _, m := range c.Members {
		if err := m.Validate(); err != nil {
			return err
		}
		addr, err := m.address()
		if err != nil {
			return err
		}
		if seen[string(addr)] {
			return errorsmod.Wrapf(ErrInvalidCouncil, "two seats of %s; give it one with the sum of the weights", m.Address)
		}
		seen[string(addr)] = true
	}
	if total := c.weight(func(CouncilMember) bool { return true }); c.Threshold > total {
		return errorsmod.Wrapf(ErrInvalidCouncil, "threshold %d is above the weight of all seats, %d", c.Threshold, total)
	}
	return nil
}

// AcceptedWeight is what counts.
func (c Council) AcceptedWeight() uint64 {
	return c.weight(func(m CouncilMember) bool { return m.Accepted })
}

func (c Council) weight(counts func(CouncilMember) bool) uint64 {
	var sum uint64
	for _, m := range c.Members {
		if counts(m) {
			sum += uint64(m.Weight)
		}
	}
	return sum
}

// OpenShare is how many of MaxOpenProposals one member may have open: an equal part for each who has accepted.
func (c Council) OpenShare() int {
	accepted := 0
	for _, m := range c.Members {
		if m.Accepted {
			accepted++
		}
	}
	return MaxOpenProposals / max(accepted, 1)
}

// RequireQuorate refuses a council that could not decide anything: whoever has accepted must be able to reach the
// threshold.
func (c Council) RequireQuorate() error {
	if accepted := c.AcceptedWeight(); accepted < c.Threshold {
		return errorsmod.Wrapf(ErrLockout,
			"accepted weight would be %d, threshold %d; offer the new seats first and raise the threshold when they are accepted",
			accepted, c.Threshold)
	}
	return nil
}

// Normalised returns the council with canonical addresses, its members in the order of the state: by address bytes.
func (c Council) Normalised() (Council, error) {
	type seat struct {
		addr   sdk.AccAddress
		member CouncilMember
	}
	seats := make([]seat, len(c.Members))
	for i, m := range c.Members {
		addr, err := m.address()
		if err != nil {
			return Council{}, err
		}
		m.Address = addr.String()
		seats[i] = seat{addr, m}
	}
	slices.SortFunc(seats, func(a, b seat) int { return bytes.Compare(a.addr, b.addr) })
	out := Council{Members: make([]CouncilMember, len(seats)), Threshold: c.Threshold}
	for i, s := range seats {
		out.Members[i] = s.member
	}
	return out, nil
}

// Replaced returns the council that follows when the authority names next: who had accepted keeps that, who is new has to
// accept. It refuses a council that could not decide anything.
func (c Council) Replaced(next Council) (Council, error) {
	if err := next.Validate(); err != nil {
		return Council{}, err
	}
	next, err := next.Normalised()
	if err != nil {
		return Council{}, err
	}
	accepted := make(map[string]bool, len(c.Members))
	for _, m := range c.Members {
		accepted[m.Address] = m.Accepted
	}
	for i, m := range next.Members {
		next.Members[i].Accepted = accepted[m.Address]
	}
	return next, next.RequireQuorate()
}

// ValidateBasic checks what needs no state.
func (m *MsgUpdateCouncil) ValidateBasic() error {
	if _, err := sdk.AccAddressFromBech32(m.Authority); err != nil {
		return errorsmod.Wrapf(ErrInvalidAddress, "authority %q: %s", m.Authority, err)
	}
	return m.Council.Validate()
}

// ValidateBasic checks what needs no state.
func (m *MsgAcceptSeat) ValidateBasic() error {
	if _, err := sdk.AccAddressFromBech32(m.Member); err != nil {
		return errorsmod.Wrapf(ErrInvalidAddress, "member %q: %s", m.Member, err)
	}
	return nil
}

// validateCouncil checks council and decisions of a genesis. A chain may start without a council; nothing can pass there.
func (gs GenesisState) validateCouncil() error {
	if !gs.Council.Empty() {
		if err := gs.Council.Validate(); err != nil {
			return err
		}
		if err := gs.Council.RequireQuorate(); err != nil {
			return err
		}
	}
	seen := make(map[uint64]bool, len(gs.Decisions))
	for _, d := range gs.Decisions {
		if err := d.Validate(); err != nil {
			return err
		}
		if seen[d.ProposalId] {
			return errorsmod.Wrapf(ErrInvalidGenesis, "two decisions of proposal %d", d.ProposalId)
		}
		seen[d.ProposalId] = true
	}
	return nil
}
