package client

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/bech32"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	sdktx "github.com/cosmos/cosmos-sdk/types/tx"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
)

// maxRebuilds bounds how often one Send signs again after a wrong sequence: more means that another program uses the key.
const maxRebuilds = 5

// rebroadcastAfter is how long Send waits for an accepted transaction before it hands in the same bytes again: a node that
// was killed has lost its mempool.
const rebroadcastAfter = 2 * time.Second

// rebuildAfter is how long Send waits before it signs again for the first time, twice as long each time after: another transaction of the key may
// be on its way into a block, which the account's committed sequence does not show yet. In all it waits for some blocks.
const rebuildAfter = 200 * time.Millisecond

// errSequence: the chain expects another sequence, and these bytes can never be executed.
var errSequence = errors.New("client: the chain expects another sequence")

// Account sends transactions of one key, one after the other. It is safe for use by several goroutines.
type Account struct {
	client  *Client
	signer  Signer
	address string

	mu       sync.Mutex
	known    bool
	number   uint64
	sequence uint64
}

// Account makes the account of a signer.
func (c *Client) Account(signer Signer) *Account {
	address, err := bech32.ConvertAndEncode(c.opts.Prefix, signer.PubKey().Address())
	if err != nil {
		// Only a prefix that is no bech32 can fail, and every query would fail with it.
		address = ""
	}
	return &Account{client: c, signer: signer, address: address}
}

// AccountAt makes the account of an address whose key was rotated: an AI agent keeps its address when who answers for it gives it
// another key. signer holds the new key.
func (c *Client) AccountAt(address string, signer Signer) *Account {
	return &Account{client: c, signer: signer, address: address}
}

// Address of the account.
func (a *Account) Address() string { return a.address }

// Send signs the messages as one transaction, hands it in and waits until it is in a block. A transaction that the chain
// refuses is a *TxError. While the node cannot be reached, it goes on trying until the timeout of the options or ctx ends;
// the same bytes are handed in again, so nothing is executed twice.
func (a *Account) Send(ctx context.Context, messages ...sdk.Msg) (*sdk.TxResponse, error) {
	ctx, cancel := context.WithTimeout(ctx, a.client.opts.Timeout)
	defer cancel()
	a.mu.Lock()
	defer a.mu.Unlock()
	for attempt := range maxRebuilds {
		if attempt > 0 {
			if err := sleep(ctx, rebuildAfter<<(attempt-1)); err != nil {
				return nil, fmt.Errorf("%w: %w", errSequence, err)
			}
		}
		raw, err := a.build(ctx, messages)
		if errors.Is(err, errSequence) {
			a.known = false
			continue
		}
		if err != nil {
			return nil, err
		}
		result, err := a.deliver(ctx, raw)
		if errors.Is(err, errSequence) {
			a.known = false
			continue
		}
		if err != nil {
			// Whether the sequence was used up is not known.
			var refused *TxError
			a.known = errors.As(err, &refused) && refused.Height > 0
			if a.known {
				a.sequence++
			}
			return nil, err
		}
		a.sequence++
		return result, nil
	}
	return nil, fmt.Errorf("%w after %d attempts: does another program use the key of %s?", errSequence, maxRebuilds, a.address)
}

// build looks up the account where needed, fixes gas and fee, and signs.
func (a *Account) build(ctx context.Context, messages []sdk.Msg) ([]byte, error) {
	id, err := a.client.ChainID(ctx)
	if err == nil && !a.known {
		err = a.load(ctx)
	}
	if err != nil {
		return nil, err
	}
	d := draft{messages: messages, gas: a.client.opts.Gas, sequence: a.sequence}
	if d.gas == 0 {
		if d.gas, err = a.simulate(ctx, d); err != nil {
			return nil, err
		}
	}
	d.fee = a.client.fee(d.gas)
	return d.sign(ctx, a.signer, id, a.number)
}

func (a *Account) load(ctx context.Context) error {
	return a.client.retry(ctx, func() error {
		info, err := a.client.Auth().AccountInfo(ctx, &authtypes.QueryAccountInfoRequest{Address: a.address})
		if err != nil {
			return fmt.Errorf("client: account %s: %w", a.address, err)
		}
		a.number, a.sequence, a.known = info.Info.AccountNumber, info.Info.Sequence, true
		return nil
	})
}

