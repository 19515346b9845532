package demo

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/agijobs/agijobs/pkg/client"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// pausedBlocks is how long the pause is watched.
const pausedBlocks = 8

// stages are the jobs of the pause: one waits for an agent, one for its agent's work, one for a committee whose last seat
// stays away.
type stages struct{ open, assigned, review uint64 }

// pause: a guardian brakes while jobs are in several stages, and the council releases.
func pause(ctx context.Context, r *run) error {
	s, err := r.prepareStages(ctx)
	if err != nil {
		return err
	}
	if _, err := r.must(ctx, guardian1, "pause", "--reason", "stolen agent keys"); err != nil {
		return err
	}
	began := r.height()
	if err := r.watchBrake(ctx, began); err != nil {
		return err
	}
	if err := r.tryEntries(ctx, s); err != nil {
		return err
	}
	if err := r.watchDeadlines(ctx, s, began); err != nil {
		return err
	}
	if err := r.release(ctx); err != nil {
		return err
	}
	if err := r.act(ctx, "employer", ministry, "--cancel", strconv.FormatUint(s.open, 10)); err != nil {
		return err
	}
	if err := r.until(ctx, "the settlements", func() bool { return count[*jobstypes.EventJobSettled](r) == 3 }); err != nil {
		return err
	}
	var ends []string
	for _, e := range all[*jobstypes.EventJobSettled](r) {
		ends = append(ends, statusName(e.Status))
	}
	slices.Sort(ends)
	r.step(theChain, strings.Join(ends, " ") == "CANCELLED COMPLETED COMPLETED", "goes on after the pause",
		"CANCELLED COMPLETED COMPLETED: nobody missed a deadline", strings.Join(ends, " "))
	return nil
}

func (r *run) prepareStages(ctx context.Context) (s stages, err error) {
	for _, id := range []*uint64{&s.open, &s.assigned, &s.review} {
		if err := r.post(ctx); err != nil {
			return s, err
		}
		*id = r.job
	}
	if err := r.act(ctx, "agent", agent1, "--job", strconv.FormatUint(s.assigned, 10), "--idle"); err != nil {
		return s, err
	}
	if err := os.WriteFile(absenceTicket(r.home), nil, 0o600); err != nil {
		return s, err
	}
	if err := r.act(ctx, "agent", agent2, "--job", strconv.FormatUint(s.review, 10)); err != nil {
		return s, err
	}
	// All but the absent seat: the commit window stays open for its whole time.
	return s, r.until(ctx, "the sealed votes", func() bool {
		seats := 0
		for _, e := range all[*validationtypes.EventCommitteeDrawn](r) {
			seats += len(e.Seats)
		}
		return seats > 0 && count[*validationtypes.EventVoteCommitted](r) == seats-1
	})
}

// watchBrake looks at the brake and at both clocks for some blocks.
func (r *run) watchBrake(ctx context.Context, began int64) error {
	if err := r.until(ctx, "some blocks of the pause", func() bool { return r.height() >= began+pausedBlocks }); err != nil {
		return err
	}
	brake, err := r.client.Sovereign().Brake(ctx, &sovereigntypes.QueryBrakeRequest{})
	if err != nil {
		return err
	}
	paused := len(brake.Pauses) == 1 && brake.Pauses[0].Scope == sovereigntypes.PAUSE_SCOPE_MARKET && brake.ClockStopped
	r.step(guardian1, paused, "pauses the market", "the market is paused and its clock stopped", fmt.Sprintf("%d pauses, clock stopped: %t", len(brake.Pauses), brake.ClockStopped))
	first, err := r.clockAt(ctx, began+1)
	if err != nil {
		return err
	}
	last, err := r.clockAt(ctx, began+pausedBlocks)
	if err != nil {
		return err
	}
	market, block := last.NowMs-first.NowMs, last.BlockTimeMs-first.BlockTimeMs
	r.step(theChain, market == 0 && block > 0, fmt.Sprintf("makes %d blocks", pausedBlocks-1), "market time stands still, block time goes on",
		fmt.Sprintf("market time +%d ms, block time +%d ms", market, block))
	return nil
}

