package types

func (s Step) Explain(l Loop) []string { return []string{""} }
