package simulation

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app/msgs"
)

// Every message that somebody may send has one factory, or a reason why not. A new message fails here until it has.
func TestEveryMessageHasAFactory(t *testing.T) {
	made := map[string]bool{}
	for _, f := range Factories(&Nation{}) {
		url := sdk.MsgTypeURL(f.Factory.MsgType())
		class, known := msgs.ClassOf(url)
		require.True(t, known && class != msgs.Disabled, "%s is made and cannot be routed", url)
		require.False(t, made[url], "%s has two factories", url)
		made[url] = true
	}
	for url, class := range msgs.All() {
		_, without := Without[url]
		if class == msgs.Disabled {
			require.False(t, without, url)
			continue
		}
		require.NotEqual(t, made[url], without, "%s (%s) needs a factory or, in Without, a reason", url, class)
	}
}
