package types_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agijobs/agijobs/x/sovereign/types"
)

func TestFlatten(t *testing.T) {
	for name, tc := range map[string]struct {
		in   string
		want []types.Field
		err  bool
	}{
		"nothing": {`{}`, nil, false},
		"values": {`{"b":"x","a":1,"c":null,"d":true}`, []types.Field{
			{"a", "1"}, {"b", `"x"`}, {"c", "null"}, {"d", "true"},
		}, false},
		"depth": {`{"params":{"max_step":"10s","quorum":{"num":2,"den":3}}}`, []types.Field{
			{"params.max_step", `"10s"`}, {"params.quorum.den", "3"}, {"params.quorum.num", "2"},
		}, false},
		"lists are values":        {`{"l":[{"b":1,"a":2}, 3]}`, []types.Field{{"l", `[{"a":2,"b":1},3]`}}, false},
		"empty objects have none": {`{"a":{},"b":{"c":{}}}`, nil, false},
		"large numbers stay":      {`{"a":12345678901234567890123456789,"b":0.10}`, []types.Field{{"a", "12345678901234567890123456789"}, {"b", "0.10"}}, false},
		"no HTML's escapes":       {`{"a":"<b>&"}`, []types.Field{{"a", `"<b>&"`}}, false},
		"keys that look like paths": {`{"p":{"a.b":1,"":2,"c":{"d/e":3}}}`, []types.Field{
			{`p.c["d/e"]`, "3"}, {`p[""]`, "2"}, {`p["a.b"]`, "1"},
		}, false},
		"a list":      {`[]`, nil, true},
		"a value":     {`1`, nil, true},
		"null":        {`null`, nil, true},
		"no JSON":     {`{`, nil, true},
		"two values":  {`{} {}`, nil, true},
		"empty bytes": {``, nil, true},
	} {
		got, err := types.Flatten([]byte(tc.in))
		if tc.err {
			require.ErrorIs(t, err, types.ErrChangeLog, name)
			continue
		}
		require.NoError(t, err, name)
		require.Equal(t, tc.want, got, name)
	}
}

func TestDiff(t *testing.T) {
	for name, tc := range map[string]struct {
		before, after string
		want          []types.FieldChange
	}{
		"equal":               {`{"a":1,"b":2}`, `{ "b": 2, "a": 1 }`, nil},
		"one field":           {`{"a":1,"b":2}`, `{"a":1,"b":3}`, []types.FieldChange{{"b", "2", "3"}}},
		"absent and present":  {`{"a":1,"c":2}`, `{"b":1,"c":2}`, []types.FieldChange{{"a", "1", ""}, {"b", "", "1"}}},
		"a new category":      {`{"c":{}}`, `{"c":{"x":{"open":true,"seats":3}}}`, []types.FieldChange{{"c.x.open", "", "true"}, {"c.x.seats", "", "3"}}},
		"null is not absent":  {`{"a":null}`, `{}`, []types.FieldChange{{"a", "null", ""}}},
		"a value gets fields": {`{"a":1}`, `{"a":{"b":1}}`, []types.FieldChange{{"a", "1", ""}, {"a.b", "", "1"}}},
		"spelling of lists":   {`{"a":[{"x":1,"y":2}]}`, `{"a":[ {"y":2,"x":1} ]}`, nil},
		"all gone":            {`{"a":1,"b":2}`, `{}`, []types.FieldChange{{"a", "1", ""}, {"b", "2", ""}}},
	} {
		got, err := types.Diff([]byte(tc.before), []byte(tc.after))
		require.NoError(t, err, name)
		require.Equal(t, tc.want, got, name)
	}
	for _, bad := range []string{"", "[]"} {
		_, err := types.Diff([]byte(bad), []byte(`{}`))
		require.ErrorIs(t, err, types.ErrChangeLog)
		_, err = types.Diff([]byte(`{}`), []byte(bad))
		require.ErrorIs(t, err, types.ErrChangeLog)
	}
}

