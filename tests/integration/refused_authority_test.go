package integration

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	distrtypes "github.com/cosmos/cosmos-sdk/x/distribution/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	certificatestypes "github.com/agijobs/agijobs/x/certificates/types"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	reputationtypes "github.com/agijobs/agijobs/x/reputation/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// refusedAuthority: the authority's messages from somebody else, ill-formed ones, and proposals that fail when they are
// carried out. Then the certificate's one message.
func refusedAuthority(t *testing.T, count *tally) {
	b := newBench(t, count, testapp.MarketOptions{Options: testapp.Options{Genesis: people}})
	b.run(usurpers(b.A)...)
	b.run(categories(b.A)...)
	b.run(parameters(b.A)...)
	b.run(transfers(b)...)
	proposals(b)
}

// usurpers: authority messages that a participant signs in its own name.
func usurpers(m *testapp.Market) []row {
	o := m.Operator()
	own := fmt.Sprintf("sender %s, authority %s", o, app.Authority())
	sdkOwn := fmt.Sprintf("invalid authority: expected %s, got %s", app.Authority(), o)
	adjust := func(change int64, role identitytypes.Role, reason string) *reputationtypes.MsgAdjust {
		return &reputationtypes.MsgAdjust{Authority: o.String(), Address: m.Agent.String(), Role: role, Change: math.NewInt(change), Reason: reason}
	}
	reputation := fmt.Sprintf("signer is %s, the authority is %s", o, app.Authority())
	agent := identitytypes.ROLE_AGENT
	return []row{
		refused("sovereign: change the parameters", o, sovereigntypes.ErrUnauthorized, own, &sovereigntypes.MsgUpdateParams{Authority: o.String(), Params: sovereigntypes.DefaultParams()}),
		refused("reputation: change the parameters", o, reputationtypes.ErrUnauthorized, reputation, &reputationtypes.MsgUpdateParams{Authority: o.String(), Params: reputationtypes.DefaultParams()}),
		refused("reputation: adjust a score", o, reputationtypes.ErrUnauthorized, reputation, adjust(1, agent, "appeal")),
		turnedAway("reputation: adjust by 0", o, reputationtypes.ErrInvalidChange, "change is zero; give the points to add or, negative, to take off", adjust(0, agent, "appeal")),
		turnedAway("reputation: adjust beyond every cap", o, reputationtypes.ErrInvalidChange, "change is 100000000001; no cap allows more than 100000000000", adjust(100_000_000_001, agent, "appeal")),
		turnedAway("reputation: adjust a registrar", o, reputationtypes.ErrInvalidRole, "ROLE_REGISTRAR", adjust(1, identitytypes.ROLE_REGISTRAR, "appeal")),
		turnedAway("reputation: adjust without a reason", o, reputationtypes.ErrInvalidReason, "reason has 0 bytes; use 1 to 256", adjust(1, agent, "")),
		turnedAway("reputation: adjust with a reason of 257 bytes", o, reputationtypes.ErrInvalidReason, "reason has 257 bytes; use 1 to 256", adjust(1, agent, strings.Repeat("r", 257))),
		refused("jobs: change the parameters", o, jobstypes.ErrAuthority, "it is "+app.Authority(), &jobstypes.MsgUpdateParams{Authority: o.String(), Params: jobstypes.DefaultParams()}),
		refused("jobs: set a category", o, jobstypes.ErrAuthority, "it is "+app.Authority(), setCategory(o.String(), func(*jobstypes.Category) {})),
		refused("bank: change the parameters", o, sdkerrors.ErrUnauthorized, sdkOwn, &banktypes.MsgUpdateParams{Authority: o.String(), Params: banktypes.DefaultParams()}),
		refused("staking: change the parameters", o, sdkerrors.ErrUnauthorized, sdkOwn, &stakingtypes.MsgUpdateParams{Authority: o.String(), Params: stakingtypes.DefaultParams()}),
		refused("slashing: change the parameters", o, sdkerrors.ErrUnauthorized, sdkOwn, &slashingtypes.MsgUpdateParams{Authority: o.String(), Params: slashingtypes.DefaultParams()}),
		refused("distribution: change the parameters", o, sdkerrors.ErrUnauthorized, sdkOwn, &distrtypes.MsgUpdateParams{Authority: o.String(), Params: distrtypes.DefaultParams()}),
		refused("gov: change the parameters", o, sdkerrors.ErrUnauthorized, sdkOwn, &govv1.MsgUpdateParams{Authority: o.String(), Params: govv1.DefaultParams()}),
	}
}

