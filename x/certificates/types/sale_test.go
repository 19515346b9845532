package types_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/x/certificates/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

func TestSplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		price := math.NewIntFromUint64(rapid.Uint64Min(1).Draw(t, "price"))
		bps := rapid.Uint32Range(0, 10_000).Draw(t, "bps")
		royalty, seller := types.Split(price, bps)
		require.Equal(t, price.String(), royalty.Add(seller).String(), "every unit has a receiver")
		require.False(t, royalty.IsNegative() || seller.IsNegative())
		// The floor: royalty · 10,000 ≤ price · bps < (royalty + 1) · 10,000.
		exact := price.MulRaw(int64(bps))
		require.True(t, royalty.MulRaw(10_000).LTE(exact) && exact.LT(royalty.AddRaw(1).MulRaw(10_000)))
	})
	royalty, seller := types.Split(jobstypes.MaxAmount(), 10_000)
	require.Equal(t, jobstypes.MaxAmount().String(), royalty.String())
	require.True(t, seller.IsZero())
}

func TestValidateBasicOfTheMarket(t *testing.T) {
	one, most := math.OneInt(), jobstypes.MaxAmount()
	document := jobstypes.Document{Uri: "https://data.example/finding", Sha256: make([]byte, 32)}
	long := strings.Repeat("a", 1_025)
	for _, tc := range []struct {
		name string
		msg  interface{ ValidateBasic() error }
		want error
	}{
		{"list", &types.MsgList{Owner: addr(1), JobId: 1, Price: one}, nil},
		{"list at most", &types.MsgList{Owner: addr(1), JobId: 1, Price: most}, nil},
		{"list above", &types.MsgList{Owner: addr(1), JobId: 1, Price: most.AddRaw(1)}, types.ErrPrice},
		{"list for nothing", &types.MsgList{Owner: addr(1), JobId: 1, Price: math.ZeroInt()}, types.ErrPrice},
		{"list without a price", &types.MsgList{Owner: addr(1), JobId: 1}, types.ErrPrice},
		{"list below nothing", &types.MsgList{Owner: addr(1), JobId: 1, Price: one.Neg()}, types.ErrPrice},
		{"list job 0", &types.MsgList{Owner: addr(1), Price: one}, types.ErrInvalidJobID},
		{"list by nobody", &types.MsgList{JobId: 1, Price: one}, types.ErrInvalidAddress},
		{"delist", &types.MsgDelist{Owner: addr(1), JobId: 1}, nil},
		{"delist job 0", &types.MsgDelist{Owner: addr(1)}, types.ErrInvalidJobID},
		{"delist by nobody", &types.MsgDelist{JobId: 1}, types.ErrInvalidAddress},
		{"buy", &types.MsgBuy{Buyer: addr(1), JobId: 1, MaxPrice: one}, nil},
		{"buy for nothing", &types.MsgBuy{Buyer: addr(1), JobId: 1, MaxPrice: math.ZeroInt()}, types.ErrPrice},
		{"buy without a price", &types.MsgBuy{Buyer: addr(1), JobId: 1}, types.ErrPrice},
		{"buy above", &types.MsgBuy{Buyer: addr(1), JobId: 1, MaxPrice: most.AddRaw(1)}, types.ErrPrice},
		{"buy job 0", &types.MsgBuy{Buyer: addr(1), MaxPrice: one}, types.ErrInvalidJobID},
		{"buy by nobody", &types.MsgBuy{JobId: 1, MaxPrice: one}, types.ErrInvalidAddress},
		{"revoke", &types.MsgRevoke{Authority: addr(1), JobId: 1, Reason: long[:1_024], Evidence: document}, nil},
		{"revoke by nobody", &types.MsgRevoke{JobId: 1, Reason: "why", Evidence: document}, types.ErrInvalidAddress},
		{"revoke job 0", &types.MsgRevoke{Authority: addr(1), Reason: "why", Evidence: document}, types.ErrInvalidJobID},
		{"revoke without a reason", &types.MsgRevoke{Authority: addr(1), JobId: 1, Reason: " ", Evidence: document}, types.ErrText},
		{"revoke for long reasons", &types.MsgRevoke{Authority: addr(1), JobId: 1, Reason: long, Evidence: document}, types.ErrText},
		{"revoke in no language", &types.MsgRevoke{Authority: addr(1), JobId: 1, Reason: "\xff", Evidence: document}, types.ErrText},
		{"revoke over lines", &types.MsgRevoke{Authority: addr(1), JobId: 1, Reason: "why\nnot", Evidence: document}, types.ErrText},
		{"revoke without evidence", &types.MsgRevoke{Authority: addr(1), JobId: 1, Reason: "why"}, types.ErrText},
		{"revoke with half a hash", &types.MsgRevoke{
			Authority: addr(1), JobId: 1, Reason: "why", Evidence: jobstypes.Document{Uri: "https://data.example", Sha256: make([]byte, 16)},
		}, types.ErrText},
		{"revoke with a long uri", &types.MsgRevoke{
			Authority: addr(1), JobId: 1, Reason: "why", Evidence: jobstypes.Document{Uri: long[:513], Sha256: make([]byte, 32)},
		}, types.ErrText},
	} {
		require.ErrorIs(t, tc.msg.ValidateBasic(), tc.want, tc.name)
	}
}

