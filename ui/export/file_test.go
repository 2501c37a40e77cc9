package export

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSavingNeverOverwrites(t *testing.T) {
	base := filepath.Join(t.TempDir(), "list")
	var paths []string
	for i := range 3 {
		path, err := WriteNew(base, ".csv", []byte{byte('a' + i)})
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, filepath.Base(path))
	}
	if got := strings.Join(paths, " "); got != "list.csv list-2.csv list-3.csv" {
		t.Errorf("paths %s", got)
	}
	if first, err := os.ReadFile(base + ".csv"); err != nil || string(first) != "a" {
		t.Errorf("the first holds %q, %v", first, err)
	}
	if _, err := WriteNew(filepath.Join(base, "none", "list"), ".csv", nil); err == nil {
		t.Error("a directory that is not there is no error")
	}
}
