package keeper_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/validation/keeper"
	"github.com/agijobs/agijobs/x/validation/types"
)

func TestCanarySlashIsHeldAndThenFinal(t *testing.T) {
	f := canaryChain(t, 3)
	d := f.register(court, canaryOf(job, reject))
	f.blocks(1)
	f.drawn(job, 3)
	f.votes(job, approve, reject, approve)
	require.NoError(t, f.openCanary(f.claim(job, d, 0)))
	_, seats := f.round(job)
	burnt, treasury := f.burnt(), f.treasury()

	// The block in which it is opened: judged, settled, held.
	judged := f.settleCanary(job, types.FinalRejected)
	require.Equal(t, []bool{false, true, false}, []bool{judged[0].Agreed, judged[1].Agreed, judged[2].Agreed})
	require.Equal(t, types.SlashReasonCanary, judged[0].Reason)
	now := f.ctx.BlockTime()
	wrong := holder(seats[0])
	want := types.CanarySlash{
		JobId: job, Validator: wrong.String(), Amount: math.NewInt(10 * agi), Bps: 1_000, SlashedAt: now,
		FinalAt: now.Add(types.DefaultParams().CanaryHold), BurnBps: 5_000,
	}
	events := emitted[*types.EventCanarySlashed](f)
	require.Len(t, events, 2)
	require.Equal(t, want.String(), events[0].Slash.String())
	slashed := emitted[*types.EventSeatSlashed](f)
	require.Equal(t, types.SlashReasonCanary, slashed[0].Reason)
	require.True(t, slashed[0].Burned.IsZero())
	require.Equal(t, 90*agi, f.validator(wrong).Stake.Int64())
	require.True(t, f.validator(wrong).Locked.IsZero())
	require.Equal(t, 100*agi, f.validator(holder(seats[1])).Stake.Int64())
	require.Equal(t, [2]int64{burnt, treasury}, [2]int64{f.burnt(), f.treasury()}, "nobody has it yet")
	res, err := f.query.CanarySlashes(f.ctx, &types.QueryCanarySlashesRequest{Address: wrong.String()})
	require.NoError(t, err)
	require.Len(t, res.Slashes, 1)
	require.Equal(t, job, res.Canaries[0].JobId)

	require.NoError(t, f.disclose(d))
	f.pass(types.DefaultParams().CanaryHold - time.Millisecond)
	f.pass(time.Millisecond)
	require.Len(t, f.held(), 2, "a millisecond early")
	f.end()
	require.Empty(t, f.held(), "hold is longer than the slashes count")
	final := emitted[*types.EventCanarySlashFinal](f)
	require.Len(t, final, 2)
	require.Equal(t, 10*agi, final[0].Amount.Int64())
	require.Equal(t, [2]int64{burnt + 10*agi, treasury + 10*agi}, [2]int64{f.burnt(), f.treasury()})
	require.ErrorIs(t, f.contradict(job, d, 0), types.ErrNothingHeld)
}

// A hold that is shorter than 30 days ends in its time, and the slashes count on.
func TestFinalSlashesCountFor30Days(t *testing.T) {
	f := canaryChain(t, 3, func(p *types.Params) {
		p.CanaryDiscloseWithin, p.CanaryHold, p.CanaryCapBps = time.Hour, 2*time.Hour, 1_200
	})
	d := f.register(court, canaryOf(job, reject), canaryOf(job+1, reject), canaryOf(job+2, reject))
	f.blocks(1)
	f.tested(job, d, 0)
	f.tested(job+1, d, 1)
	require.Equal(t, int64(88_000_000), f.validator(actor(0)).Stake.Int64(), "1,200 bps of 100 AGI")
	require.NoError(t, f.disclose(d))
	f.pass(2 * time.Hour)
	f.end()
	require.Len(t, emitted[*types.EventCanarySlashFinal](f), 6)
	for _, s := range f.held() {
		require.True(t, s.Amount.IsZero())
	}
	require.Len(t, f.held(), 6)

	f.pass(time.Hour)
	d = f.registerTomorrow(court, canaryOf(job+3, reject))
	f.tested(job+3, d, 0)
	require.Equal(t, int64(88_000_000), f.validator(actor(0)).Stake.Int64(), "the cap of 30 days")
	require.NoError(t, f.disclose(d))
	f.pass(types.CanaryCapWindow)
	f.blocks(2)
	require.Empty(t, f.held())
	d = f.register(court, canaryOf(job+4, reject))
	f.blocks(1)
	f.tested(job+4, d, 0)
	require.Equal(t, int64(78_000_000), f.validator(actor(0)).Stake.Int64())
}

