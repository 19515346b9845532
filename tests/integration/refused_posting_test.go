package integration

import (
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"cosmossdk.io/math"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	"github.com/agijobs/agijobs/app/testapp"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// refusedPostings: what MsgPostJob does not take.
func refusedPostings(t *testing.T, count *tally) {
	b := newBench(t, count, testapp.MarketOptions{Options: testapp.Options{Genesis: people}, Validators: 3})
	b.run(postingForms(b.A)...)
	b.run(postingTerms(b.A)...)
	b.run(postingRules(b.A)...)
	b.run(postingAudience(b.A)...)
	b.run(postingFeatures(b.A)...)
}

// postingForms: names, texts, lists, documents.
func postingForms(m *testapp.Market) []row {
	e := m.Employer
	title := func(s string) *postJob { return posting(func(p *postJob) { p.Title = s }) }
	tags := func(s ...string) *postJob { return posting(func(p *postJob) { p.Tags = s }) }
	spec := func(uri string) *postJob { return posting(func(p *postJob) { p.Spec.Uri = uri }) }
	hash := func(n int) *postJob { return posting(func(p *postJob) { p.Spec.Sha256 = make([]byte, n) }) }
	category := func(s string) *postJob { return posting(func(p *postJob) { p.Category = s }) }
	uri := func(bytes int) string { return "https://" + strings.Repeat("u", bytes-len("https://")) }
	eight := []string{"a", "b", "c", "d", "e", "f", "g", "h"}
	return []row{
		turnedAway("title empty", e, jobstypes.ErrText, "title must not be empty", title("")),
		turnedAway("title of spaces", e, jobstypes.ErrText, "title must not be empty", title("   ")),
		turnedAway("title of two lines", e, jobstypes.ErrText, "title holds the control character U+000A", title("a\nb")),
		accepted("title of 139 bytes", e, title(strings.Repeat("t", 139))),
		accepted("title of 140 bytes", e, title(strings.Repeat("t", 140))),
		turnedAway("title of 141 bytes", e, jobstypes.ErrText, "title has 141 bytes, at most 140 are allowed", title(strings.Repeat("t", 141))),
		turnedAway("title of 70 letters of 3 bytes", e, jobstypes.ErrText, "title has 210 bytes, at most 140 are allowed", title(strings.Repeat("字", 70))),
		turnedAway("category no slug", e, jobstypes.ErrText, `category "General!" must be 2 to 32 of a-z, 0-9 and '-'`, category("General!")),
		turnedAway("category of 33 bytes", e, jobstypes.ErrText,
			`category "`+strings.Repeat("c", 33)+`" must be 2 to 32 of a-z, 0-9 and '-'`, category(strings.Repeat("c", 33))),
		refused("category unknown", e, jobstypes.ErrUnknownCategory, `"nowhere"`, category("nowhere")),
		refused("category closed", e, jobstypes.ErrCategoryClosed, `"closed"`, category("closed")),
		accepted("8 tags", e, tags(eight...)),
		turnedAway("9 tags", e, jobstypes.ErrTags, "9 tags, at most 8 are allowed", tags(append(eight, "i")...)),
		turnedAway("tag twice", e, jobstypes.ErrTags, `"a" appears twice`, tags("a", "b", "a")),
		turnedAway("tag empty", e, jobstypes.ErrTags, "tag must not be empty: invalid text", tags("a", "")),
		accepted("tag of 32 bytes", e, tags(strings.Repeat("t", 32))),
		turnedAway("tag of 33 bytes", e, jobstypes.ErrTags, "tag has 33 bytes, at most 32 are allowed: invalid text", tags(strings.Repeat("t", 33))),
		accepted("spec uri of 511 bytes", e, spec(uri(511))),
		accepted("spec uri of 512 bytes", e, spec(uri(512))),
		turnedAway("spec uri of 513 bytes", e, jobstypes.ErrURI, "spec uri has 513 bytes, at most 512 are allowed", spec(uri(513))),
		turnedAway("spec uri empty", e, jobstypes.ErrURI, `spec uri "" has no scheme; write it as https://…`, spec("")),
		turnedAway("spec uri without scheme", e, jobstypes.ErrURI, `spec uri "example.org/spec" has no scheme; write it as https://…`, spec("example.org/spec")),
		turnedAway("spec uri with a space", e, jobstypes.ErrURI, "spec uri holds the character U+0020", spec("https://a b")),
		turnedAway("spec uri climbs", e, jobstypes.ErrURI, `spec uri "https://a/../b": '..' and '\' could lead out of an allowed place`, spec("https://a/../b")),
		turnedAway("spec uri climbs in disguise", e, jobstypes.ErrURI,
			`spec uri "https://a/%2E%2e/b": '..' and '\' could lead out of an allowed place`, spec("https://a/%2E%2e/b")),
		refused("spec on a disk", e, jobstypes.ErrURIPrefix, `"file:///etc/spec"; category general allows https://, ipfs://`, spec("file:///etc/spec")),
		turnedAway("spec hash missing", e, jobstypes.ErrHash, "spec sha256 has 0", hash(0)),
		turnedAway("spec hash of 31 bytes", e, jobstypes.ErrHash, "spec sha256 has 31", hash(31)),
		turnedAway("spec hash of 33 bytes", e, jobstypes.ErrHash, "spec sha256 has 33", hash(33)),
	}
}

// postingTerms: amounts, durations, sizes.
func postingTerms(m *testapp.Market) []row {
	e := m.Employer
	payout := func(n math.Int) *postJob { return posting(func(p *postJob) { p.Payout = n }) }
	total := func(n int64) *postJob { return posting(func(p *postJob) { p.ExpectedTotal = math.NewInt(n) }) }
	work := func(d time.Duration) *postJob { return posting(func(p *postJob) { p.WorkDuration = d }) }
	open := func(d time.Duration) *postJob { return posting(func(p *postJob) { p.OpenFor = d }) }
	seats := func(n uint32) *postJob { return posting(func(p *postJob) { p.Seats = n }) }
	relists := func(n uint32) *postJob { return posting(func(p *postJob) { p.Relists = n }) }
	score := func(n int64) *postJob { return posting(func(p *postJob) { p.Requirements.MinScore = math.NewInt(n) }) }
	kinds := func(k ...identitytypes.ParticipantKind) *postJob {
		return posting(func(p *postJob) { p.Requirements.AgentKinds = k })
	}
	largest := math.NewIntFromBigInt(new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(1)))
	year := 366 * 24 * time.Hour
	human := identitytypes.PARTICIPANT_KIND_HUMAN
	return []row{
		turnedAway("payout zero", e, jobstypes.ErrAmount, "payout must be at least 1 base unit", payout(math.ZeroInt())),
		turnedAway("payout negative", e, jobstypes.ErrAmount, "payout must be at least 1 base unit", payout(math.NewInt(-1))),
		turnedAway("payout above 10^30", e, jobstypes.ErrAmount, "payout is above 10^30 base units", payout(jobstypes.MaxAmount().AddRaw(1))),
		turnedAway("payout of 256 bits", e, jobstypes.ErrAmount, "payout is above 10^30 base units", payout(largest)),
		refused("payout of 10^30", e, jobstypes.ErrPayout,
			"1000000000000000000000000000000 is above 100000000000000, the most in category general", payout(jobstypes.MaxAmount())),
		turnedAway("expected_total zero", e, jobstypes.ErrAmount, "expected_total must be at least 1 base unit", total(0)),
		turnedAway("expected_total negative", e, jobstypes.ErrAmount, "expected_total must be at least 1 base unit", total(-5)),
		refused("expected_total one unit short", e, jobstypes.ErrEscrowAbove, "it is 109999998, expected_total is 109999997", total(escrowOf100-1)),
		accepted("expected_total exact", e, total(escrowOf100)),
		turnedAway("work_duration zero", e, jobstypes.ErrDuration, "work_duration is 0s, must be 1ms to 8784h0m0s", work(0)),
		turnedAway("work_duration negative", e, jobstypes.ErrDuration, "work_duration is -1s, must be 1ms to 8784h0m0s", work(-time.Second)),
		turnedAway("work_duration above a year", e, jobstypes.ErrDuration, "work_duration is 8784h0m0.001s, must be 1ms to 8784h0m0s", work(year+time.Millisecond)),
		turnedAway("work_duration in microseconds", e, jobstypes.ErrDuration, "work_duration is 1.0005s, must be whole milliseconds", work(time.Second+500*time.Microsecond)),
		turnedAway("open_for zero", e, jobstypes.ErrDuration, "open_for is 0s, must be 1ms to 8784h0m0s", open(0)),
		turnedAway("open_for negative", e, jobstypes.ErrDuration, "open_for is -1ms, must be 1ms to 8784h0m0s", open(-time.Millisecond)),
		accepted("21 seats", e, seats(21)),
		turnedAway("22 seats", e, jobstypes.ErrSeats, "seats: 22 must be odd and at most 21", seats(22)),
		turnedAway("23 seats", e, jobstypes.ErrSeats, "seats: 23 must be odd and at most 21", seats(23)),
		turnedAway("4 seats", e, jobstypes.ErrSeats, "seats: 4 must be odd and at most 21", seats(4)),
		accepted("3 relists", e, relists(3)),
		turnedAway("4 relists", e, jobstypes.ErrRelists, "4, at most 3 are allowed", relists(4)),
		turnedAway("min_score negative", e, jobstypes.ErrRequirements, "min_score must be set and not negative: invalid amount", score(-1)),
		turnedAway("agent kind unknown", e, jobstypes.ErrRequirements,
			"unknown kind 9: the job is not open to agents of this kind", kinds(identitytypes.ParticipantKind(9))),
		turnedAway("agent kind twice", e, jobstypes.ErrRequirements,
			"PARTICIPANT_KIND_HUMAN appears twice: the job is not open to agents of this kind", kinds(human, human)),
	}
}

