package simulation

import (
	"fmt"
	"slices"

	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/app/testapp"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// stakeFactories are those of judges' stake and pools, and the authority's in x/validation.
func stakeFactories(reg *registry) {
	add(reg, 10, bond)
	add(reg, 5, unbond)
	add(reg, 10, joinPool)
	add(reg, 1, leavePool)
	add(reg, 20, unjail)
	add(reg, 1, slash)
	add(reg, 1, setPool)
	add(reg, 1, updateReview)
}

func bond(n *Nation) *validationtypes.MsgBond {
	v, ok := n.who(oneOf(n, identitytypes.ROLE_VALIDATOR, identitytypes.ROLE_VALIDATOR, identitytypes.ROLE_MODERATOR), anybody)
	if !ok {
		return nil
	}
	return &validationtypes.MsgBond{Validator: v, Amount: testapp.AGI(int64(n.between(50, 1_000)))}
}

func (n *Nation) judge(ok func(validationtypes.Validator) bool) (validationtypes.Validator, bool) {
	return pick(n, n.validation().Validators, func(v validationtypes.Validator) bool { return n.idle(v.Address) && ok(v) })
}

func unbond(n *Nation) *validationtypes.MsgUnbond {
	v, ok := n.judge(func(v validationtypes.Validator) bool {
		return v.Free().GT(testapp.AGI(100)) && v.OpenUnbondings < validationtypes.MaxOpenUnbondings
	})
	if !ok {
		return nil
	}
	return &validationtypes.MsgUnbond{Validator: v.Address, Amount: v.Free().QuoRaw(int64(n.between(4, 20)))}
}

func joinPool(n *Nation) *validationtypes.MsgJoinPool {
	pool, ok := pick(n, n.validation().Pools, func(p validationtypes.Pool) bool { return p.Open && len(p.RequiredCredentials) == 0 })
	if !ok {
		return nil
	}
	v, ok := n.judge(func(v validationtypes.Validator) bool {
		return v.Stake.GTE(pool.MinStake) && !slices.Contains(v.Pools, pool.Id) && v.JailedUntilMs == 0 && n.may(v.Address, pool.Role)
	})
	if !ok {
		return nil
	}
	return &validationtypes.MsgJoinPool{Validator: v.Address, Pool: pool.Id}
}

func leavePool(n *Nation) *validationtypes.MsgLeavePool {
	v, ok := n.judge(func(v validationtypes.Validator) bool { return len(v.Pools) > 0 })
	if !ok {
		return nil
	}
	return &validationtypes.MsgLeavePool{Validator: v.Address, Pool: oneOf(n, v.Pools...)}
}

func unjail(n *Nation) *validationtypes.MsgUnjail {
	v, ok := n.judge(func(v validationtypes.Validator) bool { return v.JailedUntilMs > 0 && v.JailedUntilMs <= n.view.now })
	if !ok {
		return nil
	}
	return &validationtypes.MsgUnjail{Validator: v.Address}
}

func slash(n *Nation) *validationtypes.MsgSlash {
	v, ok := n.judge(func(v validationtypes.Validator) bool { return v.Stake.IsPositive() })
	if !ok || n.slashed(v.Address) {
		return nil
	}
	return &validationtypes.MsgSlash{Authority: n.authority.String(), Validator: v.Address, Bps: uint32(n.between(1, 100)), Reason: "negligence"}
}

// slashed tells whether the council has slashed somebody before: there is a bound in a time.
func (n *Nation) slashed(address string) bool {
	of := func(s validationtypes.CouncilSlash) bool { return s.Validator == address }
	return slices.ContainsFunc(n.validation().CouncilSlashes, of) ||
		asking(n, func(m *validationtypes.MsgSlash) bool { return m.Validator == address })
}

func setPool(n *Nation) *validationtypes.MsgSetPool {
	return &validationtypes.MsgSetPool{Authority: n.authority.String(), Pool: validationtypes.Pool{
		Id: fmt.Sprintf("special-%d", n.r.Intn(3)), Title: "Special committee", Role: identitytypes.ROLE_VALIDATOR,
		MinStake: testapp.AGI(int64(n.between(100, 2_000))), Open: n.chance(80),
	}}
}

func updateReview(n *Nation) *validationtypes.MsgUpdateParams {
	p, err := n.App.Validation.CurrentParams(n.view.ctx)
	require.NoError(n.T, err)
	p.DrawsPerBlock, p.ClosesPerBlock, p.UnbondingsPerBlock = uint32(n.between(2, 50)), uint32(n.between(2, 50)), uint32(n.between(1, 50))
	p.WeightsPerBlock, p.AbsentSlashBps = uint32(n.between(2, 100)), uint32(n.between(100, 400))
	return &validationtypes.MsgUpdateParams{Authority: n.authority.String(), Params: p}
}
