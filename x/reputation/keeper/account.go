package keeper

import (
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/reputation/types"
)

// scoring is what happens to scores because of one job (0: a correction), under the parameters of the block.
type scoring struct {
	k      *Keeper
	params types.Params
	now    int64
	jobID  uint64
	// category in which the agent's score changes too; empty: in none.
	category string
}

func (k *Keeper) scoring(ctx context.Context, jobID uint64, category string) (scoring, error) {
	now, params, err := k.rules(ctx)
	return scoring{k: k, params: params, now: now, jobID: jobID, category: category}, err
}

// account is one participant in one role while a job is scored. It is read once and written once, whatever happens to it in
// between. It is the only writer of scores after genesis, except for their rank keys.
type account struct {
	s    scoring
	addr sdk.AccAddress
	// kept is what is written in the end, of all roles.
	kept   types.Account
	record types.Record
	// scores are the one over all and, of an agent, that of the job's category.
	scores []types.Score
	// listed tells which of them have a place in the ranking.
	listed []bool
	// scored tells whether the participant had a score over all in the role before.
	scored    bool
	probation bool
	// counted and changed tell whether the record and the scores are to be written.
	counted, changed bool
}

func (s scoring) open(ctx context.Context, addr sdk.AccAddress, role identitytypes.Role) (*account, error) {
	if !types.HasScore(role) {
		return nil, types.ErrInvalidRole.Wrap(role.String())
	}
	kept, err := s.k.account(ctx, addr)
	if err != nil {
		return nil, err
	}
	a := &account{s: s, addr: addr, kept: kept}
	var overall types.Score
	overall, a.scored = kept.Score(addr, role)
	a.record, _ = kept.Record(addr, role)
	a.scores = []types.Score{overall}
	if role == identitytypes.ROLE_AGENT && s.category != "" {
		score, err := s.k.stored(ctx, addr, role, s.category)
		if err != nil {
			return nil, err
		}
		a.scores = append(a.scores, score)
	}
	for _, score := range a.scores {
		a.listed = append(a.listed, score.Value.IsPositive())
	}
	a.probation = s.params.OnProbation(overall.Value, a.record.EndedJobs())
	return a, nil
}

// count notes something in the account's record.
func (a *account) count(note func(r *types.Record)) {
	note(&a.record)
	a.counted = true
}

// apply makes a change of all of the account's scores, and remembers it.
func (a *account) apply(ctx context.Context, c types.Change) error {
	overall := &a.scores[0]
	c.Address, c.Role, c.JobId, c.ChangedMs = overall.Address, overall.Role, a.s.jobID, a.s.now
	if len(a.scores) > 1 {
		c.Category = a.scores[1].Category
	}
	sum, err := c.Onto(overall.Value, a.s.since(*overall))
	if err != nil {
		return err
	}
	if err := a.write(ctx, overall, c, c.Decayed, c.After); err != nil {
		return err
	}
	for i := range a.scores[1:] {
		score := &a.scores[1+i]
		was, err := a.s.params.Read(*score, a.s.now)
		if err != nil {
			return err
		}
		if err := a.write(ctx, score, c, was, a.s.params.Clamp(was.Add(sum))); err != nil {
			return err
		}
	}
	return a.s.k.remember(ctx, a.addr, &a.kept, c, a.s.params.HistoryLength)
}

// since returns how long ago a score was written; 0 for one that never was.
func (s scoring) since(score types.Score) int64 {
	if score.UpdatedMs == 0 {
		return 0
	}
	return max(s.now-score.UpdatedMs, 0)
}

// write changes one score in memory and says so in an event.
func (a *account) write(ctx context.Context, score *types.Score, c types.Change, was, is math.LegacyDec) error {
	score.Value, score.UpdatedMs, a.changed = is, a.s.now, true
	switch {
	case c.IsGain():
		score.Gains++
	case c.IsLoss():
		score.Losses++
	}
	return emit(ctx, &types.EventScoreChanged{
		Address: score.Address, Role: score.Role, JobId: c.JobId, OldValue: was, NewValue: is, Reason: c.Reason, Category: score.Category,
	})
}

// close writes what was changed, and says whether an agent has come under probation or is free of it. Decay alone says
// nothing: what counts is what was written last.
func (a *account) close(ctx context.Context) error {
	k, role := a.s.k, a.scores[0].Role
	if !a.counted && !a.changed {
		return nil
	}
	if a.counted {
		a.kept.SetRecord(a.record)
	}
	if a.changed {
		if err := a.place(ctx); err != nil {
			return err
		}
	}
	if err := k.Accounts.Set(ctx, a.addr, a.kept); err != nil || !a.changed {
		return err
	}
	is := a.s.params.OnProbation(a.scores[0].Value, a.record.EndedJobs())
	if role != identitytypes.ROLE_AGENT || is == a.probation {
		return nil
	}
	return emit(ctx, &types.EventProbation{Address: a.scores[0].Address, Probation: is, JobId: a.s.jobID})
}

// place moves the places of the account's scores, puts the one over all into what is kept and writes that of a category.
func (a *account) place(ctx context.Context) error {
	k := a.s.k
	for i := range a.scores {
		if err := k.rank(ctx, a.s.params, a.addr, &a.scores[i], a.listed[i]); err != nil {
			return err
		}
	}
	a.kept.SetScore(a.scores[0])
	if !a.scored {
		if err := k.Scores.Set(ctx, keyOf(a.addr, a.scores[0]), types.StoredScore{}); err != nil {
			return err
		}
	}
	for _, score := range a.scores[1:] {
		if err := k.Scores.Set(ctx, keyOf(a.addr, score), score.ToStore()); err != nil {
			return err
		}
	}
	return nil
}
