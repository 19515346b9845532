package types

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"
)

const canaryChain = "canary-1"

func canaryHash(text string) []byte {
	sum := sha256.Sum256([]byte(text))
	return sum[:]
}

// testLeaf has the employer with the bytes 1, 2, … 20.
func testLeaf(change ...func(*CanaryLeaf)) CanaryLeaf {
	l := CanaryLeaf{
		Employer: "agi1qypqxpq9qcrsszg2pvxq6rs0zqg3yyc5s4n3lf", SpecSha256: canaryHash("spec"), ResultSha256: canaryHash("result"),
		Verdict: VOTE_VERDICT_REJECT, Salt: bytes.Repeat([]byte{7}, SaltLen),
	}
	for _, c := range change {
		c(&l)
	}
	return l
}

func fillers(n int) []CanaryLeaf {
	var list []CanaryLeaf
	for i := range n {
		list = append(list, CanaryLeaf{Salt: bytes.Repeat([]byte{byte(i)}, SaltLen)})
	}
	return list
}

// The expected values were computed by a program of thirty lines that shares nothing with this one but the text of the
// README: its own bech32, SHA-256 over length-prefixed fields, and RFC 6962 by its recursive definition.
func TestCanaryVectors(t *testing.T) {
	leaf := testLeaf()
	digest, err := leaf.Digest(canaryChain)
	require.NoError(t, err)
	require.Equal(t, "b0cce572cdcb156d8d21571a8b38694605f753267a7a5242709b9e48fa5cc87f", hex.EncodeToString(digest))
	require.Equal(t, "6351b286ad326aef2345e7ab44ed09cda0ab1aaec989c78d75967d953ead223c", hex.EncodeToString(leaf.Work()), "a key of the state")
	digest, err = fillers(1)[0].Digest(canaryChain)
	require.NoError(t, err)
	require.Equal(t, "1ca8d039ab08d931ff3645661641dbf114f82db4f74e82d12c4968a4168d5908", hex.EncodeToString(digest))

	leaves := append([]CanaryLeaf{leaf}, fillers(6)...)
	leaves = append(leaves, testLeaf(func(l *CanaryLeaf) {
		l.ResultSha256, l.Verdict, l.Salt = canaryHash("other"), VOTE_VERDICT_APPROVE, bytes.Repeat([]byte{8}, SaltLen)
	}))
	for n, want := range map[int]string{
		1: "4e107f32838561036ced7128474deac3b1b0b4d90aa54bcb3696754492f7750a",
		2: "384a656ab7be1252cd1e033058d443d3fde4139667f2e843040b6752193093e4",
		3: "1e96ded9509ae894642130bf743a5968c983ae2ea389ed192948fe929d67d4ad",
		7: "f3dbf71dc0935186ca524afc777cd73c625ca9267d911152bb0815731e3e88c6",
		8: "24a57bad7b239375b8f7c6c2cb5d9645995ce68f92125bfb0ff9d7a33922b05d",
	} {
		root, err := CanaryTreeRoot(canaryChain, leaves[:n])
		require.NoError(t, err)
		require.Equal(t, want, hex.EncodeToString(root), "%d leaves", n)
	}
}

// Every leaf of every size of tree is proven, at its own place and nowhere else.
func TestEveryLeafIsProven(t *testing.T) {
	for n := 1; n <= MaxCanaryLeaves; n++ {
		leaves := fillers(n)
		root, err := CanaryTreeRoot(canaryChain, leaves)
		require.NoError(t, err)
		for i := range leaves {
			proof, err := ProveCanary(canaryChain, leaves, i)
			require.NoError(t, err)
			require.NoError(t, proof.Verify(canaryChain, root, leaves[i]), "leaf %d of %d", i, n)
			require.ErrorIs(t, proof.Verify("another", root, leaves[i]), ErrCanaryProof)
			require.ErrorIs(t, proof.Verify(canaryChain, root, otherLeaf(n)), ErrCanaryProof)
		}
	}
	_, err := CanaryTreeRoot(canaryChain, nil)
	require.ErrorIs(t, err, ErrInvalidCanary)
	_, err = CanaryTreeRoot(canaryChain, append(fillers(MaxCanaryLeaves), testLeaf()))
	require.ErrorIs(t, err, ErrInvalidCanary)
	_, err = ProveCanary(canaryChain, fillers(3), 3)
	require.ErrorIs(t, err, ErrInvalidCanary)
}

