package hub

import (
	"net/http"
	"strings"
	"time"

	"seenby/docs"
)

// serveDocument answers with the protocol as an AsyncAPI document (protocol.md,
// Other endpoints of the hub).
func serveDocument(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/yaml")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	http.ServeContent(w, r, "", time.Time{}, strings.NewReader(docs.AsyncAPI))
}
