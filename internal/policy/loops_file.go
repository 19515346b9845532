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

// ReadThermostatParams reads x/thermostat's parameters of a file as Write writes it; nil if it has none. What they leave out is as on a new chain.
func ReadThermostatParams(in io.Reader) (*thermostat.Params, error) {
	root, err := parse(in)
	if err != nil {
		return nil, err
	}
	node, err := below(root, "policy", groupParams)
	if err != nil || node == nil {
		return nil, err
	}
	if node, err = below(node, groupParams, thermostat.ModuleName); err != nil || node == nil {
		return nil, err
	}
	params := thermostat.DefaultParams()
	base, err := treeOf(&params)
	if err != nil {
		return nil, err
	}
	d, err := descriptorOf(&params)
	if err != nil {
		return nil, err
	}
	where := groupParams + "." + thermostat.ModuleName
	tree, err := mergeMessage(d, base, node, where)
	if err != nil {
		return nil, err
	}
	var out thermostat.Params
	if err := message(tree, &out); err != nil {
		return nil, fmt.Errorf("%s: %w", where, err)
	}
	return &out, nil
}

// below returns what stands below a name, nil if nothing does.
func below(node *yaml.Node, where, name string) (*yaml.Node, error) {
	entries, err := pairs(node, where)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if e.name == name {
			return e.value, nil
		}
	}
	return nil, nil
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

// WriteLoopsJSON writes loops as WriteJSON does, without the rest.
func WriteLoopsJSON(out io.Writer, loops []thermostat.Loop) error {
	named := map[string]any{}
	for i := range loops {
		p, err := newPart(loopKind(), loops[i].Id, &loops[i])
		if err != nil {
			return err
		}
		if named[p.Name], err = p.plain(); err != nil {
			return fmt.Errorf("%s: %w", p.Path(), err)
		}
	}
	return encodeJSON(out, map[string]any{groupLoops: named})
}
