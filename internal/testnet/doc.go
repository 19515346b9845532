// Package testnet makes of a copy of a node's folder a test network of one operator, with the live state. It never starts a node and never opens a
// connection: it executes the first block of the new network by itself and leaves a folder that is started as any other.
//
//	make.go       the order of things
//	home.go       the databases of the copy, and where its chain stands
//	key.go        who signs, and that it is nobody of the live chain
//	files.go      everything in the folder that could lead to the live chain
//	block.go      CometBFT's state, and the first block
//	unfinished.go a folder that was left half-way is no node's
//	report.go     what was done
package testnet
