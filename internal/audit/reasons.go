package audit

import (
	"context"
	"fmt"
	"slices"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/agijobs/agijobs/pkg/client"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/validation/types"
)

// reason is whether something kept a validator from a seat, and why it is thought so.
type reason struct {
	holds, unsure bool
	how           string
}

func is(holds bool, format string, args ...any) reason {
	return reason{holds: holds, how: fmt.Sprintf(format, args...)}
}

// judge looks up whether recorded outcomes are true, for one draw.
type judge struct {
	*auditor
	s             *snapshot
	before, after context.Context
	parties       kin
	seated        kin
	participants  map[string]*identitytypes.Participant
}

// reasons checks the outcome of each look.
func (a *auditor) reasons(ctx context.Context, s *snapshot, passes []met) []Look {
	j := &judge{
		auditor: a, s: s, before: client.AtHeight(ctx, s.height-1), after: client.AtHeight(ctx, s.height),
		participants: map[string]*identitytypes.Participant{},
	}
	var err error
	if j.parties, err = j.partiesOf(s.round); err == nil {
		j.seated, err = j.seatedOf(s.round.Rung, s.others)
	}
	var list []Look
	for i, look := range s.record.event.Looks {
		l := Look{Leaf: look.Index, Weight: look.Weight, Validator: look.Validator, Outcome: look.Outcome}
		if i >= len(passes) {
			l.Result, l.How = NotCheckable, "the draw does not get here"
			list = append(list, l)
			continue
		}
		a.progress("checking look %d of %d", i+1, len(s.record.event.Looks))
		l.Pass, l.Point = passes[i].pass, passes[i].point
		if err == nil {
			l.Result, l.How, err = j.check(l)
		}
		if err != nil {
			l.Result, l.How = NotCheckable, stored("state", err).Error()
			err = nil
		}
		list = append(list, l)
	}
	return list
}

// check compares the outcome of a look with the state. Somebody who was passed over needs a reason that is true; somebody who was
// seated, or only had to wait for the second pass, must have none.
func (j *judge) check(l Look) (Result, string, error) {
	all, of, err := j.reasonsFor(l.Validator)
	if err != nil {
		return NotCheckable, "", err
	}
	if l.Outcome != types.LookSeated && l.Outcome != types.LookSpread {
		r, known := all[l.Outcome]
		switch {
		case !known:
			return Refuted, fmt.Sprintf("there is no outcome %q", l.Outcome), nil
		case r.unsure:
			return NotContradicted, r.how, nil
		case !r.holds:
			return Refuted, "not so: " + r.how, nil
		}
		return Verified, r.how, nil
	}
	common := ""
	if l.Pass == 1 {
		common = of.common(j.seated)
	}
	result, how := Verified, "no reason against it holds"
	for _, name := range outcomes {
		switch r := all[name]; {
		case r.unsure:
			result, how = worse(result, NotContradicted), r.how
		case r.holds:
			return Refuted, fmt.Sprintf("should have been passed over as %s: %s", name, r.how), nil
		}
	}
	switch {
	case l.Outcome == types.LookSeated && common != "":
		return Refuted, fmt.Sprintf("should have waited for the second pass: %s has a seat", common), nil
	case l.Outcome == types.LookSeated:
		j.seated.join(of)
	case l.Pass == 2:
		return Refuted, "nobody is passed over for that in the second pass", nil
	case common == "":
		return Refuted, "not so: none of its people and organisations had a seat", nil
	default:
		how = common + " has a seat"
	}
	return result, how, nil
}

// outcomes in the order in which the draw asks.
var outcomes = []string{
	types.LookJailed, types.LookFull, types.LookStake, types.LookLock, types.LookServed, types.LookCredential, types.LookUnreadable,
	types.LookUndrawable, types.LookKin,
}

// reasonsFor looks up everything that may keep a validator from a seat. It returns its kin as well.
func (j *judge) reasonsFor(validator string) (map[string]reason, kin, error) {
	got, err := types.NewQueryClient(j.source).Validator(j.before, &types.QueryValidatorRequest{Address: validator})
	if err != nil {
		return nil, kin{}, err
	}
	all := map[string]reason{}
	j.s.own(all, got.Validator)
	if all[types.LookCredential], err = j.credential(validator); err != nil {
		return nil, kin{}, err
	}
	of, unreadable, err := j.kinOf(validator)
	if err != nil {
		return nil, of, err
	}
	all[types.LookUnreadable] = is(unreadable != "", "%s after block %d", map[bool]string{true: unreadable, false: "its record can be read"}[unreadable != ""], j.s.height)
	common := of.common(j.parties)
	all[types.LookKin] = is(common != "", "%s and a party, after block %d", map[bool]string{true: common + " is of it", false: "nothing in common"}[common != ""], j.s.height)
	p, _, err := j.participant(validator)
	if err != nil {
		return nil, of, err
	}
	all[types.LookUndrawable] = j.s.undrawable(p)
	return all, of, nil
}

