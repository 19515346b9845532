package types

import (
	"time"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	distrtypes "github.com/cosmos/cosmos-sdk/x/distribution/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"
)

const (
	// MinUnbonding keeps an operator answerable long enough for evidence to be seen and sent.
	MinUnbonding = time.Hour
	// MaxUnbonding is a year: who answers for longer is nobody, and the queue of removals counts nanoseconds in 64 bits.
	MaxUnbonding = 8760 * time.Hour
	// MinSignedWindow in blocks: a shorter one jails an operator for restarting its node.
	MinSignedWindow = 100
	// MinVotingPeriod gives the council time to vote: a shorter one would lock the owner out.
	MinVotingPeriod = time.Minute
	// MaxDeposit in base units: a proposal must stay in every member's reach, or the owner locks itself out.
	MaxDeposit = 1_000_000
	// MinBlockBytes holds the largest council proposal beside a block's worth of duties.
	MinBlockBytes = 1 << 20
	// MaxBlockBytes crosses a nation's network within the block time, with room for faster ones.
	MaxBlockBytes = 64 << 20
	// MinBlockGas holds the largest council proposal beside a hundred duties.
	MinBlockGas = 20_000_000
	// MaxBlockGas is 100 times the default: what takes longer to execute than a block may last is no limit.
	MaxBlockGas = 10_000_000_000
	// MinSigLimit is x/auth's default: below it a council member with a multisig key of that size could not act.
	MinSigLimit = 7
	// MaxSigLimit bounds the checks of one transaction; a committee fits in.
	MaxSigLimit = 100
	// MaxByteCost in gas, ten times the default: the largest proposal stays within MinBlockGas.
	MaxByteCost = 100
	// MaxSigCost in gas, a hundred times the default: MaxSigLimit signatures take half of MinBlockGas.
	MaxSigCost = 100_000
)

// maxMinSigned: an operator may miss a twentieth of the window, so that a restart or a cut cable jails nobody.
var maxMinSigned = math.LegacyNewDecWithPrec(95, 2)

// CheckStakingParams refuses parameters of x/staking under which money could buy power, keys could not rotate, operators
// could not all have power, or evidence would come too late. operators is how many there are.
func CheckStakingParams(p stakingtypes.Params, operators int, evidence *cmtproto.EvidenceParams) error {
	fee := sdk.NewInt64Coin(SeatDenom, RotationFee)
	switch {
	case p.BondDenom != SeatDenom:
		return errorsmod.Wrapf(ErrStakingParams, "bond_denom is %q; power is bonded in %q", p.BondDenom, SeatDenom)
	case p.KeyRotationFee.Amount.IsNil() || p.KeyRotationFee.Denom != fee.Denom || !p.KeyRotationFee.Amount.Equal(fee.Amount):
		return errorsmod.Wrapf(ErrStakingParams, "key_rotation_fee is not %s, which the chain issues for it", fee)
	case int(p.MaxValidators) < operators:
		return errorsmod.Wrapf(ErrStakingParams, "max_validators is %d; there are %d operators", p.MaxValidators, operators)
	case p.UnbondingTime < MinUnbonding:
		return errorsmod.Wrapf(ErrStakingParams, "unbonding_time is %s; at least %s", p.UnbondingTime, MinUnbonding)
	case p.UnbondingTime > MaxUnbonding:
		return errorsmod.Wrapf(ErrStakingParams, "unbonding_time is %s; at most %s", p.UnbondingTime, MaxUnbonding)
	}
	return checkAge(ErrStakingParams, p.UnbondingTime, evidence)
}

// checkAge: evidence of a fault must be taken for as long as the seats that answer for it are bonded.
func checkAge(sentinel *errorsmod.Error, unbonding time.Duration, evidence *cmtproto.EvidenceParams) error {
	if evidence == nil {
		return errorsmod.Wrap(sentinel, "the chain has no evidence parameters")
	}
	if unbonding > evidence.MaxAgeDuration {
		return errorsmod.Wrapf(sentinel, "unbonding_time %s is longer than evidence max_age_duration %s", unbonding, evidence.MaxAgeDuration)
	}
	return nil
}

// CheckAuthParams refuses parameters of x/auth under which a transaction, the council's too, would need more gas than a block
// has, or more signatures than are counted: nobody could ever set them right again.
func CheckAuthParams(p authtypes.Params) error {
	for _, limit := range []struct {
		name               string
		value, least, most uint64
	}{
		{"tx_sig_limit", p.TxSigLimit, MinSigLimit, MaxSigLimit},
		{"tx_size_cost_per_byte", p.TxSizeCostPerByte, 1, MaxByteCost},
		{"sig_verify_cost_ed25519", p.SigVerifyCostED25519, 1, MaxSigCost},
		{"sig_verify_cost_secp256k1", p.SigVerifyCostSecp256k1, 1, MaxSigCost},
		{"sig_verify_cost_mldsa65", p.SigVerifyCostMlDsa65, 1, MaxSigCost},
	} {
		if limit.value < limit.least || limit.value > limit.most {
			return errorsmod.Wrapf(ErrAuthParams, "%s is %d; choose %d to %d", limit.name, limit.value, limit.least, limit.most)
		}
	}
	return nil
}

