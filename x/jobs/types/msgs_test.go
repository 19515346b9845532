package types

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

const someJob = 18_420_003_000

// Every message about a job refuses a missing sender and job, and passes otherwise.
func TestSenderAndJob(t *testing.T) {
	ten := math.NewInt(10)
	for _, build := range []func(sender string, job uint64) sdk.HasValidateBasic{
		func(s string, j uint64) sdk.HasValidateBasic {
			return &MsgRaisePayout{Employer: s, JobId: j, Payout: ten, ExpectedExtra: ten}
		},
		func(s string, j uint64) sdk.HasValidateBasic { return &MsgCancelJob{Employer: s, JobId: j} },
		func(s string, j uint64) sdk.HasValidateBasic {
			return &MsgDelistJob{Authority: s, JobId: j, Reason: "unlawful"}
		},
		func(s string, j uint64) sdk.HasValidateBasic {
			return &MsgRerouteJob{Authority: s, JobId: j, Reason: "needed elsewhere"}
		},
		func(s string, j uint64) sdk.HasValidateBasic { return &MsgClaimJob{Agent: s, JobId: j} },
		func(s string, j uint64) sdk.HasValidateBasic {
			return &MsgSubmitWork{Agent: s, JobId: j, Submission: testSubmission()}
		},
		func(s string, j uint64) sdk.HasValidateBasic { return &MsgSurrenderJob{Agent: s, JobId: j} },
		func(s string, j uint64) sdk.HasValidateBasic {
			return &MsgExtendJob{Employer: s, JobId: j, Extra: time.Hour}
		},
		func(s string, j uint64) sdk.HasValidateBasic { return &MsgAcceptVerdict{Sender: s, JobId: j} },
		func(s string, j uint64) sdk.HasValidateBasic {
			m := testDispute()
			m.Sender, m.JobId = s, j
			return m
		},
		func(s string, j uint64) sdk.HasValidateBasic {
			m := testRule()
			m.Authority, m.JobId = s, j
			return m
		},
	} {
		require.NoError(t, build(addr(1), someJob).ValidateBasic())
		require.ErrorIs(t, build("", someJob).ValidateBasic(), ErrAddress)
		require.ErrorIs(t, build("agi1wrong", someJob).ValidateBasic(), ErrAddress)
		require.ErrorIs(t, build(addr(1), 0).ValidateBasic(), ErrJobID)
	}
}

func TestAmountsOfMessages(t *testing.T) {
	for _, tc := range []struct {
		amount math.Int
		err    error
	}{
		{math.OneInt(), nil},
		{MaxAmount(), nil},
		{math.Int{}, ErrAmount},
		{math.ZeroInt(), ErrAmount},
		{math.NewInt(-1), ErrAmount},
		{MaxAmount().AddRaw(1), ErrAmount},
	} {
		for _, m := range []sdk.HasValidateBasic{
			&MsgDepositStake{Agent: addr(1), Amount: tc.amount},
			&MsgWithdrawStake{Agent: addr(1), Amount: tc.amount},
			&MsgRaisePayout{Employer: addr(1), JobId: someJob, Payout: tc.amount, ExpectedExtra: math.OneInt()},
			&MsgRaisePayout{Employer: addr(1), JobId: someJob, Payout: math.OneInt(), ExpectedExtra: tc.amount},
		} {
			require.ErrorIs(t, m.ValidateBasic(), tc.err, "%T %s", m, tc.amount)
		}
	}
	require.ErrorIs(t, (&MsgDepositStake{Amount: math.OneInt()}).ValidateBasic(), ErrAddress)
	require.ErrorIs(t, (&MsgWithdrawStake{Amount: math.OneInt()}).ValidateBasic(), ErrAddress)
}

func TestReasonsOfTheAuthority(t *testing.T) {
	for _, tc := range []struct {
		reason string
		err    error
	}{
		{"", ErrText},
		{" ", ErrText},
		{"x", nil},
		{strings.Repeat("x", 256), nil},
		{strings.Repeat("x", 257), ErrText},
		{"a\x1b[2Jb", ErrText},
	} {
		for _, m := range []sdk.HasValidateBasic{
			&MsgDelistJob{Authority: addr(1), JobId: someJob, Reason: tc.reason},
			&MsgRerouteJob{Authority: addr(1), JobId: someJob, Reason: tc.reason},
		} {
			require.ErrorIs(t, m.ValidateBasic(), tc.err, "%T %q", m, tc.reason)
		}
	}
}

