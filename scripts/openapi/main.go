// Command openapi turns the merged document of protoc-gen-openapiv2 (stdin) into the one that a node serves (stdout): it
// names the document and gives each operation an id and a tag of its own module, since the plugin calls every
// module's parameters Query_Params. Keys come out sorted, so the same protos give the same bytes.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"
)

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "openapi:", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	var doc map[string]any
	decoder := json.NewDecoder(in)
	decoder.UseNumber()
	if err := decoder.Decode(&doc); err != nil {
		return fmt.Errorf("read the merged document: %w", err)
	}
	modules, err := nameOperations(doc)
	if err != nil {
		return err
	}
	tags := make([]any, 0, len(modules))
	for _, module := range modules {
		tags = append(tags, map[string]any{"name": module})
	}
	doc["tags"] = tags
	doc["info"] = map[string]any{
		"title":       "AGI Jobs",
		"description": "REST queries of the AGI Jobs modules. 64-bit numbers and amounts are strings; amounts are in base units; times in *_ms are market time.",
		"version":     "v1",
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", " ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(doc)
}

// nameOperations makes operation ids unique and returns the modules that have paths, sorted.
func nameOperations(doc map[string]any) ([]string, error) {
	paths, ok := doc["paths"].(map[string]any)
	if !ok || len(paths) == 0 {
		return nil, errors.New("the document has no paths")
	}
	modules, ids := map[string]bool{}, map[string]string{}
	for path, methods := range paths {
		// A path is /agijobs/<module>/<version>/...
		parts := strings.Split(path, "/")
		if len(parts) < 4 || parts[1] != "agijobs" {
			return nil, fmt.Errorf("path %s must be /agijobs/<module>/<version>/ and a name", path)
		}
		module := parts[2]
		modules[module] = true
		operations, ok := methods.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("path %s has no operations", path)
		}
		for method, value := range operations {
			operation, ok := value.(map[string]any)
			if !ok {
				return nil, fmt.Errorf("%s %s is no operation", method, path)
			}
			old, _ := operation["operationId"].(string)
			id := module + "_" + strings.TrimPrefix(old, "Query_")
			if other, taken := ids[id]; taken {
				return nil, fmt.Errorf("%s and %s have the same operation id %s", other, path, id)
			}
			ids[id] = path
			operation["operationId"] = id
			operation["tags"] = []any{module}
		}
	}
	sorted := make([]string, 0, len(modules))
	for module := range modules {
		sorted = append(sorted, module)
	}
	sort.Strings(sorted)
	return sorted, nil
}