// simulate returns the gas limit for a transaction. An error is the one that the transaction would give.
func (a *Account) simulate(ctx context.Context, d draft) (uint64, error) {
	// A fee is part of what is simulated; its amount is not known yet and does not matter.
	raw, err := d.unsigned(a.signer)
	if err != nil {
		return 0, err
	}
	var used uint64
	err = a.client.retry(ctx, func() error {
		r, err := a.client.Txs().Simulate(ctx, &sdktx.SimulateRequest{TxBytes: raw})
		if err != nil && strings.Contains(err.Error(), sdkerrors.ErrWrongSequence.Error()) {
			return errSequence
		}
		if err != nil {
			return fmt.Errorf("client: simulation: %w", err)
		}
		used = r.GasInfo.GasUsed
		return nil
	})
	return uint64(float64(used) * a.client.opts.GasAdjustment), err
}

// deliver hands in the bytes until they are in a block, refused, or ctx ends.
func (a *Account) deliver(ctx context.Context, raw []byte) (*sdk.TxResponse, error) {
	hash := Hash(raw)
	for {
		var handed *sdk.TxResponse
		err := a.client.retry(ctx, func() error {
			r, err := a.client.Txs().BroadcastTx(ctx, &sdktx.BroadcastTxRequest{
				TxBytes: raw, Mode: sdktx.BroadcastMode_BROADCAST_MODE_SYNC,
			})
			if err == nil {
				handed = r.TxResponse
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("client: %w", err)
		}
		wait := rebroadcastAfter
		switch {
		case handed.Code == 0 || is(handed, sdkerrors.ErrTxInMempoolCache):
		case is(handed, sdkerrors.ErrWrongSequence):
			// Either these bytes are in a block already, and the index of the node lags by a moment, or they are dead.
			wait = time.Second
		default:
			return nil, refused(hash, handed)
		}
		result, err := a.client.waitFor(ctx, hash, wait)
		if err != nil {
			return nil, err
		}
		if result == nil {
			if is(handed, sdkerrors.ErrWrongSequence) {
				return nil, errSequence
			}
			continue
		}
		if result.Code != 0 {
			return nil, refused(hash, result)
		}
		return result, nil
	}
}

// waitFor asks for a transaction until it is in a block; nil without an error when the time is up.
func (c *Client) waitFor(ctx context.Context, hash string, limit time.Duration) (*sdk.TxResponse, error) {
	end := time.Now().Add(limit)
	for {
		r, err := c.Txs().GetTx(ctx, &sdktx.GetTxRequest{Hash: hash})
		switch {
		case err == nil:
			return r.TxResponse, nil
		case ctx.Err() != nil:
			return nil, fmt.Errorf("client: transaction %s is in no block yet; look for it before sending again: %w", hash, ctx.Err())
		case status.Code(err) != codes.NotFound && !Transient(err):
			return nil, fmt.Errorf("client: transaction %s: %w", hash, err)
		case time.Now().After(end):
			return nil, nil
		}
		if err := sleep(ctx, c.opts.Poll); err != nil {
			return nil, fmt.Errorf("client: transaction %s is in no block yet; look for it before sending again: %w", hash, err)
		}
	}
}

// retry repeats a call while the node cannot be reached.
func (c *Client) retry(ctx context.Context, call func() error) error {
	for {
		err := call()
		if err == nil || !Transient(err) || ctx.Err() != nil {
			return err
		}
		if sleep(ctx, c.opts.Poll) != nil {
			return err
		}
	}
}

// notReady are what a node says while it starts, when its services are open and its state is not loaded yet.
var notReady = []string{"context did not contain latest block height", "please wait for first block"}

// Transient tells whether an error says only that the node is not there, or not ready, at the moment: the call may be
// repeated as it is.
func Transient(err error) bool {
	if status.Code(err) == codes.Unavailable {
		return true
	}
	return err != nil && slices.ContainsFunc(notReady, func(text string) bool { return strings.Contains(err.Error(), text) })
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

type abciError interface {
	Codespace() string
	ABCICode() uint32
}

func is(r *sdk.TxResponse, err abciError) bool {
	return r.Codespace == err.Codespace() && r.Code == err.ABCICode()
}

func refused(hash string, r *sdk.TxResponse) error {
	return &TxError{Hash: hash, Codespace: r.Codespace, Code: r.Code, Log: r.RawLog, Height: r.Height}
}