func TestGenesisValidate(t *testing.T) {
	listing := func(id uint64) types.Listing {
		return types.Listing{JobId: id, Seller: addr(1), Price: math.OneInt(), ListedMs: 5}
	}
	revocation := func(id uint64) types.Revocation {
		return types.Revocation{
			JobId: id, Reason: "why", Evidence: jobstypes.Document{Uri: "https://data.example", Sha256: make([]byte, 32)}, RevokedMs: 5, RevokedHeight: 6,
		}
	}
	for _, tc := range []struct {
		name string
		edit func(gs *types.GenesisState)
		want string // empty: valid
	}{
		{"valid", func(*types.GenesisState) {}, ""},
		{"empty", func(gs *types.GenesisState) { *gs = *types.DefaultGenesis() }, ""},
		{"listings out of order", func(gs *types.GenesisState) { gs.Listings[0].JobId = 9 }, "listing of job 2 after 9"},
		{"listed twice", func(gs *types.GenesisState) { gs.Listings[1].JobId = 1 }, "listing of job 1 after 1"},
		{"listing of job 0", func(gs *types.GenesisState) { gs.Listings[0].JobId = 0 }, "listing of job 0"},
		{"listing of nobody", func(gs *types.GenesisState) { gs.Listings[0].Seller = "x" }, `seller "x"`},
		{"listing for nothing", func(gs *types.GenesisState) { gs.Listings[0].Price = math.ZeroInt() }, "price must be at least 1 base unit"},
		{"listed before time", func(gs *types.GenesisState) { gs.Listings[0].ListedMs = -1 }, "job 1 was listed at -1"},
		{"listed and revoked", func(gs *types.GenesisState) { gs.Listings[1].JobId = 3 }, "job 3 is listed and revoked"},
		{"revocations out of order", func(gs *types.GenesisState) { gs.Revocations[0].JobId = 9 }, "revocation of job 4 after 9"},
		{"revoked twice", func(gs *types.GenesisState) { gs.Revocations[1].JobId = 3 }, "revocation of job 3 after 3"},
		{"revocation of job 0", func(gs *types.GenesisState) { gs.Revocations[0].JobId = 0 }, "revocation of job 0"},
		{"revoked without a reason", func(gs *types.GenesisState) { gs.Revocations[0].Reason = "" }, "reason is empty"},
		{"revoked before time", func(gs *types.GenesisState) { gs.Revocations[0].RevokedHeight = -1 }, "job 3 was revoked at 5, height -1"},
	} {
		gs := types.GenesisState{
			Listings: []types.Listing{listing(1), listing(2)}, Revocations: []types.Revocation{revocation(3), revocation(4)},
		}
		tc.edit(&gs)
		err := gs.Validate()
		if tc.want == "" {
			require.NoError(t, err, tc.name)
			continue
		}
		require.ErrorIs(t, err, types.ErrGenesis, tc.name)
		require.ErrorContains(t, err, tc.want, tc.name)
	}
}
