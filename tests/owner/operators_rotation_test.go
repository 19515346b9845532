package owner

import (
	"maps"
	"slices"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	sdk "github.com/cosmos/cosmos-sdk/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/agijobs/agijobs/app/testapp"
)

// consensus plays CometBFT: what a block returns is the set of validators two blocks later, and every one of them signs.
type consensus struct {
	*nodes
	// sets are powers by consensus address, by the height at which they are in force.
	sets map[int64]map[string]int64
	// silent ones, by consensus address, sign no block.
	silent map[string]bool
	// broken: the test has broken the state, and with it invariants.
	broken bool
	// evidence goes into the next block.
	evidence []abci.Misbehavior
}

func (n *nodes) consensus() *consensus {
	n.T.Helper()
	set := map[string]int64{}
	validators, err := n.App.Staking.GetAllValidators(n.Ctx())
	require.NoError(n.T, err)
	for _, v := range validators {
		addr, err := v.GetConsAddr()
		require.NoError(n.T, err)
		set[string(addr)] = v.ConsensusPower(sdk.DefaultPowerReduction)
	}
	return &consensus{nodes: n, sets: map[int64]map[string]int64{n.Height: set, n.Height + 1: set, n.Height + 2: set}}
}

// block runs a block whose transactions must succeed.
func (c *consensus) block(txs ...[]byte) {
	c.T.Helper()
	for _, r := range c.try(txs...) {
		require.Zero(c.T, r.Code, r.Log)
	}
}

func (c *consensus) try(txs ...[]byte) []*abci.ExecTxResult {
	c.T.Helper()
	c.Height++
	c.Time = c.Time.Add(c.Step)
	var commit abci.CommitInfo
	for _, addr := range slices.Sorted(maps.Keys(c.sets[c.Height-1])) {
		flag := cmtproto.BlockIDFlagCommit
		if c.silent[addr] {
			flag = cmtproto.BlockIDFlagAbsent
		}
		commit.Votes = append(commit.Votes, abci.VoteInfo{
			Validator: abci.Validator{Address: []byte(addr), Power: c.sets[c.Height-1][addr]}, BlockIdFlag: flag,
		})
	}
	proposer := slices.Sorted(maps.Keys(c.sets[c.Height]))[0]
	res, err := c.App.FinalizeBlock(&abci.RequestFinalizeBlock{
		Height: c.Height, Time: c.Time, Txs: txs, Hash: testapp.HeaderHash(c.Height), ProposerAddress: []byte(proposer), DecidedLastCommit: commit,
		Misbehavior: c.evidence,
	})
	c.evidence = nil
	require.NoError(c.T, err)
	_, err = c.App.Commit()
	require.NoError(c.T, err)
	if !c.broken {
		require.NoError(c.T, c.App.CheckInvariants(), "height %d", c.Height)
	}
	c.Last = res

	next := maps.Clone(c.sets[c.Height+1])
	for _, u := range res.ValidatorUpdates {
		addr := string((&ed25519.PubKey{Key: u.PubKey.GetEd25519()}).Address())
		if u.Power == 0 {
			require.Contains(c.T, next, addr, "CometBFT stops when it shall remove whom it does not know")
			delete(next, addr)
		} else {
			next[addr] = u.Power
		}
	}
	require.NotEmpty(c.T, next)
	c.sets[c.Height+2] = next
	c.ForgetSequences()
	return res.TxResults
}

func (c *consensus) power(key *ed25519.PubKey) int64 {
	return c.sets[c.Height+2][string(key.Address())]
}

func rotateTo(t *testing.T, a testapp.Actor, key *ed25519.PubKey) sdk.Msg {
	t.Helper()
	msg, err := stakingtypes.NewMsgRotateConsPubKey(sdk.ValAddress(a.Addr).String(), key)
	require.NoError(t, err)
	return msg
}

func (n *nodes) consKey(a testapp.Actor) []byte {
	n.T.Helper()
	v, err := n.App.Staking.GetValidator(n.Ctx(), sdk.ValAddress(a.Addr))
	require.NoError(n.T, err)
	key, err := v.ConsPubKey()
	require.NoError(n.T, err)
	return key.Bytes()
}