// drawObject draws an object with awkward keys.
func drawObject(t *rapid.T, depth int) map[string]any {
	object := map[string]any{}
	for range rapid.IntRange(0, 4).Draw(t, "fields") {
		key := rapid.SampledFrom([]string{"a", "b", "a.b", "", `"`, "a-b", "[0]", `a["b"]`, "ü", "max_step"}).Draw(t, "key")
		switch rapid.IntRange(0, 4).Draw(t, "kind") {
		case 0:
			if depth > 0 {
				object[key] = drawObject(t, depth-1)
				continue
			}
			object[key] = nil
		case 1:
			object[key] = rapid.String().Draw(t, "text")
		case 2:
			object[key] = []any{rapid.Bool().Draw(t, "bool"), map[string]any{"z": 1, "y": 2}}
		case 3:
			object[key] = rapid.Int64().Draw(t, "number")
		default:
			object[key] = rapid.Bool().Draw(t, "bool")
		}
	}
	return object
}

// withoutEmpty drops what has no fields.
func withoutEmpty(object map[string]any) map[string]any {
	out := map[string]any{}
	for key, value := range object {
		if inner, ok := value.(map[string]any); ok {
			if inner = withoutEmpty(inner); len(inner) > 0 {
				out[key] = inner
			}
			continue
		}
		out[key] = value
	}
	return out
}

func asJSON(t require.TestingT, value any) []byte {
	bz, err := json.Marshal(value)
	require.NoError(t, err)
	return bz
}

// Paths are sorted and each names one field; two objects have the same fields only if they say the same; a difference
// leads from one to the other and back.
func TestFlattenProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawObject(t, 3), drawObject(t, 3)
		left, right := asJSON(t, a), asJSON(t, b)
		fields, err := types.Flatten(left)
		require.NoError(t, err)
		for i := 1; i < len(fields); i++ {
			require.Less(t, fields[i-1].Path, fields[i].Path)
		}

		there, err := types.Diff(left, right)
		require.NoError(t, err)
		back, err := types.Diff(right, left)
		require.NoError(t, err)
		require.Len(t, back, len(there))
		for i, c := range there {
			require.Equal(t, types.FieldChange{Path: c.Path, Old: c.New, New: c.Old}, back[i])
			require.NotEqual(t, c.Old, c.New)
		}
		same := string(asJSON(t, withoutEmpty(a))) == string(asJSON(t, withoutEmpty(b)))
		require.Equal(t, same, len(there) == 0, "%s %s", left, right)
		require.Equal(t, apply(t, left, there), fieldsOf(t, right))

		none, err := types.Diff(left, left)
		require.NoError(t, err)
		require.Empty(t, none)
	})
}

func fieldsOf(t require.TestingT, bz []byte) map[string]string {
	fields, err := types.Flatten(bz)
	require.NoError(t, err)
	out := map[string]string{}
	for _, f := range fields {
		out[f.Path] = f.Value
	}
	return out
}

func apply(t require.TestingT, before []byte, list []types.FieldChange) map[string]string {
	out := fieldsOf(t, before)
	for _, c := range list {
		if c.New == "" {
			delete(out, c.Path)
			continue
		}
		out[c.Path] = c.New
	}
	return out
}

// The one spelling of a value does not depend on how it was written, and is its own.
func TestCanonicalProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		object := drawObject(t, 3)
		plain := asJSON(t, object)
		indented, err := json.MarshalIndent(object, " ", "\t")
		require.NoError(t, err)
		a, err := types.Canonical(plain)
		require.NoError(t, err)
		b, err := types.Canonical(indented)
		require.NoError(t, err)
		require.Equal(t, string(a), string(b))
		again, err := types.Canonical(a)
		require.NoError(t, err)
		require.Equal(t, string(a), string(again))
		require.JSONEq(t, string(plain), string(a))
	})
}

func FuzzFlatten(f *testing.F) {
	for _, seed := range []string{`{}`, `{"a":{"b":[1]}}`, `{"a":1}x`, `[`, `{"a.b":{"":null}}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, bz []byte) {
		fields, err := types.Flatten(bz)
		if err != nil {
			return
		}
		if !slices.IsSortedFunc(fields, func(a, b types.Field) int { return strings.Compare(a.Path, b.Path) }) {
			t.Fatalf("not in order: %v", fields)
		}
	})
}
