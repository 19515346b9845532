package types

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

func address(b byte) string { return sdk.AccAddress([]byte{19: b}).String() }

func TestMessages(t *testing.T) {
	council, op := address(1), address(2)
	for name, tc := range map[string]struct {
		msg interface{ ValidateBasic() error }
		err error
	}{
		"grant":            {&MsgGrantSeats{council, op, math.OneInt()}, nil},
		"grant all":        {&MsgGrantSeats{council, op, MaxSupply}, nil},
		"grant none":       {&MsgGrantSeats{council, op, math.ZeroInt()}, ErrInvalidAmount},
		"grant nil":        {&MsgGrantSeats{Authority: council, Operator: op}, ErrInvalidAmount},
		"grant less":       {&MsgGrantSeats{council, op, math.NewInt(-1)}, ErrInvalidAmount},
		"grant too much":   {&MsgGrantSeats{council, op, MaxSupply.AddRaw(1)}, ErrInvalidAmount},
		"grant by nobody":  {&MsgGrantSeats{"", op, math.OneInt()}, ErrInvalidAddress},
		"grant to nobody":  {&MsgGrantSeats{council, "agi1", math.OneInt()}, ErrInvalidAddress},
		"remove":           {&MsgRemoveOperator{council, op, strings.Repeat("a", MaxReason)}, nil},
		"remove, silent":   {&MsgRemoveOperator{council, op, ""}, ErrInvalidReason},
		"remove, talking":  {&MsgRemoveOperator{council, op, strings.Repeat("a", MaxReason+1)}, ErrInvalidReason},
		"remove, no text":  {&MsgRemoveOperator{council, op, "\xff"}, ErrInvalidReason},
		"remove nobody":    {&MsgRemoveOperator{council, "", "why"}, ErrInvalidAddress},
		"params":           {&MsgUpdateParams{council, DefaultParams()}, nil},
		"params, no owner": {&MsgUpdateParams{"", DefaultParams()}, ErrInvalidAddress},
		"no minimum":       {&MsgUpdateParams{council, Params{0, 1}}, ErrInvalidParams},
		"high minimum":     {&MsgUpdateParams{council, Params{MaxMinOperators + 1, 1}}, ErrInvalidParams},
		"no burns":         {&MsgUpdateParams{council, Params{1, 0}}, ErrInvalidParams},
		"many burns":       {&MsgUpdateParams{council, Params{1, MaxBurnsPerBlock + 1}}, ErrInvalidParams},
	} {
		t.Run(name, func(t *testing.T) { require.ErrorIs(t, tc.msg.ValidateBasic(), tc.err) })
	}
}

func TestGenesis(t *testing.T) {
	now := time.Unix(1_900_000_000, 0).UTC()
	removal := func(b byte, edit ...func(*Removal)) Removal {
		r := Removal{Operator: address(b), Reason: "why", RemovedAt: now, MaturesAt: now.Add(time.Hour), Unbonding: math.ZeroInt()}
		for _, e := range edit {
			e(&r)
		}
		return r
	}
	two := []Operator{{address(1), now}, {address(2), now}}
	for name, tc := range map[string]struct {
		operators []Operator
		removals  []Removal
		err       error
	}{
		"empty":           {},
		"two":             {operators: two, removals: []Removal{removal(1), removal(2)}},
		"unsorted":        {operators: []Operator{two[1], two[0]}, err: ErrInvalidGenesis},
		"twice":           {operators: []Operator{two[0], two[0]}, err: ErrInvalidGenesis},
		"no address":      {operators: []Operator{{"x", now}}, err: ErrInvalidAddress},
		"orphan":          {operators: two, removals: []Removal{removal(3)}, err: ErrInvalidGenesis},
		"removed twice":   {operators: two, removals: []Removal{removal(1), removal(1)}, err: ErrInvalidGenesis},
		"matured before":  {operators: two, removals: []Removal{removal(1, func(r *Removal) { r.MaturesAt = now.Add(-1) })}, err: ErrInvalidGenesis},
		"never matures":   {operators: two, removals: []Removal{removal(1, func(r *Removal) { r.MaturesAt = maxTime.Add(1) })}, err: ErrInvalidGenesis},
		"negative amount": {operators: two, removals: []Removal{removal(1, func(r *Removal) { r.Unbonding = math.NewInt(-1) })}, err: ErrInvalidGenesis},
		"no reason":       {operators: two, removals: []Removal{removal(1, func(r *Removal) { r.Reason = "" })}, err: ErrInvalidReason},
	} {
		t.Run(name, func(t *testing.T) {
			gs := GenesisState{Params: DefaultParams(), Operators: tc.operators, Removals: tc.removals}
			require.ErrorIs(t, gs.Validate(), tc.err)
		})
	}
}
