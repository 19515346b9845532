package testnet

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	cmtcfg "github.com/cometbft/cometbft/config"
	"github.com/cometbft/cometbft/privval"
	cmttypes "github.com/cometbft/cometbft/types"
	dbm "github.com/cosmos/cosmos-db"

	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"

	"github.com/agijobs/agijobs/app"
)

// Options say what to make of which folder.
type Options struct {
	// Config is CometBFT's; its RootDir is the copy. App are the node's other settings.
	Config     *cmtcfg.Config
	App        servertypes.AppOptions
	AppBackend dbm.BackendType
	// ChainID of the test network.
	ChainID string
	// Rehearsal names the people. Its Key is that of the folder, its Coins are Coins, of the chain's money.
	Rehearsal app.Rehearsal
	Coins     sdk.Coin
	// Progress hears what is done; it may take minutes on a large state.
	Progress func(format string, args ...any)
}

// Make makes a test network of a copy of a stopped node's folder and executes its first block. What is refused leaves the folder as it was, but for a
// block that the node had begun beyond its last: without it the folder is not the live chain's any more, and is marked. Once everything that can be
// refused has been asked, the folder is marked as unfinished to the end.
func Make(o Options) (report *Report, err error) {
	if err := RequireHome(o.Config.RootDir); err != nil {
		return nil, err
	}
	h, err := open(o)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	if err := h.checkID(); err != nil {
		return nil, err
	}
	signer, key, err := h.signingKey()
	if err != nil {
		return nil, err
	}
	h.opts.Rehearsal.Key = key
	if err := begin(h.dir, trying, h.state.ChainID, o.ChainID); err != nil {
		return nil, err
	}
	restore, err := h.announce()
	if err != nil {
		return nil, h.refused(err, restore)
	}
	broken, removed, err := h.try()
	if err != nil {
		return nil, h.refused(err, restore)
	}
	report = h.report(signer, removed)
	if err := begin(h.dir, making, h.state.ChainID, o.ChainID); err != nil {
		return nil, h.refused(err, restore)
	}
	if err := h.do(report, signer, broken); err != nil {
		return nil, fmt.Errorf("%w; the folder is left unfinished and no node starts in it: delete it and copy again", err)
	}
	return report, end(h.dir)
}

// refused takes back what was announced, and the mark off a folder in which nothing has changed.
func (h *home) refused(cause error, restore func() error) error {
	if err := restore(); err != nil {
		return errors.Join(cause, fmt.Errorf("the announced upgrade stays in this copy: %w", err))
	}
	if h.shortened {
		return fmt.Errorf("%w; a block that the live chain had begun is gone from this copy: only in-place-testnet can go on with it", cause)
	}
	return errors.Join(cause, end(h.dir))
}

// checkID refuses an id under which something could be valid in both networks.
func (h *home) checkID() error {
	genesis, err := genutiltypes.AppGenesisFromFile(h.config.GenesisFile())
	if err != nil {
		return err
	}
	id := h.opts.ChainID
	switch {
	case id == "" || len(id) > cmttypes.MaxChainIDLen:
		return fmt.Errorf("chain id %q: 1 to %d characters", id, cmttypes.MaxChainIDLen)
	case id == h.state.ChainID || id == genesis.ChainID:
		return fmt.Errorf("%s is the chain id of this folder: a test network needs another one, so that nothing that is signed in one is valid in the other", id)
	case h.state.ChainID != genesis.ChainID:
		return fmt.Errorf("genesis.json is of %s and the blocks are of %s: copy the whole folder of one node", genesis.ChainID, h.state.ChainID)
	}
	return nil
}

// try asks everything that can be refused: whether the parts of the folder fit, and whether the state takes the rewrite. It returns which
// invariants do not hold on the live state, and who loses power.
func (h *home) try() (broken []string, removed []sdk.AccAddress, err error) {
	if err := h.checkDoors(); err != nil {
		return nil, nil, err
	}
	if err := h.align(); err != nil {
		return nil, nil, err
	}
	if err := h.openApp(); err != nil {
		return nil, nil, err
	}
	if id := h.chain.LastCommitID(); !bytes.Equal(id.Hash, h.state.AppHash) {
		return nil, nil, fmt.Errorf("the application's state has the hash %X, the chain says %X: the copy is damaged", id.Hash, h.state.AppHash)
	}
	if err := h.checkCoins(); err != nil {
		return nil, nil, err
	}
	if h.upgrades, err = h.checkUpgrade(); err != nil {
		return nil, nil, err
	}
	if !h.upgrades { // a binary reads the state that it has made itself, not the one before its upgrade
		h.opts.Progress("checking the invariants of block %d", h.state.LastBlockHeight)
		broken = h.broken()
	}
	h.opts.Progress("trying the rewrite")
	removed, err = h.tryRehearsal()
	return broken, removed, err
}

