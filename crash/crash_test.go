package crash

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// fall panics on a goroutine of its own, guarded.
func fall(why any) {
	var gone sync.WaitGroup
	gone.Go(func() {
		defer Guard()
		panic(why)
	})
	gone.Wait()
}

func TestAPanicIsToldToWhoWatches(t *testing.T) {
	var told []Crash
	end := Watch(func(c Crash) { told = append(told, c) })
	fall("first")
	fall(errors.New("second"))
	end()
	if len(told) != 2 || told[0].Why != "first" || !strings.Contains(string(told[0].Stack), "crash.fall.") {
		t.Errorf("told: %+v", told)
	}
}

func TestWithoutAWatcherAPanicIsLeftAlone(t *testing.T) {
	why := func() (why any) {
		defer func() { why = recover() }()
		defer Guard()
		panic("mine")
	}()
	if why != "mine" {
		t.Errorf("it became %v", why)
	}
	Caught("nobody hears it")
}

func TestWhatWasRecoveredElsewhereIsTold(t *testing.T) {
	var told []Crash
	defer Watch(func(c Crash) { told = append(told, c) })()
	func() {
		defer func() { Caught(recover()) }()
		panic("theirs")
	}()
	if len(told) != 1 || told[0].Why != "theirs" {
		t.Errorf("told: %+v", told)
	}
}

func TestAReportHasNoTexts(t *testing.T) {
	var numbers []int
	index := func() (why any) {
		defer func() { why = recover() }()
		return numbers[len(numbers)]
	}()
	for name, c := range map[string]struct {
		why  any
		kind string
	}{
		"a string":       {"hello bob", "string"},
		"an error":       {errors.New("bad: hello bob"), "*errors.errorString"},
		"of the runtime": {index, "runtime error: index out of range [0] with length 0"},
	} {
		dir := filepath.Join(t.TempDir(), "state")
		path, err := Crash{Why: c.why, Stack: []byte("goroutine 1\n")}.Write(dir, time.Unix(0, 0), "seenby dev", "TERM x")
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		report := string(b)
		for _, want := range []string{"seenby dev\n", "TERM x\n", "panic: " + c.kind + "\n", "1970-01-01", "\ngoroutine 1\n"} {
			if !strings.Contains(report, want) {
				t.Errorf("%s: no %q:\n%s", name, want, report)
			}
		}
		if strings.Contains(report, "bob") {
			t.Errorf("%s: the text is in it:\n%s", name, report)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
}

func TestOldReportsGo(t *testing.T) {
	dir := t.TempDir()
	for i := range keep + 3 {
		if _, err := (Crash{Why: "x"}).Write(dir, time.Unix(int64(i), 0)); err != nil {
			t.Fatal(err)
		}
	}
	reports, _ := filepath.Glob(filepath.Join(dir, "*"))
	if len(reports) != keep || !strings.Contains(reports[0], "000003") {
		t.Errorf("%d reports from %s on", len(reports), reports[0])
	}
}

func TestNoPlaceForAReport(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := (Crash{}).Write(filepath.Join(file, "below"), time.Now()); err == nil {
		t.Error("it was written")
	}
}
