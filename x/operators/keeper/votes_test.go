package keeper

import (
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"
)

func TestKnownVotes(t *testing.T) {
	f := setup(t)
	f.join(2)
	vote := func(n byte) abci.VoteInfo {
		cons, err := f.validator(actor(n)).GetConsAddr()
		require.NoError(t, err)
		return abci.VoteInfo{Validator: abci.Validator{Address: cons, Power: 10}}
	}
	stranger := abci.VoteInfo{Validator: abci.Validator{Address: actor(9), Power: 10}}
	ctx, err := f.k.KnownVotes(f.ctx.WithVoteInfos([]abci.VoteInfo{vote(2), stranger, vote(1)}))
	require.NoError(t, err)
	require.Equal(t, []abci.VoteInfo{vote(2), vote(1)}, ctx.VoteInfos(), "in the commit's order")
	ctx, err = f.k.KnownVotes(f.ctx)
	require.NoError(t, err)
	require.Empty(t, ctx.VoteInfos())
}
