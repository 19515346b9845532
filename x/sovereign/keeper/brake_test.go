package keeper_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/x/sovereign/keeper"
	"github.com/agijobs/agijobs/x/sovereign/types"
)

const (
	claim     = "/agijobs.jobs.v1.MsgClaimJob"
	post      = "/agijobs.jobs.v1.MsgPostJob"
	send      = "/cosmos.bank.v1beta1.MsgSend"
	reveal    = "/agijobs.validation.v1.MsgRevealVote"
	market    = types.PAUSE_SCOPE_MARKET
	transfers = types.PAUSE_SCOPE_TRANSFERS
)

func classify(url string) types.MessageRule {
	switch url {
	case claim:
		return types.MessageRule{Pausable: true, Scope: market, StopsClock: true}
	case post:
		return types.MessageRule{Pausable: true, Scope: market}
	case send:
		return types.MessageRule{Pausable: true, Scope: transfers}
	case reveal:
		return types.MessageRule{}
	}
	return types.MessageRule{Refused: errors.New("no class")}
}

func guardian(i int) sdk.AccAddress { return sdk.AccAddress(fmt.Sprintf("guardian %010d", i)) }

// braked is a keeper with guardians, a budget of ten minutes in eighty, and a first block.
func braked(t testing.TB, guardians int, threshold uint32) *fixture {
	t.Helper()
	f := bare(t)
	f.k.SetClassifier(classify)
	gs := types.DefaultGenesis()
	gs.Params.GuardianPauseMax, gs.Params.GuardianCooldown = 10*time.Minute, 80*time.Minute
	gs.Params.GuardianThreshold = threshold
	gs.Params.MaxStep = time.Minute
	for i := range guardians {
		gs.Guardians = append(gs.Guardians, types.Guardian{Address: guardian(i).String()})
	}
	require.NoError(t, f.k.InitGenesis(f.ctx, *gs))
	return f
}

// after runs a block d later, of one market step at most each.
func (f *fixture) after(t testing.TB, d time.Duration) sdk.Events {
	t.Helper()
	f.ctx = f.ctx.WithBlockTime(f.ctx.BlockTime().Add(d)).WithEventManager(sdk.NewEventManager())
	require.NoError(t, f.module.BeginBlock(f.ctx))
	require.Empty(t, invariant.Check(f.ctx, f.k.Invariants()))
	return f.ctx.EventManager().Events()
}

func (f *fixture) call(who sdk.AccAddress, scope types.PauseScope) (bool, error) {
	res, err := keeper.NewMsgServer(f.k).Pause(f.ctx, &types.MsgPause{Sender: who.String(), Scope: scope, Reason: "wrong rates"})
	return err == nil && res.Tripped, err
}

func (f *fixture) council(scope types.PauseScope, urls ...string) error {
	_, err := keeper.NewMsgServer(f.k).Pause(f.ctx, &types.MsgPause{Sender: f.authority, Scope: scope, TypeUrls: urls, Reason: "by decision"})
	return err
}

func (f *fixture) resume(scope types.PauseScope, urls ...string) error {
	_, err := keeper.NewMsgServer(f.k).Resume(f.ctx, &types.MsgResume{Authority: f.authority, Scope: scope, TypeUrls: urls, Reason: "all is well"})
	return err
}

func (f *fixture) allowed(url string) error {
	ok, err := f.k.IsAllowed(f.ctx, url)
	if ok != (err == nil) {
		return fmt.Errorf("allowed is %v with %w", ok, err)
	}
	return err
}

func (f *fixture) left(t testing.TB) time.Duration {
	t.Helper()
	res, err := keeper.NewQueryServer(f.k).Guardians(f.ctx, &types.QueryGuardiansRequest{})
	require.NoError(t, err)
	return time.Duration(res.BudgetLeftMs) * time.Millisecond
}

func event(t testing.TB, e interface {
	Reset()
	String() string
	ProtoMessage()
},
) sdk.Event {
	t.Helper()
	want, err := sdk.TypedEventToEvent(e)
	require.NoError(t, err)
	return want
}

