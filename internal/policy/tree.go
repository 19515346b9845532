package policy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"

	cosmosproto "github.com/cosmos/cosmos-proto"
	"github.com/cosmos/gogoproto/jsonpb"
	gogoproto "github.com/cosmos/gogoproto/proto"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"

	"github.com/agijobs/agijobs/internal/protofiles"
)

// A tree is a message as text: text or dec for a value, []any for a list, map[string]any for a message. Durations are
// values, written as people write them (12h).
type (
	text string
	// dec is a decimal that the chain keeps with 18 digits; the tree has it without the trailing zeros.
	dec string
)

const durationName = protoreflect.FullName("google.protobuf.Duration")

// hidden fields are in no file: the chain sets them, or the place in the file says them.
var hidden = map[protoreflect.FullName]bool{
	"agijobs.sovereign.v1.CouncilMember.accepted":       true,
	"agijobs.sovereign.v1.MsgUpdateGuardians.authority": true,
	"agijobs.jobs.v1.Category.slug":                     true,
	"agijobs.jobs.v1.Category.revision":                 true,
	"agijobs.validation.v1.Pool.id":                     true,
	"agijobs.thermostat.v1.Loop.id":                     true,
	"agijobs.thermostat.v1.Loop.revision":               true,
	"cosmos.consensus.v1.MsgUpdateParams.authority":     true,
}

// shown lists the fields of a message that a file has, in the order of its definition.
func shown(d protoreflect.MessageDescriptor) []protoreflect.FieldDescriptor {
	var out []protoreflect.FieldDescriptor
	for i := range d.Fields().Len() {
		if f := d.Fields().Get(i); !hidden[f.FullName()] {
			out = append(out, f)
		}
	}
	return out
}

// isMessage tells whether a field's value is a message and no single value.
func isMessage(f protoreflect.FieldDescriptor) bool {
	return f.Message() != nil && f.Message().FullName() != durationName
}

// isDecimal tells whether a field's definition calls it a decimal. In a new item of a list no value tells.
func isDecimal(f protoreflect.FieldDescriptor) bool {
	return proto.GetExtension(f.Options(), cosmosproto.E_Scalar) == "cosmos.Dec"
}

func descriptorOf(m gogoproto.Message) (protoreflect.MessageDescriptor, error) {
	files, err := protofiles.Files()
	if err != nil {
		return nil, err
	}
	d, err := files.FindDescriptorByName(protoreflect.FullName(gogoproto.MessageName(m)))
	if err != nil {
		return nil, fmt.Errorf("definition of %T: %w", m, err)
	}
	return d.(protoreflect.MessageDescriptor), nil
}

// treeOf makes the tree of a message.
func treeOf(m gogoproto.Message) (map[string]any, error) {
	d, err := descriptorOf(m)
	if err != nil {
		return nil, err
	}
	bz, err := codec.ProtoMarshalJSON(m, nil)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(bz))
	decoder.UseNumber()
	var raw map[string]any
	if err := decoder.Decode(&raw); err != nil {
		return nil, err
	}
	return messageTree(d, raw)
}

func messageTree(d protoreflect.MessageDescriptor, raw map[string]any) (map[string]any, error) {
	out := map[string]any{}
	for i := range d.Fields().Len() {
		f := d.Fields().Get(i)
		value, ok := raw[string(f.Name())]
		if !ok || value == nil {
			out[string(f.Name())] = blank(f)
			continue
		}
		var err error
		if out[string(f.Name())], err = fieldTree(f, value); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name(), err)
		}
	}
	return out, nil
}

