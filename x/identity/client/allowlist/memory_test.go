package allowlist

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

// crowd is a CSV file that is made while it is read, and so takes no memory itself. On the way it notes the most that lives on the heap.
type crowd struct {
	lines, made, reads int
	rest               []byte
	peak               uint64
}

func (c *crowd) Read(p []byte) (int, error) {
	if c.reads++; c.reads%40 == 0 {
		c.peak = max(c.peak, heap())
	}
	for len(c.rest) < len(p) && c.made < c.lines {
		var address [20]byte
		binary.LittleEndian.PutUint64(address[:], uint64(c.made)*0x9e3779b97f4a7c15) // in no order
		text, err := sdk.Bech32ifyAddressBytes("agi", address[:])
		if err != nil {
			return 0, err
		}
		c.rest = fmt.Appendf(c.rest, "%s,somebody whose long name is nobody's business here\n", text)
		c.made++
	}
	if len(c.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, c.rest)
	c.rest = append(c.rest[:0], c.rest[n:]...)
	return n, nil
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// What lives at once is EntrySize bytes a line and a constant, at every stage. The text of the lines alone would be twice as much.
func TestBuildIsBoundedInMemory(t *testing.T) {
	const n = 40_000
	const slack = 512 << 10 // buffers of files and lines
	before := int64(heap())
	in := &crowd{lines: n, rest: []byte("address,name\n")}

	entries, err := readEntries(in, n+1, types.ROLE_AGENT, nil, &Defects{})
	require.NoError(t, err)
	sortEntries(entries, nil, &Defects{})
	sorted := int64(heap())
	participants := &Participants{entries: entries}
	lists, err := participants.Write(t.TempDir(), "agijobs-1", nil)
	require.NoError(t, err)
	written := int64(heap())
	runtime.KeepAlive(participants)

	require.Equal(t, uint64(n), lists[0].Total)
	require.Positive(t, in.peak)
	for stage, size := range map[string]int64{"read": int64(in.peak), "sorted": sorted, "written": written} {
		require.Less(t, size-before, int64(n*EntrySize+slack), stage)
	}
}

// One slow step is told; a quick one is not.
func TestProgress(t *testing.T) {
	var out bytes.Buffer
	p := NewProgress(&out)
	for range progressSteps {
		p.Step("did %d of %d", 1, 2)
	}
	require.Empty(t, out.String())

	p.next = p.next.Add(-2 * progressEvery)
	for i := range 3 * progressSteps {
		p.Step("did %d of %d", uint64(i+1), 192)
	}
	require.Equal(t, "did 64 of 192\n", out.String(), "once a second")
	(*Progress)(nil).Step("%d%d", 1, 2)
}