// own are the reasons in the validator's own record: as it was after the block before, with what the block did before the draw.
func (s *snapshot) own(all map[string]reason, v types.Validator) {
	b, before := s.block, s.height-1
	all[types.LookJailed] = is(v.Jailed() && !b.unjailed[v.Address], "jailed after block %d: %t; unjailed in block %d: %t",
		before, v.Jailed(), s.height, b.unjailed[v.Address])
	seats := v.ActiveSeats + b.seats[v.Address]
	full := is(seats >= s.current.MaxActiveSeats, "%d of %d seats: %d after block %d, %d by earlier draws of the block",
		seats, s.current.MaxActiveSeats, v.ActiveSeats, before, b.seats[v.Address])
	all[types.LookStake] = is(v.DrawableStake.LT(s.pool.MinStake), "drawable stake %s after block %d, min_stake %s", v.DrawableStake, before, s.pool.MinStake)

	v.Locked = v.Locked.Add(of(b.locks, v.Address))
	low, raised := v.CanLock(s.round.SeatLock), v
	raised.Stake = v.Stake.Add(of(b.raised, v.Address))
	high := raised.CanLock(s.round.SeatLock)
	lock := is(!low, "drawable stake %s, stake and unbonding %s after block %d, %s locked before the draw, the seat locks %s",
		v.DrawableStake, v.Backing(), before, v.Locked, s.round.SeatLock)
	lock.unsure = low != high
	if b.settled { // that gives seats and locks back, and slashes at most what it gives back: it can only end these reasons
		full.unsure, lock.unsure = full.holds, lock.unsure || lock.holds
		full.how += "; a job was settled in the block before the draw"
		lock.how += "; a job was settled in the block before the draw"
	}
	all[types.LookFull], all[types.LookLock] = full, lock
	at := slices.IndexFunc(s.others, func(seat types.Seat) bool { return seat.Validator == v.Address && seat.Rung <= s.round.Rung })
	served := is(false, "no seat of the job after block %d", before)
	if at >= 0 {
		served = is(true, "seat %d of rung %d, attempt %d", s.others[at].Number, s.others[at].Rung, s.others[at].Attempt)
	}
	all[types.LookServed] = served
}

// undrawable tells what x/identity says, at the time of the block.
func (s *snapshot) undrawable(p identitytypes.Participant) reason {
	if p.Drawable(s.pool.Role, s.header.Time, s.identity.Seasoning) {
		return is(false, "may judge as %s after block %d", s.pool.Role, s.height)
	}
	if err := p.Authorize(s.pool.Role, s.header.Time); err != nil {
		return is(true, "after block %d: %s", s.height, err)
	}
	return is(true, "not seasoned for %s after block %d", s.identity.Seasoning, s.height)
}

// credential tells whether one that the pool requires is missing after the block.
func (j *judge) credential(validator string) (reason, error) {
	for _, typ := range j.s.pool.RequiredCredentials {
		got, err := identitytypes.NewQueryClient(j.source).Credential(j.after, &identitytypes.QueryCredentialRequest{Subject: validator, Type: typ})
		if status.Code(err) == codes.NotFound {
			return is(true, "no credential %s after block %d", typ, j.s.height), nil
		}
		if err != nil {
			return reason{}, err
		}
		if !got.Valid {
			return is(true, "credential %s after block %d: %s", typ, j.s.height, got.Reason), nil
		}
	}
	return is(false, "has the %d credentials that the pool requires", len(j.s.pool.RequiredCredentials)), nil
}

// participant returns a participant after the draw's block, and whether there is one.
func (j *judge) participant(address string) (identitytypes.Participant, bool, error) {
	if p, asked := j.participants[address]; asked {
		if p == nil {
			return identitytypes.Participant{}, false, nil
		}
		return *p, true, nil
	}
	got, err := identitytypes.NewQueryClient(j.source).Participant(j.after, &identitytypes.QueryParticipantRequest{Address: address})
	switch status.Code(err) {
	case codes.OK:
		j.participants[address] = &got.Participant
		return got.Participant, true, nil
	case codes.NotFound, codes.InvalidArgument: // an address that is none is no participant either
		j.participants[address] = nil
		return identitytypes.Participant{}, false, nil
	}
	return identitytypes.Participant{}, false, err
}
