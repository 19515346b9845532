package cli

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/x/jobs/types"
)

func TestContributorsMessage(t *testing.T) {
	got, err := contributorsMessage(employer, []string{"18420003000", "lab.gov=2500"}, findActor)
	require.NoError(t, err)
	require.Equal(t, &types.MsgNameContributors{
		Agent: employer.String(), JobId: 18_420_003_000, Contributors: []types.Contributor{{Address: lab.String(), ShareBps: 2_500}},
	}, got)

	got, err = contributorsMessage(employer, []string{"18420003000"}, findActor)
	require.NoError(t, err)
	require.Empty(t, got.Contributors, "nobody shares any more")
}

func TestContributorsMessageRefuses(t *testing.T) {
	for name, tc := range map[string]struct {
		args []string
		want string
	}{
		"job in words":      {[]string{"first"}, `job id "first"`},
		"job 0":             {[]string{"0"}, "must not be 0"},
		"no share":          {[]string{"7", "lab.gov"}, "write who=share"},
		"share in percent":  {[]string{"7", "lab.gov=25%"}, "basis points"},
		"share empty":       {[]string{"7", "lab.gov="}, "basis points"},
		"share too large":   {[]string{"7", "lab.gov=9001"}, "must be 1 to 9000"},
		"share far too big": {[]string{"7", "lab.gov=99999999999"}, "basis points"},
		"unknown name":      {[]string{"7", "nobody=5"}, `contributor "nobody=5"`},
		"twice":             {[]string{"7", "lab.gov=5", lab.String() + "=6"}, "is named twice"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := contributorsMessage(employer, tc.args, findActor)
			require.ErrorContains(t, err, tc.want)
		})
	}
	require.Contains(t, NewNameContributorsCmd().Example, "tx jobs name-contributors")
}
