package cli

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"cosmossdk.io/math"

	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

var amountPattern = regexp.MustCompile(`^([0-9][0-9_]*)(?:\.([0-9]+))?[ ]*([A-Za-z][A-Za-z0-9/:._-]*)?$`)

// parseAmount reads an amount: base units without a unit or with the base denomination, or display units such as
// 250 AGI or 0.5 AGI. It returns base units and never rounds.
func parseAmount(text string, currency sovereigntypes.Currency) (math.Int, error) {
	parts := amountPattern.FindStringSubmatch(text)
	if parts == nil {
		return math.Int{}, fmt.Errorf("amount %q: %s", text, amountHelp(currency))
	}
	whole, fraction, unit := strings.ReplaceAll(parts[1], "_", ""), parts[2], parts[3]
	switch unit {
	case "", currency.Base:
		if fraction != "" {
			return math.Int{}, fmt.Errorf("amount %q has a fraction of the smallest unit: %s", text, amountHelp(currency))
		}
	case currency.Display:
		if len(fraction) > int(currency.Exponent) {
			return math.Int{}, fmt.Errorf("amount %q has more than %d decimals: %s", text, currency.Exponent, amountHelp(currency))
		}
		whole += fraction + strings.Repeat("0", int(currency.Exponent)-len(fraction))
	default:
		return math.Int{}, fmt.Errorf("amount %q: the unit %s is unknown here: %s", text, unit, amountHelp(currency))
	}
	// With a leading zero the parser would read octal.
	amount, ok := math.NewIntFromString(cmp.Or(strings.TrimLeft(whole, "0"), "0"))
	if !ok {
		return math.Int{}, fmt.Errorf("amount %q is too large", text)
	}
	return amount, nil
}

func amountHelp(currency sovereigntypes.Currency) string {
	if currency.Display == "" {
		return "write a whole number of base units"
	}
	return fmt.Sprintf("write a whole number of %s, or an amount such as 2.5 %s", currency.Base, currency.Display)
}

// ShowAmount is showAmount for the commands of other modules.
func ShowAmount(amount math.Int, currency sovereigntypes.Currency) string {
	return showAmount(amount, currency)
}

// showAmount writes base units as display units.
func showAmount(amount math.Int, currency sovereigntypes.Currency) string {
	if amount.IsNil() {
		amount = math.ZeroInt()
	}
	if currency.Display == "" || currency.Exponent == 0 {
		return strings.TrimSpace(amount.String() + " " + currency.Base)
	}
	digits := amount.String()
	if missing := int(currency.Exponent) + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	point := len(digits) - int(currency.Exponent)
	fraction := strings.TrimRight(digits[point:], "0")
	if fraction != "" {
		fraction = "." + fraction
	}
	return digits[:point] + fraction + " " + currency.Display
}

var daysPattern = regexp.MustCompile(`^([0-9]+)d(.*)$`)

// parseDuration reads 90m, 36h, 7d or 1d12h. A day has 24 hours.
func parseDuration(text string) (time.Duration, error) {
	fail := fmt.Errorf("duration %q: write it like 90m, 36h, 7d or 1d12h", text)
	var total time.Duration
	rest := text
	if parts := daysPattern.FindStringSubmatch(text); parts != nil {
		days, err := strconv.ParseUint(parts[1], 10, 16)
		if err != nil {
			return 0, fail
		}
		total, rest = time.Duration(days)*24*time.Hour, parts[2]
		if rest == "" && days > 0 {
			return total, nil
		}
	}
	part, err := time.ParseDuration(rest)
	if err != nil || part < 0 || total+part <= 0 {
		return 0, fail
	}
	return total + part, nil
}
