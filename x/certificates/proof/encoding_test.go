package proof_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/x/certificates/proof"
)

// file is a proof among others' records, of which one operator's signature is missing.
func file(t testing.TB) (bz []byte, trust proof.Trust) {
	c := simple(t)
	c.revoke(1, "other")
	c.revoke(other, "other")
	c.silent = func(i int) bool { return i == 2 }
	c.commit(3)
	bz, err := c.prove(0).Encode()
	require.NoError(t, err)
	return bz, c.trust(2)
}

// verify does what the command does with a file.
func verify(bz []byte, trust proof.Trust) error {
	p, err := proof.Decode(bz)
	if err != nil {
		return err
	}
	_, err = proof.Verify(p, trust, options())
	return err
}

// Whatever byte of the file is changed: refused, with a reason.
func TestOneFlippedByteAnywhereIsRefused(t *testing.T) {
	bz, trust := file(t)
	require.NoError(t, verify(bz, trust))
	refused := func(changed []byte, what ...any) {
		err := verify(changed, trust)
		require.Error(t, err, what...)
		require.NotEmpty(t, proof.Code(err), what...)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range bz {
		changed := bytes.Clone(bz)
		changed[i] ^= 1 << random.IntN(8)
		refused(changed, "byte %d is %x", i, changed[i])
	}
	// Letters' cases.
	for range 500 {
		changed := bytes.Clone(bz)
		changed[random.IntN(len(bz))] ^= 0x20
		refused(changed)
	}
	for range 300 {
		changed := bytes.Clone(bz)
		for range 2 + random.IntN(8) {
			changed[random.IntN(len(bz))] ^= byte(1 + random.IntN(255))
		}
		refused(changed)
	}
	for range 100 {
		at := random.IntN(len(bz))
		refused(bz[:at], "cut at %d", at)
		refused(append(append(bytes.Clone(bz[:at]), ' '), bz[at:]...), "a space at %d", at)
	}
	refused(append(bytes.Clone(bz), '\n'))
}

// Changed in what the file says instead of in how: every byte that is encoded in it, written anew in the one right form.
func TestOneFlippedByteOfAnyFieldIsRefused(t *testing.T) {
	bz, trust := file(t)
	fields := map[string]func(p *proof.Proof) []byte{
		"app hash":         func(p *proof.Proof) []byte { return p.Header.AppHash },
		"last commit hash": func(p *proof.Proof) []byte { return p.Header.LastCommitHash },
		"evidence hash":    func(p *proof.Proof) []byte { return p.Header.EvidenceHash },
		"proposer":         func(p *proof.Proof) []byte { return p.Header.ProposerAddress },
		"last block":       func(p *proof.Proof) []byte { return p.Header.LastBlockID.PartSetHeader.Hash },
		"block":            func(p *proof.Proof) []byte { return p.Commit.BlockID.Hash },
		"parts":            func(p *proof.Proof) []byte { return p.Commit.BlockID.PartSetHeader.Hash },
		"address":          func(p *proof.Proof) []byte { return p.Commit.Signatures[3].ValidatorAddress },
		"signature":        func(p *proof.Proof) []byte { return p.Commit.Signatures[3].Signature },
		"key":              func(p *proof.Proof) []byte { return p.Validators[3].Key },
	}
	for i := range 3 {
		fields["key"+string(rune('0'+i))] = func(p *proof.Proof) []byte { return p.Records[i].Key }
		fields["value"+string(rune('0'+i))] = func(p *proof.Proof) []byte { return p.Records[i].Value }
		fields["tree"+string(rune('0'+i))] = func(p *proof.Proof) []byte { return p.Records[i].TreeProof }
		fields["store"+string(rune('0'+i))] = func(p *proof.Proof) []byte { return p.Records[i].StoreProof }
	}
	flips := 0
	for name, field := range fields {
		whole, err := proof.Decode(bz)
		require.NoError(t, err)
		for i := range field(&whole) {
			p, err := proof.Decode(bz)
			require.NoError(t, err)
			field(&p)[i] ^= 1 << (i % 8)
			changed, err := p.Encode()
			require.NoError(t, err)
			require.Error(t, verify(changed, trust), "%s, byte %d", name, i)
			flips++
		}
	}
	require.Greater(t, flips, 2000)

	for name, change := range map[string]func(p *proof.Proof){
		"job":           func(p *proof.Proof) { p.JobID++ },
		"block version": func(p *proof.Proof) { p.Header.Version.Block++ },
		"app version":   func(p *proof.Proof) { p.Header.Version.App++ },
		"chain":         func(p *proof.Proof) { p.Header.ChainID += "0" },
		"height":        func(p *proof.Proof) { p.Header.Height++; p.Commit.Height++ },
		"time":          func(p *proof.Proof) { p.Header.Time = p.Header.Time.Add(1) },
		"parts' total":  func(p *proof.Proof) { p.Commit.BlockID.PartSetHeader.Total++ },
		"round":         func(p *proof.Proof) { p.Commit.Round++ },
		"vote's time":   func(p *proof.Proof) { p.Commit.Signatures[0].Timestamp = p.Commit.Signatures[0].Timestamp.Add(1) },
		"vote's flag":   func(p *proof.Proof) { p.Commit.Signatures[0].BlockIDFlag = 3 },
		"absent flag":   func(p *proof.Proof) { p.Commit.Signatures[2].BlockIDFlag = 2 },
		"absent time":   func(p *proof.Proof) { p.Commit.Signatures[2].Timestamp = genesis },
		"power":         func(p *proof.Proof) { p.Validators[3].Power-- },
		"key type":      func(p *proof.Proof) { p.Validators[3].KeyType = "secp256k1" },
		"store":         func(p *proof.Proof) { p.Records[0].Store = "bank" },
	} {
		p, err := proof.Decode(bz)
		require.NoError(t, err)
		change(&p)
		changed, err := p.Encode()
		require.NoError(t, err)
		require.Error(t, verify(changed, trust), name)
	}
}

// One file has one spelling.
func TestOtherSpellingsAreRefused(t *testing.T) {
	bz, trust := file(t)
	replace := func(old, by string) string {
		require.Contains(t, string(bz), old)
		return strings.Replace(string(bz), old, by, 1)
	}
	compact := &bytes.Buffer{}
	require.NoError(t, json.Compact(compact, bz))
	for name, tc := range map[string]struct {
		text string
		want error
	}{
		"compact":            {compact.String(), proof.ErrEncoding},
		"no newline":         {strings.TrimSpace(string(bz)), proof.ErrEncoding},
		"windows newlines":   {strings.ReplaceAll(string(bz), "\n", "\r\n"), proof.ErrEncoding},
		"unknown field":      {replace("{\n", "{\n  \"comment\": \"x\",\n"), proof.ErrEncoding},
		"field twice":        {replace("{\n", "{\n  \"job_id\": \"18420003000\",\n"), proof.ErrEncoding},
		"field in capitals":  {replace(`"job_id"`, `"JOB_ID"`), proof.ErrEncoding},
		"escaped letter":     {replace(`"nft"`, `"\u006eft"`), proof.ErrEncoding},
		"leading zero":       {replace(`"18420003000"`, `"018420003000"`), proof.ErrEncoding},
		"plus":               {replace(`"18420003000"`, `"+18420003000"`), proof.ErrEncoding},
		"number with point":  {replace(`"round": 0`, `"round": 0.0`), proof.ErrEncoding},
		"other zone":         {replace("T00:08:00Z", "T01:08:00+01:00"), proof.ErrEncoding},
		"empty for null":     {replace(`"signature": null`, `"signature": ""`), proof.ErrEncoding},
		"empty for left out": {replace("\"tree_proof\"", "\"value\": \"\",\n      \"tree_proof\""), proof.ErrEncoding},
		"text behind":        {string(bz) + "{}", proof.ErrEncoding},
		"another version":    {replace(proof.Format, "agijobs-certificate-proof/2"), proof.ErrFormat},
		"a trust file":       {replace(proof.Format, proof.TrustFormat), proof.ErrFormat},
		"a list":             {"[]", proof.ErrEncoding},
		"nothing":            {"", proof.ErrEncoding},
		"null":               {"null", proof.ErrFormat},
		"too large":          {string(bz) + strings.Repeat(" ", proof.MaxSize), proof.ErrSize},
	} {
		require.ErrorIs(t, verify([]byte(tc.text), trust), tc.want, name)
	}
}

// The binary parts of the file have one spelling too.
func TestOtherSpellingsOfAStoreProofAreRefused(t *testing.T) {
	bz, trust := file(t)
	for name, change := range map[string]func(r *proof.Record){
		"unknown field":         func(r *proof.Record) { r.TreeProof = append(r.TreeProof, 0x9a, 0x06, 0x00) },
		"unknown field, stores": func(r *proof.Record) { r.StoreProof = append(r.StoreProof, 0x9a, 0x06, 0x00) },
		"twice":                 func(r *proof.Record) { r.TreeProof = append(r.TreeProof, r.TreeProof...) },
		"nothing":               func(r *proof.Record) { r.TreeProof = nil },
	} {
		for i := range 3 {
			p, err := proof.Decode(bz)
			require.NoError(t, err)
			change(&p.Records[i])
			changed, err := p.Encode()
			require.NoError(t, err)
			require.ErrorIs(t, verify(changed, trust), proof.ErrStoreProof, name)
		}
	}
}

func TestATrustFileIsRefusedWhenAByteIsFlipped(t *testing.T) {
	_, trust := file(t)
	bz, err := trust.Encode()
	require.NoError(t, err)
	for i := range bz {
		changed := bytes.Clone(bz)
		changed[i] ^= 1 << (i % 8)
		_, err := proof.DecodeTrust(changed)
		require.NotEmpty(t, proof.Code(err), "byte %d", i)
	}
}

func TestReadIsBounded(t *testing.T) {
	_, err := proof.Read(bytes.NewReader(make([]byte, proof.MaxSize+1)))
	require.ErrorIs(t, err, proof.ErrSize)
	_, err = proof.Read(strings.NewReader(""))
	require.ErrorContains(t, err, "empty")
	bz, err := proof.Read(bytes.NewReader(make([]byte, proof.MaxSize)))
	require.NoError(t, err)
	require.Len(t, bz, proof.MaxSize)
}

// Whatever bytes are given: an answer, never a panic; and what is read is written again as it was.
func FuzzDecode(f *testing.F) {
	bz, trust := file(f)
	f.Add(bz)
	f.Add([]byte(`{"format":"agijobs-certificate-proof/1"}`))
	f.Add([]byte(base64.StdEncoding.EncodeToString(bz)))
	o := options()
	o.Now = o.Now.Add(time.Minute)
	f.Fuzz(func(t *testing.T, in []byte) {
		if len(in) > proof.MaxSize {
			t.Skip("larger than what is read")
		}
		p, err := proof.Decode(in)
		if err != nil {
			require.NotEmpty(t, proof.Code(err))
			return
		}
		again, err := p.Encode()
		require.NoError(t, err)
		require.Equal(t, string(in), string(again))
		if _, err := proof.Verify(p, trust, o); err == nil {
			require.Equal(t, string(bz), string(in))
		}
	})
}
