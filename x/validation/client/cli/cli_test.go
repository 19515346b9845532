package cli

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"

	"github.com/cosmos/cosmos-sdk/client"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/validation/client/sealed"
	"github.com/agijobs/agijobs/x/validation/types"
)

func TestMain(m *testing.M) {
	sdk.GetConfig().SetBech32PrefixForAccount("agi", "agipub")
	os.Exit(m.Run())
}

var validator = sdk.AccAddress(bytes.Repeat([]byte{7}, 20))

func testKey() sealed.Key {
	return sealed.Key{ChainID: "test-1", Validator: validator, JobID: 18420003000, Rung: 0}
}

// parsed returns the commit command with flags parsed.
func parsed(t *testing.T, args ...string) *cobra.Command {
	t.Helper()
	cmd := NewCommitCmd()
	cmd.SetContext(context.Background())
	require.NoError(t, cmd.ParseFlags(args))
	return cmd
}

func TestReadVote(t *testing.T) {
	dir := t.TempDir()
	report := filepath.Join(dir, "report.md")
	require.NoError(t, os.WriteFile(report, []byte("fine"), 0o600))
	hash := sha256.Sum256([]byte("fine"))
	empty := filepath.Join(dir, "empty.md")
	require.NoError(t, os.WriteFile(empty, nil, 0o600))
	for name, tc := range map[string]struct {
		args    []string
		want    types.Vote
		wantErr string
	}{
		"approve": {
			args: []string{
				"--approve", "--score", "92", "--check", "privacy=pass", "--check", "licence=pass",
				"--report", report, "--report-uri", "https://x/r",
			},
			want: types.Vote{
				Verdict: types.VOTE_VERDICT_APPROVE, Score: 92,
				Checks:    []types.CheckAnswer{{Check: "licence", Pass: true}, {Check: "privacy", Pass: true}},
				ReportUri: "https://x/r", ReportHash: hash[:],
			},
		},
		"reject":             {args: []string{"--reject"}, want: types.Vote{Verdict: types.VOTE_VERDICT_REJECT, Checks: []types.CheckAnswer{}}},
		"unjudgeable spec":   {args: []string{"--unjudgeable-spec"}, want: types.Vote{Verdict: types.VOTE_VERDICT_UNJUDGEABLE_SPEC, Checks: []types.CheckAnswer{}}},
		"unjudgeable result": {args: []string{"--unjudgeable-result"}, want: types.Vote{Verdict: types.VOTE_VERDICT_UNJUDGEABLE_RESULT, Checks: []types.CheckAnswer{}}},
		"score 0 is a score": {args: []string{"--approve", "--score", "0"}, want: types.Vote{Verdict: types.VOTE_VERDICT_APPROVE, Checks: []types.CheckAnswer{}}},
		"split": {
			args: []string{"--split", "4000", "--score", "60"},
			want: types.Vote{Verdict: types.VOTE_VERDICT_SPLIT, SplitBps: 4_000, Score: 60, Checks: []types.CheckAnswer{}},
		},
		"split of nothing": {
			args: []string{"--split", "0"},
			want: types.Vote{Verdict: types.VOTE_VERDICT_SPLIT, Checks: []types.CheckAnswer{}},
		},
		"split above all":   {args: []string{"--split", "10001"}, wantErr: "above 10000"},
		"split and approve": {args: []string{"--split", "1", "--approve", "--score", "5"}, wantErr: "exactly one of"},
		"reject, check failed": {
			args: []string{"--reject", "--check", "privacy=fail"},
			want: types.Vote{Verdict: types.VOTE_VERDICT_REJECT, Checks: []types.CheckAnswer{{Check: "privacy"}}},
		},
		"approve, check failed": {
			args:    []string{"--approve", "--score", "92", "--check", "licence=pass", "--check", "privacy=fail"},
			wantErr: "check privacy fails, so the vote counts as a rejection whatever it names: give --reject, or privacy=pass",
		},
		"split, check failed":            {args: []string{"--split", "1", "--check", "privacy=fail"}, wantErr: "counts as a rejection"},
		"unjudgeable spec, check failed": {args: []string{"--unjudgeable-spec", "--check", "privacy=fail"}, wantErr: "counts as a rejection"},
		"no verdict":                     {args: []string{"--score", "5"}, wantErr: "exactly one of"},
		"two verdicts":                   {args: []string{"--approve", "--reject", "--score", "5"}, wantErr: "exactly one of"},
		"no score":                       {args: []string{"--approve"}, wantErr: "needs --score"},
		"score too high":                 {args: []string{"--approve", "--score", "101"}, wantErr: "above 100"},
		"check without =":                {args: []string{"--reject", "--check", "privacy"}, wantErr: "name=pass or name=fail"},
		"check maybe":                    {args: []string{"--reject", "--check", "privacy=maybe"}, wantErr: "name=pass or name=fail"},
		"check twice":                    {args: []string{"--reject", "--check", "a=pass", "--check", "a=fail"}, wantErr: "answered twice"},
		"no report there":                {args: []string{"--reject", "--report", filepath.Join(dir, "none")}, wantErr: "no such file"},
		"empty report":                   {args: []string{"--reject", "--report", empty}, wantErr: "is empty"},
		"report is a folder":             {args: []string{"--reject", "--report", dir}, wantErr: "directory"},
		"uri without report":             {args: []string{"--reject", "--report-uri", "https://x"}, wantErr: "without --report"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := readVote(parsed(t, tc.args...).Flags())
			if tc.wantErr != "" {
				require.ErrorContains(t, err, tc.wantErr)
				return
			}
			require.NoError(t, err)
			require.Equal(t, tc.want, got)
		})
	}
}

