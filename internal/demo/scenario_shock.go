package demo

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	thermostattypes "github.com/agijobs/agijobs/x/thermostat/types"
)

const (
	// shockCategory has no agents when its first jobs are posted.
	shockCategory = "rescue"
	// shockLoop steers its reward.
	shockLoop = "reward-rescue"
	// shockEpoch and shockSlew are so short and so wide that a nation's days pass in a minute.
	shockEpoch = 2 * time.Second
	shockSlew  = 1_000
	shockMax   = 5_000
	// comeFor is the bonus in basis points for which the agents come.
	comeFor = 3_000
	// shockPayout in AGI of each job, and how many there are at first and again when the agents come.
	shockPayout, shockJobs = 30, 4
	// shockBudget in AGI, and the most jobs that are posted until the price is down again.
	shockBudget, maxShockJobs = 2_000, 30
	// overriddenTo is the value that the council sets by hand at the end.
	overriddenTo = 777
)

// regulating are the owner's messages of the scenario.
var regulating = append([]string{"/agijobs.jobs.v1.MsgCreateProgram", "/agijobs.jobs.v1.MsgCloseProgram"}, slices.Concat(dispatching, governing)...)

// shock is one run of the scenario.
type shock struct {
	*run
	program uint64
	posted  int
	workers []*process
	before  thermostattypes.Params
	// cameMs is the market time of the last step before the agents came.
	cameMs int64
}

// shocked: a flood. The ministry needs rescuers at once and nobody is there: the reward rises by itself until they come, new
// jobs carry it, and when they are taken at once again it falls back.
func shocked(ctx context.Context, r *run) error {
	s := &shock{run: r}
	for _, play := range []func(context.Context) error{s.open, s.need, s.come, s.calm, s.hand, s.books, s.draw} {
		if err := play(ctx); err != nil {
			return err
		}
	}
	return nil
}

func govAddress() string { return authtypes.NewModuleAddress(govtypes.ModuleName).String() }

// open creates the program; the council approves it for bonuses and sets the loop.
func (s *shock) open(ctx context.Context) error {
	text := []byte("# Flood of the southern rivers\n\nRescue where nobody is yet.\n")
	uri := base + "rescue/program.md"
	if err := libraryOf(s.home).put(uri, text); err != nil {
		return err
	}
	var err error
	s.program, err = s.openProgram(ctx, &jobstypes.MsgCreateProgram{
		Sponsor: s.addresses[ministry], Title: "Flood of the southern rivers", Document: document(uri, text), Budget: math.NewInt(shockBudget * agi),
		Categories: []string{shockCategory}, MaxPayout: math.NewInt(shockPayout * agi), Priority: jobstypes.PRIORITY_NORMAL,
	})
	if err != nil {
		return err
	}
	answer, err := s.client.Thermostat().Params(ctx, &thermostattypes.QueryParamsRequest{})
	if err != nil {
		return err
	}
	s.before = answer.Params
	quick := answer.Params
	// One ministry posts all the jobs here: in a nation no organisation weighs so much.
	quick.Epoch, quick.OrganisationBps, quick.SmoothingBps = shockEpoch, jobstypes.BpsDenominator, 8_000
	_, err = s.propose(ctx, marketCodec(), "Flood", "Rewards of rescue work follow the need",
		&jobstypes.MsgApproveProgram{Authority: govAddress(), ProgramId: s.program, Priority: jobstypes.PRIORITY_URGENT, Incentives: true},
		&thermostattypes.MsgUpdateParams{Authority: govAddress(), Params: quick},
		&thermostattypes.MsgSetLoop{Authority: govAddress(), Loop: rescueLoop()},
	)
	return err
}

// rescueLoop reacts within seconds.
func rescueLoop() thermostattypes.Loop {
	dec := math.LegacyMustNewDecFromStr
	input := func(sensor thermostattypes.SensorKind) thermostattypes.LoopInput {
		return thermostattypes.LoopInput{Sensor: sensor, Weight: dec("1"), Target: dec("4"), Scale: dec("2")}
	}
	return thermostattypes.Loop{
		Id: shockLoop, Actuator: thermostattypes.ACTUATOR_REWARD, Category: shockCategory,
		Inputs: []thermostattypes.LoopInput{
			input(thermostattypes.SENSOR_KIND_TIME_TO_ASSIGNMENT), input(thermostattypes.SENSOR_KIND_BACKLOG_AGE),
		},
		Kp: dec("0.8"), Ki: dec("0.3"), Kd: dec("0"), DerivativeBps: 10_000, IntegralMin: dec("-0.2"), IntegralMax: dec("1"),
		OutMax: shockMax, Slew: shockSlew, Deadband: dec("0.12"), Enabled: true,
	}
}

