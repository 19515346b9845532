package app_test

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/agijobs/agijobs/app/msgs"
)

const messageLegend = `
# Who gets past the message servers, alone with one role: E employer, A agent, V validator, M moderator, U auditor, N node
# operator, R registrar, I issuer; P none; C council member, G guardian, both without a role; X the authority.
# self: the message is about the sender's own; party: about what the sender is party of; other: of what it is not.
# Small letter: only the door refuses, which is the gate before transactions, the council's rules for proposals before X.
# -: refused for who the sender is; =: held by the brake; .: the treasury is no party of that.
`

// drawAll draws the tries, which stand in order, type by type.
func drawAll(tries []try) string {
	var out strings.Builder
	out.WriteString(messageLegend)
	for len(tries) > 0 {
		url := tries[0].url
		n := slices.IndexFunc(tries, func(one try) bool { return one.url != url })
		if n < 0 {
			n = len(tries)
		}
		out.WriteString(draw(url, tries[:n]))
		tries = tries[n:]
	}
	return out.String()
}

// draw writes the lines of one message type; states of the brake that make no difference share one.
func draw(url string, tries []try) string {
	class, _ := msgs.ClassOf(url)
	var out strings.Builder
	fmt.Fprintf(&out, "\n%-72s", fmt.Sprintf("%s (%s)", url, class))
	for _, standing := range messageStandings {
		fmt.Fprintf(&out, " %-*s", len(sendersOf(standing)), standing)
	}
	out.WriteString("\n")
	for _, who := range []string{"self", "party", "other"} {
		var lines []string
		var states [][]string
		for brake := range brakes {
			line := cells(tries, who, brake)
			i := slices.Index(lines, line)
			if i < 0 {
				i, lines, states = len(lines), append(lines, line), append(states, nil)
			}
			states[i] = append(states[i], brakes[brake].name)
		}
		for i, line := range lines {
			if line != "" {
				state := strings.Join(states[i], ", ")
				if len(lines) == 1 {
					state = "always"
				}
				fmt.Fprintf(&out, "%s\n", strings.TrimRight(fmt.Sprintf("  %-6s %-63s%s", who, state, line), " "))
			}
		}
	}
	return out.String()
}

func cells(tries []try, who string, brake int) string {
	var out strings.Builder
	standing := ""
	for _, one := range tries {
		if one.who != who || one.brake != brake {
			continue
		}
		if one.standing != standing {
			width := 0
			if standing != "" {
				width = max(0, len(standing)-len(sendersOf(standing)))
			}
			out.WriteString(strings.Repeat(" ", width+1))
			standing = one.standing
		}
		out.WriteRune(one.mark())
	}
	return out.String()
}

// mark is how the outcome is drawn.
func (t try) mark() rune {
	switch {
	case t.absent:
		return '.'
	case t.outcome == held:
		return '='
	case t.outcome == refused:
		return '-'
	case t.outcome == stopped:
		return unicode.ToLower(t.letter)
	default:
		return t.letter
	}
}
