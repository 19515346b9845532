package app

import (
	"context"
	"fmt"

	abci "github.com/cometbft/cometbft/abci/types"

	"github.com/cosmos/cosmos-sdk/baseapp/blockexec"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
)

// setExecutor installs the block executor that app.toml names (sequential by default). The parallel one silently sends
// the writes of a store that it was not given to another store, so the list must be complete, and we refuse to start
// when it is not.
func (app *App) setExecutor(opts servertypes.AppOptions) {
	stores := app.keys.all()
	if err := checkMounted(stores, app.CommitMultiStore()); err != nil {
		panic(err)
	}
	decoder := app.txConfig.TxDecoder()
	blockexec.Apply(app.BaseApp, opts, stores, decoder, app.feeDenom, blockexec.WithRunnerWrap(func(runner sdk.TxRunner) sdk.TxRunner {
		return sameRefusals{TxRunner: runner, decode: decoder}
	}))
}

// sameRefusals gives a transaction that cannot be decoded one result with every executor: the parallel one of the SDK counts gas that the block's
// beginning has used, which is part of the results' hash, so nodes with different executors would not agree on the next header.
type sameRefusals struct {
	sdk.TxRunner
	decode sdk.TxDecoder
}

// Run implements sdk.TxRunner.
func (r sameRefusals) Run(ctx context.Context, ms storetypes.MultiStore, txs [][]byte, deliver sdk.DeliverTxFunc) ([]*abci.ExecTxResult, error) {
	results, err := r.TxRunner.Run(ctx, ms, txs, deliver)
	if err != nil {
		return nil, err
	}
	for i, res := range results {
		if res.Code != sdkerrors.ErrTxDecode.ABCICode() || res.Codespace != sdkerrors.ErrTxDecode.Codespace() {
			continue
		}
		if _, err := r.decode(txs[i]); err != nil {
			results[i] = sdkerrors.ResponseExecTxResultWithEvents(sdkerrors.ErrTxDecode, 0, 0, nil, false)
		}
	}
	return results, nil
}

// checkMounted compares a list of stores with what the multistore has mounted.
func checkMounted(stores []storetypes.StoreKey, ms storetypes.CommitMultiStore) error {
	mounted := ms.(interface {
		StoreKeysByName() map[string]storetypes.StoreKey
	}).StoreKeysByName()
	if len(mounted) != len(stores) {
		return fmt.Errorf("executor knows %d stores, %d are mounted", len(stores), len(mounted))
	}
	for _, key := range stores {
		if mounted[key.Name()] != key {
			return fmt.Errorf("store %q is not mounted", key.Name())
		}
	}
	return nil
}

// feeDenom names the denomination that fees are paid in, for the executor's estimate of what a transaction writes.
func (app *App) feeDenom(ms storetypes.MultiStore) string {
	ctx := sdk.NewContext(ms, app.lastHeader(), false, app.Logger())
	denom, err := app.Sovereign.Denom(ctx)
	if err != nil {
		return ""
	}
	return denom
}
