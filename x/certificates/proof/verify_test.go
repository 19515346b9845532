package proof_test

import (
	"context"
	"encoding/binary"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	nftkeeper "github.com/cosmos/cosmos-sdk/contrib/x/nft/keeper"

	"github.com/agijobs/agijobs/x/certificates/proof"
	"github.com/agijobs/agijobs/x/certificates/types"
)

func TestAProofShowsTheCertificateItsOwnerAndThatItStands(t *testing.T) {
	c := simple(t)
	got, err := proof.Verify(c.prove(0), c.trust(2), options())
	require.NoError(t, err)
	require.Equal(t, certificate(job), got.Certificate)
	require.Equal(t, addr(3).String(), got.Owner)
	require.Nil(t, got.Revocation)
	require.Equal(t, "VALID: certificate 18420003000 \"Sum a table\" of agijobs-proof-1, result sha256 "+
		"0202020202020202020202020202020202020202020202020202020202020202, owner "+addr(3).String()+", "+
		"at height 4 (2030-01-01T00:05:00Z), signed by 4 of 4 operators (100 % of power), not revoked as of that height", got.Line())

	report, err := proof.NewReport(got, nil)
	require.NoError(t, err)
	require.True(t, report.Valid)
	require.Contains(t, string(report.Shown.Certificate), `"title":"Sum a table"`)
}

// A record that is absent is shown to be: in an empty store, before, between and after others.
func TestARevocationIsShownOrShownToBeAbsent(t *testing.T) {
	for name, tc := range map[string]struct {
		revoked []uint64
		want    error
	}{
		"no record at all": {nil, nil},
		"one before":       {[]uint64{job - 1}, nil},
		"one after":        {[]uint64{other}, nil},
		"around":           {[]uint64{1, job - 1, other, other + 5}, nil},
		"beside an index":  {nil, nil},
		"revoked":          {[]uint64{job - 1, job, other}, proof.ErrRevoked},
		"alone revoked":    {[]uint64{job}, proof.ErrRevoked},
	} {
		t.Run(name, func(t *testing.T) {
			c := simple(t)
			if name == "beside an index" {
				c.set(types.StoreKey, append(types.ListingsPrefix.Bytes(), 5), []byte{})
				c.set(types.StoreKey, append(types.CitedByPrefix.Bytes(), 5), []byte{})
			}
			for _, id := range tc.revoked {
				c.revoke(id, "plagiarism")
			}
			c.commit(3)
			p := c.prove(0)
			got, err := proof.Verify(p, c.trust(0), options())
			require.ErrorIs(t, err, tc.want)
			require.NotNil(t, got)
			require.Equal(t, tc.want == nil, got.Revocation == nil)
			if tc.want == nil {
				return
			}
			require.EqualError(t, err, `the certificate is revoked: certificate 18420003000 of agijobs-proof-1 was revoked at height 3: "plagiarism"`)
			report, err := proof.NewReport(got, err)
			require.NoError(t, err)
			require.False(t, report.Valid)
			require.Equal(t, "revoked", report.Code)
			require.Contains(t, string(report.Shown.Revocation), "plagiarism")

			// Leaving the revocation out, with the proof of another absence, is noticed.
			before := simple(t)
			before.revoke(1, "other")
			before.commit(3)
			p.Records[2] = before.prove(0).Records[2]
			_, err = proof.Verify(p, c.trust(0), options())
			require.ErrorIs(t, err, proof.ErrStoreProof)
		})
	}
}

