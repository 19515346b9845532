package bench

import (
	"cmp"
	"slices"
)

// deadlines lists jobs in the order in which they are due: by time, then by id.
func (c *chain) deadlines(ids []uint64) ([]uint64, error) {
	due := map[uint64]int64{}
	for _, id := range ids {
		job, err := c.app.Jobs.Job(c.readContext(), id)
		if err != nil {
			return nil, err
		}
		due[id] = job.DeadlineMs
	}
	sorted := slices.Clone(ids)
	slices.SortFunc(sorted, func(a, b uint64) int { return cmp.Or(cmp.Compare(due[a], due[b]), cmp.Compare(a, b)) })
	return sorted, nil
}

// ends say in how many blocks jobs ended, and whether in the order of the list.
type ends struct {
	blocks int
	sorted bool
}

func (c *chain) ended(ids []uint64) (ends, error) {
	var heights []int64
	for _, id := range ids {
		job, err := c.app.Jobs.Job(c.readContext(), id)
		if err != nil {
			return ends{}, err
		}
		heights = append(heights, job.SettledHeight)
	}
	sorted := slices.IsSorted(heights)
	slices.Sort(heights)
	return ends{len(slices.Compact(heights)), sorted}, nil
}
