package bench

import (
	"fmt"
	"time"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

const (
	// clonesPerCommit bounds what waits in memory for a commit.
	clonesPerCommit = 10_000
	// cloneSlot is the first place in a block that clones are numbered by, above those of transactions.
	cloneSlot = 50_000
	farAway   = 300 * 24 * time.Hour
)

// clone writes n open jobs past the messages, as like each other as those of one posting are, with all their indexes, their escrow and
// their deadlines: due at one moment, or a millisecond apart from one.
func (c *chain) clone(n int, due time.Duration, apart time.Duration) ([]uint64, error) {
	m := newMeasured()
	if err := c.post(m, batch{perTx: 1}, 1); err != nil {
		return nil, err
	}
	var ids []uint64
	for done := 0; done < n; done += clonesPerCommit {
		batch := min(clonesPerCommit, n-done)
		err := c.write(func(ctx sdk.Context) error {
			made, err := c.cloneSome(ctx, m.jobs[0], done, batch, due, apart)
			ids = append(ids, made...)
			return err
		})
		if err != nil {
			return nil, err
		}
		if _, err := c.block(nil); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

func (c *chain) cloneSome(ctx sdk.Context, id uint64, from, n int, due, apart time.Duration) ([]uint64, error) {
	job, err := c.app.Jobs.Job(ctx, id)
	if err != nil {
		return nil, err
	}
	postedMs := job.PostedMs
	height, _, _ := jobstypes.SplitJobID(id)
	var ids []uint64
	for i := from; i < from+n; i++ {
		employer := c.people.employers[i%len(c.people.employers)]
		if job.Id, err = jobstypes.NewJobID(height, uint32(cloneSlot+i/jobstypes.JobsPerSlot), uint32(i%jobstypes.JobsPerSlot)); err != nil {
			return nil, fmt.Errorf("job %d of the clones: %w", i, err)
		}
		job.Employer = employer.text
		job.DeadlineMs = postedMs + (due + time.Duration(i)*apart).Milliseconds()
		escrow := sdk.NewCoins(sdk.NewCoin(denom, job.Escrow.Total()))
		if err := c.app.Bank.SendCoinsFromAccountToModule(ctx, employer.addr, jobstypes.ModuleName, escrow); err != nil {
			return nil, err
		}
		if err := c.app.Jobs.Jobs.Set(ctx, job.Id, job); err != nil {
			return nil, err
		}
		if err := c.app.Jobs.Deadlines.Set(ctx, collections.Join(job.DeadlineMs, job.Id)); err != nil {
			return nil, err
		}
		ids = append(ids, job.Id)
	}
	return ids, nil
}
