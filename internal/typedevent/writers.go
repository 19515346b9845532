package typedevent

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/cosmos/gogoproto/proto"
	"github.com/cosmos/gogoproto/types"

	"cosmossdk.io/math"
)

func writeBool(text []byte, v reflect.Value) ([]byte, error) {
	return strconv.AppendBool(text, v.Bool()), nil
}

func writeInt32(text []byte, v reflect.Value) ([]byte, error) {
	return strconv.AppendInt(text, v.Int(), 10), nil
}

func writeUint32(text []byte, v reflect.Value) ([]byte, error) {
	return strconv.AppendUint(text, v.Uint(), 10), nil
}

// writeInt64 quotes: JSON's numbers are exact to 53 bits only.
func writeInt64(text []byte, v reflect.Value) ([]byte, error) {
	return append(strconv.AppendInt(append(text, '"'), v.Int(), 10), '"'), nil
}

func writeUint64(text []byte, v reflect.Value) ([]byte, error) {
	return append(strconv.AppendUint(append(text, '"'), v.Uint(), 10), '"'), nil
}

// writeString leaves to encoding/json what it may have to escape, characters beyond ASCII among it.
func writeString(text []byte, v reflect.Value) ([]byte, error) {
	s := v.String()
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			quoted, err := json.Marshal(s)
			return append(text, quoted...), err
		}
	}
	text = append(text, '"')
	text = append(text, s...)
	return append(text, '"'), nil
}

func writeBytes(text []byte, v reflect.Value) ([]byte, error) {
	if v.IsNil() {
		return append(text, "null"...), nil
	}
	return append(base64.StdEncoding.AppendEncode(append(text, '"'), v.Bytes()), '"'), nil
}

// writeInt prints what math.Int's MarshalJSON does.
func writeInt(text []byte, v reflect.Value) ([]byte, error) {
	n := v.Addr().Interface().(*math.Int).BigIntMut()
	switch {
	case n == nil:
		return append(text, `"0"`...), nil
	case n.IsInt64():
		text = strconv.AppendInt(append(text, '"'), n.Int64(), 10)
	default:
		text = n.Append(append(text, '"'), 10)
	}
	return append(text, '"'), nil
}

// zeros are the digits of a decimal that is 0.
var zeros = slices.Repeat([]byte{'0'}, math.LegacyPrecision+1)

// writeDec prints what math.LegacyDec's MarshalJSON does: all eighteen places.
func writeDec(text []byte, v reflect.Value) ([]byte, error) {
	n := v.Addr().Interface().(*math.LegacyDec).BigIntMut()
	if n == nil {
		return append(text, `"0"`...), nil
	}
	text = append(text, '"')
	start := len(text)
	if n.IsInt64() {
		text = strconv.AppendInt(text, n.Int64(), 10)
	} else {
		text = n.Append(text, 10)
	}
	if n.Sign() < 0 {
		start++
	}
	if missing := len(zeros) - (len(text) - start); missing > 0 {
		text = slices.Insert(text, start, zeros[:missing]...)
	}
	text = slices.Insert(text, len(text)-math.LegacyPrecision, '.')
	return append(text, '"'), nil
}

// writeTime prints RFC 3339 in UTC. The bounds are those of google.protobuf.Timestamp.
func writeTime(text []byte, v reflect.Value) ([]byte, error) {
	t := *v.Addr().Interface().(*time.Time)
	if _, err := types.TimestampProto(t); err != nil {
		return text, err
	}
	text = t.UTC().AppendFormat(append(text, '"'), "2006-01-02T15:04:05")
	return append(appendFraction(text, int64(t.Nanosecond())), 'Z', '"'), nil
}

// writeDuration prints seconds, as google.protobuf.Duration does. None of 64 bits of ns is out of its range.
func writeDuration(text []byte, v reflect.Value) ([]byte, error) {
	d := v.Int()
	seconds, ns := d/int64(time.Second), d%int64(time.Second)
	text = append(text, '"')
	if ns < 0 {
		ns = -ns
		if seconds == 0 {
			text = append(text, '-')
		}
	}
	text = strconv.AppendInt(text, seconds, 10)
	return append(appendFraction(text, ns), 's', '"'), nil
}

// appendFraction writes ns, not negative and below a second, with 0, 3, 6 or 9 places.
func appendFraction(text []byte, ns int64) []byte {
	if ns == 0 {
		return text
	}
	dot := len(text)
	text = strconv.AppendInt(text, int64(time.Second)+ns, 10) // a leading 1, where the dot goes
	text[dot] = '.'
	for range 2 {
		if ns%1000 == 0 {
			text, ns = text[:len(text)-3], ns/1000
		}
	}
	return text
}

// pointerWriter returns nil for nil, as the writers below: what has no writer has none in a list either.
func pointerWriter(write writer) writer {
	if write == nil {
		return nil
	}
	return func(text []byte, v reflect.Value) ([]byte, error) {
		if v.IsNil() {
			return append(text, "null"...), nil
		}
		return write(text, v.Elem())
	}
}

func listWriter(write writer) writer {
	if write == nil {
		return nil
	}
	return func(text []byte, v reflect.Value) ([]byte, error) {
		text = append(text, '[')
		for i := range v.Len() {
			if i > 0 {
				text = append(text, ',')
			}
			var err error
			if text, err = write(text, v.Index(i)); err != nil {
				return text, err
			}
		}
		return append(text, ']'), nil
	}
}

func messageWriter(fields []field) writer {
	keys := make([]string, len(fields))
	for i, f := range fields {
		keys[i] = `,"` + f.name + `":`
	}
	if len(keys) > 0 {
		keys[0] = keys[0][1:]
	}
	return func(text []byte, v reflect.Value) ([]byte, error) {
		text = append(text, '{')
		for i := range fields {
			text = append(text, keys[i]...)
			var err error
			if text, err = fields[i].write(text, v.Field(fields[i].index)); err != nil {
				return text, err
			}
		}
		return append(text, '}'), nil
	}
}

// enumWriter looks known numbers up; others are printed as numbers, without quotes.
func enumWriter(t reflect.Type, enum string) writer {
	values := proto.EnumValueMap(enum)
	if t.Kind() != reflect.Int32 || len(values) == 0 || !t.Implements(reflect.TypeFor[fmt.Stringer]()) || t.Implements(marshalerType) ||
		t.Implements(reflect.TypeFor[interface{ XXX_WellKnownType() string }]()) {
		return nil
	}
	known := make(map[int32]string, len(values))
	for _, number := range values { // state-ok: each goes into a map
		v := reflect.New(t).Elem()
		v.SetInt(int64(number))
		known[number] = enumText(v)
	}
	return func(text []byte, v reflect.Value) ([]byte, error) {
		if name, ok := known[int32(v.Int())]; ok {
			return append(text, name...), nil
		}
		return append(text, enumText(v)...), nil
	}
}

func enumText(v reflect.Value) string {
	name := v.Interface().(fmt.Stringer).String()
	if name == strconv.FormatInt(v.Int(), 10) {
		return name
	}
	return `"` + name + `"`
}
