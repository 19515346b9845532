// Package localnode runs real nodes as processes of this machine, for the demo and for tests: it knows the public commands and the files
// of a home, and nothing of what is inside a chain.
package localnode
