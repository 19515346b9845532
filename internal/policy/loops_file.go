package policy

import (
	"fmt"
	"io"

	"go.yaml.in/yaml/v3"

	thermostat "github.com/agijobs/agijobs/x/thermostat/types"
)

// ReadLoops reads the loops of a file as Write writes it, for the simulator. All else in the file is left alone, so that a whole policy
// will do. What a loop leaves out is empty: there is no chain to take it from.
func ReadLoops(in io.Reader) ([]thermostat.Loop, error) {
	root, err := parse(in)
	if err != nil {
		return nil, err
	}
	entries, err := pairs(root, "policy")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if e.name == groupLoops {
			return readLoops(e.value)
		}
	}
	return nil, fmt.Errorf("there is no group %s in the file", groupLoops)
}

func readLoops(node *yaml.Node) ([]thermostat.Loop, error) {
	named, err := pairs(node, groupLoops)
	if err != nil {
		return nil, err
	}
	d, err := descriptorOf(&thermostat.Loop{})
	if err != nil {
		return nil, err
	}
	var out []thermostat.Loop
	for _, e := range named {
		tree, err := mergeMessage(d, blankMessage(d), e.value, groupLoops+"."+e.name)
		if err != nil {
			return nil, err
		}
		var loop thermostat.Loop
		if err := message(tree, &loop); err != nil {
			return nil, fmt.Errorf("%s.%s: %w", groupLoops, e.name, err)
		}
		loop.Id = e.name
		out = append(out, loop)
	}
	return out, nil
}

// WriteLoops writes loops as Write does, without the rest.
func WriteLoops(out io.Writer, loops []thermostat.Loop) error {
	kind, commented := loopKind(), map[string]bool{}
	group := &yaml.Node{Kind: yaml.MappingNode}
	for i := range loops {
		p, err := newPart(kind, loops[i].Id, &loops[i])
		if err != nil {
			return err
		}
		node, err := p.node(commented)
		if err != nil {
			return fmt.Errorf("%s: %w", p.Path(), err)
		}
		group.Content = append(group.Content, key(p.Name, ""), node)
	}
	encoder := yaml.NewEncoder(out)
	encoder.SetIndent(2)
	root := &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{key(groupLoops, groupComments[groupLoops]), group}}
	if err := encoder.Encode(root); err != nil {
		return err
	}
	return encoder.Close()
}
