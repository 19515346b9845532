package types

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

// messages has one of each message, filled.
func messages() []sdk.Msg {
	ten := math.NewInt(10)
	return []sdk.Msg{
		testPost(),
		&MsgRaisePayout{Employer: addr(1), JobId: someJob, Payout: ten, ExpectedExtra: ten},
		&MsgCancelJob{Employer: addr(1), JobId: someJob},
		&MsgDelistJob{Authority: addr(1), JobId: someJob, Reason: "unlawful"},
		&MsgRerouteJob{Authority: addr(1), JobId: someJob, Reason: "needed elsewhere"},
		&MsgClaimJob{Agent: addr(1), JobId: someJob},
		&MsgSubmitWork{Agent: addr(1), JobId: someJob, Submission: testSubmission()},
		&MsgSurrenderJob{Agent: addr(1), JobId: someJob},
		&MsgExtendJob{Employer: addr(1), JobId: someJob, Extra: time.Hour},
		&MsgAcceptVerdict{Sender: addr(1), JobId: someJob},
		&MsgAcceptWork{Employer: addr(1), JobId: someJob},
		testContest(),
		&MsgNameContributors{Agent: addr(1), JobId: someJob, Contributors: []Contributor{{Address: addr(2), ShareBps: 2_500}}},
		&MsgAcceptContribution{Contributor: addr(2), JobId: someJob, ShareBps: 2_500},
		testOpenCanary(),
		&MsgDepositStake{Agent: addr(1), Amount: ten},
		&MsgWithdrawStake{Agent: addr(1), Amount: ten},
		&MsgSetCategory{Authority: addr(1), Category: testCategory()},
		&MsgUpdateParams{Authority: addr(1), Params: DefaultParams()},
		testDispute(),
		testRule(),
		&MsgApply{Agent: addr(1), JobId: someJob, Price: ten, MaxBond: ten},
		&MsgWithdrawApplication{Agent: addr(1), JobId: someJob},
		&MsgAward{Employer: addr(1), JobId: someJob, Agent: addr(2), Price: ten},
		testCreateProgram(),
		&MsgFundProgram{Sponsor: addr(1), ProgramId: testProgram, Amount: ten},
		&MsgSetAllotment{Sponsor: addr(1), ProgramId: testProgram, Delegate: addr(2), Left: ten},
		&MsgPauseProgram{Sender: addr(1), ProgramId: testProgram},
		&MsgResumeProgram{Sender: addr(1), ProgramId: testProgram},
		&MsgCloseProgram{Sponsor: addr(1), ProgramId: testProgram},
		&MsgApproveProgram{Authority: addr(1), ProgramId: testProgram, Priority: PRIORITY_CRITICAL, Incentives: true},
		&MsgDeclareAvailability{Agent: addr(1), Categories: []string{"general", "maps"}, Capacity: 5, MinPayout: ten},
		&MsgEndAvailability{Agent: addr(1)},
		&MsgDeclineJob{Agent: addr(1), JobId: someJob},
	}
}

// validateBasic calls a message's own check.
func validateBasic(msg sdk.Msg) error {
	if checked, ok := msg.(sdk.HasValidateBasic); ok {
		return checked.ValidateBasic()
	}
	return nil
}

// longestAminoName after "agijobs/jobs/": hardware wallets show no more than 39 characters of a name.
const longestAminoName = 21

func TestEveryMessageIsRegistered(t *testing.T) {
	registry := codectypes.NewInterfaceRegistry()
	RegisterInterfaces(registry)
	amino := codec.NewLegacyAmino()
	RegisterLegacyAminoCodec(amino)

	require.Len(t, messages(), len(_Msg_serviceDesc.Methods), "a message of the service is missing here")
	for _, msg := range messages() {
		url := sdk.MsgTypeURL(msg)
		resolved, err := registry.Resolve(url)
		require.NoError(t, err, url)
		require.IsType(t, msg, resolved)
		require.NoError(t, validateBasic(msg), url)

		name := url[strings.LastIndex(url, ".")+1:]
		if len(name) > longestAminoName {
			name = strings.TrimPrefix(name, "Msg")
		}
		bz, err := amino.MarshalJSON(msg)
		require.NoError(t, err)
		require.Contains(t, string(bz), `"agijobs/jobs/`+name+`"`)
	}
}

// A message survives the wire, and what the wire leaves out does not make it invalid.
func TestMessagesRoundTrip(t *testing.T) {
	registry := codectypes.NewInterfaceRegistry()
	RegisterInterfaces(registry)
	cdc := codec.NewProtoCodec(registry)
	for _, msg := range messages() {
		bz, err := cdc.MarshalInterface(msg)
		require.NoError(t, err)
		var back sdk.Msg
		require.NoError(t, cdc.UnmarshalInterface(bz, &back))
		require.NoError(t, validateBasic(back), "%T", msg)
		again, err := cdc.MarshalInterface(back)
		require.NoError(t, err)
		require.Equal(t, bz, again)
	}
}

// Codes are public. They start at 2, since 0 is success and 1 the SDK's, and none is given twice.
func TestErrorCodes(t *testing.T) {
	seen := map[uint32]bool{}
	for _, err := range []*errorsmod.Error{
		ErrJobNotFound, ErrWrongStatus, ErrNotEmployer, ErrNotAgent, ErrTooLate, ErrUnknownCategory, ErrCategoryClosed,
		ErrPayout, ErrDuration, ErrURI, ErrURIPrefix, ErrHash, ErrOwnJob, ErrSameOrganisation, ErrAgentKind, ErrOrganisationKind,
		ErrScore, ErrTooManyActive, ErrEscrowAbove, ErrNotAvailable, ErrTooManyJobs, ErrStake, ErrRaise, ErrAuthority,
		ErrAddress, ErrText, ErrTags, ErrSeats, ErrRelists, ErrAmount, ErrRequirements, ErrSubmission, ErrNoCertificate, ErrParams,
		ErrCategory, ErrUnknownPool, ErrUnknownVersion, ErrUnknownRevision, ErrNotYourVerdict, ErrJobID, ErrRuling, ErrSettlement,
		ErrGenesis, ErrPrices, ErrFilter, ErrContest, ErrChecks, ErrInvited, ErrNotInvited, ErrCredential, ErrContributors,
		ErrNotContributor, ErrShare, ErrNotAgreed, ErrContributorWeight,
		ErrLadder, ErrLadderOver, ErrDispute, ErrBondAbove, ErrOtherMayDispute, ErrCouncilBarred,
		ErrRounds,
		ErrPrice, ErrApplied, ErrApplicationsFull, ErrTooManyApplications, ErrApplicationBond, ErrNoApplication, ErrAwarded, ErrOtherPrice,
		ErrPriority, ErrProgramNotFound, ErrProgramStatus, ErrNotSponsor, ErrDelegate, ErrProgramJob, ErrAllotment, ErrLabel, ErrDependency, ErrProgram,
		ErrAvailability, ErrNoRoster, ErrDeclineWindow, ErrDispatch, ErrNoBeacon,
	} {
		require.GreaterOrEqual(t, err.ABCICode(), uint32(2))
		require.False(t, seen[err.ABCICode()], err.Error())
		require.Equal(t, ModuleName, err.Codespace())
		seen[err.ABCICode()] = true
	}
}
