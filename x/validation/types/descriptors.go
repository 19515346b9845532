package types

import "github.com/cosmos/gogoproto/proto"

// Generated files register in the order of their names, and what a file imports from a later one stays unresolved for good: the nested
// fields of a message would be missing from what a hardware wallet signs. Variables are set before any file registers, so this one is
// there first; registering it again changes nothing.
var _ = func() bool {
	proto.RegisterFile("agijobs/validation/v1/validation.proto", fileDescriptor_78389f552df7b042)
	return true
}()
