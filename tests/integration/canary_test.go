package integration

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/cosmos/cosmos-sdk/x/authz"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	"github.com/agijobs/agijobs/internal/money"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

const (
	discloseWithin = 40 * 24 * time.Hour
	canaryHold     = 50 * 24 * time.Hour
)

var (
	auditor = testapp.NewActor("auditor") // of the office court
	rogue   = testapp.NewActor("rogue")   // of the office bureau
)

// auditOffices adds two audit offices to a market.
func auditOffices() testapp.MarketOptions {
	return testapp.MarketOptions{
		Options: testapp.Options{Genesis: func(state app.GenesisState, c *testapp.Chain) {
			for office, a := range map[string]testapp.Actor{"court": auditor, "bureau": rogue} {
				c.Organisation(state, office, identitytypes.ORGANISATION_KIND_GOVERNMENT)
				c.Admit(state, a, testapp.AGI(10), identitytypes.Participant{
					OrganisationId: office, Roles: []identitytypes.Role{identitytypes.ROLE_AUDITOR},
				})
			}
		}},
		Review: func(p *validationtypes.Params) { p.CanaryDiscloseWithin, p.CanaryHold = discloseWithin, canaryHold },
	}
}

// canaryDay is a registered day: the employer's result must be rejected, the rest fills it up.
type canaryDay struct {
	day    uint64
	leaves []validationtypes.CanaryLeaf
}

func canaryLeaf(verdict validationtypes.VoteVerdict) validationtypes.CanaryLeaf {
	return validationtypes.CanaryLeaf{
		Employer: testapp.NewActor("employer").String(), SpecSha256: testapp.Hash("spec"), ResultSha256: testapp.Hash("result"),
		Verdict: verdict, Salt: testapp.Hash("salt " + verdict.String()),
	}
}

func fullDay(leaves ...validationtypes.CanaryLeaf) []validationtypes.CanaryLeaf {
	for i := len(leaves); i < validationtypes.MaxCanaryLeaves; i++ {
		leaves = append(leaves, validationtypes.CanaryLeaf{Salt: testapp.Hash("filler " + string(rune('a'+i)))})
	}
	return leaves
}

func registerMsg(t *testing.T, a testapp.Actor, leaves []validationtypes.CanaryLeaf) *validationtypes.MsgRegisterCanaries {
	t.Helper()
	root, err := validationtypes.CanaryTreeRoot(testapp.ChainID, leaves)
	require.NoError(t, err)
	return &validationtypes.MsgRegisterCanaries{Auditor: a.String(), Root: root}
}

func register(t *testing.T, m *testapp.Market, a testapp.Actor, leaves ...validationtypes.CanaryLeaf) canaryDay {
	t.Helper()
	leaves = fullDay(leaves...)
	var res validationtypes.MsgRegisterCanariesResponse
	m.Response(m.Must(a, registerMsg(t, a, leaves)), 0, &res)
	return canaryDay{day: res.Day, leaves: leaves}
}

func openMsg(t *testing.T, m *testapp.Market, job uint64, d canaryDay) *jobstypes.MsgOpenCanary {
	t.Helper()
	proof, err := validationtypes.ProveCanary(testapp.ChainID, d.leaves, 0)
	require.NoError(t, err)
	return &jobstypes.MsgOpenCanary{
		Auditor: auditor.String(), Employer: m.Employer.String(), Agent: m.Agent.String(), JobId: job, Day: d.day,
		Verdict: d.leaves[0].Verdict, Salt: d.leaves[0].Salt, Proof: proof,
	}
}

func openers(m *testapp.Market) []testapp.Actor { return []testapp.Actor{auditor, m.Employer, m.Agent} }

// judged has a committee vote on the employer's job: its seats in their order, each with one of the votes.
func judged(m *testapp.Market, votes ...validationtypes.Vote) (job uint64, committee []testapp.Actor) {
	m.T.Helper()
	job = m.Post(m.Employer)
	m.Claim(m.Agent, job)
	m.Submit(m.Agent, job)
	committee = m.Committee(job)
	require.Len(m.T, committee, len(votes))
	vote := func(v testapp.Actor) validationtypes.Vote {
		return votes[slices.IndexFunc(committee, func(a testapp.Actor) bool { return a.Name == v.Name })]
	}
	m.All(committee, func(v testapp.Actor) sdk.Msg { return m.CommitMsg(v, job, vote(v)) })
	m.All(committee, func(v testapp.Actor) sdk.Msg { return m.RevealMsg(v, job, vote(v)) })
	return job, committee
}