func fieldTree(f protoreflect.FieldDescriptor, value any) (any, error) {
	if !f.IsList() {
		return itemTree(f, value)
	}
	list, ok := value.([]any)
	if !ok {
		return nil, fmt.Errorf("%v is no list", value)
	}
	out := make([]any, len(list))
	for i, item := range list {
		var err error
		if out[i], err = itemTree(f, item); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func itemTree(f protoreflect.FieldDescriptor, value any) (any, error) {
	if isMessage(f) {
		raw, ok := value.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("%v is no message", value)
		}
		return messageTree(f.Message(), raw)
	}
	plain := fmt.Sprint(value)
	if f.Message() != nil {
		d, err := time.ParseDuration(plain)
		return text(durationText(d)), err
	}
	return leafOf(plain), nil
}

// blank is what a field has that nobody has set.
func blank(f protoreflect.FieldDescriptor) any {
	switch {
	case f.IsList():
		return []any{}
	case isMessage(f):
		return blankMessage(f.Message())
	case f.Message() != nil:
		return text("0s")
	case f.Kind() == protoreflect.BoolKind:
		return text("false")
	case f.Kind() == protoreflect.EnumKind:
		return text(f.Enum().Values().Get(0).Name())
	case f.Kind() == protoreflect.StringKind, f.Kind() == protoreflect.BytesKind:
		return text("")
	}
	return text("0")
}

func blankMessage(d protoreflect.MessageDescriptor) map[string]any {
	out := map[string]any{}
	for i := range d.Fields().Len() {
		out[string(d.Fields().Get(i).Name())] = blank(d.Fields().Get(i))
	}
	return out
}

var chainDecimal = regexp.MustCompile(`^-?[0-9]+\.[0-9]{18}$`)

// leafOf recognises the chain's decimals by their 18 digits.
func leafOf(plain string) any {
	if chainDecimal.MatchString(plain) {
		return dec(strings.TrimSuffix(strings.TrimRight(plain, "0"), "."))
	}
	return text(plain)
}

// durationText writes 12h for Go's 12h0m0s.
func durationText(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// message fills m from a tree.
func message(tree map[string]any, m gogoproto.Message) error {
	d, err := descriptorOf(m)
	if err != nil {
		return err
	}
	raw, err := rawMessage(d, tree)
	if err != nil {
		return err
	}
	bz, err := json.Marshal(raw)
	if err != nil {
		return err
	}
	return jsonpb.Unmarshal(bytes.NewReader(bz), m)
}

func rawMessage(d protoreflect.MessageDescriptor, tree map[string]any) (map[string]any, error) {
	out := map[string]any{}
	for i := range d.Fields().Len() {
		f := d.Fields().Get(i)
		value, ok := tree[string(f.Name())]
		// An empty text is what a field has that is left out; an empty amount would not even parse.
		if !ok || value == text("") {
			continue
		}
		raw, err := rawField(f, value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name(), err)
		}
		out[string(f.Name())] = raw
	}
	return out, nil
}

func rawField(f protoreflect.FieldDescriptor, value any) (any, error) {
	if !f.IsList() {
		return rawItem(f, value)
	}
	list := value.([]any)
	out := make([]any, len(list))
	for i, item := range list {
		var err error
		if out[i], err = rawItem(f, item); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func rawItem(f protoreflect.FieldDescriptor, value any) (any, error) {
	switch v := value.(type) {
	case map[string]any:
		return rawMessage(f.Message(), v)
	case dec:
		d, err := math.LegacyNewDecFromStr(string(v))
		return d.String(), err
	case text:
		if f.Message() != nil {
			d, err := time.ParseDuration(string(v))
			return protoDuration(d), err
		}
		if f.Kind() == protoreflect.BoolKind {
			return v == "true", nil
		}
		return string(v), nil
	}
	return nil, fmt.Errorf("unexpected %T", value)
}

// protoDuration writes a duration as protobuf's JSON does, without a float.
func protoDuration(d time.Duration) string {
	sign := ""
	if d < 0 {
		sign, d = "-", -d
	}
	if rest := d % time.Second; rest != 0 {
		return fmt.Sprintf("%s%d.%09ds", sign, d/time.Second, rest)
	}
	return fmt.Sprintf("%s%ds", sign, d/time.Second)
}
