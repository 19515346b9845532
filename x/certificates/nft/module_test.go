package nftmodule_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"

	"cosmossdk.io/math"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/contrib/x/nft"

	"github.com/agijobs/agijobs/internal/invariant"
	nftmodule "github.com/agijobs/agijobs/x/certificates/nft"
	"github.com/agijobs/agijobs/x/certificates/testutil"
	"github.com/agijobs/agijobs/x/certificates/types"
)

func TestMain(m *testing.M) {
	testutil.SetPrefix()
	os.Exit(m.Run())
}

// services records the names of registered services.
type services struct{ names []string }

func (s *services) RegisterService(desc *grpc.ServiceDesc, _ any) {
	s.names = append(s.names, desc.ServiceName)
}

// MsgSend would move certificates around the rules of x/certificates.
func TestOnlyQueriesAreServed(t *testing.T) {
	f := testutil.New(t)
	var got services
	require.NoError(t, f.NFTModule.RegisterServices(&got))
	require.Equal(t, []string{"cosmos.nft.v1beta1.Query"}, got.names)
	require.Nil(t, f.NFTModule.AutoCLIOptions().Tx)
}

// The commands name methods that exist.
func TestCommandsNameMethods(t *testing.T) {
	f := testutil.New(t)
	for _, cmd := range f.NFTModule.AutoCLIOptions().Query.RpcCommandOptions {
		require.True(t, slices.ContainsFunc(nft.Query_serviceDesc.Methods, func(m grpc.MethodDesc) bool {
			return m.MethodName == cmd.RpcMethod
		}), cmd.RpcMethod)
		require.True(t, strings.HasPrefix(cmd.Example, "agijobsd query nft "), cmd.RpcMethod)
	}
}

func TestGenesisRoundTrip(t *testing.T) {
	f := testutil.New(t)
	archive := testutil.Account(7)
	f.Identity.Add(archive)
	f.Mint(t, 101, 102, 103)
	require.NoError(t, f.Keeper.Transfer(f.Ctx, 102, testutil.Employer, archive))
	require.NoError(t, f.Keeper.List(f.Ctx, archive, 102, math.NewInt(5)))
	out := f.Export()
	require.Contains(t, out, `"@type":"/agijobs.certificates.v1.Certificate"`)
	require.NoError(t, f.NFTModule.ValidateGenesis(f.Enc.Codec, f.Enc.TxConfig, []byte(out)))
	own := f.Certificates.ExportGenesis(f.Ctx, f.Enc.Codec)
	require.Contains(t, string(own), `"listings":[{"job_id":"102","seller":"`+archive.String()+`","price":"5","listed_ms":"5000"}]`)
	require.NoError(t, f.Certificates.ValidateGenesis(f.Enc.Codec, f.Enc.TxConfig, own))

	g := testutil.Bare(t)
	g.NFTModule.InitGenesis(g.Ctx, g.Enc.Codec, []byte(out))
	g.Certificates.InitGenesis(g.Ctx, g.Enc.Codec, own)
	require.Equal(t, f.ExportAll(), g.ExportAll())
	require.Empty(t, invariant.Check(g.Ctx, g.Keeper.Invariants()))
	require.Equal(t, uint64(3), g.NFT.GetTotalSupply(g.Ctx, types.ClassID))
	for _, id := range []uint64{101, 102, 103} {
		want, wantOwner, err := f.Keeper.Certificate(f.Ctx, id)
		require.NoError(t, err)
		got, gotOwner, err := g.Keeper.Certificate(g.Ctx, id)
		require.NoError(t, err)
		require.Equal(t, want, got)
		require.Equal(t, wantOwner, gotOwner)
		// Equal bytes in the store, so equal hashes of the state.
		before, _ := f.NFT.GetNFT(f.Ctx, types.ClassID, types.TokenID(id))
		after, _ := g.NFT.GetNFT(g.Ctx, types.ClassID, types.TokenID(id))
		require.Equal(t, f.Enc.Codec.MustMarshal(&before), g.Enc.Codec.MustMarshal(&after))
	}
}