func (f *fixture) registerTomorrow(office string, leaves ...types.CanaryLeaf) day {
	f.t.Helper()
	f.pass(24 * time.Hour)
	d := f.register(office, leaves...)
	f.blocks(1)
	return d
}

func TestOneRootADay(t *testing.T) {
	f := canaryChain(t, 0)
	midnight := time.Unix(1_700_006_400, 0).UTC()
	f.at(2, midnight)
	d := f.register(court, canaryOf(job, reject))
	require.Equal(t, uint64(1_700_006_400/86_400), d.number)
	require.Equal(t, types.EventCanariesRegistered{
		Office: court, Day: d.number, Auditor: auditor(court).String(), Root: mustRoot(t, d),
	}, *emitted[*types.EventCanariesRegistered](f)[0])
	f.register(bureau, canaryOf(job, reject))
	_, err := f.tryRegister(court, canaryOf(job+1, reject))
	require.ErrorIs(t, err, types.ErrCanaryDay)
	f.at(3, midnight.Add(24*time.Hour-1))
	_, err = f.tryRegister(court, canaryOf(job+1, reject))
	require.ErrorIs(t, err, types.ErrCanaryDay)
	f.at(4, midnight.Add(24*time.Hour))
	f.register(court, canaryOf(job+1, reject))

	res, err := f.query.CanaryRoots(f.ctx, &types.QueryCanaryRootsRequest{Office: court})
	require.NoError(t, err)
	require.Len(t, res.Roots, 2)
	res, err = f.query.CanaryRoots(f.ctx, &types.QueryCanaryRootsRequest{})
	require.NoError(t, err)
	require.Len(t, res.Roots, 3)
}

func mustRoot(t *testing.T, d day) []byte {
	root, err := types.CanaryTreeRoot(chainID, d.leaves)
	require.NoError(t, err)
	return root
}

func TestWhoActsForAnOffice(t *testing.T) {
	f := canaryChain(t, 0)
	d := f.register(court, canaryOf(job, reject))
	f.identity.authorize = func(addr sdk.AccAddress, _ identitytypes.Role) error {
		if addr.Equals(auditor(court)) {
			return errTest
		}
		return nil
	}
	_, err := f.tryRegister(court, canaryOf(job, reject))
	require.ErrorIs(t, err, errTest)
	require.ErrorIs(t, f.openCanary(f.claim(job, d, 0)), errTest)
	require.NoError(t, f.disclose(d), "suspending its auditors keeps no office from its duty")

	homeless := actor(77)
	f.identity.participants[homeless.String()] = identitytypes.Participant{Roles: []identitytypes.Role{identitytypes.ROLE_AUDITOR}}
	clerk := actor(78)
	f.identity.participants[clerk.String()] = identitytypes.Participant{OrganisationId: court}
	for _, addr := range []sdk.AccAddress{homeless, clerk} {
		_, err := f.msgs.RegisterCanaries(f.ctx, &types.MsgRegisterCanaries{Auditor: addr.String(), Root: mustRoot(t, d)})
		require.ErrorIs(t, err, types.ErrNoOffice)
		_, err = f.msgs.DiscloseCanaries(f.ctx, &types.MsgDiscloseCanaries{Auditor: addr.String(), Day: d.number, Leaves: d.leaves})
		require.ErrorIs(t, err, types.ErrNoOffice)
	}
	_, err = f.msgs.LiftCanaryBar(f.ctx, &types.MsgLiftCanaryBar{Authority: clerk.String(), Office: court})
	require.ErrorIs(t, err, types.ErrAuthority)
	require.ErrorIs(t, f.lift(court), types.ErrNotBarred)
}

