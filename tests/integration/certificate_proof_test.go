package integration

import (
	"bytes"
	"context"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	cmted25519 "github.com/cometbft/cometbft/crypto/ed25519"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	cmtversion "github.com/cometbft/cometbft/proto/tendermint/version"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/cometbft/cometbft/version"
	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	"github.com/agijobs/agijobs/x/certificates/proof"
	certificatestypes "github.com/agijobs/agijobs/x/certificates/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// notary gives a test chain the headers and signatures that it has no consensus for. The state, and what proves it, are the app's.
type notary struct {
	*testapp.Market
	keys []cmted25519.PrivKey
}

func newNotary(m *testapp.Market) notary {
	n := notary{Market: m}
	for i := range 4 {
		n.keys = append(n.keys, cmted25519.GenPrivKeyFromSecret([]byte{byte(i)}))
	}
	return n
}

func (n notary) Latest(context.Context) (int64, error) { return n.Height, nil }

func (n notary) Store(ctx context.Context, store string, key []byte, height int64) (proof.Answer, error) {
	answer, err := n.App.Query(ctx, &abci.RequestQuery{Path: "/store/" + store + "/key", Data: key, Height: height, Prove: true})
	if err != nil {
		return proof.Answer{}, err
	}
	require.True(n.T, answer.IsOK(), answer.Log)
	return proof.Answer{Value: answer.Value, Ops: answer.ProofOps}, nil
}

func (n notary) Validators(context.Context, int64) (*cmttypes.ValidatorSet, error) {
	var members []*cmttypes.Validator
	for _, key := range n.keys {
		members = append(members, cmttypes.NewValidator(key.PubKey(), 10))
	}
	return cmttypes.NewValidatorSet(members), nil
}

func (n notary) Header(ctx context.Context, height int64) (*cmttypes.SignedHeader, error) {
	set, err := n.Validators(ctx, height)
	if err != nil {
		return nil, err
	}
	hash := testapp.HeaderHash(0)
	h := &cmttypes.Header{
		Version: cmtversion.Consensus{Block: version.BlockProtocol}, ChainID: testapp.ChainID, Height: height, Time: n.History[height-1].Time,
		LastBlockID:    cmttypes.BlockID{Hash: hash, PartSetHeader: cmttypes.PartSetHeader{Total: 1, Hash: hash}},
		LastCommitHash: hash, DataHash: hash, ConsensusHash: hash, LastResultsHash: hash, EvidenceHash: hash,
		ValidatorsHash: set.Hash(), NextValidatorsHash: set.Hash(), ProposerAddress: set.Validators[0].Address,
		AppHash: n.History[height-2].AppHash,
	}
	commit := &cmttypes.Commit{Height: height, BlockID: cmttypes.BlockID{Hash: h.Hash(), PartSetHeader: h.LastBlockID.PartSetHeader}}
	for _, member := range set.Validators {
		vote := &cmttypes.Vote{
			Type: cmtproto.PrecommitType, Height: height, BlockID: commit.BlockID, Timestamp: h.Time, ValidatorAddress: member.Address,
		}
		for _, key := range n.keys {
			if bytes.Equal(key.PubKey().Address(), member.Address) {
				if vote.Signature, err = key.Sign(cmttypes.VoteSignBytes(testapp.ChainID, vote.ToProto())); err != nil {
					return nil, err
				}
			}
		}
		commit.Signatures = append(commit.Signatures, vote.CommitSig())
	}
	return &cmttypes.SignedHeader{Header: h, Commit: commit}, nil
}

// shown is what the last proof of a certificate shows, by its file.
func (n notary) shown(job uint64) (*proof.Statement, error) {
	n.T.Helper()
	n.Blocks(2)
	made, err := proof.Make(n.T.Context(), n, job, 0)
	require.NoError(n.T, err)
	file, err := made.Encode()
	require.NoError(n.T, err)
	read, err := proof.Decode(file)
	require.NoError(n.T, err)
	trust, err := proof.MakeTrust(n.T.Context(), n, 2)
	require.NoError(n.T, err)
	return proof.Verify(read, trust, proof.Options{TrustingPeriod: time.Hour, Now: n.Time})
}

// A proof of a certificate in the app's own state: as it was minted, and after it has changed hands.
func TestACertificateOfTheAppIsProved(t *testing.T) {
	m := startReview(t)
	n := newNotary(m)
	first := handedIn(m)
	m.Must(m.Employer, acceptWork(m.Employer, first))
	builds := m.Post(m.Employer, underEmployer)
	m.Claim(m.Agent, builds)
	result := m.SubmitMsg(m.Agent, builds)
	result.Submission.Certificates = []uint64{first}
	m.Must(m.Agent, result)
	m.Must(m.Employer, acceptWork(m.Employer, builds))

	for _, job := range []uint64{first, builds} {
		got, err := n.shown(job)
		require.NoError(t, err)
		want, owner, err := m.App.Certificates.Certificate(m.Ctx(), job)
		require.NoError(t, err)
		require.Equal(t, want, got.Certificate)
		require.Equal(t, owner.String(), got.Owner)
		require.Equal(t, m.Height-2, got.Height)
		require.Equal(t, 4, got.Signers)
	}

	m.Must(m.Employer, &certificatestypes.MsgTransfer{Owner: m.Employer.String(), JobId: first, Recipient: m.Employer2.String()})
	got, err := n.shown(first)
	require.NoError(t, err)
	require.Equal(t, m.Employer2.String(), got.Owner)

	m.Govern(&certificatestypes.MsgRevoke{
		Authority: app.Authority(), JobId: first, Reason: "plagiarism",
		Evidence: jobstypes.Document{Uri: "https://example.org/finding", Sha256: testapp.Hash("finding")},
	})
	got, err = n.shown(first)
	require.ErrorIs(t, err, proof.ErrRevoked)
	require.Equal(t, "plagiarism", got.Revocation.Reason)
	_, err = n.shown(builds)
	require.NoError(t, err)
}
