// Package app composes the modules into the AGI Jobs chain.
package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"sync"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/spf13/cast"

	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"
	reflectionv1 "cosmossdk.io/api/cosmos/reflection/v1"
	"cosmossdk.io/client/v2/autocli"
	"cosmossdk.io/core/appmodule"
	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/client/grpc/cmtservice"
	nodeservice "github.com/cosmos/cosmos-sdk/client/grpc/node"
	"github.com/cosmos/cosmos-sdk/codec"
	addresscodec "github.com/cosmos/cosmos-sdk/codec/address"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	runtimeservices "github.com/cosmos/cosmos-sdk/runtime/services"
	"github.com/cosmos/cosmos-sdk/server"
	"github.com/cosmos/cosmos-sdk/server/api"
	serverconfig "github.com/cosmos/cosmos-sdk/server/config"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	"github.com/cosmos/cosmos-sdk/std"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/module"
	"github.com/cosmos/cosmos-sdk/types/msgservice"
	"github.com/cosmos/cosmos-sdk/version"
	authtx "github.com/cosmos/cosmos-sdk/x/auth/tx"
	authzmodule "github.com/cosmos/cosmos-sdk/x/authz/module"
	"github.com/cosmos/cosmos-sdk/x/bank"
	"github.com/cosmos/cosmos-sdk/x/evidence"
	feegrantmodule "github.com/cosmos/cosmos-sdk/x/feegrant/module"
	"github.com/cosmos/cosmos-sdk/x/genutil"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"
	"github.com/cosmos/cosmos-sdk/x/gov"
	"github.com/cosmos/cosmos-sdk/x/upgrade"

	"github.com/agijobs/agijobs/app/lanes"
	"github.com/agijobs/agijobs/app/metrics" // state-ok: it is told what happens and tells nobody who computes state
	"github.com/agijobs/agijobs/app/sigcache"
	"github.com/agijobs/agijobs/client/docs" // state-ok: what a node serves to readers
	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/internal/protofiles"
	"github.com/agijobs/agijobs/x/certificates"
	nftmodule "github.com/agijobs/agijobs/x/certificates/nft"
	"github.com/agijobs/agijobs/x/identity"
	"github.com/agijobs/agijobs/x/jobs"
	"github.com/agijobs/agijobs/x/operators"
	"github.com/agijobs/agijobs/x/operators/guard"
	"github.com/agijobs/agijobs/x/reputation"
	"github.com/agijobs/agijobs/x/sovereign"
	"github.com/agijobs/agijobs/x/thermostat"
	"github.com/agijobs/agijobs/x/validation"
)

var _ servertypes.Application = (*App)(nil)

// App is the chain's state machine.
type App struct {
	*baseapp.BaseApp
	Keepers

	amino    *codec.LegacyAmino
	cdc      codec.Codec
	registry codectypes.InterfaceRegistry
	txConfig client.TxConfig
	keys     storeKeys

	manager      *module.Manager
	basics       module.BasicManager
	configurator module.Configurator

	// pool holds what waits on this node; executed are the transactions of the block that is not committed yet. No state depends on them.
	pool     *lanes.Pool
	executed [][]byte
	// decided: BaseApp executes a block that CometBFT has decided on.
	decided bool

	// signatures remembers which are good, checkedAhead is the last block whose signatures were verified for it. No state depends on them.
	signatures   *sigcache.Cache
	checkedAhead []byte

	// unwatch ends the looks at the market; nil where nobody looks.
	unwatch func() error
	// strict: a chain starts by the rules of CheckRules only.
	strict bool
	// rehearsal is what the next block makes of the state first; nil on every chain but a test network that is being made.
	rehearsal *Rehearsal

	closeOnce sync.Once
	closeErr  error
}

