package demo

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"

	"github.com/agijobs/agijobs/internal/localnode"
)

// crew runs the participants' processes. What they say comes out of notes; who fails comes out of failed.
type crew struct {
	binary, home, grpc string

	notes   chan note
	failed  chan error
	running []*process
}

// process is one participant at work.
type process struct {
	name   string
	cmd    *exec.Cmd
	stdin  io.Closer
	stderr bytes.Buffer
	// done is closed when the process has ended; err is set before.
	done chan struct{}
	err  error
	// ending: it was told to end, so that ending is no failure.
	ending chan struct{}
}

func newCrew(binary, home, grpc string) *crew {
	return &crew{binary: binary, home: home, grpc: grpc, notes: make(chan note, 64), failed: make(chan error, 64)}
}

// start runs one participant.
func (c *crew) start(role, name string, args ...string) (*process, error) {
	all := append([]string{"demo-participant", role, "--home", c.home, "--key", name, "--grpc", c.grpc}, args...)
	p := &process{name: name, done: make(chan struct{}), ending: make(chan struct{})}
	p.cmd = exec.Command(c.binary, all...) // #nosec G204 -- this program
	p.cmd.Stderr = &p.stderr
	localnode.Apart(p.cmd)
	// The participant ends when this pipe closes, also when the director is killed.
	stdin, err := p.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.stdin = stdin
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	c.running = append(c.running, p)
	go c.listen(p, stdout)
	return p, nil
}

func (c *crew) listen(p *process, stdout io.Reader) {
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		var n note
		if err := json.Unmarshal(lines.Bytes(), &n); err != nil {
			n = note{From: p.name, Text: lines.Text()}
		}
		c.notes <- n
	}
	err := errors.Join(lines.Err(), p.cmd.Wait())
	select {
	case <-p.ending:
	default:
		if err != nil {
			p.err = fmt.Errorf("%s: %w: %s", p.name, err, lastLine(p.stderr.String()))
			c.failed <- p.err
		}
	}
	close(p.done)
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}

// end closes everybody's pipe, waits a moment, and kills who is still there.
func (c *crew) end() error {
	var failed error
	for _, p := range c.running {
		close(p.ending)
		if err := p.stdin.Close(); err != nil && !errors.Is(err, io.ErrClosedPipe) {
			failed = errors.Join(failed, ignoreClosed(err))
		}
	}
	go func() {
		for range c.notes { // nobody listens any more; nobody may block on it
		}
	}()
	limit := time.After(localnode.StopAfter)
	for _, p := range c.running {
		select {
		case <-p.done:
		case <-limit:
			failed = errors.Join(failed, p.cmd.Process.Kill())
			limit = time.After(time.Second)
		}
	}
	c.running = nil
	return failed
}

// ignoreClosed: the pipe of a process that has ended is closed already.
func ignoreClosed(err error) error {
	if strings.Contains(err.Error(), "file already closed") {
		return nil
	}
	return err
}
