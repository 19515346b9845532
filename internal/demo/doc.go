// Package demo runs the main job on a real node and shows that the money adds up.
//
// One process directs: it makes a chain, starts the node with the public start command, starts one process per participant,
// and reads the chain's blocks. It signs nothing and tells no participant what to think: a validator votes by what its own
// recomputation says. Everything that it shows and checks comes from the chain: blocks, events, balances.
//
//	cmd.go          the commands            cast.go        who takes part
//	genesis.go      the chain's genesis     director.go    who directs
//	participant.go  what a participant is   employer.go, agent.go, validator.go   what they do
//	library.go      files by uri            crew.go        the participants' processes
//	follow.go       blocks and events       story*.go      events as sentences
//	scenario.go     the scenarios           run.go         one run of one scenario
//	official.go     officials at a desk     scenario_*.go  what officials and guardians do
//	sheet.go        balances                check.go       what must hold at the end
//	report.go       what is printed         ledger.go      balances over several jobs
//	worker.go, steward.go   who works in a program, and who looks after it
//	errand.go       messages that a participant signs and sends
package demo
