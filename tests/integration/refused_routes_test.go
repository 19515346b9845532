package integration

import (
	"fmt"
	"strings"
	"testing"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/contrib/x/nft"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	distrtypes "github.com/cosmos/cosmos-sdk/x/distribution/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"
	govv1beta1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1beta1"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/msgs"
	"github.com/agijobs/agijobs/app/testapp"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// refusedRoutes: who and what never gets as far as a module, and messages that come wrapped.
func refusedRoutes(t *testing.T, count *tally) {
	b := newBench(t, count, longWindows(testapp.MarketOptions{Options: testapp.Options{Genesis: people}}))
	b.run(disabled(b.A)...)
	b.run(strangers(b.A)...)
	b.run(forgeries(b.A)...)
	b.run(envelopes(b.A)...)
	replays(b)
	wrapped(b)
	suspensions(b)
}

// disabled messages are nobody's, sent or wrapped.
func disabled(m *testapp.Market) []row {
	o := m.Operator()
	coin := sdk.NewInt64Coin(testapp.Denom, 1)
	coins := sdk.NewCoins(coin)
	valoper := sdk.ValAddress(o.Addr).String()
	content, err := govv1beta1.NewMsgSubmitProposal(govv1beta1.NewTextProposal("title", "text"), coins, o.Addr)
	if err != nil {
		m.T.Fatal(err)
	}
	legacy, err := govv1.NewLegacyContent(govv1beta1.NewTextProposal("title", "text"), o.String())
	if err != nil {
		m.T.Fatal(err)
	}
	var rows []row
	for _, msg := range []sdk.Msg{
		&distrtypes.MsgFundCommunityPool{Amount: coins, Depositor: o.String()},
		&distrtypes.MsgCommunityPoolSpend{Authority: o.String(), Recipient: o.String(), Amount: coins},
		&distrtypes.MsgDepositValidatorRewardsPool{Depositor: o.String(), ValidatorAddress: valoper, Amount: coins},
		legacy, content,
		govv1beta1.NewMsgDeposit(o.Addr, 1, coins),
		govv1beta1.NewMsgVote(o.Addr, 1, govv1beta1.OptionYes),
		govv1beta1.NewMsgVoteWeighted(o.Addr, 1, govv1beta1.NewNonSplitVoteOption(govv1beta1.OptionYes)),
		&stakingtypes.MsgBeginRedelegate{DelegatorAddress: o.String(), ValidatorSrcAddress: valoper, ValidatorDstAddress: valoper, Amount: coin},
		&stakingtypes.MsgCancelUnbondingDelegation{DelegatorAddress: o.String(), ValidatorAddress: valoper, Amount: coin, CreationHeight: 1},
	} {
		url := sdk.MsgTypeURL(msg)
		rows = append(rows,
			turnedAway("disabled: "+url, o, sdkerrors.ErrUnauthorized, url+" is disabled on this chain", msg),
			turnedAway("disabled and wrapped: "+url, o, sdkerrors.ErrUnauthorized, url+" is disabled on this chain", wrap(o, 1, msg)))
	}
	// x/nft's message has no server at all.
	send := &nft.MsgSend{ClassId: "agijobs-certificate", Id: "7", Sender: o.String(), Receiver: m.Agent.String()}
	return append(rows,
		turnedAway("disabled: x/nft's send", o, sdkerrors.ErrUnknownRequest, "no message handler found for *nft.MsgSend", send),
		turnedAway("disabled and wrapped: x/nft's send", o, sdkerrors.ErrUnauthorized, sdk.MsgTypeURL(send)+" is disabled on this chain", wrap(o, 1, send)))
}

// strangers were never admitted.
func strangers(m *testapp.Market) []row {
	x := m.Outsider
	entry := func(name string, msg sdk.Msg) row {
		return turnedAway("a stranger: "+name, x, identitytypes.ErrUnknownParticipant, x.String(), msg)
	}
	other := func(name string, msg sdk.Msg) row {
		return turnedAway("a stranger: "+name, x, sdkerrors.ErrUnauthorized, x.String()+" is not a participant; ask a registrar for admission", msg)
	}
	coins := sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 1))
	return []row{
		entry("post", postingOf(x)),
		entry("claim", claim(x, 7)),
		entry("bond", bond(x, math.OneInt())),
		entry("join", join(x, "general")),
		entry("deposit", &jobstypes.MsgDepositStake{Agent: x.String(), Amount: math.OneInt()}),
		entry("send", banktypes.NewMsgSend(x.Addr, m.Agent.Addr, coins)),
		entry("admit itself", admit(x, admission(x))),
		entry("wrap a claim", wrap(x, 1, claim(x, 7))),
		other("submit", m.SubmitMsg(x, 7)),
		other("commit", m.CommitMsg(x, 7, testapp.Approve)),
		other("withdraw", &jobstypes.MsgWithdrawStake{Agent: x.String(), Amount: math.OneInt()}),
		other("vote", govv1.NewMsgVote(x.Addr, 1, govv1.OptionYes, "")),
		other("suspend", &identitytypes.MsgSuspend{Sender: x.String(), Address: m.Agent.String(), Reason: "fraud"}),
		other("wrap nothing of its own", wrap(x, 1, m.SubmitMsg(x, 7))),
	}
}

