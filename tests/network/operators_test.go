//go:build network

package network

import (
	"maps"
	"slices"
	"strconv"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/agijobs/agijobs/app"
)

// operatorNet is a chain of four operators with two officials at a desk.
type operatorNet struct {
	*chain
	desk *machine
	// keys are the consensus addresses of the nodes.
	keys []string
}

func startOperators(t *testing.T) *operatorNet {
	c := newChain(t, "agijobs-operators-1", 4)
	n := &operatorNet{chain: c, desk: c.machine("desk", "tcp://"+c.nodes[0].RPC)}
	for i, name := range []string{"official1", "official2"} {
		address := n.desk.key(name)
		c.genesis("add-genesis-account", address, "1000000uagi")
		c.genesis("add-council-member", address, "--title", name, "--threshold", strconv.Itoa(i+1))
	}
	for _, node := range c.nodes {
		_, address := c.consensusKey(node.Home)
		n.keys = append(n.keys, address)
	}
	c.start()
	return n
}

// Four operators run a network. One changes its consensus key while blocks are made, and signs with the new one after a restart.
// Then the council removes another: what is left has exactly the power that needs the new key, so each further block proves it.
func TestKeyRotationAndRemovalOnANetwork(t *testing.T) {
	t.Parallel()
	n := startOperators(t)
	require.Equal(t, map[string]int64{n.keys[0]: power, n.keys[1]: power, n.keys[2]: power, n.keys[3]: power}, n.powers(n.height(0)))
	n.rotate(1)
	n.requireFree()
	n.agree()
	n.remove(3)
	n.requireFree(3)
	n.agree()
}

// rotate gives an operator a new consensus key as docs/operations.md says.
func (n *operatorNet) rotate(i int) {
	n.t.Helper()
	node, home := n.nodes[i], n.at(n.nodes[i])
	supply, free := n.seats(""), n.seats(n.operators[i])
	fresh := n.machine("fresh", nowhere)
	fresh.run("init", "fresh", "--chain-id", n.id)
	freshFile, freshKey := n.consensusKey(fresh.home)
	old := n.keys[i]

	result := home.send("operator", "tx", "staking", "rotate-cons-pub-key", fresh.run("comet", "show-validator"))
	require.Contains(n.t, eventTypes(result.Events), "agijobs.operators.v1.EventRotationFeeIssued")
	n.until("the new key's power", func() bool { return n.powers(n.height(0))[freshKey] == power })
	inForce := n.height(0)
	require.Equal(n.t, supply, n.seats(""), "the fee is issued and burnt in one message")
	require.Equal(n.t, free, n.seats(n.operators[i]))
	require.NotContains(n.t, n.powers(inForce), old)
	require.Len(n.t, n.powers(inForce), len(n.nodes))
	require.NotContains(n.t, n.signers(inForce), old)

	// The others go on meanwhile.
	require.NoError(n.t, node.Stop())
	file, _ := n.consensusKey(node.Home)
	copyFile(n.t, freshFile, file)
	require.NoError(n.t, node.Start())
	n.keys[i] = freshKey
	signed := inForce
	n.until("a commit with the new key's signature", func() bool {
		if signed < n.height(0)-1 {
			signed++
		}
		return slices.Contains(n.signers(signed), freshKey)
	})
	require.NotContains(n.t, n.signers(signed), old)
	require.Equal(n.t, freshKey, n.validator(i).consensus)
}

// remove lets the council remove an operator, and shows that the others go on without it.
func (n *operatorNet) remove(i int) {
	n.t.Helper()
	id := n.desk.propose("official1", append([]string{"tx", "operators", "remove", n.operators[i], "contract ended"}, why("Remove")...)...)
	n.desk.approve("official1", id)
	require.EqualValues(n.t, power, n.powers(n.height(0))[n.keys[i]], "one of two officials decides nothing")
	decided := n.desk.approve("official2", id)
	require.Equal(n.t, "PASSED", n.status(id))

	v := n.validator(i)
	require.True(n.t, v.jailed)
	require.Equal(n.t, "0", v.tokens.String())
	var pending struct{ Removals []struct{ Operator string } }
	n.desk.query(&pending, "operators", "removals")
	require.Len(n.t, pending.Removals, 1)
	require.Equal(n.t, n.operators[i], pending.Removals[0].Operator)

	// CometBFT's set changes two blocks later.
	n.reach(decided + 6)
	left := maps.Clone(n.powers(decided + 2))
	want := map[string]int64{}
	for j, key := range n.keys {
		if j != i {
			want[key] = power
		}
	}
	require.Equal(n.t, want, left)
	for height := decided + 3; height <= decided+5; height++ {
		require.ElementsMatch(n.t, slices.Collect(maps.Keys(want)), n.signers(height), "block %d needs all who are left", height)
	}
}

type validator struct {
	consensus      string
	jailed, bonded bool
	tokens         math.Int
}

// validator of an operator, as x/staking has it.
func (n *operatorNet) validator(i int) validator {
	n.t.Helper()
	r, err := stakingtypes.NewQueryClient(n.clients[0].Conn()).Validators(n.ctx, &stakingtypes.QueryValidatorsRequest{})
	require.NoError(n.t, err)
	for _, v := range r.Validators {
		if v.OperatorAddress != n.valoper(i) {
			continue
		}
		var key ed25519.PubKey
		require.NoError(n.t, key.Unmarshal(v.ConsensusPubkey.Value))
		return validator{consensus: key.Address().String(), jailed: v.Jailed, bonded: v.IsBonded(), tokens: v.Tokens}
	}
	require.Fail(n.t, "no validator", n.operators[i])
	return validator{}
}

// requireFree: every operator but those named is bonded and not jailed, and no key ever was tombstoned.
func (n *operatorNet) requireFree(but ...int) {
	n.t.Helper()
	for i := range n.nodes {
		v := n.validator(i)
		require.Equal(n.t, slices.Contains(but, i), v.jailed, "operator %d", i)
		require.Equal(n.t, !slices.Contains(but, i), v.bonded, "operator %d", i)
	}
	r, err := slashingtypes.NewQueryClient(n.clients[0].Conn()).SigningInfos(n.ctx, &slashingtypes.QuerySigningInfosRequest{})
	require.NoError(n.t, err)
	require.NotEmpty(n.t, r.Info)
	for _, info := range r.Info {
		require.False(n.t, info.Tombstoned, info.Address)
	}
}

// seats that an address holds and has not bonded; without one: all that exist.
func (n *operatorNet) seats(address string) string {
	n.t.Helper()
	if address == "" {
		r, err := n.clients[0].Bank().SupplyOf(n.ctx, &banktypes.QuerySupplyOfRequest{Denom: app.SeatDenom})
		require.NoError(n.t, err)
		return r.Amount.Amount.String()
	}
	r, err := n.clients[0].Bank().Balance(n.ctx, &banktypes.QueryBalanceRequest{Address: address, Denom: app.SeatDenom})
	require.NoError(n.t, err)
	return r.Balance.Amount.String()
}

func (n *operatorNet) valoper(i int) string {
	return sdk.ValAddress(sdk.MustAccAddressFromBech32(n.operators[i])).String()
}

func eventTypes(events []abci.Event) []string {
	var out []string
	for _, e := range events {
		out = append(out, e.Type)
	}
	return out
}
