package types

import (
	"strconv"
	"time"

	"cosmossdk.io/math"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/contrib/x/nft"
	sdk "github.com/cosmos/cosmos-sdk/types"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// ClassID names the one class of NFTs that are certificates.
const ClassID = "agijobs-certificate"

// Class returns the class of all certificates.
func Class() nft.Class {
	return nft.Class{
		Id:          ClassID,
		Name:        "AGI Jobs certificate",
		Symbol:      "AGICERT",
		Description: "Verified work: one certificate for each completed job, its id is the job's.",
	}
}

// TokenID returns the NFT's id of a job's certificate: the job id in decimal.
func TokenID(jobID uint64) string { return strconv.FormatUint(jobID, 10) }

// New returns the certificate of a job that ends as COMPLETED. responsible answers for an AI agent and is empty otherwise.
// A certificate never changes, so a job that lacks what it must state is refused. The caller adds what only it knows: when the
// block completed the job, and whether the certificate is bound.
func New(job jobstypes.Job, chainID, responsible string, height int64) (Certificate, error) {
	switch {
	case job.Ruling == nil || job.Ruling.Outcome != jobstypes.OUTCOME_COMPLETED:
		return Certificate{}, ErrNotCompleted.Wrapf("job %d is not ruled COMPLETED", job.Id)
	case job.Submission == nil:
		return Certificate{}, ErrNotCompleted.Wrapf("job %d has no submission", job.Id)
	case job.SettledMs <= 0:
		return Certificate{}, ErrNotCompleted.Wrapf("job %d has no time of settlement", job.Id)
	}
	cert := Certificate{
		JobId:            job.Id,
		ChainId:          chainID,
		Title:            job.Title,
		Category:         job.Category,
		Employer:         job.Employer,
		Agent:            job.Agent,
		Responsible:      responsible,
		ModelId:          job.Submission.ModelId,
		ModelHash:        job.Submission.ModelHash,
		Spec:             job.Spec,
		Result:           job.Submission.Result,
		DataSources:      job.Submission.DataSources,
		Sources:          job.Submission.Certificates,
		Payout:           job.Escrow.Payout,
		SubmittedMs:      job.SubmittedMs,
		CompletedMs:      job.SettledMs,
		SubmittedHeight:  job.SubmittedHeight,
		CompletedHeight:  height,
		ParamsVersion:    job.Terms.ParamsVersion,
		CategoryRevision: job.Terms.CategoryRevision,
		ReviewVersion:    job.Terms.ReviewVersion,
		Contributors:     job.Contributors,
		Program:          job.Program,
		Label:            job.Label,
		RoyaltyBps:       job.RoyaltyBps,
		Rights:           job.Rights,
		Basis:            job.Ruling.Basis,
	}
	if verdict := job.Approval(); verdict != nil {
		cert.Verdict = *verdict
	} else if job.Verdict != nil {
		cert.Verdict = *job.Verdict
	}
	return cert, cert.Validate()
}

// Validate checks what every certificate has. Bounds of texts and lists are those of the job and were checked there.
func (c Certificate) Validate() error {
	if c.JobId == 0 {
		return ErrInvalidJobID.Wrap("certificate of job 0")
	}
	for _, party := range []struct {
		name, address string
		optional      bool
	}{{"employer", c.Employer, false}, {"agent", c.Agent, false}, {"responsible", c.Responsible, true}} {
		if party.optional && party.address == "" {
			continue
		}
		if _, err := sdk.AccAddressFromBech32(party.address); err != nil {
			return ErrInvalidAddress.Wrapf("%s %q of job %d: %s", party.name, party.address, c.JobId, err)
		}
	}
	if c.Payout.IsNil() || !c.Payout.IsPositive() {
		return ErrCorrupt.Wrapf("payout of the certificate of job %d is %s", c.JobId, orZero(c.Payout))
	}
	if c.RoyaltyBps > wholeBps {
		// Otherwise a sale would pay out more than the price.
		return ErrCorrupt.Wrapf("royalty_bps of the certificate of job %d is %d, at most %d are the whole price", c.JobId, c.RoyaltyBps, wholeBps)
	}
	return nil
}

// Year in which the work was completed, UTC. Certificates of before completed_at go by market time, which differs from legal
// time by what the market has stood still.
func (c Certificate) Year() int {
	if c.CompletedAt.IsZero() {
		return time.UnixMilli(c.CompletedMs).UTC().Year()
	}
	return c.CompletedAt.UTC().Year()
}

// Token returns the NFT of a certificate. Uri and hash stay empty: the data holds those of spec and result.
func (c Certificate) Token() (nft.NFT, error) {
	data, err := codectypes.NewAnyWithValue(&c)
	if err != nil {
		return nft.NFT{}, err
	}
	return nft.NFT{ClassId: ClassID, Id: TokenID(c.JobId), Data: data}, nil
}

// Decode returns the certificate that an NFT carries and checks that it is the one its id names.
func Decode(unpacker codectypes.AnyUnpacker, token nft.NFT) (Certificate, error) {
	if token.ClassId != ClassID {
		return Certificate{}, ErrCorrupt.Wrapf("token %q is of class %q", token.Id, token.ClassId)
	}
	if token.Data == nil {
		return Certificate{}, ErrCorrupt.Wrapf("token %q has no data", token.Id)
	}
	var data TokenData
	if err := unpacker.UnpackAny(token.Data, &data); err != nil {
		return Certificate{}, ErrCorrupt.Wrapf("data of token %q: %s", token.Id, err)
	}
	cert, ok := data.(*Certificate)
	if !ok || cert == nil {
		return Certificate{}, ErrCorrupt.Wrapf("data of token %q is a %T", token.Id, data)
	}
	if TokenID(cert.JobId) != token.Id {
		return Certificate{}, ErrCorrupt.Wrapf("token %q carries the certificate of job %d", token.Id, cert.JobId)
	}
	return *cert, cert.Validate()
}

func checkAddress(field, address string) error {
	if _, err := sdk.AccAddressFromBech32(address); err != nil {
		return ErrInvalidAddress.Wrapf("%s %q: %s", field, address, err)
	}
	return nil
}

func orZero(v math.Int) math.Int {
	if v.IsNil() {
		return math.ZeroInt()
	}
	return v
}