func TestWhatOpensNoCanary(t *testing.T) {
	f := canaryChain(t, 0)
	d := f.register(court, canaryOf(job, reject), canaryOf(job+1, approve), types.CanaryLeaf{Salt: salt(actor(1))})
	late := f.claim(job, d, 0)
	require.ErrorIs(t, f.openCanary(late), types.ErrCanaryLate, "work of the very block")
	f.blocks(1)
	for name, tc := range map[string]struct {
		change func(*types.CanaryClaim)
		err    error
	}{
		"another office's auditor": {func(c *types.CanaryClaim) { c.Auditor = auditor(bureau) }, types.ErrUnknownCanary},
		"another day":              {func(c *types.CanaryClaim) { c.Day++ }, types.ErrUnknownCanary},
		"another verdict":          {func(c *types.CanaryClaim) { c.Leaf.Verdict = approve }, types.ErrCanaryProof},
		"another employer":         {func(c *types.CanaryClaim) { c.Leaf.Employer = actor(3).String() }, types.ErrCanaryProof},
		"another result":           {func(c *types.CanaryClaim) { c.Leaf.ResultSha256 = salt(actor(3)) }, types.ErrCanaryProof},
		"another leaf":             {func(c *types.CanaryClaim) { c.Leaf = d.leaves[1] }, types.ErrCanaryProof},
		"a leaf that fills up":     {func(c *types.CanaryClaim) { *c = f.claim(job, d, 2) }, types.ErrInvalidCanary},
	} {
		claim := f.claim(job, d, 0)
		tc.change(&claim)
		require.ErrorIs(t, f.openCanary(claim), tc.err, name)
	}
	require.NoError(t, f.openCanary(f.claim(job, d, 0)))
	require.ErrorIs(t, f.openCanary(f.claim(job+7, d, 0)), types.ErrCanaryOpened, "a second job about the same work")
	require.NoError(t, f.disclose(d))
	require.ErrorIs(t, f.openCanary(f.claim(job+1, d, 1)), types.ErrCanaryDisclosed)
	require.ErrorIs(t, f.disclose(d), types.ErrCanaryDisclosed)
}

func TestDisclosureIsWhole(t *testing.T) {
	f := canaryChain(t, 0)
	d := f.register(court, canaryOf(job, reject), canaryOf(job+1, approve))
	for _, leaves := range [][]types.CanaryLeaf{d.leaves[:1], {d.leaves[1], d.leaves[0]}, append(d.leaves[:2:2], d.leaves[0])} {
		require.ErrorIs(t, f.disclose(day{office: court, number: d.number, leaves: leaves}), types.ErrCanaryProof)
	}
	require.ErrorIs(t, f.disclose(day{office: bureau, number: d.number, leaves: d.leaves}), types.ErrUnknownCanary)
	require.NoError(t, f.disclose(d))
	shown := emitted[*types.EventCanariesDisclosed](f)
	require.Equal(t, d.leaves, shown[0].Leaves)
}

// A root that stays sealed bars its office and voids all that the office has opened, a bounded part in each block.
func TestOverdueRootVoidsWhatItsOfficeOpened(t *testing.T) {
	f := canaryChain(t, 5, func(p *types.Params) { p.CanariesPerBlock, p.CanaryCapBps = 2, 10_000 })
	sealed := f.register(court, canaryOf(99, approve))
	d := f.registerTomorrow(court, canaryOf(job, reject), canaryOf(job+1, reject))
	other := f.register(bureau, canaryOf(job+2, reject))
	f.blocks(1)
	f.tested(job, d, 0)
	f.tested(job+1, d, 1)
	f.tested(job+2, other, 0)
	require.NoError(t, f.disclose(d))
	require.NoError(t, f.disclose(other))
	require.Len(t, f.held(), 9)
	before, burnt, treasury := f.stakes(5), f.burnt(), f.treasury()

	root, err := f.k.Canaries.Roots.Get(f.ctx, rootKey(sealed))
	require.NoError(t, err)
	f.end()
	f.at(f.ctx.BlockHeight()+1, root.DiscloseBy.Add(-1))
	f.end()
	require.Empty(t, emitted[*types.EventCanaryOfficeBarred](f))
	f.at(f.ctx.BlockHeight()+1, root.DiscloseBy)
	require.ErrorIs(t, f.disclose(sealed), types.ErrCanaryOverdue)
	var voided []int
	for range 9 {
		f.end()
		voided = append(voided, len(emitted[*types.EventCanarySlashVoided](f)))
		state, err := f.k.ExportGenesis(f.ctx)
		require.NoError(t, err)
		f.importsAs(state)
		if len(voided) == 1 {
			require.Equal(t, &types.EventCanaryOfficeBarred{Office: court, Reason: types.CanaryOverdue, Day: sealed.number},
				emitted[*types.EventCanaryOfficeBarred](f)[0])
			require.ErrorIs(t, f.lift(court), types.ErrCanaryVoiding)
		}
		f.at(f.ctx.BlockHeight()+1, f.ctx.BlockTime().Add(time.Second))
	}
	require.Equal(t, []int{0, 0, 2, 2, 2, 0, 0, 0, 0}, voided)
	require.Len(t, f.held(), 3, "those of the other office stay")
	returned := math.ZeroInt()
	for i, stake := range f.stakes(5) {
		returned = returned.Add(stake.Sub(before[i]))
	}
	require.Equal(t, 60*agi, returned.Int64(), "6 seats, 10 AGI each")
	require.Equal(t, [2]int64{burnt, treasury}, [2]int64{f.burnt(), f.treasury()})

	_, err = f.tryRegister(court, canaryOf(job+5, reject))
	require.ErrorIs(t, err, types.ErrOfficeBarred)
	res, err := f.query.CanaryOffices(f.ctx, &types.QueryCanaryOfficesRequest{})
	require.NoError(t, err)
	require.Equal(t, court, res.Offices[0].Office)
	require.NoError(t, f.lift(court))
	require.Equal(t, court, emitted[*types.EventCanaryBarLifted](f)[0].Office)
	f.register(court, canaryOf(job+5, reject))
}

