package policy

import (
	"errors"
	"fmt"
	"io"
	stdmath "math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
	"google.golang.org/protobuf/reflect/protoreflect"

	"cosmossdk.io/math"
)

// maxFile bounds what is read: a nation's policy is a few dozen kilobytes.
const maxFile = 4 << 20

// parse reads a file into YAML nodes, which know their lines.
func parse(in io.Reader) (*yaml.Node, error) {
	bz, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	if err != nil {
		return nil, err
	}
	if len(bz) > maxFile {
		return nil, fmt.Errorf("the file has more than %d bytes", maxFile)
	}
	var document yaml.Node
	if err := yaml.Unmarshal(bz, &document); err != nil {
		return nil, err
	}
	if len(document.Content) != 1 || document.Content[0].Kind != yaml.MappingNode {
		return nil, errors.New("there is no policy in it: write one with agijobsd policy export")
	}
	return document.Content[0], nil
}

// pair is one entry of a mapping.
type pair struct {
	name  string
	value *yaml.Node
}

// pairs lists a mapping's entries and refuses what could hide one.
func pairs(node *yaml.Node, where string) ([]pair, error) {
	if node.Kind != yaml.MappingNode {
		return nil, fmt.Errorf("line %d: %s needs fields below it", node.Line, where)
	}
	var out []pair
	for i := 0; i+1 < len(node.Content); i += 2 {
		name := node.Content[i].Value
		if slices.ContainsFunc(out, func(p pair) bool { return p.name == name }) {
			return nil, fmt.Errorf("line %d: %s.%s stands there twice", node.Content[i].Line, where, name)
		}
		out = append(out, pair{name, node.Content[i+1]})
	}
	return out, nil
}

func unknown(line int, where, name string, known []string) error {
	return fmt.Errorf("line %d: %s has no %q; it has %s", line, where, name, strings.Join(known, ", "))
}

// mergeMessage lays what a file says over what the chain has. What the file leaves out stays.
func mergeMessage(d protoreflect.MessageDescriptor, base map[string]any, node *yaml.Node, where string) (map[string]any, error) {
	entries, err := pairs(node, where)
	if err != nil {
		return nil, err
	}
	out := map[string]any{}
	for name, value := range base {
		out[name] = value
	}
	for _, e := range entries {
		f := d.Fields().ByName(protoreflect.Name(e.name))
		if f == nil || hidden[f.FullName()] {
			var known []string
			for _, f := range shown(d) {
				known = append(known, string(f.Name()))
			}
			return nil, unknown(e.value.Line, where, e.name, known)
		}
		if out[e.name], err = mergeField(f, base[e.name], e.value, where+"."+e.name); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func mergeField(f protoreflect.FieldDescriptor, base any, node *yaml.Node, where string) (any, error) {
	if !f.IsList() {
		return mergeItem(f, base, node, where)
	}
	if node.Kind != yaml.SequenceNode {
		return nil, fmt.Errorf("line %d: %s is a list: write [] for an empty one", node.Line, where)
	}
	had, _ := base.([]any)
	out, seen := make([]any, len(node.Content)), map[string]bool{}
	for i, item := range node.Content {
		var err error
		if out[i], err = mergeItem(f, sameItem(f, had, item, i), item, fmt.Sprintf("%s[%d]", where, i)); err != nil {
			return nil, err
		}
		name := itemName(f, out[i], i)
		if seen[name] {
			return nil, fmt.Errorf("line %d: %s has %s twice", item.Line, where, name)
		}
		seen[name] = true
	}
	return out, nil
}

// sameItem finds what the chain has in place of an item: so a member keeps what no file says.
func sameItem(f protoreflect.FieldDescriptor, had []any, item *yaml.Node, at int) any {
	if !isMessage(f) {
		return nil
	}
	name, byName := indexed[f.FullName()]
	if !byName {
		if at < len(had) && f.Message().FullName() == coinName {
			return had[at]
		}
		return blankMessage(f.Message())
	}
	wanted := ""
	for i := 0; i+1 < len(item.Content); i += 2 {
		if item.Content[i].Value == name {
			wanted = item.Content[i+1].Value
		}
	}
	for i, h := range had {
		if itemName(f, h, i) == strings.TrimSpace(wanted) {
			return h
		}
	}
	return blankMessage(f.Message())
}

func mergeItem(f protoreflect.FieldDescriptor, base any, node *yaml.Node, where string) (any, error) {
	if isMessage(f) {
		tree, ok := base.(map[string]any)
		if !ok {
			tree = blankMessage(f.Message())
		}
		return mergeMessage(f.Message(), tree, node, where)
	}
	if node.Kind != yaml.ScalarNode || node.Tag == "!!null" {
		return nil, fmt.Errorf("line %d: %s needs one value", node.Line, where)
	}
	value, err := readScalar(f, base, strings.TrimSpace(node.Value))
	if err != nil {
		return nil, fmt.Errorf("line %d: %s: %w", node.Line, where, err)
	}
	return value, nil
}

// readScalar reads a value into the one way in which trees write it, so that equal values are equal text.
func readScalar(f protoreflect.FieldDescriptor, base any, value string) (any, error) {
	if f.Message() != nil {
		d, err := time.ParseDuration(value)
		if err != nil {
			return nil, fmt.Errorf("%q is no duration: write 36h, 90m or 10s", value)
		}
		return text(durationText(d)), nil
	}
	if _, ok := base.(dec); ok || isDecimal(f) {
		d, err := math.LegacyNewDecFromStr(value)
		if err != nil {
			return nil, fmt.Errorf("%q is no decimal number of at most %d decimals", value, math.LegacyPrecision)
		}
		return leafOf(d.String()), nil
	}
	switch f.Kind() {
	case protoreflect.BoolKind:
		if value != "true" && value != "false" {
			return nil, fmt.Errorf("%q must be true or false", value)
		}
	case protoreflect.EnumKind:
		if f.Enum().Values().ByName(protoreflect.Name(value)) == nil {
			return nil, fmt.Errorf("unknown value %q; use %s", value, strings.Join(valuesOf(f.Enum()), ", "))
		}
	case protoreflect.StringKind, protoreflect.BytesKind:
		return canonical(base, value), nil
	default:
		n, err := integer(value)
		if err != nil {
			return nil, err
		}
		if _, err := strconv.ParseUint(n, 10, 32); err != nil && f.Kind() == protoreflect.Uint32Kind {
			return nil, fmt.Errorf("%q must be 0 to %d", value, uint32(stdmath.MaxUint32))
		}
		return text(n), nil
	}
	return text(value), nil
}

// valuesOf lists what an enum may be: its first value is what nobody has set.
func valuesOf(d protoreflect.EnumDescriptor) []string {
	var out []string
	for i := 1; i < d.Values().Len(); i++ {
		out = append(out, string(d.Values().Get(i).Name()))
	}
	return out
}

// canonical: amounts are strings on the chain; 007 and 1_000 are the same amounts as 7 and 1000.
func canonical(base any, value string) any {
	if was, ok := base.(text); ok && number.MatchString(string(was)) {
		if n, err := integer(value); err == nil {
			return text(n)
		}
	}
	return text(value)
}

func integer(value string) (string, error) {
	n, ok := new(big.Int).SetString(strings.ReplaceAll(value, "_", ""), 10)
	if !ok {
		return "", fmt.Errorf("%q is no whole number", value)
	}
	return n.String(), nil
}
