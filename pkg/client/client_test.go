package client

import (
	"bytes"
	"context"
	"encoding/hex"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	gogoproto "github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"

	"cosmossdk.io/math"

	cmtservice "github.com/cosmos/cosmos-sdk/client/grpc/cmtservice"
	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	cryptocodec "github.com/cosmos/cosmos-sdk/crypto/codec"
	"github.com/cosmos/cosmos-sdk/crypto/hd"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/cosmos/cosmos-sdk/types/query"
	sdktx "github.com/cosmos/cosmos-sdk/types/tx"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

const testChain = "test-1"

type (
	noTxs  = sdktx.UnimplementedServiceServer
	noAuth = authtypes.UnimplementedQueryServer
	noNode = cmtservice.UnimplementedServiceServer
)

// unimplemented answers what the fake does not.
type unimplemented struct {
	noTxs
	noAuth
	noNode
}

// node is a fake: one account, blocks made at once.
type node struct {
	unimplemented
	t *testing.T

	mu       sync.Mutex
	sequence uint64
	pub      *secp256k1.PubKey
	blocks   map[string]*sdk.TxResponse
	seen     []*sdktx.TxRaw
	// broadcast, when set, answers the next hand-ins in order instead of a block.
	broadcast []func(raw []byte) (*sdk.TxResponse, error)
	data      string
	// away is how many more questions for the account find the node away.
	away int
}

func (n *node) AccountInfo(_ context.Context, r *authtypes.QueryAccountInfoRequest) (*authtypes.QueryAccountInfoResponse, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.away > 0 {
		n.away--
		return nil, status.Error(codes.Unavailable, "restarting")
	}
	return &authtypes.QueryAccountInfoResponse{Info: &authtypes.BaseAccount{Address: r.Address, AccountNumber: 7, Sequence: n.sequence}}, nil
}

func (n *node) GetNodeInfo(context.Context, *cmtservice.GetNodeInfoRequest) (*cmtservice.GetNodeInfoResponse, error) {
	r := &cmtservice.GetNodeInfoResponse{}
	require.NoError(n.t, gogoproto.Unmarshal([]byte{0x0a, 0x08, 0x22, 0x06, 't', 'e', 's', 't', '-', '1'}, r))
	return r, nil
}

func (n *node) Simulate(context.Context, *sdktx.SimulateRequest) (*sdktx.SimulateResponse, error) {
	return &sdktx.SimulateResponse{GasInfo: &sdk.GasInfo{GasUsed: 100_000}, Result: &sdk.Result{}}, nil
}

func (n *node) BroadcastTx(_ context.Context, r *sdktx.BroadcastTxRequest) (*sdktx.BroadcastTxResponse, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	var raw sdktx.TxRaw
	require.NoError(n.t, gogoproto.Unmarshal(r.TxBytes, &raw))
	n.seen = append(n.seen, &raw)
	if len(n.broadcast) > 0 {
		next := n.broadcast[0]
		n.broadcast = n.broadcast[1:]
		answer, err := next(r.TxBytes)
		return &sdktx.BroadcastTxResponse{TxResponse: answer}, err
	}
	return &sdktx.BroadcastTxResponse{TxResponse: n.accept(r.TxBytes)}, nil
}

// accept checks the signature and the sequence as a chain does, and makes a block.
func (n *node) accept(bytes []byte) *sdk.TxResponse {
	var raw sdktx.TxRaw
	require.NoError(n.t, gogoproto.Unmarshal(bytes, &raw))
	var auth sdktx.AuthInfo
	require.NoError(n.t, gogoproto.Unmarshal(raw.AuthInfoBytes, &auth))
	doc, err := gogoproto.Marshal(&sdktx.SignDoc{
		BodyBytes: raw.BodyBytes, AuthInfoBytes: raw.AuthInfoBytes, ChainId: testChain, AccountNumber: 7,
	})
	require.NoError(n.t, err)
	require.True(n.t, n.pub.VerifySignature(doc, raw.Signatures[0]), "the signature must verify")
	if auth.SignerInfos[0].Sequence != n.sequence {
		return wrongSequence()
	}
	n.sequence++
	n.blocks[Hash(bytes)] = &sdk.TxResponse{TxHash: Hash(bytes), Height: int64(len(n.blocks) + 1), Data: n.data}
	return &sdk.TxResponse{TxHash: Hash(bytes)}
}

func wrongSequence() *sdk.TxResponse {
	return &sdk.TxResponse{
		Codespace: sdkerrors.ErrWrongSequence.Codespace(), Code: sdkerrors.ErrWrongSequence.ABCICode(), RawLog: "sequence",
	}
}

func (n *node) GetTx(_ context.Context, r *sdktx.GetTxRequest) (*sdktx.GetTxResponse, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if found, ok := n.blocks[r.Hash]; ok {
		return &sdktx.GetTxResponse{TxResponse: found}, nil
	}
	return nil, status.Error(codes.NotFound, "not found")
}

func start(t *testing.T, opts Options) (*node, *Account) {
	t.Helper()
	key := secp256k1.GenPrivKeyFromSecret([]byte("a key of the tests"))
	n := &node{t: t, blocks: map[string]*sdk.TxResponse{}, pub: key.PubKey().(*secp256k1.PubKey)}
	listener := bufconn.Listen(1 << 20)
	server := grpc.NewServer(grpc.ForceServerCodec(protoCodec{}))
	sdktx.RegisterServiceServer(server, n)
	authtypes.RegisterQueryServer(server, n)
	cmtservice.RegisterServiceServer(server, n)
	go func() {
		if err := server.Serve(listener); err != nil {
			t.Error(err)
		}
	}()
	conn, err := grpc.NewClient("passthrough:///node", grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }),
		grpc.WithDefaultCallOptions(grpc.ForceCodec(protoCodec{})))
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, conn.Close())
		server.Stop()
	})
	opts.Poll = 5 * time.Millisecond
	c, err := New(conn, opts)
	require.NoError(t, err)
	signer, err := FromKey(key.Key)
	require.NoError(t, err)
	return n, c.Account(signer)
}

