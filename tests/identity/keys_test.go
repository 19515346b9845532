package identity

import (
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	gogoproto "github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	sdktx "github.com/cosmos/cosmos-sdk/types/tx"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/cosmos/cosmos-sdk/x/feegrant"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// keysOwner answers for the market's agent, who is an AI agent in these tests.
var keysOwner = testapp.NewActor("owner")

func keysMarket(t testing.TB, o testapp.Options) *testapp.Market {
	t.Helper()
	o.Genesis = func(state app.GenesisState, c *testapp.Chain) {
		c.Admit(state, keysOwner, testapp.AGI(1_000), identitytypes.Participant{})
		testapp.Edit(c, state, identitytypes.ModuleName, func(gs *identitytypes.GenesisState) {
			for i := range gs.Participants {
				if p := &gs.Participants[i]; p.Address == testapp.NewActor("agent").String() {
					p.Kind, p.Responsible, p.ModelId = identitytypes.PARTICIPANT_KIND_AI_AGENT, keysOwner.String(), "vendor/model"
					p.RotationAllowedTo = keysOwner.String()
				}
			}
		})
	}
	return testapp.StartMarket(t, testapp.MarketOptions{Options: o})
}

// keysWith is the agent who signs with another key.
func keysWith(agent testapp.Actor, key string) testapp.Actor {
	agent.Key = testapp.NewActor(key).Key
	return agent
}

func keysRotation(t testing.TB, agent testapp.Actor, key string) *identitytypes.MsgRotateControllerKey {
	t.Helper()
	packed, err := codectypes.NewAnyWithValue(testapp.NewActor(key).Key.PubKey())
	require.NoError(t, err)
	return &identitytypes.MsgRotateControllerKey{Sender: keysOwner.String(), Address: agent.String(), PublicKey: packed}
}

// keysSubmit is a submission of an AI agent, which declares its model.
func keysSubmit(m *testapp.Market, agent testapp.Actor, job uint64) sdk.Msg {
	msg := m.SubmitMsg(agent, job)
	msg.Submission.ModelId, msg.Submission.ModelHash = "vendor/model", testapp.Hash("model")
	return msg
}

func keysCode(err error) (string, uint32) {
	space, code, _ := errorsmod.ABCIInfo(err, false)
	return space, code
}

// keysRefused: the door and the block refuse a transaction for the same reason.
func keysRefused(t testing.TB, c *testapp.Chain, want error, tx []byte) {
	t.Helper()
	space, code := keysCode(want)
	door, err := c.App.CheckTx(&abci.RequestCheckTx{Tx: tx, Type: abci.CheckTxType_New})
	require.NoError(t, err)
	require.Equal(t, []any{space, code}, []any{door.Codespace, door.Code}, door.Log)
	res := c.Block(tx)[0]
	c.ForgetSequences()
	require.Equal(t, []any{space, code}, []any{res.Codespace, res.Code}, res.Log)
}

func keysAccepted(t testing.TB, c *testapp.Chain, tx []byte) {
	t.Helper()
	door, err := c.App.CheckTx(&abci.RequestCheckTx{Tx: tx, Type: abci.CheckTxType_New})
	require.NoError(t, err)
	require.Zero(t, door.Code, door.Log)
	res := c.Block(tx)[0]
	c.ForgetSequences()
	require.Zero(t, res.Code, res.Log)
}

// keysRaw signs by hand: without showing keys, with several signers, and with another payer of the fee.
func keysRaw(t testing.TB, c *testapp.Chain, payer string, show bool, signers []testapp.Actor, msgs ...sdk.Msg) []byte {
	t.Helper()
	body := sdktx.TxBody{}
	for _, msg := range msgs {
		packed, err := codectypes.NewAnyWithValue(msg)
		require.NoError(t, err)
		body.Messages = append(body.Messages, packed)
	}
	auth := sdktx.AuthInfo{Fee: &sdktx.Fee{Amount: sdk.NewCoins(sdk.NewCoin(testapp.Denom, testapp.Fee)), GasLimit: testapp.Gas, Payer: payer}}
	for _, s := range signers {
		info := sdktx.SignerInfo{
			Sequence: c.App.Account.GetAccount(c.Ctx(), s.Addr).GetSequence(),
			ModeInfo: &sdktx.ModeInfo{Sum: &sdktx.ModeInfo_Single_{Single: &sdktx.ModeInfo_Single{Mode: signing.SignMode_SIGN_MODE_DIRECT}}},
		}
		if show {
			packed, err := codectypes.NewAnyWithValue(s.Key.PubKey())
			require.NoError(t, err)
			info.PublicKey = packed
		}
		auth.SignerInfos = append(auth.SignerInfos, &info)
	}
	raw := sdktx.TxRaw{BodyBytes: keysBytes(t, &body), AuthInfoBytes: keysBytes(t, &auth)}
	for _, s := range signers {
		signature, err := s.Key.Sign(keysBytes(t, &sdktx.SignDoc{
			BodyBytes: raw.BodyBytes, AuthInfoBytes: raw.AuthInfoBytes, ChainId: testapp.ChainID,
			AccountNumber: c.App.Account.GetAccount(c.Ctx(), s.Addr).GetAccountNumber(),
		}))
		require.NoError(t, err)
		raw.Signatures = append(raw.Signatures, signature)
	}
	return keysBytes(t, &raw)
}

func keysBytes(t testing.TB, m gogoproto.Message) []byte {
	t.Helper()
	bz, err := gogoproto.Marshal(m)
	require.NoError(t, err)
	return bz
}

// The agent keeps its job, its bond and its address; only the key changes, and an export takes it along.
func TestRotatedKey(t *testing.T) {
	m := keysMarket(t, testapp.Options{})
	job := m.Post(m.Employer)
	m.Claim(m.Agent, job)
	before, stake := m.Job(job), keysStake(t, m)
	require.True(t, stake.Locked.IsPositive())

	m.Must(keysOwner, keysRotation(t, m.Agent, "new"))
	agent := keysWith(m.Agent, "new")
	require.Equal(t, before, m.Job(job))
	require.Equal(t, stake, keysStake(t, m))

	keysRefused(t, m.Chain, sdkerrors.ErrUnauthorized, m.Sign(m.Agent, keysSubmit(m, m.Agent, job)))
	keysRefused(t, m.Chain, sdkerrors.ErrInvalidPubKey, m.Sign(keysWith(m.Agent, "third"), keysSubmit(m, m.Agent, job)))
	require.Equal(t, before, m.Job(job))

	_, bz := m.Export()
	twin := testapp.Market{Chain: testapp.New(t, testapp.Options{State: bz, InitialHeight: m.Height + 1, StartTime: m.Time})}
	for _, c := range []*testapp.Market{m, &twin} {
		keysRefused(t, c.Chain, sdkerrors.ErrUnauthorized, c.Sign(m.Agent, keysSubmit(c, m.Agent, job)))
		gas, _, err := c.App.Simulate(c.Sign(agent, keysSubmit(c, agent, job)))
		require.NoError(t, err)
		require.Positive(t, gas.GasUsed)
		c.ForgetSequences()
		keysAccepted(t, c.Chain, c.Sign(agent, keysSubmit(c, agent, job)))
		require.Equal(t, jobstypes.JOB_STATUS_IN_REVIEW, c.Job(job).Status)
		require.True(t, c.App.Account.GetAccount(c.Ctx(), agent.Addr).GetPubKey().Equals(m.Agent.Key.PubKey()), "x/auth keeps the first key")
	}
	testapp.Replay(t, testapp.Options{Executor: "block-stm"}, m.Chain)
}

func keysStake(t testing.TB, m *testapp.Market) jobstypes.AgentStake {
	t.Helper()
	stake, err := m.App.Jobs.Stakes.Get(m.Ctx(), m.Agent.Addr)
	require.NoError(t, err)
	return stake
}

// The key also counts for an agent that never signed, where the key is not shown, for the payer of a fee and with a fee grant.
func TestRotatedKeySignsEverywhere(t *testing.T) {
	m := keysMarket(t, testapp.Options{})
	m.Must(keysOwner, keysRotation(t, m.Agent, "new"))
	agent := keysWith(m.Agent, "new")
	pay := func(from testapp.Actor) sdk.Msg {
		return banktypes.NewMsgSend(from.Addr, m.Employer.Addr, sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 1)))
	}
	require.Nil(t, m.App.Account.GetAccount(m.Ctx(), agent.Addr).GetPubKey())
	keysRefused(t, m.Chain, sdkerrors.ErrUnauthorized, m.Sign(m.Agent, pay(agent)))
	require.Nil(t, m.App.Account.GetAccount(m.Ctx(), agent.Addr).GetPubKey(), "a refused transaction leaves nothing")

	keysAccepted(t, m.Chain, keysRaw(t, m.Chain, "", false, []testapp.Actor{agent}, pay(agent)))
	keysAccepted(t, m.Chain, m.Sign(agent, pay(agent)))
	require.Nil(t, m.App.Account.GetAccount(m.Ctx(), agent.Addr).GetPubKey(), "the key never gets into x/auth")

	balance := m.Balance(agent.Addr)
	both := []testapp.Actor{keysOwner, agent}
	keysAccepted(t, m.Chain, keysRaw(t, m.Chain, agent.String(), true, both, pay(keysOwner)))
	require.Equal(t, testapp.Fee, balance.Sub(m.Balance(agent.Addr)), "the agent has paid the fee")
	both[1] = m.Agent
	keysRefused(t, m.Chain, sdkerrors.ErrUnauthorized, keysRaw(t, m.Chain, agent.String(), true, both, pay(keysOwner)))

	grant, err := feegrant.NewMsgGrantAllowance(&feegrant.BasicAllowance{}, m.Employer.Addr, agent.Addr)
	require.NoError(t, err)
	m.Must(m.Employer, grant)
	balance = m.Balance(agent.Addr)
	keysAccepted(t, m.Chain, m.SignAs(agent, testapp.TxOptions{Granter: m.Employer.Addr}, pay(agent)))
	require.Equal(t, math.OneInt(), balance.Sub(m.Balance(agent.Addr)))

	// Who has stolen the first key cannot come back; who answers for the agent can bring it back.
	keysRefused(t, m.Chain, sdkerrors.ErrUnauthorized, m.Sign(m.Agent, &identitytypes.MsgRotateControllerKey{
		Sender: agent.String(), Address: agent.String(), PublicKey: keysRotation(t, m.Agent, "agent").PublicKey,
	}))
	m.Must(keysOwner, keysRotation(t, m.Agent, "agent"))
	keysRefused(t, m.Chain, sdkerrors.ErrInvalidPubKey, m.Sign(agent, pay(agent)))
	keysAccepted(t, m.Chain, m.Sign(m.Agent, pay(m.Agent)))
}

// A key that was rotated in the same block counts from the next transaction on.
func TestRotationWithinABlock(t *testing.T) {
	m := keysMarket(t, testapp.Options{})
	pay := banktypes.NewMsgSend(m.Agent.Addr, m.Employer.Addr, sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 1)))
	res := m.Block(
		m.Sign(m.Agent, pay),
		m.Sign(keysOwner, keysRotation(t, m.Agent, "new")),
		m.SignAs(m.Agent, testapp.TxOptions{KeepSequence: true}, pay),
		m.Sign(keysWith(m.Agent, "new"), pay),
	)
	codes := []uint32{res[0].Code, res[1].Code, res[2].Code, res[3].Code}
	require.Equal(t, []uint32{0, 0, sdkerrors.ErrUnauthorized.ABCICode(), 0}, codes, "%v", res)
	testapp.Replay(t, testapp.Options{Executor: "block-stm"}, m.Chain)
}