func openCanary(t *testing.T, m *testapp.Market, job uint64, d canaryDay) {
	t.Helper()
	res := m.Block(m.SignJointly(openers(m), openMsg(t, m, job, d)))[0]
	require.Zero(t, res.Code, res.Log)
}

// testedMarket is a market where a committee has approved, two to one, what the court said must be rejected, and where the
// court has opened it.
func testedMarket(t *testing.T) (m *testapp.Market, job uint64, committee []testapp.Actor, d canaryDay) {
	t.Helper()
	m = testapp.StartMarket(t, auditOffices())
	d = register(t, m, auditor, canaryLeaf(validationtypes.VOTE_VERDICT_REJECT))
	job, committee = judged(m, testapp.Approve, testapp.Reject, testapp.Approve)
	openCanary(t, m, job, d)
	return m, job, committee, d
}

func backing(m *testapp.Market, a testapp.Actor) math.Int {
	m.T.Helper()
	v, err := m.App.Validation.Validators.Get(m.Ctx(), a.Addr)
	require.NoError(m.T, err)
	return v.Stake
}

func score(m *testapp.Market, a testapp.Actor, role identitytypes.Role) math.Int {
	m.T.Helper()
	s, err := m.App.Reputation.Score(m.Ctx(), a.Addr, role)
	require.NoError(m.T, err)
	return s
}

func TestCanaryPaysAndSlashesToTheUnit(t *testing.T) {
	m := testapp.StartMarket(t, auditOffices())
	d := register(t, m, auditor, canaryLeaf(validationtypes.VOTE_VERDICT_REJECT))
	before := map[string]math.Int{}
	for _, a := range append(openers(m), m.Validators...) {
		before[a.Name] = m.Balance(a.Addr)
	}
	job, committee := judged(m, testapp.Approve, testapp.Reject, testapp.Approve)
	require.Equal(t, jobstypes.JOB_STATUS_APPROVED, m.Job(job).Status)
	terms, supply, treasury := m.Job(job).Terms, m.Supply(), m.Balance(money.TreasuryAddress())
	_, seats := m.Round(job)
	slash := seats[0].Lock // all of it, canary_slash_bps is the whole

	openCanary(t, m, job, d)

	ended := m.Job(job)
	require.Equal(t, jobstypes.JOB_STATUS_CANCELLED, ended.Status)
	require.Equal(t, jobstypes.Ruling{
		Outcome: jobstypes.OUTCOME_CANCELLED, Basis: jobstypes.RULING_BASIS_CANARY, Canary: jobstypes.JOB_STATUS_REJECTED,
	}, *ended.Ruling)
	// Fees of transactions: the auditor paid for the opening, the employer for the posting, the agent for two, the seats for two.
	gain := func(a testapp.Actor, txs int64) math.Int {
		return m.Balance(a.Addr).Sub(before[a.Name]).Add(testapp.Fee.MulRaw(txs))
	}
	require.Equal(t, terms.SeatFee.Neg().String(), gain(m.Employer, 1).String(), "all but the one seat fee")
	require.Equal(t, terms.Bond.Neg().String(), gain(m.Agent, 2).String())
	stake, err := m.App.Jobs.StakeOf(m.Ctx(), m.Agent.Addr)
	require.NoError(t, err)
	require.Equal(t, terms.Bond.String(), stake.Free.String(), "the bond is the agent's own stake now")
	require.Equal(t, "0", gain(auditor, 1).String())
	for i, v := range committee {
		wantFee, wantStake := math.ZeroInt(), testapp.AGI(1_000).Sub(slash)
		if i == 1 {
			wantFee, wantStake = terms.SeatFee, testapp.AGI(1_000)
		}
		require.Equal(t, wantFee.String(), gain(v, 2).String(), v.Name)
		require.Equal(t, wantStake.String(), backing(m, v).String(), v.Name)
		require.Equal(t, "0", score(m, v, identitytypes.ROLE_VALIDATOR).String(), "nobody gains by a test")
	}
	require.Equal(t, "0", score(m, m.Agent, identitytypes.ROLE_AGENT).String())
	require.Equal(t, "0", score(m, m.Employer, identitytypes.ROLE_EMPLOYER).String())
	certified, err := m.App.Certificates.Exists(m.Ctx(), job)
	require.NoError(t, err)
	require.False(t, certified)
	require.Equal(t, supply, m.Supply(), "nothing is burnt while it is held")
	require.Equal(t, treasury, m.Balance(money.TreasuryAddress()))

	// In time it is final: half is burnt, half is the treasury's.
	m.Must(auditor, &validationtypes.MsgDiscloseCanaries{Auditor: auditor.String(), Day: d.day, Leaves: d.leaves})
	m.BlockAfter(canaryHold)
	burnt := slash.QuoRaw(2).MulRaw(2) // of two slashes
	require.Equal(t, supply.Sub(burnt).String(), m.Supply().String())
	require.Equal(t, treasury.Add(slash.MulRaw(2)).Sub(burnt).String(), m.Balance(money.TreasuryAddress()).String())
	require.Equal(t, testapp.AGI(1_000).Sub(slash).String(), backing(m, committee[0]).String())
	slashes, err := m.App.Validation.ExportGenesis(m.Ctx())
	require.NoError(t, err)
	require.Empty(t, slashes.CanarySlashes)
	require.Empty(t, slashes.OpenedCanaries)
}