// forgeries: messages in somebody else's name.
func forgeries(m *testapp.Market) []row {
	e, e2 := m.Employer, m.Employer2
	gov := app.Authority()
	known := " is not a participant; ask a registrar for admission"
	return []row{
		turnedAway("a post in another's name", e2, sdkerrors.ErrInvalidPubKey, forged(e.String()), posting()),
		turnedAway("a post in the authority's name", e, identitytypes.ErrUnknownParticipant, gov, postingBy(gov)),
		turnedAway("parameters in the authority's name", e, sdkerrors.ErrUnauthorized, gov+known, &jobstypes.MsgUpdateParams{Authority: gov, Params: jobstypes.DefaultParams()}),
		turnedAway("a revocation in the authority's name", e, sdkerrors.ErrUnauthorized, gov+known, &identitytypes.MsgRevoke{Sender: gov, Address: e2.String(), Reason: "fraud"}),
		// The SDK prints the address as bytes.
		turnedAway("a post in the treasury's name", e, sdkerrors.ErrInsufficientFunds, "spendable balance 0uagi is smaller than 5000uagi: insufficient funds", postingBy(treasury())),
	}
}

func forged(signer string) string {
	return fmt.Sprintf("pubKey does not match signer address %s with signer index: 0", signer)
}

// envelopes: what is wrong with the transaction itself.
func envelopes(m *testapp.Market) []row {
	e := m.Employer
	opts := func(r row, o testapp.TxOptions) row {
		r.opts = o
		return r
	}
	rich := math.NewInt(2_000_000_000_000)
	gone := m.Balance(e.Addr)
	locked := authtypes.NewModuleAddress("jobs")
	coins := sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 1))
	return []row{
		opts(turnedAway("a memo of 257 letters", e, sdkerrors.ErrMemoTooLarge, "maximum number of characters is 256 but received 257 characters", posting()),
			testapp.TxOptions{Memo: strings.Repeat("m", 257)}),
		opts(accepted("a memo of 256 letters", e, posting()), testapp.TxOptions{Memo: strings.Repeat("m", 256)}),
		opts(turnedAway("a fee above the balance", e, sdkerrors.ErrInsufficientFunds,
			fmt.Sprintf("spendable balance %suagi is smaller than %suagi: insufficient funds", gone.SubRaw(escrowOf100+5_000), rich), posting()), testapp.TxOptions{Fee: rich}),
		opts(turnedAway("a stranger pays the fee", e, identitytypes.ErrUnknownParticipant, m.Outsider.String(), posting()), testapp.TxOptions{Granter: m.Outsider.Addr}),
		opts(turnedAway("a suspended participant pays the fee", e, identitytypes.ErrSuspended, suspended.String()+": audit", posting()), testapp.TxOptions{Granter: suspended.Addr}),
		opts(turnedAway("a stranger pays the fee of a duty", e, sdkerrors.ErrUnauthorized,
			m.Outsider.String()+" is not a participant; ask a registrar for admission", m.SubmitMsg(e, 7)), testapp.TxOptions{Granter: m.Outsider.Addr}),
		refused("money sent to a module account", e, sdkerrors.ErrUnauthorized, locked.String()+" is not allowed to receive funds", banktypes.NewMsgSend(e.Addr, locked, coins)),
		refused("all or nothing", e, jobstypes.ErrJobNotFound, "job 7", posting(), posting(), &jobstypes.MsgCancelJob{Employer: e.String(), JobId: 7}).inMessage(2),
	}
}

