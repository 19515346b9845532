// Package replay executes the stored blocks of a stopped node again, on a database of its own, and compares what comes out with what
// the chain's headers say. It reads the node's folder and writes nothing into it.
//
//	home.go    the folder of a stopped node
//	block.go   a stored block, checked against its own hashes
//	follow.go  what the next header must say
//	engine.go  the application on a fresh database, from genesis, a snapshot or an earlier replay
//	run.go     the loop
//	state.go   the node's stored state beside the one that was computed
//	explain.go what a divergence is about: stores, transactions
//	report.go  the outcome; write.go and page.go print it
//	record.go  makes a stored chain of one node, for benchmarks and tests
package replay
