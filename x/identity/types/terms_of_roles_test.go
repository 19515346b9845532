package types_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

var (
	day0 = time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	src  = types.NameSource("acme.agent.gov")
)

func onDay(n int) *time.Time {
	at := day0.AddDate(0, 0, n)
	return &at
}

func enrolled(roles []types.Role, end *time.Time) types.Admission {
	return types.Admission{Address: address("who"), Kind: types.PARTICIPANT_KIND_HUMAN, Roles: roles, ExpiresAt: end}
}

func byDesk(end *time.Time, roles ...types.Role) types.Participant {
	return enrolled(roles, end).Admitted(sdk.MustAccAddressFromBech32(address("registrar")), types.ADMISSION_PATH_REGISTRAR, day0)
}

func TestEnrolled(t *testing.T) {
	agent, employer := types.ROLE_AGENT, types.ROLE_EMPLOYER
	suspended := byDesk(nil, agent)
	suspended.Status, suspended.StatusReason, suspended.StatusBy = types.PARTICIPANT_STATUS_SUSPENDED, "fraud", address("registrar")
	barred := enrolled(nil, nil).Applied(byDesk(nil, agent), day0)
	member := byDesk(nil)
	member.OrganisationId = "acme"
	for name, c := range map[string]struct {
		old     types.Participant
		a       types.Admission
		err     error
		roles   []types.Role
		ends    map[types.Role]*time.Time // of roles with a term
		expires *time.Time
	}{
		"adds a role": {byDesk(nil, employer), enrolled([]types.Role{agent}, onDay(9)), nil, []types.Role{employer, agent}, map[types.Role]*time.Time{agent: onDay(9)}, nil},
		"lasts longer than the desk said, for its own role only": {
			byDesk(onDay(5), employer), enrolled([]types.Role{agent}, onDay(9)), nil,
			[]types.Role{employer, agent},
			map[types.Role]*time.Time{employer: onDay(5), agent: onDay(9)},
			onDay(9),
		},
		"ends before the participation": {
			byDesk(onDay(9), employer), enrolled([]types.Role{agent}, onDay(5)), nil, []types.Role{employer, agent}, map[types.Role]*time.Time{agent: onDay(5)}, onDay(9),
		},
		"prolongs a role of the desk":          {byDesk(onDay(5), agent), enrolled([]types.Role{agent}, nil), nil, []types.Role{agent}, map[types.Role]*time.Time{agent: nil}, nil},
		"nothing new":                          {byDesk(nil, agent), enrolled([]types.Role{agent}, onDay(9)), types.ErrNothingNew, nil, nil, nil},
		"nothing new before the desk's end":    {byDesk(onDay(9), agent), enrolled([]types.Role{agent}, onDay(9)), types.ErrNothingNew, nil, nil, nil},
		"a suspension stands":                  {suspended, enrolled([]types.Role{employer}, nil), types.ErrSuspended, nil, nil, nil},
		"what a desk took away stays away":     {barred, enrolled([]types.Role{agent}, nil), types.ErrRoleBarred, nil, nil, nil},
		"another organisation":                 {member, types.Admission{Address: member.Address, Kind: member.Kind, OrganisationId: "uni", Roles: []types.Role{agent}}, types.ErrOrganisationChange, nil, nil, nil},
		"somebody else's agent":                {member, types.Admission{Address: member.Address, Kind: member.Kind, Responsible: address("x"), Roles: []types.Role{agent}}, types.ErrResponsible, nil, nil, nil},
		"an organisation alone is news":        {byDesk(nil, agent), types.Admission{Address: address("who"), OrganisationId: "acme", Roles: []types.Role{agent}}, nil, []types.Role{agent}, nil, nil},
		"the organisation stays when not said": {member, enrolled([]types.Role{agent}, nil), nil, []types.Role{agent}, map[types.Role]*time.Time{agent: nil}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := c.a.Enrolled(c.old, types.ADMISSION_PATH_TOKEN, types.KeySource("eid"), day0)
			require.ErrorIs(t, err, c.err)
			if c.err != nil {
				require.Equal(t, c.old, got)
				return
			}
			require.NoError(t, got.Validate())
			require.Equal(t, c.roles, got.Roles)
			require.Equal(t, c.expires, got.ExpiresAt)
			ends := map[types.Role]*time.Time(nil)
			for _, term := range got.RoleTerms {
				if ends == nil {
					ends = map[types.Role]*time.Time{}
				}
				ends[term.Role] = term.ExpiresAt
			}
			require.Equal(t, c.ends, ends)
		})
	}
}

