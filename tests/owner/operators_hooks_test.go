package owner

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"

	"github.com/cosmos/cosmos-sdk/store/v2/rootmulti"
	sdk "github.com/cosmos/cosmos-sdk/types"
	distrtypes "github.com/cosmos/cosmos-sdk/x/distribution/types"

	operatorstypes "github.com/agijobs/agijobs/x/operators/types"
)

// corrupt overwrites a record of the committed state with what no codec can read.
func (c *consensus) corrupt(store string, key []byte) {
	c.T.Helper()
	ms, ok := c.App.CommitMultiStore().(*rootmulti.Store)
	require.True(c.T, ok)
	kv := ms.GetKVStore(ms.StoreKeysByName()[store])
	require.True(c.T, kv.Has(key), "there is no such record")
	kv.Set(key, []byte{0xff})
}

// attributes lists the values of an event's attribute in the last block.
func (c *consensus) attributes(event, name string) (out []string) {
	for _, e := range c.Last.Events {
		if e.Type != event {
			continue
		}
		for _, a := range e.Attributes {
			if a.Key == name {
				out = append(out, a.Value)
			}
		}
	}
	return out
}

const hookFailed = "agijobs.operators.v1.EventHookFailed"

// x/distribution's records of an operator are broken when it is slashed for downtime: the hook fails in BeginBlock, and the
// operator is slashed and jailed all the same.
func TestFailingHookInBeginBlock(t *testing.T) {
	n := startNodes(t, shortWindow)
	n.joinAll()
	n.Blocks(3)
	c := n.consensus()
	op, supply := c.ops[0], c.supply()
	val := sdk.ValAddress(op.Addr)
	rewards, err := c.App.Distribution.GetValidatorCurrentRewards(c.Ctx(), val)
	require.NoError(t, err)
	c.corrupt(distrtypes.StoreKey, distrtypes.GetValidatorHistoricalRewardsKey(val, rewards.Period-1))
	c.silence(op)
	require.Equal(t, []string{`"BeforeValidatorSlashed"`}, c.attributes(hookFailed, "hook"))
	require.Equal(t, []string{`"` + val.String() + `"`}, c.attributes(hookFailed, "validator_address"))
	require.NotEqual(t, []string{`""`}, c.attributes(hookFailed, "error"))
	require.Equal(t, supply.Sub(seatUnits(opPower).QuoRaw(100)), c.supply())
	require.True(t, c.info(op).Jailed)
	for range 3 {
		c.block()
	}
	// The others go on as before.
	c.passes(removeOperator(c.ops[1]))
}

// The records are broken when the removed operator's validator goes: the hook fails in EndBlock, and the removal ends.
func TestFailingHookInEndBlock(t *testing.T) {
	n := startNodes(t)
	n.joinAll()
	n.Blocks(3)
	c := n.consensus()
	op := c.ops[0]
	val := sdk.ValAddress(op.Addr)
	c.passes(removeOperator(op))
	for range 3 {
		c.block() // until it signs no more
	}
	c.corrupt(distrtypes.StoreKey, distrtypes.GetValidatorAccumulatedCommissionKey(val))
	c.later(opUnbonding)
	require.Equal(t, []string{`"AfterValidatorRemoved"`}, c.attributes(hookFailed, "hook"))
	require.Equal(t, seatUnits(3*opPower), c.supply())
	require.Empty(t, c.removals())
	for range 3 {
		c.block()
	}
	c.passes(removeOperator(c.ops[1]))
	c.later(opUnbonding)
	require.Empty(t, c.attributes(hookFailed, "hook"), "the next one's hooks are sound")
	require.Equal(t, seatUnits(2*opPower), c.supply())
}

// The operators' own records are broken: the removal is told about and tried again, others end, and the chain goes on.
func TestBrokenRecordsOfOperatorsDoNotHaltTheChain(t *testing.T) {
	n := startNodes(t)
	n.joinAll()
	n.Blocks(3)
	c := n.consensus()
	first, second, third := c.ops[0], c.ops[1], c.ops[2]
	c.passes(removeOperator(first))
	c.passes(removeOperator(second))
	record := func(prefix int, addr sdk.AccAddress) []byte {
		key, err := collections.EncodeKeyWithPrefix(collections.NewPrefix(prefix).Bytes(), sdk.AccAddressKey, addr)
		require.NoError(t, err)
		return key
	}
	c.corrupt(operatorstypes.StoreKey, record(2, first.Addr)) // its removal
	c.corrupt(operatorstypes.StoreKey, record(1, third.Addr)) // an operator
	c.broken = true
	require.Error(t, c.App.CheckInvariants())
	c.later(opUnbonding)
	require.Equal(t, []string{`"` + first.String() + `"`}, c.attributes("agijobs.operators.v1.EventRemovalDelayed", "operator"))
	require.Equal(t, []string{`"` + second.String() + `"`}, c.attributes("agijobs.operators.v1.EventSeatsBurned", "operator"))
	require.Equal(t, seatUnits(3*opPower), c.supply(), "the first one's are held back")
	for range 3 {
		c.block()
		require.Empty(t, c.attributes("agijobs.operators.v1.EventRemovalDelayed", "operator"))
	}
	// A block that punishes and one that removes the operator whose record is broken.
	c.signsTwice(nodeKey(third.Name).Address(), c.Height)
	c.block()
	c.passes(removeOperator(third))
	c.later(opUnbonding)
	require.Equal(t, []string{`"` + third.String() + `"`}, c.attributes("agijobs.operators.v1.EventSeatsBurned", "operator"))
	require.Equal(t, seatUnits(2*opPower), c.supply())
}

// The chain stands still for the time of unbonding when an operator has just left: CometBFT still counts it in for two
// blocks in which its validator is gone.
func TestOutageRightAfterARemoval(t *testing.T) {
	for _, blocks := range []int{0, 1, 2} {
		n := startNodes(t)
		n.joinAll()
		n.Blocks(3)
		c := n.consensus()
		c.passes(removeOperator(c.ops[0]))
		for range blocks {
			c.block()
		}
		c.later(opUnbonding)
		require.Equal(t, seatUnits(3*opPower), c.supply())
		for range 4 {
			c.block()
		}
		require.Len(t, c.sets[c.Height], 3)
	}
}
