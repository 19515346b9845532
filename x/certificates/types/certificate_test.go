package types_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/contrib/x/nft"

	"github.com/agijobs/agijobs/x/certificates/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

func newCodec() codec.Codec {
	registry := codectypes.NewInterfaceRegistry()
	types.RegisterInterfaces(registry)
	return codec.NewProtoCodec(registry)
}

func document(n byte) jobstypes.Document {
	return jobstypes.Document{Uri: "https://data.example/" + string('a'+rune(n)), Sha256: bytes.Repeat([]byte{n}, 32)}
}

func completed() jobstypes.Job {
	return jobstypes.Job{
		Id:       18_420_003_000,
		Employer: addr(1),
		Agent:    addr(2),
		Title:    "Sum a table",
		Category: "data",
		Spec:     document(1),
		Program:  6, Label: "sum-1", RoyaltyBps: 500, Rights: "CC0-1.0",
		Contributors: []jobstypes.Contributor{{Address: addr(8), ShareBps: 900, Accepted: true}},
		Terms:        jobstypes.Terms{ParamsVersion: 3, CategoryRevision: 4, ReviewVersion: 5},
		Escrow:       jobstypes.Escrow{Payout: math.NewInt(77)},
		Submission: &jobstypes.Submission{
			Result:       document(2),
			Note:         "not certified",
			ModelId:      "model-1",
			ModelHash:    bytes.Repeat([]byte{3}, 32),
			DataSources:  []jobstypes.DataSource{{Document: document(4), Licence: "CC0-1.0"}},
			Certificates: []uint64{17, 18},
		},
		Verdict:         &jobstypes.Verdict{Status: jobstypes.JOB_STATUS_APPROVED, Seats: 3, Revealed: 3, Approvals: 2, Rejections: 1, Quality: 91, Checks: []jobstypes.CheckTally{{Name: "bias", Passed: 2, Failed: 1}}},
		Ruling:          &jobstypes.Ruling{Outcome: jobstypes.OUTCOME_COMPLETED, Basis: jobstypes.RULING_BASIS_COUNCIL},
		SubmittedMs:     100,
		SettledMs:       200,
		SubmittedHeight: 10,
		SettledHeight:   19,
	}
}

func TestNewStatesTheJob(t *testing.T) {
	job := completed()
	got, err := types.New(job, "agijobs-1", addr(3), 20)
	require.NoError(t, err)
	require.Equal(t, types.Certificate{
		JobId: 18_420_003_000, ChainId: "agijobs-1", Title: "Sum a table", Category: "data",
		Employer: addr(1), Agent: addr(2), Responsible: addr(3),
		ModelId: "model-1", ModelHash: bytes.Repeat([]byte{3}, 32),
		Spec: document(1), Result: document(2),
		DataSources: []jobstypes.DataSource{{Document: document(4), Licence: "CC0-1.0"}}, Sources: []uint64{17, 18},
		Verdict: *job.Verdict, Payout: math.NewInt(77),
		SubmittedMs: 100, CompletedMs: 200, SubmittedHeight: 10, CompletedHeight: 20,
		ParamsVersion: 3, CategoryRevision: 4, ReviewVersion: 5,
		Contributors: job.Contributors, Program: 6, Label: "sum-1", RoyaltyBps: 500, Rights: "CC0-1.0", Basis: jobstypes.RULING_BASIS_COUNCIL,
	}, got)
}

// The certificate shows the round that approved the work, whatever came after it.
func TestNewShowsTheRoundThatApproved(t *testing.T) {
	job := completed()
	approval := *job.Verdict
	job.AddRound(jobstypes.Verdict{Rung: 1, Seats: 7, Revealed: 2, Rejections: 1, Approvals: 1})
	got, err := types.New(job, "agijobs-1", addr(3), 20)
	require.NoError(t, err)
	require.Equal(t, approval, got.Verdict)

	job.EarlierRounds, job.Verdict = nil, &jobstypes.Verdict{Status: jobstypes.JOB_STATUS_REJECTED, Seats: 3}
	got, err = types.New(job, "agijobs-1", addr(3), 20)
	require.NoError(t, err)
	require.Equal(t, *job.Verdict, got.Verdict, "completed by the council: the last round")
}

