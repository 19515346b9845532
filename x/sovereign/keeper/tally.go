package keeper

import (
	"context"
	"errors"
	"time"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	govkeeper "github.com/cosmos/cosmos-sdk/x/gov/keeper"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/agijobs/agijobs/x/sovereign/types"
)

// Tally is x/gov's tally function. It counts the council as it is now and makes x/gov pass the proposal if and only if
// the yes of accepted members reaches the threshold, whatever x/gov's own quorum and thresholds are. The results are
// always the true ones. Unlike the SDK's function it keeps the votes: x/gov reads them nowhere else after a proposal has
// ended, takes no new ones, and exports and imports them; so they stay readable for ever.
func (k *Keeper) Tally(ctx context.Context, gov govkeeper.Keeper, p govv1.Proposal) (
	totalVoterPower math.LegacyDec, totalValPower math.Int, results map[govv1.VoteOption]math.LegacyDec, err error,
) {
	n, err := k.count(ctx, gov, p.Id)
	if err != nil {
		return math.LegacyZeroDec(), math.ZeroInt(), nil, err
	}
	results = map[govv1.VoteOption]math.LegacyDec{
		govv1.OptionYes: dec(n.Yes), govv1.OptionNo: dec(n.No), govv1.OptionAbstain: dec(n.Abstain),
		govv1.OptionNoWithVeto: math.LegacyZeroDec(),
	}
	// A proposal that has ended must not run again, however it comes here.
	if p.Status != govv1.StatusVotingPeriod {
		return math.LegacyZeroDec(), math.ZeroInt(), results, nil
	}
	// A failed expedited one is queued again as a plain one: that is no decision yet. Neither submission nor genesis lets one in.
	if ended(ctx, p) && (n.Passed() || !p.Expedited) {
		decision := n.Decision(p.Id, sdk.UnwrapSDKContext(ctx).BlockHeight())
		if err := k.council.decisions.Set(ctx, p.Id, decision); err != nil {
			return math.LegacyZeroDec(), math.ZeroInt(), nil, err
		}
	}
	if !n.Passed() {
		// Without power to vote x/gov rejects and returns the deposits.
		return math.LegacyZeroDec(), math.ZeroInt(), results, nil
	}
	// x/gov passes on voters ≥ quorum·power and yes > threshold·(voters − abstain). Its parameters keep quorum ≤ 1 and
	// threshold < 1, so voters = yes + abstain of a power of 1 passes under all of them.
	return dec(n.Yes + n.Abstain), math.OneInt(), results, nil
}

func dec(n uint64) math.LegacyDec { return math.LegacyNewDecFromInt(math.NewIntFromUint64(n)) }

// count reads the votes of the accepted members: 64 keys at most, and none of anybody else.
func (k *Keeper) count(ctx context.Context, gov govkeeper.Keeper, proposal uint64) (types.Count, error) {
	c, err := k.Council(ctx)
	if err != nil {
		return types.Count{}, err
	}
	return k.countFor(ctx, gov, c, proposal)
}

func (k *Keeper) countFor(ctx context.Context, gov govkeeper.Keeper, c types.Council, proposal uint64) (types.Count, error) {
	return types.CountVotes(c, func(m types.CouncilMember) (types.Choice, error) {
		addr, err := sdk.AccAddressFromBech32(m.Address)
		if err != nil {
			return types.NoVote, err
		}
		vote, err := gov.Votes.Get(ctx, collections.Join(proposal, addr))
		if errors.Is(err, collections.ErrNotFound) {
			return types.NoVote, nil
		}
		if err != nil {
			return types.NoVote, err
		}
		return choiceOf(vote), nil
	})
}

// choiceOf is what a stored vote counts as: a split or a veto, which only a genesis can bring, as no.
func choiceOf(v govv1.Vote) types.Choice {
	if plain(v) != nil {
		return types.No
	}
	switch v.Options[0].Option {
	case govv1.OptionYes:
		return types.Yes
	case govv1.OptionAbstain:
		return types.Abstain
	default:
		return types.No
	}
}

