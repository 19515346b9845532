// Package proof carries a certificate off the chain: one file that shows it, its owner and that it is not revoked to somebody who has nothing
// but a validator set that he trusts. It does no input or output of its own.
//
// A file is believed in four steps, each of which a byte changed anywhere breaks: it is in the one form in which such a file is written
// (encoding.go); its header is signed by a validator set that follows from the trusted one by the rules of CometBFT's light client (light.go);
// its records are in the state whose root that header holds, or are absent from it (store.go); and they say what a certificate says
// (statement.go). facts.go lists the records.
package proof