// replays: a transaction counts once.
func replays(b *bench) {
	e := b.A.Employer
	tx := b.A.Sign(e, posting())
	b.A.ForgetSequences()
	sequence := b.A.App.Account.GetAccount(b.A.Ctx(), e.Addr).GetSequence()
	b.run(accepted("a transaction", e, posting()))
	b.t.Run("the same transaction again", func(t *testing.T) {
		b.Use(t)
		defer b.Use(b.t)
		b.count.refused++
		b.RefusedTx(testapp.Refusal{
			Err: sdkerrors.ErrWrongSequence, Free: true,
			Log: text(fmt.Sprintf("account sequence mismatch, expected %d, got %d", sequence+1, sequence), sdkerrors.ErrWrongSequence),
		}, e, testapp.Fee, tx)
	})
}

// wrap puts messages into depth MsgExecs of one grantee.
func wrap(grantee testapp.Actor, depth int, inner ...sdk.Msg) sdk.Msg {
	for range depth {
		exec := authz.NewMsgExec(grantee.Addr, inner)
		inner = []sdk.Msg{&exec}
	}
	return inner[0]
}

// inExec is how authz shows that a wrapped message failed.
func inExec(msg sdk.Msg, detail string) string {
	return fmt.Sprintf("failed to execute message; message %v: %s", msg, detail)
}