func TestAPauseByAGuardianEndsByItself(t *testing.T) {
	f := braked(t, 2, 1)
	f.after(t, time.Second)
	start, now := f.ctx.BlockTime().Truncate(time.Millisecond), f.now(t)
	f.ctx = f.ctx.WithEventManager(sdk.NewEventManager())

	tripped, err := f.call(guardian(0), market)

	require.NoError(t, err)
	require.True(t, tripped)
	ends := start.Add(10 * time.Minute)
	by := []string{guardian(0).String()}
	require.Equal(t, sdk.Events{
		event(t, &types.EventGuardianCalled{Guardian: by[0], Scope: market, Reason: "wrong rates", Tripped: true}),
		event(t, &types.EventPaused{Pause: types.Pause{Scope: market, Reason: "wrong rates", StartedAt: start, EndsAt: &ends, TrippedBy: by}}),
	}, f.ctx.EventManager().Events())

	// It holds in its own block already, and says all there is to say.
	for _, url := range []string{claim, post} {
		err := f.allowed(url)
		require.ErrorIs(t, err, types.ErrPaused)
		require.EqualError(t, err, url+" has to wait: the market is paused since 2027-01-02T03:04:06Z by guardian "+by[0]+
			" (wrong rates), until 2027-01-02T03:14:06Z at the latest: paused")
	}
	require.NoError(t, f.allowed(send))
	require.NoError(t, f.allowed(reveal))
	require.EqualError(t, f.allowed("/other"), "no class")

	for range 9 {
		require.Empty(t, f.after(t, time.Minute), "a paused block is no held clock")
		require.Equal(t, now, f.now(t))
	}
	require.Equal(t, time.Minute, f.left(t))
	// The next block comes twenty seconds after the end: market time has run for them.
	require.Equal(t, sdk.Events{event(t, &types.EventResumed{Scope: market, By: types.ByBudget, Reason: "wrong rates"})},
		f.after(t, 80*time.Second))
	require.Equal(t, now+20_000, f.now(t))
	require.NoError(t, f.allowed(claim))

	_, err = f.call(guardian(1), market)
	require.ErrorIs(t, err, types.ErrBudget)
	require.Zero(t, f.left(t))
	f.after(t, 80*time.Minute-11*time.Minute-time.Second) // the first moments slide out of the window in a moment
	_, err = f.call(guardian(1), transfers)
	require.ErrorIs(t, err, types.ErrBudget)
	f.after(t, time.Minute)
	require.Equal(t, 10*time.Minute, f.left(t), "it comes back as fast as it is used")
	tripped, err = f.call(guardian(0), transfers)
	require.NoError(t, err)
	require.True(t, tripped, "who was not overruled may pause again")
	require.ErrorIs(t, f.allowed(send), types.ErrPaused)
	require.NoError(t, f.allowed(claim))
	before := f.now(t)
	f.after(t, time.Minute)
	require.Equal(t, before+60_000, f.now(t), "TRANSFERS leaves the clock alone")
}

