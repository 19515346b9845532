package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRunNamesOperationsByModule(t *testing.T) {
	in := `{"paths":{
		"/agijobs/jobs/v1/params":{"get":{"operationId":"Query_Params"}},
		"/agijobs/identity/v1/params":{"get":{"operationId":"Query_Params"}}}}`
	var first, second bytes.Buffer
	require.NoError(t, run(strings.NewReader(in), &first))
	require.NoError(t, run(strings.NewReader(in), &second))
	require.Equal(t, first.String(), second.String())
	require.Contains(t, first.String(), `"operationId": "jobs_Params"`)
	require.Contains(t, first.String(), `"operationId": "identity_Params"`)
}

func TestRunRefuses(t *testing.T) {
	for name, in := range map[string]string{
		"no json":      `{`,
		"no paths":     `{"paths":{}}`,
		"foreign path": `{"paths":{"/other/v1/params":{"get":{}}}}`,
		"same id": `{"paths":{
			"/agijobs/jobs/v1/a":{"get":{"operationId":"Query_X"}},
			"/agijobs/jobs/v1/b":{"get":{"operationId":"Query_X"}}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			require.Error(t, run(strings.NewReader(in), &bytes.Buffer{}))
		})
	}
}