func TestNewRefusesWhatCannotBeCertified(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(j *jobstypes.Job)
		want   error
	}{
		{"no ruling", func(j *jobstypes.Job) { j.Ruling = nil }, types.ErrNotCompleted},
		{"failed", func(j *jobstypes.Job) { j.Ruling.Outcome = jobstypes.OUTCOME_FAILED }, types.ErrNotCompleted},
		{"no submission", func(j *jobstypes.Job) { j.Submission = nil }, types.ErrNotCompleted},
		{"no time", func(j *jobstypes.Job) { j.SettledMs = 0 }, types.ErrNotCompleted},
		{"no id", func(j *jobstypes.Job) { j.Id = 0 }, types.ErrInvalidJobID},
		{"no agent", func(j *jobstypes.Job) { j.Agent = "" }, types.ErrInvalidAddress},
		{"no employer", func(j *jobstypes.Job) { j.Employer = "x" }, types.ErrInvalidAddress},
		{"no payout", func(j *jobstypes.Job) { j.Escrow.Payout = math.Int{} }, types.ErrCorrupt},
		{"royalty above the price", func(j *jobstypes.Job) { j.RoyaltyBps = 10_001 }, types.ErrCorrupt},
		{"the whole price as royalty", func(j *jobstypes.Job) { j.RoyaltyBps = 10_000 }, nil},
		{"no verdict is no obstacle", func(j *jobstypes.Job) { j.Verdict = nil }, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			job := completed()
			tc.change(&job)
			_, err := types.New(job, "agijobs-1", "", 20)
			require.ErrorIs(t, err, tc.want)
		})
	}
	_, err := types.New(completed(), "agijobs-1", "x", 20)
	require.ErrorIs(t, err, types.ErrInvalidAddress, "responsible")
}

func TestTokenRoundTrip(t *testing.T) {
	cdc := newCodec()
	rapid.Check(t, func(t *rapid.T) {
		job := completed()
		job.Id = rapid.Uint64Min(1).Draw(t, "id")
		job.Title = rapid.StringN(0, 140, 140).Draw(t, "title")
		cert, err := types.New(job, "agijobs-1", "", 20)
		require.NoError(t, err)
		token, err := cert.Token()
		require.NoError(t, err)
		require.Equal(t, types.ClassID, token.ClassId)

		// In the store and in JSON.
		var stored nft.NFT
		require.NoError(t, cdc.Unmarshal(cdc.MustMarshal(&token), &stored))
		got, err := types.Decode(cdc, stored)
		require.NoError(t, err)
		require.Equal(t, cert.String(), got.String())

		var read nft.NFT
		require.NoError(t, cdc.UnmarshalJSON(cdc.MustMarshalJSON(&stored), &read))
		got, err = types.Decode(cdc, read)
		require.NoError(t, err)
		require.Equal(t, cert.String(), got.String())
	})
}

