// Package statecode finds what two nodes could disagree about in the code that state depends on: the order of a map, the wall clock, floats,
// goroutines, random numbers, the node's environment, and errors that nobody looks at.
//
// A line that is known to be harmless says why, behind it or in a line of its own above it: // state-ok: reason. A mark that excuses nothing is
// reported as well.
package statecode
