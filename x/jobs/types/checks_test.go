package types

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func checks(names ...string) []Check {
	list := make([]Check, len(names))
	for i, name := range names {
		list[i] = Check{Name: name, Question: "Is it so?", Uri: "https://law.example/" + name}
	}
	return list
}

func TestCategoryChecks(t *testing.T) {
	eight := []string{"c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8"}
	change := func(do func(*Check)) []Check {
		list := checks("bias", "privacy")
		do(&list[1])
		return list
	}
	for _, tc := range []struct {
		name string
		list []Check
		says string // empty: accepted
	}{
		{"none", nil, ""},
		{"two", checks("bias", "privacy"), ""},
		{"no uri", change(func(c *Check) { c.Uri = "" }), ""},
		{"eight", checks(eight...), ""},
		{"nine", checks(append(eight, "c9")...), "9 required_checks, at most 8"},
		{"not sorted", checks("privacy", "bias"), `"bias" after "privacy"`},
		{"twice", checks("bias", "bias"), `"bias" after "bias"`},
		{"no slug", checks("Is it safe?"), `check "Is it safe?" must be`},
		{"no question", change(func(c *Check) { c.Question = "" }), "question of check privacy must not be empty"},
		{"question of 256", change(func(c *Check) { c.Question = strings.Repeat("q", 256) }), ""},
		{"question of 257", change(func(c *Check) { c.Question = strings.Repeat("q", 257) }), "has 257 bytes"},
		{"question of two lines", change(func(c *Check) { c.Question = "a\nb" }), "control character"},
		{"bad uri", change(func(c *Check) { c.Uri = "law" }), "has no scheme"},
		{"long uri", change(func(c *Check) { c.Uri = "https://" + strings.Repeat("u", 505) }), "has 513 bytes"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := testCategory()
			c.RequiredChecks = tc.list
			if tc.says == "" {
				require.NoError(t, c.Validate())
				return
			}
			requireErr(t, c.Validate(), ErrCategory, tc.says)
		})
	}
}

func TestExtraChecks(t *testing.T) {
	for _, tc := range []struct {
		name string
		list []string
		says string
	}{
		{"four in any order", []string{"d4", "c3", "b2", "a1"}, ""},
		{"five", []string{"a1", "a2", "a3", "a4", "a5"}, "5 extra_checks, at most 4"},
		{"twice", []string{"a1", "a1"}, `"a1" appears twice`},
		{"no slug", []string{"Is it safe?"}, "must be 2 to 32"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m := testPost()
			m.ExtraChecks = tc.list
			if tc.says == "" {
				require.NoError(t, m.ValidateBasic())
				return
			}
			requireErr(t, m.ValidateBasic(), ErrChecks, tc.says)
		})
	}
}

func TestChecksOfAStoredJob(t *testing.T) {
	j := testJob(1, open)
	for i := range 12 {
		j.Checks = append(j.Checks, "check-"+string(rune('a'+i)))
	}
	require.NoError(t, j.Validate())
	j.Checks = append(j.Checks, "one-more")
	requireErr(t, j.Validate(), ErrChecks, "13 checks, at most 12")
	j.Checks = []string{"b1", "a1"}
	requireErr(t, j.Validate(), ErrChecks, `"a1" after "b1"`)
}

// What a job asks of its judges is what its category and its employer ask, sorted, each once: a valid job whatever is drawn.
func TestChecksWith(t *testing.T) {
	require.Nil(t, Category{}.ChecksWith(nil))
	slug := rapid.StringMatching(`[a-c]{2}`)
	rapid.Check(t, func(t *rapid.T) {
		required := rapid.SliceOfNDistinct(slug, 0, maxRequiredChecks, rapid.ID).Draw(t, "required")
		slices.Sort(required)
		extra := rapid.SliceOfNDistinct(slug, 0, maxExtraChecks, rapid.ID).Draw(t, "extra")
		c := testCategory()
		c.RequiredChecks = checks(required...)
		require.NoError(t, c.Validate())
		require.NoError(t, validateExtraChecks(extra))

		got := c.ChecksWith(extra)

		require.NoError(t, Job{Checks: got}.validateChecks())
		for _, name := range slices.Concat(required, extra) {
			require.Contains(t, got, name)
		}
		for _, name := range got {
			require.True(t, slices.Contains(required, name) || slices.Contains(extra, name))
		}
		require.Equal(t, checks(required...), c.RequiredChecks, "the category is left as it was")
	})
}