// rescue posts jobs under the program.
func (s *shock) rescue(ctx context.Context, count int) error {
	var messages []sdk.Msg
	for range count {
		s.posted++
		label := fmt.Sprintf("rescue-%02d", s.posted)
		msg, err := s.message(ctx, ministry, posting{
			folder: "crew-assignment", title: "Crews for " + label, category: shockCategory, payout: shockPayout, work: time.Minute, open: openFor,
			change: func(m *jobstypes.MsgPostJob) {
				m.Assignment, m.Program, m.Label = jobstypes.ASSIGNMENT_MODE_DISPATCH, s.program, label
				// The validation fee may move between the question and the posting.
				m.ExpectedTotal = m.ExpectedTotal.MulRaw(2)
			},
		})
		if err != nil {
			return err
		}
		messages = append(messages, msg)
	}
	if err := s.sends(ctx, ministry, messages...); err != nil {
		return err
	}
	return s.nameJobs(ctx, s.program)
}

// outputs lists what the loop has done, in order.
func (s *shock) outputs() []thermostattypes.Step {
	var list []thermostattypes.Step
	for _, e := range all[*thermostattypes.EventLoopStepped](s.run) {
		if e.Step.LoopId == shockLoop {
			list = append(list, e.Step)
		}
	}
	return list
}

// output is where the loop stands now, in basis points.
func (s *shock) output() int64 {
	list := s.outputs()
	if len(list) == 0 {
		return 0
	}
	return list[len(list)-1].Output.TruncateInt64()
}

// need: nobody is there, and the reward rises.
func (s *shock) need(ctx context.Context) error {
	if err := s.rescue(ctx, shockJobs); err != nil {
		return err
	}
	if err := s.until(ctx, "the reward to rise", func() bool { return s.output() >= comeFor }); err != nil {
		return err
	}
	steps := s.outputs()
	s.step(theChain, s.within(steps) && count[*jobstypes.EventJobDispatched](s.run) == 0, "raises the reward of a category without agents",
		fmt.Sprintf("step by step, by at most %d basis points each, to %d at most", shockSlew, shockMax), s.path(steps))
	return nil
}

// within tells whether all steps keep slew and bounds.
func (s *shock) within(steps []thermostattypes.Step) bool {
	for _, step := range steps {
		moved := step.Output.Sub(step.Before).Abs()
		if moved.GT(math.LegacyNewDec(shockSlew)) || step.Output.IsNegative() || step.Output.GT(math.LegacyNewDec(shockMax)) {
			return false
		}
	}
	return len(steps) > 0
}

// path writes the outputs as a line.
func (s *shock) path(steps []thermostattypes.Step) string {
	var values []int64
	for _, step := range steps {
		values = append(values, step.Output.TruncateInt64())
	}
	return fmt.Sprintf("%s  %v", sparks(values, shockMax), values)
}

// sparks draws numbers between 0 and most.
func sparks(values []int64, most int64) string {
	levels := []rune("▁▂▃▄▅▆▇█")
	out := make([]rune, len(values))
	for i, v := range values {
		out[i] = levels[min(max(v, 0), most)*int64(len(levels)-1)/most]
	}
	return string(out)
}

// come: agents see the reward and come; what is posted now carries it.
func (s *shock) come(ctx context.Context) error {
	if steps := s.outputs(); len(steps) > 0 {
		s.cameMs = steps[len(steps)-1].AtMs
	}
	for n := range rescuers {
		p, err := s.crew.start("worker", rescuerName(n+1), "--program", strconv.FormatUint(s.program, 10), "--category", shockCategory,
			"--deposit", "60", "--capacity", "4")
		if err != nil {
			return err
		}
		s.workers = append(s.workers, p)
	}
	if err := s.rescue(ctx, shockJobs); err != nil {
		return err
	}
	if err := s.until(ctx, "the jobs to be assigned", func() bool { return count[*jobstypes.EventJobDispatched](s.run) >= s.posted }); err != nil {
		return err
	}
	jobs, err := programJobs(ctx, s.client, s.program)
	if err != nil {
		return err
	}
	low, high := 0, 0
	for _, j := range jobs {
		if j.Terms.BonusBps == 0 {
			low++
		}
		if j.Terms.BonusBps >= comeFor && j.Incentives != nil && j.Incentives.Bonus.GT(j.Escrow.ProtocolFee) {
			high++
		}
	}
	s.step("the agents", low == shockJobs && high == shockJobs, "come when the reward is worth it, and are assigned to all jobs",
		fmt.Sprintf("%d jobs keep the terms without a bonus, %d carry one beyond the protocol fee", shockJobs, shockJobs),
		fmt.Sprintf("%d without, %d with one", low, high))
	return nil
}

