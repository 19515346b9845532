package testnet

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"

	cmtcfg "github.com/cometbft/cometbft/config"
	cmtcs "github.com/cometbft/cometbft/consensus"
	cmtjson "github.com/cometbft/cometbft/libs/json"
	"github.com/cometbft/cometbft/p2p"
	"github.com/spf13/viper"

	"github.com/cosmos/cosmos-sdk/telemetry"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"
)

// genesisKey is where CometBFT keeps a copy of the genesis document, which goes before the file.
const genesisKey = "genesisDoc"

// isolate changes every file that could lead to the live chain, the way out first, and returns what it did.
func (h *home) isolate() ([]string, error) {
	var done []string
	for _, step := range []func() (string, error){h.comet, h.app, h.client, h.telemetry, h.addresses, h.nodeKey, h.evidence, h.wal, h.genesis} {
		what, err := step()
		if err != nil {
			return done, err
		}
		if what != "" {
			done = append(done, what)
		}
	}
	return done, nil
}

// readComet reads config.toml by itself, without flags and environment, which are not to get into it, with every door on this machine only.
func (h *home) readComet() (cfg *cmtcfg.Config, path string, err error) {
	path = filepath.Join(h.dir, "config", "config.toml")
	settings := viper.New()
	settings.SetConfigFile(path)
	if err := settings.ReadInConfig(); err != nil {
		return nil, path, err
	}
	cfg = cmtcfg.DefaultConfig()
	if err := settings.Unmarshal(cfg); err != nil {
		return nil, path, fmt.Errorf("%s: %w", path, err)
	}
	for _, listen := range []*string{
		&cfg.P2P.ListenAddress, &cfg.RPC.ListenAddress, &cfg.RPC.GRPCListenAddress, &cfg.RPC.PprofListenAddress, &cfg.Instrumentation.PrometheusListenAddr,
	} {
		if *listen, err = localOnly(*listen); err != nil {
			return nil, path, fmt.Errorf("%s: %w", path, err)
		}
	}
	return cfg, path, nil
}

// comet takes peers, seeds, state sync and a remote signer out of config.toml, and closes the door: the node listens to this machine only.
func (h *home) comet() (what string, err error) {
	cfg, path, err := h.readComet()
	if err != nil {
		return "", err
	}
	cfg.P2P.Seeds, cfg.P2P.PersistentPeers, cfg.P2P.UnconditionalPeerIDs, cfg.P2P.PrivatePeerIDs = "", "", "", ""
	cfg.P2P.ExternalAddress, cfg.P2P.PexReactor, cfg.P2P.SeedMode = "", false, false
	cfg.StateSync.Enable = false
	cfg.PrivValidatorListenAddr = ""
	cmtcfg.WriteConfigFile(path, cfg)
	h.config.RPC.ListenAddress = cfg.RPC.ListenAddress
	return "config.toml: no peers, no seeds, no state sync, no remote signer; p2p on " + cfg.P2P.ListenAddress + ", rpc on " + cfg.RPC.ListenAddress, nil
}

// readApp reads app.toml with every door on this machine only. There may be none: the first start makes one, with local addresses.
func (h *home) readApp() (*viper.Viper, error) {
	path := filepath.Join(h.dir, "config", "app.toml")
	settings := viper.New()
	settings.SetConfigFile(path)
	if err := settings.ReadInConfig(); errors.Is(err, os.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	for _, key := range []string{"api.address", "grpc.address"} {
		if !settings.IsSet(key) {
			continue // the default is local
		}
		local, err := localOnly(settings.GetString(key))
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", path, key, err)
		}
		settings.Set(key, local)
	}
	return settings, nil
}

// app closes the doors of the application: who reads jobs and balances over them cannot tell the networks apart.
func (h *home) app() (string, error) {
	settings, err := h.readApp()
	if settings == nil || err != nil {
		return "", err
	}
	return "app.toml: REST and gRPC on this machine only", settings.WriteConfig()
}

// checkDoors refuses addresses that cannot be made local, before anything is written.
func (h *home) checkDoors() error {
	_, _, err := h.readComet()
	if err != nil {
		return err
	}
	_, err = h.readApp()
	return err
}

// localOnly makes of each of some addresses, as CometBFT lists them, one of this machine with the same port. One that is switched off, or a socket's, stays.
func localOnly(list string) (string, error) {
	addresses := strings.Split(list, ",")
	for i, listen := range addresses {
		var err error
		if addresses[i], err = localAddress(strings.TrimSpace(listen)); err != nil {
			return "", fmt.Errorf("%q: %w", list, err)
		}
	}
	return strings.Join(addresses, ","), nil
}

