package asciicast

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"
	"unicode/utf8"

	"seenby/crash"
)

// Options of a [Recorder]. The zero value is usable.
type Options struct {
	// Now is the clock, time.Now when nil.
	Now func() time.Time
	// Most is how many bytes the file may have, 64 MiB when 0. What comes after
	// is left out, and [Recorder.Close] says so.
	Most int64
	// Waiting is how many bytes may wait to be written, 8 MiB when 0. A disk that
	// is too slow for it ends the recording rather than the program.
	Waiting int
}

// Reasons for which a recording ends before its time.
var (
	ErrFull = errors.New("the recording has reached its greatest size and ends there")
	ErrSlow = errors.New("the disk was too slow, the recording ends there")
)

// A Recorder writes a recording while it happens. Its methods never wait for
// the disk. It is safe for concurrent use.
//
// The file gets its name when the recording is whole, at Close: until then it
// is written beside it under another.
type Recorder struct {
	path  string
	o     Options
	begun time.Time

	mu      sync.Mutex
	wake    sync.Cond
	queue   []Event
	waiting int
	partial []byte // the beginning of a character whose end is still to come
	closing bool
	err     error // why nothing more is taken

	file *os.File
	done chan struct{}
}

// Record begins a recording in a file that must not be there yet. The header's
// version and time are filled in.
func Record(path string, h Header, o Options) (*Recorder, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Most == 0 {
		o.Most = 64 << 20
	}
	if o.Waiting == 0 {
		o.Waiting = 8 << 20
	}
	if err := Free(path); err != nil {
		return nil, err
	}
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return nil, fmt.Errorf("record into %s: %w", path, err)
	}
	r := &Recorder{path: path, o: o, begun: o.Now(), file: file, done: make(chan struct{})}
	r.wake.L = &r.mu
	h.Version, h.Timestamp = 2, r.begun.Unix()
	head, err := encode(h)
	if err != nil {
		return nil, errors.Join(err, file.Close(), os.Remove(file.Name()))
	}
	go r.write(head + "\n")
	return r, nil
}

// Free returns an error when a recording cannot be called so because there is
// something of that name already.
func Free(path string) error {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s is there already: choose another name for the recording", path)
	}
	return nil
}

// Write takes output of the terminal. It never fails and never waits.
func (r *Recorder) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	data := append(r.partial, p...)
	whole := len(data) - cutRune(data)
	r.partial = append([]byte(nil), data[whole:]...)
	if whole > 0 {
		r.add(Output, string(data[:whole]))
	}
	return len(p), nil
}

// cutRune is how many bytes at the end are a character that is not whole.
func cutRune(p []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(p); n++ {
		tail := p[len(p)-n:]
		if utf8.RuneStart(tail[0]) {
			if tail[0] >= utf8.RuneSelf && !utf8.FullRune(tail) {
				return n
			}
			return 0
		}
	}
	return 0
}

// Resize says that the terminal has another size now.
func (r *Recorder) Resize(width, height int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.add(Resize, fmt.Sprintf("%dx%d", width, height))
}

// Mark puts a marker at this moment.
func (r *Recorder) Mark(label string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.add(Marker, label)
}

func (r *Recorder) add(code Code, data string) {
	if r.closing || r.err != nil {
		return
	}
	if r.waiting+len(data) > r.o.Waiting {
		r.err = ErrSlow
		return
	}
	r.waiting += len(data)
	r.queue = append(r.queue, Event{At: max(r.o.Now().Sub(r.begun), 0), Code: code, Data: data})
	r.wake.Signal()
}

// write brings events to the file until the recorder is closed.
func (r *Recorder) write(head string) {
	defer crash.Guard()
	defer close(r.done)
	out := bufio.NewWriterSize(r.file, 64<<10)
	size := int64(len(head))
	_, err := out.WriteString(head)
	for more := true; more; {
		var batch []Event
		batch, more = r.next()
		for _, e := range batch {
			if err != nil {
				break
			}
			var line []byte
			if line, err = e.line(); err != nil {
				break
			}
			if size += int64(len(line)); size > r.o.Most {
				err = ErrFull
				break
			}
			_, err = out.Write(line)
		}
		if err != nil {
			r.fail(err)
		}
	}
	if err := out.Flush(); err != nil {
		r.fail(err)
	}
}

// next waits for events, and says whether more may come.
func (r *Recorder) next() (batch []Event, more bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(r.queue) == 0 && !r.closing {
		r.wake.Wait()
	}
	batch, r.queue, r.waiting = r.queue, nil, 0
	return batch, !r.closing
}

func (r *Recorder) fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err == nil {
		r.err = err
	}
}

// Close ends the recording and gives the file its name. With [ErrFull] and
// [ErrSlow] there is a file, which ends earlier; with another error there is none.
// Calling it again is not allowed.
func (r *Recorder) Close() error {
	r.mu.Lock()
	if len(r.partial) > 0 {
		r.add(Output, string(r.partial))
	}
	r.closing = true
	r.wake.Signal()
	r.mu.Unlock()
	<-r.done
	why := r.err
	temp := r.file.Name()
	if why != nil && !errors.Is(why, ErrFull) && !errors.Is(why, ErrSlow) {
		return errors.Join(fmt.Errorf("record into %s: %w", r.path, why), r.file.Close(), os.Remove(temp))
	}
	if err := errors.Join(r.file.Chmod(0o644), r.file.Sync(), r.file.Close()); err != nil {
		return errors.Join(fmt.Errorf("record into %s: %w", r.path, err), os.Remove(temp))
	}
	// A link, unlike a rename, never replaces what came there meanwhile.
	err := os.Link(temp, r.path)
	if err == nil {
		return errors.Join(why, os.Remove(temp))
	}
	if err := Free(r.path); err != nil {
		return fmt.Errorf("%w; it is in %s", err, temp)
	}
	if err := os.Rename(temp, r.path); err != nil { // a file system without links
		return fmt.Errorf("record into %s: %w; it is in %s", r.path, err, temp)
	}
	return why
}
