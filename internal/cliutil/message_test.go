package cliutil

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"cosmossdk.io/client/v2/autocli/flag"

	"github.com/agijobs/agijobs/internal/protofiles"
	_ "github.com/agijobs/agijobs/x/thermostat/types"
)

// given is a message value as a generated command has it.
func given(t *testing.T, name protoreflect.FullName) flag.Value {
	t.Helper()
	files, err := protofiles.Files()
	require.NoError(t, err)
	d, err := files.FindDescriptorByName(name)
	require.NoError(t, err)
	return MessageType{d.(protoreflect.MessageDescriptor)}.NewValue(nil, &flag.Builder{TypeResolver: protoregistry.GlobalTypes, FileResolver: files})
}

// read is what a message value makes of JSON, as protobuf writes it.
func read(t *testing.T, name protoreflect.FullName, text string) (string, error) {
	t.Helper()
	v := given(t, name)
	if err := v.Set(text); err != nil {
		return "", err
	}
	got, err := v.Get(protoreflect.Value{})
	require.NoError(t, err)
	bz, err := protojson.MarshalOptions{UseProtoNames: true}.Marshal(got.Message().Interface())
	require.NoError(t, err)
	return string(bz), nil
}

func TestMessagesAreReadAsQueriesPrintThem(t *testing.T) {
	const loop, params = "agijobs.thermostat.v1.Loop", "agijobs.thermostat.v1.Params"
	for _, c := range []struct {
		name       protoreflect.FullName
		text, want string
	}{
		{loop, `{"kp":"1.000000000000000000","ki":"0.5","kd":0.25,"slew":200}`, `{"kp":"1000000000000000000","ki":"500000000000000000","kd":"250000000000000000","slew":200}`},
		{loop, `{"kp":"1","inputs":[{"target":"-0.1"},{"sensor":"SENSOR_KIND_POOL_LEVEL"}]}`, `{"kp":"1000000000000000000","inputs":[{"target":"-100000000000000000"},{"sensor":"SENSOR_KIND_POOL_LEVEL"}]}`},
		{loop, `{"integralMin":"-1"}`, `{"integral_min":"-1000000000000000000"}`},
		{params, `{"epoch":"1h0m0s","max_supply":"5"}`, `{"epoch":"3600s","max_supply":"5"}`},
		{params, `{"epoch":"3600s"}`, `{"epoch":"3600s"}`},
		{params, `{"epoch":"-1.5s"}`, `{"epoch":"-1.500s"}`},
		{params, `{}`, `{}`},
	} {
		got, err := read(t, c.name, c.text)
		require.NoError(t, err, c.text)
		require.JSONEq(t, c.want, got, c.text)
	}
	for text, want := range map[string]string{
		`{"epoch":"an hour"}`:   "invalid google.protobuf.Duration value",
		`{"epochs":"1h"}`:       `unknown field "epochs"`,
		`{"epoch":`:             "is no JSON",
		`{} {}`:                 "something behind the JSON",
		`params-of-nobody.json`: "no such file",
	} {
		_, err := read(t, params, text)
		require.ErrorContains(t, err, want, text)
	}
	_, err := read(t, loop, `{"inputs":[{"target":"much"}]}`)
	require.ErrorContains(t, err, `inputs: 0: target: "much" is no decimal`)
}

func TestMessagesAreReadFromFiles(t *testing.T) {
	file := filepath.Join(t.TempDir(), "params.json")
	require.NoError(t, os.WriteFile(file, []byte(`{"epoch":"1h"}`), 0o600))
	got, err := read(t, "agijobs.thermostat.v1.Params", file)
	require.NoError(t, err)
	require.JSONEq(t, `{"epoch":"3600s"}`, got)

	none := given(t, "agijobs.thermostat.v1.Params")
	value, err := none.Get(protoreflect.Value{})
	require.NoError(t, err)
	require.False(t, value.IsValid(), "nothing was given")
}
