package types_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/sovereign/types"
)

func TestChangesOfGenesis(t *testing.T) {
	row := func(id uint64) types.Change {
		return types.Change{Id: id, Height: 7, ProposalId: 1, Module: "jobs", Field: "params.burn_bps", OldValue: "1", NewValue: "2"}
	}
	change := func(edit func(*types.Change)) []types.Change {
		c := row(1)
		edit(&c)
		return []types.Change{c}
	}
	many := make([]types.Change, types.MaxChanges+1)
	for i := range many {
		many[i] = row(uint64(i) + 1)
	}
	snapshot := func(module, json string) types.ModuleSnapshot {
		return types.ModuleSnapshot{Module: module, Json: []byte(json)}
	}
	for name, tc := range map[string]struct {
		rows      []types.Change
		next      uint64
		snapshots []types.ModuleSnapshot
		err       string
	}{
		"none":                {nil, 0, nil, ""},
		"none any more":       {nil, 8, nil, ""},
		"from 1":              {[]types.Change{row(1), row(2)}, 3, nil, ""},
		"the end of a ring":   {many[1:], types.MaxChanges + 2, nil, ""},
		"too many":            {many, types.MaxChanges + 2, nil, "1001 changes"},
		"a gap":               {[]types.Change{row(1), row(3)}, 4, nil, "change 1 in place of 2"},
		"twice":               {[]types.Change{row(1), row(1)}, 2, nil, "in place of"},
		"not the last":        {[]types.Change{row(1)}, 3, nil, "in place of"},
		"without next id":     {[]types.Change{row(1)}, 0, nil, "in place of"},
		"number 0":            {[]types.Change{row(0)}, 1, nil, "in place of"},
		"no module":           {change(func(c *types.Change) { c.Module = "" }), 2, nil, "module name"},
		"no field":            {change(func(c *types.Change) { c.Field = "" }), 2, nil, "field is empty"},
		"nothing changed":     {change(func(c *types.Change) { c.NewValue = "1" }), 2, nil, "nothing has changed"},
		"a height below 0":    {change(func(c *types.Change) { c.Height = -1 }), 2, nil, "height -1"},
		"absent":              {change(func(c *types.Change) { c.NewValue = "" }), 2, nil, ""},
		"no JSON":             {change(func(c *types.Change) { c.NewValue = "x" }), 2, nil, "cannot be compared"},
		"another spelling":    {change(func(c *types.Change) { c.NewValue = "[ ]" }), 2, nil, "is written as []"},
		"a voter":             {change(func(c *types.Change) { c.Voters = []string{"x"} }), 2, nil, "voter"},
		"snapshots":           {nil, 1, []types.ModuleSnapshot{snapshot("auth", `{}`), snapshot("bank", `{"a":1}`)}, ""},
		"unsorted":            {nil, 1, []types.ModuleSnapshot{snapshot("bank", `{}`), snapshot("auth", `{}`)}, "sort by module"},
		"one twice":           {nil, 1, []types.ModuleSnapshot{snapshot("auth", `{}`), snapshot("auth", `{}`)}, "sort by module"},
		"a list":              {nil, 1, []types.ModuleSnapshot{snapshot("auth", `[]`)}, "no JSON object"},
		"a snapshot respelt":  {nil, 1, []types.ModuleSnapshot{snapshot("auth", `{ }`)}, "is written as {}"},
		"a snapshot unnamed":  {nil, 1, []types.ModuleSnapshot{snapshot("", `{}`)}, "snapshot of"},
		"a module's bad name": {nil, 1, []types.ModuleSnapshot{snapshot("A", `{}`)}, "module name"},
	} {
		gs := *types.DefaultGenesis()
		gs.Changes, gs.NextChangeId, gs.Snapshots = tc.rows, tc.next, tc.snapshots
		err := gs.ValidateChanges()
		if tc.err == "" {
			require.NoError(t, err, name)
			require.NoError(t, gs.Validate(), name)
			continue
		}
		require.ErrorIs(t, err, types.ErrInvalidGenesis, name)
		require.ErrorContains(t, err, tc.err, name)
		require.Error(t, gs.Validate(), name)
	}
}

func TestMsgSpendTreasury(t *testing.T) {
	addr := sdk.AccAddress("someone_____________").String()
	for name, tc := range map[string]struct {
		edit func(*types.MsgSpendTreasury)
		err  error
	}{
		"good":               {func(*types.MsgSpendTreasury) {}, nil},
		"no authority":       {func(m *types.MsgSpendTreasury) { m.Authority = "" }, types.ErrInvalidAddress},
		"no recipient":       {func(m *types.MsgSpendTreasury) { m.Recipient = "cosmos1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnrujsuw" }, types.ErrInvalidAddress},
		"nil":                {func(m *types.MsgSpendTreasury) { m.Amount = math.Int{} }, types.ErrInvalidSpend},
		"zero":               {func(m *types.MsgSpendTreasury) { m.Amount = math.ZeroInt() }, types.ErrInvalidSpend},
		"negative":           {func(m *types.MsgSpendTreasury) { m.Amount = math.NewInt(-1) }, types.ErrInvalidSpend},
		"beyond all money":   {func(m *types.MsgSpendTreasury) { m.Amount = math.NewIntWithDecimal(1, 40) }, types.ErrInvalidSpend},
		"no reason":          {func(m *types.MsgSpendTreasury) { m.Reason = "\t" }, types.ErrInvalidSpend},
		"longest reason":     {func(m *types.MsgSpendTreasury) { m.Reason = strings.Repeat("x", 256) }, nil},
		"too long":           {func(m *types.MsgSpendTreasury) { m.Reason = strings.Repeat("x", 257) }, types.ErrInvalidSpend},
		"a terminal's trick": {func(m *types.MsgSpendTreasury) { m.Reason = "a\x1b[2J" }, types.ErrInvalidSpend},
	} {
		msg := &types.MsgSpendTreasury{Authority: addr, Recipient: addr, Amount: math.OneInt(), Reason: "flood relief"}
		tc.edit(msg)
		require.ErrorIs(t, msg.ValidateBasic(), tc.err, name)
	}
}
