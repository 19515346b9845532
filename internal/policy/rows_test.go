package policy

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// fieldsOf lists the paths of all fields that a file shows, by the definitions of the messages alone.
func fieldsOf(d protoreflect.MessageDescriptor, path string) []string {
	var out []string
	for _, f := range shown(d) {
		here := path + "." + string(f.Name())
		out = append(out, here)
		if isMessage(f) && f.Message().FullName() != coinName {
			out = append(out, fieldsOf(f.Message(), here)...)
		}
	}
	return out
}

// Every parameter of every module has unit and bounds, and no row describes what is not there.
func TestEveryFieldHasARow(t *testing.T) {
	var all []string
	for _, k := range kinds() {
		d, err := descriptorOf(k.blank("x"))
		require.NoError(t, err)
		if k.root == "" {
			all = append(all, fieldsOf(d, k.rows)...)
			continue
		}
		f := d.Fields().ByName(protoreflect.Name(k.root))
		all = append(all, fieldsOf(f.Message(), k.rows)...)
	}
	for _, path := range all {
		r, ok := rowOf(path)
		require.True(t, ok, "%s has no row: add its unit, bounds and reason", path)
		require.NotEmpty(t, r.comment(), path)
	}
	for _, table := range []map[string]row{ownRows, sdkRows} {
		for _, path := range slices.Sorted(maps.Keys(table)) {
			require.Contains(t, all, path, "there is no such field")
		}
	}
}