func TestVoteToSend(t *testing.T) {
	store := sealed.NewStore(t.TempDir())
	_, err := voteToSend(parsed(t, "--resend"), store, testKey(), true, sealed.Seal)
	require.ErrorIs(t, err, sealed.ErrNotFound, "nothing to send again")

	first, err := voteToSend(parsed(t, "--reject"), store, testKey(), false, sealed.Seal)
	require.NoError(t, err)
	_, err = store.Save(first)
	require.NoError(t, err)

	_, err = voteToSend(parsed(t, "--reject"), store, testKey(), false, sealed.Seal)
	require.ErrorIs(t, err, sealed.ErrExists)
	require.ErrorContains(t, err, "--resend")

	again, err := voteToSend(parsed(t, "--resend"), store, testKey(), true, sealed.Seal)
	require.NoError(t, err)
	require.Equal(t, first.Commitment, again.Commitment)

	again, err = voteToSend(parsed(t, "--resend", "--reject"), store, testKey(), true, sealed.Seal)
	require.NoError(t, err)
	require.Equal(t, first.Commitment, again.Commitment)

	_, err = voteToSend(parsed(t, "--resend", "--approve", "--score", "90"), store, testKey(), true, sealed.Seal)
	require.ErrorIs(t, err, sealed.ErrExists, "another vote is no repeat")
}

// chain answers with one round.
type chain struct {
	round *types.QueryRoundResponse
}

func (c chain) Round(_ context.Context, in *types.QueryRoundRequest, _ ...grpc.CallOption) (*types.QueryRoundResponse, error) {
	if c.round == nil || c.round.Round.Rung != in.Rung {
		return nil, errors.New("round not found")
	}
	return c.round, nil
}

func (c chain) Rounds(context.Context, *types.QueryRoundsRequest, ...grpc.CallOption) (*types.QueryRoundsResponse, error) {
	if c.round == nil {
		return &types.QueryRoundsResponse{}, nil
	}
	return &types.QueryRoundsResponse{Rounds: []types.QueryRoundResponse{{Round: types.Round{Rung: 0}}, *c.round}}, nil
}