// New builds the chain on a database. With loadLatest it loads the last committed height.
// It panics where the program itself is wrong: no configuration of a node may get it that far.
func New(logger log.Logger, db dbm.DB, loadLatest bool, opts servertypes.AppOptions, baseOpts ...func(*baseapp.BaseApp)) *App {
	app := &App{keys: newStoreKeys()}
	app.setCodecs()

	app.BaseApp = baseapp.NewBaseApp(Name, logger, db, app.txConfig.TxDecoder(), baseOpts...)
	app.SetVersion(version.Version)
	app.SetInterfaceRegistry(app.registry)
	app.SetTxEncoder(app.txConfig.TxEncoder())

	app.Keepers = newKeepers(keeperInputs{
		cdc: app.cdc, amino: app.amino, keys: app.keys, base: app.BaseApp, logger: logger,
		home: cast.ToString(opts.Get(flags.FlagHome)), skip: skippedUpgrades(opts),
	})
	app.SetCircuitBreaker(app.Sovereign) // before the services: they are registered with it
	app.setModules()
	app.setServices()

	app.MountKVStores(app.keys.kv)
	app.MountTransientStores(app.keys.transient)
	app.MountObjectStores(app.keys.object)
	app.setExecutor(opts)
	app.setBlockSpace(opts)
	app.setSignatures(opts)

	app.SetInitChainer(app.initChainer)
	app.SetPreBlocker(app.preBlocker)
	app.SetBeginBlocker(app.beginBlocker)
	app.SetEndBlocker(app.endBlocker)
	app.SetPrecommiter(app.commitStores)
	app.setAnteHandler()
	must(app.setUpgrades())

	if loadLatest {
		must(app.LoadLatestVersion())
	}
	return app
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func skippedUpgrades(opts servertypes.AppOptions) map[int64]bool {
	skip := make(map[int64]bool)
	for _, h := range cast.ToIntSlice(opts.Get(server.FlagUnsafeSkipUpgrades)) {
		skip[int64(h)] = true
	}
	return skip
}

// setCodecs builds the codecs on all protos, linked as a whole (internal/protofiles says why).
func (app *App) setCodecs() {
	files, err := protofiles.Files()
	must(err)
	must(msgservice.ValidateProtoAnnotations(files))
	options := signingOptions()
	options.FileResolver = files
	registry, err := codectypes.NewInterfaceRegistryWithOptions(codectypes.InterfaceRegistryOptions{
		ProtoFiles: files, SigningOptions: options,
	})
	must(err)
	must(registry.SigningContext().Validate())
	app.registry = registry
	app.cdc = codec.NewProtoCodec(registry)
	app.amino = codec.NewLegacyAmino()
	app.txConfig, err = authtx.NewTxConfigWithOptions(app.cdc, authtx.ConfigOptions{
		EnabledSignModes: authtx.DefaultSignModes, SigningOptions: &options, SigningContext: registry.SigningContext(),
	})
	must(err)
	std.RegisterLegacyAminoCodec(app.amino)
	std.RegisterInterfaces(registry)
}

func (app *App) setModules() {
	k, cdc := app.Keepers, app.cdc
	app.manager = module.NewManager(
		genutil.NewAppModule(k.Account, k.Staking, app, app.txConfig),
		guard.NewAuth(cdc, k.Account),
		bank.NewAppModule(cdc, k.Bank, k.Account),
		feegrantmodule.NewAppModule(cdc, k.Account, k.Bank, k.FeeGrant, app.registry),
		guard.NewGov(cdc, k.Gov, k.Account, k.Bank, k.Operators, k.Sovereign),
		guard.NewSlashing(cdc, k.Slashing, k.Account, k.Bank, k.Staking, app.registry, k.Operators),
		guard.NewDistribution(cdc, k.Distribution, k.Account, k.Bank, k.Staking),
		guard.NewStaking(cdc, k.Staking, k.Account, k.Bank, k.Operators, k.Slashing),
		upgrade.NewAppModule(k.Upgrade, k.Account.AddressCodec()),
		evidence.NewAppModule(k.Evidence),
		authzmodule.NewAppModule(cdc, k.Authz, k.Account, k.Bank, app.registry),
		guard.NewConsensus(cdc, k.Consensus, k.Operators),
		nftmodule.NewAppModule(cdc, k.NFT),
		sovereign.NewAppModule(cdc, k.Sovereign),
		identity.NewAppModule(cdc, k.Identity),
		operators.NewAppModule(cdc, k.Operators),
		reputation.NewAppModule(cdc, k.Reputation),
		validation.NewAppModule(cdc, k.Validation),
		certificates.NewAppModule(cdc, k.Certificates),
		jobs.NewAppModule(cdc, k.Jobs),
		thermostat.NewAppModule(cdc, k.Thermostat),
	)
	app.basics = module.NewBasicManagerFromManager(app.manager, map[string]module.AppModuleBasic{
		genutiltypes.ModuleName: genutil.NewAppModuleBasic(genutiltypes.DefaultMessageValidator),
		"gov":                   gov.NewAppModuleBasic(nil),
	})
	app.basics.RegisterLegacyAminoCodec(app.amino)
	app.basics.RegisterInterfaces(app.registry)

	app.manager.SetOrderPreBlockers(preBlockers...)
	app.manager.SetOrderBeginBlockers(beginBlockers...)
	app.manager.SetOrderEndBlockers(endBlockers...)
	app.manager.SetOrderInitGenesis(genesisOrder...)
	app.manager.SetOrderExportGenesis(genesisOrder...)
}

func (app *App) setServices() {
	app.configurator = module.NewConfigurator(app.cdc, app.MsgServiceRouter(), app.GRPCQueryRouter())
	must(app.manager.RegisterServices(app.configurator))
	autocliv1.RegisterQueryServer(app.GRPCQueryRouter(), runtimeservices.NewAutoCLIQueryService(app.manager.Modules))
	reflection, err := runtimeservices.NewReflectionService()
	must(err)
	reflectionv1.RegisterReflectionServiceServer(app.GRPCQueryRouter(), reflection)
}

func (app *App) initChainer(ctx sdk.Context, req *abci.RequestInitChain) (*abci.ResponseInitChain, error) {
	var state GenesisState
	if err := json.Unmarshal(req.AppStateBytes, &state); err != nil {
		return nil, fmt.Errorf("genesis: app_state is no JSON object: %w", err)
	}
	if err := CheckGenesis(state, app.cdc); err != nil {
		return nil, err
	}
	if app.strict {
		if err := checkRulesOf(req, state, app.cdc); err != nil {
			return nil, err
		}
	}
	if err := app.Upgrade.SetModuleVersionMap(ctx, app.manager.GetVersionMap()); err != nil {
		return nil, err
	}
	res, err := app.manager.InitGenesis(ctx, app.cdc, state)
	if err != nil {
		return nil, err
	}
	// A payment to the address of a pool that has no account yet would make a plain one of it, and no module could pay it again.
	for _, account := range ModuleAccounts() {
		app.Account.GetModuleAccount(ctx, account.Name)
	}
	return res, app.knowParams(ctx)
}

func (app *App) preBlocker(ctx sdk.Context, _ *abci.RequestFinalizeBlock) (*sdk.ResponsePreBlock, error) {
	if app.rehearsal != nil {
		return app.rehearseOnce(ctx)
	}
	return app.manager.PreBlock(ctx)
}

func (app *App) beginBlocker(ctx sdk.Context) (sdk.BeginBlock, error) {
	ctx, err := app.Operators.KnownVotes(ctx)
	if err != nil {
		return sdk.BeginBlock{}, err
	}
	return app.manager.BeginBlock(ctx)
}

func (app *App) endBlocker(ctx sdk.Context) (sdk.EndBlock, error) {
	took := metrics.Stopwatch()
	end, err := app.manager.EndBlock(ctx)
	metrics.Ended(took())
	if err == nil && app.decided {
		app.writeStores(ctx)
	}
	return end, err
}

// Close releases the database. The server closes an application twice, and not every database forgives that.
func (app *App) Close() error {
	app.closeOnce.Do(func() {
		if app.unwatch != nil {
			app.closeErr = app.unwatch()
		}
		app.closeErr = errors.Join(app.closeErr, app.BaseApp.Close())
	})
	return app.closeErr
}

// Invariants lists what must always hold, over all modules.
func (app *App) Invariants() []invariant.Invariant {
	var all []invariant.Invariant
	all = append(all, app.Sovereign.Invariants()...)
	all = append(all, app.Identity.Invariants()...)
	all = append(all, app.Operators.Invariants()...)
	all = append(all, app.Reputation.Invariants()...)
	all = append(all, app.Validation.Invariants()...)
	all = append(all, app.Certificates.Invariants()...)
	all = append(all, app.Jobs.Invariants()...)
	return append(all, app.Thermostat.Invariants()...)
}

// CheckInvariants runs all invariants against the last committed state.
func (app *App) CheckInvariants() error {
	return errors.Join(invariant.Check(app.ReadContext(), app.Invariants())...)
}

// ReadContext is a context of the last committed state; what is written to it is lost.
func (app *App) ReadContext() sdk.Context {
	return sdk.NewContext(app.CommitMultiStore().CacheMultiStore(), app.lastHeader(), false, app.Logger())
}

func (app *App) lastHeader() cmtproto.Header {
	return cmtproto.Header{ChainID: app.ChainID(), Height: app.LastBlockHeight()}
}

// Codec returns the protobuf codec.
func (app *App) Codec() codec.Codec { return app.cdc }

// LegacyAmino returns the amino codec, which Ledger devices sign with.
func (app *App) LegacyAmino() *codec.LegacyAmino { return app.amino }

// InterfaceRegistry returns the registry of all types.
func (app *App) InterfaceRegistry() codectypes.InterfaceRegistry { return app.registry }

// TxConfig returns how transactions are encoded and signed.
func (app *App) TxConfig() client.TxConfig { return app.txConfig }

// Basics returns the modules without their state.
func (app *App) Basics() module.BasicManager { return maps.Clone(app.basics) }

// AutoCLI returns what generated commands need.
func (app *App) AutoCLI() autocli.AppOptions {
	modules := make(map[string]appmodule.AppModule)
	for name, m := range app.manager.Modules { // state-ok: fills another map; commands only
		if am, ok := m.(appmodule.AppModule); ok {
			modules[name] = am
		}
	}
	return autocli.AppOptions{
		Modules:               modules,
		ModuleOptions:         runtimeservices.ExtractAutoCLIOptions(app.manager.Modules),
		AddressCodec:          app.Account.AddressCodec(),
		ValidatorAddressCodec: addresscodec.NewBech32Codec(sdk.GetConfig().GetBech32ValidatorAddrPrefix()),
		ConsensusAddressCodec: addresscodec.NewBech32Codec(sdk.GetConfig().GetBech32ConsensusAddrPrefix()),
	}
}

// RegisterAPIRoutes serves REST and our own OpenAPI description.
func (app *App) RegisterAPIRoutes(server *api.Server, config serverconfig.APIConfig) {
	ctx := server.ClientCtx
	authtx.RegisterGRPCGatewayRoutes(ctx, server.GRPCGatewayRouter)
	cmtservice.RegisterGRPCGatewayRoutes(ctx, server.GRPCGatewayRouter)
	nodeservice.RegisterGRPCGatewayRoutes(ctx, server.GRPCGatewayRouter)
	app.basics.RegisterGRPCGatewayRoutes(ctx, server.GRPCGatewayRouter)
	if config.Swagger {
		server.Router.HandleFunc("/"+docs.OpenAPI, serveOpenAPI).Methods(http.MethodGet)
	}
}

// RegisterTxService serves simulation and look-up of transactions.
func (app *App) RegisterTxService(ctx client.Context) {
	authtx.RegisterTxService(app.GRPCQueryRouter(), ctx, app.Simulate, app.registry)
}

// RegisterTendermintService serves blocks and validators.
func (app *App) RegisterTendermintService(ctx client.Context) {
	cmtservice.RegisterTendermintService(ctx, app.GRPCQueryRouter(), app.registry, app.Query)
}

// RegisterNodeService serves the node's own configuration.
func (app *App) RegisterNodeService(ctx client.Context, cfg serverconfig.Config) {
	nodeservice.RegisterNodeService(ctx, app.GRPCQueryRouter(), cfg, func() int64 { return app.CommitMultiStore().EarliestVersion() })
}

func serveOpenAPI(w http.ResponseWriter, r *http.Request) {
	http.ServeFileFS(w, r, docs.FS, docs.OpenAPI)
}