func TestRoleEnds(t *testing.T) {
	p, err := enrolled([]types.Role{types.ROLE_VALIDATOR}, onDay(5)).Enrolled(byDesk(nil, types.ROLE_AGENT), types.ADMISSION_PATH_NAME, src, day0)
	require.NoError(t, err)
	require.NoError(t, p.Authorize(types.ROLE_VALIDATOR, onDay(5).Add(-time.Millisecond)))
	require.ErrorIs(t, p.Authorize(types.ROLE_VALIDATOR, *onDay(5)), types.ErrRoleExpired)
	require.NoError(t, p.Authorize(types.ROLE_AGENT, *onDay(5)))
	require.True(t, p.Drawable(types.ROLE_VALIDATOR, onDay(5).Add(-time.Millisecond), time.Hour))
	require.False(t, p.Drawable(types.ROLE_VALIDATOR, *onDay(5), time.Hour))

	// A judge whose role had run out is seasoned anew, one who renews in time is not.
	again := enrolled([]types.Role{types.ROLE_VALIDATOR}, onDay(20))
	inTime, err := again.Enrolled(p, types.ADMISSION_PATH_NAME, src, *onDay(4))
	require.NoError(t, err)
	require.Equal(t, day0, *inTime.JudgeSince)
	late, err := again.Enrolled(p, types.ADMISSION_PATH_NAME, src, *onDay(5))
	require.NoError(t, err)
	require.Equal(t, *onDay(5), *late.JudgeSince)

	without, ended := p.Without(types.ADMISSION_PATH_NAME, src)
	require.Equal(t, []types.Role{types.ROLE_VALIDATOR}, ended)
	require.Equal(t, []types.Role{types.ROLE_AGENT}, without.Roles)
	require.Nil(t, without.JudgeSince)
	require.NoError(t, without.Validate())
	_, ended = p.Without(types.ADMISSION_PATH_NAME, types.NameSource("other.agent.gov"))
	require.Empty(t, ended)
	_, ended = p.Without(types.ADMISSION_PATH_ATTESTATION, src)
	require.Empty(t, ended, "the word of a name is not its control")
}

// TestHistoriesOfRoles drives random histories of desks and sources through one participant.
func TestHistoriesOfRoles(t *testing.T) {
	grantable := []types.Role{types.ROLE_EMPLOYER, types.ROLE_AGENT, types.ROLE_VALIDATOR}
	rapid.Check(t, func(t *rapid.T) {
		end := rapid.OneOf(rapid.Just[*time.Time](nil), rapid.Map(rapid.IntRange(1, 60), onDay))
		roles := rapid.SliceOfNDistinct(rapid.SampledFrom(grantable), 0, 3, rapid.ID)
		p := byDesk(end.Draw(t, "end"), roles.Draw(t, "roles")...)
		for i := range rapid.IntRange(1, 20).Draw(t, "steps") {
			now, old := *onDay(i), p
			source := types.NameSource(rapid.SampledFrom([]string{"a.gov", "b.gov"}).Draw(t, "source"))
			a := enrolled(roles.Draw(t, "roles"), end.Draw(t, "end"))
			switch rapid.IntRange(0, 3).Draw(t, "act") {
			case 0:
				p = a.Applied(old, now)
				require.Equal(t, types.SortedRoles(a.Roles), append([]types.Role{}, p.Roles...))
			case 1:
				p, _ = p.Without(types.ADMISSION_PATH_NAME, source)
			case 2:
				until := now.AddDate(0, 0, 7)
				p, _ = p.Prolonged(types.ADMISSION_PATH_NAME, source, grantable, &until, now)
			default:
				next, err := a.Enrolled(old, types.ADMISSION_PATH_NAME, source, now)
				for _, r := range a.Roles {
					if slices.Contains(old.BarredRoles, r) {
						require.ErrorIs(t, err, types.ErrRoleBarred)
					}
				}
				p = next
				for _, r := range grantable { // an enrolment takes nothing away and lets nothing else last longer
					for d := range 70 {
						was, is := old.Authorize(r, *onDay(d)) == nil, p.Authorize(r, *onDay(d)) == nil
						require.False(t, was && !is, "%s lost on day %d", r, d)
						require.False(t, is && !was && !slices.Contains(a.Roles, r), "%s won on day %d", r, d)
					}
				}
			}
			require.NoError(t, p.Validate())
		}
	})
}