// calm: jobs are taken at once now, and the reward falls back.
func (s *shock) calm(ctx context.Context) error {
	for s.output() > 0 && s.posted < maxShockJobs {
		steps := len(s.outputs())
		if err := s.rescue(ctx, 1); err != nil {
			return err
		}
		if err := s.until(ctx, "the next step", func() bool { return len(s.outputs()) > steps+1 }); err != nil {
			return err
		}
	}
	steps := s.outputs()
	s.step(theChain, s.output() == 0 && s.within(steps), "lowers it again when jobs are taken at once", "down to 0, within the same bounds", s.path(steps))
	return nil
}

// hand: the council sets the price by hand at once, then takes the loop out and lets the market have its own epoch again.
func (s *shock) hand(ctx context.Context) error {
	_, err := s.propose(ctx, marketCodec(), "By hand", "A fixed reward until the waters fall",
		&thermostattypes.MsgOverride{Authority: govAddress(), LoopId: shockLoop, Category: shockCategory, Value: overriddenTo, Duration: time.Hour},
		&thermostattypes.MsgFreeze{Authority: govAddress(), Frozen: true, Reason: "the flood is over"},
	)
	if err != nil {
		return err
	}
	var during, after thermostattypes.QueryPolicyResponse
	if err := s.asked(ctx, &during, "thermostat", "policy", shockCategory); err != nil {
		return err
	}
	_, err = s.propose(ctx, marketCodec(), "As before", "The loop of the flood is taken out",
		&thermostattypes.MsgRemoveLoop{Authority: govAddress(), LoopId: shockLoop},
		&thermostattypes.MsgUpdateParams{Authority: govAddress(), Params: s.before},
		&thermostattypes.MsgFreeze{Authority: govAddress(), Reason: "the market has its own pace again"},
	)
	if err != nil {
		return err
	}
	if err := s.asked(ctx, &after, "thermostat", "policy", shockCategory); err != nil {
		return err
	}
	s.step("the council", during.BonusBps == overriddenTo && after.BonusBps == 0, "sets the reward by hand, then takes the loop out",
		fmt.Sprintf("%d basis points at once, then none", overriddenTo), fmt.Sprintf("%d, then %d", during.BonusBps, after.BonusBps))
	return nil
}

// books: bonuses are what the terms say, halved for each earlier job of the same two organisations.
func (s *shock) books(ctx context.Context) error {
	jobs, err := programJobs(ctx, s.client, s.program)
	if err != nil {
		return err
	}
	var ids []uint64
	for _, j := range jobs {
		ids = append(ids, j.Id)
	}
	if done, err := s.endedAs(ctx, jobstypes.JOB_STATUS_COMPLETED, ids...); err != nil || !done {
		return fmt.Errorf("not all rescue jobs completed: %w", err)
	}
	if err := s.sends(ctx, ministry, &jobstypes.MsgCloseProgram{Sponsor: s.addresses[ministry], ProgramId: s.program}); err != nil {
		return err
	}
	if err := s.programEnded(ctx); err != nil {
		return err
	}
	if err := s.ended(ctx, s.workers...); err != nil {
		return err
	}
	want, err := s.programLedger(ctx, s.program)
	if err != nil {
		return err
	}
	if err := s.programAdds(ctx, s.program, want); err != nil {
		return err
	}
	if err := s.bonuses(ctx, want); err != nil {
		return err
	}
	return s.holds(ctx, "the auditor", want)
}

// bonuses enters what the pool pays into the ledger, in the order of the settlements.
func (s *shock) bonuses(ctx context.Context, want ledger) error {
	earlier, paid := map[string]uint{}, math.ZeroInt()
	for _, e := range all[*jobstypes.EventJobSettled](s.run) {
		t, err := s.read(ctx, e.JobId)
		if err != nil {
			return err
		}
		asked := bps(t.job.Escrow.Payout, t.job.Terms.BonusBps)
		fee := bps(t.job.Escrow.Payout, t.job.Terms.ProtocolFeeBps)
		beyond := math.MaxInt(asked.Sub(fee), math.ZeroInt())
		for range earlier[t.job.Agent] {
			beyond = beyond.QuoRaw(2)
		}
		bonus := math.MinInt(asked, fee.Add(beyond))
		earlier[t.job.Agent]++
		paid = paid.Add(bonus)
		want.move(incentivesAddress(), t.job.Agent, bonus)
	}
	s.step(theChain, paid.IsPositive(), "pays the bonuses out of the incentives pool", "more than nothing", s.print.teller.money(paid))
	return nil
}
