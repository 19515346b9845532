package client

import (
	"fmt"

	gogoproto "github.com/cosmos/gogoproto/proto"
	"google.golang.org/protobuf/proto"
)

// protoCodec encodes the SDK's generated messages, which gRPC's own codec cannot (their custom types are no protobuf
// types). It leaves Any values packed: a client then needs no registry of types, and a message that it does not know is
// no error.
type protoCodec struct{}

// Name tells the server to expect protobuf.
func (protoCodec) Name() string { return "proto" }

// Marshal encodes a message.
func (protoCodec) Marshal(v any) ([]byte, error) {
	switch m := v.(type) {
	case proto.Message:
		return proto.Marshal(m)
	case gogoproto.Message:
		return gogoproto.Marshal(m)
	default:
		return nil, fmt.Errorf("client: %T is not a protobuf message", v)
	}
}

// Unmarshal decodes a message.
func (protoCodec) Unmarshal(data []byte, v any) error {
	switch m := v.(type) {
	case proto.Message:
		return proto.Unmarshal(data, m)
	case gogoproto.Message:
		return gogoproto.Unmarshal(data, m)
	default:
		return fmt.Errorf("client: %T is not a protobuf message", v)
	}
}
