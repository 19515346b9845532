package policy_test

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/baseapp"
	sdk "github.com/cosmos/cosmos-sdk/types"
	consensustypes "github.com/cosmos/cosmos-sdk/x/consensus/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	"github.com/agijobs/agijobs/internal/policy"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

var (
	first, second, third = testapp.NewActor("official-1"), testapp.NewActor("official-2"), testapp.NewActor("official-3")
	guardian             = testapp.NewActor("guardian-1")
)

// chain has a 2-of-3 council, a guardian and a category beside what every new chain has.
func chain(t *testing.T) *testapp.Chain {
	t.Helper()
	return testapp.New(t, testapp.Options{Genesis: func(state app.GenesisState, c *testapp.Chain) {
		testapp.Edit(c, state, sovereigntypes.ModuleName, func(gs *sovereigntypes.GenesisState) {
			gs.Council = sovereigntypes.Council{Threshold: 2}
			for _, a := range []testapp.Actor{first, second, third} {
				gs.Council.Members = append(gs.Council.Members, sovereigntypes.CouncilMember{
					Address: a.String(), Weight: 1, Title: "Office of " + a.Name, Accepted: true,
				})
			}
			var err error
			gs.Council, err = gs.Council.Normalised()
			require.NoError(t, err)
			gs.Guardians = []sovereigntypes.Guardian{{Address: guardian.String(), Title: "Court of Audit"}}
		})
		testapp.Edit(c, state, jobstypes.ModuleName, func(gs *jobstypes.GenesisState) {
			gs.Categories = append(gs.Categories, jobstypes.Category{
				Slug: "records", Title: "Data: analysis", Open: true, MaxPayout: math.NewInt(10_000_000_000),
				MinWorkDuration: time.Second, MaxWorkDuration: 90 * time.Minute, MaxOpenFor: 24 * time.Hour,
				Seats: []jobstypes.SeatTier{{MinPayout: math.ZeroInt(), Seats: 3}, {MinPayout: math.NewInt(2_000_000), Seats: 5}},
				Pool:  validationtypes.GeneralPool, AllowedUriPrefixes: []string{"https://data.example/"}, Revision: 1,
			})
		})
	}})
}

func read(t *testing.T, c *testapp.Chain) policy.State {
	t.Helper()
	conn := &baseapp.QueryServiceTestHelper{GRPCQueryRouter: c.App.GRPCQueryRouter(), Ctx: c.Ctx()}
	state, err := policy.Read(context.Background(), conn)
	require.NoError(t, err)
	state.ChainID, state.Height = testapp.ChainID, c.Height
	return state
}

func export(t *testing.T, state policy.State) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, state.Write(&out))
	return out.String()
}

// edit replaces one thing of a file that must be there exactly once.
func edit(t *testing.T, file, old, now string) string {
	t.Helper()
	require.Equal(t, 1, strings.Count(file, old), "%q in\n%s", old, file)
	return strings.Replace(file, old, now, 1)
}

func TestExportOfAFreshChainPlansNothing(t *testing.T) {
	state := read(t, chain(t))
	file := export(t, state)
	targets, err := state.Plan(strings.NewReader(file))
	require.NoError(t, err)
	require.Empty(t, targets)
	msgs, err := policy.Messages(targets, app.Authority())
	require.NoError(t, err)
	require.Empty(t, msgs)
	// Writing is deterministic: two exports can be compared by any tool.
	require.Equal(t, file, export(t, read(t, chain(t))))
}

// Programs get the same as JSON, and a plan takes it.
func TestExportAsJSON(t *testing.T) {
	state := read(t, chain(t))
	var out bytes.Buffer
	require.NoError(t, state.WriteJSON(&out))
	var got struct {
		Council    struct{ Members []map[string]any }
		Guardians  []map[string]any
		Params     map[string]map[string]any
		Categories map[string]map[string]any
	}
	require.NoError(t, json.Unmarshal(out.Bytes(), &got))
	require.Len(t, got.Council.Members, 3)
	require.NotContains(t, got.Council.Members[0], "accepted", "nobody sets it")
	require.Equal(t, "Court of Audit", got.Guardians[0]["title"])
	require.Equal(t, "20", got.Params["jobs"]["max_active_jobs"])
	require.Equal(t, true, got.Categories["records"]["open"])
	targets, err := state.Plan(strings.NewReader(out.String()))
	require.NoError(t, err)
	require.Empty(t, targets)
}