func TestWhatIsRefused(t *testing.T) {
	c := simple(t)
	good, trust := c.prove(4), c.trust(2)
	_, err := proof.Verify(good, trust, options())
	require.NoError(t, err)
	foreign := newChain(t, four()...)
	foreign.id = "agijobs-other-1"
	foreign.commit(1)
	foreign.mint(job, certificate(job))
	foreign.commit(5)

	for name, tc := range map[string]struct {
		change func(p *proof.Proof, tr *proof.Trust, o *proof.Options)
		want   error
		text   string
	}{
		"a header of another chain": {
			func(_ *proof.Proof, tr *proof.Trust, _ *proof.Options) { *tr = foreign.trust(2) },
			proof.ErrHeaderChain, `the header is of another chain: "agijobs-proof-1", trusted is "agijobs-other-1"`,
		},
		"an expired trust": {
			func(_ *proof.Proof, _ *proof.Trust, o *proof.Options) {
				o.Now = genesis.Add(2*time.Minute + proof.DefaultTrustingPeriod)
			},
			proof.ErrTrustExpired, "get a new one: height 2 was at 2030-01-01T00:02:00Z, 336h0m0s are trusted",
		},
		"an expired trust of the same height": {
			func(_ *proof.Proof, tr *proof.Trust, o *proof.Options) {
				*tr, o.TrustingPeriod = c.trust(5), time.Minute
			},
			proof.ErrTrustExpired, "height 5",
		},
		"a block of the future": {
			func(_ *proof.Proof, _ *proof.Trust, o *proof.Options) { o.Now = genesis.Add(3 * time.Minute) },
			proof.ErrClock, "height 5 was at 2030-01-01T00:05:00Z, now it is 2030-01-01T00:03:00Z",
		},
		"a trust file of the future": {
			func(_ *proof.Proof, _ *proof.Trust, o *proof.Options) { o.Now = genesis },
			proof.ErrClock, "height 2 was at",
		},
		"a proof for another certificate": {
			func(p *proof.Proof, _ *proof.Trust, _ *proof.Options) { p.JobID = other },
			proof.ErrOtherKey, "the proof is of another record: record 0",
		},
		"records in another order": {
			func(p *proof.Proof, _ *proof.Trust, _ *proof.Options) {
				p.Records[0], p.Records[1] = p.Records[1], p.Records[0]
			},
			proof.ErrOtherKey, "the certificate of certificate 18420003000 is",
		},
		"a record left out": {
			func(p *proof.Proof, _ *proof.Trust, _ *proof.Options) { p.Records = p.Records[:2] },
			proof.ErrOtherKey, "2 records",
		},
		"another owner": {
			func(p *proof.Proof, _ *proof.Trust, _ *proof.Options) { p.Records[1].Value = addr(9) },
			proof.ErrStoreProof, "owner: it is not in its store",
		},
		"no owner": {
			func(p *proof.Proof, _ *proof.Trust, _ *proof.Options) { p.Records[1].Value = nil },
			proof.ErrStoreProof, "owner: there is none",
		},
		"the state of another height": {
			func(p *proof.Proof, _ *proof.Trust, _ *proof.Options) { *p = mix(c) },
			proof.ErrStoreProof, "the root of its store is not in the state",
		},
		"an absence that is none": {
			func(p *proof.Proof, _ *proof.Trust, _ *proof.Options) {
				p.Records[2].TreeProof = p.Records[0].TreeProof
			},
			proof.ErrStoreProof, "revocation: it is no proof that the record is absent",
		},
		"another validator set": {
			func(p *proof.Proof, _ *proof.Trust, _ *proof.Options) { p.Validators[0].Power++ },
			proof.ErrValidators, "height 5: its hash is",
		},
		"a validator twice": {
			func(p *proof.Proof, _ *proof.Trust, _ *proof.Options) { p.Validators[1] = p.Validators[0] },
			proof.ErrValidators, "validator 1 is there twice",
		},
		"validators in another order": {
			func(p *proof.Proof, _ *proof.Trust, _ *proof.Options) {
				p.Validators[0], p.Validators[1] = p.Validators[1], p.Validators[0]
			},
			proof.ErrValidators, "not in its place",
		},
		"no validator": {
			func(p *proof.Proof, _ *proof.Trust, _ *proof.Options) { p.Validators = nil },
			proof.ErrValidators, "0 validators",
		},
		"a power that overflows": {
			func(p *proof.Proof, _ *proof.Trust, _ *proof.Options) { p.Validators[0].Power = 1<<63 - 1 },
			proof.ErrValidators, "",
		},
		"a key of an unknown type": {
			func(p *proof.Proof, _ *proof.Trust, _ *proof.Options) { p.Validators[0].KeyType = "ed448" },
			proof.ErrValidators, "validator 0",
		},
		"a header that nobody has signed": {
			func(p *proof.Proof, _ *proof.Trust, _ *proof.Options) { p.Header.AppHash = hash("x") },
			proof.ErrHeader, "commit signs block",
		},
		"a wrong signature": {
			func(p *proof.Proof, _ *proof.Trust, _ *proof.Options) { p.Commit.Signatures[3].Signature[5] ^= 1 },
			proof.ErrCommit, "height 5: wrong signature (#3)",
		},
		"a signature too few": {
			func(p *proof.Proof, _ *proof.Trust, _ *proof.Options) { p.Commit.Signatures = p.Commit.Signatures[:3] },
			proof.ErrCommit, "wrong set size",
		},
		"a trust file with other validators": {
			func(_ *proof.Proof, tr *proof.Trust, _ *proof.Options) { tr.Validators = tr.Validators[:3] },
			proof.ErrTrust, "the trust file is of no use: validator set: its hash is",
		},
		"a trust file with another hash": {
			func(_ *proof.Proof, tr *proof.Trust, _ *proof.Options) { tr.HeaderHash = hash("h") },
			proof.ErrTrust, "the hash of its header is",
		},
	} {
		t.Run(name, func(t *testing.T) {
			p, tr, o := c.prove(4), c.trust(2), options()
			tc.change(&p, &tr, &o)
			got, err := proof.Verify(p, tr, o)
			require.ErrorIs(t, err, tc.want)
			require.ErrorContains(t, err, tc.text)
			require.NotEmpty(t, proof.Code(err))
			require.Nil(t, got)
			require.NotContains(t, proof.OneLine(err), "\n")
		})
	}
}