func localAddress(listen string) (string, error) {
	if listen == "" || strings.HasPrefix(listen, "unix://") {
		return listen, nil
	}
	address, tcp := strings.CutPrefix(listen, "tcp://")
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return "", err
	}
	local := net.JoinHostPort("127.0.0.1", port)
	if tcp {
		local = "tcp://" + local
	}
	return local, nil
}

// client lets commands sign for the test network and speak to its node, wherever they spoke to before.
func (h *home) client() (string, error) {
	path := filepath.Join(h.dir, "config", "client.toml")
	settings := viper.New()
	settings.SetConfigFile(path)
	if err := settings.ReadInConfig(); errors.Is(err, os.ErrNotExist) {
		return "", nil // the next command makes one
	} else if err != nil {
		return "", err
	}
	settings.Set("chain-id", h.opts.ChainID)
	settings.Set("node", h.config.RPC.ListenAddress)
	return "client.toml: chain-id " + h.opts.ChainID + ", node " + h.config.RPC.ListenAddress, settings.WriteConfig()
}

// telemetry keeps the node's metrics out of the nation's dashboards and alarms. The SDK makes an empty file where there is none.
func (h *home) telemetry() (string, error) {
	path := filepath.Join(h.dir, "config", telemetry.OtelFileName)
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0 {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return telemetry.OtelFileName + ": put aside as " + telemetry.OtelFileName + ".live", os.Rename(path, path+".live")
}

func (h *home) addresses() (string, error) {
	return "addrbook.json: removed", remove(h.config.P2P.AddrBookFile())
}

// nodeKey gives the node another name than the one that it was copied from.
func (h *home) nodeKey() (string, error) {
	if err := remove(h.config.NodeKeyFile()); err != nil {
		return "", err
	}
	key, err := p2p.LoadOrGenNodeKey(h.config.NodeKeyFile())
	if err != nil {
		return "", err
	}
	return "node_key.json: new, " + string(key.ID()), nil
}

// evidence of the live chain proves nothing in a network with another id.
func (h *home) evidence() (string, error) {
	return "evidence.db: removed", os.RemoveAll(filepath.Join(h.config.DBDir(), "evidence.db"))
}

// wal replaces what the node has heard of the live chain's next block by a log that begins after the last one.
func (h *home) wal() (string, error) {
	file := h.config.Consensus.WalFile()
	old, err := filepath.Glob(file + "*")
	if err != nil {
		return "", err
	}
	for _, name := range old {
		if err := remove(name); err != nil {
			return "", err
		}
	}
	log, err := cmtcs.NewWAL(file)
	if err != nil {
		return "", err
	}
	if err := log.Start(); err != nil {
		return "", err
	}
	err = log.WriteSync(cmtcs.EndHeightMessage{Height: h.state.LastBlockHeight + 1})
	err = errors.Join(err, log.Stop())
	log.Wait()
	return "the consensus log: begins anew", err
}

// genesis gives file and database the new chain id. Nothing else of it is read any more.
func (h *home) genesis() (string, error) {
	path := h.config.GenesisFile()
	genesis, err := genutiltypes.AppGenesisFromFile(path)
	if err != nil {
		return "", err
	}
	genesis.ChainID = h.opts.ChainID
	if err := genesis.ValidateAndComplete(); err != nil {
		return "", err
	}
	if err := genesis.SaveAs(path); err != nil {
		return "", err
	}
	doc, err := genesis.ToGenesisDoc()
	if err != nil {
		return "", err
	}
	bz, err := cmtjson.Marshal(doc)
	if err != nil {
		return "", err
	}
	return "genesis.json: chain_id " + h.opts.ChainID, h.stateDB.SetSync([]byte(genesisKey), bz)
}

// announce writes the file by which a halted node tells the next binary of an upgrade, which then adds and removes its stores when it opens the state.
// The returned function takes it back.
func (h *home) announce() (func() error, error) {
	if h.opts.Rehearsal.Upgrade == "" {
		return nothing, nil
	}
	path := filepath.Join(h.dir, "data", upgradetypes.UpgradeInfoFilename)
	before, err := os.ReadFile(path) // #nosec G304 -- the operator's own folder
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nothing, err
	}
	bz, err := json.Marshal(upgradetypes.Plan{Name: h.opts.Rehearsal.Upgrade, Height: h.state.LastBlockHeight + 1})
	if err != nil {
		return nothing, err
	}
	restore := func() error {
		if before == nil {
			return remove(path)
		}
		return os.WriteFile(path, before, 0o600)
	}
	return restore, os.WriteFile(path, bz, 0o600)
}

// nothing is to be taken back.
func nothing() error { return nil }

// remove removes a file that may be missing.
func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
