package demo

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/contrib/x/nft"

	"github.com/agijobs/agijobs/internal/money"
	certificatestypes "github.com/agijobs/agijobs/x/certificates/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// finding is one thing that had to hold.
type finding struct {
	what string
	ok   bool
	// because says what was found, when it does not hold.
	because string
}

// certificate is the NFT of a completed job.
type certificate struct {
	Class string `json:"class"`
	ID    string `json:"id"`
	Owner string `json:"owner"`
}

// terms are what the money of a run follows from, read back from the chain.
type terms struct {
	job        jobstypes.Job
	params     jobstypes.Params
	validation validationtypes.Params
	// ballots are the votes that were opened on the job; wrongBefore counts each judge's wrong votes before the run.
	ballots     []ballot
	wrongBefore map[string]int
	// stakes of the judges before the run.
	stakes map[string]math.Int
	// earlier are the terms of the other jobs of the run, in order.
	earlier []terms
}

// expectation is what must have moved, in base units: computed here from the terms, by hand, and not by the chain's code.
type expectation struct {
	employer math.Int
	// agents by name.
	agents map[string]math.Int
	burned math.Int
	// seats by address, the treasury, and what is taken from seats and held; without seats: each has its fee.
	seats          map[string]math.Int
	treasury, held math.Int
}

func bps(amount math.Int, rate uint32) math.Int { return amount.MulRaw(int64(rate)).QuoRaw(10_000) }

func owedCompleted(t terms) expectation {
	e := t.job.Escrow
	return expectation{
		employer: e.Payout.Add(e.ValidationFee).Add(e.ProtocolFee).Neg(),
		agents:   map[string]math.Int{agent1: e.Payout},
		burned:   bps(e.ProtocolFee, t.params.BurnBps),
	}
}

func owedAbsent(t terms) expectation {
	out := owedCompleted(t)
	out.agents = map[string]math.Int{agent2: t.job.Escrow.Payout}
	slash := bps(t.job.Terms.SeatLock, t.validation.AbsentSlashBps)
	out.burned = out.burned.Add(bps(slash, t.validation.BurnBps))
	return out
}

func owedFailed(t terms) expectation {
	slash := bps(t.job.Terms.Bond, t.params.RejectSlashBps)
	toEmployer := bps(slash, t.params.SlashToEmployerBps)
	return expectation{
		employer: toEmployer.Sub(t.job.Escrow.ValidationFee),
		agents:   map[string]math.Int{agent1: slash.Neg()},
		burned:   bps(slash.Sub(toEmployer), t.params.BurnBps),
	}
}

func owedExpired(t terms) expectation {
	slash := bps(t.job.Terms.Bond, t.params.ExpirySlashBps)
	toEmployer := bps(slash, t.params.SlashToEmployerBps)
	return expectation{
		employer: toEmployer.MulRaw(2),
		agents:   map[string]math.Int{agent1: slash.Neg(), agent2: slash.Neg()},
		burned:   bps(slash.Sub(toEmployer), t.params.BurnBps).MulRaw(2),
	}
}

func owedNothing(terms) expectation {
	return expectation{employer: math.ZeroInt(), burned: math.ZeroInt()}
}

// checker holds a run against what must be true of it.
type checker struct {
	*run
	terms       terms
	certificate *certificate
	findings    []finding
}

func (r *run) check(ctx context.Context) (*checker, error) {
	c := &checker{run: r}
	if r.scenario.noJob {
		c.checkSteps()
		c.checkSums()
		c.checkMessages()
		return c, nil
	}
	if err := c.load(ctx); err != nil {
		return nil, fmt.Errorf("check of %s: %w", r.scenario.name, err)
	}
	c.checkSteps()
	c.checkEnd()
	c.checkSums()
	c.checkParties()
	c.checkTransactions()
	return c, nil
}

func (c *checker) load(ctx context.Context) error {
	for _, posted := range all[*jobstypes.EventJobPosted](c.run) {
		read, err := c.read(ctx, posted.JobId)
		if err != nil {
			return err
		}
		if posted.JobId == c.job {
			read.earlier = c.terms.earlier
			c.terms = read
			break
		}
		c.terms.earlier = append(c.terms.earlier, read)
	}
	return c.loadCertificate(ctx)
}

// read returns a job with the rules that hold for it.
func (c *checker) read(ctx context.Context, id uint64) (terms, error) {
	job, err := c.client.Jobs().Job(ctx, &jobstypes.QueryJobRequest{JobId: id})
	if err != nil {
		return terms{}, err
	}
	params, err := c.client.Jobs().Params(ctx, &jobstypes.QueryParamsRequest{Version: job.Job.Terms.ParamsVersion})
	if err != nil {
		return terms{}, err
	}
	validation, err := c.client.Validation().Params(ctx, &validationtypes.QueryParamsRequest{Version: job.Job.Terms.ReviewVersion})
	if err != nil {
		return terms{}, err
	}
	return terms{
		job: job.Job, params: params.Params, validation: validation.Params, ballots: c.ballotsOf(job.Job), wrongBefore: c.wrongBefore(),
		stakes: c.before.stakes,
	}, nil
}