func TestExtendDuration(t *testing.T) {
	for extra, err := range map[time.Duration]error{
		0: ErrDuration, -time.Hour: ErrDuration, time.Millisecond: nil, time.Millisecond / 2: ErrDuration, maxDuration: nil, maxDuration + time.Hour: ErrDuration,
	} {
		m := &MsgExtendJob{Employer: addr(1), JobId: someJob, Extra: extra}
		require.ErrorIs(t, m.ValidateBasic(), err, extra.String())
	}
}

func TestSubmission(t *testing.T) {
	sources := func(n int) []DataSource {
		list := make([]DataSource, n)
		for i := range list {
			list[i] = DataSource{Document: Document{Uri: "https://data.example/in.csv", Sha256: hash32(byte(i))}, Licence: "CC0-1.0"}
		}
		return list
	}
	ids := func(n uint64) (list []uint64) {
		for i := range n {
			list = append(list, i+1)
		}
		return list
	}
	for _, tc := range []struct {
		name   string
		change func(*Submission)
		err    error
		says   string
	}{
		{"result alone", func(*Submission) {}, nil, ""},
		{"no result", func(s *Submission) { s.Result = Document{} }, ErrURI, "result uri"},
		{"no hash", func(s *Submission) { s.Result.Sha256 = nil }, ErrHash, "result sha256 has 0"},
		{"longest note, in lines", func(s *Submission) { s.Note = strings.Repeat("abc\n", 256) }, nil, ""},
		{"long note", func(s *Submission) { s.Note = strings.Repeat("x", 1_025) }, ErrText, "note has 1025"},
		{"control in note", func(s *Submission) { s.Note = "\x07" }, ErrText, "note"},
		{"model", func(s *Submission) { s.ModelId, s.ModelHash = "lab/model:7", hash32(7) }, nil, ""},
		{"model without hash", func(s *Submission) { s.ModelId = strings.Repeat("m", 128) }, nil, ""},
		{"long model", func(s *Submission) { s.ModelId = strings.Repeat("m", 129) }, ErrText, "model_id"},
		{"model hash alone", func(s *Submission) { s.ModelHash = hash32(7) }, ErrSubmission, "needs the model_id"},
		{"short model hash", func(s *Submission) { s.ModelId, s.ModelHash = "m", []byte{1} }, ErrHash, "model_hash has 1"},
		{"most data", func(s *Submission) { s.DataSources = sources(16) }, nil, ""},
		{"too much data", func(s *Submission) { s.DataSources = sources(17) }, ErrSubmission, "17 data sources"},
		{"data without place", func(s *Submission) { s.DataSources = make([]DataSource, 1) }, ErrURI, "data source 1"},
		{"data without hash", func(s *Submission) { s.DataSources = sources(2); s.DataSources[1].Document.Sha256 = nil }, ErrHash, "data source 2"},
		{"no licence", func(s *Submission) { s.DataSources = sources(1); s.DataSources[0].Licence = "" }, nil, ""},
		{"long licence", func(s *Submission) { s.DataSources = sources(1); s.DataSources[0].Licence = strings.Repeat("l", 65) }, ErrText, "licence"},
		{"most certificates", func(s *Submission) { s.Certificates = ids(16) }, nil, ""},
		{"too many certificates", func(s *Submission) { s.Certificates = ids(17) }, ErrSubmission, "17 certificates"},
		{"certificate twice", func(s *Submission) { s.Certificates = []uint64{5, 6, 5} }, ErrSubmission, "certificate 5 appears twice"},
		{"certificate 0", func(s *Submission) { s.Certificates = []uint64{5, 0} }, ErrSubmission, "certificate 2"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := testSubmission()
			tc.change(&s)
			requireErr(t, (&MsgSubmitWork{Agent: addr(1), JobId: someJob, Submission: s}).ValidateBasic(), tc.err, tc.says)
		})
	}
}

func TestAuthorityMessages(t *testing.T) {
	require.NoError(t, (&MsgSetCategory{Authority: addr(9), Category: testCategory()}).ValidateBasic())
	require.ErrorIs(t, (&MsgSetCategory{Category: testCategory()}).ValidateBasic(), ErrAddress)
	require.ErrorIs(t, (&MsgSetCategory{Authority: addr(9)}).ValidateBasic(), ErrCategory)
	require.NoError(t, (&MsgUpdateParams{Authority: addr(9), Params: DefaultParams()}).ValidateBasic())
	require.ErrorIs(t, (&MsgUpdateParams{Params: DefaultParams()}).ValidateBasic(), ErrAddress)
	require.ErrorIs(t, (&MsgUpdateParams{Authority: addr(9)}).ValidateBasic(), ErrParams)
}
