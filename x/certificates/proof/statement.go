package proof

import (
	"fmt"
	"time"

	cmttypes "github.com/cometbft/cometbft/types"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/contrib/x/nft"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/certificates/types"
)

// Statement is what a proof shows.
type Statement struct {
	JobID   uint64
	ChainID string
	// Height of the state. Time is that of the block after it, which holds its root.
	Height int64
	Time   time.Time
	// TrustedHeight is that of the trust file.
	TrustedHeight int64
	Certificate   types.Certificate
	Owner         string
	// Revocation is nil if there was none as of Height.
	Revocation *types.Revocation
	// Signers of Operators have signed, with SignedPower of Power.
	Signers, Operators int
	SignedPower, Power int64
}

// newCodec knows what a certificate can hold.
func newCodec() *codec.ProtoCodec {
	registry := codectypes.NewInterfaceRegistry()
	types.RegisterInterfaces(registry)
	return codec.NewProtoCodec(registry)
}

func (s *Statement) readCertificate(value []byte) error {
	cdc := newCodec()
	var token nft.NFT
	if err := cdc.Unmarshal(value, &token); err != nil {
		return ErrContent.because("%s", err)
	}
	if token.Id != types.TokenID(s.JobID) {
		return ErrContent.because("it is the token %q, not %d", token.Id, s.JobID)
	}
	cert, err := types.Decode(cdc, token)
	if err != nil {
		return ErrContent.because("%s", err)
	}
	if cert.ChainId != s.ChainID {
		return ErrCertificateChain.because("it says %q, the header %q", cert.ChainId, s.ChainID)
	}
	s.Certificate = cert
	return nil
}

func (s *Statement) readOwner(value []byte) error {
	if err := sdk.VerifyAddressFormat(value); err != nil {
		return ErrContent.because("owner: %s", err)
	}
	s.Owner = sdk.AccAddress(value).String()
	return nil
}

func (s *Statement) readRevocation(value []byte) error {
	if value == nil {
		return nil
	}
	var r types.Revocation
	if err := newCodec().Unmarshal(value, &r); err != nil {
		return ErrContent.because("revocation: %s", err)
	}
	if r.JobId != s.JobID {
		return ErrContent.because("the revocation of %d lies at %d", r.JobId, s.JobID)
	}
	s.Revocation = &r
	return nil
}

// count says who has signed; the signatures were checked.
func (s *Statement) count(commit cmttypes.Commit, set *cmttypes.ValidatorSet) {
	s.Operators, s.Power = set.Size(), set.TotalVotingPower()
	for i, signature := range commit.Signatures {
		if signature.BlockIDFlag == cmttypes.BlockIDFlagCommit {
			s.Signers++
			s.SignedPower += set.Validators[i].VotingPower
		}
	}
}

// check says whether the certificate counts.
func (s *Statement) check() error {
	if s.Revocation == nil {
		return nil
	}
	return ErrRevoked.because("certificate %d of %s was revoked at height %d: %q", s.JobID, s.ChainID, s.Revocation.RevokedHeight, s.Revocation.Reason)
}

// Line is the statement for people. Texts that others have chosen are quoted.
func (s *Statement) Line() string {
	percent := math.NewInt(s.SignedPower).MulRaw(100).QuoRaw(s.Power)
	return fmt.Sprintf("VALID: certificate %d %q of %s, result sha256 %x, owner %s, at height %d (%s), "+
		"signed by %d of %d operators (%s %% of power), not revoked as of that height",
		s.JobID, s.Certificate.Title, s.ChainID, s.Certificate.Result.Sha256, s.Owner, s.Height, stamp(s.Time),
		s.Signers, s.Operators, percent)
}
