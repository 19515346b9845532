// Package cli holds the hand-made commands of x/validation: committing and revealing a sealed vote.
package cli

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/agijobs/agijobs/x/validation/types"
)

const (
	flagScore     = "score"
	flagCheck     = "check"
	flagReport    = "report"
	flagReportURI = "report-uri"
	flagRung      = "rung"
	flagResend    = "resend"
	flagSplit     = "split"
	flagRecovery  = "recovery"
)

// verdictFlags are the flags that name a verdict; exactly one of them and --split is given.
var verdictFlags = []struct {
	name    string
	verdict types.VoteVerdict
	usage   string
}{
	{"approve", types.VOTE_VERDICT_APPROVE, "the result does what the spec asks for"},
	{"reject", types.VOTE_VERDICT_REJECT, "the result does not do what the spec asks for"},
	{"unjudgeable-spec", types.VOTE_VERDICT_UNJUDGEABLE_SPEC, "nobody could tell from the spec what done means"},
	{"unjudgeable-result", types.VOTE_VERDICT_UNJUDGEABLE_RESULT, "the result cannot be opened or read; counts as reject"},
}

func addVoteFlags(flags *pflag.FlagSet) {
	for _, f := range verdictFlags {
		flags.Bool(f.name, false, "verdict: "+f.usage)
	}
	flags.Uint32(flagSplit, 0, "verdict of a panel: so much of the payout is earned, in bps (4000 = 40 %)")
	flags.Uint32(flagScore, 0, fmt.Sprintf("quality of the result, 0 to %d; needed with --approve", types.MaxScore))
	flags.StringArray(flagCheck, nil, "answer to a required check, name=pass or name=fail; repeat for all that 'query validation duties' lists")
	flags.String(flagReport, "", "file with your report; its SHA-256 goes into the vote")
	flags.String(flagReportURI, "", "where others will find the report")
}

// voteGiven tells whether any flag of the vote is set.
func voteGiven(flags *pflag.FlagSet) bool {
	given := flags.Changed(flagSplit) || flags.Changed(flagScore) || flags.Changed(flagCheck) || flags.Changed(flagReport) || flags.Changed(flagReportURI)
	for _, f := range verdictFlags {
		given = given || flags.Changed(f.name)
	}
	return given
}

// readVote builds a vote from the flags and hashes the report.
func readVote(flags *pflag.FlagSet) (types.Vote, error) {
	verdict, err := readVerdict(flags)
	if err != nil {
		return types.Vote{}, err
	}
	vote := types.Vote{Verdict: verdict}
	if vote.SplitBps, err = flags.GetUint32(flagSplit); err != nil {
		return types.Vote{}, err
	}
	if verdict == types.VOTE_VERDICT_APPROVE && !flags.Changed(flagScore) {
		return types.Vote{}, fmt.Errorf("an approval needs --score, 0 to %d", types.MaxScore)
	}
	if vote.Score, err = flags.GetUint32(flagScore); err != nil {
		return types.Vote{}, err
	}
	answers, err := flags.GetStringArray(flagCheck)
	if err != nil {
		return types.Vote{}, err
	}
	if vote.Checks, err = parseChecks(answers); err != nil {
		return types.Vote{}, err
	}
	if vote.ReportUri, err = flags.GetString(flagReportURI); err != nil {
		return types.Vote{}, err
	}
	report, err := flags.GetString(flagReport)
	if err != nil {
		return types.Vote{}, err
	}
	if report == "" && vote.ReportUri != "" {
		return types.Vote{}, errors.New("--report-uri without --report: give the file too, so that its hash binds what lies at the address")
	}
	if report != "" {
		if vote.ReportHash, err = hashReport(report); err != nil {
			return types.Vote{}, err
		}
	}
	if err := honest(vote); err != nil {
		return types.Vote{}, err
	}
	return vote, vote.Validate()
}

// honest refuses a verdict that would count for another one than it names.
func honest(vote types.Vote) error {
	failed := vote.Failed()
	if failed == "" || vote.Verdict == types.VOTE_VERDICT_REJECT || vote.Verdict == types.VOTE_VERDICT_UNJUDGEABLE_RESULT {
		return nil
	}
	return fmt.Errorf("check %s fails, so the vote counts as a rejection whatever it names: give --reject, or %s=pass", failed, failed)
}

// checkAnswers refuses a vote that its round would refuse when it is revealed, and says what the round asks for.
func checkAnswers(round types.Round, vote types.Vote) error {
	err := vote.ValidateFor(round)
	if err == nil {
		return nil
	}
	if len(round.Checks) == 0 {
		return fmt.Errorf("job %d, rung %d: %w", round.JobId, round.Rung, err)
	}
	var wanted []string
	for _, check := range round.Checks {
		wanted = append(wanted, "--"+flagCheck+" "+check+"=pass|fail")
	}
	return fmt.Errorf("job %d, rung %d: %w; give exactly %s", round.JobId, round.Rung, err, strings.Join(wanted, " "))
}

func readVerdict(flags *pflag.FlagSet) (types.VoteVerdict, error) {
	verdict := types.VOTE_VERDICT_UNSPECIFIED
	given := 0
	for _, f := range verdictFlags {
		set, err := flags.GetBool(f.name)
		if err != nil {
			return verdict, err
		}
		if set {
			verdict = f.verdict
			given++
		}
	}
	if flags.Changed(flagSplit) {
		verdict = types.VOTE_VERDICT_SPLIT
		given++
	}
	if given != 1 {
		return verdict, errors.New("give exactly one of --approve, --reject, --unjudgeable-spec, --unjudgeable-result and, in a panel, --split")
	}
	return verdict, nil
}

// parseChecks reads name=pass and name=fail and sorts them by name, as a vote wants them.
func parseChecks(answers []string) ([]types.CheckAnswer, error) {
	checks := make([]types.CheckAnswer, 0, len(answers))
	for _, answer := range answers {
		name, value, found := strings.Cut(answer, "=")
		if !found || name == "" || (value != "pass" && value != "fail") {
			return nil, fmt.Errorf("check %q: write name=pass or name=fail", answer)
		}
		checks = append(checks, types.CheckAnswer{Check: name, Pass: value == "pass"})
	}
	slices.SortFunc(checks, func(a, b types.CheckAnswer) int { return strings.Compare(a.Check, b.Check) })
	for i := 1; i < len(checks); i++ {
		if checks[i].Check == checks[i-1].Check {
			return nil, fmt.Errorf("check %q is answered twice", checks[i].Check)
		}
	}
	return checks, nil
}

func hashReport(path string) (hash []byte, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	h := sha256.New()
	n, err := io.Copy(h, f)
	if err != nil {
		return nil, fmt.Errorf("report %s: %w", path, err)
	}
	if n == 0 {
		return nil, fmt.Errorf("report %s is empty", path)
	}
	return h.Sum(nil), nil
}