// plain refuses votes that are split, weighted, or a veto.
func plain(v govv1.Vote) error {
	if len(v.Options) != 1 {
		return errorsmod.Wrapf(types.ErrVote, "%d options", len(v.Options))
	}
	weight, err := math.LegacyNewDecFromStr(v.Options[0].Weight)
	if err != nil || !weight.Equal(math.LegacyOneDec()) {
		return errorsmod.Wrapf(types.ErrVote, "weight %q", v.Options[0].Weight)
	}
	switch v.Options[0].Option {
	case govv1.OptionYes, govv1.OptionNo, govv1.OptionAbstain:
		return nil
	default:
		return errorsmod.Wrapf(types.ErrVote, "%s", v.Options[0].Option)
	}
}

// ended tells whether a proposal takes no more votes: it was closed, or its voting period is over (half-open, as all
// windows are). From then on only x/gov's EndBlocker touches it.
func ended(ctx context.Context, p govv1.Proposal) bool {
	return p.VotingEndTime != nil && !p.VotingEndTime.After(blockTime(ctx))
}

func blockTime(ctx context.Context) time.Time { return sdk.UnwrapSDKContext(ctx).BlockTime() }

// ClosedProposal tells whether a proposal is decided or its time is over, so that nothing may change it any more. A
// cancellation must ask it: x/gov would halt the chain on a proposal that disappears while its EndBlocker runs.
func (k *Keeper) ClosedProposal(ctx context.Context, id uint64) (bool, error) {
	p, err := k.council.gov.Proposals.Get(ctx, id)
	if err != nil {
		return false, errorsmod.Wrapf(err, "proposal %d", id)
	}
	return ended(ctx, p), nil
}

// closeIfDecided moves the end of a decided proposal's voting to this block: x/gov's EndBlocker tallies and executes it
// now, or in the next block if it is that EndBlocker that calls. Queue and proposal change together, so there is one key
// per proposal at all times and x/gov finds each once.
func (k *Keeper) closeIfDecided(ctx context.Context, c types.Council, p govv1.Proposal) error {
	gov := k.council.gov
	n, err := k.countFor(ctx, *gov, c, p.Id)
	if err != nil || !n.Decided() {
		return err
	}
	if err := gov.ActiveProposalsQueue.Remove(ctx, collections.Join(*p.VotingEndTime, p.Id)); err != nil {
		return err
	}
	now := blockTime(ctx)
	p.VotingEndTime = &now
	if err := gov.SetProposal(ctx, p); err != nil {
		return err
	}
	return gov.ActiveProposalsQueue.Set(ctx, collections.Join(now, p.Id), p.Id)
}

// recount closes what a new council decides. Proposals that end in this block are left alone: x/gov's EndBlocker has them
// in hand, or will have.
func (k *Keeper) recount(ctx context.Context, c types.Council) error {
	gov := k.council.gov
	if gov == nil {
		return nil
	}
	open, err := k.openProposals(ctx)
	if err != nil {
		return err
	}
	for _, id := range open {
		p, err := gov.Proposals.Get(ctx, id)
		if errors.Is(err, collections.ErrEncoding) {
			continue // x/gov fails it when its time comes; the council must not hang on it
		}
		if err != nil {
			return err
		}
		if p.Status != govv1.StatusVotingPeriod || ended(ctx, p) {
			continue
		}
		if err := k.closeIfDecided(ctx, c, p); err != nil {
			return err
		}
	}
	return nil
}

// openProposals lists the proposals in their voting period by id, MaxOpenProposals at most: none is submitted beyond.
func (k *Keeper) openProposals(ctx context.Context) ([]uint64, error) {
	var ids []uint64
	err := k.council.gov.VotingPeriodProposals.Walk(ctx, nil, func(id uint64, _ []byte) (bool, error) {
		ids = append(ids, id)
		return false, nil
	})
	return ids, err
}

// Decision returns how a finished proposal was decided, or ErrUndecided.
func (k *Keeper) Decision(ctx context.Context, proposal uint64) (types.Decision, error) {
	d, err := k.council.decisions.Get(ctx, proposal)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Decision{}, errorsmod.Wrapf(types.ErrUndecided, "proposal %d", proposal)
	}
	return d, err
}

// DecidedBy returns the accepted members whose yes counted when a proposal was decided, by address; it knows them while
// the proposal executes and for ever after. ErrUndecided for an unfinished proposal.
func (k *Keeper) DecidedBy(ctx context.Context, proposal uint64) ([]string, error) {
	d, err := k.Decision(ctx, proposal)
	return d.Voters, err
}