// Every operator of a running chain changes its key, the proposer's too; the chain goes on with the same power.
func TestKeyRotationOnARunningChain(t *testing.T) {
	n := startNodes(t)
	n.joinAll()
	n.Blocks(3)
	c := n.consensus()
	supply := c.supply()
	everybody := append([]testapp.Actor{c.Operator()}, c.ops...)
	for _, op := range everybody {
		old, fresh := &ed25519.PubKey{Key: c.consKey(op)}, nodeKey("rotated "+op.Name)
		require.EqualValues(t, opPower, c.power(old))
		free := c.seatsOf(op)
		c.block(c.Sign(op, rotateTo(t, op, fresh)))
		require.ElementsMatch(t, []string{powerUpdate(old, 0), powerUpdate(fresh, opPower)}, powerUpdates(c.Last))
		require.Equal(t, free, c.seatsOf(op), "the fee is issued and burnt in one message")
		require.Equal(t, supply, c.supply())
		for range 4 {
			c.block()
			require.Empty(t, c.Last.ValidatorUpdates)
		}
		require.EqualValues(t, fresh.Key, c.consKey(op))
		require.EqualValues(t, opPower, c.power(fresh))
		require.Zero(t, c.power(old))
	}
	require.Len(t, c.sets[c.Height], len(everybody))

	// One rotation in the time of unbonding; a key in use or rotated away from is nobody's to take; and the fee of a refused rotation is not issued.
	for _, key := range []*ed25519.PubKey{nodeKey("again"), nodeKey(c.ops[1].Name), nodeKey("rotated " + c.ops[1].Name)} {
		require.NotZero(t, c.try(c.Sign(c.ops[0], rotateTo(t, c.ops[0], key)))[0].Code)
		require.Equal(t, supply, c.supply())
	}
}

// An operator that is removed while its rotation is on the way leaves under the key that CometBFT knows.
func TestRemovalDuringRotation(t *testing.T) {
	for blocks := range 4 {
		n := startNodes(t)
		n.joinAll()
		n.Blocks(3)
		op := n.ops[0]
		id := n.submit(removeOperator(op))
		c := n.consensus()
		rotation := c.Sign(op, rotateTo(t, op, nodeKey("rotated")))
		vote := func() []byte {
			return c.Sign(c.Operator(), govVote(c.Operator(), id))
		}
		if blocks == 0 {
			c.block(rotation, vote())
		} else {
			c.block(rotation)
			for range blocks - 1 {
				c.block()
			}
			c.block(vote())
		}
		require.Zero(t, c.power(nodeKey("rotated")))
		require.Zero(t, c.power(nodeKey(op.Name)))
		for range int(opUnbonding/c.Step) + 3 {
			c.block()
		}
		require.Len(t, c.sets[c.Height], 3)
		require.True(t, c.seatsOf(op).IsZero())
		require.Equal(t, seatUnits(3*opPower), c.supply())
	}
}

// Removal and return of operators while all sign: no vote of a departed one reaches x/slashing unprepared.
func TestOperatorsComeAndGo(t *testing.T) {
	n := startNodes(t)
	n.joinAll()
	n.Blocks(3)
	op := n.ops[2]
	id := n.submit(removeOperator(op))
	c := n.consensus()
	c.block(c.Sign(c.Operator(), govVote(c.Operator(), id)))
	for range int(opUnbonding/c.Step) + 3 {
		c.block()
	}
	require.Equal(t, seatUnits(3*opPower), c.supply())
	require.NotContains(t, c.removedNames(), op.String())

	_, err := c.App.Staking.GetValidator(c.Ctx(), sdk.ValAddress(op.Addr))
	require.ErrorIs(t, err, stakingtypes.ErrNoValidatorFound)
	require.Len(t, c.sets[c.Height], 3)
}

func (c *consensus) removedNames() []string {
	var out []string
	for _, r := range c.removals() {
		out = append(out, r.Operator)
	}
	return out
}
