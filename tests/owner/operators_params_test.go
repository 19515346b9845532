package owner

import (
	"testing"
	"time"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	consensustypes "github.com/cosmos/cosmos-sdk/x/consensus/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	operatorstypes "github.com/agijobs/agijobs/x/operators/types"
)

func govVote(a testapp.Actor, id uint64) sdk.Msg {
	return govv1.NewMsgVote(a.Addr, id, govv1.OptionYes, "")
}

func coins(denom string, amount int64) []sdk.Coin {
	return sdk.NewCoins(sdk.NewInt64Coin(denom, amount))
}

func TestStakingParametersRefused(t *testing.T) {
	n := startNodes(t)
	n.joinAll()
	msg := func(edit func(*stakingtypes.Params)) sdk.Msg {
		p, err := n.App.Staking.GetParams(n.Ctx())
		require.NoError(n.T, err)
		p.UnbondingTime = operatorstypes.MinUnbonding
		edit(&p)
		return &stakingtypes.MsgUpdateParams{Authority: app.Authority(), Params: p}
	}
	for text, edit := range map[string]func(*stakingtypes.Params){
		"bond_denom is \"uagi\"": func(p *stakingtypes.Params) {
			p.BondDenom, p.KeyRotationFee = testapp.Denom, sdk.NewInt64Coin(testapp.Denom, 1)
		},
		"key_rotation_fee is not 1seat":              func(p *stakingtypes.Params) { p.KeyRotationFee.Amount = math.NewInt(2) },
		"max_validators is 3; there are 4 operators": func(p *stakingtypes.Params) { p.MaxValidators = 3 },
		"longer than evidence max_age_duration":      func(p *stakingtypes.Params) { p.UnbondingTime = 22 * 24 * time.Hour },
		"unbonding_time is 59m59s; at least 1h0m0s":  func(p *stakingtypes.Params) { p.UnbondingTime = time.Hour - time.Second },
	} {
		n.vetoed(operatorstypes.ErrStakingParams, text, msg(edit))
	}
	n.Govern(msg(func(p *stakingtypes.Params) { p.MaxValidators = 4 }))
	stranger := msg(func(p *stakingtypes.Params) { p.MaxValidators = 3 }).(*stakingtypes.MsgUpdateParams)
	stranger.Authority = n.citizen.String()
	n.refused(sdkerrors.ErrUnauthorized, "invalid authority", n.citizen, stranger)
}

func stakingParams(t *testing.T, n *nodes) stakingtypes.Params {
	t.Helper()
	p, err := n.App.Staking.GetParams(n.Ctx())
	require.NoError(t, err)
	return p
}

func TestNoRoomForMoreOperators(t *testing.T) {
	n := startNodes(t)
	p := stakingParams(t, n)
	p.MaxValidators, p.UnbondingTime = 1, operatorstypes.MinUnbonding
	n.Govern(&stakingtypes.MsgUpdateParams{Authority: app.Authority(), Params: p})
	n.vetoed(operatorstypes.ErrTooManyOperators, "", grantSeats(n.ops[0], 100))
	n.Govern(grantSeats(n.Operator(), 1))
}

func TestSlashingParametersRefused(t *testing.T) {
	n := startNodes(t)
	msg := func(edit func(*slashingtypes.Params)) sdk.Msg {
		p, err := n.App.Slashing.GetParams(n.Ctx())
		require.NoError(n.T, err)
		edit(&p)
		return &slashingtypes.MsgUpdateParams{Authority: app.Authority(), Params: p}
	}
	n.vetoed(operatorstypes.ErrSlashingParams, "signed_blocks_window is 99", msg(func(p *slashingtypes.Params) { p.SignedBlocksWindow = 99 }))
	n.vetoed(operatorstypes.ErrSlashingParams, "min_signed_per_window is 1.0", msg(func(p *slashingtypes.Params) { p.MinSignedPerWindow = math.LegacyOneDec() }))
	n.Govern(msg(func(p *slashingtypes.Params) { p.SignedBlocksWindow = 5_000 }))
}

