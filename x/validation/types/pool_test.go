package types_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/validation/types"
)

func TestPoolCredentials(t *testing.T) {
	for name, c := range map[string]struct {
		credentials []string
		text        string // empty: valid
	}{
		"none":              {nil, ""},
		"one":               {[]string{"clearance/secret"}, ""},
		"eight":             {strings.Split("a b c d e f g h", " "), ""},
		"nine":              {strings.Split("a b c d e f g h i", " "), "9 required credentials, at most 8"},
		"unsorted":          {[]string{"b", "a"}, "sort them"},
		"twice":             {[]string{"a", "a"}, "name each once"},
		"no id":             {[]string{"Secret"}, `required credential "Secret"`},
		"empty":             {[]string{""}, `required credential ""`},
		"longer than an id": {[]string{strings.Repeat("a", 65)}, "at most 64 bytes"},
	} {
		pool := types.DefaultPool()
		pool.RequiredCredentials = c.credentials
		err := pool.Validate()
		if c.text == "" {
			require.NoError(t, err, name)
			continue
		}
		require.ErrorIs(t, err, types.ErrInvalidPool, name)
		require.ErrorContains(t, err, c.text, name)
	}
}

func TestDefaultPools(t *testing.T) {
	pools := types.DefaultGenesis().Pools
	require.Len(t, pools, 2)
	require.Equal(t, types.GeneralPool, pools[0].Id)
	require.Equal(t, types.ModeratorsPool, pools[1].Id)
	require.Equal(t, identitytypes.ROLE_MODERATOR, pools[1].Role)
	require.True(t, pools[1].Open)
	for _, pool := range pools {
		require.NoError(t, pool.Validate())
		require.NotEmpty(t, pool.Title)
	}
}
