package simulation

import (
	"crypto/sha256"
	"fmt"
	"math/rand"
	"testing"
	"time"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"

	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	"github.com/cosmos/cosmos-sdk/testutil/simsx"
	sdk "github.com/cosmos/cosmos-sdk/types"
	simtypes "github.com/cosmos/cosmos-sdk/types/simulation"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

type account = simtypes.Account

// Nation is a chain with people, whose random messages fill its blocks. It knows what its people know: keys, salts of sealed
// votes, leaves of an audit office's days. Everything else is read from the state.
type Nation struct {
	*testapp.Chain
	Stats *Stats

	r         *rand.Rand
	seed      int64
	accounts  []account
	byAddress map[string]account
	authority sdk.AccAddress
	// rotated holds the keys that AI agents sign with since a rotation; proposed the one of a message under way.
	rotated, proposed map[string]cryptotypes.PrivKey

	factories []simsx.WeightedFactory
	weight    uint32

	// votes by seat; sealed are the days of the audit office.
	votes  map[string]validationtypes.Vote
	sealed []sealedDay
	// newcomers are the strangers of the genesis, lists the sizes of allow lists by root.
	newcomers []account
	lists     map[string]int
	// turned are the validators whose key was rotated.
	turned map[string]bool
	// open are the proposals that are voted on.
	open []proposal
	// asked counts the proposals of the block that is being made.
	asked int

	// view, data, reporter and taken belong to the block that is being made.
	view     view
	data     *simsx.ChainDataSource
	reporter *simsx.BasicSimulationReporter
	taken    map[string]bool
	batch    []sending
}

// New starts the nation of a seed.
func New(t testing.TB, seed int64, opts testapp.Options) *Nation {
	t.Helper()
	n := &Nation{
		Stats: NewStats(), seed: seed, r: rand.New(rand.NewSource(seed)), byAddress: map[string]account{},
		authority: sdk.MustAccAddressFromBech32(app.Authority()), rotated: map[string]cryptotypes.PrivKey{}, proposed: map[string]cryptotypes.PrivKey{},
		votes: map[string]validationtypes.Vote{}, lists: map[string]int{}, turned: map[string]bool{},
	}
	people := n.populate()
	opts.Genesis = people.genesis
	n.Chain = testapp.New(t, opts)
	n.use(Factories(n))
	people.settle()
	return n
}

func (n *Nation) use(factories []simsx.WeightedFactory) {
	n.factories, n.weight = factories, 0
	for _, f := range factories {
		n.weight += f.Weight
	}
}

// Imported is the same nation on a chain that starts from its export. The old chain stays as it is.
func (n *Nation) Imported(opts testapp.Options) *Nation {
	n.T.Helper()
	_, state := n.Export()
	opts.State, opts.InitialHeight, opts.StartTime = state, n.Height+1, n.Time
	consensus := n.App.GetConsensusParams(n.Ctx()) // an export has them beside the modules' state
	opts.Consensus = func(p *cmtproto.ConsensusParams) { *p = consensus }
	next := *n
	next.Stats = NewStats()
	next.Chain = testapp.New(n.T, opts)
	next.use(Factories(&next))
	return &next
}

// born adds an account whose key comes from the seed.
func (n *Nation) born() account {
	secret := make([]byte, 32)
	n.r.Read(secret)
	a := accountOf(secp256k1.GenPrivKeyFromSecret(secret))
	n.know(a)
	return a
}

func accountOf(key cryptotypes.PrivKey) account {
	addr := sdk.AccAddress(key.PubKey().Address())
	return account{PrivKey: key, PubKey: key.PubKey(), Address: addr, AddressBech32: addr.String()}
}

func (n *Nation) know(a account) {
	n.accounts = append(n.accounts, a)
	n.byAddress[a.AddressBech32] = a
}

// actor is who signs for an address.
func (n *Nation) actor(address string) testapp.Actor {
	a, ok := n.byAddress[address]
	if !ok {
		n.T.Fatalf("no key of %s", address)
	}
	actor := testapp.Actor{Name: address, Key: a.PrivKey, Addr: a.Address}
	if key, ok := n.rotated[address]; ok {
		actor.Key = key
	}
	return actor
}

// take reserves what messages of one block must not both be about. It is false, and nothing is reserved, when one of them is taken.
func (n *Nation) take(keys ...string) bool {
	for _, key := range keys {
		if n.taken[key] {
			return false
		}
	}
	for _, key := range keys {
		n.taken[key] = true
	}
	return true
}

// idle tells whether an address signs nothing yet in the block that is being made.
func (n *Nation) idle(address string) bool { return !n.taken["sender "+address] }

func jobKey(id uint64) string { return fmt.Sprintf("job %d", id) }

// hash is the SHA-256 of a text.
func hash(format string, args ...any) []byte {
	sum := sha256.Sum256([]byte(fmt.Sprintf(format, args...)))
	return sum[:]
}

// inDays is a block time some days ahead, in whole seconds.
func (n *Nation) inDays(low, high int) *time.Time {
	t := n.Time.UTC().Truncate(time.Second).AddDate(0, 0, n.between(low, high))
	return &t
}
