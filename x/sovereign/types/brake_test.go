package types_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/sovereign/types"
)

// Whatever pauses a chain sees, in blocks of any pace: market time is monotone, never steps more than max_step, and lags
// behind block time by exactly what it was stopped, as long as no running part is longer than max_step.
func TestClockStandsStillExactlyWhilePaused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		maxStep := time.Duration(rapid.Int64Range(100, 60_000).Draw(t, "max_step")) * time.Millisecond
		now := time.UnixMilli(1_700_000_000_000).Add(time.Duration(rapid.Int64Range(0, 999_999).Draw(t, "ns")))
		clock, err := types.StartClock(now)
		if err != nil {
			t.Fatal(err)
		}
		stopped, until := int64(0), types.Runs
		for range rapid.IntRange(1, 60).Draw(t, "blocks") {
			now = now.Add(time.Duration(rapid.Int64Range(0, int64(90*time.Second)).Draw(t, "step")))
			from, to := clock.BlockTimeMs, now.UnixMilli()
			pause := max(from, min(until, to)) - from
			next, adv := clock.Next(now, maxStep, until)
			running := to - from - pause
			switch {
			case next.NowMs < clock.NowMs:
				t.Fatalf("market time went back: %v -> %v", clock, next)
			case next.NowMs-clock.NowMs != min(running, maxStep.Milliseconds()):
				t.Fatalf("ran for %d ms, advanced %d, max %s", running, next.NowMs-clock.NowMs, maxStep)
			case adv.Running != running || adv.Step != to-from || adv.Held() != (running > maxStep.Milliseconds()):
				t.Fatalf("%+v for a step of %d with a stop of %d", adv, to-from, pause)
			}
			stopped += pause + max(0, running-maxStep.Milliseconds())
			if behind := next.BlockTimeMs - next.NowMs; behind != stopped {
				t.Fatalf("%d ms behind, stopped for %d", behind, stopped)
			}
			clock = next
			if until <= to {
				until = types.Runs
			}
			switch rapid.IntRange(0, 5).Draw(t, "act") {
			case 0:
				until = to + rapid.Int64Range(1, 200_000).Draw(t, "pause")
			case 1:
				until = types.NoEnd
			case 2:
				until = types.Runs
			}
		}
	})
}

func TestGuardianParams(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*types.Params)
		ok     bool
	}{
		"default":                  {func(*types.Params) {}, true},
		"no threshold":             {func(p *types.Params) { p.GuardianThreshold = 0 }, false},
		"highest threshold":        {func(p *types.Params) { p.GuardianThreshold = types.MaxGuardians }, true},
		"threshold above all":      {func(p *types.Params) { p.GuardianThreshold = types.MaxGuardians + 1 }, false},
		"shortest window":          {func(p *types.Params) { p.GuardianWindow = types.MinGuardianWindow }, true},
		"no window":                {func(p *types.Params) { p.GuardianWindow = 0 }, false},
		"window too long":          {func(p *types.Params) { p.GuardianWindow = types.MaxGuardianWindow + time.Millisecond }, false},
		"part of a millisecond":    {func(p *types.Params) { p.GuardianPauseMax = time.Hour + 1 }, false},
		"no pause":                 {func(p *types.Params) { p.GuardianPauseMax = 0 }, false},
		"shortest pause, cooldown": {func(p *types.Params) { p.GuardianPauseMax, p.GuardianCooldown = time.Minute, 8*time.Minute }, true},
		"eight times the pause":    {func(p *types.Params) { p.GuardianCooldown = 8 * types.DefaultGuardianPauseMax }, true},
		"just below":               {func(p *types.Params) { p.GuardianCooldown = 8*types.DefaultGuardianPauseMax - time.Millisecond }, false},
		"longest cooldown":         {func(p *types.Params) { p.GuardianCooldown = types.MaxGuardianCooldown }, true},
		"cooldown too long":        {func(p *types.Params) { p.GuardianCooldown = types.MaxGuardianCooldown + time.Millisecond }, false},
		"pause too long":           {func(p *types.Params) { p.GuardianPauseMax, p.GuardianCooldown = 8*24*time.Hour, 64*24*time.Hour }, false},
	} {
		t.Run(name, func(t *testing.T) {
			p := types.DefaultParams()
			tc.change(&p)
			if tc.ok {
				require.NoError(t, p.Validate())
				return
			}
			require.ErrorIs(t, p.Validate(), types.ErrInvalidParams)
		})
	}
}

func TestThreshold(t *testing.T) {
	p := types.Params{GuardianThreshold: 3}
	require.Equal(t, 3, p.Threshold(5))
	require.Equal(t, 2, p.Threshold(2), "the brake never needs more guardians than there are")
}

