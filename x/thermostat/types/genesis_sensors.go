package types

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"strings"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

func (gs GenesisState) validateReadings() error {
	return sorted("reading", gs.Readings, func(a, b Reading) int {
		return cmp.Or(strings.Compare(a.Category, b.Category), cmp.Compare(a.Sensor, b.Sensor))
	}, Reading.validate)
}

// validateBins checks bins and watches, and that they agree.
func (gs GenesisState) validateBins() error {
	if err := sorted("bin", gs.Bins, func(a, b Bin) int {
		return cmp.Or(strings.Compare(a.Category, b.Category), cmp.Compare(a.Number, b.Number))
	}, Bin.validate); err != nil {
		return err
	}
	if err := sorted("watch", gs.Watches, func(a, b Watch) int { return cmp.Compare(a.JobId, b.JobId) }, Watch.validate); err != nil {
		return err
	}
	return gs.validateBacklog()
}

func (gs GenesisState) validateFlows() error {
	if err := sorted("flows", gs.Flows, func(a, b Flows) int { return strings.Compare(a.Category, b.Category) }, Flows.validate); err != nil {
		return err
	}
	return sorted("typical", gs.Typicals, func(a, b Typical) int { return strings.Compare(a.Category, b.Category) }, Typical.validate)
}

func (gs GenesisState) validateTemperatures() error {
	return sorted("temperature", gs.Temperatures, func(a, b Temperature) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), strings.Compare(a.Category, b.Category))
	}, Temperature.validate)
}

func (r Reading) validate() error {
	most := MaxMeasure
	if r.Sensor.IsShare() {
		most = one
	}
	return first(
		sensorOf(r.Sensor, r.Category),
		decWithin("raw", r.Raw, math.LegacyZeroDec(), most), decWithin("value", r.Value, math.LegacyZeroDec(), most),
		decWithin("confidence", r.Confidence, math.LegacyZeroDec(), one), notNegative("epoch", r.Epoch),
	)
}

// sensorOf: a category's sensor has a category, one of the whole market has none. The SLA is measured of both.
func sensorOf(k SensorKind, category string) error {
	if _, is := SensorKind_name[int32(k)]; !is || k == SENSOR_KIND_UNSPECIFIED {
		return fmt.Errorf("sensor is %s", k)
	}
	if k.OfCategory() && (category != "" || k != SENSOR_KIND_SLA) {
		return checkSlug("category", category)
	}
	if category != "" {
		return fmt.Errorf("%s measures the whole market, not category %q", k, category)
	}
	return nil
}

func (b Bin) validate() error {
	list := []error{
		optionalCategory(b.Category), amountOf("since_sum", b.SinceSum),
		sumOf("payout_sum", b.PayoutSum, b.Posted), sumOf("wait_sum", b.WaitSum, b.Assigned), sumOf("lag_sum", b.LagSum, b.Verdicts),
		noMore("on_time", b.OnTime, "submitted", b.Submitted), noMore("rejected", b.Rejected, "judged", b.Judged),
		noMore("absent", b.Absent, "seats", b.Seats), noMore("disputed", b.Disputed, "judged", b.Judged),
		noMore("overturned", b.Overturned, "judged", b.Judged),
	}
	if b.Number >= Bins {
		list = append(list, fmt.Errorf("number is %d; use 0 to %d", b.Number, Bins-1))
	}
	return first(list...)
}

func (w Watch) validate() error {
	list := []error{checkSlug("category", w.Category), notNegative("open_since_ms", w.OpenSinceMs)}
	if w.Cheap && (w.OpenSinceMs != 0 || w.Verdict || w.Taken) {
		list = append(list, fmt.Errorf("job %d is cheap: only its first agent counts, and that ends its watch", w.JobId))
	}
	if w.JobId == 0 {
		list = append(list, errors.New("job_id is 0"))
	}
	if w.Bin >= Bins {
		list = append(list, fmt.Errorf("bin is %d; use 0 to %d", w.Bin, Bins-1))
	}
	return first(list...)
}

type binKey struct {
	category string
	number   uint32
}

