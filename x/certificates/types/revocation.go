package types

import (
	"strings"
	"unicode"
	"unicode/utf8"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

const (
	// maxReason bounds the reason of a revocation, in bytes: a few sentences; what there is to read is the evidence.
	maxReason = 1_024
	// maxURI bounds where the evidence lies, in bytes: room for a long URL, never for the evidence itself.
	maxURI = 512
	// hashLen is the length of a SHA-256.
	hashLen = 32
)

// Validate checks a revocation by itself.
func (r Revocation) Validate() error {
	if r.JobId == 0 {
		return ErrInvalidJobID.Wrap("revocation of job 0")
	}
	if r.RevokedMs < 0 || r.RevokedHeight < 0 {
		return ErrGenesis.Wrapf("job %d was revoked at %d, height %d", r.JobId, r.RevokedMs, r.RevokedHeight)
	}
	return checkGrounds(r.Reason, r.Evidence)
}

// checkGrounds: nobody's certificate is revoked without a reason that can be read and evidence that can be checked.
func checkGrounds(reason string, evidence jobstypes.Document) error {
	if strings.TrimSpace(reason) == "" {
		return ErrText.Wrap("reason is empty: say why the certificate no longer counts")
	}
	if err := checkText("reason", reason, maxReason); err != nil {
		return err
	}
	if strings.TrimSpace(evidence.Uri) == "" {
		return ErrText.Wrap("evidence uri is empty: say where the evidence lies")
	}
	if err := checkText("evidence uri", evidence.Uri, maxURI); err != nil {
		return err
	}
	if n := len(evidence.Sha256); n != hashLen {
		return ErrText.Wrapf("evidence sha256 has %d bytes: give the SHA-256 of the evidence, %d bytes", n, hashLen)
	}
	return nil
}

func checkText(name, s string, most int) error {
	switch {
	case len(s) > most:
		return ErrText.Wrapf("%s has %d bytes, at most %d are allowed", name, len(s), most)
	case !utf8.ValidString(s):
		return ErrText.Wrapf("%s is not valid UTF-8", name)
	case strings.ContainsFunc(s, unicode.IsControl):
		return ErrText.Wrapf("%s holds a control character", name)
	}
	return nil
}
