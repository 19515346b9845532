package integration

import (
	"cmp"
	"slices"
	"time"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	"github.com/agijobs/agijobs/internal/money"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

type postJob = jobstypes.MsgPostJob

// People of these tests besides the market's.
var (
	robot      = testapp.NewActor("robot")      // an AI agent of nobody's organisation
	colleague  = testapp.NewActor("colleague")  // an agent of the employer's organisation
	foreigner  = testapp.NewActor("foreigner")  // an employer from abroad
	suspended  = testapp.NewActor("suspended")  // holds every role of the market and is suspended
	expiring   = testapp.NewActor("expiring")   // an employer and agent whose admission ends at expiryTime
	moderator  = testapp.NewActor("moderator")  // judges in another pool
	saver      = testapp.NewActor("saver")      // a validator with one AGI and no stake
	tight      = testapp.NewActor("tight")      // one unit short of escrow and fee
	enough     = testapp.NewActor("enough")     // has exactly escrow and fee
	tightBond  = testapp.NewActor("tightBond")  // one unit short of bond and fee
	enoughBond = testapp.NewActor("enoughBond") // has exactly the bond and fee
)

const (
	// escrowOf100 is what a posting of 100 AGI costs under the default prices: three seats share 8 AGI, floored.
	escrowOf100 = 100_000_000 + 3*2_666_666 + 2_000_000
	// bondOf100 is the agent's bond of such a job: 5 AGI and hardly more for a minute of at most 90 days.
	bondOf100 = 5_000_000 + 5_000_000*60/(90*24*60*60)
	// fiveSeatsFrom is a payout of the category narrow at which five seats share less than three did one unit before.
	fiveSeatsFrom = 100_000_061
)

var expiryTime = testapp.GenesisTime.Add(time.Hour)

// people adds them, their organisations and some categories with narrow rules to the market's genesis.
func people(state app.GenesisState, c *testapp.Chain) {
	testapp.ShortVoting(state, c)
	rich, fee := testapp.AGI(1_000_000), testapp.Fee
	testapp.Edit(c, state, identitytypes.ModuleName, func(gs *identitytypes.GenesisState) {
		gs.Organisations = append(gs.Organisations,
			identitytypes.Organisation{Id: "abroad", Name: "Abroad", Kind: identitytypes.ORGANISATION_KIND_FOREIGN, HomeChainId: "other-1", Active: true},
			identitytypes.Organisation{Id: "dormant", Name: "Dormant", Kind: identitytypes.ORGANISATION_KIND_LAB})
	})
	admit := func(a testapp.Actor, purse math.Int, p identitytypes.Participant, roles ...identitytypes.Role) {
		p.Roles = roles
		c.Admit(state, a, purse, p)
	}
	none := identitytypes.Participant{}
	admit(robot, rich, identitytypes.Participant{
		Kind: identitytypes.PARTICIPANT_KIND_AI_AGENT, Responsible: testapp.NewActor("agent").String(), ModelId: "vendor/model",
	}, identitytypes.ROLE_AGENT)
	admit(colleague, rich, identitytypes.Participant{OrganisationId: "ministry"}, identitytypes.ROLE_EMPLOYER, identitytypes.ROLE_AGENT)
	admit(foreigner, rich, identitytypes.Participant{OrganisationId: "abroad"}, identitytypes.ROLE_EMPLOYER, identitytypes.ROLE_AGENT)
	admit(suspended, rich, identitytypes.Participant{
		Status: identitytypes.PARTICIPANT_STATUS_SUSPENDED, StatusReason: "audit", StatusBy: testapp.NewActor("registrar").String(),
	}, identitytypes.ROLE_EMPLOYER, identitytypes.ROLE_AGENT, identitytypes.ROLE_VALIDATOR)
	expires := expiryTime
	admit(expiring, rich, identitytypes.Participant{ExpiresAt: &expires}, identitytypes.ROLE_EMPLOYER, identitytypes.ROLE_AGENT)
	admit(moderator, rich, none, identitytypes.ROLE_MODERATOR)
	admit(saver, testapp.AGI(1), none, identitytypes.ROLE_VALIDATOR)
	admit(tight, math.NewInt(escrowOf100-1).Add(fee), none, identitytypes.ROLE_EMPLOYER)
	admit(enough, math.NewInt(escrowOf100).Add(fee), none, identitytypes.ROLE_EMPLOYER)
	admit(tightBond, math.NewInt(bondOf100-1).Add(fee), none, identitytypes.ROLE_AGENT)
	admit(enoughBond, math.NewInt(bondOf100).Add(fee), none, identitytypes.ROLE_AGENT)
	testapp.Edit(c, state, jobstypes.ModuleName, narrowCategories)
	testapp.Edit(c, state, validationtypes.ModuleName, func(gs *validationtypes.GenesisState) {
		pool := func(id string, role identitytypes.Role, open bool) validationtypes.Pool {
			return validationtypes.Pool{Id: id, Title: id, Role: role, MinStake: testapp.AGI(10), Open: open}
		}
		gs.Pools = append(gs.Pools, pool("closed", identitytypes.ROLE_VALIDATOR, false), pool("panel", identitytypes.ROLE_MODERATOR, true))
		slices.SortFunc(gs.Pools, func(a, b validationtypes.Pool) int { return cmp.Compare(a.Id, b.Id) })
	})
}

func narrowCategories(gs *jobstypes.GenesisState) {
	general := gs.Categories[0]
	category := func(slug string, edit func(*jobstypes.Category)) {
		c := general
		c.Slug = slug
		edit(&c)
		gs.Categories = append(gs.Categories, c)
	}
	category("closed", func(c *jobstypes.Category) { c.Open = false })
	category("family", func(c *jobstypes.Category) { c.SameOrganisation = true })
	category("narrow", func(c *jobstypes.Category) {
		c.MaxPayout = testapp.AGI(1_000)
		c.MinWorkDuration, c.MaxWorkDuration, c.MaxOpenFor = 10*time.Second, 100*time.Second, 300*time.Second
		c.AllowedUriPrefixes = []string{"https://data.example/"}
		c.Seats = []jobstypes.SeatTier{{MinPayout: math.ZeroInt(), Seats: 3}, {MinPayout: math.NewInt(fiveSeatsFrom), Seats: 5}}
	})
	category("robots", func(c *jobstypes.Category) {
		c.AgentKinds = []identitytypes.ParticipantKind{identitytypes.PARTICIPANT_KIND_AI_AGENT}
	})
	category("state", func(c *jobstypes.Category) {
		c.OrganisationKinds = []identitytypes.OrganisationKind{identitytypes.ORGANISATION_KIND_GOVERNMENT}
	})
	slices.SortFunc(gs.Categories, func(a, b jobstypes.Category) int { return cmp.Compare(a.Slug, b.Slug) })
}

// inNarrow makes a posting fit the category narrow.
func inNarrow(msg *postJob) {
	msg.Category, msg.Spec.Uri = "narrow", "https://data.example/spec"
	msg.WorkDuration, msg.OpenFor = 60*time.Second, 200*time.Second
}

// posting is a valid posting of the market's employer with changes.
func posting(edit ...func(*postJob)) *postJob {
	return postingOf(testapp.NewActor("employer"), edit...)
}

func postingOf(employer testapp.Actor, edit ...func(*postJob)) *postJob {
	msg := (&testapp.Market{}).PostMsg(employer)
	for _, e := range edit {
		e(msg)
	}
	return msg
}

// uagi is an amount with its unit, as bank's errors show it.
func uagi(n int64) string { return sdk.NewInt64Coin(testapp.Denom, n).String() }

// longWindows keeps every job in its status for as long as a table takes.
func longWindows(o testapp.MarketOptions) testapp.MarketOptions {
	o.Jobs = func(p *jobstypes.Params) { p.ChallengeWindow = time.Hour }
	o.Review = func(p *validationtypes.Params) { p.CommitWindow, p.RevealWindow = time.Hour, time.Hour }
	return o
}

// long makes a posting stay OPEN and ASSIGNED for as long as a table takes.
func long(msg *postJob) { msg.WorkDuration, msg.OpenFor = time.Hour, time.Hour }

// treasury is the address of the nation's purse.
func treasury() string { return money.TreasuryAddress().String() }
