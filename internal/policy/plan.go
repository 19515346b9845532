package policy

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"go.yaml.in/yaml/v3"
	"google.golang.org/protobuf/reflect/protoreflect"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Change is one field that differs. An empty value stands for a field that is not there.
type Change struct {
	Field string `json:"field"`
	Old   string `json:"old"`
	New   string `json:"new"`
	Unit  string `json:"unit,omitempty"`
}

// Target is a part as it shall become.
type Target struct {
	Part
	Changes []Change
	// next is the message with the changes.
	next map[string]any
}

// Plan compares a file with the chain and returns the parts that differ, in the order of a file.
func (s State) Plan(file io.Reader) ([]Target, error) {
	root, err := parse(file)
	if err != nil {
		return nil, err
	}
	entries, err := pairs(root, "the file")
	if err != nil {
		return nil, err
	}
	var targets []Target
	for _, e := range entries {
		if !slices.Contains(groups, e.name) {
			return nil, unknown(e.value.Line, "a policy", e.name, groups)
		}
		found, err := s.planGroup(e.name, e.value)
		if err != nil {
			return nil, err
		}
		targets = append(targets, found...)
	}
	slices.SortStableFunc(targets, func(a, b Target) int { return slices.Index(groups, a.group) - slices.Index(groups, b.group) })
	return targets, nil
}

func (s State) planGroup(group string, node *yaml.Node) ([]Target, error) {
	var of []kind
	for _, k := range kinds() {
		if k.group == group {
			of = append(of, k)
		}
	}
	if len(of) == 1 && !of[0].named {
		return s.planPart(of[0], "", node)
	}
	entries, err := pairs(node, group)
	if err != nil {
		return nil, err
	}
	var targets []Target
	for _, e := range entries {
		k, name := of[0], e.name
		if !k.named {
			at := slices.IndexFunc(of, func(k kind) bool { return k.name == e.name })
			if at < 0 {
				var known []string
				for _, k := range of {
					known = append(known, k.name)
				}
				return nil, unknown(e.value.Line, group, e.name, known)
			}
			k = of[at]
		}
		found, err := s.planPart(k, name, e.value)
		if err != nil {
			return nil, err
		}
		targets = append(targets, found...)
	}
	return targets, nil
}

func (s State) planPart(k kind, name string, node *yaml.Node) ([]Target, error) {
	p, isOnChain := s.find(k, name)
	if !isOnChain {
		var err error
		if p, err = newPart(k, name, k.blank(name)); err != nil {
			return nil, err
		}
	}
	d, err := descriptorOf(p.value)
	if err != nil {
		return nil, err
	}
	next, err := p.merge(d, node)
	if err != nil {
		return nil, err
	}
	t := Target{Part: p, next: next, Changes: p.changes(d, next)}
	if len(t.Changes) == 0 && isOnChain {
		return nil, nil
	}
	return []Target{t}, t.validate()
}

func (p Part) merge(d protoreflect.MessageDescriptor, node *yaml.Node) (map[string]any, error) {
	if p.root == "" {
		return mergeMessage(d, p.tree, node, p.Path())
	}
	f := d.Fields().ByName(protoreflect.Name(p.root))
	value, err := mergeField(f, p.tree[p.root], node, p.Path())
	if err != nil {
		return nil, err
	}
	next := maps.Clone(p.tree)
	next[p.root] = value
	return next, nil
}

// changes lists the fields that differ between what the chain has and next.
func (p Part) changes(d protoreflect.MessageDescriptor, next map[string]any) []Change {
	var c comparer
	if p.root == "" {
		c.message(d, p.tree, next, p.Path(), p.rows)
		return c.found
	}
	f := d.Fields().ByName(protoreflect.Name(p.root))
	c.field(f, p.tree[p.root], next[p.root], p.Path(), p.rows)
	return c.found
}

type comparer struct{ found []Change }

// message compares two trees of a message; nil is a message that is not there.
func (c *comparer) message(d protoreflect.MessageDescriptor, was, is map[string]any, path, rows string) {
	for _, f := range shown(d) {
		name := string(f.Name())
		c.field(f, was[name], is[name], path+"."+name, rows+"."+name)
	}
}

