package policy

import (
	"fmt"
	"io"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
	"google.golang.org/protobuf/reflect/protoreflect"

	sovereign "github.com/agijobs/agijobs/x/sovereign/types"
)

const head = `The policy of %s at block %d: all that its council may set.

Change what you want, look at the difference, and propose it:
  agijobsd policy plan policy.yaml
  agijobsd policy propose policy.yaml --from <member>

What a file leaves out stays as it is; a list is replaced whole. A comment says the unit, the bounds and the reason.
Durations are written 36h, 90m or 10s. 1 AGI is 1000000 base units unless the chain's genesis says otherwise.`

// groupComments stand above the groups of a file.
var groupComments = map[string]string{
	groupCouncil:    "Who decides. Nobody is removed by mistake: the list is the whole council",
	groupGuardians:  "Who may brake, for a limited time and nothing else; at most 32",
	groupParams:     "The rules of each module",
	groupPools:      "Who judges. Pools cannot be deleted, only closed",
	groupLoops:      "How prices follow the market. Outputs move within their bounds by themselves; a change of a loop moves none. `tx thermostat remove-loop` takes one out",
	groupCategories: "What work is offered. Categories cannot be deleted, only closed. Running jobs keep the terms they were posted under",
}

// Write writes everything as one file with comments.
func (s State) Write(out io.Writer) error {
	root := &yaml.Node{Kind: yaml.MappingNode}
	for _, group := range groups {
		value := &yaml.Node{Kind: yaml.MappingNode}
		commented := map[string]bool{}
		for _, p := range s.Parts {
			if p.group != group {
				continue
			}
			node, err := p.node(commented)
			if err != nil {
				return fmt.Errorf("%s: %w", p.Path(), err)
			}
			if p.Name == "" {
				value = node
				continue
			}
			value.Content = append(value.Content, key(p.Name, ""), node)
		}
		root.Content = append(root.Content, key(group, groupComments[group]), value)
	}
	root.HeadComment = fmt.Sprintf(head, s.ChainID, s.Height)
	document := &yaml.Node{Kind: yaml.DocumentNode, HeadComment: root.HeadComment, Content: []*yaml.Node{root}}
	root.HeadComment = ""
	encoder := yaml.NewEncoder(out)
	encoder.SetIndent(2)
	if err := encoder.Encode(document); err != nil {
		return err
	}
	return encoder.Close()
}

// writer turns one part into YAML. A comment is written once: where its field comes first.
type writer struct{ commented map[string]bool }

func (p Part) node(commented map[string]bool) (*yaml.Node, error) {
	d, err := descriptorOf(p.value)
	if err != nil {
		return nil, err
	}
	w := writer{commented: commented}
	if p.root == "" {
		node := w.message(d, p.tree, p.rows)
		w.noteSeats(p, node)
		return node, nil
	}
	f := d.Fields().ByName(protoreflect.Name(p.root))
	return w.field(f, p.tree[p.root], p.rows), nil
}

func key(name, comment string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Value: name, HeadComment: comment}
}

func (w writer) message(d protoreflect.MessageDescriptor, tree map[string]any, path string) *yaml.Node {
	out := &yaml.Node{Kind: yaml.MappingNode}
	for _, f := range shown(d) {
		name := string(f.Name())
		out.Content = append(out.Content, key(name, w.comment(path+"."+name)), w.field(f, tree[name], path+"."+name))
	}
	return out
}

func (w writer) comment(path string) string {
	r, ok := rowOf(path)
	if !ok || w.commented[path] {
		return ""
	}
	w.commented[path] = true
	return r.comment()
}

func (w writer) field(f protoreflect.FieldDescriptor, value any, path string) *yaml.Node {
	list, ok := value.([]any)
	if !ok {
		return w.item(f, value, path)
	}
	out := &yaml.Node{Kind: yaml.SequenceNode}
	if len(list) == 0 {
		out.Style = yaml.FlowStyle
	}
	for _, item := range list {
		out.Content = append(out.Content, w.item(f, item, path))
	}
	return out
}

func (w writer) item(f protoreflect.FieldDescriptor, value any, path string) *yaml.Node {
	tree, ok := value.(map[string]any)
	if !ok {
		return scalar(f, value)
	}
	out := w.message(f.Message(), tree, path)
	if f.Message().FullName() == coinName {
		out.Style = yaml.FlowStyle
	}
	return out
}

const coinName = protoreflect.FullName("cosmos.base.v1beta1.Coin")

var number = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)

// scalar writes numbers bare and quotes what YAML would take for something else.
func scalar(f protoreflect.FieldDescriptor, value any) *yaml.Node {
	plain := plainText(value)
	node := &yaml.Node{Kind: yaml.ScalarNode, Value: plain}
	if f.Kind() == protoreflect.StringKind && !number.MatchString(plain) {
		// The encoder quotes a string where it must.
		node.Tag = "!!str"
	}
	return node
}

func plainText(value any) string {
	switch v := value.(type) {
	case text:
		return string(v)
	case dec:
		return string(v)
	}
	return fmt.Sprint(value)
}

// noteSeats says beside each member of the council whether it has taken its seat: that is for the member to do.
func (w writer) noteSeats(p Part, node *yaml.Node) {
	council, ok := p.value.(*sovereign.Council)
	if !ok {
		return
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value != "members" {
			continue
		}
		for j, member := range node.Content[i+1].Content {
			if !council.Members[j].Accepted {
				member.Content[1].LineComment = "has not taken the seat yet"
			}
		}
	}
}

// indexed names lists whose items have a name of their own, and by which field.
var indexed = map[protoreflect.FullName]string{
	"agijobs.sovereign.v1.Council.members":              "address",
	"agijobs.sovereign.v1.MsgUpdateGuardians.guardians": "address",
	"agijobs.reputation.v1.Params.losses":               "reason",
}

// itemName names an item of a list: by its own name, or by its place.
func itemName(f protoreflect.FieldDescriptor, item any, at int) string {
	if name, ok := indexed[f.FullName()]; ok {
		if tree, ok := item.(map[string]any); ok {
			return strings.TrimSpace(plainText(tree[name]))
		}
	}
	return fmt.Sprint(at)
}
