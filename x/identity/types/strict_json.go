package types

import (
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/go-jose/go-jose/v4/json"
)

// maxJSONTime is the year 10000 in Unix seconds: what timestamps of the state can hold.
const maxJSONTime = 253_402_300_800

// wholeRule is a whole number as JSON writes it, without sign, fraction and exponent.
var wholeRule = regexp.MustCompile(`^(0|[1-9][0-9]{0,11})$`)

// members are the members of a JSON object that nobody has taken yet: what is left at the end is unknown. The first failure stays in err.
// It reads with the JSON package of the JOSE library, whose version is pinned with it: names are case-sensitive, none may stand twice.
type members struct {
	raw map[string]json.RawMessage
	err error
}

// readMembers opens an object of printable ASCII: what is not ASCII could be read in several ways, and names of people are.
func readMembers(data []byte) (*members, error) {
	for _, c := range data {
		if (c < ' ' && c != '\t' && c != '\n' && c != '\r') || c > '~' {
			return nil, errors.New("use printable ASCII only")
		}
	}
	m := &members{}
	if err := json.Unmarshal(data, &m.raw); err != nil {
		return nil, err
	}
	if m.raw == nil {
		return nil, errors.New("it is no JSON object")
	}
	return m, nil
}

func (m *members) take(name string) (json.RawMessage, bool) {
	raw, ok := m.raw[name]
	delete(m.raw, name)
	return raw, ok
}

func (m *members) fail(format string, args ...any) {
	if m.err == nil {
		m.err = fmt.Errorf(format, args...)
	}
}

// left returns the first name that nobody has taken, shortened, or "".
func (m *members) left() string {
	if len(m.raw) == 0 {
		return ""
	}
	return fmt.Sprintf("%.32q", slices.Min(slices.Collect(maps.Keys(m.raw)))) // state-ok: the least of all keys is one whatever their order
}

// text takes a string that keeps a rule; help says which.
func (m *members) text(name string, rule *regexp.Regexp, help string) string {
	raw, ok := m.take(name)
	if !ok {
		m.fail("%s is missing", name)
		return ""
	}
	return m.textOf(name, raw, rule, help)
}

// optional takes a string that may be missing.
func (m *members) optional(name string, rule *regexp.Regexp, help string) string {
	raw, ok := m.take(name)
	if !ok {
		return ""
	}
	return m.textOf(name, raw, rule, help)
}

func (m *members) textOf(name string, raw json.RawMessage, rule *regexp.Regexp, help string) string {
	var s string
	if len(raw) == 0 || raw[0] != '"' || json.Unmarshal(raw, &s) != nil {
		m.fail("%s is no string", name)
		return ""
	}
	if !rule.MatchString(s) {
		m.fail("%s has %d characters; use %s", name, len(s), help)
	}
	return s
}

// seconds takes a time in whole Unix seconds, 0 when it is missing.
func (m *members) seconds(name string, required bool) int64 {
	raw, ok := m.take(name)
	if !ok {
		if required {
			m.fail("%s is missing", name)
		}
		return 0
	}
	var n int64
	if !wholeRule.Match(raw) || json.Unmarshal(raw, &n) != nil || n == 0 || n >= maxJSONTime {
		m.fail("%s is no time in whole Unix seconds", name)
	}
	return n
}

// list takes an array of at most limit elements; missing is empty.
func (m *members) list(name string, limit int) []json.RawMessage {
	raw, ok := m.take(name)
	if !ok {
		return nil
	}
	var list []json.RawMessage
	if len(raw) == 0 || raw[0] != '[' || json.Unmarshal(raw, &list) != nil {
		m.fail("%s is no list", name)
		return nil
	}
	if len(list) > limit {
		m.fail("%s has %d elements; at most %d", name, len(list), limit)
		return nil
	}
	return list
}

// decodeBase64url decodes base64url as JOSE writes it (RFC 7515 section 2). Equal bytes have one spelling: no padding, no line ends, no
// bits that do not count.
func decodeBase64url(s string) ([]byte, error) {
	raw, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return nil, errors.New("it is no base64url without padding")
	}
	// The decoder of the standard library skips line ends and takes any trailing bits.
	if base64.RawURLEncoding.EncodeToString(raw) != s {
		return nil, errors.New("it is no canonical base64url")
	}
	return raw, nil
}
