package simulation

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Stats counts what became of messages, by type.
type Stats struct {
	counts  map[string]*counts
	reasons map[string]int
}

type counts struct{ ok, failed, skipped int }

// NewStats returns empty counts.
func NewStats() *Stats { return &Stats{counts: map[string]*counts{}, reasons: map[string]int{}} }

func (s *Stats) of(url string) *counts {
	c, ok := s.counts[url]
	if !ok {
		c = &counts{}
		s.counts[url] = c
	}
	return c
}

func (s *Stats) succeeded(msg sdk.Msg) { s.of(sdk.MsgTypeURL(msg)).ok++ }
func (s *Stats) skipped(msg sdk.Msg)   { s.of(sdk.MsgTypeURL(msg)).skipped++ }

func (s *Stats) failed(msg sdk.Msg, why string) {
	url := sdk.MsgTypeURL(msg)
	s.of(url).failed++
	s.reasons[url+": "+why]++
}

// Add takes over the counts of another run.
func (s *Stats) Add(other *Stats) {
	for url, c := range other.counts {
		sum := s.of(url)
		sum.ok, sum.failed, sum.skipped = sum.ok+c.ok, sum.failed+c.failed, sum.skipped+c.skipped
	}
	for why, n := range other.reasons {
		s.reasons[why] += n
	}
}

// Succeeded is how often a message of a type was executed.
func (s *Stats) Succeeded(url string) int {
	if c, ok := s.counts[url]; ok {
		return c.ok
	}
	return 0
}

// Totals of all types: executed and refused.
func (s *Stats) Totals() (ok, failed int) {
	for _, c := range s.counts {
		ok, failed = ok+c.ok, failed+c.failed
	}
	return ok, failed
}

// Failed lists why messages were refused, the most frequent first.
func (s *Stats) Failed() []string {
	list := slices.Collect(maps.Keys(s.reasons))
	slices.SortFunc(list, func(a, b string) int {
		return cmp.Or(cmp.Compare(s.reasons[b], s.reasons[a]), cmp.Compare(a, b))
	})
	for i, why := range list {
		list[i] = fmt.Sprintf("%d × %s", s.reasons[why], why)
	}
	return list
}

// String is a table: per message type how many were executed and refused, and how often there was nothing to do.
func (s *Stats) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-52s %9s %9s %9s\n", "message", "executed", "refused", "skipped")
	for _, url := range slices.Sorted(maps.Keys(s.counts)) {
		c := s.counts[url]
		fmt.Fprintf(&b, "%-52s %9d %9d %9d\n", strings.TrimPrefix(url, "/"), c.ok, c.failed, c.skipped)
	}
	return b.String()
}