func TestCanaryContradictedGivesBack(t *testing.T) {
	m := testapp.StartMarket(t, auditOffices())
	d := register(t, m, auditor, canaryLeaf(validationtypes.VOTE_VERDICT_REJECT))
	other := register(t, m, rogue, canaryLeaf(validationtypes.VOTE_VERDICT_APPROVE))
	job, committee := judged(m, testapp.Approve, testapp.Reject, testapp.Approve)
	openCanary(t, m, job, d)
	require.True(t, backing(m, committee[0]).LT(testapp.AGI(1_000)))
	supply := m.Supply()

	proof, err := validationtypes.ProveCanary(testapp.ChainID, other.leaves, 0)
	require.NoError(t, err)
	contradict := &validationtypes.MsgContradictCanary{
		Sender: committee[0].String(), JobId: job, Office: "bureau", Day: other.day, Leaf: other.leaves[0], Proof: proof,
	}
	m.Must(committee[0], contradict)
	for _, v := range committee {
		require.Equal(t, testapp.AGI(1_000).String(), backing(m, v).String(), v.Name)
	}
	require.Equal(t, supply, m.Supply())
	for _, a := range []testapp.Actor{auditor, rogue} {
		m.BlockAfter(24 * time.Hour)
		res := m.Deliver(a, registerMsg(t, a, d.leaves))
		require.Equal(t, validationtypes.ErrOfficeBarred.ABCICode(), res.Code, res.Log)
	}
	res := m.Deliver(committee[0], contradict)
	require.Equal(t, validationtypes.ErrNothingHeld.ABCICode(), res.Code, res.Log)

	m.Govern(&validationtypes.MsgLiftCanaryBar{Authority: app.Authority(), Office: "court"})
	m.Must(auditor, registerMsg(t, auditor, d.leaves))
}

func TestCanaryOfAnOverdueOfficeGivesBack(t *testing.T) {
	m, _, committee, _ := testedMarket(t)
	m.BlockAfter(discloseWithin)
	require.Contains(t, eventTypes(m.Last.Events), "agijobs.validation.v1.EventCanaryOfficeBarred")
	for _, v := range committee {
		require.Equal(t, testapp.AGI(1_000).String(), backing(m, v).String(), v.Name)
	}
	m.BlockAfter(24 * time.Hour)
	res := m.Deliver(auditor, registerMsg(t, auditor, fullDay()))
	require.Equal(t, validationtypes.ErrOfficeBarred.ABCICode(), res.Code, res.Log)
}

func eventTypes(events []abci.Event) (list []string) {
	for _, e := range events {
		list = append(list, e.Type)
	}
	return list
}