func TestGovParametersRefused(t *testing.T) {
	n := startNodes(t)
	msg := func(edit func(*govv1.Params)) sdk.Msg {
		p, err := n.App.Gov.Params.Get(n.Ctx())
		require.NoError(n.T, err)
		edit(&p)
		return &govv1.MsgUpdateParams{Authority: app.Authority(), Params: p}
	}
	short, shorter := 59*time.Second, 58*time.Second
	for text, edits := range map[string][]func(*govv1.Params){
		"deposits are never burnt": {
			func(p *govv1.Params) { p.BurnVoteVeto = true },
			func(p *govv1.Params) { p.BurnVoteQuorum = true },
			func(p *govv1.Params) { p.BurnProposalDepositPrevote = true },
		},
		"min_deposit is": {
			func(p *govv1.Params) {
				p.MinDeposit = coins(app.SeatDenom, 1)
				p.ExpeditedMinDeposit = coins(app.SeatDenom, 2)
			},
			func(p *govv1.Params) {
				p.MinDeposit = coins(testapp.Denom, 1_000_001)
				p.ExpeditedMinDeposit = coins(testapp.Denom, 1_000_002)
			},
			func(p *govv1.Params) { p.ExpeditedMinDeposit = coins("other", 2) },
		},
		"a cancelled proposal's deposit comes back": {
			func(p *govv1.Params) { p.ProposalCancelRatio = "0.5" },
			func(p *govv1.Params) { p.ProposalCancelDest = n.citizen.String() },
		},
		"min_deposit_ratio is": {
			func(p *govv1.Params) { p.MinDepositRatio = "" },
			func(p *govv1.Params) { p.MinDepositRatio = "2" },
		},
		"voting_period must be at least 1m0s": {
			func(p *govv1.Params) { p.VotingPeriod, p.ExpeditedVotingPeriod = &short, &shorter },
		},
	} {
		for _, edit := range edits {
			n.vetoed(operatorstypes.ErrGovParams, text, msg(edit))
		}
	}
	// x/gov itself refuses these.
	for _, edit := range []func(*govv1.Params){
		func(p *govv1.Params) { p.MinDeposit = nil },
		func(p *govv1.Params) { p.VotingPeriod = new(time.Duration) },
	} {
		require.Equal(t, govv1.StatusFailed, n.Propose(msg(edit)).Status)
	}
	longer := 30 * 24 * time.Hour
	n.Govern(msg(func(p *govv1.Params) { p.VotingPeriod = &longer }))
}

func TestConsensusParametersRefused(t *testing.T) {
	n := startNodes(t)
	msg := func(edit func(*consensustypes.MsgUpdateParams)) sdk.Msg {
		p, err := n.App.Consensus.ParamsStore.Get(n.Ctx())
		require.NoError(n.T, err)
		m := &consensustypes.MsgUpdateParams{Authority: app.Authority(), Block: p.Block, Evidence: p.Evidence, Validator: p.Validator}
		edit(m)
		return m
	}
	for text, edits := range map[string][]func(*consensustypes.MsgUpdateParams){
		"authority must stay empty": {
			func(m *consensustypes.MsgUpdateParams) {
				m.Auth = &cmtproto.AuthorityParams{Authority: n.citizen.String()}
			},
			func(m *consensustypes.MsgUpdateParams) {
				m.Auth = &cmtproto.AuthorityParams{Authority: app.Authority()}
			},
		},
		"block max_bytes": {
			func(m *consensustypes.MsgUpdateParams) {
				m.Block.MaxBytes, m.Evidence.MaxBytes = operatorstypes.MinBlockBytes-1, 1_000
			},
			func(m *consensustypes.MsgUpdateParams) { m.Block.MaxBytes = operatorstypes.MaxBlockBytes + 1 },
			func(m *consensustypes.MsgUpdateParams) { m.Block.MaxBytes = -1 },
		},
		"block max_gas": {
			func(m *consensustypes.MsgUpdateParams) { m.Block.MaxGas = operatorstypes.MinBlockGas - 1 },
			func(m *consensustypes.MsgUpdateParams) { m.Block.MaxGas = operatorstypes.MaxBlockGas + 1 },
			func(m *consensustypes.MsgUpdateParams) { m.Block.MaxGas = -1 },
		},
		"pub_key_types lacks ed25519": {
			func(m *consensustypes.MsgUpdateParams) { m.Validator.PubKeyTypes = []string{"secp256k1"} },
		},
		"longer than evidence max_age_duration": {
			func(m *consensustypes.MsgUpdateParams) { m.Evidence.MaxAgeDuration = opUnbonding - 1 },
		},
		"vote extensions": {
			func(m *consensustypes.MsgUpdateParams) {
				m.Abci = &cmtproto.ABCIParams{VoteExtensionsEnableHeight: 1_000}
			},
		},
	} {
		for _, edit := range edits {
			n.vetoed(operatorstypes.ErrConsensusParams, text, msg(edit))
		}
	}
	n.Govern(msg(func(m *consensustypes.MsgUpdateParams) { m.Block.MaxGas = app.MaxBlockGas * 2 }))
	p, err := n.App.Consensus.ParamsStore.Get(n.Ctx())
	require.NoError(t, err)
	require.EqualValues(t, app.MaxBlockGas*2, p.Block.MaxGas)
	require.Empty(t, p.GetAuthority().GetAuthority())
}

func TestClosedProposalIsNotCancelled(t *testing.T) {
	n := startNodes(t)
	id := n.submit(grantSeats(n.ops[0], 1))
	vote := n.Sign(n.Operator(), govVote(n.Operator(), id))
	cancel := n.Sign(n.Operator(), govv1.NewMsgCancelProposal(id, n.Operator().String()))
	res := n.Block(vote, cancel)
	require.Zero(t, res[0].Code, res[0].Log)
	require.Equal(t, operatorstypes.ErrProposalClosed.ABCICode(), res[1].Code, res[1].Log)
	require.Equal(t, operatorstypes.ModuleName, res[1].Codespace)
	require.Equal(t, govv1.StatusPassed, n.Proposal(id).Status)
	n.ForgetSequences()

	open := n.submit(grantSeats(n.ops[0], 1))
	n.Must(n.Operator(), govv1.NewMsgCancelProposal(open, n.Operator().String()))
}