func claim(a *Account) sdk.Msg { return &jobstypes.MsgClaimJob{Agent: a.Address(), JobId: 1} }

func TestSendSignsAndWaits(t *testing.T) {
	n, a := start(t, Options{GasPrice: "0.0015uagi"})
	response, err := codectypes.NewAnyWithValue(&jobstypes.MsgClaimJobResponse{Bond: math.NewInt(50), DeadlineMs: 9})
	require.NoError(t, err)
	bz, err := gogoproto.Marshal(&sdk.TxMsgData{MsgResponses: []*codectypes.Any{response}})
	require.NoError(t, err)
	n.data = strings.ToUpper(hex.EncodeToString(bz))

	for i := range 3 {
		result, err := a.Send(context.Background(), claim(a))
		require.NoError(t, err)
		require.EqualValues(t, i+1, result.Height)
		var got jobstypes.MsgClaimJobResponse
		require.NoError(t, Responses(result, &got))
		require.Equal(t, "50", got.Bond.String())
		require.ErrorContains(t, Responses(result, &jobstypes.MsgPostJobResponse{}), "not a")
		require.ErrorContains(t, Responses(result), "returned 1 responses, want 0")
	}
	var auth sdktx.AuthInfo
	require.NoError(t, gogoproto.Unmarshal(n.seen[2].AuthInfoBytes, &auth))
	require.EqualValues(t, 2, auth.SignerInfos[0].Sequence)
	require.EqualValues(t, 140_000, auth.Fee.GasLimit)
	require.Equal(t, "210uagi", auth.Fee.Amount.String())
	require.True(t, strings.HasPrefix(a.Address(), "agi1"))
}

// An AI agent whose key was rotated keeps its address; the transaction shows the new key.
func TestSendAsAnotherAddress(t *testing.T) {
	n, a := start(t, Options{Gas: 1000})
	other, err := FromKey(bytes.Repeat([]byte{7}, keyBytes))
	require.NoError(t, err)
	pub, ok := other.PubKey().(*secp256k1.PubKey)
	require.True(t, ok)
	n.pub = pub
	as := a.client.AccountAt(a.Address(), other)
	require.Equal(t, a.Address(), as.Address())
	_, err = as.Send(context.Background(), claim(as))
	require.NoError(t, err)
	var auth sdktx.AuthInfo
	require.NoError(t, gogoproto.Unmarshal(n.seen[0].AuthInfoBytes, &auth))
	want, err := codectypes.NewAnyWithValue(other.PubKey())
	require.NoError(t, err)
	require.Equal(t, want.Value, auth.SignerInfos[0].PublicKey.Value)
}

func TestSendRebuildsAfterWrongSequence(t *testing.T) {
	n, a := start(t, Options{Gas: 1000})
	_, err := a.Send(context.Background(), claim(a))
	require.NoError(t, err)
	// Another program used the key.
	n.mu.Lock()
	n.sequence = 9
	n.mu.Unlock()
	_, err = a.Send(context.Background(), claim(a))
	require.NoError(t, err)
	require.EqualValues(t, 10, n.sequence)
}

// Another program's transaction of the same key is on its way: the account does not show it yet, and the pool counts it already.
func TestSendWaitsForATransactionOnItsWay(t *testing.T) {
	n, a := start(t, Options{Gas: 1000})
	var committed atomic.Bool
	time.AfterFunc(500*time.Millisecond, func() { committed.Store(true) })
	for range maxRebuilds {
		n.broadcast = append(n.broadcast, func(raw []byte) (*sdk.TxResponse, error) {
			if !committed.Load() {
				return wrongSequence(), nil
			}
			n.broadcast = nil
			return n.accept(raw), nil
		})
	}
	_, err := a.Send(context.Background(), claim(a))
	require.NoError(t, err)
	require.Greater(t, len(n.seen), 1)
}

