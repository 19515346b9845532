package types

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

func TestInvited(t *testing.T) {
	many := make([]string, 17)
	for i := range many {
		many[i] = addr(byte(i + 1))
	}
	for _, tc := range []struct {
		name string
		list []string
		says string // empty: accepted
	}{
		{"nobody in particular", nil, ""},
		{"an address and an organisation", []string{addr(2), "org:lab-1"}, ""},
		{"16", many[:16], ""},
		{"17", many, "17 entries, at most 16"},
		{"twice", []string{"org:lab-1", "org:lab-1"}, `"org:lab-1" appears twice`},
		{"an organisation without its mark", []string{"lab-1"}, "invited"},
		{"no organisation", []string{"org:"}, `id ""`},
		{"an organisation in capitals", []string{"org:LAB"}, `id "LAB"`},
		{"nothing", []string{""}, "invited"},
		{"another spelling", []string{strings.ToUpper(addr(2))}, "write"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m, j := testPost(), testJob(1, open)
			m.Invited, j.Invited = tc.list, tc.list
			for _, err := range []error{m.ValidateBasic(), j.Validate()} {
				if tc.says == "" {
					require.NoError(t, err)
					continue
				}
				requireErr(t, err, ErrInvited, tc.says)
			}
		})
	}
}

func TestInvites(t *testing.T) {
	member := identitytypes.Participant{Address: addr(2), OrganisationId: "lab-1"}
	alone := identitytypes.Participant{Address: addr(3)}
	for _, tc := range []struct {
		name          string
		invited       []string
		member, alone bool
	}{
		{"everybody", nil, true, true},
		{"an address", []string{addr(3)}, false, true},
		{"an organisation", []string{"org:lab-2", "org:lab-1"}, true, false},
		{"somebody else", []string{addr(4), "org:lab-2"}, false, false},
		{"an organisation without a name", []string{"org:"}, false, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			j := Job{Id: someJob, Invited: tc.invited}
			for who, want := range map[*identitytypes.Participant]bool{&member: tc.member, &alone: tc.alone} {
				err := j.Invites(*who)
				if want {
					require.NoError(t, err)
					continue
				}
				requireErr(t, err, ErrNotInvited, "job 18420003000")
			}
		})
	}
}

func TestCredentials(t *testing.T) {
	many := []string{"a", "b", "c", "d", "e", "f", "g", "h", "i"}
	for _, tc := range []struct {
		name string
		list []string
		says string // empty: accepted
	}{
		{"none", nil, ""},
		{"two", []string{"citizen", "clearance/secret"}, ""},
		{"eight", many[:8], ""},
		{"nine", many, "9 credentials, at most 8"},
		{"twice", []string{"citizen", "citizen"}, `"citizen" appears twice`},
		{"no type", []string{"Citizen!"}, "use 1 to 3 parts"},
		{"empty", []string{""}, "use 1 to 3 parts"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m, c := testPost(), testCategory()
			m.Requirements.Credentials, c.AgentCredentials = tc.list, tc.list
			if tc.says == "" {
				require.NoError(t, m.ValidateBasic())
				require.NoError(t, c.Validate())
				return
			}
			requireErr(t, m.ValidateBasic(), ErrRequirements, tc.says)
			requireErr(t, c.Validate(), ErrCategory, tc.says)
		})
	}
	reversed := []string{"clearance", "citizen"}
	require.NoError(t, Requirements{Credentials: reversed}.Validate(), "an employer need not sort")
	c := testCategory()
	c.AgentCredentials = reversed
	requireErr(t, c.Validate(), ErrCategory, "must be sorted")
}

func TestCredentialsWith(t *testing.T) {
	c := Category{AgentCredentials: slices.Grow([]string{"citizen"}, 4)}
	require.Equal(t, []string{"citizen", "medic"}, c.CredentialsWith(Requirements{Credentials: []string{"medic"}}))
	require.Equal(t, []string{"citizen", "pilot"}, c.CredentialsWith(Requirements{Credentials: []string{"pilot"}}))
	require.Equal(t, []string{"citizen"}, c.AgentCredentials)
	require.Empty(t, Category{}.CredentialsWith(Requirements{}))
}
