package types

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"
)

func testDispute() *MsgDispute {
	return &MsgDispute{
		Sender: addr(1), JobId: someJob, Reason: DISPUTE_REASON_MEETS_SPEC, Evidence: testPost().Spec, ExpectedBond: math.NewInt(20 * agi),
	}
}

func testRule() *MsgRule {
	return &MsgRule{Authority: addr(1), JobId: someJob, Outcome: OUTCOME_SPLIT, SplitBps: 2_500, Reason: "a quarter was done"}
}

func TestMsgDisputeBounds(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*MsgDispute)
		err    error
	}{
		"as it is":         {func(*MsgDispute) {}, nil},
		"last reason":      {func(m *MsgDispute) { m.Reason = DISPUTE_REASON_OTHER }, nil},
		"no reason":        {func(m *MsgDispute) { m.Reason = DISPUTE_REASON_UNSPECIFIED }, ErrDispute},
		"unknown reason":   {func(m *MsgDispute) { m.Reason = 99 }, ErrDispute},
		"no evidence":      {func(m *MsgDispute) { m.Evidence.Uri = "" }, ErrURI},
		"long evidence":    {func(m *MsgDispute) { m.Evidence.Uri = "https://" + strings.Repeat("a", maxURI) }, ErrURI},
		"evidence unfixed": {func(m *MsgDispute) { m.Evidence.Sha256 = nil }, ErrHash},
		"no bond":          {func(m *MsgDispute) { m.ExpectedBond = math.ZeroInt() }, ErrAmount},
		"unset bond":       {func(m *MsgDispute) { m.ExpectedBond = math.Int{} }, ErrAmount},
		"greatest bond":    {func(m *MsgDispute) { m.ExpectedBond = MaxAmount() }, nil},
		"greater bond":     {func(m *MsgDispute) { m.ExpectedBond = MaxAmount().AddRaw(1) }, ErrAmount},
	} {
		t.Run(name, func(t *testing.T) {
			m := testDispute()
			tc.change(m)
			require.ErrorIs(t, m.ValidateBasic(), tc.err)
		})
	}
}

func TestMsgRuleBounds(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*MsgRule)
		err    error
	}{
		"as it is":          {func(*MsgRule) {}, nil},
		"nothing":           {func(m *MsgRule) { m.SplitBps = 0 }, nil},
		"everything":        {func(m *MsgRule) { m.SplitBps = 10_000 }, nil},
		"more":              {func(m *MsgRule) { m.SplitBps = 10_001 }, ErrRuling},
		"completed":         {func(m *MsgRule) { m.Outcome, m.SplitBps = OUTCOME_COMPLETED, 0 }, nil},
		"failed":            {func(m *MsgRule) { m.Outcome, m.SplitBps = OUTCOME_FAILED, 0 }, nil},
		"failed in part":    {func(m *MsgRule) { m.Outcome = OUTCOME_FAILED }, ErrRuling},
		"expired":           {func(m *MsgRule) { m.Outcome, m.SplitBps = OUTCOME_EXPIRED, 0 }, ErrRuling},
		"cancelled":         {func(m *MsgRule) { m.Outcome, m.SplitBps = OUTCOME_CANCELLED, 0 }, ErrRuling},
		"unknown outcome":   {func(m *MsgRule) { m.Outcome = 99 }, ErrRuling},
		"no outcome":        {func(m *MsgRule) { m.Outcome = OUTCOME_UNSPECIFIED }, ErrRuling},
		"no reason":         {func(m *MsgRule) { m.Reason = "" }, ErrText},
		"too long a speech": {func(m *MsgRule) { m.Reason = strings.Repeat("a", maxReason+1) }, ErrText},
	} {
		t.Run(name, func(t *testing.T) {
			m := testRule()
			tc.change(m)
			require.ErrorIs(t, m.ValidateBasic(), tc.err)
		})
	}
}

// The council's word is a ruling like the others, and blames nobody only where it divides.
func TestMsgRuleRuling(t *testing.T) {
	require.Equal(t, Ruling{Outcome: OUTCOME_SPLIT, Basis: RULING_BASIS_COUNCIL, SplitBps: 2_500, Blameless: true}, testRule().Ruling())
	failed := &MsgRule{Outcome: OUTCOME_FAILED}
	require.Equal(t, Ruling{Outcome: OUTCOME_FAILED, Basis: RULING_BASIS_COUNCIL}, failed.Ruling())
}
