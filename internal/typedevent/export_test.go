package typedevent

import (
	"reflect"

	"github.com/cosmos/gogoproto/proto"
)

// Planned says whether a message is written here, not the SDK's way.
func Planned(msg proto.Message) bool { return planOf(reflect.TypeOf(msg)) != nil }