// otherLeaf is a leaf that is in no tree of the test.
func otherLeaf(n int) CanaryLeaf {
	return CanaryLeaf{Salt: bytes.Repeat([]byte{byte(200 + n%50)}, SaltLen)}
}

func TestCanaryProofIsBounded(t *testing.T) {
	leaves := fillers(5)
	root, err := CanaryTreeRoot(canaryChain, leaves)
	require.NoError(t, err)
	good, err := ProveCanary(canaryChain, leaves, 2)
	require.NoError(t, err)
	for name, change := range map[string]func(*CanaryProof){
		"no leaves":       func(p *CanaryProof) { p.Total = 0 },
		"too many leaves": func(p *CanaryProof) { p.Total = MaxCanaryLeaves + 1 },
		"beyond the end":  func(p *CanaryProof) { p.Index = 5 },
		"another index":   func(p *CanaryProof) { p.Index = 1 },
		"sibling missing": func(p *CanaryProof) { p.Siblings = p.Siblings[1:] },
		"sibling more":    func(p *CanaryProof) { p.Siblings = append(p.Siblings, make([]byte, HashLen)) },
		"short sibling":   func(p *CanaryProof) { p.Siblings[1] = p.Siblings[1][1:] },
		"wrong sibling":   func(p *CanaryProof) { p.Siblings[1] = make([]byte, HashLen) },
	} {
		t.Run(name, func(t *testing.T) {
			proof := CanaryProof{Index: good.Index, Total: good.Total, Siblings: slices.Clone(good.Siblings)}
			change(&proof)
			require.ErrorIs(t, proof.Verify(canaryChain, root, leaves[2]), ErrCanaryProof)
		})
	}
}

// Two leaves that differ in anything have different digests, also across the borders of the fields.
func TestCanaryDigestBindsEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) CanaryLeaf {
			return testLeaf(func(l *CanaryLeaf) {
				l.SpecSha256 = bytes.Repeat([]byte{rapid.Byte().Draw(t, name+" spec")}, HashLen)
				l.ResultSha256 = bytes.Repeat([]byte{rapid.Byte().Draw(t, name+" result")}, HashLen)
				l.Salt = bytes.Repeat([]byte{rapid.Byte().Draw(t, name+" salt")}, SaltLen)
				l.Verdict = VoteVerdict(rapid.Int32Range(1, 3).Draw(t, name+" verdict"))
			})
		}
		a, b := draw("a"), draw("b")
		chainA, chainB := rapid.SampledFrom([]string{"a", "b", ""}).Draw(t, "chain a"), rapid.SampledFrom([]string{"a", "b", ""}).Draw(t, "chain b")
		left, err := a.Digest(chainA)
		require.NoError(t, err)
		right, err := b.Digest(chainB)
		require.NoError(t, err)
		same := chainA == chainB && a.SameWork(b) && a.Verdict == b.Verdict && bytes.Equal(a.Salt, b.Salt)
		require.Equal(t, same, bytes.Equal(left, right))
		require.Equal(t, a.SameWork(b), bytes.Equal(a.Work(), b.Work()))
	})
}

