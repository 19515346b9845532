//go:build network

package network

import (
	"context"
	"fmt"
	"sync"
	"time"

	gogoproto "github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	sdktx "github.com/cosmos/cosmos-sdk/types/tx"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/agijobs/agijobs/app/lanes"
	"github.com/agijobs/agijobs/pkg/client"
)

const (
	// floodGas is asked for by each transaction of the flood, so that ten of them fill a block.
	floodGas = 2_000_000
	// usualFee is the least that the node takes for it; the flood pays ten times as much.
	usualFee, floodFee = 2_000, 20_000
	// breath is what a flooder waits after a refusal: the test has to leave the node a processor.
	breath = 5 * time.Millisecond
)

// sender hands transactions in as fast as the node takes them, and waits for none to be in a block.
type sender struct {
	who              person
	fee              int64
	number, sequence uint64
	// hash of the last transaction that was handed in.
	hash string
	log  string
}

func (m *market) sender(who person, fee int64) *sender {
	m.t.Helper()
	r, err := m.clients[0].Auth().AccountInfo(m.ctx, &authtypes.QueryAccountInfoRequest{Address: who.String()})
	require.NoError(m.t, err)
	return &sender{who: who, fee: fee, number: r.Info.AccountNumber, sequence: r.Info.Sequence}
}

func (s *sender) send(m *market) uint32 {
	m.t.Helper()
	code, err := s.hand(m.ctx, m)
	require.NoError(m.t, err)
	return code
}

// hand hands the next transaction in and returns the code of the answer.
func (s *sender) hand(ctx context.Context, m *market) (uint32, error) {
	raw, err := s.sign(ctx, m.id)
	if err != nil {
		return 0, err
	}
	s.hash = client.Hash(raw)
	r, err := m.clients[0].Txs().BroadcastTx(ctx, &sdktx.BroadcastTxRequest{TxBytes: raw, Mode: sdktx.BroadcastMode_BROADCAST_MODE_SYNC})
	if err != nil {
		return 0, err
	}
	s.log = r.TxResponse.Codespace + ": " + r.TxResponse.RawLog
	if r.TxResponse.Code == 0 {
		s.sequence++
	}
	return r.TxResponse.Code, nil
}

func (s *sender) sign(ctx context.Context, chainID string) ([]byte, error) {
	message, err := codectypes.NewAnyWithValue(gift(s.who))
	if err != nil {
		return nil, err
	}
	key, err := codectypes.NewAnyWithValue(s.who.signer.PubKey())
	if err != nil {
		return nil, err
	}
	body, err := gogoproto.Marshal(&sdktx.TxBody{Messages: []*codectypes.Any{message}})
	if err != nil {
		return nil, err
	}
	mode := &sdktx.ModeInfo{Sum: &sdktx.ModeInfo_Single_{Single: &sdktx.ModeInfo_Single{Mode: signing.SignMode_SIGN_MODE_DIRECT}}}
	auth, err := gogoproto.Marshal(&sdktx.AuthInfo{
		SignerInfos: []*sdktx.SignerInfo{{PublicKey: key, Sequence: s.sequence, ModeInfo: mode}},
		Fee:         &sdktx.Fee{Amount: sdk.NewCoins(sdk.NewInt64Coin("uagi", s.fee)), GasLimit: floodGas},
	})
	if err != nil {
		return nil, err
	}
	doc, err := gogoproto.Marshal(&sdktx.SignDoc{BodyBytes: body, AuthInfoBytes: auth, ChainId: chainID, AccountNumber: s.number})
	if err != nil {
		return nil, err
	}
	signature, err := s.who.signer.Sign(ctx, doc)
	if err != nil {
		return nil, err
	}
	return gogoproto.Marshal(&sdktx.TxRaw{BodyBytes: body, AuthInfoBytes: auth, Signatures: [][]byte{signature}})
}

// flood sends new business of some signers until it is stopped, and counts the answers.
type flood struct {
	stop func()

	mu      sync.Mutex
	answers map[uint32]int
	comet   int
}

func (m *market) flood(from []person) *flood {
	m.t.Helper()
	ctx, cancel := context.WithCancel(m.ctx)
	f := &flood{answers: map[uint32]int{}}
	var group sync.WaitGroup
	var failed error
	for _, p := range from {
		s := m.sender(p, floodFee)
		group.Go(func() {
			if err := f.run(ctx, m, s); err != nil {
				f.mu.Lock()
				failed = fmt.Errorf("%s: %w", p.name, err)
				f.mu.Unlock()
			}
		})
	}
	f.stop = sync.OnceFunc(func() {
		cancel()
		group.Wait()
		require.NoError(m.t, failed)
	})
	return f
}

func (f *flood) run(ctx context.Context, m *market, s *sender) error {
	for ctx.Err() == nil {
		code, err := s.hand(ctx, m)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			return err
		case f.count(code):
			time.Sleep(breath)
		case code != 0:
			return fmt.Errorf("code %d: %s", code, s.log)
		}
	}
	return nil
}

// count an answer; true is a refusal that a flood must expect.
func (f *flood) count(code uint32) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.answers[code]++
	switch code {
	case lanes.ErrPoolFull.ABCICode(), lanes.ErrPending.ABCICode():
		return true
	case sdkerrors.ErrMempoolIsFull.ABCICode():
		f.comet++
		return true
	}
	return false
}

func (f *flood) refused(code uint32) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.answers[code]
}

func (f *flood) refusedByComet() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.comet
}
