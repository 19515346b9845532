package typedevent

import (
	"cmp"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cosmos/gogoproto/jsonpb"
	"github.com/cosmos/gogoproto/proto"
	gogoprotoany "github.com/cosmos/gogoproto/types/any"
	protov2 "google.golang.org/protobuf/proto"

	"cosmossdk.io/math"
)

// plan says how the messages of one Go type become events.
type plan struct {
	name   string // of the message
	fields []field
}

// field is one field of a message that jsonpb prints.
type field struct {
	name  string // in the .proto file
	index int    // in the Go struct
	write writer
}

// writer appends a value's JSON to text.
type writer func(text []byte, v reflect.Value) ([]byte, error)

// plans holds a *plan per Go type of a message; nil stands for "as the SDK does". It is a function of the binary alone: when a
// plan is made, and by which goroutine, changes nothing of what is written.
var plans sync.Map

func planOf(t reflect.Type) *plan {
	if p, ok := plans.Load(t); ok {
		return p.(*plan)
	}
	p := newPlan(t)
	plans.Store(t, p)
	return p
}

// newPlan returns nil if messages of type t hold something that no writer here is for.
func newPlan(t reflect.Type) *plan {
	if t.Kind() != reflect.Pointer || t.Elem().Kind() != reflect.Struct || !plain(t) {
		return nil
	}
	name := proto.MessageName(reflect.Zero(t).Interface().(proto.Message))
	fields, ok := fieldsOf(t.Elem(), nil)
	if name == "" || !ok {
		return nil
	}
	// The SDK sorts the attributes of an event, not the fields of what an attribute holds.
	slices.SortFunc(fields, func(a, b field) int { return cmp.Compare(a.name, b.name) })
	for i := 1; i < len(fields); i++ {
		if fields[i].name == fields[i-1].name {
			return nil
		}
	}
	return &plan{name: name, fields: fields}
}

// unusual are the interfaces of messages that jsonpb or the SDK treats in a way of their own.
var unusual = []reflect.Type{
	reflect.TypeFor[jsonpb.JSONPBMarshaler](),
	reflect.TypeFor[protov2.Message](),
	reflect.TypeFor[gogoprotoany.UnpackInterfacesMessage](),
	reflect.TypeFor[interface{ XXX_MessageName() string }](),
	reflect.TypeFor[interface{ XXX_WellKnownType() string }](),
	reflect.TypeFor[interface {
		ExtensionRangeArray() []proto.ExtensionRange
	}](),
}

var (
	messageType   = reflect.TypeFor[proto.Message]()
	marshalerType = reflect.TypeFor[json.Marshaler]()
	intType       = reflect.TypeFor[math.Int]()
	decType       = reflect.TypeFor[math.LegacyDec]()
	timeType      = reflect.TypeFor[time.Time]()
	durationType  = reflect.TypeFor[time.Duration]()
	bytesType     = reflect.TypeFor[[]byte]()
)

// plain says whether t, a pointer to a struct, is a message that jsonpb prints field by field.
func plain(t reflect.Type) bool {
	return t.Implements(messageType) && !slices.ContainsFunc(unusual, t.Implements)
}

// fieldsOf returns what jsonpb prints of a message, in its order. parents are the messages around it.
func fieldsOf(t reflect.Type, parents []reflect.Type) ([]field, bool) {
	if slices.Contains(parents, t) {
		return nil, false
	}
	parents = append(slices.Clip(parents), t)
	var fields []field
	for i := range t.NumField() {
		f := t.Field(i)
		tag := f.Tag.Get("protobuf")
		if f.Tag.Get("protobuf_oneof") != "" {
			return nil, false
		}
		if strings.HasPrefix(f.Name, "XXX_") || tag == "" {
			continue
		}
		var prop proto.Properties
		prop.Init(f.Type, f.Name, tag, &f)
		if prop.OrigName == "" || prop.Required || !f.IsExported() {
			return nil, false
		}
		write := writerOf(f.Type, prop.Enum, parents)
		if write == nil {
			return nil, false
		}
		fields = append(fields, field{name: prop.OrigName, index: i, write: write})
	}
	return fields, true
}

// writerOf returns the writer of a Go type, nil if there is none. The cases stand in the order of jsonpb's marshalValue.
func writerOf(t reflect.Type, enum string, parents []reflect.Type) writer {
	if t.Kind() == reflect.Pointer {
		if t.Elem().Kind() == reflect.Pointer {
			return nil
		}
		return pointerWriter(writerOf(t.Elem(), enum, parents))
	}
	switch {
	case t.Kind() == reflect.Slice && t.Elem().Kind() != reflect.Uint8:
		return listWriter(writerOf(t.Elem(), enum, parents))
	case t == timeType:
		return writeTime
	case t == durationType:
		return writeDuration
	case enum != "":
		return enumWriter(t, enum)
	case t == intType:
		return writeInt
	case t == decType:
		return writeDec
	case t.Kind() == reflect.Struct:
		if t.Implements(marshalerType) || !plain(reflect.PointerTo(t)) {
			return nil
		}
		fields, ok := fieldsOf(t, parents)
		if !ok {
			return nil
		}
		return messageWriter(fields)
	case t == bytesType:
		return writeBytes
	case t.PkgPath() != "":
		// A type with a name may print itself.
		return nil
	}
	return scalars[t.Kind()]
}

// scalars has no floats: nothing of the state is one.
var scalars = map[reflect.Kind]writer{
	reflect.Bool:   writeBool,
	reflect.Int32:  writeInt32,
	reflect.Uint32: writeUint32,
	reflect.Int64:  writeInt64,
	reflect.Uint64: writeUint64,
	reflect.String: writeString,
}
