package types_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/sovereign/types"
)

func seatAddr(i int) string {
	return sdk.AccAddress(fmt.Sprintf("member%014d", i)).String()
}

func seat(i int, weight uint32, accepted bool) types.CouncilMember {
	return types.CouncilMember{Address: seatAddr(i), Weight: weight, Title: fmt.Sprintf("office %d", i), Accepted: accepted}
}

func councilOf(threshold uint64, seats ...types.CouncilMember) types.Council {
	return types.Council{Members: seats, Threshold: threshold}
}

func TestCouncilBounds(t *testing.T) {
	many := func(n int) types.Council {
		c := types.Council{Threshold: 1}
		for i := range n {
			c.Members = append(c.Members, seat(i, 1, true))
		}
		return c
	}
	titled := func(title string) types.Council {
		m := seat(1, 1, true)
		m.Title = title
		return councilOf(1, m)
	}
	twice := seat(1, 1, true)
	twice.Address = strings.ToUpper(twice.Address)
	for name, tc := range map[string]struct {
		c   types.Council
		err error
	}{
		"one":                    {many(1), nil},
		"64":                     {many(64), nil},
		"65":                     {many(65), types.ErrInvalidCouncil},
		"none":                   {types.Council{Threshold: 1}, types.ErrInvalidCouncil},
		"empty":                  {types.Council{}, types.ErrInvalidCouncil},
		"threshold 0":            {councilOf(0, seat(1, 1, true)), types.ErrInvalidCouncil},
		"threshold is all":       {councilOf(3, seat(1, 1, true), seat(2, 2, true)), nil},
		"threshold above all":    {councilOf(4, seat(1, 1, true), seat(2, 2, true)), types.ErrInvalidCouncil},
		"threshold overflows":    {councilOf(1<<63, seat(1, 1, true)), types.ErrInvalidCouncil},
		"weight 0":               {councilOf(1, seat(1, 0, true), seat(2, 1, true)), types.ErrInvalidCouncil},
		"weight 1000":            {councilOf(1, seat(1, 1000, true)), nil},
		"weight 1001":            {councilOf(1, seat(1, 1001, true)), types.ErrInvalidCouncil},
		"duplicate":              {councilOf(1, seat(1, 1, true), seat(1, 2, true)), types.ErrInvalidCouncil},
		"duplicate, other case":  {councilOf(1, seat(1, 1, true), twice), types.ErrInvalidCouncil},
		"no address":             {councilOf(1, types.CouncilMember{Weight: 1}), types.ErrInvalidAddress},
		"no title":               {titled(""), nil},
		"title of 64 bytes":      {titled(strings.Repeat("é", 32)), nil},
		"title of 65 bytes":      {titled(strings.Repeat("t", 65)), types.ErrInvalidCouncil},
		"title with a line feed": {titled("a\nb"), types.ErrInvalidCouncil},
		"title is no text":       {titled("\xff"), types.ErrInvalidCouncil},
	} {
		t.Run(name, func(t *testing.T) { require.ErrorIs(t, tc.c.Validate(), tc.err) })
	}
}

func TestReplaced(t *testing.T) {
	old := councilOf(2, seat(1, 1, true), seat(2, 1, true), seat(3, 5, false))
	for name, tc := range map[string]struct {
		next     types.Council
		accepted []bool
		err      error
	}{
		"who had accepted keeps it":               {councilOf(2, seat(1, 1, false), seat(2, 1, false)), []bool{true, true}, nil},
		"who had not does not get it":             {councilOf(2, seat(1, 1, true), seat(2, 1, true), seat(3, 1, true)), []bool{true, true, false}, nil},
		"who is new has to accept":                {councilOf(2, seat(1, 1, true), seat(2, 1, true), seat(4, 1, true)), []bool{true, true, false}, nil},
		"a new weight needs no new acceptance":    {councilOf(3, seat(1, 1, false), seat(2, 2, false)), []bool{true, true}, nil},
		"threshold at the accepted weight":        {councilOf(2, seat(1, 1, false), seat(2, 1, false), seat(4, 9, false)), []bool{true, true, false}, nil},
		"threshold above the accepted weight":     {councilOf(3, seat(1, 1, false), seat(2, 1, false), seat(4, 9, true)), nil, types.ErrLockout},
		"accepted members removed":                {councilOf(2, seat(1, 1, true), seat(4, 2, true)), nil, types.ErrLockout},
		"a seat that was only offered counts not": {councilOf(2, seat(1, 1, true), seat(3, 5, true)), nil, types.ErrLockout},
		"all replaced":                            {councilOf(1, seat(4, 1, true)), nil, types.ErrLockout},
		"none":                                    {types.Council{}, nil, types.ErrInvalidCouncil},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := old.Replaced(tc.next)
			require.ErrorIs(t, err, tc.err)
			if err != nil {
				return
			}
			accepted := []bool{}
			for _, m := range got.Members {
				accepted = append(accepted, m.Accepted)
			}
			require.Equal(t, tc.accepted, accepted)
		})
	}
}