// In whatever state a canary is, a chain that starts from an export goes on as the exported one.
func TestCanaryExportGoesOn(t *testing.T) {
	states := map[string]func(m *testapp.Market, d canaryDay){
		"held":      func(*testapp.Market, canaryDay) {},
		"disclosed": func(m *testapp.Market, d canaryDay) { m.Must(auditor, disclosure(d)) },
		"overdue":   func(m *testapp.Market, _ canaryDay) { m.BlockAfter(discloseWithin) },
		"final":     func(m *testapp.Market, d canaryDay) { m.Must(auditor, disclosure(d)); m.BlockAfter(canaryHold) },
	}
	for name, reach := range states {
		t.Run(name, func(t *testing.T) {
			m, _, _, d := testedMarket(t)
			reach(m, d)
			_, bz := m.Chain.Export()
			twin := testapp.New(t, testapp.Options{State: bz, InitialHeight: m.Height + 1, StartTime: m.Time})
			m.Block()
			for _, step := range []time.Duration{time.Second, discloseWithin, canaryHold, 100 * 24 * time.Hour, time.Second} {
				want, _ := m.Chain.Export()
				got, _ := twin.Export()
				require.JSONEq(t, string(want["validation"]), string(got["validation"]))
				m.BlockAfter(step)
				twin.BlockAfter(step)
			}
			state, err := m.App.Validation.ExportGenesis(m.Ctx())
			require.NoError(t, err)
			require.Empty(t, state.CanaryRoots, "forgotten")
			require.Empty(t, state.CanarySlashes)
		})
	}
}

func disclosure(d canaryDay) *validationtypes.MsgDiscloseCanaries {
	return &validationtypes.MsgDiscloseCanaries{Auditor: auditor.String(), Day: d.day, Leaves: d.leaves}
}

// Until it is opened nothing on the chain tells a canary from a job, or a day with canaries from one without: on two chains,
// of which one has a canary, every event and every record is the same to the byte but for the 32 bytes of the root.
func TestNothingTellsACanaryFromAJob(t *testing.T) {
	tw := testapp.NewTwin(t, auditOffices())
	days := map[*testapp.Market][]validationtypes.CanaryLeaf{
		tw.A: fullDay(canaryLeaf(validationtypes.VOTE_VERDICT_REJECT)), tw.B: fullDay(),
	}
	var sizes []int
	start := len(tw.A.History)
	var job uint64
	tw.Both(func(m *testapp.Market) {
		tx := m.Sign(auditor, registerMsg(t, auditor, days[m]))
		sizes = append(sizes, len(tx))
		require.Zero(t, m.Block(tx)[0].Code)
		m.ForgetSequences()
		job, _ = judged(m, testapp.Approve, testapp.Reject, testapp.Approve)
		m.Blocks(2)
		require.Equal(t, jobstypes.JOB_STATUS_APPROVED, m.Job(job).Status)
	})
	require.Equal(t, sizes[0], sizes[1], "the transaction says not how many there are")

	roots := [2]string{}
	for i, m := range []*testapp.Market{tw.A, tw.B} {
		root, err := json.Marshal(registerMsg(t, auditor, days[m]).Root)
		require.NoError(t, err)
		roots[i] = strings.Trim(string(root), `"`)
	}
	require.Len(t, tw.B.History, len(tw.A.History))
	for i := start; i < len(tw.A.History); i++ {
		a, b := tw.A.History[i].Response, tw.B.History[i].Response
		a.AppHash, b.AppHash = nil, nil
		left, err := json.Marshal(a)
		require.NoError(t, err)
		right, err := json.Marshal(b)
		require.NoError(t, err)
		if i == start {
			require.Contains(t, string(left), roots[0])
			left = bytes.ReplaceAll(left, []byte(roots[0]), []byte(roots[1]))
			left, right = withoutSignatures(left), withoutSignatures(right)
		} else {
			left, right = withoutSignatures(left), withoutSignatures(right)
		}
		require.Equal(t, string(right), string(left), "block %d", i)
	}
	_, left := tw.A.Export()
	_, right := tw.B.Export()
	require.Equal(t, 1, strings.Count(string(left), roots[0]), "the root stands in one record")
	require.Equal(t, withoutNumbers(right), strings.Replace(withoutNumbers(left), roots[0], roots[1], 1))

	// On the one it can be opened, on the other it cannot.
	d := canaryDay{day: validationtypes.CanaryDay(tw.A.Time), leaves: days[tw.A]}
	tx := tw.B.SignJointly(openers(tw.B), openMsg(t, tw.B, job, d))
	res := tw.B.Block(tx)[0]
	require.Equal(t, validationtypes.ErrCanaryProof.ABCICode(), res.Code, res.Log)
	openCanary(t, tw.A, job, d)
}

var accountNumber = regexp.MustCompile(`"account_number": *"\d+"`)

// withoutNumbers leaves out the numbers of accounts: the SDK derives those of accounts that blocks create from the header,
// which names the hash of the state.
func withoutNumbers(state []byte) string { return string(accountNumber.ReplaceAll(state, nil)) }