func (c *checker) loadCertificate(ctx context.Context) error {
	r, err := c.client.Certificates().Certificate(ctx, &certificatestypes.QueryCertificateRequest{JobId: c.job})
	if status.Code(err) == codes.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	// x/certificates says who owns it; x/nft keeps it. Both must agree.
	id := strconv.FormatUint(c.job, 10)
	owner, err := c.client.NFT().Owner(ctx, &nft.QueryOwnerRequest{ClassId: r.ClassId, Id: id})
	if err != nil {
		return err
	}
	if owner.Owner != r.Owner {
		return fmt.Errorf("certificate %s: x/nft says it is %s's, x/certificates %s's", id, owner.Owner, r.Owner)
	}
	c.certificate = &certificate{Class: r.ClassId, ID: id, Owner: owner.Owner}
	return nil
}

func (c *checker) hold(ok bool, what, because string, args ...any) {
	c.findings = append(c.findings, finding{what: what, ok: ok, because: fmt.Sprintf(because, args...)})
}

func (c *checker) same(what string, got, want math.Int) {
	c.hold(got.Equal(want), what, "it is %s, should be %s", got, want)
}

func (c *checker) checkEnd() {
	c.hold(c.terms.job.Status == c.scenario.status, "the job ended "+statusName(c.scenario.status), "it is %s", statusName(c.terms.job.Status))
	completed := c.scenario.status == jobstypes.JOB_STATUS_COMPLETED
	switch {
	case !completed:
		c.hold(c.certificate == nil, "there is no certificate", "there is one")
	case c.certificate == nil:
		c.hold(false, "the employer holds the certificate", "there is none")
	default:
		c.hold(c.certificate.Owner == c.addresses[ministry], "the employer holds the certificate", "%s holds it", c.certificate.Owner)
	}
	if c.kill {
		c.hold(c.killed, "the node was killed between submission and verdict", "it was not")
	}
	if c.scenario.name == "absent" {
		n := 0
		for _, e := range all[*validationtypes.EventCommitteeDrawn](c.run) {
			n += len(e.Seats)
		}
		c.hold(count[*validationtypes.EventSeatAbsent](c.run) == 1 && n == int(c.terms.job.Terms.Seats)+1,
			"one seat was absent and drawn again", "%d absent, %d drawn", count[*validationtypes.EventSeatAbsent](c.run), n)
	}
}

// burned in the run, by the supply.
func (c *checker) burned() math.Int { return c.before.supply.Sub(c.after.supply) }

func (c *checker) checkSums() {
	c.same("all balances add up to the supply, before", c.before.sum(), c.before.supply)
	c.same("all balances add up to the supply, after", c.after.sum(), c.after.supply)
	c.same("the books say so too: genesis + minted - burned", c.after.books.Genesis.Add(c.after.books.Minted).Sub(c.after.books.Burned), c.after.supply)
	c.same("what the supply lost is what the books call burnt", c.after.books.Burned.Sub(c.before.books.Burned), c.burned())
	byEvents := math.ZeroInt()
	for _, b := range c.blocksOfRun() {
		byEvents = byEvents.Add(b.burned)
	}
	c.same("and what the bank's events call burnt", byEvents, c.burned())
	c.same("nothing is held in escrow any more", c.after.escrow.EscrowOwed, math.ZeroInt())
	c.same("x/jobs holds exactly the agents' stake", c.after.escrow.Held, c.after.escrow.StakeFree.Add(c.after.escrow.StakeLocked))
}

// checkParties: everybody's gain or loss is what the terms say, to the unit.
func (c *checker) checkParties() {
	want := c.scenario.owes(c.terms)
	change := func(address string) math.Int {
		return c.after.wealth(address).Sub(c.before.wealth(address)).Add(c.fees(address))
	}
	c.same("the employer paid what the terms say, to the unit", change(c.addresses[ministry]), want.employer)
	for _, name := range c.scenario.agents {
		c.same(name+" got or lost what the terms say, to the unit", change(c.addresses[name]), want.agents[name])
	}
	c.same("burnt is what the terms say, to the unit", c.burned(), want.burned)
	if want.seats != nil {
		c.checkSeats(want, change)
		return
	}
	feesPaid := c.scenario.status == jobstypes.JOB_STATUS_COMPLETED || c.scenario.status == jobstypes.JOB_STATUS_FAILED
	for _, seat := range c.committee() {
		if feesPaid {
			c.same(c.print.teller.name(seat)+" got its seat fee", change(seat), c.terms.job.Terms.SeatFee)
		}
	}
}