// postingRules: who may post, the category's bounds, the purse.
func postingRules(m *testapp.Market) []row {
	e := m.Employer
	narrow := func(edit func(*postJob)) *postJob { return posting(inNarrow, edit) }
	payout := func(n int64) *postJob { return narrow(func(p *postJob) { p.Payout = math.NewInt(n) }) }
	work := func(d time.Duration) *postJob { return narrow(func(p *postJob) { p.WorkDuration = d }) }
	open := func(d time.Duration) *postJob { return narrow(func(p *postJob) { p.OpenFor = d }) }
	spec := func(uri string) *postJob { return narrow(func(p *postJob) { p.Spec.Uri = uri }) }
	ms := time.Millisecond
	limit := testapp.AGI(1_000).Int64()
	richer := func(p *postJob) { p.ExpectedTotal = testapp.AGI(2_000) }
	capped := func(n int64) *postJob { return narrow(func(p *postJob) { p.Payout = math.NewInt(n); richer(p) }) }
	return []row{
		refused("an agent posts", m.Agent, identitytypes.ErrRoleMissing, m.Agent.String()+", ROLE_EMPLOYER", postingOf(m.Agent)),
		refused("a validator posts", m.Validators[0], identitytypes.ErrRoleMissing, m.Validators[0].String()+", ROLE_EMPLOYER", postingOf(m.Validators[0])),
		refused("a foreign organisation posts", foreigner, jobstypes.ErrOrganisationKind, "ORGANISATION_KIND_FOREIGN in category general", postingOf(foreigner)),
		refused("an enterprise posts where only the government may", e, jobstypes.ErrOrganisationKind,
			"ORGANISATION_KIND_ENTERPRISE in category state", posting(func(p *postJob) { p.Category = "state" })),
		accepted("payout one below the cap", e, capped(limit-1)),
		accepted("payout at the cap", e, capped(limit)),
		refused("payout one above the cap", e, jobstypes.ErrPayout, "1000000001 is above 1000000000, the most in category narrow", capped(limit+1)),
		accepted("payout of one unit", e, payout(1)),
		accepted("work_duration at the least", e, work(10*time.Second)),
		refused("work_duration below the least", e, jobstypes.ErrDuration, "work_duration is 9.999s, must be 10s to 1m40s", work(10*time.Second-ms)),
		accepted("work_duration at the most", e, work(100*time.Second)),
		refused("work_duration above the most", e, jobstypes.ErrDuration, "work_duration is 1m40.001s, must be 10s to 1m40s", work(100*time.Second+ms)),
		accepted("open_for at the most", e, open(300*time.Second)),
		refused("open_for above the most", e, jobstypes.ErrDuration, "open_for is 5m0.001s, at most 5m0s in category narrow", open(300*time.Second+ms)),
		refused("spec outside the allowed place", e, jobstypes.ErrURIPrefix,
			`"https://data.example.org/x"; category narrow allows https://data.example/`, spec("https://data.example.org/x")),
		refused("money one unit short", tight, sdkerrors.ErrInsufficientFunds,
			"spendable balance "+uagi(escrowOf100-1)+" is smaller than "+uagi(escrowOf100), postingOf(tight)),
		accepted("money exact", enough, postingOf(enough)),
		turnedAway("no money for the fee", enough, sdkerrors.ErrInsufficientFunds,
			"spendable balance 0uagi is smaller than 5000uagi: insufficient funds", postingOf(enough)),
	}
}