func TestSendHandsInAgainWhatANodeLost(t *testing.T) {
	n, a := start(t, Options{Gas: 1000})
	n.broadcast = []func([]byte) (*sdk.TxResponse, error){
		func([]byte) (*sdk.TxResponse, error) { return nil, status.Error(codes.Unavailable, "restarting") },
		func([]byte) (*sdk.TxResponse, error) {
			return nil, status.Error(codes.Unknown, "invalid height: context did not contain latest block height")
		},
		// Included although the answer was lost: the second hand-in finds a used sequence, and the transaction in a block.
		func(raw []byte) (*sdk.TxResponse, error) {
			n.accept(raw)
			return nil, status.Error(codes.Unavailable, "killed")
		},
	}
	result, err := a.Send(context.Background(), claim(a))
	require.NoError(t, err)
	require.EqualValues(t, 1, result.Height)
	require.EqualValues(t, 1, n.sequence, "executed once")
	require.Len(t, n.seen, 4)
	require.Equal(t, n.seen[0], n.seen[3], "the same bytes")
}

func TestSendReportsRefusals(t *testing.T) {
	n, a := start(t, Options{Gas: 1000, ChainID: testChain})
	no := &sdk.TxResponse{Codespace: "jobs", Code: 5, RawLog: "job 1 is not open"}
	n.broadcast = []func([]byte) (*sdk.TxResponse, error){func([]byte) (*sdk.TxResponse, error) { return no, nil }}
	_, err := a.Send(context.Background(), claim(a))
	var refusal *TxError
	require.ErrorAs(t, err, &refusal)
	require.EqualValues(t, 5, refusal.Code)
	require.Zero(t, refusal.Height)
	require.ErrorContains(t, err, "job 1 is not open (jobs code 5)")

	// In a block: the sequence is used up, and the next one still works.
	n.broadcast = []func([]byte) (*sdk.TxResponse, error){func(raw []byte) (*sdk.TxResponse, error) {
		n.accept(raw)
		n.blocks[Hash(raw)] = &sdk.TxResponse{Codespace: "jobs", Code: 6, Height: 4, RawLog: "late"}
		return &sdk.TxResponse{}, nil
	}}
	_, err = a.Send(context.Background(), claim(a))
	require.ErrorContains(t, err, "failed in block 4: late")
	_, err = a.Send(context.Background(), claim(a))
	require.NoError(t, err)
}

func TestPatienceRepeatsQueries(t *testing.T) {
	for patience, want := range map[time.Duration]bool{0: false, time.Minute: true} {
		n, a := start(t, Options{ChainID: testChain, Patience: patience})
		n.away = 2
		_, err := a.client.Auth().AccountInfo(context.Background(), &authtypes.QueryAccountInfoRequest{Address: a.Address()})
		require.Equal(t, want, err == nil)
	}
}

func TestSendEndsWithItsContext(t *testing.T) {
	n, a := start(t, Options{Gas: 1000, Timeout: 50 * time.Millisecond})
	n.broadcast = []func([]byte) (*sdk.TxResponse, error){func([]byte) (*sdk.TxResponse, error) { return &sdk.TxResponse{}, nil }}
	_, err := a.Send(context.Background(), claim(a))
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.ErrorContains(t, err, "is in no block yet")
}

func TestAllPages(t *testing.T) {
	fetch := func(_ context.Context, page *query.PageRequest) ([]int, *query.PageResponse, error) {
		n := len(page.Key)
		if n == 3 {
			return []int{n}, &query.PageResponse{}, nil
		}
		return []int{n}, &query.PageResponse{NextKey: append(page.Key, 1)}, nil
	}
	all, err := AllPages(context.Background(), fetch)
	require.NoError(t, err)
	require.Equal(t, []int{0, 1, 2, 3}, all)
	stuck := func(context.Context, *query.PageRequest) ([]int, *query.PageResponse, error) {
		return []int{1}, &query.PageResponse{NextKey: []byte{1}}, nil
	}
	_, err = AllPages(context.Background(), stuck)
	require.ErrorContains(t, err, "same page")
}

func TestSigners(t *testing.T) {
	const words = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"
	fromWords, err := FromMnemonic(words)
	require.NoError(t, err)
	registry := codectypes.NewInterfaceRegistry()
	cryptocodec.RegisterInterfaces(registry)
	ring := keyring.NewInMemory(codec.NewProtoCodec(registry))
	_, err = ring.NewAccount("me", words, "", DerivationPath, hd.Secp256k1)
	require.NoError(t, err)
	fromRing, err := FromKeyring(ring, "me")
	require.NoError(t, err)
	require.True(t, fromWords.PubKey().Equals(fromRing.PubKey()))
	signature, err := fromRing.Sign(context.Background(), []byte("text"))
	require.NoError(t, err)
	require.True(t, fromWords.PubKey().VerifySignature([]byte("text"), signature))

	_, err = FromKeyring(ring, "you")
	require.ErrorContains(t, err, `key "you"`)
	_, err = FromMnemonic("one two")
	require.ErrorContains(t, err, "not valid")
	_, err = FromKey([]byte{1})
	require.ErrorContains(t, err, "32 bytes")
}

func TestBadOptions(t *testing.T) {
	_, err := Dial("localhost:1", Options{GasPrice: "cheap"})
	require.ErrorContains(t, err, "gas price")
	_, err = Dial("localhost:1", Options{GasAdjustment: 0.5})
	require.ErrorContains(t, err, "below 1")
}