func TestGenesisOfANewChain(t *testing.T) {
	f := testutil.New(t)
	require.True(t, f.NFT.HasClass(f.Ctx, types.ClassID))
	require.NoError(t, f.NFTModule.ValidateGenesis(f.Enc.Codec, f.Enc.TxConfig, f.NFTModule.DefaultGenesis(f.Enc.Codec)))
	// Started again from its own export, the class is not created twice.
	g := testutil.Bare(t)
	g.NFTModule.InitGenesis(g.Ctx, g.Enc.Codec, []byte(f.Export()))
	g.Certificates.InitGenesis(g.Ctx, g.Enc.Codec, []byte("{}"))
	require.Equal(t, f.Export(), g.Export())
}

func TestGenesisWithAForgedCertificateIsRefused(t *testing.T) {
	f := testutil.Bare(t)
	class := types.Class()
	require.NoError(t, f.NFT.SaveClass(f.Ctx, class))
	require.NoError(t, f.NFT.Mint(f.Ctx, nft.NFT{ClassId: types.ClassID, Id: "7"}, testutil.Employer))
	require.PanicsWithError(t, `token "7" has no data: not a certificate`, func() {
		f.Certificates.InitGenesis(f.Ctx, f.Enc.Codec, []byte("{}"))
	})
}

func TestValidate(t *testing.T) {
	f := testutil.New(t)
	cert, err := types.New(testutil.Job(101), testutil.ChainID, "", testutil.Height)
	require.NoError(t, err)
	token, err := cert.Token()
	require.NoError(t, err)
	owner := testutil.Employer.String()
	for _, tc := range []struct {
		name   string
		change func(gs *nft.GenesisState)
		want   string // empty: valid
	}{
		{"valid", func(*nft.GenesisState) {}, ""},
		{"another class is none of ours", func(gs *nft.GenesisState) {
			gs.Classes = append(gs.Classes, &nft.Class{Id: "cats"})
			gs.Entries[0].Nfts = append(gs.Entries[0].Nfts, &nft.NFT{ClassId: "cats", Id: "tom"})
		}, ""},
		{"class without id", func(gs *nft.GenesisState) { gs.Classes[0].Id = "" }, "nft genesis: class 0 has no id"},
		{"class twice", func(gs *nft.GenesisState) { gs.Classes = append(gs.Classes, gs.Classes[0]) }, `nft genesis: second class "agijobs-certificate"`},
		{"no owner", func(gs *nft.GenesisState) { gs.Entries[0].Owner = "" }, `nft genesis: owner "": empty address string is not allowed`},
		{"token without id", func(gs *nft.GenesisState) { gs.Entries[0].Nfts[0].Id = "" }, "nft genesis: token of " + owner + " without an id"},
		{"orphan", func(gs *nft.GenesisState) { gs.Classes = nil }, `nft genesis: token "101" of unknown class "agijobs-certificate"`},
		{"token twice", func(gs *nft.GenesisState) {
			gs.Entries = append(gs.Entries, &nft.Entry{Owner: testutil.Agent.String(), Nfts: gs.Entries[0].Nfts})
		}, `nft genesis: second token "101" of class "agijobs-certificate"`},
		{"no certificate", func(gs *nft.GenesisState) { gs.Entries[0].Nfts[0].Data = nil }, `nft genesis: token "101" has no data: not a certificate`},
		{"another job's", func(gs *nft.GenesisState) { gs.Entries[0].Nfts[0].Id = "102" }, `nft genesis: token "102" carries the certificate of job 101: not a certificate`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			class, copied := types.Class(), token
			gs := nft.GenesisState{Classes: []*nft.Class{&class}, Entries: []*nft.Entry{{Owner: owner, Nfts: []*nft.NFT{&copied}}}}
			tc.change(&gs)
			err := nftmodule.Validate(f.Enc.Codec, gs)
			if tc.want == "" {
				require.NoError(t, err)
				return
			}
			require.EqualError(t, err, tc.want)
		})
	}
	require.ErrorContains(t, f.NFTModule.ValidateGenesis(f.Enc.Codec, f.Enc.TxConfig, []byte(`{"classes":7}`)), "cannot be decoded")
	_, err = types.Decode(f.Enc.Codec, nft.NFT{ClassId: types.ClassID, Id: "1", Data: &codectypes.Any{}})
	require.ErrorIs(t, err, types.ErrCorrupt)
}
