package app

import (
	"bytes"
	"context"

	abci "github.com/cometbft/cometbft/abci/types"

	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
	"github.com/cosmos/cosmos-sdk/x/auth/ante"

	"github.com/agijobs/agijobs/app/sigcache"
)

// setSignatures makes this node's memory of signatures.
func (app *App) setSignatures(opts servertypes.AppOptions) {
	entries, err := sigcache.Entries(opts)
	must(err)
	app.signatures = sigcache.New(entries)
}

// SignatureStats counts which signatures this node had to verify.
func (app *App) SignatureStats() sigcache.Stats { return app.signatures.Stats() }

// ProcessProposal judges a block as BaseApp does; then it verifies the signatures of one that was accepted, for its execution.
func (app *App) ProcessProposal(req *abci.RequestProcessProposal) (*abci.ResponseProcessProposal, error) {
	res, err := app.BaseApp.ProcessProposal(req)
	if err == nil && res.IsAccepted() {
		app.checkAhead(req.Hash, req.Txs)
	}
	return res, err
}

// checkAhead verifies the signatures of a block once, whoever asks first. Blocks that are replayed or fetched were never proposed here.
func (app *App) checkAhead(hash []byte, block [][]byte) {
	if len(hash) > 0 && bytes.Equal(hash, app.checkedAhead) {
		return
	}
	app.checkedAhead = hash
	params := app.Account.GetParams(app.ReadContext())
	sigcache.Checker{
		Cache: app.signatures, ChainID: app.ChainID(), Handler: app.txConfig.SignModeHandler(), Decode: app.txConfig.TxDecoder(),
		Accounts: app.committedAccounts, PerByte: params.TxSizeCostPerByte,
		Gas: func(key cryptotypes.PubKey, sig signing.SignatureV2) (uint64, bool) {
			meter := storetypes.NewInfiniteGasMeter()
			sig.PubKey = key
			err := ante.DefaultSigVerificationGasConsumer(meter, sig, params)
			return meter.GasConsumed(), err == nil
		},
	}.Check(block, app.pool.Holds)
}

// committedAccounts reads accounts as the last block has left them, with the keys that sign for them.
func (app *App) committedAccounts() sigcache.Accounts {
	ctx := app.ReadContext()
	return func(addr sdk.AccAddress) (sigcache.Account, bool) {
		acc := app.Account.GetAccount(ctx, addr)
		rotated, err := app.Identity.SigningKey(ctx, addr)
		if acc == nil || err != nil {
			return sigcache.Account{}, false
		}
		out := sigcache.Account{Key: acc.GetPubKey(), Number: acc.GetAccountNumber(), Sequence: acc.GetSequence()}
		if rotated != nil {
			out.Key = rotated
		}
		return out, true
	}
}

// rememberingAccounts have keys that verify a signature once. They serve x/auth's check of signatures, and reading only.
type rememberingAccounts struct {
	ante.AccountKeeper
	signatures *sigcache.Cache
}

// GetAccount implements ante.AccountKeeper.
func (a rememberingAccounts) GetAccount(ctx context.Context, addr sdk.AccAddress) sdk.AccountI {
	acc := a.AccountKeeper.GetAccount(ctx, addr)
	if acc == nil || acc.GetPubKey() == nil {
		return acc
	}
	return rememberingAccount{AccountI: acc, key: a.signatures.Key(acc.GetPubKey())}
}

type rememberingAccount struct {
	sdk.AccountI
	key cryptotypes.PubKey
}

// GetPubKey implements sdk.AccountI.
func (a rememberingAccount) GetPubKey() cryptotypes.PubKey { return a.key }