func TestThresholdAndWindow(t *testing.T) {
	f := braked(t, 3, 2)
	tripped, err := f.call(guardian(0), market)
	require.NoError(t, err)
	require.False(t, tripped)
	require.NoError(t, f.allowed(claim))
	tripped, err = f.call(guardian(0), market)
	require.NoError(t, err)
	require.False(t, tripped, "twice the same is one")
	tripped, err = f.call(guardian(1), transfers)
	require.NoError(t, err)
	require.False(t, tripped, "another scope is another call")
	f.after(t, time.Hour)
	tripped, err = f.call(guardian(1), market)
	require.NoError(t, err)
	require.False(t, tripped, "an hour later the first call has lapsed")
	f.after(t, time.Hour-time.Millisecond)
	tripped, err = f.call(guardian(2), market)
	require.NoError(t, err)
	require.True(t, tripped)
	pause, held, err := f.k.PauseOf(f.ctx, market)
	require.NoError(t, err)
	require.True(t, held)
	require.Equal(t, []string{guardian(1).String(), guardian(2).String()}, pause.TrippedBy)

	// Early resume bars both, not the third, who now needs a second: their earlier calls for the other scope are void.
	_, err = f.call(guardian(1), transfers)
	require.NoError(t, err)
	require.NoError(t, f.resume(market))
	tripped, err = f.call(guardian(0), transfers)
	require.NoError(t, err)
	require.False(t, tripped)
	for _, i := range []int{1, 2} {
		_, err = f.call(guardian(i), market)
		require.ErrorIs(t, err, types.ErrBarred)
	}
	tripped, err = f.call(guardian(0), market)
	require.NoError(t, err)
	require.False(t, tripped)

	// Who leaves the guardians takes the call along; with fewer than the threshold all have to call.
	_, err = keeper.NewMsgServer(f.k).UpdateGuardians(f.ctx, &types.MsgUpdateGuardians{
		Authority: f.authority, Guardians: []types.Guardian{{Address: guardian(7).String(), Title: "Ombudsman"}},
	})
	require.NoError(t, err)
	res, err := keeper.NewQueryServer(f.k).Guardians(f.ctx, &types.QueryGuardiansRequest{})
	require.NoError(t, err)
	require.Empty(t, res.Calls)
	require.Equal(t, []types.Guardian{{Address: guardian(7).String(), Title: "Ombudsman"}}, res.Guardians)
	_, err = f.call(guardian(0), market)
	require.ErrorIs(t, err, types.ErrNotGuardian)
	tripped, err = f.call(guardian(7), market)
	require.NoError(t, err)
	require.True(t, tripped)
	is, err := f.k.IsGuardian(f.ctx, guardian(7))
	require.NoError(t, err)
	require.True(t, is)
}

func TestEarlyResumeLeavesTheRestToTheOthers(t *testing.T) {
	f := braked(t, 2, 1)
	_, err := f.call(guardian(0), market)
	require.NoError(t, err)
	now := f.now(t)
	f.after(t, 4*time.Minute)
	require.NoError(t, f.resume(market))
	require.Equal(t, now, f.now(t))
	require.Equal(t, 6*time.Minute, f.left(t))
	_, err = f.call(guardian(0), transfers)
	require.ErrorIs(t, err, types.ErrBarred)
	require.ErrorContains(t, err, "may pause again from 2027-01-02 04:28:05")
	tripped, err := f.call(guardian(1), market)
	require.NoError(t, err)
	require.True(t, tripped)
	f.after(t, 6*time.Minute)
	require.NoError(t, f.allowed(claim))
	require.Equal(t, now, f.now(t), "it ended in the very moment of the block")
	f.after(t, 79*time.Minute-5*time.Minute-time.Millisecond)
	_, err = f.call(guardian(0), market)
	require.ErrorIs(t, err, types.ErrBarred)
	f.after(t, time.Millisecond)
	_, err = f.call(guardian(0), market)
	require.NoError(t, err)
}

func TestTheCouncilTakesOver(t *testing.T) {
	f := braked(t, 1, 1)
	_, err := f.call(guardian(0), market)
	require.NoError(t, err)
	f.after(t, 4*time.Minute)
	require.NoError(t, f.council(market))
	require.ErrorIs(t, f.council(market), types.ErrAlreadyPaused)
	_, err = f.call(guardian(0), market)
	require.ErrorIs(t, err, types.ErrAlreadyPaused)
	require.ErrorContains(t, err, "by the council (by decision), until the council resumes")
	now := f.now(t)
	for range 30 {
		f.after(t, time.Hour)
	}
	require.Equal(t, now, f.now(t), "the council's pause has no end")
	require.ErrorIs(t, f.allowed(claim), types.ErrPaused)
	require.NoError(t, f.resume(market))
	require.ErrorIs(t, f.resume(market), types.ErrNotPaused)
	f.after(t, time.Second)
	require.Equal(t, now+1_000, f.now(t))
	tripped, err := f.call(guardian(0), market)
	require.NoError(t, err)
	require.True(t, tripped, "a guardian whose pause the council took over was not overruled")
}