func TestDecodeRefusesOtherTokens(t *testing.T) {
	cdc := newCodec()
	for _, tc := range []struct {
		name   string
		change func(token *nft.NFT)
		want   string
	}{
		{"other class", func(n *nft.NFT) { n.ClassId = "cats" }, `token "18420003000" is of class "cats"`},
		{"other id", func(n *nft.NFT) { n.Id = "1" }, `token "1" carries the certificate of job 18420003000`},
		{"leading zero", func(n *nft.NFT) { n.Id = "0" + n.Id }, `token "018420003000" carries the certificate of job 18420003000`},
		{"no data", func(n *nft.NFT) { n.Data = nil }, `token "18420003000" has no data`},
		{"broken data", func(n *nft.NFT) { n.Data = &codectypes.Any{TypeUrl: n.Data.TypeUrl, Value: []byte{0xff}} }, `data of token "18420003000"`},
		{"other type", func(n *nft.NFT) { n.Data = &codectypes.Any{TypeUrl: "/agijobs.certificates.v1.MsgTransfer"} }, `data of token "18420003000"`},
		{"unknown type", func(n *nft.NFT) { n.Data = &codectypes.Any{TypeUrl: "/cats.v1.Cat"} }, `data of token "18420003000"`},
		{"message in memory", func(n *nft.NFT) {
			data, err := codectypes.NewAnyWithValue(&types.MsgTransfer{JobId: 18_420_003_000})
			require.NoError(t, err)
			n.Data = data
		}, `data of token "18420003000"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			cert, err := types.New(completed(), "agijobs-1", "", 20)
			require.NoError(t, err)
			token, err := cert.Token()
			require.NoError(t, err)
			tc.change(&token)
			_, err = types.Decode(cdc, token)
			require.ErrorIs(t, err, types.ErrCorrupt)
			require.ErrorContains(t, err, tc.want)
		})
	}
}

// Whatever bytes a genesis brings as data: an error or a certificate, never a panic.
func FuzzDecode(f *testing.F) {
	cdc := newCodec()
	job := completed()
	job.Submission.DataSources = nil
	cert, err := types.New(job, "agijobs-1", "", 20)
	require.NoError(f, err)
	token, err := cert.Token()
	require.NoError(f, err)
	f.Add(token.Id, token.Data.Value)
	f.Add("1", []byte{})
	f.Fuzz(func(t *testing.T, id string, value []byte) {
		got, err := types.Decode(cdc, nft.NFT{
			ClassId: types.ClassID, Id: id, Data: &codectypes.Any{TypeUrl: token.Data.TypeUrl, Value: value},
		})
		if err == nil {
			require.Equal(t, id, types.TokenID(got.JobId))
		}
	})
}

func TestTransferValidateBasic(t *testing.T) {
	for _, tc := range []struct {
		name string
		msg  types.MsgTransfer
		want error
	}{
		{"valid", types.MsgTransfer{Owner: addr(1), JobId: 1, Recipient: addr(2)}, nil},
		{"no owner", types.MsgTransfer{JobId: 1, Recipient: addr(2)}, types.ErrInvalidAddress},
		{"no job", types.MsgTransfer{Owner: addr(1), Recipient: addr(2)}, types.ErrInvalidJobID},
		{"no recipient", types.MsgTransfer{Owner: addr(1), JobId: 1}, types.ErrInvalidAddress},
		{"foreign recipient", types.MsgTransfer{Owner: addr(1), JobId: 1, Recipient: "cosmos1qqqsyqcyq5rqwzqfpg9scrgwpugpzysn7hzdtn"}, types.ErrInvalidAddress},
		{"itself", types.MsgTransfer{Owner: addr(1), JobId: 1, Recipient: addr(1)}, types.ErrRecipient},
	} {
		require.ErrorIs(t, tc.msg.ValidateBasic(), tc.want, tc.name)
	}
}

// A Ledger signs this name: it must equal the proto's amino.name.
func TestAminoName(t *testing.T) {
	cdc := codec.NewLegacyAmino()
	types.RegisterLegacyAminoCodec(cdc)
	bz, err := cdc.MarshalJSON(&types.MsgTransfer{Owner: addr(1), JobId: 1, Recipient: addr(2)})
	require.NoError(t, err)
	require.Contains(t, string(bz), `"type":"agijobs/certificates/MsgTransfer"`)
}

// A certificate of before the fields of the market decodes with their zero values, and its year goes by market time.
func TestOldCertificatesDecode(t *testing.T) {
	cdc := newCodec()
	cert, err := types.New(completed(), "agijobs-1", "", 20)
	require.NoError(t, err)
	cert.Contributors, cert.Program, cert.Label, cert.RoyaltyBps, cert.Rights, cert.Basis = nil, 0, "", 0, "", 0
	cert.CompletedMs = time.Date(2029, 12, 31, 23, 59, 59, 0, time.UTC).UnixMilli()
	bz := cdc.MustMarshal(&cert)
	// Field 29, the only new one that is written when it is empty, is the last one: tag of two bytes, length, content.
	const completedAt = 2 + 1 + 11
	tail := bz[len(bz)-completedAt:]
	require.Equal(t, []byte{0xea, 0x01, completedAt - 3}, tail[:3])

	var old types.Certificate
	require.NoError(t, cdc.Unmarshal(bz[:len(bz)-completedAt], &old))
	require.Equal(t, cert.String(), old.String())
	require.True(t, old.CompletedAt.IsZero())
	require.Equal(t, 2029, old.Year())
	old.CompletedAt = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	require.Equal(t, 2030, old.Year())
}