func TestCanaryLeafIsBounded(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*CanaryLeaf)
		err    error
	}{
		"good":                   {func(*CanaryLeaf) {}, nil},
		"approve":                {func(l *CanaryLeaf) { l.Verdict = VOTE_VERDICT_APPROVE }, nil},
		"unjudgeable":            {func(l *CanaryLeaf) { l.Verdict = VOTE_VERDICT_UNJUDGEABLE_SPEC }, nil},
		"fills the day up":       {func(l *CanaryLeaf) { *l = CanaryLeaf{Salt: l.Salt} }, nil},
		"unjudgeable result":     {func(l *CanaryLeaf) { l.Verdict = VOTE_VERDICT_UNJUDGEABLE_RESULT }, ErrInvalidCanary},
		"split":                  {func(l *CanaryLeaf) { l.Verdict = VOTE_VERDICT_SPLIT }, ErrInvalidCanary},
		"no verdict of somebody": {func(l *CanaryLeaf) { l.Verdict = VOTE_VERDICT_UNSPECIFIED }, ErrInvalidCanary},
		"no employer":            {func(l *CanaryLeaf) { l.Employer = "" }, ErrInvalidAddress},
		"no salt":                {func(l *CanaryLeaf) { l.Salt = nil }, ErrInvalidCanary},
		"short spec":             {func(l *CanaryLeaf) { l.SpecSha256 = l.SpecSha256[1:] }, ErrInvalidCanary},
		"long result":            {func(l *CanaryLeaf) { l.ResultSha256 = append(l.ResultSha256, 1) }, ErrInvalidCanary},
	} {
		t.Run(name, func(t *testing.T) {
			leaf := testLeaf(tc.change)
			require.ErrorIs(t, leaf.Validate(), tc.err)
			_, err := leaf.Digest(canaryChain)
			require.ErrorIs(t, err, tc.err)
		})
	}
}

func TestCanaryMessages(t *testing.T) {
	somebody := testLeaf().Employer
	proof, err := ProveCanary(canaryChain, fillers(2), 0)
	require.NoError(t, err)
	for name, tc := range map[string]struct {
		msg interface{ ValidateBasic() error }
		err error
	}{
		"register":                  {&MsgRegisterCanaries{Auditor: somebody, Root: make([]byte, HashLen)}, nil},
		"register, no root":         {&MsgRegisterCanaries{Auditor: somebody}, ErrInvalidCanary},
		"register, nobody":          {&MsgRegisterCanaries{Root: make([]byte, HashLen)}, ErrInvalidAddress},
		"disclose":                  {&MsgDiscloseCanaries{Auditor: somebody, Leaves: fillers(MaxCanaryLeaves)}, nil},
		"disclose nothing":          {&MsgDiscloseCanaries{Auditor: somebody}, ErrInvalidCanary},
		"disclose too many":         {&MsgDiscloseCanaries{Auditor: somebody, Leaves: fillers(MaxCanaryLeaves + 1)}, ErrInvalidCanary},
		"disclose rubbish":          {&MsgDiscloseCanaries{Auditor: somebody, Leaves: []CanaryLeaf{{}}}, ErrInvalidCanary},
		"contradict":                {&MsgContradictCanary{Sender: somebody, JobId: 1, Office: "audit", Leaf: testLeaf(), Proof: proof}, nil},
		"contradict no job":         {&MsgContradictCanary{Sender: somebody, Office: "audit", Leaf: testLeaf(), Proof: proof}, ErrInvalidRound},
		"contradict by no office":   {&MsgContradictCanary{Sender: somebody, JobId: 1, Leaf: testLeaf(), Proof: proof}, ErrInvalidCanary},
		"contradict by no proof":    {&MsgContradictCanary{Sender: somebody, JobId: 1, Office: "audit", Leaf: testLeaf()}, ErrCanaryProof},
		"contradict by no leaf":     {&MsgContradictCanary{Sender: somebody, JobId: 1, Office: "audit", Proof: proof}, ErrInvalidCanary},
		"lift":                      {&MsgLiftCanaryBar{Authority: somebody, Office: "audit"}, nil},
		"lift for no office":        {&MsgLiftCanaryBar{Authority: somebody, Office: "An Office"}, ErrInvalidCanary},
		"lift without an authority": {&MsgLiftCanaryBar{Office: "audit"}, ErrInvalidAddress},
	} {
		require.ErrorIs(t, tc.msg.ValidateBasic(), tc.err, name)
	}
}

