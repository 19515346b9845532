package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/localnode"
)

const (
	official1 = "official-1"
	official2 = "official-2"
	official3 = "official-3"
	guardian1 = "guardian-1"
	guardian2 = "guardian-2"
)

// step is one thing that was tried, with what had to happen and what did.
type step struct {
	Tried    string `json:"tried"`
	Expected string `json:"expected"`
	Seen     string `json:"seen"`
	ok       bool
}

// step adds a step and shows it in the timeline.
func (r *run) step(who string, ok bool, tried, expected, seen string) {
	r.steps = append(r.steps, step{Tried: who + " " + tried, Expected: expected, Seen: seen, ok: ok})
	r.print.line(r.height(), line{who: who, what: tried, more: []string{"expected: " + expected, "seen:     " + seen}})
}

// said is what the command line answered.
type said struct {
	out, err string
	code     int
}

// last line of what it said: for people.
func (s said) last() string {
	if s.code != 0 {
		return lastLine(s.err)
	}
	return lastLine(s.out)
}

// cli runs the public command line with a participant's key while the chain goes on, as an official does at a desk.
func (r *run) cli(ctx context.Context, name string, args ...string) (said, error) {
	all := slices.Concat(args, []string{"--home", r.home})
	if name != "" {
		all = append(all, "--from", name, "--keyring-dir", keyFolder(r.home, name), "--keyring-backend", "test",
			"--gas", "auto", "--gas-prices", gasPrice(), "--yes", "--wait", "-o", "json")
	}
	cmd := exec.CommandContext(ctx, r.crew.binary, all...) // #nosec G204 -- this program
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	if err := cmd.Start(); err != nil {
		return said{}, err
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	var ended error
	err := r.until(ctx, strings.Join(args[:min(len(args), 2)], " "), func() bool {
		select {
		case ended = <-done:
			return true
		default:
			return false
		}
	})
	// An exit code is an answer; that it could not run at all is none.
	var exit *exec.ExitError
	if err == nil && !errors.As(ended, &exit) {
		err = ended
	}
	if err != nil {
		return said{}, err
	}
	return said{out: out.String(), err: errOut.String(), code: cmd.ProcessState.ExitCode()}, nil
}

// must is cli for what has to work.
func (r *run) must(ctx context.Context, name string, args ...string) (said, error) {
	s, err := r.cli(ctx, name, args...)
	if err == nil && s.code != 0 {
		err = fmt.Errorf("%s: agijobsd %s: exit code %d: %s", name, strings.Join(args, " "), s.code, s.last())
	}
	return s, err
}

// refusal tries what must not work and makes a step of it; because is a part of the reason.
func (r *run) refusal(ctx context.Context, name, tried, because string, args ...string) error {
	s, err := r.cli(ctx, name, args...)
	if err != nil {
		return err
	}
	r.step(name, s.code != 0 && strings.Contains(s.err, because), tried, "refused: "+because, brief(s))
	return nil
}

const maxSeen = 300

func brief(s said) string {
	if s.code == 0 {
		return "it worked"
	}
	text := strings.Join(strings.Fields(s.last()), " ")
	if len(text) > maxSeen {
		text = text[:maxSeen] + "…"
	}
	return text
}

// decide lets two of the three officials decide: one proposes by args, which says the first YES, the other approves. It returns the proposal and the
// height of the deciding vote.
func (r *run) decide(ctx context.Context, args ...string) (id string, height int64, err error) {
	proposed, err := r.must(ctx, official1, args...)
	if err != nil {
		return "", 0, err
	}
	if id, _, err = localnode.Proposal(proposed.out); err != nil {
		return "", 0, err
	}
	height, err = r.approve(ctx, official2, id)
	return id, height, err
}

// approve votes yes and returns the height of the vote.
func (r *run) approve(ctx context.Context, name, id string) (int64, error) {
	approved, err := r.must(ctx, name, "policy", "approve", id)
	if err != nil {
		return 0, err
	}
	all, err := localnode.Results(approved.out)
	if err != nil || len(all) == 0 {
		return 0, fmt.Errorf("no result of %s's vote: %w", name, err)
	}
	height := all[len(all)-1].Height
	return height, r.until(ctx, "the block of the decision", func() bool { return r.height() >= height })
}

// propose submits messages as one proposal, which two of the three officials approve.
func (r *run) propose(ctx context.Context, cdc codec.Codec, title, summary string, messages ...sdk.Msg) (string, error) {
	proposal := struct {
		Messages []json.RawMessage `json:"messages"`
		Title    string            `json:"title"`
		Summary  string            `json:"summary"`
		Deposit  string            `json:"deposit"`
	}{Title: title, Summary: summary, Deposit: "1" + r.accountant.denom}
	for _, m := range messages {
		raw, err := cdc.MarshalInterfaceJSON(m)
		if err != nil {
			return "", err
		}
		proposal.Messages = append(proposal.Messages, raw)
	}
	raw, err := json.Marshal(proposal)
	if err != nil {
		return "", err
	}
	file := filepath.Join(r.home, "proposal-"+strings.ReplaceAll(title, " ", "-")+".json")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		return "", err
	}
	proposed, err := r.must(ctx, official1, "tx", "gov", "submit-proposal", file)
	if err != nil {
		return "", err
	}
	id, _, err := localnode.Proposal(proposed.out)
	if err != nil {
		return "", err
	}
	for _, member := range []string{official1, official2} {
		if _, err := r.approve(ctx, member, id); err != nil {
			return "", err
		}
	}
	return id, nil
}
