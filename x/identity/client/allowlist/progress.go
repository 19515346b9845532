package allowlist

import (
	"fmt"
	"io"
	"time"
)

const (
	// progressEvery is how often a line appears, and how long the user waits for the first.
	progressEvery = time.Second
	// progressSteps is after how many steps the clock is read: often enough for steps of a millisecond, seldom enough for those of a few
	// nanoseconds.
	progressSteps = 64
)

// Progress tells a user who waits what has been done. Nil tells nothing.
type Progress struct {
	out   io.Writer
	next  time.Time
	steps uint64
}

// NewProgress returns a progress that writes lines to out, at most one a second.
func NewProgress(out io.Writer) *Progress {
	return &Progress{out: out, next: time.Now().Add(progressEvery)}
}

// Step counts one step and now and then tells how far the work is. The format takes two numbers.
func (p *Progress) Step(format string, done, total uint64) {
	if p == nil {
		return
	}
	if p.steps++; p.steps%progressSteps != 0 || time.Now().Before(p.next) {
		return
	}
	p.next = time.Now().Add(progressEvery)
	fmt.Fprintf(p.out, format+"\n", done, total)
}