func guardians(n int) (list []types.Guardian) {
	for i := range n {
		list = append(list, types.Guardian{Address: sdk.AccAddress(fmt.Sprintf("guardian %010d", i)).String(), Title: "Ombudsman"})
	}
	return list
}

func TestBrakeMessages(t *testing.T) {
	who := guardians(1)[0].Address
	urls := func(n int) (list []string) {
		for i := range n {
			list = append(list, fmt.Sprintf("/agijobs.jobs.v1.Msg%d", i))
		}
		return list
	}
	market, why := types.PAUSE_SCOPE_MARKET, "why"
	type msg interface{ ValidateBasic() error }
	for name, tc := range map[string]struct {
		msg msg
		err error
	}{
		"scope":               {&types.MsgPause{Sender: who, Scope: market, Reason: why}, nil},
		"types":               {&types.MsgPause{Sender: who, TypeUrls: urls(32), Reason: why}, nil},
		"33 types":            {&types.MsgPause{Sender: who, TypeUrls: urls(33), Reason: why}, types.ErrInvalidPause},
		"nothing":             {&types.MsgPause{Sender: who, Reason: why}, types.ErrInvalidPause},
		"both":                {&types.MsgPause{Sender: who, Scope: market, TypeUrls: urls(1), Reason: why}, types.ErrInvalidPause},
		"unknown scope":       {&types.MsgPause{Sender: who, Scope: 3, Reason: why}, types.ErrInvalidPause},
		"a type twice":        {&types.MsgPause{Sender: who, TypeUrls: append(urls(1), urls(1)...), Reason: why}, types.ErrInvalidPause},
		"no type url":         {&types.MsgPause{Sender: who, TypeUrls: []string{"MsgClaimJob"}, Reason: why}, types.ErrInvalidPause},
		"long type url":       {&types.MsgPause{Sender: who, TypeUrls: []string{"/" + strings.Repeat("a", 128)}, Reason: why}, types.ErrInvalidPause},
		"no reason":           {&types.MsgPause{Sender: who, Scope: market, Reason: " \n"}, types.ErrInvalidPause},
		"longest reason":      {&types.MsgPause{Sender: who, Scope: market, Reason: strings.Repeat("a", 256)}, nil},
		"long reason":         {&types.MsgPause{Sender: who, Scope: market, Reason: strings.Repeat("a", 257)}, types.ErrInvalidPause},
		"two lines":           {&types.MsgPause{Sender: who, Scope: market, Reason: "all is well\nuntil: never"}, types.ErrInvalidPause},
		"terminal's commands": {&types.MsgPause{Sender: who, Scope: market, Reason: "\x1b[2Jwhy"}, types.ErrInvalidPause},
		"no text":             {&types.MsgPause{Sender: who, Scope: market, Reason: "\xff"}, types.ErrInvalidPause},
		"no sender":           {&types.MsgPause{Scope: market, Reason: why}, types.ErrInvalidAddress},
		"resume":              {&types.MsgResume{Authority: who, Scope: market, Reason: why}, nil},
		"resume nothing":      {&types.MsgResume{Authority: who, Reason: why}, types.ErrInvalidPause},
		"resume, no reason":   {&types.MsgResume{Authority: who, Scope: market}, types.ErrInvalidPause},
		"resume, no address":  {&types.MsgResume{Scope: market, Reason: why}, types.ErrInvalidAddress},
		"no guardians":        {&types.MsgUpdateGuardians{Authority: who}, nil},
		"32 guardians":        {&types.MsgUpdateGuardians{Authority: who, Guardians: guardians(32)}, nil},
		"33 guardians":        {&types.MsgUpdateGuardians{Authority: who, Guardians: guardians(33)}, types.ErrInvalidGuardians},
		"a guardian twice":    {&types.MsgUpdateGuardians{Authority: who, Guardians: append(guardians(2), guardians(1)...)}, types.ErrInvalidGuardians},
		"long title":          {&types.MsgUpdateGuardians{Authority: who, Guardians: []types.Guardian{{Address: who, Title: strings.Repeat("a", 65)}}}, types.ErrInvalidGuardians},
		"title on two lines":  {&types.MsgUpdateGuardians{Authority: who, Guardians: []types.Guardian{{Address: who, Title: "a\nb"}}}, types.ErrInvalidGuardians},
		"twice, in capitals":  {&types.MsgUpdateGuardians{Authority: who, Guardians: []types.Guardian{{Address: who}, {Address: strings.ToUpper(who)}}}, types.ErrInvalidGuardians},
		"no guardian":         {&types.MsgUpdateGuardians{Authority: who, Guardians: []types.Guardian{{}}}, types.ErrInvalidAddress},
		"guardians, no owner": {&types.MsgUpdateGuardians{}, types.ErrInvalidAddress},
	} {
		t.Run(name, func(t *testing.T) { require.ErrorIs(t, tc.msg.ValidateBasic(), tc.err) })
	}
}