func rootKey(d day) keeper.CanaryRootKey { return collections.Join(d.office, d.number) }

func (f *fixture) stakes(n int) (list []math.Int) {
	for i := range n {
		list = append(list, f.validator(actor(i)).Stake)
	}
	return list
}

// importsAs starts another chain from a state: it holds the same, and its invariants hold.
func (f *fixture) importsAs(state *types.GenesisState) {
	f.t.Helper()
	require.NoError(f.t, state.Validate())
	twin := blank(f.t)
	twin.at(f.ctx.BlockHeight()+1, f.ctx.BlockTime())
	require.NoError(f.t, twin.bank.add(twin.ctx, authtypes.NewModuleAddress(types.ModuleName), state.Stake()))
	require.NoError(f.t, twin.k.InitGenesis(twin.ctx, *state))
	twin.check()
	got, err := twin.k.ExportGenesis(twin.ctx)
	require.NoError(f.t, err)
	require.Equal(f.t, state.String(), got.String())
}

func TestContradictionVoidsAndBars(t *testing.T) {
	f := canaryChain(t, 3, func(p *types.Params) { p.CanaryCapBps = 10_000 })
	d := f.register(court, canaryOf(job, reject), canaryOf(job+1, reject))
	lie := f.register(bureau, canaryOf(job, approve), canaryOf(job, reject), canaryOf(job+1, reject))
	f.blocks(1)
	seats := f.tested(job, d, 0)
	f.tested(job+1, d, 1)
	f.blocks(1)
	younger := f.registerTomorrow(bureau, canaryOf(job, vague))

	require.ErrorIs(t, f.contradict(job, lie, 1), types.ErrNoContradiction, "the same verdict")
	require.ErrorIs(t, f.contradict(job, lie, 2), types.ErrNoContradiction, "about other work")
	require.ErrorIs(t, f.contradict(job, younger, 0), types.ErrCanaryLate, "written with the result at hand")
	require.ErrorIs(t, f.contradict(job+9, lie, 0), types.ErrNothingHeld)
	forged := lie
	forged.leaves = []types.CanaryLeaf{canaryOf(job, approve)}
	require.ErrorIs(t, f.contradict(job, forged, 0), types.ErrCanaryProof)

	stake := f.validator(holder(seats[0])).Stake
	require.NoError(t, f.contradict(job, lie, 0))
	barred := emitted[*types.EventCanaryOfficeBarred](f)
	require.Len(t, barred, 2)
	require.Equal(t, []string{court, bureau}, []string{barred[0].Office, barred[1].Office})
	require.Equal(t, types.CanaryContradicted, barred[0].Reason)
	require.Equal(t, stake, f.validator(holder(seats[0])).Stake, "money moves at the end of the block")
	require.ErrorIs(t, f.contradict(job, lie, 0), types.ErrNothingHeld, "once")
	f.end()
	voided := emitted[*types.EventCanarySlashVoided](f)
	require.Len(t, voided, 3)
	require.Equal(t, types.CanaryContradicted, voided[0].Reason)
	require.Equal(t, stake.AddRaw(10*agi).String(), f.validator(holder(seats[0])).Stake.String())
	require.Len(t, f.held(), 3, "those of the other job stay")
	require.ErrorIs(t, f.openCanary(f.claim(job+4, d, 0)), types.ErrOfficeBarred)
	require.NoError(t, f.disclose(d), "what it owes it still owes")
	f.blocks(types.DrawDelay + 1)
	require.Equal(t, f.validator(holder(seats[0])).Stake, f.validator(holder(seats[0])).DrawableStake)
}

