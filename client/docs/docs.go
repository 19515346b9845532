// Package docs embeds the OpenAPI document of our own protos, which a node serves beside the REST gateway. It is
// generated: see `make openapi`.
package docs

import "embed"

// OpenAPI is the name of the document in FS.
const OpenAPI = "openapi.json"

// FS holds the document.
//
//go:embed openapi.json
var FS embed.FS