func TestBrakeGenesis(t *testing.T) {
	at := time.UnixMilli(1_000_000).UTC()
	ends := at.Add(time.Hour)
	late := at.Add(-2 * time.Hour)
	g := guardians(2)
	by := []string{g[0].Address}
	held := types.Pause{Scope: types.PAUSE_SCOPE_MARKET, Reason: "why", StartedAt: at, EndsAt: &ends, TrippedBy: by}
	record := types.GuardianPause{StartedAt: at, Scope: types.PAUSE_SCOPE_MARKET, TrippedBy: by, Budget: time.Hour, Cooldown: 8 * time.Hour}
	call := types.GuardianCall{Scope: types.PAUSE_SCOPE_TRANSFERS, Guardian: g[1].Address, CalledAt: at, Reason: "why"}
	single := types.PausedType{TypeUrl: "/agijobs.jobs.v1.MsgClaimJob", Reason: "why", PausedAt: at}
	for name, tc := range map[string]struct {
		change func(*types.GenesisState)
		err    error
	}{
		"good": {func(*types.GenesisState) {}, nil},
		"council's pause": {func(g *types.GenesisState) {
			g.Pauses[0].EndsAt, g.Pauses[0].TrippedBy, g.GuardianPauses = nil, nil, nil
		}, nil},
		"same guardian":    {func(s *types.GenesisState) { s.Guardians = append(s.Guardians, g[0]) }, types.ErrInvalidGuardians},
		"pause twice":      {func(g *types.GenesisState) { g.Pauses = append(g.Pauses, held) }, types.ErrInvalidGenesis},
		"no scope":         {func(g *types.GenesisState) { g.Pauses[0].Scope = 0 }, types.ErrInvalidPause},
		"no reason":        {func(g *types.GenesisState) { g.Pauses[0].Reason = "" }, types.ErrInvalidPause},
		"no end":           {func(g *types.GenesisState) { g.Pauses[0].EndsAt = nil }, types.ErrBrake},
		"council's end":    {func(g *types.GenesisState) { g.Pauses[0].TrippedBy = nil }, types.ErrBrake},
		"no record":        {func(g *types.GenesisState) { g.GuardianPauses = nil }, types.ErrBrake},
		"no pause":         {func(g *types.GenesisState) { g.Pauses = nil }, types.ErrBrake},
		"over":             {func(g *types.GenesisState) { g.Clock.BlockTimeMs = ends.UnixMilli() }, types.ErrBrake},
		"too long":         {func(g *types.GenesisState) { later := ends.Add(1e6); g.Pauses[0].EndsAt = &later }, types.ErrBrake},
		"new chain":        {func(g *types.GenesisState) { g.Clock = nil }, types.ErrInvalidGenesis},
		"ends first":       {func(g *types.GenesisState) { g.GuardianPauses[0].EndedAt = &late }, types.ErrInvalidGenesis},
		"early and runs":   {func(g *types.GenesisState) { g.GuardianPauses[0].ResumedEarly = true }, types.ErrInvalidGenesis},
		"nobody tripped":   {func(g *types.GenesisState) { g.GuardianPauses[0].TrippedBy = nil }, types.ErrInvalidGenesis},
		"no budget":        {func(g *types.GenesisState) { g.GuardianPauses[0].Budget = 0 }, types.ErrInvalidGenesis},
		"call twice":       {func(g *types.GenesisState) { g.GuardianCalls = append(g.GuardianCalls, call) }, types.ErrInvalidGenesis},
		"stranger's call":  {func(g *types.GenesisState) { g.Guardians = g.Guardians[:1] }, types.ErrInvalidGenesis},
		"type twice":       {func(g *types.GenesisState) { g.PausedTypes = append(g.PausedTypes, single) }, types.ErrInvalidGenesis},
		"no type":          {func(g *types.GenesisState) { g.PausedTypes[0].TypeUrl = "" }, types.ErrInvalidPause},
		"part of a second": {func(g *types.GenesisState) { g.PausedTypes[0].PausedAt = at.Add(1) }, types.ErrInvalidGenesis},
	} {
		t.Run(name, func(t *testing.T) {
			gs := types.DefaultGenesis()
			gs.Clock = &types.Clock{NowMs: 1, BlockTimeMs: at.UnixMilli()}
			gs.Guardians = guardians(2)
			gs.Pauses, gs.GuardianPauses = []types.Pause{held}, []types.GuardianPause{record}
			gs.GuardianCalls, gs.PausedTypes = []types.GuardianCall{call}, []types.PausedType{single}
			tc.change(gs)
			require.ErrorIs(t, gs.Validate(), tc.err)
		})
	}
}

func TestMain(m *testing.M) {
	sdk.GetConfig().SetBech32PrefixForAccount("agi", "agipub")
	os.Exit(m.Run())
}
