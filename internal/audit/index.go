package audit

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/cosmos/gogoproto/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// TxSearcher is a source whose index knows transactions too.
type TxSearcher interface {
	SearchTxs(ctx context.Context, query string) ([]int64, error)
}

// indexed returns the heights of the blocks in which the node's index knows an event of a job.
func indexed(ctx context.Context, source Source, job uint64) ([]int64, error) {
	var heights []int64
	for _, name := range jobEvents() {
		query := fmt.Sprintf(`%s.job_id='"%d"'`, name, job)
		found, err := source.Search(ctx, query)
		if err != nil {
			return nil, err
		}
		heights = append(heights, found...)
		if s, ok := source.(TxSearcher); ok {
			if found, err = s.SearchTxs(ctx, query); err != nil {
				return nil, err
			}
			heights = append(heights, found...)
		}
	}
	slices.Sort(heights)
	return slices.Compact(heights), nil
}

// jobEvents are the events with a job's id, in the order of their names.
func jobEvents() []string {
	var names []string
	proto.HybridResolver.RangeFiles(func(file protoreflect.FileDescriptor) bool {
		for i := range file.Messages().Len() {
			m := file.Messages().Get(i)
			if strings.HasPrefix(string(m.FullName()), "agijobs.") && strings.HasPrefix(string(m.Name()), "Event") && m.Fields().ByName("job_id") != nil {
				names = append(names, string(m.FullName()))
			}
		}
		return true
	})
	slices.Sort(names)
	return names
}
