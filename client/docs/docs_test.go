package docs_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/client/docs"
)

func TestDocumentIsServable(t *testing.T) {
	raw, err := docs.FS.ReadFile(docs.OpenAPI)
	require.NoError(t, err)
	var doc struct {
		Swagger string                    `json:"swagger"`
		Paths   map[string]map[string]any `json:"paths"`
	}
	require.NoError(t, json.Unmarshal(raw, &doc))
	require.Equal(t, "2.0", doc.Swagger)
	for _, path := range []string{"/agijobs/jobs/v1/jobs/{job_id}", "/agijobs/jobs/v1/quote", "/agijobs/validation/v1/rounds/{job_id}/{rung}"} {
		require.Contains(t, doc.Paths, path)
	}
}