func TestSeatKey(t *testing.T) {
	clientCtx := client.Context{}.WithChainID("test-1").WithFromAddress(validator)
	there := chain{round: &types.QueryRoundResponse{Round: types.Round{Rung: 2}}}
	for name, tc := range map[string]struct {
		args    []string
		job     string
		ctx     client.Context
		chain   chain
		rung    uint32
		wantErr string
	}{
		"newest rung":  {job: "7", ctx: clientCtx, chain: there, rung: 2},
		"rung given":   {args: []string{"--rung", "1"}, job: "7", ctx: clientCtx.WithOffline(true), rung: 1},
		"offline":      {job: "7", ctx: clientCtx.WithOffline(true), wantErr: "give --rung"},
		"no round":     {job: "7", ctx: clientCtx, wantErr: "has no round"},
		"no from":      {job: "7", ctx: client.Context{}, wantErr: "--from"},
		"job 0":        {job: "0", ctx: clientCtx, wantErr: "job id"},
		"job in words": {job: "seven", ctx: clientCtx, wantErr: "job id"},
	} {
		t.Run(name, func(t *testing.T) {
			key, err := seatKey(parsed(t, tc.args...), tc.ctx, tc.chain, tc.job)
			if tc.wantErr != "" {
				require.ErrorContains(t, err, tc.wantErr)
				return
			}
			require.NoError(t, err)
			require.Equal(t, sealed.Key{ChainID: "test-1", Validator: validator, JobID: 7, Rung: tc.rung}, key)
		})
	}
}

func TestLoadSeat(t *testing.T) {
	seat := types.Seat{Validator: validator.String(), Status: types.SEAT_STATUS_DRAWN}
	round := &types.QueryRoundResponse{Seats: []types.Seat{{Validator: "agi1other"}, seat}}
	_, got, err := loadSeat(context.Background(), chain{round: round}, testKey())
	require.NoError(t, err)
	require.Equal(t, seat, got)
	_, _, err = loadSeat(context.Background(), chain{round: &types.QueryRoundResponse{}}, testKey())
	require.ErrorContains(t, err, "has no seat")
	_, _, err = loadSeat(context.Background(), chain{}, testKey())
	require.ErrorContains(t, err, "round not found")
}

func TestCheckCommitAndReveal(t *testing.T) {
	mine, other := bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32)
	answer := func(status types.RoundStatus, now int64) *types.QueryRoundResponse {
		return &types.QueryRoundResponse{Round: types.Round{JobId: 7, Status: status, ClosesMs: 1000}, NowMs: now}
	}
	const (
		commit, reveal, closed = types.ROUND_STATUS_COMMIT, types.ROUND_STATUS_REVEAL, types.ROUND_STATUS_CLOSED
		drawn, committed       = types.SEAT_STATUS_DRAWN, types.SEAT_STATUS_COMMITTED
		revealed, absent       = types.SEAT_STATUS_REVEALED, types.SEAT_STATUS_ABSENT
	)
	for name, tc := range map[string]struct {
		round                 types.RoundStatus
		now                   int64
		seat                  types.SeatStatus
		commitment            []byte
		wantCommit, wantOpens string
	}{
		"commit window":        {commit, 999, drawn, nil, "", "no commitment of this seat"},
		"commit window closed": {commit, 1000, drawn, nil, "took commitments until", "no commitment of this seat"},
		"drawing":              {types.ROUND_STATUS_DRAWING, 0, drawn, nil, "takes no commitment", "no commitment of this seat"},
		"committed, early":     {commit, 400, committed, mine, "this commitment already", "or in 600ms"},
		"another commitment":   {reveal, 0, committed, other, "another commitment", "does not open"},
		"reveal window":        {reveal, 999, committed, mine, "this commitment already", ""},
		"reveal window closed": {reveal, 1000, committed, mine, "this commitment already", "took reveals until"},
		"revealed":             {reveal, 0, revealed, mine, "this commitment already", "revealed already"},
		"closed":               {closed, 0, committed, mine, "this commitment already", "takes no reveal"},
		"absent":               {commit, 0, absent, nil, "takes no commitment", "no commitment of this seat"},
	} {
		t.Run(name, func(t *testing.T) {
			seat := types.Seat{Status: tc.seat, Commitment: tc.commitment}
			requireError(t, tc.wantCommit, checkCommit(answer(tc.round, tc.now), seat, mine))
			requireError(t, tc.wantOpens, checkReveal(answer(tc.round, tc.now), seat, mine))
		})
	}
}

func requireError(t *testing.T, want string, err error) {
	t.Helper()
	if want == "" {
		require.NoError(t, err)
		return
	}
	require.ErrorContains(t, err, want)
}

func TestCommandsHaveExamples(t *testing.T) {
	for _, cmd := range []*cobra.Command{NewCommitCmd(), NewRevealCmd(), NewDutiesCmd()} {
		require.NotEmpty(t, cmd.Example)
		require.Contains(t, cmd.Example, cmd.Name())
	}
}
