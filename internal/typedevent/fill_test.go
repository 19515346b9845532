package typedevent_test

import (
	"encoding/binary"
	"math/big"
	"reflect"
	"strings"
	"time"

	"cosmossdk.io/math"
)

// source draws contents from bytes, so that a fuzzer can steer them; after the last byte all draws are 0.
type source struct{ data []byte }

func (s *source) take(n int) []byte {
	out := make([]byte, n)
	s.data = s.data[copy(out, s.data):]
	return out
}

func (s *source) pick(n int) int { return int(s.take(1)[0]) % n }

func (s *source) uint64() uint64 {
	extremes := []uint64{0, 1, 1 << 31, 1<<31 - 1, 1<<32 - 1, 1 << 32, 1<<63 - 1, 1 << 63, 1<<64 - 1, 999_999_999_000_000_000}
	if i := s.pick(2 * len(extremes)); i < len(extremes) {
		return extremes[i]
	}
	return binary.LittleEndian.Uint64(s.take(8))
}

// oddities are what JSON, HTML and UTF-8 make different.
var oddities = []string{
	`"`, `\`, `/`, "<b>&amp;</b>", "\u2028", "\u2029", "\xff", "\xc3", "\xed\xa0\x80", "\x00", "\x01", "\b", "\f", "\n", "\r", "\t", "\x1f", "\x7f",
	"ü", "日本", "😀", "\ufffd", "\ufeff", "'", "null", "{}", "agi1qqqsyqcyq5rqwzqfpg9scrgwpugpzysn", "~", " ", strings.Repeat("x", 2000),
}

func (s *source) string() string {
	var b strings.Builder
	for range s.pick(4) {
		if s.pick(2) == 0 {
			b.WriteString(oddities[s.pick(len(oddities))])
		} else {
			b.Write(s.take(s.pick(8)))
		}
	}
	return b.String()
}

func (s *source) bigInt() *big.Int {
	n := new(big.Int)
	switch s.pick(3) {
	case 0:
		n.SetUint64(s.uint64())
	case 1:
		n.SetInt64(int64(s.pick(3)))
	default:
		n.SetBytes(s.take(s.pick(33)))
	}
	if s.pick(2) == 0 {
		n.Neg(n)
	}
	return n
}

func (s *source) time() time.Time {
	zone := time.FixedZone("", 3600*(s.pick(25)-12))
	switch s.pick(4) {
	case 0:
		return time.Time{}
	case 1: // years that a Timestamp does not have, too
		return time.Unix(int64(s.uint64())>>s.pick(32), int64(s.uint64()%1e9)).In(zone)
	case 2:
		return time.UnixMilli(int64(binary.LittleEndian.Uint32(s.take(4)))).In(zone)
	default:
		return time.Unix(1_800_000_000, []int64{1, 10, 1000, 1_001_000, 100_000_000, 999_999_999}[s.pick(6)]).In(zone)
	}
}

// fill sets everything in v, down to a depth.
func (s *source) fill(v reflect.Value, depth int) {
	switch p := v.Addr().Interface().(type) {
	case *math.Int:
		if s.pick(6) > 0 {
			*p = math.NewIntFromBigIntMut(s.bounded())
		}
		return
	case *math.LegacyDec:
		if s.pick(6) > 0 {
			*p = math.LegacyNewDecFromBigIntWithPrec(s.bigInt(), math.LegacyPrecision)
		}
		return
	case *time.Time:
		*p = s.time()
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(s.pick(2) == 1)
	case reflect.Int32:
		if s.pick(3) > 0 { // mostly known numbers of enums
			v.SetInt(int64(s.pick(8)))
		} else {
			v.SetInt(int64(int32(s.uint64())))
		}
	case reflect.Int64:
		v.SetInt(int64(s.uint64()) / []int64{1, 1, 1000, 1_000_000, 1_000_000_000}[s.pick(5)])
	case reflect.Uint32:
		v.SetUint(uint64(uint32(s.uint64())))
	case reflect.Uint64:
		v.SetUint(s.uint64())
	case reflect.String:
		v.SetString(s.string())
	case reflect.Pointer:
		if depth > 0 && s.pick(4) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			s.fill(v.Elem(), depth-1)
		}
	case reflect.Slice:
		if n := s.pick(6); n > 0 && depth > 0 { // nil, empty, and up to four
			v.Set(reflect.MakeSlice(v.Type(), n-1, n-1))
			for i := range v.Len() {
				s.fill(v.Index(i), depth-1)
			}
		}
	case reflect.Uint8:
		v.SetUint(uint64(s.pick(256)))
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				s.fill(v.Field(i), depth)
			}
		}
	}
}

// bounded returns a number that math.Int can hold.
func (s *source) bounded() *big.Int {
	n := s.bigInt()
	if n.BitLen() > math.MaxBitLen {
		n.Rsh(n, uint(n.BitLen()-math.MaxBitLen))
	}
	return n
}