// validateBacklog: what the bins say is open are the watches that are.
func (gs GenesisState) validateBacklog() error {
	open, since := map[binKey]uint64{}, map[binKey]math.Int{}
	for _, w := range gs.Watches {
		if w.OpenSinceMs == 0 {
			continue
		}
		key := binKey{w.Category, w.Bin}
		if open[key] == 0 {
			since[key] = math.ZeroInt()
		}
		open[key]++
		since[key] = since[key].AddRaw(w.OpenSinceMs)
	}
	for _, b := range gs.Bins {
		key := binKey{b.Category, b.Number}
		n, sum := open[key], math.ZeroInt()
		if n > 0 {
			sum = since[key]
		}
		if b.Open != n || !b.SinceSum.Equal(sum) {
			return fmt.Errorf("bin %d of category %q has %d open jobs since %s together; its watches are %d since %s",
				b.Number, b.Category, b.Open, b.SinceSum, n, sum)
		}
		delete(open, key)
	}
	for _, w := range gs.Watches {
		if open[binKey{w.Category, w.Bin}] > 0 {
			return fmt.Errorf("job %d is open, but there is no bin %d of category %q", w.JobId, w.Bin, w.Category)
		}
	}
	return nil
}

func (f Flows) validate() error {
	return first(
		optionalCategory(f.Category), amountOf("spend", f.Spend), amountOf("fees", f.Fees), amountOf("bonuses", f.Bonuses),
		amountOf("emitted", f.Emitted), amountOf("dissipated", f.Dissipated), amountOf("delivered", f.Delivered),
	)
}

func (t Typical) validate() error {
	return first(checkSlug("category", t.Category), decWithin("payout", t.Payout, math.LegacyZeroDec(), MaxMeasure))
}

func (t Temperature) validate() error {
	list := []error{decWithin("value", t.Value, math.LegacyZeroDec(), decOf(2)), notNegative("epoch", t.Epoch)}
	switch t.Kind {
	case TEMPERATURE_KIND_CATEGORY:
		list = append(list, checkSlug("category", t.Category))
	case TEMPERATURE_KIND_SYSTEM, TEMPERATURE_KIND_AGENT, TEMPERATURE_KIND_VALIDATOR, TEMPERATURE_KIND_EMPLOYER:
		if t.Category != "" {
			list = append(list, fmt.Errorf("%s is of the whole market, not of category %q", t.Kind, t.Category))
		}
	default:
		list = append(list, fmt.Errorf("kind is %s", t.Kind))
	}
	return first(list...)
}

// validateSeen: addresses are sorted as the chain sorts them, by their bytes.
func (gs GenesisState) validateSeen() error {
	var last sdk.AccAddress
	for i, s := range gs.Seen {
		addr, err := sdk.AccAddressFromBech32(s.Address)
		if err != nil {
			return fmt.Errorf("seen %d: %w", i, err)
		}
		if i > 0 && bytes.Compare(last, addr) >= 0 {
			return fmt.Errorf("seen %d: its address is not above the one before; sort them by their bytes, each once", i)
		}
		if err := notNegative("epoch", s.Epoch); err != nil {
			return fmt.Errorf("seen %d: %w", i, err)
		}
		last = addr
	}
	return nil
}

func (m Monitor) validate() error {
	if err := first(
		amountOf("treasury", m.Treasury), amountOf("emitted", m.Emitted), sumOf("dissipated", m.Dissipated, 1),
		sumOf("delivered", m.Delivered, 1), sumOf("drain", m.Drain, 1),
	); err != nil {
		return fmt.Errorf("monitor: %w", err)
	}
	return nil
}

func (f Fold) validate() error {
	list := []error{
		notNegative("epoch", f.Epoch), notNegative("began_ms", f.BeganMs),
		decWithin("heat", f.Heat, math.LegacyZeroDec(), decOf(2).MulInt64(int64(f.Categories))),
	}
	if f.Next != "" {
		list = append(list, checkSlug("next", f.Next))
		if !f.Running {
			list = append(list, fmt.Errorf("no fold is running, but category %q is next", f.Next))
		}
	}
	if err := first(list...); err != nil {
		return fmt.Errorf("fold: %w", err)
	}
	return nil
}