// CheckDistributionParams refuses a community tax: the treasury is the only public purse, and nothing can be spent out of the
// community pool.
func CheckDistributionParams(p distrtypes.Params) error {
	if !p.CommunityTax.IsZero() {
		return errorsmod.Wrapf(ErrDistributionParams, "community_tax is %s; it must stay 0, since nobody can spend the community pool", p.CommunityTax)
	}
	return nil
}

// CheckSlashingParams refuses parameters of x/slashing that jail operators for nothing.
func CheckSlashingParams(p slashingtypes.Params) error {
	if p.SignedBlocksWindow < MinSignedWindow {
		return errorsmod.Wrapf(ErrSlashingParams, "signed_blocks_window is %d; at least %d", p.SignedBlocksWindow, MinSignedWindow)
	}
	if p.MinSignedPerWindow.GT(maxMinSigned) {
		return errorsmod.Wrapf(ErrSlashingParams, "min_signed_per_window is %s; at most %s", p.MinSignedPerWindow, maxMinSigned)
	}
	return nil
}

// CheckGovParams refuses parameters of x/gov that contradict the council's rule: a decision costs a small deposit in the
// chain's money that always comes back, and there is time to vote. base is the chain's money.
func CheckGovParams(p govv1.Params, base string) error {
	if err := checkDeposit("min_deposit", p.MinDeposit, base); err != nil {
		return err
	}
	if err := checkDeposit("expedited_min_deposit", p.ExpeditedMinDeposit, base); err != nil {
		return err
	}
	if p.BurnVoteQuorum || p.BurnVoteVeto || p.BurnProposalDepositPrevote {
		return errorsmod.Wrap(ErrGovParams, "deposits are never burnt: burn_vote_quorum, burn_vote_veto and burn_proposal_deposit_prevote must be false")
	}
	cancel, err := math.LegacyNewDecFromStr(p.ProposalCancelRatio)
	if err != nil || !cancel.IsZero() || p.ProposalCancelDest != "" {
		return errorsmod.Wrap(ErrGovParams, "a cancelled proposal's deposit comes back: proposal_cancel_ratio must be 0 and proposal_cancel_dest empty")
	}
	// x/gov reads this ratio at every deposit and does not check it: a wrong one would end all proposals for ever.
	ratio, err := math.LegacyNewDecFromStr(p.MinDepositRatio)
	if err != nil || ratio.IsNegative() || ratio.GT(math.LegacyOneDec()) {
		return errorsmod.Wrapf(ErrGovParams, "min_deposit_ratio is %q; choose 0 to 1", p.MinDepositRatio)
	}
	if p.VotingPeriod == nil || *p.VotingPeriod < MinVotingPeriod {
		return errorsmod.Wrapf(ErrGovParams, "voting_period must be at least %s", MinVotingPeriod)
	}
	return nil
}

func checkDeposit(field string, deposit []sdk.Coin, base string) error {
	if len(deposit) != 1 || deposit[0].Denom != base || deposit[0].Amount.IsNil() || !deposit[0].Amount.IsPositive() ||
		deposit[0].Amount.GT(math.NewInt(MaxDeposit)) {
		return errorsmod.Wrapf(ErrGovParams, "%s is %q; choose 1%s to %d%s", field, sdk.Coins(deposit), base, MaxDeposit, base)
	}
	return nil
}

// CheckConsensusParams refuses consensus parameters that put another owner above the council, stop blocks from holding its
// proposals, have no limit, or ask the nodes for what this program does not do. unbonding is x/staking's.
func CheckConsensusParams(p cmtproto.ConsensusParams, unbonding time.Duration) error {
	switch {
	case p.Authority != nil && p.Authority.Authority != "":
		return errorsmod.Wrap(ErrConsensusParams, "authority must stay empty: it would override the owner of every module")
	case p.Block == nil || p.Block.MaxBytes < MinBlockBytes || p.Block.MaxBytes > MaxBlockBytes:
		return errorsmod.Wrapf(ErrConsensusParams, "block max_bytes: choose %d to %d", MinBlockBytes, MaxBlockBytes)
	case p.Block.MaxGas < MinBlockGas || p.Block.MaxGas > MaxBlockGas:
		return errorsmod.Wrapf(ErrConsensusParams, "block max_gas is %d; choose %d to %d", p.Block.MaxGas, MinBlockGas, int64(MaxBlockGas))
	case p.Abci != nil && p.Abci.VoteExtensionsEnableHeight != 0:
		return errorsmod.Wrap(ErrConsensusParams, "vote extensions would halt the chain: this program makes none")
	}
	return checkAge(ErrConsensusParams, unbonding, p.Evidence)
}
