package types

import (
	"slices"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// This file holds the rules of shares in an agent's work.

const (
	// MaxContributors and MaxContributorOrganisations: each keeps judges from the job, and each is one more payment.
	MaxContributors             = 16
	MaxContributorOrganisations = 4
	// maxContributorShares: who signs for the work has a tenth of its pay at least.
	maxContributorShares = 9_000
)

var (
	_ sdk.HasValidateBasic = (*MsgNameContributors)(nil)
	_ sdk.HasValidateBasic = (*MsgAcceptContribution)(nil)
)

// ValidateBasic checks sender, job and shares; nobody agrees for another. An empty list takes back those named before.
func (m *MsgNameContributors) ValidateBasic() error {
	if err := firstError(party("agent", m.Agent, m.JobId), validateContributors(m.Contributors)); err != nil {
		return err
	}
	for _, c := range m.Contributors {
		if c.Accepted {
			return errorsmod.Wrapf(ErrContributors, "%s agrees by a message of its own; leave accepted unset", c.Address)
		}
	}
	return nil
}

// ValidateBasic checks sender, job and share.
func (m *MsgAcceptContribution) ValidateBasic() error {
	return firstError(
		party("contributor", m.Contributor, m.JobId),
		between("share_bps", m.ShareBps, 1, maxContributorShares),
	)
}

// validateContributors checks what needs no state. Payments go by address, so each has one spelling.
func validateContributors(list []Contributor) error {
	if len(list) > MaxContributors {
		return errorsmod.Wrapf(ErrContributors, "%d are named, at most %d are allowed", len(list), MaxContributors)
	}
	var shares uint32
	for i, c := range list {
		if err := storedAddress("contributor", c.Address); err != nil {
			return err
		}
		if slices.ContainsFunc(list[:i], func(before Contributor) bool { return before.Address == c.Address }) {
			return errorsmod.Wrapf(ErrContributors, "%s is named twice; add up the shares", c.Address)
		}
		// Checked one by one, the sum cannot overflow.
		if c.ShareBps == 0 || c.ShareBps > maxContributorShares {
			return errorsmod.Wrapf(ErrContributors, "share_bps of %s is %d, must be 1 to %d", c.Address, c.ShareBps, maxContributorShares)
		}
		shares += c.ShareBps
	}
	if shares > maxContributorShares {
		return errorsmod.Wrapf(ErrContributors, "the shares sum to %d bps; leave %d to the agent, at most %d may be given away",
			shares, BpsDenominator-maxContributorShares, maxContributorShares)
	}
	return nil
}

// validateContributors: they are the agent's, and all have agreed to what was handed in.
func (j Job) validateContributors() error {
	if err := validateContributors(j.Contributors); err != nil {
		return err
	}
	for _, c := range j.Contributors {
		if c.Address == j.Agent || c.Address == j.Employer || j.Agent == "" {
			return errorsmod.Wrapf(ErrContributors, "%s cannot contribute to the work of %q for %s", c.Address, j.Agent, j.Employer)
		}
		if j.Submission != nil && !c.Accepted {
			return errorsmod.Wrapf(ErrNotAgreed, "%s", c.Address)
		}
	}
	return nil
}

// AllAgreed returns ErrNotAgreed with the first contributor who has not agreed yet.
func (j Job) AllAgreed() error {
	for _, c := range j.Contributors {
		if !c.Accepted {
			return errorsmod.Wrapf(ErrNotAgreed, "job %d: %s, %d bps", j.Id, c.Address, c.ShareBps)
		}
	}
	return nil
}

// Agree notes that a contributor agrees to a share.
func (j *Job) Agree(contributor string, shareBps uint32) error {
	at := slices.IndexFunc(j.Contributors, func(c Contributor) bool { return c.Address == contributor })
	switch {
	case at < 0:
		return errorsmod.Wrapf(ErrNotContributor, "job %d: %s is not among them", j.Id, contributor)
	case j.Contributors[at].Accepted:
		return errorsmod.Wrapf(ErrNotContributor, "job %d: %s has agreed", j.Id, contributor)
	case j.Contributors[at].ShareBps != shareBps:
		return errorsmod.Wrapf(ErrShare, "job %d: it is %d bps, not %d", j.Id, j.Contributors[at].ShareBps, shareBps)
	}
	// The record may be shared with whoever read the job before.
	j.Contributors = slices.Clone(j.Contributors)
	j.Contributors[at].Accepted = true
	return nil
}

// WithinExclusion returns ErrContributorWeight if more than bps of a pool's weight would be kept from judging.
func WithinExclusion(excluded, total uint64, bps uint32) error {
	part := math.NewIntFromUint64(excluded).MulRaw(BpsDenominator)
	if part.GT(math.NewIntFromUint64(total).MulRaw(int64(bps))) {
		return errorsmod.Wrapf(ErrContributorWeight, "%d of %d, at most %d bps", excluded, total, bps)
	}
	return nil
}

// DivideWork divides what an agent is paid: each contributor has its share, floored, the agent the rest. The parts are in
// the order of the contributors.
func DivideWork(amount math.Int, contributors []Contributor) (parts []math.Int, rest math.Int) {
	rest = amount
	for _, c := range contributors {
		part := share(amount, c.ShareBps)
		parts, rest = append(parts, part), rest.Sub(part)
	}
	return parts, rest
}

// payWork pays agent and contributors what the work has earned.
func (l *ledger) payWork(contributors []Contributor, amount math.Int, reason string) {
	parts, rest := DivideWork(amount, contributors)
	l.pay(ReceiverAgent, rest, reason)
	for i, part := range parts {
		if !part.IsZero() {
			l.lines = append(l.lines, PlanLine{
				To: ReceiverContributor, Contributor: contributors[i].Address, Amount: part, Reason: ReasonContribution,
			})
		}
	}
}
