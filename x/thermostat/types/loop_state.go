package types

// Categories lists the categories that a loop names.
func (l Loop) Categories() []string {
	var slugs []string
	for _, in := range l.Inputs {
		if in.Category != "" {
			slugs = append(slugs, in.Category)
		}
	}
	if l.Category != "" {
		slugs = append(slugs, l.Category)
	}
	return slugs
}

// Override sets an output by the owner's hand. The mode is set at once: a step after the override, even one that never saw it,
// goes on from this output.
func (l Loop) Override(s LoopState, o Override) LoopState {
	s.Override, s.Output, s.Mode = &o, decOf(o.Value), STEP_MODE_OVERRIDDEN
	return s
}

// Confine puts the output of a state, and an override, within the loop's bounds.
func (l Loop) Confine(s LoopState) LoopState {
	s.Output = l.within(s.Output)
	if s.Override != nil {
		s.Override = &Override{Value: min(max(s.Override.Value, l.OutMin), l.OutMax), UntilMs: s.Override.UntilMs}
	}
	return s
}

// TakeOver gives the loop of a category its first state: the output of the loop from that steered the category before. The second
// state is that loop's: at its beginning, though it keeps the number of its steps, since they are kept too.
func (l Loop) TakeOver(before LoopState, from Loop) (own, rest LoopState) {
	own, rest = NewLoopState(l, before.Category), NewLoopState(from, before.Category)
	own.Output = l.within(before.Output)
	// A revision of 0 is none that a loop has: its first step is one after a change, and goes on from this output.
	own.Revision = 0
	rest.Steps = before.Steps
	return own, rest
}
