package proof

import (
	"encoding/json"
	"strings"
)

// Report is the outcome of a verification for programs.
type Report struct {
	Valid bool `json:"valid"`
	// Code and Reason say why not. Codes are stable.
	Code   string  `json:"code,omitempty"`
	Reason string  `json:"reason,omitempty"`
	Shown  *Detail `json:"shown,omitempty"`
}

// Detail is what a proof shows; 64-bit numbers are text, as in all JSON of this program.
type Detail struct {
	JobID         uint64          `json:"job_id,string"`
	ChainID       string          `json:"chain_id"`
	Height        int64           `json:"height,string"`
	Time          string          `json:"time"`
	TrustedHeight int64           `json:"trusted_height,string"`
	Owner         string          `json:"owner"`
	Signers       int             `json:"signers"`
	Operators     int             `json:"operators"`
	SignedPower   int64           `json:"signed_power,string"`
	Power         int64           `json:"power,string"`
	Certificate   json.RawMessage `json:"certificate"`
	Revocation    json.RawMessage `json:"revocation,omitempty"`
}

// NewReport says what came of a verification. The statement may be nil.
func NewReport(s *Statement, refused error) (Report, error) {
	r := Report{Valid: refused == nil && s != nil}
	if refused != nil {
		r.Code, r.Reason = Code(refused), OneLine(refused)
	}
	if s == nil {
		return r, nil
	}
	r.Shown = &Detail{
		JobID: s.JobID, ChainID: s.ChainID, Height: s.Height, Time: stamp(s.Time), TrustedHeight: s.TrustedHeight, Owner: s.Owner,
		Signers: s.Signers, Operators: s.Operators, SignedPower: s.SignedPower, Power: s.Power,
	}
	cdc := newCodec()
	var err error
	if r.Shown.Certificate, err = cdc.MarshalJSON(&s.Certificate); err != nil {
		return r, err
	}
	if s.Revocation != nil {
		r.Shown.Revocation, err = cdc.MarshalJSON(s.Revocation)
	}
	return r, err
}

// OneLine is the text of an error on one line.
func OneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }
