package lanes

import (
	"context"
	"maps"
	"slices"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Describe is describe for tests of the whole chain.
var Describe = describe

// Lines lists the messages that the table of parties has a line for.
func Lines() []string { return slices.Sorted(maps.Keys(parties)) }

// LaneOfParty applies a message's line of the table.
func LaneOfParty(typeURL string, s State, who sdk.AccAddress, msg sdk.Msg) (Lane, error) {
	return parties[typeURL](context.Background(), s, who, msg)
}