// wrapped: authz changes neither who may do what nor what a message may contain.
func wrapped(b *bench) {
	m := b.A
	a, e, e2 := m.Agent, m.Employer, m.Employer2
	job := b.post(long)
	withdraw := &jobstypes.MsgWithdrawStake{Agent: a.String(), Amount: math.OneInt()}
	cancel := &jobstypes.MsgCancelJob{Employer: e.String(), JobId: job}
	untitled := posting(func(p *postJob) { p.Title = "" })
	label := posting(func(p *postJob) { p.Label = "first" })
	elsewhere := posting(func(p *postJob) { p.Category = "nowhere" })
	noGrant := func(granter, grantee testapp.Actor, msg sdk.Msg) string {
		return fmt.Sprintf("failed to get grant with given granter: %s, grantee: %s & msgType: %s ", granter, grantee, sdk.MsgTypeURL(msg))
	}
	deep := msgs.ErrNesting.Error()
	b.run(
		refused("wrapped: without a grant", e2, authz.ErrNoAuthorizationFound, noGrant(e, e2, cancel), wrap(e2, 1, cancel)),
		refused("wrapped: a post with no title", e, jobstypes.ErrText, "msg 0: title must not be empty", wrap(e, 1, untitled)),
		refused("wrapped: a post with a label", e, jobstypes.ErrLabel, "msg 0: a label names a job in a program; leave it empty, or name the program", wrap(e, 1, label)),
		turnedAway("wrapped: a post of nobody", e, sdkerrors.ErrInvalidAddress,
			"signer of /agijobs.jobs.v1.MsgPostJob: decoding bech32 failed: invalid bech32 string length 6", wrap(e, 1, postingBy("nobody"))),
		turnedAway("wrapped: a bond of nobody", e, sdkerrors.ErrInvalidAddress,
			"signer of /agijobs.validation.v1.MsgBond: decoding bech32 failed: invalid bech32 string length 6", wrap(e, 1, &validationtypes.MsgBond{Validator: "nobody", Amount: math.OneInt()})),
		refused("wrapped: a withdrawal of nobody", e, jobstypes.ErrAddress,
			"msg 0: agent: decoding bech32 failed: invalid bech32 string length 6", wrap(e, 1, &jobstypes.MsgWithdrawStake{Agent: "nobody", Amount: math.OneInt()})),
		refused("wrapped: leaving in nobody's name", e, identitytypes.ErrInvalidAddress,
			`msg 0: sender "nobody": decoding bech32 failed: invalid bech32 string length 6`, wrap(e, 1, &identitytypes.MsgLeave{Sender: "nobody"})),
		refused("wrapped: an unknown category", e, jobstypes.ErrUnknownCategory, inExec(elsewhere, `"nowhere"`), wrap(e, 1, elsewhere)),
		refused("wrapped: stake that one has not", a, jobstypes.ErrStake, inExec(withdraw, "it is 0, of which 1 was asked"), wrap(a, 1, withdraw)),
		refused("wrapped: the authority's message", e, jobstypes.ErrAuthority,
			inExec(setCategory(e.String(), func(*jobstypes.Category) {}), "it is "+app.Authority()), wrap(e, 1, setCategory(e.String(), func(*jobstypes.Category) {}))),
		refused("wrapped: in the authority's name", e, authz.ErrNoAuthorizationFound,
			fmt.Sprintf("failed to get grant with given granter: %s, grantee: %s & msgType: /agijobs.jobs.v1.MsgSetCategory ", app.Authority(), e),
			wrap(e, 1, setCategory(app.Authority(), func(*jobstypes.Category) {}))),
		accepted(fmt.Sprintf("wrapped %d times", msgs.MaxNesting-1), e, wrap(e, msgs.MaxNesting-1, posting())),
		accepted(fmt.Sprintf("wrapped %d times", msgs.MaxNesting), e, wrap(e, msgs.MaxNesting, posting())),
		turnedAway(fmt.Sprintf("wrapped %d times", msgs.MaxNesting+1), e, sdkerrors.ErrInvalidRequest, deep, wrap(e, msgs.MaxNesting+1, posting())),
		turnedAway("wrapped 20 times", e, sdkerrors.ErrTxDecode, "", wrap(e, 20, posting())),
	)
	b.Both(func(m *testapp.Market) { m.Must(e, grant(e, e2, cancel)) })
	b.run(
		accepted("wrapped: with a grant", e2, wrap(e2, 1, cancel)),
		refused("wrapped: with a grant for something else", e2, authz.ErrNoAuthorizationFound, noGrant(e, e2, posting()), wrap(e2, 1, posting())),
	)
}

func grant(granter, grantee testapp.Actor, msg sdk.Msg) sdk.Msg {
	out, err := authz.NewMsgGrant(granter.Addr, grantee.Addr, authz.NewGenericAuthorization(sdk.MsgTypeURL(msg)), nil)
	if err != nil {
		panic(err)
	}
	return out
}