// A canary that is contradicted before its settlement, which may be late, costs nobody anything.
func TestContradictedBeforeItIsSettled(t *testing.T) {
	f := canaryChain(t, 3)
	d := f.register(court, canaryOf(job, reject), canaryOf(job, approve))
	f.blocks(1)
	f.drawn(job, 3)
	f.votes(job, approve, approve, approve)
	require.NoError(t, f.openCanary(f.claim(job, d, 0)))
	require.NoError(t, f.contradict(job, d, 1))
	f.blocks(1)
	f.settleCanary(job, types.FinalRejected)
	require.Empty(t, f.held())
	require.Equal(t, 100*agi, f.validator(actor(0)).Stake.Int64())
	f.blocks(1)
}

// The slash of a validator who has begun to leave comes out of what is on its way, and goes back as stake, which leaves at
// once where it is revoked.
func TestGivenBackToTheRevoked(t *testing.T) {
	f := canaryChain(t, 3)
	d := f.register(court, canaryOf(job, reject), canaryOf(job, approve))
	f.blocks(1)
	_, seats := f.drawn(job, 3)
	f.votes(job, approve, approve, approve)
	gone := holder(seats[0])
	f.identity.participants[gone.String()] = identitytypes.Participant{Status: identitytypes.PARTICIPANT_STATUS_REVOKED}
	require.NoError(t, f.k.AfterRevoked(f.ctx, gone))
	f.blocks(1)
	require.NoError(t, f.openCanary(f.claim(job, d, 0)))
	f.settleCanary(job, types.FinalRejected)
	require.True(t, f.validator(gone).Stake.IsZero())
	require.Equal(t, 90*agi, f.validator(gone).Unbonding.Int64())
	require.NoError(t, f.contradict(job, d, 1))
	f.end()
	require.True(t, f.validator(gone).Stake.IsZero())
	require.Equal(t, 100*agi, f.validator(gone).Unbonding.Int64())
}

// Slashes are final only when all that is sealed has been shown, whatever the parameters have become since.
func TestNoSlashIsFinalBeforeWhatIsSealedIsShown(t *testing.T) {
	f := canaryChain(t, 3)
	d := f.register(court, canaryOf(job, reject))
	disclose := f.ctx.BlockTime().Add(types.DefaultParams().CanaryDiscloseWithin)
	params, err := f.k.CurrentParams(f.ctx)
	require.NoError(t, err)
	params.CanaryDiscloseWithin, params.CanaryHold = time.Hour, time.Hour
	_, err = f.k.UpdateParams(f.ctx, params)
	require.NoError(t, err)
	f.blocks(1)
	f.tested(job, d, 0)
	require.Equal(t, disclose.UTC().Add(time.Hour), f.held()[0].FinalAt, "an hour in which what is shown last can still contradict")
	require.NoError(t, f.disclose(d))
}

// Roots are forgotten when nobody can need them: disclosed or overdue, and older than hold and 30 days.
func TestOldRootsAreForgotten(t *testing.T) {
	f := canaryChain(t, 0, func(p *types.Params) { p.CanariesPerBlock = 1 })
	shown, sealed := f.register(court, canaryOf(1, reject)), f.register(bureau, canaryOf(2, reject))
	require.NoError(t, f.disclose(shown))
	roots := func() int {
		res, err := f.query.CanaryRoots(f.ctx, &types.QueryCanaryRootsRequest{})
		require.NoError(t, err)
		return len(res.Roots)
	}
	f.pass(types.DefaultParams().CanaryHold)
	f.blocks(2)
	require.Equal(t, sealed.office, emitted0(f), "overdue")
	require.Equal(t, 2, roots())
	f.pass(types.CanaryCapWindow + 24*time.Hour)
	f.blocks(1)
	require.Equal(t, 1, roots(), "one a block")
	f.blocks(1)
	require.Zero(t, roots())
}