// The slashes of 30 days never go beyond the cap, each is what was asked for where the cap leaves room, and each counts.
func TestCapCanarySlash(t *testing.T) {
	now := time.Unix(1_900_000_000, 0)
	capped, bps := CapCanarySlash(nil, math.NewInt(1_000), math.NewInt(7), 1_000, now)
	require.Equal(t, "7 70", fmt.Sprint(capped, bps))
	capped, bps = CapCanarySlash(nil, math.NewInt(1_001), math.NewInt(7), 1_000, now)
	require.Equal(t, "7 70", fmt.Sprint(capped, bps), "69.93 counts as 70")
	capped, bps = CapCanarySlash(nil, math.NewInt(1_000), math.NewInt(500), 1_000, now)
	require.Equal(t, "100 1000", fmt.Sprint(capped, bps))
	counting := []CanarySlash{{Bps: 1_000, SlashedAt: now.Add(-CanaryCapWindow + 1)}}
	capped, bps = CapCanarySlash(counting, math.NewInt(1_000), math.NewInt(7), 1_000, now)
	require.Equal(t, "0 0", fmt.Sprint(capped, bps))
	counting[0].SlashedAt = now.Add(-CanaryCapWindow)
	capped, bps = CapCanarySlash(counting, math.NewInt(1_000), math.NewInt(7), 1_000, now)
	require.Equal(t, "7 70", fmt.Sprint(capped, bps), "30 days are over")
	capped, bps = CapCanarySlash(nil, math.ZeroInt(), math.ZeroInt(), 1_000, now)
	require.Equal(t, "0 0", fmt.Sprint(capped, bps), "who has nothing loses nothing")
	small := []CanarySlash{{Amount: math.NewInt(1), Bps: 1_000, SlashedAt: now}}
	capped, bps = CapCanarySlash(small, math.NewInt(999_999), math.NewInt(500), 1_000, now)
	require.Equal(t, "500 5", fmt.Sprint(capped, bps), "a cap used up on a stake of 10 does not cover one of 1,000,000")
	capped, _ = CapCanarySlash(small, math.NewInt(9), math.NewInt(500), 1_000, now)
	require.True(t, capped.IsZero())

	rapid.Check(t, func(t *rapid.T) {
		backing := math.NewInt(rapid.Int64Range(1, 1<<50).Draw(t, "stake"))
		capBps := rapid.Uint32Range(0, 10_000).Draw(t, "cap")
		var before []CanarySlash
		start, lost := backing, math.ZeroInt()
		for range 8 {
			asked := math.NewInt(rapid.Int64Range(0, 1<<50).Draw(t, "slash"))
			amount, bps := CapCanarySlash(before, backing, asked, capBps, now)
			require.True(t, amount.LTE(asked) && amount.LTE(backing))
			require.Equal(t, amount.IsPositive(), bps > 0)
			taken := math.ZeroInt() // final
			if rapid.Bool().Draw(t, "held") {
				taken = amount
			}
			before = append(before, CanarySlash{Bps: bps, Amount: taken, SlashedAt: now})
			backing, lost = backing.Sub(amount), lost.Add(amount)
			if backing.IsZero() {
				break
			}
		}
		require.True(t, lost.MulRaw(10_000).LTE(start.MulRaw(int64(capBps))), "%s of %s", lost, start)
	})
}

// A wrong vote on a canary has the canary's rate; a hidden one has it too, unless hiding costs more anyway.
func TestCanaryRate(t *testing.T) {
	params := DefaultParams()
	seat := func(status SeatStatus, verdict VoteVerdict) Seat {
		return Seat{Status: status, Vote: &Vote{Verdict: verdict}}
	}
	for _, tc := range []struct {
		seat   Seat
		canary bool
		bps    uint32
		reason string
	}{
		{seat(SEAT_STATUS_REVEALED, VOTE_VERDICT_APPROVE), true, params.CanarySlashBps, SlashReasonCanary},
		{seat(SEAT_STATUS_REVEALED, VOTE_VERDICT_APPROVE), false, params.WrongVoteSlashBps, SlashReasonWrongVote},
		{seat(SEAT_STATUS_REVEALED, VOTE_VERDICT_REJECT), true, 0, ""},
		{seat(SEAT_STATUS_REVEALED, VOTE_VERDICT_UNJUDGEABLE_RESULT), true, 0, ""},
		{seat(SEAT_STATUS_WITHHELD, 0), true, params.CanarySlashBps, SlashReasonCanary},
		{seat(SEAT_STATUS_COMMITTED, 0), true, params.CanarySlashBps, SlashReasonCanary},
		{seat(SEAT_STATUS_WITHHELD, 0), false, params.WithheldSlashBps, SlashReasonWithheld},
		{seat(SEAT_STATUS_ABSENT, 0), true, 0, ""},
	} {
		finding := Finding{Final: FinalRejected, Canary: tc.canary}
		_, bps, reason := JudgeSeat(tc.seat, finding, 0, params)
		require.Equal(t, tc.bps, bps)
		require.Equal(t, tc.reason, reason)
	}

	params.CanarySlashBps = params.WithheldSlashBps
	_, bps, reason := JudgeSeat(seat(SEAT_STATUS_WITHHELD, 0), Finding{Final: FinalRejected, Canary: true}, 0, params)
	require.Equal(t, params.WithheldSlashBps, bps)
	require.Equal(t, SlashReasonWithheld, reason, "nothing is left to hold")
}

