// Package localnet runs a whole nation on one machine: several nodes as processes of their own, a council, guardians, registrars,
// participants and a faucet, whose keys lie in one keyring without a password. It is for trying, showing and testing; a chain that means
// anything is founded as docs/operations.md says.
//
//	net.go      the files of a network     process.go  its processes
//	create.go   how it is founded          status.go   what its nodes say
//	seats.go    judges take their seats    text.go     what to try next, how another machine joins
//	cmd*.go     the commands
package localnet