func TestSingleTypes(t *testing.T) {
	f := braked(t, 1, 1)
	paused := func() bool {
		res, err := keeper.NewQueryServer(f.k).Brake(f.ctx, &types.QueryBrakeRequest{})
		require.NoError(t, err)
		return res.ClockStopped
	}
	require.ErrorIs(t, f.council(0, reveal), types.ErrNotPausable)
	require.ErrorIs(t, f.council(0, "/other"), types.ErrNotPausable)
	require.NoError(t, f.council(0, post))
	require.ErrorIs(t, f.council(0, post), types.ErrAlreadyPaused)
	require.EqualError(t, f.allowed(post), post+" is paused since 2027-01-02T03:04:05Z by the council (by decision), until the council resumes: paused")
	require.NoError(t, f.allowed(claim))
	require.False(t, paused(), "nobody needs a posting to meet a deadline")
	now := f.now(t)
	f.after(t, time.Second)
	require.Equal(t, now+1_000, f.now(t))

	require.NoError(t, f.council(0, claim, send))
	require.True(t, paused(), "a job would lapse while nobody may claim it")
	f.after(t, time.Second)
	require.Equal(t, now+1_000, f.now(t))
	require.ErrorIs(t, f.resume(0, reveal), types.ErrNotPaused)
	require.NoError(t, f.resume(0, claim, send))
	f.after(t, time.Second)
	require.Equal(t, now+2_000, f.now(t))

	_, err := keeper.NewMsgServer(f.k).Pause(f.ctx, &types.MsgPause{Sender: guardian(0).String(), TypeUrls: []string{claim}, Reason: "x"})
	require.ErrorIs(t, err, types.ErrUnauthorized, "a guardian pauses scopes only")
}

func TestGuardiansOnlyBrake(t *testing.T) {
	f := braked(t, 1, 1)
	_, err := f.call(guardian(0), market)
	require.NoError(t, err)
	server, me := keeper.NewMsgServer(f.k), guardian(0).String()
	before := f.export(t)
	_, err = server.Resume(f.ctx, &types.MsgResume{Authority: me, Scope: market, Reason: "x"})
	require.ErrorIs(t, err, types.ErrUnauthorized)
	_, err = server.UpdateGuardians(f.ctx, &types.MsgUpdateGuardians{Authority: me, Guardians: []types.Guardian{{Address: me}}})
	require.ErrorIs(t, err, types.ErrUnauthorized)
	_, err = server.UpdateParams(f.ctx, &types.MsgUpdateParams{Authority: me, Params: types.DefaultParams()})
	require.ErrorIs(t, err, types.ErrUnauthorized)
	require.Equal(t, before, f.export(t))
}

func TestSendsBetweenParticipants(t *testing.T) {
	f := braked(t, 1, 1)
	module := sdk.AccAddress("module______________")
	restrict := f.k.RestrictSends(func(a sdk.AccAddress) bool { return a.Equals(module) })
	_, err := f.call(guardian(0), transfers)
	require.NoError(t, err)
	for _, pair := range [][2]sdk.AccAddress{{guardian(1), module}, {module, guardian(1)}, {module, module}} {
		to, err := restrict(f.ctx, pair[0], pair[1], nil)
		require.NoError(t, err)
		require.Equal(t, pair[1], to)
	}
	_, err = restrict(f.ctx, guardian(1), guardian(2), nil)
	require.ErrorIs(t, err, types.ErrPaused)
	require.NoError(t, f.resume(transfers))
	to, err := restrict(f.ctx, guardian(1), guardian(2), nil)
	require.NoError(t, err)
	require.Equal(t, guardian(2), to)
}

