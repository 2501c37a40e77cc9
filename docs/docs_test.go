package docs_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"seenby/chat/wire/schema"
)

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestEveryTestThatADocumentNamesExists(t *testing.T) {
	declared := regexp.MustCompile(`(?m)^func (Test\w+)\(t \*testing\.T\)`)
	tests := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		for _, m := range declared.FindAllStringSubmatch(read(t, path), -1) {
			tests[m[1]] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`(Test\\w+)`").FindAllStringSubmatch(read(t, "from-rongcloud.md")+read(t, "reliability.md"), -1)
	if len(named) < 40 {
		t.Errorf("only %d tests are named", len(named))
	}
	for _, m := range named {
		if !tests[m[1]] {
			t.Errorf("there is no %s", m[1])
		}
	}
}

func TestThePageOfTheProtocolIsComplete(t *testing.T) {
	page := read(t, "protocol.md")
	d, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	rows := append(d.Ops(), d.Events()...)
	for i := range rows {
		rows[i] = "`" + rows[i] + "`"
	}
	for _, c := range d.Codes() {
		rows = append(rows, strconv.Itoa(c))
	}
	for _, row := range rows {
		if strings.Count(page, "\n| "+row+" |") != 1 {
			t.Errorf("protocol.md has not one row for %s", row)
		}
	}
}

func TestFramesOnThePageOfTheProtocolAreFrames(t *testing.T) {
	d, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	whole := regexp.MustCompile(`(?m)^([→←]) (\{.*(?:\n   .*)?\})$`)
	ops, tried := map[string]string{}, 0
	id := regexp.MustCompile(`^\{"id":(\d+),(?:"op":"(\w+)")?`)
	for _, m := range whole.FindAllStringSubmatch(read(t, "protocol.md"), -1) {
		frame := strings.ReplaceAll(m[2], "\n  ", "")
		head := id.FindStringSubmatch(frame)
		if m[1] == "→" {
			ops[head[1]] = head[2]
		}
		switch {
		case strings.Contains(frame, "…") && !strings.Contains(frame, "eyJ…"):
			continue // shortened
		case m[1] == "→":
			err = d.Call([]byte(frame))
		case head != nil:
			err = d.Reply(ops[head[1]], []byte(frame))
		default:
			err = d.Event([]byte(frame))
		}
		if tried++; err != nil {
			t.Error(err)
		}
	}
	if tried < 8 {
		t.Errorf("only %d frames were found", tried)
	}
}

func TestLinksBetweenTheDocumentsLeadSomewhere(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)`)
	for _, file := range []string{"protocol.md", "from-rongcloud.md", "examples/node/README.md", "decisions/README.md"} {
		for _, m := range link.FindAllStringSubmatch(read(t, file), -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(file), m[1])); err != nil {
				t.Errorf("%s: %v", file, err)
			}
		}
	}
}
