// Package sealed keeps a validator's sealed votes on disk between commitment and reveal. Only the chain and this file
// know of a vote, and only this file knows its salt: who loses it cannot reveal and is slashed.
package sealed

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/validation/types"
)

// formatVersion is the version of the file; a reader refuses others.
const formatVersion = 1

// Key names one seat of one validator on one chain.
type Key struct {
	ChainID   string
	Validator sdk.AccAddress
	JobID     uint64
	Rung      uint32
}

func (k Key) String() string { return fmt.Sprintf("job %d, rung %d", k.JobID, k.Rung) }

// Vote is a vote with all that opens its commitment.
type Vote struct {
	Key
	Vote types.Vote
	// Salt and Commitment have 32 bytes.
	Salt       []byte
	Commitment []byte
}

// Seal draws a salt from the system's randomness and seals a vote.
func Seal(key Key, vote types.Vote) (Vote, error) { return seal(key, vote, rand.Reader) }

func seal(key Key, vote types.Vote, random io.Reader) (Vote, error) {
	salt := make([]byte, types.SaltLen)
	if _, err := io.ReadFull(random, salt); err != nil {
		return Vote{}, fmt.Errorf("draw a salt: %w", err)
	}
	return SealWith(key, vote, salt)
}

// SealWith seals a vote under a salt that can be had again.
func SealWith(key Key, vote types.Vote, salt []byte) (Vote, error) {
	commitment, err := types.Commitment(key.ChainID, key.JobID, key.Rung, key.Validator, vote, salt)
	if err != nil {
		return Vote{}, err
	}
	return Vote{Key: key, Vote: vote, Salt: salt, Commitment: commitment}, nil
}

// Check recomputes the commitment, so that a file that was changed or belongs elsewhere never gets into a reveal.
func (v Vote) Check() error {
	commitment, err := types.Commitment(v.ChainID, v.JobID, v.Rung, v.Validator, v.Vote, v.Salt)
	if err != nil {
		return fmt.Errorf("sealed vote of %s: %w", v.Key, err)
	}
	if !bytes.Equal(commitment, v.Commitment) {
		return fmt.Errorf("sealed vote of %s was changed after it was sealed: its content gives another commitment", v.Key)
	}
	return nil
}

// file is the vote as a person can read it.
type file struct {
	Version    int         `json:"version"`
	ChainID    string      `json:"chain_id"`
	Validator  string      `json:"validator"`
	JobID      string      `json:"job_id"`
	Rung       uint32      `json:"rung"`
	Verdict    string      `json:"verdict"`
	Score      uint32      `json:"score"`
	Checks     []fileCheck `json:"checks"`
	ReportURI  string      `json:"report_uri"`
	ReportHash string      `json:"report_sha256"`
	SplitBps   uint32      `json:"split_bps"`
	Salt       string      `json:"salt"`
	Commitment string      `json:"commitment"`
}

type fileCheck struct {
	Check string `json:"check"`
	Pass  bool   `json:"pass"`
}

func encode(v Vote) ([]byte, error) {
	f := file{
		Version:    formatVersion,
		ChainID:    v.ChainID,
		Validator:  v.Validator.String(),
		JobID:      strconv.FormatUint(v.JobID, 10),
		Rung:       v.Rung,
		Verdict:    v.Vote.Verdict.String(),
		Score:      v.Vote.Score,
		Checks:     []fileCheck{},
		ReportURI:  v.Vote.ReportUri,
		ReportHash: hex.EncodeToString(v.Vote.ReportHash),
		SplitBps:   v.Vote.SplitBps,
		Salt:       hex.EncodeToString(v.Salt),
		Commitment: hex.EncodeToString(v.Commitment),
	}
	for _, c := range v.Vote.Checks {
		f.Checks = append(f.Checks, fileCheck{Check: c.Check, Pass: c.Pass})
	}
	raw, err := json.MarshalIndent(f, "", "  ")
	return append(raw, '\n'), err
}

// decode reads a file and checks that it is the sealed vote that key asks for.
func decode(key Key, raw []byte) (Vote, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	var f file
	if err := decoder.Decode(&f); err != nil {
		return Vote{}, fmt.Errorf("not a sealed vote: %w", err)
	}
	if f.Version != formatVersion {
		return Vote{}, fmt.Errorf("sealed vote of format %d, this program reads format %d", f.Version, formatVersion)
	}
	job := strconv.FormatUint(key.JobID, 10)
	if f.ChainID != key.ChainID || f.Validator != key.Validator.String() || f.JobID != job || f.Rung != key.Rung {
		return Vote{}, fmt.Errorf("the file belongs to chain %s, validator %s, job %s, rung %d", f.ChainID, f.Validator, f.JobID, f.Rung)
	}
	verdict, ok := types.VoteVerdict_value[f.Verdict]
	if !ok {
		return Vote{}, fmt.Errorf("verdict %q is unknown", f.Verdict)
	}
	v := Vote{Key: key, Vote: types.Vote{Verdict: types.VoteVerdict(verdict), Score: f.Score, ReportUri: f.ReportURI, SplitBps: f.SplitBps}}
	for _, c := range f.Checks {
		v.Vote.Checks = append(v.Vote.Checks, types.CheckAnswer{Check: c.Check, Pass: c.Pass})
	}
	var errs [3]error
	v.Vote.ReportHash, errs[0] = hex.DecodeString(f.ReportHash)
	v.Salt, errs[1] = hex.DecodeString(f.Salt)
	v.Commitment, errs[2] = hex.DecodeString(f.Commitment)
	if err := errors.Join(errs[:]...); err != nil {
		return Vote{}, err
	}
	return v, v.Check()
}