// mix has the header of one height and the records of another.
func mix(c *chain) proof.Proof {
	c.mint(job+7, certificate(job+7))
	c.commit(3)
	p, later := c.prove(4), c.prove(7)
	p.Records = later.Records
	return p
}

// What is in the state is believed to be in the state, and nothing more.
func TestContentIsCheckedToo(t *testing.T) {
	foreign := certificate(job)
	foreign.ChainId = "agijobs-2"
	for name, tc := range map[string]struct {
		change func(c *chain)
		want   error
		text   string
	}{
		"the certificate of another id":  {func(c *chain) { c.mint(job, certificate(other)) }, proof.ErrContent, `it is the token "18420003001", not 18420003000`},
		"a certificate of another chain": {func(c *chain) { c.mint(job, foreign) }, proof.ErrCertificateChain, `it says "agijobs-2", the header "agijobs-proof-1"`},
		"no certificate":                 {func(c *chain) { c.set(nftkeeper.StoreKey, nftKey(nftkeeper.NFTKey, job), []byte{0xff}) }, proof.ErrContent, ""},
		"no owner's address":             {func(c *chain) { c.set(nftkeeper.StoreKey, nftKey(nftkeeper.OwnerKey, job), make([]byte, 300)) }, proof.ErrContent, "owner"},
		"a revocation of another":        {func(c *chain) { c.set(types.StoreKey, revocationAt(job), revocationOf(t, other)) }, proof.ErrContent, "the revocation of 18420003001 lies at 18420003000"},
		"a revocation that is none":      {func(c *chain) { c.set(types.StoreKey, revocationAt(job), []byte{0xff}) }, proof.ErrContent, "revocation"},
	} {
		t.Run(name, func(t *testing.T) {
			c := simple(t)
			tc.change(c)
			c.commit(3)
			// Making it says so as well, as the node that serves this is broken.
			_, err := proof.Make(context.Background(), c, job, 0)
			require.ErrorIs(t, err, tc.want)
			require.ErrorContains(t, err, tc.text)
		})
	}
}

func TestMakeRefuses(t *testing.T) {
	c := simple(t)
	for name, tc := range map[string]struct {
		job    uint64
		height int64
		text   string
	}{
		"no such certificate":  {99, 0, "job 99 at height 4; a certificate can be proved 2 blocks after it was made: no such certificate"},
		"before it was minted": {job, 1, "the state of height 1 cannot be proved: heights 2 to 5 can"},
		"not signed yet":       {job, 6, "the state of height 6 cannot be proved"},
		"negative":             {job, -1, "the state of height -1 cannot be proved"},
	} {
		_, err := proof.Make(context.Background(), c, tc.job, tc.height)
		require.ErrorContains(t, err, tc.text, name)
	}
	// A node whose header is not signed, and one whose state is not that of its header.
	c.blocks[4].Commit.Signatures[0].Signature[0] ^= 1
	_, err := proof.Make(context.Background(), c, job, 4)
	require.ErrorIs(t, err, proof.ErrCommit)
	_, err = proof.MakeTrust(context.Background(), c, 5)
	require.ErrorIs(t, err, proof.ErrCommit)
	c.blocks[4], c.sets[4] = c.blocks[1], c.sets[1]
	_, err = proof.Make(context.Background(), c, job, 4)
	require.ErrorIs(t, err, proof.ErrStoreProof)
}

func revocationAt(id uint64) []byte {
	return binary.BigEndian.AppendUint64(types.RevocationsPrefix.Bytes(), id)
}

func revocationOf(t *testing.T, id uint64) []byte {
	t.Helper()
	bz, err := (&types.Revocation{JobId: id}).Marshal()
	require.NoError(t, err)
	return bz
}
