package fuzz

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/store/v2/rootmulti"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app/testapp"
	certificatestypes "github.com/agijobs/agijobs/x/certificates/types"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	reputationtypes "github.com/agijobs/agijobs/x/reputation/types"
	thermostattypes "github.com/agijobs/agijobs/x/thermostat/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// spoilt are the stores whose records get spoilt.
var spoilt = []string{
	certificatestypes.StoreKey, identitytypes.StoreKey, jobstypes.StoreKey, reputationtypes.StoreKey, thermostattypes.StoreKey, validationtypes.StoreKey,
}

// place is a record of a store.
type place struct {
	store storetypes.StoreKey
	key   []byte
}

func (p place) String() string { return fmt.Sprintf("%s/%X", p.store.Name(), p.key) }

// busy is a market with jobs in every stage, and the places of its records.
func busy(t testing.TB) (*testapp.Market, []place) {
	m := testapp.StartMarket(t, testapp.MarketOptions{})
	m.Must(m.Agent2, &jobstypes.MsgDepositStake{Agent: m.Agent2.String(), Amount: testapp.AGI(100)}, &jobstypes.MsgDeclareAvailability{
		Agent: m.Agent2.String(), Categories: []string{testapp.Category}, Capacity: 5, MinPayout: math.ZeroInt(),
	})
	completed, committed, drawn, assigned := m.Post(m.Employer), m.Post(m.Employer), m.Post(m.Employer2), m.Post(m.Employer2)
	for _, id := range []uint64{completed, committed, drawn, assigned} {
		m.Claim(m.Agent, id)
		if id != assigned {
			m.Submit(m.Agent, id)
		}
	}
	m.Post(m.Employer, func(msg *jobstypes.MsgPostJob) { msg.Assignment = jobstypes.ASSIGNMENT_MODE_SELECTION })
	m.Post(m.Employer)
	committee := m.Committee(committed)
	m.Committee(drawn)
	m.Judge(completed, testapp.Approve)
	m.All(committee, func(v testapp.Actor) sdk.Msg { return m.CommitMsg(v, committed, testapp.Approve) })
	keys := m.App.CommitMultiStore().(*rootmulti.Store).StoreKeysByName()
	var places []place
	for _, name := range spoilt {
		it := m.Ctx().KVStore(keys[name]).Iterator(nil, nil)
		for ; it.Valid(); it.Next() {
			places = append(places, place{keys[name], bytes.Clone(it.Key())})
		}
		require.NoError(t, it.Close())
	}
	return m, places
}

// ends runs blocks on a branch until every deadline has passed. Whatever a block's end returns as an error halts a chain.
func ends(m *testapp.Market, ctx sdk.Context, blocks int) error {
	for i := range blocks {
		height := ctx.BlockHeight() + 1
		ctx = ctx.WithBlockHeight(height).WithBlockTime(ctx.BlockTime().Add(20 * time.Second)).WithHeaderHash(testapp.HeaderHash(height)).
			WithEventManager(sdk.NewEventManager())
		for _, end := range []struct {
			name string
			run  func() error
		}{
			{"begin", func() error { return m.App.Sovereign.BeginBlocker(ctx) }},
			{"identity", func() error { return m.App.Identity.EndBlocker(ctx) }},
			{"validation", func() error { return m.App.Validation.EndBlocker(ctx) }},
			{"jobs", func() error { return m.App.Jobs.EndBlocker(ctx) }},
			{"certificates", func() error { return m.App.Certificates.EndBlocker(ctx) }},
			{"reputation", func() error { return m.App.Reputation.EndBlocker(ctx) }},
			{"thermostat", func() error { return m.App.Thermostat.EndBlocker(ctx) }},
		} {
			if err := end.run(); err != nil {
				return fmt.Errorf("block %d, %s: %w", i, end.name, err)
			}
		}
	}
	return nil
}

// spoil writes a value to a place and runs blocks.
func spoil(t testing.TB, m *testapp.Market, base sdk.Context, p place, value []byte) {
	ctx := base.WithMultiStore(base.MultiStore().CacheMultiStore())
	ctx.KVStore(p.store).Set(p.key, value)
	if err := ends(m, ctx, 25); err != nil {
		t.Errorf("%s is %X: %v", p, value, err)
	}
}

// Whatever stands in the place of a record, a block's end does not panic, and the chain goes on.
func TestASpoiltRecordStopsNothing(t *testing.T) {
	m, places := busy(t)
	base := m.Ctx()
	require.Greater(t, len(places), 100)
	for _, p := range places {
		for _, value := range [][]byte{{}, {0xff}, {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}} {
			spoil(t, m, base, p, value)
		}
	}
}

// FuzzEndBlock changes some bytes of a record.
func FuzzEndBlock(f *testing.F) {
	m, places := busy(f)
	base := m.Ctx()
	for i := range uint16(8) {
		f.Add(i*20, i, []byte{byte(i), 0xff})
	}
	f.Fuzz(func(t *testing.T, at, offset uint16, change []byte) {
		p := places[int(at)%len(places)]
		value := slices.Clone(base.KVStore(p.store).Get(p.key))
		start := int(offset) % (len(value) + 1)
		value = append(value[:start], append(slices.Clone(change), value[min(start+len(change), len(value)):]...)...)
		spoil(t, m, base, p, value)
	})
}