func TestExportReadsLikeAText(t *testing.T) {
	file := export(t, read(t, chain(t)))
	for _, line := range []string{
		"# The policy of agijobs-test at block 1: all that its council may set.",
		"  threshold: 2",
		"      title: Office of official-1",
		"    # market time; 1s to 720h. How long a verdict may be challenged\n    challenge_window: 24h",
		"    # bytes; 1048576 to 67108864. Holds the largest council proposal, crosses the network within the block time\n      max_bytes: 4194304",
		"      - {denom: uagi, amount: 1}",
		"    quorum: 0.334\n",
		"    min_signed_per_window: 0.5\n",
		"    max_work_duration: 1h30m",
		"      - PARTICIPANT",
	} {
		if strings.Contains(line, "PARTICIPANT") {
			require.NotContains(t, file, line)
			continue
		}
		require.Contains(t, strings.ReplaceAll(file, "      # bytes", "    # bytes"), line)
	}
	require.NotContains(t, file, "revision:", "the chain counts revisions")
	require.NotContains(t, file, "accepted:", "members accept, the council does not")
}

// Whatever way a value is written, it is the same value.
func TestEqualValuesAreNoChange(t *testing.T) {
	state := read(t, chain(t))
	for _, same := range []string{
		"params: {jobs: {challenge_window: 1440m}}",
		"params: {jobs: {challenge_window: 86400s, bond_min: 1_000_000}}",
		"params: {gov: {quorum: 0.3340}}",
		"params: {gov: {quorum: '0.334000000000000000'}}",
		"params: {slashing: {min_signed_per_window: '0.50'}}",
		"params: {consensus: {block: {max_gas: 0100000000}}}",
		"council: {threshold: 2}",
		"pools: {}",
		"categories: {records: {open: true}}",
	} {
		targets, err := state.Plan(strings.NewReader(same))
		require.NoError(t, err, same)
		require.Empty(t, policy.Changes(targets), same)
	}
}

func TestPlanNamesFieldsAndMakesJustTheMessages(t *testing.T) {
	state := read(t, chain(t))
	file := export(t, state)
	file = edit(t, file, "challenge_window: 24h", "challenge_window: 36h")
	file = edit(t, file, "seasoning: 168h", "seasoning: 240h")
	file = edit(t, file, "quorum: 0.334", "quorum: 0.4")
	file = edit(t, file, "max_gas: 100000000", "max_gas: 50000000")
	file = edit(t, file, "title: 'Data: analysis'", "title: Data")
	file = edit(t, file, "title: Court of Audit", "title: Court")
	targets, err := state.Plan(strings.NewReader(file))
	require.NoError(t, err)
	require.Equal(t, []policy.Change{
		{"guardians[" + guardian.String() + "].title", "Court of Audit", "Court", "text"},
		{"params.identity.seasoning", "168h", "240h", "block time"},
		{"params.jobs.challenge_window", "24h", "36h", "market time"},
		{"params.consensus.block.max_gas", "100000000", "50000000", "gas"},
		{"params.gov.quorum", "0.334", "0.4", "share"},
		{"categories.records.title", "Data: analysis", "Data", "text"},
	}, policy.Changes(targets))

	msgs, err := policy.Messages(targets, app.Authority())
	require.NoError(t, err)
	var urls []string
	for _, m := range msgs {
		urls = append(urls, sdk.MsgTypeURL(m))
	}
	require.Equal(t, []string{
		"/agijobs.identity.v1.MsgUpdateParams", "/agijobs.jobs.v1.MsgUpdateParams", "/cosmos.consensus.v1.MsgUpdateParams",
		"/cosmos.gov.v1.MsgUpdateParams", "/agijobs.jobs.v1.MsgSetCategory", "/agijobs.sovereign.v1.MsgUpdateGuardians",
	}, urls)
	// Every other field goes back as it was, to the letter.
	jobs := msgs[1].(*jobstypes.MsgUpdateParams)
	want := jobstypes.DefaultParams()
	want.ChallengeWindow = 36 * time.Hour
	require.Equal(t, want, jobs.Params)
	require.Equal(t, app.Authority(), jobs.Authority)
	consensus := msgs[2].(*consensustypes.MsgUpdateParams)
	require.EqualValues(t, 50_000_000, consensus.Block.MaxGas)
	require.EqualValues(t, app.MaxBlockBytes, consensus.Block.MaxBytes)
	gov := msgs[3].(*govv1.MsgUpdateParams)
	require.Equal(t, "0.400000000000000000", gov.Params.Quorum)
	require.Equal(t, govv1.DefaultParams().Threshold, gov.Params.Threshold)
	require.Equal(t, 90*time.Minute, msgs[4].(*jobstypes.MsgSetCategory).Category.MaxWorkDuration)

	// Who is asked to approve sees the same changes.
	var seen []policy.Change
	for _, m := range msgs {
		changes, ok, err := state.Effect(m)
		require.NoError(t, err)
		require.True(t, ok)
		seen = append(seen, changes...)
	}
	require.ElementsMatch(t, policy.Changes(targets), seen)
	_, ok, err := state.Effect(&sovereigntypes.MsgPause{})
	require.NoError(t, err)
	require.False(t, ok)
}

