package types

// Explain spells a step out, one line for each part. Written by another: dropped at the merge.
func (s Step) Explain(l Loop) []string { return []string{l.Id} }
