package types

import "github.com/cosmos/gogoproto/proto"

// Generated files register in the order of their names, and what a file imports from a later one stays unresolved for good: the nested
// fields of a message would be missing from what a hardware wallet signs. Variables are set before any file registers, so these two
// are there first; registering them again changes nothing.
var _ = func() bool {
	proto.RegisterFile("agijobs/identity/v1/identity.proto", fileDescriptor_eb5d5d5119bec416)
	proto.RegisterFile("agijobs/identity/v1/wiring.proto", fileDescriptor_ca228e9b0d6119d9)
	return true
}()
