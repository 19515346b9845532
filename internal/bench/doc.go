// Package bench measures the chain in its own process: real genesis, real signed transactions, FinalizeBlock and Commit on a
// database on disk. It prints ratios of one run, since times alone say more of a machine than of the chain.
package bench
