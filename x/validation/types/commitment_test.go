package types

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// sealed is everything that a commitment seals.
type sealed struct {
	chainID   string
	jobID     uint64
	rung      uint32
	validator sdk.AccAddress
	vote      Vote
	salt      []byte
}

func (s sealed) commitment(t require.TestingT) []byte {
	c, err := Commitment(s.chainID, s.jobID, s.rung, s.validator, s.vote, s.salt)
	require.NoError(t, err)
	require.Len(t, c, HashLen)
	return c
}

func (s sealed) clone() sealed {
	s.validator, s.salt = slices.Clone(s.validator), slices.Clone(s.salt)
	s.vote.Checks, s.vote.ReportHash = slices.Clone(s.vote.Checks), slices.Clone(s.vote.ReportHash)
	return s
}

func drawBytes(n int) *rapid.Generator[[]byte] { return rapid.SliceOfN(rapid.Byte(), n, n) }

func drawVote(t *rapid.T) Vote {
	names := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z0-9-]{1,32}`), 0, MaxChecks, rapid.ID).Draw(t, "checks")
	slices.Sort(names)
	vote := Vote{
		Verdict:   VoteVerdict(rapid.Int32Range(1, 5).Draw(t, "verdict")),
		Score:     rapid.Uint32Range(0, MaxScore).Draw(t, "score"),
		ReportUri: rapid.StringN(0, 60, MaxReportURILen).Draw(t, "uri"),
	}
	if vote.Verdict == VOTE_VERDICT_SPLIT {
		vote.SplitBps = rapid.Uint32Range(0, 10_000).Draw(t, "split")
	}
	for _, name := range names {
		vote.Checks = append(vote.Checks, CheckAnswer{Check: name, Pass: rapid.Bool().Draw(t, "pass")})
	}
	if rapid.Bool().Draw(t, "hasReport") {
		vote.ReportHash = drawBytes(HashLen).Draw(t, "hash")
	}
	return vote
}

func drawSealed(t *rapid.T) sealed {
	return sealed{
		chainID:   rapid.StringMatching(`[a-z0-9-]{0,20}`).Draw(t, "chain"),
		jobID:     rapid.Uint64().Draw(t, "job"),
		rung:      rapid.Uint32().Draw(t, "rung"),
		validator: rapid.SliceOfN(rapid.Byte(), 1, 32).Draw(t, "validator"),
		vote:      drawVote(t),
		salt:      drawBytes(SaltLen).Draw(t, "salt"),
	}
}

// changes are the ways in which an opening can differ from what was sealed.
var changes = map[string]func(*rapid.T, *sealed){
	"chain":     func(_ *rapid.T, s *sealed) { s.chainID += "x" },
	"job":       func(t *rapid.T, s *sealed) { s.jobID += rapid.Uint64Min(1).Draw(t, "jobs on") },
	"rung":      func(t *rapid.T, s *sealed) { s.rung += rapid.Uint32Min(1).Draw(t, "rungs on") },
	"validator": func(t *rapid.T, s *sealed) { s.validator[flip(t, len(s.validator))] ^= 1 },
	"shorter":   func(_ *rapid.T, s *sealed) { s.validator = append(s.validator, 0) },
	"salt":      func(t *rapid.T, s *sealed) { s.salt[flip(t, SaltLen)] ^= 0x80 },
	"verdict":   func(_ *rapid.T, s *sealed) { s.vote.Verdict, s.vote.SplitBps = s.vote.Verdict%5+1, 0 },
	"split": func(_ *rapid.T, s *sealed) {
		s.vote.SplitBps = (s.vote.SplitBps + 1) % 10_001
		s.vote.Verdict = VOTE_VERDICT_SPLIT
	},
	"score": func(_ *rapid.T, s *sealed) { s.vote.Score = (s.vote.Score + 1) % (MaxScore + 1) },
	"uri": func(_ *rapid.T, s *sealed) {
		if s.vote.ReportUri == "" {
			s.vote.ReportUri = "x"
		} else {
			s.vote.ReportUri = ""
		}
	},
	"hash": func(_ *rapid.T, s *sealed) {
		if len(s.vote.ReportHash) == 0 {
			s.vote.ReportHash = make([]byte, HashLen)
		} else {
			s.vote.ReportHash = nil
		}
	},
	"answer": func(t *rapid.T, s *sealed) {
		if n := len(s.vote.Checks); n > 0 {
			at := flip(t, n)
			s.vote.Checks[at].Pass = !s.vote.Checks[at].Pass
		} else {
			s.vote.Checks = []CheckAnswer{{Check: "privacy"}}
		}
	},
	"fewer checks": func(_ *rapid.T, s *sealed) {
		if n := len(s.vote.Checks); n > 0 {
			s.vote.Checks = s.vote.Checks[:n-1]
		} else {
			s.vote.Checks = []CheckAnswer{{Check: "bias", Pass: true}}
		}
	},
}

func flip(t *rapid.T, n int) int { return rapid.IntRange(0, n-1).Draw(t, "at") }

func TestOnlyTheSealedVoteOpensACommitment(t *testing.T) {
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				s := drawSealed(t)
				commitment := s.commitment(t)
				require.Equal(t, commitment, s.clone().commitment(t))
				other := s.clone()
				change(t, &other)
				require.NotEqual(t, commitment, other.commitment(t))
			})
		})
	}
}

// parsePreimage reads back what a commitment hashes. That it can be read back proves that no two inputs share a preimage.
func parsePreimage(b []byte) (s sealed, err error) {
	field := func() []byte {
		if err != nil || len(b) < 8 || uint64(len(b)-8) < binary.BigEndian.Uint64(b) {
			err = errors.New("short")
			return make([]byte, 8)
		}
		n := binary.BigEndian.Uint64(b)
		f := b[8 : 8+n]
		b = b[8+n:]
		return f
	}
	number := func() uint64 { return binary.BigEndian.Uint64(field()) }
	if string(field()) != "agijobs/commit/v1" {
		return s, errors.New("domain")
	}
	s.chainID, s.jobID, s.rung, s.validator = string(field()), number(), uint32(number()), field()
	s.vote.Verdict, s.vote.Score = VoteVerdict(number()), uint32(number())
	for n := number(); n > 0 && err == nil; n-- {
		s.vote.Checks = append(s.vote.Checks, CheckAnswer{Check: string(field()), Pass: field()[0] == 1})
	}
	s.vote.ReportUri = string(field())
	if hash := field(); len(hash) > 0 {
		s.vote.ReportHash = hash
	}
	s.vote.SplitBps = uint32(number())
	s.salt = field()
	if len(b) != 0 {
		return s, errors.New("trailing bytes")
	}
	return s, err
}

func TestPreimageIsInjective(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSealed(t)
		preimage, err := commitmentPreimage(s.chainID, s.jobID, s.rung, s.validator, s.vote, s.salt)
		require.NoError(t, err)
		back, err := parsePreimage(preimage)
		require.NoError(t, err)
		require.Equal(t, s, back)
	})
}

func FuzzPreimageIsInjective(f *testing.F) {
	f.Add("agi-1", uint64(7), uint32(0), []byte("validator"), int32(1), uint32(92), uint32(0), "a", "b", true, "ipfs://x", []byte{}, make([]byte, 32))
	f.Fuzz(func(t *testing.T, chain string, job uint64, rung uint32, validator []byte, verdict int32, score, split uint32,
		check1, check2 string, pass bool, uri string, hash, salt []byte,
	) {
		vote := Vote{Verdict: VoteVerdict(verdict), Score: score, SplitBps: split, ReportUri: uri, ReportHash: hash}
		for _, name := range []string{check1, check2} {
			if name != "" {
				vote.Checks = append(vote.Checks, CheckAnswer{Check: name, Pass: pass})
			}
		}
		preimage, err := commitmentPreimage(chain, job, rung, validator, vote, salt)
		if err != nil {
			return
		}
		back, err := parsePreimage(preimage)
		require.NoError(t, err)
		again, err := commitmentPreimage(back.chainID, back.jobID, back.rung, back.validator, back.vote, back.salt)
		require.NoError(t, err)
		require.True(t, bytes.Equal(preimage, again))
		require.Equal(t, chain, back.chainID)
		require.Equal(t, vote.Checks, back.vote.Checks)
		require.Equal(t, uri, back.vote.ReportUri)
		require.Equal(t, split, back.vote.SplitBps)
	})
}

// Vectors, computed apart from this code.
func TestCommitmentVectors(t *testing.T) {
	salt := make([]byte, SaltLen)
	for i := range salt {
		salt[i] = byte(i)
	}
	validator := sdk.AccAddress(bytes.Repeat([]byte{0xAB}, 20))
	for want, vote := range map[string]Vote{
		"8365c865f347e550a760b1b43f1af186d4466898b188667d9fc1e46c7b92a2ec": {Verdict: VOTE_VERDICT_APPROVE, Score: 92},
		"64e80b4997976202cbb46fc5fb1859ce7bf9a1aa026599e933b1e43564191360": {
			Verdict: VOTE_VERDICT_REJECT, Score: 10,
			Checks:    []CheckAnswer{{Check: "bias", Pass: true}, {Check: "privacy"}},
			ReportUri: "https://example.org/r", ReportHash: bytes.Repeat([]byte{1}, 32),
		},
		"84330d502c28f36738bd5788be9e7ed973ff6eef8f6c010156cfc4de27178d78": {
			Verdict: VOTE_VERDICT_SPLIT, Score: 60, SplitBps: 4_000, Checks: []CheckAnswer{{Check: "privacy", Pass: true}},
		},
	} {
		got, err := Commitment("agijobs-1", 42, 1, validator, vote, salt)
		require.NoError(t, err)
		require.Equal(t, want, hex.EncodeToString(got))
	}
}

func TestCommitmentRefuses(t *testing.T) {
	vote, validator := Vote{Verdict: VOTE_VERDICT_APPROVE}, sdk.AccAddress("validator")
	for name, c := range map[string]struct {
		validator sdk.AccAddress
		vote      Vote
		salt      []byte
		want      string
	}{
		"no validator":     {nil, vote, make([]byte, 32), "validator is empty"},
		"no salt":          {validator, vote, nil, "salt has 0 bytes"},
		"short salt":       {validator, vote, make([]byte, 31), "salt has 31 bytes"},
		"long salt":        {validator, vote, make([]byte, 33), "salt has 33 bytes"},
		"vote unspecified": {validator, Vote{}, make([]byte, 32), "verdict 0 is unknown"},
	} {
		_, err := Commitment("c", 1, 0, c.validator, c.vote, c.salt)
		require.ErrorContains(t, err, c.want, name)
	}
}