func TestNormalisedIsInOrderOfTheState(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids := rapid.SliceOfNDistinct(rapid.IntRange(0, 500), 1, 20, rapid.ID[int]).Draw(t, "ids")
		c := types.Council{Threshold: 1}
		for _, i := range ids {
			c.Members = append(c.Members, seat(i, 1, true))
		}
		got, err := c.Normalised()
		require.NoError(t, err)
		slices.Sort(ids)
		for i, m := range got.Members {
			require.Equal(t, seatAddr(ids[i]), m.Address)
		}
	})
}

func TestCouncilGenesis(t *testing.T) {
	decided := types.Count{Yes: 2, No: 1, Accepted: 3, Threshold: 2, Voters: []string{seatAddr(1)}}.Decision(7, 40)
	edit := func(change func(*types.Decision)) []types.Decision {
		d := decided
		change(&d)
		return []types.Decision{d}
	}
	for name, tc := range map[string]struct {
		council   types.Council
		decisions []types.Decision
		err       error
	}{
		"none":                   {types.Council{}, nil, nil},
		"accepted in genesis":    {councilOf(1, seat(1, 1, true), seat(2, 1, false)), edit(func(*types.Decision) {}), nil},
		"nobody has accepted":    {councilOf(1, seat(1, 1, false)), nil, types.ErrLockout},
		"threshold without seat": {types.Council{Threshold: 1}, nil, types.ErrInvalidCouncil},
		"two decisions":          {types.Council{}, []types.Decision{decided, decided}, types.ErrInvalidGenesis},
		"of no proposal":         {types.Council{}, edit(func(d *types.Decision) { d.ProposalId = 0 }), types.ErrInvalidGenesis},
		"passed without yes":     {types.Council{}, edit(func(d *types.Decision) { d.YesWeight = 1 }), types.ErrInvalidGenesis},
		"rejected with yes":      {types.Council{}, edit(func(d *types.Decision) { d.Passed = false }), types.ErrInvalidGenesis},
		"more votes than weight": {types.Council{}, edit(func(d *types.Decision) { d.AbstainWeight = 1 }), types.ErrInvalidGenesis},
		"weights overflow":       {types.Council{}, edit(func(d *types.Decision) { d.NoWeight = ^uint64(0) }), types.ErrInvalidGenesis},
		"yes of nobody":          {types.Council{}, edit(func(d *types.Decision) { d.Voters = nil }), types.ErrInvalidGenesis},
		"voter is no address":    {types.Council{}, edit(func(d *types.Decision) { d.Voters = []string{"me"} }), types.ErrInvalidGenesis},
	} {
		t.Run(name, func(t *testing.T) {
			gs := types.DefaultGenesis()
			gs.Council, gs.Decisions = tc.council, tc.decisions
			require.ErrorIs(t, gs.Validate(), tc.err)
		})
	}
}

func TestCouncilMessages(t *testing.T) {
	ok := seatAddr(1)
	require.NoError(t, (&types.MsgUpdateCouncil{Authority: ok, Council: councilOf(1, seat(1, 1, true))}).ValidateBasic())
	require.ErrorIs(t, (&types.MsgUpdateCouncil{Council: councilOf(1, seat(1, 1, true))}).ValidateBasic(), types.ErrInvalidAddress)
	require.ErrorIs(t, (&types.MsgUpdateCouncil{Authority: ok}).ValidateBasic(), types.ErrInvalidCouncil)
	require.NoError(t, (&types.MsgAcceptSeat{Member: ok}).ValidateBasic())
	require.ErrorIs(t, (&types.MsgAcceptSeat{Member: "me"}).ValidateBasic(), types.ErrInvalidAddress)
}
