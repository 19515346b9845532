package policy

import (
	"encoding/json"
	"io"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// WriteJSON writes what Write does, for programs: the same names, no comments. Values are strings, as the chain writes its
// large numbers, but for true and false. It is YAML as well, so a plan takes it.
func (s State) WriteJSON(out io.Writer) error {
	root := map[string]any{}
	for _, group := range groups {
		named := map[string]any{}
		root[group] = named
		for _, p := range s.Parts {
			if p.group != group {
				continue
			}
			value, err := p.plain()
			if err != nil {
				return err
			}
			if p.Name == "" {
				root[group] = value
				continue
			}
			named[p.Name] = value
		}
	}
	return encodeJSON(out, root)
}

func encodeJSON(out io.Writer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// plain is the part without what no file shows.
func (p Part) plain() (any, error) {
	d, err := descriptorOf(p.value)
	if err != nil {
		return nil, err
	}
	if p.root == "" {
		return plainMessage(d, p.tree), nil
	}
	return plainField(d.Fields().ByName(protoreflect.Name(p.root)), p.tree[p.root]), nil
}

func plainMessage(d protoreflect.MessageDescriptor, tree map[string]any) map[string]any {
	out := map[string]any{}
	for _, f := range shown(d) {
		out[string(f.Name())] = plainField(f, tree[string(f.Name())])
	}
	return out
}

func plainField(f protoreflect.FieldDescriptor, value any) any {
	list, ok := value.([]any)
	if !ok {
		return plainItem(f, value)
	}
	out := make([]any, len(list))
	for i, item := range list {
		out[i] = plainItem(f, item)
	}
	return out
}

func plainItem(f protoreflect.FieldDescriptor, value any) any {
	if tree, ok := value.(map[string]any); ok {
		return plainMessage(f.Message(), tree)
	}
	if f.Kind() == protoreflect.BoolKind {
		return plainText(value) == "true"
	}
	return plainText(value)
}
