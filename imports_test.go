package main

import (
	"bufio"
	"bytes"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// allowed says which packages of ours each package may import
// (docs/architecture.md). A package that is not listed may not exist.
var allowed = map[string]string{
	"chat":             "",
	"receipts":         "chat",
	"theme":            "",
	"chat/wire":        "chat",
	"chat/log":         "chat crash",
	"chat/store":       "chat receipts crash",
	"chat/socket":      "chat/wire crash",
	"chat/hub":         "chat chat/wire chat/log chat/store chat/socket receipts docs crash",
	"chat/client":      "chat chat/wire chat/socket chat/store receipts crash",
	"crash":            "",
	"ui/tty":           "crash ui/draw",
	"chat/load":        "chat chat/wire chat/socket",
	"ui/cell":          "",
	"ui/words":         "",
	"ui/keymap":        "ui/spelling",
	"ui/spelling":      "",
	"ui/prose":         "ui/cell",
	"ui/notify":        "ui/cell",
	"ui/cell/celltest": "ui/cell",
	"ui":               "chat receipts theme ui/cell ui/words ui/keymap ui/timeline ui/composer ui/panel ui/emoji ui/export ui/phrase ui/spelling crash ui/tty",
	"ui/timeline":      "chat receipts theme ui/cell ui/words ui/prose ui/phrase",
	"ui/composer":      "chat receipts theme ui/cell ui/words ui/phrase",
	"ui/draw":          "crash",
	"ui/emoji":         "",
	"ui/export":        "chat ui/cell",
	"ui/phrase":        "chat ui/cell ui/words",
	"ui/plain":         "chat receipts ui/cell ui/words ui/emoji ui/export ui/phrase ui/spelling crash",
	"ui/panel":         "chat receipts theme ui/cell ui/words ui/export ui/phrase",
	"demo":             "chat receipts chat/client chat/wire chat/socket chat/hub chat/log chat/store theme ui ui/cell ui/words ui/keymap ui/panel ui/phrase demo/asciicast demo/glossary demo/invariant demo/trace demo/play demo/scenario demo/scenarios ui/spelling crash ui/tty",
	"demo/asciicast":   "crash",
	"demo/checklist":   "chat receipts chat/client chat/hub ui/cell crash",
	"demo/glossary":    "docs",
	"demo/invariant":   "chat demo/trace",
	"demo/replay":      "chat chat/hub chat/socket demo/invariant demo/trace crash",
	"demo/trace":       "",
	"demo/scenario":    "ui/spelling",
	"demo/scenarios":   "",
	"demo/play":        "chat receipts chat/client chat/wire chat/socket chat/hub demo/scenario crash",
	"chat/log/logtest": "chat chat/log",
	"chat/wire/schema": "docs",
	"docs":             "",
	"docs/pictures":    "demo/asciicast",

	"chat/socket/sockettest": "",
}

// ground is the floor that has no I/O, no goroutine and no clock; what of the
// standard library would give it one is forbidden there.
var (
	ground    = []string{"chat", "chat/wire", "receipts", "ui/cell", "theme"}
	forbidden = []string{"os", "os/exec", "io/fs", "net", "net/http", "database/sql", "log", "log/slog", "math/rand", "math/rand/v2", "testing"}
)

func TestEveryPackageImportsOnlyWhatItMay(t *testing.T) {
	for pkg, imports := range listImports(t) {
		if pkg == "." {
			continue // main may import all
		}
		may, known := allowed[pkg]
		if !known {
			t.Errorf("package %s is not in the import table", pkg)
			continue
		}
		for _, imp := range imports {
			ours, isOurs := strings.CutPrefix(imp, "seenby/")
			if isOurs && !slices.Contains(strings.Fields(may), ours) {
				t.Errorf("%s imports %s, which it may not", pkg, ours)
			}
			if slices.Contains(ground, pkg) && slices.Contains(forbidden, imp) {
				t.Errorf("%s is on the ground floor and imports %s", pkg, imp)
			}
		}
	}
}

// listImports returns the imports of every package of the module, by its path
// below the module's.
func listImports(t *testing.T) map[string][]string {
	t.Helper()
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	imports := map[string][]string{}
	for s := bufio.NewScanner(bytes.NewReader(out)); s.Scan(); {
		words := strings.Fields(s.Text())
		pkg := strings.TrimPrefix(strings.TrimPrefix(words[0], "seenby"), "/")
		if pkg == "" {
			pkg = "."
		}
		imports[pkg] = words[1:]
	}
	if len(imports) < 3 {
		t.Fatalf("go list found only %d packages", len(imports))
	}
	return imports
}
