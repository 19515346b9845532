package types

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	// MaxScore is the best score of a result.
	MaxScore = 100
	// MaxChecks bounds the checks of a round and so the answers of a vote: room for those of a category and of a job.
	MaxChecks = 16
	// MaxCheckNameLen bounds the name of a check, in bytes.
	MaxCheckNameLen = 32
	// MaxReportURILen bounds the address of a report, in bytes: room for a long URL, never for the report itself.
	MaxReportURILen = 512
)

// checkName is what a round may ask for: it stands before '=' on the command line.
var checkName = regexp.MustCompile(`^[a-z0-9-]{1,32}$`)

// Validate returns an error if the vote is out of bounds, whatever its round.
func (v Vote) Validate() error {
	switch v.Verdict {
	case VOTE_VERDICT_APPROVE, VOTE_VERDICT_REJECT, VOTE_VERDICT_UNJUDGEABLE_SPEC, VOTE_VERDICT_UNJUDGEABLE_RESULT, VOTE_VERDICT_SPLIT:
	default:
		return fmt.Errorf("verdict %d is unknown: use approve, reject, unjudgeable-spec, unjudgeable-result or, in a panel, split", v.Verdict)
	}
	if v.Score > MaxScore {
		return fmt.Errorf("score %d is above %d", v.Score, MaxScore)
	}
	if v.SplitBps > wholeBps {
		return fmt.Errorf("split_bps %d is above %d", v.SplitBps, wholeBps)
	}
	// Otherwise one vote could be sealed in many forms that count alike.
	if v.SplitBps > 0 && v.Verdict != VOTE_VERDICT_SPLIT {
		return fmt.Errorf("split_bps is %d: only the verdict split divides the payout", v.SplitBps)
	}
	if err := validateAnswers(v.Checks); err != nil {
		return err
	}
	if len(v.ReportUri) > MaxReportURILen {
		return fmt.Errorf("report uri has %d bytes, at most %d are allowed", len(v.ReportUri), MaxReportURILen)
	}
	if !utf8.ValidString(v.ReportUri) {
		return errors.New("report uri is not valid UTF-8")
	}
	if n := len(v.ReportHash); n != 0 && n != HashLen {
		return fmt.Errorf("report hash has %d bytes: give the SHA-256 of the report, %d bytes, or nothing", n, HashLen)
	}
	return nil
}

func validateAnswers(answers []CheckAnswer) error {
	if len(answers) > MaxChecks {
		return fmt.Errorf("%d check answers, at most %d are allowed", len(answers), MaxChecks)
	}
	for i, c := range answers {
		if c.Check == "" || len(c.Check) > MaxCheckNameLen {
			return fmt.Errorf("check name %q must have 1 to %d bytes", c.Check, MaxCheckNameLen)
		}
		if !utf8.ValidString(c.Check) {
			return fmt.Errorf("check name %q is not valid UTF-8", c.Check)
		}
		if i > 0 && answers[i-1].Check >= c.Check {
			return fmt.Errorf("check %q: sort the checks by name and answer each once", c.Check)
		}
	}
	return nil
}

// ValidateFor returns an error if the vote is out of bounds, divides the payout in a round that is no panel, or does not
// answer exactly the checks of its round.
func (v Vote) ValidateFor(round Round) error {
	if err := v.Validate(); err != nil {
		return err
	}
	if v.Verdict == VOTE_VERDICT_SPLIT && !round.Panel {
		return errors.New("only a panel can split the payout: use approve, reject, unjudgeable-spec or unjudgeable-result")
	}
	for _, check := range round.Checks {
		if !slices.ContainsFunc(v.Checks, func(a CheckAnswer) bool { return a.Check == check }) {
			return fmt.Errorf("check %q is not answered: answer %s", check, named(round.Checks))
		}
	}
	for _, answer := range v.Checks {
		if !slices.Contains(round.Checks, answer.Check) {
			return fmt.Errorf("check %q is not asked for: answer %s", answer.Check, named(round.Checks))
		}
	}
	return nil
}

func named(checks []string) string {
	if len(checks) == 0 {
		return "none"
	}
	return strings.Join(checks, ", ")
}

// Failed returns the first check that the vote fails, empty for none.
func (v Vote) Failed() string {
	at := slices.IndexFunc(v.Checks, func(a CheckAnswer) bool { return !a.Pass })
	if at < 0 {
		return ""
	}
	return v.Checks[at].Check
}

// Side is what a vote counts for; UNSPECIFIED for an unknown verdict, which counts for nothing. A vote that fails a check
// rejects, whatever verdict it names: a check is required, and nobody can wave one through.
func (v Vote) Side() RoundResult {
	if v.Failed() != "" {
		return ROUND_RESULT_REJECTED
	}
	switch v.Verdict {
	case VOTE_VERDICT_APPROVE:
		return ROUND_RESULT_APPROVED
	case VOTE_VERDICT_REJECT, VOTE_VERDICT_UNJUDGEABLE_RESULT:
		return ROUND_RESULT_REJECTED
	case VOTE_VERDICT_UNJUDGEABLE_SPEC:
		return ROUND_RESULT_UNJUDGEABLE
	case VOTE_VERDICT_SPLIT:
		return ROUND_RESULT_SPLIT
	}
	return ROUND_RESULT_UNSPECIFIED
}

// validateRequiredChecks: at most MaxChecks names, sorted, each once.
func validateRequiredChecks(checks []string) error {
	if len(checks) > MaxChecks {
		return ErrInvalidRound.Wrapf("%d checks, at most %d are allowed", len(checks), MaxChecks)
	}
	for i, check := range checks {
		if !checkName.MatchString(check) {
			return ErrInvalidRound.Wrapf("check %q must be 1 to %d of a-z, 0-9 and '-'", check, MaxCheckNameLen)
		}
		if i > 0 && checks[i-1] >= check {
			return ErrInvalidRound.Wrapf("check %q: sort the checks and name each once", check)
		}
	}
	return nil
}
