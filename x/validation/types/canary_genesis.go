package types

import (
	"fmt"
	"time"

	"cosmossdk.io/math"
)

// HeldSlashes is what the module account holds of canaries' slashes, in base units.
func (g GenesisState) HeldSlashes() math.Int {
	sum := math.ZeroInt()
	for _, s := range g.CanarySlashes {
		sum = sum.Add(s.Amount)
	}
	return sum
}

// canaries: roots, bars, opened canaries and their slashes.
func (c *genesisCheck) canaries(g GenesisState) error {
	for _, r := range g.CanaryRoots {
		name := fmt.Sprintf("canary root of %s, day %d", r.Office, r.Day)
		if err := c.once("%s", name); err != nil {
			return err
		}
		if err := r.validate(); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	for _, o := range g.CanaryOffices {
		if err := c.once("barred office %s", o.Office); err != nil {
			return err
		}
		if err := validateOffice(o.Office); err != nil {
			return err
		}
		if err := voidReason(o.Reason); err != nil {
			return fmt.Errorf("barred office %s: %w", o.Office, err)
		}
	}
	opened := make(map[uint64]OpenedCanary)
	for _, o := range g.OpenedCanaries {
		if err := c.once("opened canary %d", o.JobId); err != nil {
			return err
		}
		if err := c.once("opened canary about work %x", o.Leaf.Work()); err != nil {
			return err
		}
		if err := o.validate(); err != nil {
			return fmt.Errorf("opened canary %d: %w", o.JobId, err)
		}
		opened[o.JobId] = o
	}
	return c.canarySlashes(g, opened)
}

func (c *genesisCheck) canarySlashes(g GenesisState, opened map[uint64]OpenedCanary) error {
	for _, s := range g.CanarySlashes {
		name := fmt.Sprintf("canary slash of %s in %s", s.Validator, roundName(s.JobId, s.Rung))
		if err := c.once("%s", name); err != nil {
			return err
		}
		canary, known := opened[s.JobId]
		if !known || canary.DueAt == nil || c.validators[s.Validator] == nil {
			return fmt.Errorf("%s: the job is no canary that was settled, or the validator is unknown", name)
		}
		if err := s.validate(canary); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func (r CanaryRoot) validate() error {
	if err := validateOffice(r.Office); err != nil {
		return err
	}
	if err := validateAddress(r.Auditor); err != nil {
		return err
	}
	if len(r.Root) != HashLen {
		return fmt.Errorf("root has %d bytes", len(r.Root))
	}
	if r.RegisteredHeight <= 0 || !r.DiscloseBy.After(time.Unix(0, 0)) {
		return fmt.Errorf("registered in block %d, to be disclosed by %s", r.RegisteredHeight, r.DiscloseBy)
	}
	if r.Disclosed && r.Overdue {
		return fmt.Errorf("it is disclosed and overdue")
	}
	return nil
}

func (o OpenedCanary) validate() error {
	if err := validateRoundID(o.JobId, 0); err != nil {
		return err
	}
	if err := validateOffice(o.Office); err != nil {
		return err
	}
	if err := o.Leaf.Validate(); err != nil {
		return err
	}
	if o.Leaf.Filler() || o.SubmittedHeight <= 0 {
		return fmt.Errorf("it has no verdict, or no block in which the work was handed in")
	}
	if o.Voided == "" {
		if o.Final && o.DueAt == nil {
			return fmt.Errorf("it is final and was never settled")
		}
		return nil
	}
	if o.Final || o.DueAt == nil {
		return fmt.Errorf("it is void, and final or due at no time")
	}
	return voidReason(o.Voided)
}

func (s CanarySlash) validate(canary OpenedCanary) error {
	if err := validateRoundID(s.JobId, s.Rung); err != nil {
		return err
	}
	if err := notNegative(s.Amount); err != nil {
		return err
	}
	if canary.Final && s.Amount.IsPositive() {
		return fmt.Errorf("amount is %s and the canary final", s.Amount)
	}
	if s.Bps == 0 || s.Bps > wholeBps || s.BurnBps > wholeBps {
		return fmt.Errorf("bps is %d, burn_bps %d", s.Bps, s.BurnBps)
	}
	if s.FinalAt.Before(s.SlashedAt) {
		return fmt.Errorf("it is final before it was slashed")
	}
	return nil
}

func voidReason(reason string) error {
	if reason != CanaryOverdue && reason != CanaryContradicted {
		return fmt.Errorf("reason %q is neither %s nor %s", reason, CanaryOverdue, CanaryContradicted)
	}
	return nil
}