func TestNewCategoryAndPool(t *testing.T) {
	state := read(t, chain(t))
	targets, err := state.Plan(strings.NewReader(`
pools:
  medical: {title: Physicians, role: ROLE_VALIDATOR, min_stake: 5000000, open: true}
categories:
  health:
    title: Health
    open: true
    max_payout: 1000000000
    min_work_duration: 1m
    max_work_duration: 24h
    max_open_for: 48h
    seats: [{min_payout: 0, seats: 3}]
    pool: medical
    allowed_uri_prefixes: ["https://health.example/"]
    agent_kinds: [PARTICIPANT_KIND_HUMAN]
`))
	require.NoError(t, err)
	msgs, err := policy.Messages(targets, app.Authority())
	require.NoError(t, err)
	require.Len(t, msgs, 2)
	require.Equal(t, "medical", msgs[0].(*validationtypes.MsgSetPool).Pool.Id, "a pool before the category that names it")
	require.Equal(t, "health", msgs[1].(*jobstypes.MsgSetCategory).Category.Slug)
	require.Contains(t, policy.Changes(targets), policy.Change{Field: "categories.health.agent_kinds", Old: "[]", New: "[PARTICIPANT_KIND_HUMAN]", Unit: "list of PARTICIPANT_KIND_…"})
}

func TestCouncilKeepsWhoHasAccepted(t *testing.T) {
	state := read(t, chain(t))
	targets, err := state.Plan(strings.NewReader("council:\n  threshold: 1\n  members:\n  - {address: " + second.String() + ", weight: 2, title: Chair}\n"))
	require.NoError(t, err)
	var fields []string
	for _, c := range policy.Changes(targets) {
		fields = append(fields, c.Field)
	}
	require.Contains(t, fields, "council.members["+second.String()+"].weight")
	require.Contains(t, fields, "council.members["+first.String()+"].address")
	require.Contains(t, fields, "council.threshold")
	msgs, err := policy.Messages(targets, app.Authority())
	require.NoError(t, err)
	require.Len(t, msgs, 1)
	require.Len(t, msgs[0].(*sovereigntypes.MsgUpdateCouncil).Council.Members, 1)
}

// A mistake in a file is an error that names line and place, before anybody votes on it.
func TestMistakesAreFound(t *testing.T) {
	state := read(t, chain(t))
	for file, want := range map[string]string{
		"":                                                            "there is no policy",
		"- a":                                                         "there is no policy",
		"param: {}":                                                   `line 1: a policy has no "param"`,
		"params:\n  job: {}":                                          `line 2: params has no "job"; it has sovereign, identity, jobs`,
		"params:\n  jobs:\n    bond: 1":                               `line 3: params.jobs has no "bond"; it has validation_fee_bps`,
		"params: {jobs: {bond_bps: 5%}}":                              `"5%" is no whole number`,
		"params: {jobs: {bond_bps: 5.5}}":                             `"5.5" is no whole number`,
		"params: {jobs: {bond_bps: }}":                                "needs one value",
		"params: {jobs: {bond_bps: 20000}}":                           "bond_bps",
		"params: {jobs: {bond_bps: 4294967296}}":                      "params.jobs",
		"params: {jobs: {challenge_window: 24}}":                      "is no duration: write 36h",
		"params: {jobs: {challenge_window: 24 hours}}":                "is no duration",
		"params: {jobs: [1]}":                                         "params.jobs needs fields",
		"params: {jobs: {ladder: 1}}":                                 "params.jobs.ladder is a list",
		"params: {jobs: {bond_bps: 1, bond_bps: 2}}":                  "stands there twice",
		"params: {gov: {quorum: a}}":                                  "is no decimal number",
		"params: {gov: {quorum: 1.5}}":                                "quorom too large",
		"params: {slashing: {min_signed_per_window: 2}}":              "params.slashing",
		"params: {bank: {default_send_enabled: yes}}":                 "must be true or false",
		"params: {consensus: {authority: x}}":                         `params.consensus has no "authority"; it has block`,
		"pools: {general: {role: ROLE_KING}}":                         `unknown value "ROLE_KING"`,
		"categories: {records: {revision: 5}}":                        `categories.records has no "revision"`,
		"categories: {records: {seats: []}}":                          "categories.records",
		"categories: {Data: {}}":                                      "categories.Data",
		"council: {threshold: 9}":                                     "threshold 9",
		"council: {members: [{address: a, weight: 1}, {address: a}]}": "council.members has a twice",
	} {
		targets, err := state.Plan(strings.NewReader(file))
		if err == nil {
			_, err = policy.Messages(targets, app.Authority())
		}
		require.ErrorContains(t, err, want, file)
	}
}