func (r *run) clockAt(ctx context.Context, height int64) (*sovereigntypes.QueryClockResponse, error) {
	return r.client.Sovereign().Clock(client.AtHeight(ctx, height), &sovereigntypes.QueryClockRequest{})
}

// tryEntries tries what starts something new, and what only goes on.
func (r *run) tryEntries(ctx context.Context, s stages) error {
	job := filepath.Join(r.home, "documents", "labour-statistics", "job.yaml")
	for _, try := range []struct {
		who, tried, because string
		args                []string
	}{
		{agent1, "claims the open job", "paused", []string{"tx", "jobs", "claim-job", strconv.FormatUint(s.open, 10)}},
		{ministry, "posts another job", "paused", []string{"tx", "jobs", "post", job}},
		{guardian1, "resumes", "council", []string{"resume", "--reason", "it was a mistake"}},
		{guardian2, "proposes a change of the rules", "council", []string{"policy", "propose", filepath.Join(r.home, "guardian.yaml")}},
	} {
		if err := os.WriteFile(filepath.Join(r.home, "guardian.yaml"), []byte("params: {jobs: {max_active_jobs: 3}}\n"), 0o600); err != nil {
			return err
		}
		if err := r.refusal(ctx, try.who, try.tried+" during the pause", try.because, try.args...); err != nil {
			return err
		}
	}
	if err := r.act(ctx, "agent", agent1, "--job", strconv.FormatUint(s.assigned, 10), "--assigned"); err != nil {
		return err
	}
	r.step(agent1, count[*jobstypes.EventWorkSubmitted](r) == 2, "submits its work during the pause", "a duty passes", fmt.Sprintf("%d submissions", count[*jobstypes.EventWorkSubmitted](r)))
	return nil
}

// watchDeadlines compares what is left of the deadlines at the beginning of the pause and now.
func (r *run) watchDeadlines(ctx context.Context, s stages, began int64) error {
	left := func(id uint64, height int64) (int64, string, error) {
		d, err := r.client.Jobs().NextDeadline(client.AtHeight(ctx, height), &jobstypes.QueryNextDeadlineRequest{JobId: id})
		if err != nil {
			return 0, "", err
		}
		return d.DeadlineMs - d.NowMs, statusName(d.Status), nil
	}
	ok, seen := true, []string{}
	for _, id := range []uint64{s.open, s.review} {
		was, _, err := left(id, began+1)
		if err != nil {
			return err
		}
		is, status, err := left(id, r.height())
		if err != nil {
			return err
		}
		ok = ok && was == is && is > 0
		seen = append(seen, fmt.Sprintf("%s: %d ms, then %d ms", status, was, is))
	}
	r.step(theChain, ok, "keeps the deadlines of the open job and of the committee", "as much is left as when the pause began", strings.Join(seen, "; "))
	return nil
}

// release lets the council resume and the guardian who braked try again.
func (r *run) release(ctx context.Context) error {
	id, height, err := r.decide(ctx, "resume", "--reason", "keys replaced")
	if err != nil {
		return err
	}
	if err := r.until(ctx, "the next block", func() bool { return r.height() > height }); err != nil {
		return err
	}
	brake, err := r.client.Sovereign().Brake(ctx, &sovereigntypes.QueryBrakeRequest{})
	if err != nil {
		return err
	}
	r.step("the council", len(brake.Pauses) == 0 && !brake.ClockStopped, "resumes by proposal "+id, "no pause, the clock goes on", fmt.Sprintf("%d pauses, clock stopped: %t", len(brake.Pauses), brake.ClockStopped))
	guardians, err := r.client.Sovereign().Guardians(ctx, &sovereigntypes.QueryGuardiansRequest{})
	if err != nil {
		return err
	}
	params, err := r.client.Sovereign().Params(ctx, &sovereigntypes.QueryParamsRequest{})
	if err != nil {
		return err
	}
	whole := params.Params.GuardianPauseMax.Milliseconds()
	r.step(theChain, guardians.BudgetLeftMs > 0 && guardians.BudgetLeftMs < whole, "counts the pause against the guardians' budget",
		fmt.Sprintf("less than %d ms, more than 0", whole), fmt.Sprintf("%d ms", guardians.BudgetLeftMs))
	return r.refusal(ctx, guardian1, "pauses again after the council has resumed", "may pause again", "pause", "--reason", "again")
}
