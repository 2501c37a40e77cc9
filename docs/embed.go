// Package docs holds the documents that the binary serves.
package docs

import _ "embed" // for the document

// AsyncAPI is the protocol as an AsyncAPI 3 document, in YAML. Package
// chat/wire/schema checks frames against it.
//
//go:embed asyncapi.yaml
var AsyncAPI string