// postingAudience: who may take the job, who judges it, and what the judges are asked.
func postingAudience(m *testapp.Market) []row {
	e := m.Employer
	invited := func(list ...string) *postJob { return posting(func(p *postJob) { p.Invited = list }) }
	credentials := func(list ...string) *postJob { return posting(func(p *postJob) { p.Requirements.Credentials = list }) }
	checks := func(list ...string) *postJob { return posting(func(p *postJob) { p.ExtraChecks = list }) }
	own := posting(func(p *postJob) { p.Category, p.Invited = "family", []string{"org:ministry"} })
	many, types := make([]string, 17), make([]string, 9)
	for i := range many {
		many[i] = fmt.Sprintf("org:lab-%d", i)
	}
	for i := range types {
		types[i] = fmt.Sprintf("type-%d", i)
	}
	return []row{
		accepted("review by the employer", e, posting(underEmployer)),
		accepted("an agent and an organisation invited", e, invited(m.Agent.String(), "org:lab-2")),
		accepted("somebody invited who is not admitted", e, invited(m.Outsider.String())),
		turnedAway("17 invited", e, jobstypes.ErrInvited, "17 entries, at most 16 are allowed; ask for a credential instead", invited(many...)),
		turnedAway("invited twice", e, jobstypes.ErrInvited, `"org:lab-2" appears twice`, invited("org:lab-2", "org:lab-2")),
		turnedAway("invited organisation without an id", e, jobstypes.ErrInvited,
			`id ""; use 2 to 32 of a-z, 0-9 and '-', no '-' at the ends: invalid organisation`, invited("org:")),
		refused("an unknown organisation invited", e, identitytypes.ErrUnknownOrganisation, `"nowhere"`, invited("org:nowhere")),
		refused("the employer invited", e, jobstypes.ErrInvited, "an employer cannot take a job of its own; leave yourself out", invited(e.String())),
		refused("the employer's organisation invited", e, jobstypes.ErrInvited,
			`agents of your own organisation "ministry" may not take jobs of category general`, invited("org:ministry")),
		accepted("the employer's organisation invited where the category allows it", e, own),
		accepted("8 credentials", e, credentials(types[:8]...)),
		turnedAway("9 credentials", e, jobstypes.ErrRequirements, "9 credentials, at most 8 may be asked for: invalid text", credentials(types...)),
		turnedAway("credential twice", e, jobstypes.ErrRequirements, `credential "citizen" appears twice: invalid text`, credentials("citizen", "citizen")),
		accepted("4 extra checks", e, checks("privacy", "bias", "safety", "accuracy")),
		turnedAway("5 extra checks", e, jobstypes.ErrChecks, "5 extra_checks, at most 4 are allowed; join some in the spec",
			checks("privacy", "bias", "safety", "accuracy", "zeal")),
		turnedAway("extra check twice", e, jobstypes.ErrChecks, `"bias" appears twice`, checks("bias", "bias")),
		turnedAway("extra check no slug", e, jobstypes.ErrChecks, `check "Is it safe?" must be 2 to 32 of a-z, 0-9 and '-': invalid text`, checks("Is it safe?")),
	}
}

