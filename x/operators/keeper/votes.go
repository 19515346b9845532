package keeper

import (
	"errors"

	abci "github.com/cometbft/cometbft/abci/types"

	sdk "github.com/cosmos/cosmos-sdk/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"
)

// KnownVotes returns the context of a block without the votes of validators that x/staking has forgotten. CometBFT lets who
// left sign two more blocks. When the chain stands still for the time of unbonding just then, the validator is gone in the
// next block, and x/slashing and x/distribution would halt the chain for good on a vote of nobody.
func (k *Keeper) KnownVotes(ctx sdk.Context) (sdk.Context, error) {
	votes := ctx.VoteInfos()
	known := make([]abci.VoteInfo, 0, len(votes))
	for _, vote := range votes {
		_, err := k.staking.GetValidatorByConsAddr(ctx, vote.Validator.Address)
		if errors.Is(err, stakingtypes.ErrNoValidatorFound) {
			continue
		}
		if err != nil {
			return ctx, err
		}
		known = append(known, vote)
	}
	return ctx.WithVoteInfos(known), nil
}