// checkSeats: every judge of the cast, whether it sat or not, and the treasury have what the terms say.
func (c *checker) checkSeats(want expectation, change func(string) math.Int) {
	moved := []string{}
	for _, o := range c.accountant.owners {
		if !o.validator {
			continue
		}
		expected := amountOf(want.seats, o.address)
		switch {
		case expected.IsPositive():
			c.same(o.name+" got its seat fee, to the unit", change(o.address), expected)
		case expected.IsNegative():
			c.same(o.name+" was slashed by what the terms say, to the unit", change(o.address), expected)
		case !change(o.address).IsZero():
			moved = append(moved, fmt.Sprintf("%s: %s", o.name, change(o.address)))
		}
	}
	c.hold(len(moved) == 0, "no other judge of the cast won or lost anything", "%s", strings.Join(moved, ", "))
	c.same("the treasury gained or added what the terms say, to the unit", change(money.TreasuryAddress().String()), want.treasury)
	c.same("what the terms say adds up to nothing won and nothing lost", want.sum(), math.ZeroInt())
}

// sum of all gains and losses of an expectation that counts the seats.
func (e expectation) sum() math.Int {
	sum := e.employer.Add(e.burned).Add(e.treasury).Add(e.held)
	for _, part := range []map[string]math.Int{e.agents, e.seats} {
		for _, amount := range part {
			sum = sum.Add(amount)
		}
	}
	return sum
}

// allowed are the messages of a job's life. None of them moves money out.
var allowed = []string{
	"/agijobs.jobs.v1.MsgPostJob", "/agijobs.jobs.v1.MsgCancelJob", "/agijobs.jobs.v1.MsgClaimJob", "/agijobs.jobs.v1.MsgSubmitWork",
	"/agijobs.validation.v1.MsgCommitVote", "/agijobs.validation.v1.MsgRevealVote",
}

// checkSteps: what was tried ended as it had to.
func (c *checker) checkSteps() {
	for _, s := range c.steps {
		c.hold(s.ok, s.Tried+": "+s.Expected, "seen: %s", s.Seen)
	}
}

// checkMessages: nobody needed another message than those of the scenario, and none failed.
func (c *checker) checkMessages() {
	var foreign []string
	failed, burnedByTx := 0, math.ZeroInt()
	for _, b := range c.blocksOfRun() {
		failed += b.failed
		burnedByTx = burnedByTx.Add(b.burnedByTx)
		for _, m := range b.messages {
			if !slices.Contains(allowed, m) && !slices.Contains(c.scenario.messages, m) {
				foreign = append(foreign, m)
			}
		}
	}
	what := "no transaction but post, cancel, claim, submit, commit and reveal"
	if len(c.scenario.messages) > 0 {
		what += ", and " + strings.Join(shortNames(c.scenario.messages), ", ")
	}
	c.hold(len(foreign) == 0, what, "found %s", strings.Join(foreign, ", "))
	c.hold(failed == 0, "no transaction failed", "%d failed", failed)
	c.same("no transaction burnt anything", burnedByTx, math.ZeroInt())
}

func (c *checker) checkTransactions() {
	c.checkMessages()
	settled, foreign := 0, 0
	for _, b := range c.blocksOfRun() {
		for _, s := range b.events {
			if _, ok := s.event.(*jobstypes.EventJobSettled); !ok {
				continue
			}
			settled++
			if s.tx != -1 || !b.paidByBlock {
				foreign++
			}
		}
	}
	c.hold(settled > 0 && foreign == 0, "the chain itself settled, in EndBlock and by nobody's transaction", "%d settlements, %d of them by a transaction or without a payment by the block", settled, foreign)
}

// messageCounts lists the messages of the run by their short names, in the order of a job's life.
func (c *checker) messageCounts() string {
	counts := map[string]int{}
	for _, b := range c.blocksOfRun() {
		for _, m := range b.messages {
			counts[m]++
		}
	}
	var parts []string
	for _, m := range slices.Concat(allowed, c.scenario.messages) {
		if counts[m] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[m], shortName(m)))
		}
	}
	return strings.Join(parts, ", ")
}

// shortName writes /agijobs.jobs.v1.MsgPostJob as PostJob.
func shortName(message string) string { return message[strings.LastIndex(message, ".Msg")+4:] }

func shortNames(messages []string) []string {
	short := make([]string, len(messages))
	for i, m := range messages {
		short[i] = shortName(m)
	}
	return short
}