func emitted0(f *fixture) string {
	state, err := f.k.ExportGenesis(f.ctx)
	require.NoError(f.t, err)
	require.Len(f.t, state.CanaryOffices, 1)
	return state.CanaryOffices[0].Office
}

// What fails harms nothing else and is tried again an hour later.
func TestFailedCanaryIsPutOff(t *testing.T) {
	f := canaryChain(t, 3, func(p *types.Params) { p.CanaryCapBps = 10_000 })
	d := f.register(court, canaryOf(job, reject), canaryOf(job+1, reject))
	f.blocks(1)
	f.tested(job, d, 0)
	f.tested(job+1, d, 1)
	require.NoError(t, f.disclose(d))
	f.pass(types.DefaultParams().CanaryHold)
	failures := 1
	f.bank.fail = func(sdk.AccAddress) error {
		if failures--; failures >= 0 {
			return errTest
		}
		return nil
	}
	f.end()
	failed := emitted[*types.EventItemFailed](f)
	require.Len(t, failed, 1)
	require.Equal(t, "canary", failed[0].Item)
	require.Equal(t, job, failed[0].JobId)
	require.Len(t, emitted[*types.EventCanarySlashFinal](f), 3, "the other job's")
	f.pass(time.Hour)
	f.end()
	require.Empty(t, f.held())
}

// A bar that failed and was put off is carried out once: it does not come back when the authority has lifted it.
func TestBarThatWasPutOffIsCarriedOutOnce(t *testing.T) {
	f := canaryChain(t, 0)
	d := f.register(court, canaryOf(job, reject))
	key := collections.Join(court, d.number)
	root, err := f.k.Canaries.Roots.Get(f.ctx, key)
	require.NoError(t, err)
	f.pass(types.DefaultParams().CanaryDiscloseWithin)
	require.NoError(t, f.k.Canaries.Roots.Remove(f.ctx, key)) // lost for a moment
	require.NoError(t, f.k.EndBlocker(f.ctx))
	require.Len(t, emitted[*types.EventItemFailed](f), 1)
	require.NoError(t, f.k.Canaries.Roots.Set(f.ctx, key, root))
	f.at(f.ctx.BlockHeight()+1, f.ctx.BlockTime().Add(time.Hour))
	f.end()
	require.Len(t, emitted[*types.EventCanaryOfficeBarred](f), 1)
	require.NoError(t, f.lift(court))
	f.blocks(2)
	f.end()
	require.Empty(t, emitted[*types.EventCanaryOfficeBarred](f))
	f.check()
}

// A cap that was used up on a small stake does not cover the large one that is bonded afterwards.
func TestCapIsOfTheStakeThatIsThere(t *testing.T) {
	f := canaryChain(t, 3)
	d := f.register(court, canaryOf(job, reject), canaryOf(job+1, reject))
	f.blocks(1)
	who := holder(f.tested(job, d, 0)[0])
	require.Equal(t, uint32(1_000), f.held()[0].Bps, "all of the cap of 100 AGI")
	f.fund(who)
	require.NoError(t, f.bond(who, 1_000*agi))
	f.blocks(4)
	before := f.validator(who).Stake
	f.tested(job+1, d, 1)
	require.Equal(t, lock, before.Sub(f.validator(who).Stake).Int64(), "a tenth of the new stake is more than the lock")
}

// Openings of different jobs write no common key.
func TestOpeningsWriteOnlyTheirOwnKeys(t *testing.T) {
	f := canaryChain(t, 0)
	d := f.register(court, canaryOf(1, reject), canaryOf(2, reject))
	f.blocks(1)
	a := f.writes(func() error { return f.openCanary(f.claim(1, d, 0)) })
	b := f.writes(func() error { return f.openCanary(f.claim(2, d, 1)) })
	require.NotEmpty(t, a)
	for key := range a {
		require.False(t, b[key], "%x", key)
		require.True(t, bytes.Contains([]byte(key), sdk.Uint64ToBigEndian(1)), "%x names the job", key)
	}
}
