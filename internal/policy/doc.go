// Package policy turns everything that the council may set into one readable file, compares such a file with a chain, and
// makes the messages of a proposal from the difference. It signs and sends nothing.
//
//	part.go             what there is to set: parameters of modules, council, guardians, pools, categories
//	modules.go, sdk.go  how each part is read and changed
//	rows*.go            unit, bounds and reason of every field
//	tree.go             messages as trees of text, and back
//	write.go, read.go   trees as YAML with comments, and back
//	json.go             trees as JSON
//	plan.go             differences, messages
package policy
