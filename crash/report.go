package crash

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"
)

// keep is how many reports stay in a directory.
const keep = 10

// Kind says what the goroutine panicked with, as far as that cannot hold texts
// of users: the words of the runtime, and of everything else its type.
func (c Crash) Kind() string {
	if err, ok := c.Why.(runtime.Error); ok {
		return err.Error()
	}
	return fmt.Sprintf("%T", c.Why)
}

// Write writes a report into a new file in dir, which only the user can read,
// and returns its path. It has what was running (about, a line each), the kind of
// the panic and the stack; texts and tokens are not in it. The oldest reports
// beyond ten are removed.
func (c Crash) Write(dir string, now time.Time, about ...string) (string, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("make a place for the report: %w", err)
	}
	file, err := os.OpenFile(filepath.Join(dir, now.UTC().Format("crash-20060102-150405.000.txt")), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", fmt.Errorf("write the report: %w", err)
	}
	for _, line := range append(about, "time: "+now.UTC().Format(time.RFC3339), "go: "+runtime.Version()+" "+runtime.GOOS+"/"+runtime.GOARCH, "panic: "+c.Kind()) {
		if err == nil {
			_, err = fmt.Fprintln(file, line)
		}
	}
	if err == nil {
		_, err = fmt.Fprintf(file, "\n%s", c.Stack)
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return "", fmt.Errorf("write the report: %w", err)
	}
	prune(dir)
	return file.Name(), nil
}

// prune removes the oldest reports beyond those that are kept.
func prune(dir string) {
	reports, _ := filepath.Glob(filepath.Join(dir, "crash-*.txt"))
	slices.Sort(reports) // their names are times
	for _, old := range reports[:max(0, len(reports)-keep)] {
		_ = os.Remove(old)
	}
}