// setCategory changes the default category.
func setCategory(authority string, edit func(*jobstypes.Category)) *jobstypes.MsgSetCategory {
	category := jobstypes.DefaultGenesis().Categories[0]
	edit(&category)
	return &jobstypes.MsgSetCategory{Authority: authority, Category: category}
}

// categories: ill-formed ones.
func categories(m *testapp.Market) []row {
	o := m.Operator()
	bad := func(name, detail string, edit func(*jobstypes.Category)) row {
		return turnedAway("category: "+name, o, jobstypes.ErrCategory, detail, setCategory(o.String(), edit))
	}
	seats := func(tiers ...jobstypes.SeatTier) func(*jobstypes.Category) {
		return func(c *jobstypes.Category) { c.Seats = tiers }
	}
	tier := func(from int64, n uint32) jobstypes.SeatTier {
		return jobstypes.SeatTier{MinPayout: math.NewInt(from), Seats: n}
	}
	prefixes := func(list ...string) func(*jobstypes.Category) {
		return func(c *jobstypes.Category) { c.AllowedUriPrefixes = list }
	}
	many := make([]string, 17)
	for i := range many {
		many[i] = fmt.Sprintf("https://%d.example/", i)
	}
	return []row{
		bad("title of 141 bytes", "title has 141 bytes, at most 140 are allowed: invalid text", func(c *jobstypes.Category) { c.Title = strings.Repeat("t", 141) }),
		bad("most below least work", "max_work_duration (from min_work_duration) is 1s, must be 2s to 8784h0m0s: duration out of range",
			func(c *jobstypes.Category) { c.MinWorkDuration, c.MaxWorkDuration = 2*time.Second, time.Second }),
		bad("no seats", "0 tiers, must be 1 to 11: invalid committee size", seats()),
		bad("a tier that is not the first", "the first tier must start at 0: invalid committee size", seats(tier(1, 3))),
		bad("an even tier", "seats of a tier: 4 must be odd and at most 21: invalid committee size", seats(tier(0, 4))),
		bad("fewer seats for more money", "tier 2 must start higher than the one before and have no fewer seats: invalid committee size", seats(tier(0, 5), tier(10, 3))),
		bad("no place for documents", "0 allowed_uri_prefixes, must be 1 to 16: invalid uri", prefixes()),
		bad("17 places", "17 allowed_uri_prefixes, must be 1 to 16: invalid uri", prefixes(many...)),
		bad("an open-ended place", `prefix "https://data.gov" must end with '/': invalid uri`, prefixes("https://data.gov")),
		bad("a place twice", `prefix "https://a/" appears twice: invalid uri`, prefixes("https://a/", "https://a/")),
	}
}

// parameters: ill-formed ones, n - 1 / n / n + 1 at bounds and relations.
func parameters(m *testapp.Market) []row {
	o := m.Operator()
	jobs := func(name, detail string, edit func(*jobstypes.Params)) row {
		p := jobstypes.DefaultParams()
		edit(&p)
		msg := &jobstypes.MsgUpdateParams{Authority: o.String(), Params: p}
		if detail == "" { // well formed, and still refused
			return refused("jobs: "+name, o, jobstypes.ErrAuthority, "it is "+app.Authority(), msg)
		}
		return turnedAway("jobs: "+name, o, jobstypes.ErrParams, detail, msg)
	}
	step := func(name, detail string, d time.Duration) row {
		return turnedAway("sovereign: "+name, o, sovereigntypes.ErrInvalidParams, detail,
			&sovereigntypes.MsgUpdateParams{Authority: o.String(), Params: sovereigntypes.Params{MaxStep: d}})
	}
	fee := func(bps uint32) func(*jobstypes.Params) {
		return func(p *jobstypes.Params) { p.ValidationFeeBps = bps }
	}
	return []row{
		jobs("half of the payout for judging", "", fee(5_000)),
		jobs("more than half of it", "validation_fee_bps is 5001, must be 0 to 5000: invalid amount", fee(5_001)),
		jobs("expiry dearer than rejection", "expiry_slash_bps (by reject_slash_bps) is 5001, must be 0 to 5000: invalid amount", func(p *jobstypes.Params) { p.ExpirySlashBps = 5_001 }),
		jobs("seats for nothing", "min_seat_fee must be at least 1 base unit: invalid amount", func(p *jobstypes.Params) { p.MinSeatFee = math.ZeroInt() }),
		jobs("a challenge window below a second", "challenge_window is 999ms, must be 1s to 720h0m0s: duration out of range", func(p *jobstypes.Params) { p.ChallengeWindow = 999 * time.Millisecond }),
		jobs("no settlement", "settlements_per_block is 0, must be 1 to 10000: invalid amount", func(p *jobstypes.Params) { p.SettlementsPerBlock = 0 }),
		jobs("no rung", "0 rungs, must be 1 to 6: invalid ladder", func(p *jobstypes.Params) { p.Ladder = nil }),
		jobs("a rung above the council", "rung 3: the council is the last rung, after a committee, and has neither pool nor seats: invalid ladder", func(p *jobstypes.Params) { p.Ladder = append(p.Ladder, jobstypes.Rung{}) }),
		jobs("a dispute for nothing", "dispute_bond_min must be at least 1 base unit: invalid amount", func(p *jobstypes.Params) { p.DisputeBondMin = math.ZeroInt() }),
		step("max_step below 100 ms", "max_step is 99ms; choose 100ms to 1m0s", 99*time.Millisecond),
		step("max_step above a minute", "max_step is 1m0.001s; choose 100ms to 1m0s", time.Minute+time.Millisecond),
		step("max_step in microseconds", "max_step is 1.0005s; the clocks count whole milliseconds", time.Second+500*time.Microsecond),
	}
}