// suspensions: a suspension stops new business, wrapped or not, and neither duties nor exits.
func suspensions(b *bench) {
	m := b.A
	e, a := m.Employer, m.Agent
	job, open, other := b.claimed(long), b.post(long), b.claimed(long)
	reviewed := b.submitted(long)
	b.Both(func(m *testapp.Market) { m.Committee(reviewed) })
	seats := b.seated(reviewed)
	v := seats[0]
	b.Both(func(m *testapp.Market) {
		m.Must(a, &jobstypes.MsgDepositStake{Agent: a.String(), Amount: math.NewInt(1_000)})
		m.Must(e, grant(e, m.Employer2, posting()), grant(e, m.Employer2, &banktypes.MsgSend{}))
		for _, who := range []testapp.Actor{e, a, v} {
			m.Must(m.Registrar, &identitytypes.MsgSuspend{Sender: m.Registrar.String(), Address: who.String(), Reason: "audit"})
		}
	})
	entry := func(name string, who testapp.Actor, msg sdk.Msg) row {
		return turnedAway("suspended: "+name, who, identitytypes.ErrSuspended, who.String()+": audit", msg)
	}
	coins := sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 1))
	b.run(
		entry("post", e, posting()),
		entry("raise", e, &jobstypes.MsgRaisePayout{Employer: e.String(), JobId: open, Payout: testapp.AGI(200), ExpectedExtra: testapp.AGI(200)}),
		entry("claim", a, claim(a, open)),
		entry("deposit", a, &jobstypes.MsgDepositStake{Agent: a.String(), Amount: math.OneInt()}),
		entry("bond", v, bond(v, math.OneInt())),
		entry("join", v, join(v, "general")),
		entry("send", e, banktypes.NewMsgSend(e.Addr, a.Addr, coins)),
		entry("grant", e, grant(e, a, posting())),
		entry("wrap a post", e, wrap(e, 2, posting())),
		entry("submit and claim at once", a, claim(a, open)),
		turnedAway("suspended: a post that somebody else wraps", m.Employer2, identitytypes.ErrSuspended,
			e.String()+": audit", wrap(m.Employer2, 1, posting())),
		turnedAway("suspended: a transfer that somebody else wraps", m.Employer2, identitytypes.ErrSuspended,
			e.String()+": audit", wrap(m.Employer2, 1, banktypes.NewMsgSend(e.Addr, m.Employer2.Addr, coins))),
		turnedAway("suspended: a transfer that somebody else wraps twice, after a duty", m.Employer2, identitytypes.ErrSuspended,
			e.String()+": audit", wrap(m.Employer2, 2, &jobstypes.MsgExtendJob{Employer: e.String(), JobId: other, Extra: 1},
				banktypes.NewMsgSend(e.Addr, m.Employer2.Addr, coins))),
		accepted("suspended: submit", a, m.SubmitMsg(a, job)),
		accepted("suspended: extend", e, &jobstypes.MsgExtendJob{Employer: e.String(), JobId: other, Extra: 1_000_000}),
		accepted("suspended: surrender", a, &jobstypes.MsgSurrenderJob{Agent: a.String(), JobId: other}),
		accepted("suspended: cancel", e, &jobstypes.MsgCancelJob{Employer: e.String(), JobId: open}),
		accepted("suspended: withdraw", a, &jobstypes.MsgWithdrawStake{Agent: a.String(), Amount: math.NewInt(1_000)}),
		accepted("suspended: unbond", v, unbond(v, math.NewInt(1_000))),
		accepted("suspended: leave a pool", v, leave(v, "general")),
		accepted("suspended: commit", v, m.CommitMsg(v, reviewed, testapp.Approve)),
		accepted("not suspended: commit", seats[1], m.CommitMsg(seats[1], reviewed, testapp.Approve)),
		accepted("not suspended: commit as well", seats[2], m.CommitMsg(seats[2], reviewed, testapp.Approve)),
		accepted("suspended: reveal", v, m.RevealMsg(v, reviewed, testapp.Approve)),
		accepted("not suspended: reveal", seats[1], m.RevealMsg(seats[1], reviewed, testapp.Approve)),
		accepted("not suspended: reveal as well", seats[2], m.RevealMsg(seats[2], reviewed, testapp.Approve)),
		accepted("suspended: accept the verdict", e, &jobstypes.MsgAcceptVerdict{Sender: e.String(), JobId: reviewed}),
		accepted("suspended: leave", a, &identitytypes.MsgLeave{Sender: a.String()}),
	)
	if got := b.A.Job(reviewed).Status; got != jobstypes.JOB_STATUS_COMPLETED {
		b.t.Fatalf("the job of suspended parties is %s", got)
	}
	b.run(turnedAway("a post in the treasury's name, which has an account now", m.Employer2, sdkerrors.ErrInvalidPubKey, forged(treasury()), postingBy(treasury())))
}
