package simulation

import (
	"time"

	"github.com/stretchr/testify/require"

	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	consensustypes "github.com/cosmos/cosmos-sdk/x/consensus/types"
	distrtypes "github.com/cosmos/cosmos-sdk/x/distribution/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
)

// sdkOwnerFactories are the authority's in the modules of the SDK.
func sdkOwnerFactories(reg *registry) {
	add(reg, 1, updateAuth)
	add(reg, 1, updateBank)
	add(reg, 1, setSendEnabled)
	add(reg, 1, updateConsensus)
	add(reg, 1, updateDistribution)
	add(reg, 1, updateGov)
	add(reg, 1, updateSlashing)
	add(reg, 1, updateStaking)
	add(reg, 1, softwareUpgrade)
	add(reg, 2, cancelUpgrade)
}

func updateAuth(n *Nation) *authtypes.MsgUpdateParams {
	p := n.App.Account.GetParams(n.view.ctx)
	p.MaxMemoCharacters = uint64(n.between(128, 512))
	return &authtypes.MsgUpdateParams{Authority: app.Authority(), Params: p}
}

func updateBank(n *Nation) *banktypes.MsgUpdateParams {
	return &banktypes.MsgUpdateParams{Authority: app.Authority(), Params: n.App.Bank.GetParams(n.view.ctx)}
}

func setSendEnabled(*Nation) *banktypes.MsgSetSendEnabled {
	return banktypes.NewMsgSetSendEnabled(app.Authority(), []*banktypes.SendEnabled{{Denom: testapp.Denom, Enabled: true}}, nil)
}

func updateConsensus(n *Nation) *consensustypes.MsgUpdateParams {
	p := app.ConsensusParams().ToProto()
	p.Block.MaxGas += int64(n.between(0, 1_000))
	return &consensustypes.MsgUpdateParams{Authority: app.Authority(), Block: p.Block, Evidence: p.Evidence, Validator: p.Validator}
}

func updateDistribution(n *Nation) *distrtypes.MsgUpdateParams {
	p, err := n.App.Distribution.Params.Get(n.view.ctx)
	require.NoError(n.T, err)
	return &distrtypes.MsgUpdateParams{Authority: app.Authority(), Params: p}
}

func updateGov(n *Nation) *govv1.MsgUpdateParams {
	p, err := n.App.Gov.Params.Get(n.view.ctx)
	require.NoError(n.T, err)
	period := time.Duration(n.between(5, 9)) * 24 * time.Hour
	p.VotingPeriod = &period
	return &govv1.MsgUpdateParams{Authority: app.Authority(), Params: p}
}

func updateSlashing(n *Nation) *slashingtypes.MsgUpdateParams {
	p, err := n.App.Slashing.GetParams(n.view.ctx)
	require.NoError(n.T, err)
	p.SignedBlocksWindow = int64(n.between(100, 10_000))
	return &slashingtypes.MsgUpdateParams{Authority: app.Authority(), Params: p}
}

func updateStaking(n *Nation) *stakingtypes.MsgUpdateParams {
	p, err := n.App.Staking.GetParams(n.view.ctx)
	require.NoError(n.T, err)
	p.MaxEntries = uint32(n.between(7, 20))
	return &stakingtypes.MsgUpdateParams{Authority: app.Authority(), Params: p}
}

// softwareUpgrade plans one that never comes.
func softwareUpgrade(n *Nation) *upgradetypes.MsgSoftwareUpgrade {
	return &upgradetypes.MsgSoftwareUpgrade{Authority: app.Authority(), Plan: upgradetypes.Plan{Name: "next", Height: n.Height + 1_000_000}}
}

func cancelUpgrade(*Nation) *upgradetypes.MsgCancelUpgrade {
	return &upgradetypes.MsgCancelUpgrade{Authority: app.Authority()}
}
