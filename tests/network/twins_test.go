//go:build network

package network

import (
	"encoding/hex"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"

	"github.com/agijobs/agijobs/internal/localnode"
)

// Somebody starts a second node with the key of one that runs. Where the two sign different blocks of a height the others see it: the evidence
// gets into a block, the operator loses its share of seats and its power, and this key never signs again, whatever its operator sends.
func TestTwoNodesWithOneKeyAreTombstoned(t *testing.T) {
	t.Parallel()
	const twin = 3
	n := startOperators(t)
	bonded, supply := n.validator(twin).tokens, n.seats("")
	params, err := slashingtypes.NewQueryClient(n.clients[0].Conn()).Params(n.ctx, &slashingtypes.QueryParamsRequest{})
	require.NoError(t, err)

	// ACT
	second := n.twin(twin)
	t.Cleanup(func() { require.NoError(t, second.Stop()) })
	n.until("the tombstone", func() bool { return n.tombstoned(twin) })
	require.NoError(t, second.Stop())

	// ASSERT
	v := n.validator(twin)
	require.True(t, v.jailed)
	fraction := params.Params.SlashFractionDoubleSign
	require.True(t, fraction.IsPositive())
	lost := fraction.MulInt(bonded).TruncateInt()
	require.Equal(t, bonded.Sub(lost).String(), v.tokens.String())
	all, ok := math.NewIntFromString(supply)
	require.True(t, ok)
	require.Equal(t, all.Sub(lost).String(), n.seats(""), "what was slashed is burnt")
	require.Positive(t, n.misbehaviours(n.keys[twin]), "evidence in a block; for more of it nothing more is slashed")
	n.until("a set without the key", func() bool { _, has := n.powers(n.height(0))[n.keys[twin]]; return !has })
	n.agree()

	back := n.at(n.nodes[0]).tryAs(n.nodes[twin], "tx", "slashing", "unjail")
	require.NotZero(t, back.code)
	require.Contains(t, back.err, slashingtypes.ErrValidatorJailed.Error())
	rotation := n.at(n.nodes[0]).tryAs(n.nodes[twin], "tx", "staking", "rotate-cons-pub-key", n.machineKey("fresh"))
	require.NotZero(t, rotation.code)
	require.Contains(t, rotation.err, "validator is jailed")
}

// twin starts another node with the consensus key of a node, and with nothing signed yet, as a careless restore does.
func (n *operatorNet) twin(of int) *localnode.Node {
	n.t.Helper()
	node, err := localnode.New(binary, filepath.Join(n.root, "twin"), n.id)
	require.NoError(n.t, err)
	node.Bound = true
	require.NoError(n.t, node.Init(n.ctx, "twin", pace))
	copyFile(n.t, genesisFile(n.nodes[of]), genesisFile(node))
	key, _ := n.consensusKey(n.nodes[of].Home)
	mine, _ := n.consensusKey(node.Home)
	copyFile(n.t, key, mine)
	var peers []string
	for i, other := range n.nodes {
		if i != of {
			peers = append(peers, n.at(other).run("comet", "show-node-id")+"@"+other.P2P)
		}
	}
	require.NoError(n.t, node.Configure("config.toml", map[string]any{
		"p2p.persistent_peers": strings.Join(peers, ","), "p2p.allow_duplicate_ip": true, "p2p.addr_book_strict": false,
		"consensus.timeout_propose": proposing.String(),
	}))
	require.NoError(n.t, node.Start())
	return node
}

func (n *operatorNet) tombstoned(i int) bool {
	n.t.Helper()
	r, err := slashingtypes.NewQueryClient(n.clients[0].Conn()).SigningInfos(n.ctx, &slashingtypes.QuerySigningInfosRequest{})
	require.NoError(n.t, err)
	for _, info := range r.Info {
		address, err := sdk.ConsAddressFromBech32(info.Address)
		require.NoError(n.t, err)
		if strings.EqualFold(address.String(), sdk.ConsAddress(fromHex(n.t, n.keys[i])).String()) {
			return info.Tombstoned
		}
	}
	return false
}

// misbehaviours counts the blocks that hold evidence against a key.
func (n *operatorNet) misbehaviours(key string) (count int) {
	n.t.Helper()
	for height := int64(1); height <= n.height(0); height++ {
		for _, e := range n.block(0, height).Evidence.Evidence {
			vote := e.GetDuplicateVoteEvidence()
			require.NotNil(n.t, vote)
			require.Equal(n.t, fromHex(n.t, key), vote.VoteA.ValidatorAddress)
			count++
		}
	}
	return count
}

// machineKey is the consensus key of a fresh home.
func (n *operatorNet) machineKey(name string) string {
	n.t.Helper()
	fresh := n.machine(name, nowhere)
	fresh.run("init", name, "--chain-id", n.id)
	return fresh.run("comet", "show-validator")
}

// tryAs tries a transaction with the operator's key of another node, by way of this machine's node.
func (m *machine) tryAs(node *localnode.Node, args ...string) answer {
	m.t.Helper()
	return m.at(node).try(append(append(args, online("operator")...), "--node", "tcp://"+m.nodes[0].RPC)...)
}

func fromHex(t *testing.T, text string) []byte {
	t.Helper()
	out, err := hex.DecodeString(text)
	require.NoError(t, err)
	return out
}
