package types_test

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/thermostat/types"
)

// The README has a row for every parameter, message, field of a loop, sensor, actuator, event and query, so none is added without
// a word.
func TestReadmeIsComplete(t *testing.T) {
	bz, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	text := string(bz)
	for _, name := range fields(reflect.TypeFor[types.Params]()) {
		require.Contains(t, text, "\n| `"+name+"` |")
	}
	for _, name := range fields(reflect.TypeFor[types.Loop]()) {
		require.Contains(t, text, "`"+name+"`")
	}
	for _, msg := range messages() {
		url := sdk.MsgTypeURL(msg)
		require.Contains(t, text, "\n| `"+url[strings.LastIndex(url, ".")+1:]+"` |")
	}
	for prefix, names := range map[string]map[string]int32{"SENSOR_KIND_": types.SensorKind_value, "ACTUATOR_": types.Actuator_value} {
		for name := range names {
			if short := strings.TrimPrefix(name, prefix); short != "UNSPECIFIED" {
				require.Contains(t, text, "`"+short+"`")
			}
		}
	}
	for _, m := range types.Query_serviceDesc.Methods {
		require.Contains(t, text, "`"+m.MethodName+"`")
	}
	events, err := os.ReadFile("../../../proto/agijobs/thermostat/v1/events.proto")
	require.NoError(t, err)
	found := regexp.MustCompile(`(?m)^message (Event\w+)`).FindAllStringSubmatch(string(events), -1)
	require.NotEmpty(t, found)
	for _, event := range found {
		require.Contains(t, text, "`"+event[1]+"`")
	}
}

// fields are the names of a message's fields in JSON.
func fields(message reflect.Type) []string {
	var names []string
	for i := range message.NumField() {
		name, _, _ := strings.Cut(message.Field(i).Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}