// withoutSignatures leaves out the attributes that hold signatures of transactions: they cover what was signed.
func withoutSignatures(bz []byte) []byte {
	var shown any
	if err := json.Unmarshal(bz, &shown); err != nil {
		panic(err)
	}
	dropSignatures(shown)
	bz, err := json.Marshal(shown)
	if err != nil {
		panic(err)
	}
	return bz
}

func dropSignatures(shown any) {
	switch v := shown.(type) {
	case map[string]any:
		if v["key"] == "signature" {
			v["value"] = ""
		}
		for _, field := range v {
			dropSignatures(field)
		}
	case []any:
		for _, item := range v {
			dropSignatures(item)
		}
	}
}

// Nobody opens a canary without the other two, by no way that a message can take, and the first of the three pays.
func TestCanaryNeedsItsThreeSigners(t *testing.T) {
	m := testapp.StartMarket(t, auditOffices())
	d := register(t, m, auditor, canaryLeaf(validationtypes.VOTE_VERDICT_REJECT))
	job, _ := judged(m, testapp.Approve, testapp.Approve, testapp.Approve)
	m.Step = 100 * time.Millisecond // all of this within one challenge window
	msg := openMsg(t, m, job, d)
	three := openers(m)
	refused := func(res *abci.ExecTxResult, code uint32, log string) {
		t.Helper()
		require.Equal(t, code, res.Code, res.Log)
		require.Contains(t, res.Log, log)
		require.Equal(t, jobstypes.JOB_STATUS_APPROVED, m.Job(job).Status)
		m.ForgetSequences()
	}
	for i := range three {
		two := slices.Delete(slices.Clone(three), i, i+1)
		refused(m.Block(m.SignJointly(two, msg))[0], sdkerrors.ErrUnauthorized.ABCICode(), "wrong number of signers")
	}
	swapped := []testapp.Actor{three[0], three[2], three[1]}
	refused(m.Block(m.SignJointly(swapped, msg))[0], sdkerrors.ErrInvalidPubKey.ABCICode(), "")
	stranger := *msg
	stranger.Auditor = m.Outsider.String()
	refused(m.Block(m.SignJointly([]testapp.Actor{m.Outsider, three[1], three[2]}, &stranger))[0],
		sdkerrors.ErrUnauthorized.ABCICode(), "is not a participant")
	another := *msg
	another.Auditor = rogue.String()
	refused(m.Block(m.SignJointly([]testapp.Actor{rogue, three[1], three[2]}, &another))[0],
		validationtypes.ErrUnknownCanary.ABCICode(), "office bureau")

	exec := authz.NewMsgExec(auditor.Addr, []sdk.Msg{msg})
	refused(m.Deliver(auditor, &exec), authz.ErrAuthorizationNumOfSigners.ABCICode(), "only one signer")
	proposal, err := govv1.NewMsgSubmitProposal([]sdk.Msg{msg}, sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 1)),
		m.Operator().String(), "", "Open", "What it is", false)
	require.NoError(t, err)
	refused(m.Deliver(m.Operator(), proposal), govtypes.ErrInvalidSigner.ABCICode(), "")

	// A pause holds no duty.
	m.Govern(&sovereigntypes.MsgPause{Sender: app.Authority(), Scope: sovereigntypes.PAUSE_SCOPE_MARKET, Reason: "a drill"})
	before := m.Balance(auditor.Addr)
	openCanary(t, m, job, d)
	require.Equal(t, jobstypes.JOB_STATUS_CANCELLED, m.Job(job).Status)
	require.Equal(t, testapp.Fee.String(), before.Sub(m.Balance(auditor.Addr)).String())
}

// A suspended auditor opens and registers nothing; what its office owes, it can still disclose.
func TestCanaryOfASuspendedAuditor(t *testing.T) {
	m := testapp.StartMarket(t, auditOffices())
	d := register(t, m, auditor, canaryLeaf(validationtypes.VOTE_VERDICT_REJECT))
	job, _ := judged(m, testapp.Approve, testapp.Approve, testapp.Approve)
	m.Govern(&identitytypes.MsgSuspend{Sender: app.Authority(), Address: auditor.String(), Reason: "audit"})
	res := m.Block(m.SignJointly(openers(m), openMsg(t, m, job, d)))[0]
	require.NotZero(t, res.Code)
	require.Equal(t, identitytypes.ModuleName, res.Codespace, res.Log)
	m.Must(auditor, disclosure(d))
}
