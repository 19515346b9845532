package thermosim

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/agijobs/agijobs/examples"
)

// scenarios lie in a folder of their own beside the example loops.
const scenarios = "scenarios"

// Names lists the scenarios that the binary brings with it.
func Names() ([]string, error) {
	folder, err := examples.Thermostat()
	if err != nil {
		return nil, err
	}
	entries, err := fs.ReadDir(folder, scenarios)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".yaml"); ok {
			names = append(names, name)
		}
	}
	return names, nil
}

// Named returns one of them.
func Named(name string) (Scenario, error) {
	names, err := Names()
	if err != nil {
		return Scenario{}, err
	}
	if !slices.Contains(names, name) {
		return Scenario{}, fmt.Errorf("there is no scenario %q: take %s, or the path of a file that ends in .yaml", name, strings.Join(names, ", "))
	}
	folder, err := examples.Thermostat()
	if err != nil {
		return Scenario{}, err
	}
	text, err := fs.ReadFile(folder, path.Join(scenarios, name+".yaml"))
	if err != nil {
		return Scenario{}, err
	}
	s, err := ReadScenario(strings.NewReader(string(text)))
	if err != nil {
		return s, fmt.Errorf("scenario %s: %w", name, err)
	}
	return s, nil
}
