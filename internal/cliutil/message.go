package cliutil

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"

	"cosmossdk.io/client/v2/autocli/flag"
	"cosmossdk.io/math"
)

// MessageType is how generated commands read a message: as queries print it, with decimals that have a point and durations such as 1h30m.
// AutoCLI's own type wants a decimal as an integer of 18 more digits and a duration in seconds, so it refuses what was just queried.
type MessageType struct {
	Descriptor protoreflect.MessageDescriptor
}

var _ flag.Type = MessageType{}

// NewValue returns the value of one flag or argument.
func (t MessageType) NewValue(_ *context.Context, b *flag.Builder) flag.Value {
	kind, err := b.TypeResolver.FindMessageByName(t.Descriptor.FullName())
	if err != nil {
		kind = dynamicpb.NewMessageType(t.Descriptor)
	}
	return &messageValue{kind: kind, read: protojson.UnmarshalOptions{Resolver: b.TypeResolver}}
}

// DefaultValue is empty.
func (MessageType) DefaultValue() string { return "" }

type messageValue struct {
	kind    protoreflect.MessageType
	read    protojson.UnmarshalOptions
	text    string
	message proto.Message
}

// Set reads JSON, or a file whose name ends in .json.
func (v *messageValue) Set(text string) error {
	bz := []byte(text)
	if strings.HasSuffix(text, ".json") {
		var err error
		if bz, err = os.ReadFile(text); err != nil { // #nosec G304 -- the file that the user names
			return err
		}
	}
	bz, err := canonicalJSON(v.kind.Descriptor(), bz)
	if err != nil {
		return err
	}
	message := v.kind.New().Interface()
	if err := v.read.Unmarshal(bz, message); err != nil {
		return err
	}
	v.text, v.message = text, message
	return nil
}

// Get returns the message; nothing if none was given.
func (v *messageValue) Get(protoreflect.Value) (protoreflect.Value, error) {
	if v.message == nil {
		return protoreflect.Value{}, nil
	}
	return protoreflect.ValueOfMessage(v.message.ProtoReflect()), nil
}

func (v *messageValue) String() string { return v.text }

func (v *messageValue) Type() string {
	return fmt.Sprintf("%s (json)", v.kind.Descriptor().FullName())
}

// canonicalJSON turns a message's JSON as queries print it into protobuf's. What it does not know it leaves to protobuf's reader.
func canonicalJSON(desc protoreflect.MessageDescriptor, bz []byte) ([]byte, error) {
	reader := json.NewDecoder(bytes.NewReader(bz))
	reader.UseNumber()
	var value any
	if err := reader.Decode(&value); err != nil {
		return nil, fmt.Errorf("%s is no JSON: %w", desc.FullName(), err)
	}
	if _, err := reader.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: there is something behind the JSON", desc.FullName())
	}
	value, err := canonical(desc, value)
	if err != nil {
		return nil, err
	}
	return json.Marshal(value)
}

func canonical(desc protoreflect.MessageDescriptor, value any) (any, error) {
	text, isText := value.(string)
	if desc.FullName() == "google.protobuf.Duration" && isText {
		if d, err := time.ParseDuration(text); err == nil {
			return secondsOf(d), nil
		}
	}
	fields, isMessage := value.(map[string]any)
	if !isMessage {
		return value, nil
	}
	for name, v := range fields {
		field := desc.Fields().ByTextName(name)
		if field == nil {
			field = desc.Fields().ByJSONName(name)
		}
		if field == nil {
			continue
		}
		changed, err := canonicalField(field, v)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		fields[name] = changed
	}
	return fields, nil
}

func canonicalField(field protoreflect.FieldDescriptor, value any) (any, error) {
	var err error
	switch many := value.(type) {
	case []any:
		for i := range many {
			if many[i], err = canonicalField(field, many[i]); err != nil {
				return nil, fmt.Errorf("%d: %w", i, err)
			}
		}
		return many, nil
	case map[string]any:
		if field.IsMap() {
			for key := range many {
				if many[key], err = canonicalField(field.MapValue(), many[key]); err != nil {
					return nil, fmt.Errorf("%s: %w", key, err)
				}
			}
			return many, nil
		}
	}
	if field.Message() != nil {
		return canonical(field.Message(), value)
	}
	if scalar, ok := flag.GetScalarType(field); ok && scalar == flag.DecScalarType {
		return canonicalDecimal(field, value)
	}
	return value, nil
}

// canonicalDecimal takes "0.5" as well as 0.5, which is what jq writes.
func canonicalDecimal(field protoreflect.FieldDescriptor, value any) (any, error) {
	var text string
	switch v := value.(type) {
	case string:
		text = v
	case json.Number:
		text = v.String()
	}
	if text == "" {
		return value, nil
	}
	dec, err := math.LegacyNewDecFromStr(text)
	if err != nil {
		return nil, fmt.Errorf("%q is no decimal: %w", text, err)
	}
	wire := dec.BigInt().String()
	if field.Kind() == protoreflect.BytesKind {
		return base64.StdEncoding.EncodeToString([]byte(wire)), nil
	}
	return wire, nil
}

// secondsOf writes a duration as protobuf reads it.
func secondsOf(d time.Duration) string {
	sign := ""
	if d < 0 {
		sign, d = "-", -d
	}
	return fmt.Sprintf("%s%d.%09ds", sign, d/time.Second, d%time.Second)
}