// transfers: the certificate goes from its owner to an active participant.
func transfers(b *bench) []row {
	m := b.A
	e, e2 := m.Employer, m.Employer2
	job := b.submitted()
	b.Both(func(m *testapp.Market) {
		m.Judge(job, testapp.Approve)
		m.Must(e, &jobstypes.MsgAcceptVerdict{Sender: e.String(), JobId: job})
	})
	transfer := func(from testapp.Actor, job uint64, to string) *certificatestypes.MsgTransfer {
		return &certificatestypes.MsgTransfer{Owner: from.String(), JobId: job, Recipient: to}
	}
	unknown := newcomer(9).String()
	return []row{
		turnedAway("transfer: job 0", e, certificatestypes.ErrInvalidJobID, "job_id is 0; give the id of a completed job", transfer(e, 0, e2.String())),
		turnedAway("transfer to oneself", e, certificatestypes.ErrRecipient, "it is the owner", transfer(e, job, e.String())),
		turnedAway("transfer to no address", e, certificatestypes.ErrInvalidAddress,
			`recipient "nobody": decoding bech32 failed: invalid bech32 string length 6`, transfer(e, job, "nobody")),
		refused("transfer: no such certificate", e, certificatestypes.ErrNotFound, "job 7", transfer(e, 7, e2.String())),
		refused("transfer: another's certificate", e2, certificatestypes.ErrNotOwner,
			fmt.Sprintf("the certificate of job %d belongs to %s, not to %s", job, e, e2), transfer(e2, job, m.Agent.String())),
		refused("transfer to an unknown", e, certificatestypes.ErrRecipient, unknown+": unknown participant; ask a registrar for admission", transfer(e, job, unknown)),
		refused("transfer to a suspended participant", e, certificatestypes.ErrRecipient,
			suspended.String()+": audit: "+identitytypes.ErrSuspended.Error(), transfer(e, job, suspended.String())),
		refused("transfer twice in one transaction", e, certificatestypes.ErrNotOwner,
			fmt.Sprintf("the certificate of job %d belongs to %s, not to %s", job, e2, e), transfer(e, job, e2.String()), transfer(e, job, e2.String())).inMessage(1),
		accepted("transfer", e, transfer(e, job, e2.String())),
		refused("transfer what one has given away", e, certificatestypes.ErrNotOwner,
			fmt.Sprintf("the certificate of job %d belongs to %s, not to %s", job, e2, e), transfer(e, job, e2.String())),
	}
}