// postingFeatures: fields that belong together.
func postingFeatures(m *testapp.Market) []row {
	minute := time.Minute
	no := func(field, instead string, edit func(*postJob)) row {
		return turnedAway(field, m.Employer, jobstypes.ErrNotAvailable, field+": "+instead, posting(edit))
	}
	return []row{
		turnedAway("unknown assignment", m.Employer, jobstypes.ErrAssignment, "unknown mode 99", posting(func(p *postJob) { p.Assignment = 99 })),
		turnedAway("award rule of a claim", m.Employer, jobstypes.ErrAssignment, "award_rule is for assignment SELECTION; leave it unset",
			posting(func(p *postJob) { p.AwardRule = jobstypes.AWARD_RULE_LOWEST_PRICE })),
		no("review 77", "use COMMITTEE or EMPLOYER", func(p *postJob) { p.Review = 77 }),
		refused("urgent by itself", m.Employer, jobstypes.ErrPriority, "PRIORITY_URGENT", posting(func(p *postJob) { p.Priority = jobstypes.PRIORITY_URGENT })),
		refused("no such program", m.Employer, jobstypes.ErrProgramNotFound, "program 1", posting(func(p *postJob) { p.Program = 1 })),
		turnedAway("label without a program", m.Employer, jobstypes.ErrLabel, "a label names a job in a program; leave it empty, or name the program",
			posting(func(p *postJob) { p.Label = "first" })),
		turnedAway("depends_on without a program", m.Employer, jobstypes.ErrDependency,
			"depends_on lists labels of a program; leave it empty, or name the program", posting(func(p *postJob) { p.DependsOn = []string{"first"} })),
		turnedAway("blocked_for without depends_on", m.Employer, jobstypes.ErrDependency,
			"blocked_for without depends_on: the job waits for nobody, leave it unset", posting(func(p *postJob) { p.BlockedFor = &minute })),
	}
}