func (h *home) checkCoins() error {
	if h.opts.Coins.IsNil() || h.opts.Coins.IsZero() {
		return nil
	}
	denom, err := h.chain.Sovereign.Denom(h.chain.ReadContext())
	if err != nil {
		return err
	}
	if h.opts.Coins.Denom != denom {
		return fmt.Errorf("%s: the money of %s is %s", h.opts.Coins, h.state.ChainID, denom)
	}
	h.opts.Rehearsal.Coins = h.opts.Coins.Amount
	return nil
}

// checkUpgrade tells whether an upgrade is carried out in the first block: the one that was asked for, or one before which the live chain stands.
func (h *home) checkUpgrade() (bool, error) {
	if name := h.opts.Rehearsal.Upgrade; name != "" {
		if !h.chain.Upgrade.HasHandler(name) {
			return false, fmt.Errorf("this binary has no upgrade %q: take the one that brings it", name)
		}
		return true, nil
	}
	plan, err := h.chain.Upgrade.GetUpgradePlan(h.chain.ReadContext())
	if errors.Is(err, upgradetypes.ErrNoUpgradePlanFound) {
		return false, nil
	}
	if err != nil || plan.Height != h.state.LastBlockHeight+1 {
		return false, err
	}
	if !h.chain.Upgrade.HasHandler(plan.Name) {
		return false, fmt.Errorf("%s stands before its upgrade %q, which this binary lacks: take the one that brings it", h.state.ChainID, plan.Name)
	}
	return true, nil
}

func (h *home) tryRehearsal() (removed []sdk.AccAddress, err error) {
	defer func() {
		// x/upgrade panics for a binary that lacks the upgrade which is due.
		if r := recover(); r != nil {
			err = fmt.Errorf("block %d: %v", h.state.LastBlockHeight+1, r)
		}
	}()
	return h.chain.TryRehearsal(h.opts.Rehearsal, h.next())
}

// broken lists the invariants that do not hold, by name with what is wrong.
func (h *home) broken() []string {
	var out []string
	ctx := h.chain.ReadContext()
	for _, i := range h.chain.Invariants() {
		if err := i.Check(ctx); err != nil {
			out = append(out, i.Name+": "+err.Error())
		}
	}
	return out
}

// do writes.
func (h *home) do(report *Report, signer *privval.FilePV, before []string) (err error) {
	h.opts.Progress("cutting the folder off from %s", h.state.ChainID)
	if report.Files, err = h.isolate(); err != nil {
		return err
	}
	signer.Save()
	if err := h.found(signer); err != nil {
		return err
	}
	h.opts.Progress("executing block %d", h.state.LastBlockHeight+1)
	h.chain.Rehearse(h.opts.Rehearsal)
	report.Time = h.next()
	if err := h.firstBlock(signer, report.Time); err != nil {
		return err
	}
	h.opts.Progress("checking the invariants of block %d", h.state.LastBlockHeight)
	for _, failed := range h.broken() {
		// What was broken before may be worded otherwise now. What an upgrade has broken is what the rehearsal is for.
		known := slices.ContainsFunc(before, func(old string) bool { return nameOf(old) == nameOf(failed) })
		if !known && !h.upgrades {
			return fmt.Errorf("the rewrite has broken an invariant, which is a defect of this program: %s", failed)
		}
		report.Broken = append(report.Broken, failed)
	}
	return nil
}

func nameOf(failed string) string {
	name, _, _ := strings.Cut(failed, ": ")
	return name
}

func (h *home) report(signer *privval.FilePV, removed []sdk.AccAddress) *Report {
	r := h.opts.Rehearsal
	out := &Report{
		Home: h.dir, From: h.state.ChainID, ChainID: h.opts.ChainID, LastLive: h.state.LastBlockHeight,
		Operator: r.Operator.String(), ConsensusAddress: signer.Key.Address.String(), Power: app.RehearsalPower,
		Removed: texts(removed), Council: texts(r.Council), Guardians: texts(r.Guardians), Registrars: texts(r.Registrars), Upgrade: r.Upgrade, Broken: []string{},
	}
	if len(r.Council) > 0 {
		out.Threshold = r.Threshold
	}
	if !r.Coins.IsNil() {
		out.Coins = h.opts.Coins.String()
	}
	return out
}

func texts(list []sdk.AccAddress) []string {
	out := make([]string, len(list))
	for i, addr := range list {
		out[i] = addr.String()
	}
	return out
}
