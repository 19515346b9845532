package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	gogoproto "github.com/cosmos/gogoproto/proto"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/client/grpc/cmtservice"
	nodeservice "github.com/cosmos/cosmos-sdk/client/grpc/node"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdktx "github.com/cosmos/cosmos-sdk/types/tx"

	"github.com/agijobs/agijobs/pkg/client"
)

// seen is one event of the chain.
type seen struct {
	height int64
	// tx is the index of the transaction in its block; -1: the block itself, without anybody's message.
	tx    int
	event gogoproto.Message
}

// block is what the demo keeps of a block.
type block struct {
	height int64
	// messages are the type urls of all messages of its transactions, and failed counts transactions that failed.
	messages []string
	failed   int
	// fees paid by each address, in base units.
	fees map[string]math.Int
	// burned is the sum of x/bank's burn events in the base denomination; burnedByTx the part of it inside transactions.
	burned, burnedByTx math.Int
	// paidByBlock tells whether the block itself moved money, outside of all transactions.
	paidByBlock bool
	events      []seen
}

// follower reads the chain block by block.
type follower struct {
	client *client.Client
	denom  string
	next   int64
}

// read returns the next block, or nil when there is none yet.
func (f *follower) read(ctx context.Context) (*block, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	// The height of the application's state, not of the block store: a block is stored before it is executed.
	latest, err := f.client.App().Status(ctx, &nodeservice.StatusRequest{})
	if err != nil {
		return nil, err
	}
	if int64(latest.Height) < f.next { // #nosec G115 -- a height
		return nil, nil
	}
	results, err := f.client.Node().GetBlockResults(ctx, &cmtservice.GetBlockResultsRequest{Height: f.next})
	if err != nil {
		return nil, err
	}
	raw, err := f.client.Node().GetBlockByHeight(ctx, &cmtservice.GetBlockByHeightRequest{Height: f.next})
	if err != nil {
		return nil, err
	}
	b := &block{height: f.next, fees: map[string]math.Int{}, burned: math.ZeroInt(), burnedByTx: math.ZeroInt()}
	for i, bytes := range raw.SdkBlock.Data.Txs {
		if err := b.addTx(bytes, results.TxsResults[i], i, f.denom); err != nil {
			return nil, fmt.Errorf("transaction %d of block %d: %w", i, f.next, err)
		}
	}
	for _, e := range results.FinalizeBlockEvents {
		if e.Type == "coin_spent" {
			b.paidByBlock = true
		}
		b.burned = b.burned.Add(burnedBy(*e, f.denom))
		if err := b.add(*e, -1); err != nil {
			return nil, err
		}
	}
	f.next++
	return b, nil
}

func (b *block) addTx(bytes []byte, result *abci.ExecTxResult, index int, denom string) error {
	var raw sdktx.TxRaw
	if err := gogoproto.Unmarshal(bytes, &raw); err != nil {
		return err
	}
	var body sdktx.TxBody
	if err := gogoproto.Unmarshal(raw.BodyBytes, &body); err != nil {
		return err
	}
	for _, m := range body.Messages {
		b.messages = append(b.messages, m.TypeUrl)
	}
	if result.Code != 0 {
		b.failed++
	}
	for _, e := range result.Events {
		burned := burnedBy(e, denom)
		b.burned, b.burnedByTx = b.burned.Add(burned), b.burnedByTx.Add(burned)
		b.addFee(e, denom)
		if err := b.add(e, index); err != nil {
			return err
		}
	}
	return nil
}

// addFee reads the ante handler's event.
func (b *block) addFee(e abci.Event, denom string) {
	payer, fee := attribute(e, "fee_payer"), attribute(e, "fee")
	if e.Type != sdk.EventTypeTx || payer == "" || fee == "" {
		return
	}
	coins, err := sdk.ParseCoinsNormalized(fee)
	if err != nil {
		return
	}
	b.fees[payer] = amountOf(b.fees, payer).Add(coins.AmountOf(denom))
}

func amountOf(all map[string]math.Int, key string) math.Int {
	if amount, ok := all[key]; ok {
		return amount
	}
	return math.ZeroInt()
}

func burnedBy(e abci.Event, denom string) math.Int {
	if e.Type != "burn" {
		return math.ZeroInt()
	}
	coins, err := sdk.ParseCoinsNormalized(attribute(e, "amount"))
	if err != nil {
		return math.ZeroInt()
	}
	return coins.AmountOf(denom)
}

func attribute(e abci.Event, key string) string {
	for _, a := range e.Attributes {
		if a.Key == key {
			return a.Value
		}
	}
	return ""
}

// add keeps the typed events of the chain's own modules.
func (b *block) add(e abci.Event, tx int) error {
	if !strings.HasPrefix(e.Type, "agijobs.") {
		return nil
	}
	// "mode" and "msg_index" are the SDK's additions and no fields of the event.
	plain := abci.Event{Type: e.Type}
	for _, a := range e.Attributes {
		if a.Key != "mode" && a.Key != "msg_index" && json.Valid([]byte(a.Value)) {
			plain.Attributes = append(plain.Attributes, a)
		}
	}
	typed, err := sdk.ParseTypedEvent(plain)
	if err != nil {
		return fmt.Errorf("event %s: %w", e.Type, err)
	}
	b.events = append(b.events, seen{height: b.height, tx: tx, event: typed})
	return nil
}
