package keeper

import (
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/sortition"
	"github.com/agijobs/agijobs/x/validation/types"
)

// candidate is somebody who has been picked.
type candidate struct {
	addr         sdk.AccAddress
	organisation string
}

// election is one draw: who may sit, and who has been picked.
type election struct {
	k       *Keeper
	ctx     sdk.Context
	round   types.Round
	pool    types.Pool
	current types.Params
	seed    [32]byte
	limit   uint64
	// parties may have no seat; who is seated has one of this round already.
	parties, seated kin
	// spread: one seat per person and organisation only. Who could sit but for that is passed over.
	spread, passedOver bool
	picked             []candidate
	leaves             []uint64
	// looked counts the leaves that were looked at, by all draws of the block.
	looked *uint64
	// looks are those of this draw, with what became of each; cut: there were more than MaxLooks.
	looks []types.DrawLook
	cut   bool
}

func (k *Keeper) newElection(ctx sdk.Context, round types.Round, current types.Params) (*election, error) {
	e := &election{k: k, ctx: ctx, round: round, current: current, spread: true}
	var err error
	if e.pool, err = k.pool(ctx, round.Pool); err != nil {
		return nil, err
	}
	if e.seed, err = k.seed(ctx, round); err != nil {
		return nil, err
	}
	if e.limit, err = k.nextLeaf(ctx, round.Pool); err != nil {
		return nil, err
	}
	seats, err := k.seatsOf(ctx, round)
	if err != nil {
		return nil, err
	}
	if e.seated, err = e.seatedOf(seats); err != nil {
		return nil, err
	}
	e.parties, err = e.partiesOf(round)
	return e, err
}

// run draws in two passes from one stream: first one seat per person and organisation, then, where that did not fill the
// committee, without that condition. Where it kept nobody away, a second pass would only look at others in vain.
func (e *election) run() (types.EventCommitteeDrawn, error) {
	stream := sortition.NewStream(e.seed)
	for _, e.spread = range []bool{true, false} {
		want := e.round.Missing - uint32(len(e.picked))
		if want == 0 || (!e.spread && !e.passedOver) {
			break
		}
		if err := e.pass(stream, want); err != nil {
			return types.EventCommitteeDrawn{}, err
		}
	}
	total, err := e.k.tree(e.round.Pool).Total(e.k.storeService.OpenKVStore(e.ctx))
	return types.EventCommitteeDrawn{
		JobId: e.round.JobId, Rung: e.round.Rung, Attempt: e.round.Attempt, Pool: e.round.Pool,
		Seed: e.seed[:], TotalWeight: total, Wanted: e.round.Missing, Looks: e.looks, LooksCut: e.cut,
	}, err
}

func (e *election) pass(stream *sortition.Stream, want uint32) error {
	store := e.k.storeService.OpenKVStore(e.ctx)
	leaves, err := sortition.Draw(e.k.tree(e.round.Pool), store, stream, want, e.limit, e.eligible, e.leaves...)
	e.leaves = append(e.leaves, leaves...)
	return err
}

// eligible tells whether the holder of a leaf may take the next seat, and records what became of it.
func (e *election) eligible(leaf sortition.Look) (bool, error) {
	*e.looked++
	addr, err := e.k.Leaves.Get(e.ctx, collections.Join(e.round.Pool, leaf.Index))
	if err != nil {
		return false, err
	}
	outcome, err := e.look(addr)
	if err != nil {
		return false, err
	}
	if e.cut = len(e.looks) == types.MaxLooks; !e.cut {
		e.looks = append(e.looks, types.DrawLook{Index: leaf.Index, Weight: leaf.Weight, Validator: addr.String(), Outcome: outcome})
	}
	return outcome == types.LookSeated, nil
}

// look returns what becomes of somebody whom the draw meets. It notes who is seated as picked: the draw takes every leaf that
// it gets a yes for.
func (e *election) look(addr sdk.AccAddress) (outcome string, err error) {
	if outcome, err = e.free(addr); err != nil || outcome != "" {
		return outcome, err
	}
	if outcome, err = e.credentialed(addr); err != nil || outcome != "" {
		return outcome, err
	}
	organisation, of, outcome, err := e.apart(addr)
	if err != nil || outcome != "" {
		return outcome, err
	}
	e.picked = append(e.picked, candidate{addr: addr, organisation: organisation})
	e.seated.join(of)
	return types.LookSeated, nil
}

// free returns why the validator's own record keeps it from a seat, or nothing: stake as the draws see it, seats, jail, and no
// seat in this job yet, absent ones included.
func (e *election) free(addr sdk.AccAddress) (outcome string, err error) {
	v, err := e.k.validator(e.ctx, addr)
	if err != nil {
		return "", err
	}
	switch {
	case v.Jailed():
		return types.LookJailed, nil
	case v.ActiveSeats >= e.current.MaxActiveSeats:
		return types.LookFull, nil
	case v.DrawableStake.LT(e.pool.MinStake):
		return types.LookStake, nil
	case !v.CanLock(e.round.SeatLock):
		return types.LookLock, nil
	}
	for rung := uint32(0); rung <= e.round.Rung; rung++ {
		has, err := e.k.Seats.Has(e.ctx, collections.Join3(e.round.JobId, rung, addr))
		if err != nil {
			return "", err
		}
		if has {
			return types.LookServed, nil
		}
	}
	return "", nil
}

// credentialed returns why the validator may not judge, or nothing if it holds now what the pool asks for: who has lost it
// since it joined is passed over.
func (e *election) credentialed(addr sdk.AccAddress) (outcome string, err error) {
	err = e.k.requireCredentials(e.ctx, addr, e.pool)
	switch {
	case err == nil:
		return "", nil
	case errors.Is(err, types.ErrMissingCredential):
		return types.LookCredential, nil
	}
	return types.LookUnreadable, e.report(addr, err)
}

// apart returns why the validator may not judge now, or nothing: what x/identity says, what it has to do with the parties, and in
// the first pass with those who are seated, by person or organisation. It returns its organisation and its kin too.
func (e *election) apart(addr sdk.AccAddress) (organisation string, of kin, outcome string, err error) {
	participant, of, err := e.kinOf(addr)
	drawable, errDrawable := e.k.identity.Drawable(e.ctx, addr, e.pool.Role)
	if err := errors.Join(err, errDrawable); err != nil {
		return "", of, types.LookUnreadable, e.report(addr, err) // passed over
	}
	switch {
	case !drawable:
		return "", of, types.LookUndrawable, nil
	case of.meets(e.parties):
		return "", of, types.LookKin, nil
	case e.spread && of.meets(e.seated):
		e.passedOver = true
		return "", of, types.LookSpread, nil
	}
	return participant.OrganisationId, of, "", nil
}