// proposals: what the authority decides and the modules refuse.
func proposals(b *bench) {
	gov := app.Authority()
	ended := b.post()
	b.Both(func(m *testapp.Market) {
		m.Must(m.Employer, &jobstypes.MsgCancelJob{Employer: m.Employer.String(), JobId: ended})
		m.Govern(&jobstypes.MsgDelistJob{Authority: gov, JobId: m.Post(m.Employer), Reason: "the accounts that x/gov makes exist now"})
	})
	adjust := func(n int64) *reputationtypes.MsgAdjust {
		return &reputationtypes.MsgAdjust{Authority: gov, Address: b.A.Agent.String(), Role: identitytypes.ROLE_AGENT, Change: math.NewInt(n), Reason: "appeal"}
	}
	moderators := validationtypes.DefaultPool()
	moderators.Role = identitytypes.ROLE_MODERATOR
	ladder := jobstypes.DefaultParams()
	ladder.Ladder[0].Pool = "nowhere"
	for _, r := range []struct {
		name string
		err  error
		why  string
		msgs []sdk.Msg
	}{
		{"delist a job that has ended", jobstypes.ErrWrongStatus, in(ended, "delist", jobstypes.JOB_STATUS_CANCELLED), []sdk.Msg{&jobstypes.MsgDelistJob{Authority: gov, JobId: ended, Reason: "late"}}},
		{"delist no job", jobstypes.ErrJobNotFound, "job 7", []sdk.Msg{&jobstypes.MsgDelistJob{Authority: gov, JobId: 7, Reason: "none"}}},
		{"a category without a pool", jobstypes.ErrUnknownPool, `"nowhere"`, []sdk.Msg{setCategory(gov, func(c *jobstypes.Category) { c.Pool = "nowhere" })}},
		{"a ladder without a pool", jobstypes.ErrUnknownPool, `"nowhere"`, []sdk.Msg{&jobstypes.MsgUpdateParams{Authority: gov, Params: ladder}}},
		{"another role for a pool", validationtypes.ErrPoolRole, "pool general has ROLE_VALIDATOR", []sdk.Msg{&validationtypes.MsgSetPool{Authority: gov, Pool: moderators}}},
		{"adjust by more than a tenth of the cap", reputationtypes.ErrInvalidChange, "change is 10001; with cap 100000 use at most 10000, or several corrections", []sdk.Msg{adjust(10_001)}},
		{"a post of the treasury without the money", sdkerrors.ErrInsufficientFunds, "spendable balance 1000000uagi is smaller than " + uagi(escrowOf100), []sdk.Msg{postingBy(gov)}},
		{"a claim of the treasury", identitytypes.ErrRoleMissing, "TREASURY, ROLE_AGENT", []sdk.Msg{&jobstypes.MsgClaimJob{Agent: gov, JobId: b.post()}}},
		{"admit an employer as registrar, then fail", identitytypes.ErrUnknownParticipant, newcomer(9).String(), []sdk.Msg{
			&identitytypes.MsgAdmit{Sender: gov, Participants: []identitytypes.Admission{admission(newcomer(8))}},
			&identitytypes.MsgRevoke{Sender: gov, Address: newcomer(9).String(), Reason: "fraud"},
		}},
	} {
		b.t.Run("proposal: "+r.name, func(t *testing.T) {
			b.Use(t)
			defer b.Use(b.t)
			b.count.refused++
			b.Voted(text(strings.Replace(r.why, "TREASURY", treasury(), 1), r.err), r.msgs...)
		})
	}
	b.Both(func(m *testapp.Market) { m.Govern(adjust(10_000)) })
	b.run(refused("a proposal in a participant's name", b.A.Operator(), govtypes.ErrInvalidSigner, b.A.Agent.String(),
		b.proposal(claim(b.A.Agent, 7))))
	disabled := &distrtypes.MsgCommunityPoolSpend{Authority: gov, Recipient: b.A.Agent.String(), Amount: sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 1))}
	b.run(refused("a proposal with a disabled message", b.A.Operator(), sovereigntypes.ErrProposal,
		"message 2: /cosmos.distribution.v1beta1.MsgCommunityPoolSpend is disabled on this chain: "+sdkerrors.ErrUnauthorized.Error(), b.proposal(adjust(1), disabled)))
	b.run(refused("a proposal with a wrapped disabled message", b.A.Operator(), sovereigntypes.ErrProposal,
		"message 1.1.1: /cosmos.distribution.v1beta1.MsgCommunityPoolSpend is disabled on this chain: "+sdkerrors.ErrUnauthorized.Error(),
		b.proposal(wrap(testapp.Actor{Addr: authtypes.NewModuleAddress(govtypes.ModuleName)}, 2, disabled))))
}

func postingBy(signer string) *postJob {
	return posting(func(p *postJob) { p.Employer = signer })
}

func (b *bench) proposal(msgs ...sdk.Msg) *govv1.MsgSubmitProposal {
	b.t.Helper()
	deposit := sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 1))
	msg, err := govv1.NewMsgSubmitProposal(msgs, deposit, b.A.Operator().String(), "", "A decision", "What the test needs", false)
	if err != nil {
		b.t.Fatal(err)
	}
	return msg
}
