package owner

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	sdkmath "cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	consensustypes "github.com/cosmos/cosmos-sdk/x/consensus/types"
	distrtypes "github.com/cosmos/cosmos-sdk/x/distribution/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/agijobs/agijobs/app"
	operatorstypes "github.com/agijobs/agijobs/x/operators/types"
)

// Gas that no transaction could pay, or a multisig member's signatures that are not taken, would lock the owner out for ever.
func TestAuthParametersRefused(t *testing.T) {
	n := startNodes(t)
	msg := func(edit func(*authtypes.Params)) sdk.Msg {
		p := n.App.Account.GetParams(n.Ctx())
		edit(&p)
		return &authtypes.MsgUpdateParams{Authority: app.Authority(), Params: p}
	}
	for text, edit := range map[string]func(*authtypes.Params){
		"tx_sig_limit is 6; choose 7 to 100":                    func(p *authtypes.Params) { p.TxSigLimit = 6 },
		"tx_sig_limit is 101":                                   func(p *authtypes.Params) { p.TxSigLimit = 101 },
		"tx_size_cost_per_byte is 101; choose 1 to 100":         func(p *authtypes.Params) { p.TxSizeCostPerByte = 101 },
		"sig_verify_cost_ed25519 is 100001":                     func(p *authtypes.Params) { p.SigVerifyCostED25519 = 100_001 },
		"sig_verify_cost_secp256k1 is 18446744073709551615":     func(p *authtypes.Params) { p.SigVerifyCostSecp256k1 = math.MaxUint64 },
		"sig_verify_cost_mldsa65 is 100001; choose 1 to 100000": func(p *authtypes.Params) { p.SigVerifyCostMlDsa65 = 100_001 },
	} {
		n.vetoed(operatorstypes.ErrAuthParams, text, msg(edit))
	}
	n.Govern(msg(func(p *authtypes.Params) { p.TxSigLimit, p.TxSizeCostPerByte = 20, 20 }))
	require.EqualValues(t, 20, n.App.Account.GetParams(n.Ctx()).TxSigLimit)
}

// The community pool has no door out.
func TestCommunityTaxIsRefused(t *testing.T) {
	n := startNodes(t)
	p, err := n.App.Distribution.Params.Get(n.Ctx())
	require.NoError(t, err)
	p.CommunityTax = sdkmath.LegacyNewDecWithPrec(1, 2)
	n.vetoed(operatorstypes.ErrDistributionParams, "community_tax is 0.01", &distrtypes.MsgUpdateParams{Authority: app.Authority(), Params: p})
	p.CommunityTax, p.WithdrawAddrEnabled = sdkmath.LegacyZeroDec(), false
	n.Govern(&distrtypes.MsgUpdateParams{Authority: app.Authority(), Params: p})
}

// A removal is queued by the nanosecond at which its seats have unbonded: 64 bits end in 2262.
func TestUnbondingTimeHasAnEnd(t *testing.T) {
	n := startNodes(t)
	c, err := n.App.Consensus.ParamsStore.Get(n.Ctx())
	require.NoError(t, err)
	c.Evidence.MaxAgeDuration = math.MaxInt64
	n.Govern(&consensustypes.MsgUpdateParams{Authority: app.Authority(), Block: c.Block, Evidence: c.Evidence, Validator: c.Validator})
	p := stakingParams(t, n)
	p.UnbondingTime = operatorstypes.MaxUnbonding + 1
	n.vetoed(operatorstypes.ErrStakingParams, "at most 8760h0m0s", &stakingtypes.MsgUpdateParams{Authority: app.Authority(), Params: p})
	p.UnbondingTime = operatorstypes.MaxUnbonding
	n.Govern(&stakingtypes.MsgUpdateParams{Authority: app.Authority(), Params: p})
}