func TestBrakeGenesisRoundTrip(t *testing.T) {
	f := braked(t, 3, 2)
	for _, i := range []int{0, 1} {
		_, err := f.call(guardian(i), market)
		require.NoError(t, err)
	}
	f.after(t, time.Minute)
	require.NoError(t, f.resume(market))
	require.NoError(t, f.council(market))
	_, err := f.call(guardian(2), transfers)
	require.NoError(t, err)
	require.NoError(t, f.council(0, post))
	exported := f.export(t)

	g := bare(t)
	g.k.SetClassifier(classify)
	g.module.InitGenesis(g.ctx, g.enc.Codec, []byte(exported))
	require.Equal(t, exported, g.export(t))
	require.Empty(t, invariant.Check(g.ctx, g.k.Invariants()))
	f.after(t, time.Minute)
	g.ctx = g.ctx.WithBlockTime(f.ctx.BlockTime())
	g.after(t, 0)
	require.Equal(t, f.export(t), g.export(t))

	var gs types.GenesisState
	f.enc.Codec.MustUnmarshalJSON([]byte(exported), &gs)
	gs.PausedTypes[0].TypeUrl = reveal
	h := bare(t)
	h.k.SetClassifier(classify)
	require.ErrorIs(t, h.k.InitGenesis(h.ctx, gs), types.ErrInvalidGenesis)
}

// Whatever guardians and council do: market time is monotone, stands still exactly while the market is paused, never
// steps more than max_step; guardians never hold more than their budget; who is overruled is out for a cooldown.
func TestBrakeProperty(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		f := braked(t, 3, 1)
		const budget, cooldown, maxStep = 600_000, 4_800_000, 60_000
		type held struct {
			until int64 // types.NoEnd: the council's
			by    int
		}
		var spans []types.Span
		holds := map[types.PauseScope]*held{}
		overruled := map[int]int64{}
		claims := false
		last := f.ctx.BlockTime().UnixMilli()
		for range rapid.IntRange(5, 60).Draw(rt, "blocks") {
			before := f.now(t)
			f.after(t, time.Duration(rapid.Int64Range(1, 900_000).Draw(rt, "step"))*time.Millisecond)
			now := f.ctx.BlockTime().UnixMilli()
			running := now - last
			if h := holds[market]; claims || (h != nil && h.until >= now) {
				running = 0
			} else if h != nil {
				running = now - h.until
			}
			if got := f.now(t) - before; got != min(running, maxStep) {
				rt.Fatalf("market time advanced %d ms of %d running", got, running)
			}
			for scope, h := range holds {
				if h.until != types.NoEnd {
					spans = append(spans, types.Span{From: last, To: min(now, h.until)})
				}
				if h.until <= now {
					delete(holds, scope)
				}
			}
			last = now
			if used := types.Used(spans, now, cooldown); used > budget {
				rt.Fatalf("guardians held %d ms of %d", used, budget)
			}
			scope := []types.PauseScope{market, transfers}[rapid.IntRange(0, 1).Draw(rt, "scope")]
			switch rapid.IntRange(0, 5).Draw(rt, "act") {
			case 0, 1, 2:
				who := rapid.IntRange(0, 2).Draw(rt, "who")
				until := types.BudgetEnd(spans, now, budget, cooldown)
				want := holds[scope] == nil && overruled[who] <= now && until > now
				if tripped, err := f.call(guardian(who), scope); tripped != want {
					rt.Fatalf("tripped is %v (%v), want %v", tripped, err, want)
				}
				if want {
					holds[scope] = &held{until, who}
				}
			case 3:
				if err := f.council(scope); err == nil {
					holds[scope] = &held{types.NoEnd, -1}
				}
			case 4:
				if h := holds[scope]; h != nil {
					require.NoError(t, f.resume(scope))
					if h.by >= 0 {
						overruled[h.by] = now + cooldown
					}
					delete(holds, scope)
				}
			case 5:
				if claims {
					require.NoError(t, f.resume(0, claim))
				} else {
					require.NoError(t, f.council(0, claim))
				}
				claims = !claims
			}
		}
	})
}

// An address in capitals is the same guardian; with a call of its, the exported genesis is valid.
func TestGuardianInCapitals(t *testing.T) {
	f := braked(t, 1, 2)
	one := guardian(1)
	require.NoError(t, f.k.SetGuardians(f.ctx, []types.Guardian{{Address: guardian(0).String()}, {Address: strings.ToUpper(one.String())}}))
	tripped, err := f.call(one, market)
	require.NoError(t, err)
	require.False(t, tripped)
	gs, err := f.k.ExportGenesis(f.ctx)
	require.NoError(t, err)
	require.NoError(t, gs.Validate())
	require.Equal(t, one.String(), gs.Guardians[1].Address)
}
