package cliutil

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// pollEvery is how often a node is asked for a transaction: a few times a block.
const pollEvery = 300 * time.Millisecond

// txFinder returns the result of a transaction that is in a block, or an error while it is not.
type txFinder func(ctx context.Context, hash string) (*sdk.TxResponse, error)

// waitForTx asks for a transaction until it is in a block, ctx ends, or the node says that it will never know.
func waitForTx(ctx context.Context, find txFinder, hash string, every time.Duration) (*sdk.TxResponse, error) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		result, err := find(ctx, hash)
		if err == nil {
			return result, nil
		}
		if strings.Contains(err.Error(), "indexing is disabled") {
			return nil, fmt.Errorf("the node keeps no index of transactions, so --wait cannot find %s: "+
				"use another node (--node) or set indexer = \"kv\" in its config.toml", hash)
		}
		select {
		case <-ctx.Done():
			return nil, waitEnded(ctx, hash, err)
		case <-ticker.C:
		}
	}
}

func waitEnded(ctx context.Context, hash string, last error) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("transaction %s is in no block yet; it may still get into one: look with 'q tx %s' before you send it again "+
			"(last answer: %w)", hash, hash, last)
	}
	return fmt.Errorf("stopped waiting for transaction %s: %w", hash, ctx.Err())
}

// refused is the error of a transaction with a code other than 0. where tells what refused it.
func refused(where, hash, codespace string, code uint32, log string) error {
	return fmt.Errorf("transaction %s %s (%s code %d): %s", hash, where, codespace, code, log)
}
