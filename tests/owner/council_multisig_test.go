package owner

import (
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	clienttx "github.com/cosmos/cosmos-sdk/client/tx"
	kmultisig "github.com/cosmos/cosmos-sdk/crypto/keys/multisig"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	"github.com/cosmos/cosmos-sdk/crypto/types/multisig"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// office is a k-of-n key: an office of the state that several people hold together.
type office struct {
	key     *kmultisig.LegacyAminoPubKey
	holders []testapp.Actor
}

func newOffice(k int, names ...string) office {
	var o office
	var keys []cryptotypes.PubKey
	for _, name := range names {
		o.holders = append(o.holders, testapp.NewActor(name))
		keys = append(keys, testapp.NewActor(name).Key.PubKey())
	}
	o.key = kmultisig.NewLegacyAminoPubKey(k, keys)
	return o
}

func (o office) addr() sdk.AccAddress { return sdk.AccAddress(o.key.Address()) }

// send signs as holders do offline: each signs the amino JSON for itself, somebody puts the signatures together.
func (o office) send(t *testing.T, c *testapp.Chain, gas uint64, signers []int, msgs ...sdk.Msg) *abci.ExecTxResult {
	t.Helper()
	account := c.App.Account.GetAccount(c.Ctx(), o.addr())
	require.NotNil(t, account)
	config := c.App.TxConfig()
	b := config.NewTxBuilder()
	require.NoError(t, b.SetMsgs(msgs...))
	b.SetGasLimit(gas)
	b.SetFeeAmount(sdk.NewCoins(sdk.NewCoin(testapp.Denom, testapp.Fee)))
	data := authsigning.SignerData{
		ChainID: testapp.ChainID, AccountNumber: account.GetAccountNumber(), Sequence: account.GetSequence(),
		Address: o.addr().String(), PubKey: o.key,
	}
	joint := multisig.NewMultisig(len(o.holders))
	for _, i := range signers {
		mode := signing.SignMode_SIGN_MODE_LEGACY_AMINO_JSON
		sig, err := clienttx.SignWithPrivKey(c.Ctx(), mode, data, b, o.holders[i].Key, config, account.GetSequence())
		require.NoError(t, err)
		require.NoError(t, multisig.AddSignatureV2(joint, sig, o.key.GetPubKeys()))
	}
	require.NoError(t, b.SetSignatures(signing.SignatureV2{PubKey: o.key, Data: joint, Sequence: account.GetSequence()}))
	bz, err := config.TxEncoder()(b.GetTx())
	require.NoError(t, err)
	return c.Block(bz)[0]
}

// A member may be a 2-of-3 key: it takes its seat, proposes and votes with any two of its holders, and not with one.
func TestMultisigMember(t *testing.T) {
	board := newOffice(2, "judge1", "judge2", "judge3")
	n := foundWith(t, testapp.Options{Genesis: func(state app.GenesisState, c *testapp.Chain) {
		account(c, state, board.addr())
	}}, 1, 1)
	a := n.officials[0]
	next := seats(1, map[int]uint32{0: 1})
	next.Council.Members = append(next.Council.Members, sovereigntypes.CouncilMember{Address: board.addr().String(), Weight: 1, Title: "Board"})
	id := n.propose(a, next)
	n.votes(id, yes, 0)
	require.Equal(t, govv1.StatusPassed, n.status(id))

	const gas = 200_000 // what the handbook names for a vote, an acceptance or a short proposal
	accept := &sovereigntypes.MsgAcceptSeat{Member: board.addr().String()}
	requireCode(t, sdkerrors.ErrUnauthorized, board.send(t, n.Chain, gas, []int{1}, accept))
	res := board.send(t, n.Chain, gas, []int{0, 2}, accept)
	require.Zero(t, res.Code, res.Log)
	t.Logf("gas of accept-seat: %d", res.GasUsed)
	require.EqualValues(t, 2, n.council().AcceptedWeight())

	// From now on both are needed.
	next.Council.Threshold = 2
	raise := n.propose(a, next)
	n.votes(raise, yes, 0)
	require.Equal(t, govv1.StatusPassed, n.status(raise))
	submit := proposal(testapp.Actor{Addr: board.addr()}, n.decision())
	res = board.send(t, n.Chain, 3*gas, []int{0, 1}, submit)
	require.Zero(t, res.Code, res.Log)
	t.Logf("gas of a proposal of a module's parameters: %d", res.GasUsed)
	var submitted govv1.MsgSubmitProposalResponse
	n.Response(res, 0, &submitted)
	n.votes(submitted.ProposalId, yes, 0)
	require.Equal(t, govv1.StatusVotingPeriod, n.status(submitted.ProposalId))
	requireCode(t, sdkerrors.ErrUnauthorized,
		board.send(t, n.Chain, gas, []int{2}, govv1.NewMsgVote(board.addr(), submitted.ProposalId, yes, "")))
	res = board.send(t, n.Chain, gas, []int{1, 2}, govv1.NewMsgVote(board.addr(), submitted.ProposalId, yes, ""))
	require.Zero(t, res.Code, res.Log)
	t.Logf("gas of the deciding vote: %d", res.GasUsed)
	require.Equal(t, govv1.StatusPassed, n.status(submitted.ProposalId))
	require.EqualValues(t, 1, n.executed())
	by, err := n.App.Sovereign.DecidedBy(n.Ctx(), submitted.ProposalId)
	require.NoError(t, err)
	require.Contains(t, by, board.addr().String())
}