func (c *comparer) field(f protoreflect.FieldDescriptor, was, is any, path, rows string) {
	if !isMessage(f) {
		c.value(listText(was), listText(is), path, rows)
		return
	}
	if !f.IsList() {
		before, _ := was.(map[string]any)
		after, _ := is.(map[string]any)
		c.message(f.Message(), before, after, path, rows)
		return
	}
	before, order := byName(f, was, nil)
	after, order := byName(f, is, order)
	for _, name := range order {
		c.message(f.Message(), before[name], after[name], path+"["+name+"]", rows)
	}
}

func (c *comparer) value(was, is, path, rows string) {
	if was == is {
		return
	}
	r, _ := rowOf(rows)
	c.found = append(c.found, Change{Field: path, Old: was, New: is, Unit: r.unit})
}

// byName indexes the items of a list and adds their names to the order.
func byName(f protoreflect.FieldDescriptor, value any, order []string) (map[string]map[string]any, []string) {
	out := map[string]map[string]any{}
	list, _ := value.([]any)
	for i, item := range list {
		name := itemName(f, item, i)
		if !slices.Contains(order, name) {
			order = append(order, name)
		}
		out[name], _ = item.(map[string]any)
	}
	return out, order
}

// listText writes a value or a list of values as one text.
func listText(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case []any:
		out := "["
		for i, item := range v {
			if i > 0 {
				out += ", "
			}
			out += plainText(item)
		}
		return out + "]"
	}
	return plainText(value)
}

// msg makes the message that brings the chain to the target.
func (t Target) msg(authority string) (sdk.Msg, error) {
	m := t.blank(t.Name)
	if err := message(t.next, m); err != nil {
		return nil, fmt.Errorf("%s: %w", t.Path(), err)
	}
	return t.update(authority, m), nil
}

type validator interface{ Validate() error }

// validate runs the checks that need no chain, so that a mistake is found before anybody votes on it.
func (t Target) validate() error {
	m := t.blank(t.Name)
	if err := message(t.next, m); err != nil {
		return fmt.Errorf("%s: %w", t.Path(), err)
	}
	var err error
	switch v := m.(type) {
	case validator:
		err = v.Validate()
	case sdk.HasValidateBasic:
		// A message that stands for its content has no authority here.
		if _, isUpdate := v.(interface{ GetAuthority() string }); !isUpdate && t.group == groupParams {
			err = v.ValidateBasic()
		}
	}
	if err != nil {
		return fmt.Errorf("%s: %w", t.Path(), err)
	}
	return nil
}

// Changes lists all changes of the targets.
func Changes(targets []Target) []Change {
	out := []Change{}
	for _, t := range targets {
		out = append(out, t.Changes...)
	}
	return out
}

// execution is the order of the messages of a proposal: pools before the categories that name them, who decides last.
var execution = []string{groupParams, groupPools, groupCategories, groupLoops, groupGuardians, groupCouncil}

// Messages makes the messages of a proposal, just those that are needed.
func Messages(targets []Target, authority string) ([]sdk.Msg, error) {
	ordered := slices.Clone(targets)
	slices.SortStableFunc(ordered, func(a, b Target) int {
		return slices.Index(execution, a.group) - slices.Index(execution, b.group)
	})
	var msgs []sdk.Msg
	for _, t := range ordered {
		msg, err := t.msg(authority)
		if err != nil {
			return nil, err
		}
		if v, ok := msg.(sdk.HasValidateBasic); ok {
			if err := v.ValidateBasic(); err != nil {
				return nil, fmt.Errorf("%s: %w", t.Path(), err)
			}
		}
		msgs = append(msgs, msg)
	}
	return msgs, nil
}

// Effect says what a message of a proposal would change, seen from the chain as it is. It returns false for a message that
// sets no policy.
func (s State) Effect(msg sdk.Msg) ([]Change, bool, error) {
	for _, k := range kinds() {
		name, value, ok := k.content(msg)
		if !ok {
			continue
		}
		p, isOnChain := s.find(k, name)
		if !isOnChain {
			var err error
			if p, err = newPart(k, name, k.blank(name)); err != nil {
				return nil, false, err
			}
		}
		next, err := treeOf(value)
		if err != nil {
			return nil, false, err
		}
		d, err := descriptorOf(p.value)
		if err != nil {
			return nil, false, err
		}
		return p.changes(d, next), true, nil
	}
	return nil, false, nil
}
