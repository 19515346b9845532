package state

import (
	"maps"
	"reflect"
	"slices"
	"sort"
	"sync"
)

func order(m map[string]int, s *sync.Map, use func(string)) (keys []string) {
	for k := range m { // want `a map has no order`
		use(k)
	}
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for k := range m { // want `a map has no order`
		keys = append(keys, k)
	}
	use("before the sort")
	slices.Sort(keys)
	for k := range m { // want `a map has no order`
		keys = append(keys, k)
		use(k)
	}
	slices.Sort(keys)
	var other []string
	for k := range m { // want `a map has no order`
		keys = append(keys, k)
	}
	slices.Sort(other)
	for k := range m { // want `a map has no order`
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int { return len(a) - len(b) })
	for _, v := range m { // want `a map has no order`
		other = append(other, string(rune(v)))
	}
	for k := range m { // state-ok: counts
		other = append(other, k)
	}
	for k := range m { // state-ok: // want `a map has no order.*needs a reason`
		use(k)
	}
	type alias = map[string]int
	for range alias(m) { // want `a map has no order`
		use("")
	}
	if len(m) > 0 {
		for k := range m { // want `a map has no order`
			keys = append(keys, k)
		}
	}
	s.Range(func(_, _ any) bool { return false })    // want `random order`
	for _, v := range reflect.ValueOf(m).MapKeys() { // want `random order`
		use(v.String())
	}
	for _, k := range slices.Sorted(maps.Keys(m)) {
		use(k)
	}
	keys = slices.Collect(maps.Keys(m)) // want `maps.Keys comes in random order`
	for v := range maps.Values(m) {     // want `maps.Values comes in random order`
		use(string(rune(v)))
	}
	f := maps.All[map[string]int] // want `maps.All comes in random order`
	f(m)
	for i := range keys {
		use(keys[i])
	}
	return keys
}

func generic[M ~map[string]int, N interface{ ~map[int]int }](m M, n N) {
	for range n { // want `a map has no order`
	}
	for range m { // want `a map has no order`
	}
}

// state-ok: there is nothing to excuse // want `excuses nothing`
func plain() {}
