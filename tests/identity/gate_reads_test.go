package identity

import (
	"context"
	"encoding/binary"
	"testing"
	"time"

	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"
	corestore "cosmossdk.io/core/store"
	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	addresscodec "github.com/cosmos/cosmos-sdk/codec/address"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authkeeper "github.com/cosmos/cosmos-sdk/x/auth/keeper"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	identitykeeper "github.com/agijobs/agijobs/x/identity/keeper"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// crowd is a store of x/identity that holds many participants in memory and counts what is asked of it.
type crowd struct {
	*dbm.MemDB
	reads *int
}

func (c crowd) OpenKVStore(context.Context) corestore.KVStore { return c }

func (c crowd) Get(key []byte) ([]byte, error) {
	*c.reads++
	return c.MemDB.Get(key)
}

func (c crowd) Has(key []byte) (bool, error) {
	*c.reads++
	return c.MemDB.Has(key)
}

func (c crowd) Iterator(start, end []byte) (corestore.Iterator, error) {
	*c.reads += 1_000_000 // a walk is never flat
	return c.MemDB.Iterator(start, end)
}

func (c crowd) ReverseIterator(start, end []byte) (corestore.Iterator, error) {
	return c.Iterator(start, end)
}

func member(i int) sdk.AccAddress {
	addr := make([]byte, 20)
	binary.BigEndian.PutUint64(addr, uint64(i)*0x9E3779B97F4A7C15) // spread over the key space
	return addr
}

// TestGateReadsWithAMillion counts what the gate reads of x/identity with ten participants and with a million.
func TestGateReadsWithAMillion(t *testing.T) {
	var counts [][]int
	for _, n := range []int{10, 1_000_000} {
		reads := 0
		store := crowd{MemDB: dbm.NewMemDB(), reads: &reads}
		keys := storetypes.NewKVStoreKeys(authtypes.StoreKey)
		tkeys := storetypes.NewTransientStoreKeys(identitytypes.TransientKey)
		cdc := codec.NewProtoCodec(codectypes.NewInterfaceRegistry())
		ak := authkeeper.NewAccountKeeper(cdc, runtime.NewKVStoreService(keys[authtypes.StoreKey]), authtypes.ProtoBaseAccount, nil,
			addresscodec.NewBech32Codec("agi"), "agi", app.Authority())
		k := identitykeeper.NewKeeper(cdc, store, tkeys[identitytypes.TransientKey], ak, app.Authority())
		ctx := testutil.DefaultContextWithKeys(keys, tkeys, nil).WithBlockTime(testapp.GenesisTime).WithBlockHeight(9)
		fill(t, cdc, store, n)
		gate := app.NewGate(officeless{k}, nil, nil)

		var row []int
		for _, who := range []sdk.AccAddress{member(0), member(n - 1), []byte("nobody at all.......")} {
			for _, entry := range []bool{true, false} {
				reads = 0
				err := gate.Standing(ctx, who, entry)
				row = append(row, reads)
				if who.Equals(member(n - 1)) {
					require.NoError(t, err)
				}
			}
		}
		counts = append(counts, row)
	}
	require.Equal(t, counts[0], counts[1])
	require.Equal(t, []int{1, 1, 1, 1, 1, 1}, counts[1])
}

// officeless answers as on a chain where nobody of the crowd holds an office.
type officeless struct{ *identitykeeper.Keeper }

func (officeless) Protected(context.Context, sdk.AccAddress) (bool, error) { return false, nil }

func fill(t *testing.T, cdc codec.BinaryCodec, store crowd, n int) {
	t.Helper()
	sb := collections.NewSchemaBuilder(store)
	participants := collections.NewMap(sb, collections.NewPrefix(2), "participants", sdk.AccAddressKey, codec.CollValue[identitytypes.Participant](cdc))
	for i := range n {
		p := identitytypes.Participant{
			Address: "x", Kind: identitytypes.PARTICIPANT_KIND_HUMAN, Status: identitytypes.PARTICIPANT_STATUS_ACTIVE, AdmittedAt: testapp.GenesisTime,
		}
		require.NoError(t, participants.Set(context.Background(), member(i), p))
	}
}

// TestAnteReadsAreFlat counts all keys that a transaction reads before its messages run, on chains of different size.
func TestAnteReadsAreFlat(t *testing.T) {
	count := func(participants int) int {
		from, to := testapp.NewActor("sender"), testapp.NewActor("recipient")
		c := testapp.New(t, testapp.Options{Genesis: func(state app.GenesisState, c *testapp.Chain) {
			c.Admit(state, from, math.NewInt(1_000_000_000), identitytypes.Participant{})
			c.Admit(state, to, math.ZeroInt(), identitytypes.Participant{})
			testapp.Edit(c, state, identitytypes.ModuleName, func(gs *identitytypes.GenesisState) {
				for i := range participants {
					gs.Participants = append(gs.Participants, identitytypes.Participant{
						Address: member(i).String(), Kind: identitytypes.PARTICIPANT_KIND_HUMAN, Status: identitytypes.PARTICIPANT_STATUS_ACTIVE,
						AdmittedAt: testapp.GenesisTime.Add(-time.Hour), AdmissionPath: identitytypes.ADMISSION_PATH_GENESIS,
					})
				}
			})
		}})
		recorder := c.Record()
		send := banktypes.NewMsgSend(from.Addr, to.Addr, sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 1)))
		require.Zero(t, c.Deliver(from, send).Code)
		return len(recorder.Txs[0].Reads)
	}
	require.Equal(t, count(10), count(3_000))
}
