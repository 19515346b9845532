package cli

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// market reads how the job finds its agent, who pays for it and what it waits for.
func (d document) market(msg *types.MsgPostJob) error {
	assignment, err := word("assignment", d.Assignment, "ASSIGNMENT_MODE_", types.AssignmentMode_value)
	if err != nil {
		return err
	}
	award, err := word("award_rule", d.AwardRule, "AWARD_RULE_", types.AwardRule_value)
	if err != nil {
		return err
	}
	priority, err := word("priority", d.Priority, "PRIORITY_", types.Priority_value)
	if err != nil {
		return err
	}
	msg.Assignment, msg.AwardRule, msg.Priority = types.AssignmentMode(assignment), types.AwardRule(award), types.Priority(priority)
	if !d.Program.empty() {
		if msg.Program, err = strconv.ParseUint(d.Program.text, 10, 64); err != nil {
			return fmt.Errorf("line %d: program %q: write the program's id; list them with: agijobsd query jobs programs", d.Program.line, d.Program.text)
		}
	}
	msg.BlockedFor, err = d.blockedFor()
	return err
}

func (d document) blockedFor() (*time.Duration, error) {
	if d.BlockedFor.empty() {
		return nil, nil
	}
	wait, err := parseDuration(d.BlockedFor.text)
	if err != nil {
		return nil, fmt.Errorf("line %d: blocked_for: %w", d.BlockedFor.line, err)
	}
	return &wait, nil
}

// word reads one of the names of an enumeration, written small and without its prefix; 0 where nothing is said.
func word(name string, value scalar, prefix string, values map[string]int32) (int32, error) {
	if value.empty() {
		return 0, nil
	}
	number, known := values[prefix+strings.ToUpper(strings.ReplaceAll(value.text, "-", "_"))]
	if known && number != 0 {
		return number, nil
	}
	var names []string
	for _, full := range slices.SortedFunc(maps.Keys(values), func(a, b string) int { return int(values[a] - values[b]) }) {
		if values[full] != 0 {
			names = append(names, strings.ToLower(strings.TrimPrefix(full, prefix)))
		}
	}
	return 0, fmt.Errorf("line %d: %s %q is unknown: write %s", value.line, name, value.text, strings.Join(names, ", "))
}
