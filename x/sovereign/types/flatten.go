package types

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"

	errorsmod "cosmossdk.io/errors"
)

// plainKey is a key that stands in a path as it is; any other is quoted.
var plainKey = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// Field is one value of a JSON object with the path that leads to it.
type Field struct {
	Path string
	// Value is canonical JSON: one spelling for each value.
	Value string
}

// FieldChange is one field that two objects do not share. An empty value says that the field was, or is, absent.
type FieldChange struct {
	Path, Old, New string
}

// Canonical returns the one spelling of a JSON value: no spaces, object keys in order, numbers as they are written.
func Canonical(bz []byte) ([]byte, error) {
	value, err := decode(bz)
	if err != nil {
		return nil, err
	}
	return encode(value)
}

// Flatten lists the fields of a JSON object in order of their paths. Objects are entered, their keys joined by dots; lists
// are values as a whole, since their elements have no names. Whatever has a key of its own should be an object, then.
func Flatten(bz []byte) ([]Field, error) {
	value, err := decode(bz)
	if err != nil {
		return nil, err
	}
	object, ok := value.(map[string]any)
	if !ok {
		return nil, errorsmod.Wrap(ErrChangeLog, "it is no JSON object")
	}
	fields, err := flatten(nil, "", object)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(fields, func(a, b Field) int { return bytes.Compare([]byte(a.Path), []byte(b.Path)) })
	return fields, nil
}

func flatten(fields []Field, path string, object map[string]any) ([]Field, error) {
	for _, key := range slices.Sorted(maps.Keys(object)) {
		below, err := join(path, key)
		if err != nil {
			return nil, err
		}
		if inner, ok := object[key].(map[string]any); ok {
			if fields, err = flatten(fields, below, inner); err != nil {
				return nil, err
			}
			continue
		}
		value, err := encode(object[key])
		if err != nil {
			return nil, err
		}
		fields = append(fields, Field{Path: below, Value: string(value)})
	}
	return fields, nil
}

// join appends a key to a path: params.max_step, or params["a.b"] where the key itself could be read as a path.
func join(path, key string) (string, error) {
	if plainKey.MatchString(key) {
		if path == "" {
			return key, nil
		}
		return path + "." + key, nil
	}
	quoted, err := encode(key)
	return fmt.Sprintf("%s[%s]", path, quoted), err
}

// Diff lists the fields in which two JSON objects differ, in order of their paths. An empty object has no fields.
func Diff(before, after []byte) ([]FieldChange, error) {
	old, err := Flatten(before)
	if err != nil {
		return nil, err
	}
	now, err := Flatten(after)
	if err != nil {
		return nil, err
	}
	var list []FieldChange
	for len(old) > 0 || len(now) > 0 {
		switch {
		case len(now) == 0 || (len(old) > 0 && old[0].Path < now[0].Path):
			list = append(list, FieldChange{Path: old[0].Path, Old: old[0].Value})
			old = old[1:]
		case len(old) == 0 || now[0].Path < old[0].Path:
			list = append(list, FieldChange{Path: now[0].Path, New: now[0].Value})
			now = now[1:]
		default:
			if old[0].Value != now[0].Value {
				list = append(list, FieldChange{Path: old[0].Path, Old: old[0].Value, New: now[0].Value})
			}
			old, now = old[1:], now[1:]
		}
	}
	return list, nil
}

// decode reads exactly one JSON value and keeps numbers as they are written.
func decode(bz []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(bz))
	d.UseNumber()
	var value any
	if err := d.Decode(&value); err != nil {
		return nil, errorsmod.Wrap(ErrChangeLog, err.Error())
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errorsmod.Wrap(ErrChangeLog, "more than one JSON value")
	}
	return value, nil
}

// encode writes a value on one line with sorted keys and without HTML's escapes.
func encode(value any) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return nil, errorsmod.Wrap(ErrChangeLog, err.Error())
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}