func TestRootOpensInItsTimeOnly(t *testing.T) {
	by := time.Unix(1_900_000_000, 0)
	root := CanaryRoot{Office: "audit", Day: 3, RegisteredHeight: 10, DiscloseBy: by}
	require.NoError(t, root.Opens(11, by.Add(-1)))
	require.ErrorIs(t, root.Opens(10, by.Add(-1)), ErrCanaryLate)
	require.ErrorIs(t, root.Opens(11, by), ErrCanaryOverdue)
	root.Disclosed = true
	require.ErrorIs(t, root.Opens(11, by.Add(-1)), ErrCanaryDisclosed)
	root.Disclosed, root.Overdue = false, true
	require.ErrorIs(t, root.Opens(11, by.Add(-1)), ErrCanaryOverdue)
}

func TestContradicts(t *testing.T) {
	opened := OpenedCanary{JobId: 1, Leaf: testLeaf(), SubmittedHeight: 20}
	older := CanaryRoot{RegisteredHeight: 19}
	verdict := func(v VoteVerdict) func(*CanaryLeaf) { return func(l *CanaryLeaf) { l.Verdict = v } }
	require.NoError(t, opened.Contradicts(older, testLeaf(verdict(VOTE_VERDICT_APPROVE))))
	require.NoError(t, opened.Contradicts(older, testLeaf(verdict(VOTE_VERDICT_UNJUDGEABLE_SPEC))))
	require.ErrorIs(t, opened.Contradicts(CanaryRoot{RegisteredHeight: 20}, testLeaf(verdict(VOTE_VERDICT_APPROVE))), ErrCanaryLate)
	for name, change := range map[string]func(*CanaryLeaf){
		"same verdict":  func(l *CanaryLeaf) { l.Salt = make([]byte, SaltLen) },
		"no verdict":    func(l *CanaryLeaf) { l.Verdict = VOTE_VERDICT_UNSPECIFIED },
		"other spec":    func(l *CanaryLeaf) { l.Verdict, l.SpecSha256 = VOTE_VERDICT_APPROVE, canaryHash("x") },
		"other result":  func(l *CanaryLeaf) { l.Verdict, l.ResultSha256 = VOTE_VERDICT_APPROVE, canaryHash("x") },
		"somebody else": func(l *CanaryLeaf) { l.Verdict, l.Employer = VOTE_VERDICT_APPROVE, "agi1" },
	} {
		require.ErrorIs(t, opened.Contradicts(older, testLeaf(change)), ErrNoContradiction, name)
	}
}

func FuzzCanaryProof(f *testing.F) {
	leaves := fillers(5)
	root, err := CanaryTreeRoot(canaryChain, leaves)
	require.NoError(f, err)
	proof, err := ProveCanary(canaryChain, leaves, 4)
	require.NoError(f, err)
	bz, err := proof.Marshal()
	require.NoError(f, err)
	f.Add(bz)
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, bz []byte) {
		var p CanaryProof
		if p.Unmarshal(bz) != nil {
			return
		}
		// Whatever a proof says, it proves no leaf that is not in the tree.
		require.Error(t, p.Verify(canaryChain, root, testLeaf()))
	})
}
