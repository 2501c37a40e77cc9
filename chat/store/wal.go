package store

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// After a crash SQLite finds in its log of writes (the file -wal) what was
// committed and is not in the database yet. It reads up to the first frame whose
// checksum is wrong and takes that for the end: where the log was damaged or
// cut, everything behind would be gone without a word. So the log is looked at
// before SQLite does, and it has to say what it must say:
//
//   - The index of the log (the file -shm) tells how many frames were committed.
//     SQLite writes it after the frames are on disk, so the log never holds less.
//   - Where there is no index: a commit is on disk before the next one is
//     written. So behind a frame that is wrong there is at most one commit.

// A frame of the log: a header of 24 bytes and a page. The log itself begins
// with a header of 32 bytes (https://www.sqlite.org/fileformat2.html#walformat).
const (
	walHeader   = 32
	frameHeader = 24
	walMagic    = 0x377f0682 // the lowest bit tells the byte order of checksums
)

// A walCheck is what can be said of a log of writes.
type walCheck struct {
	salt      [8]byte
	committed uint32 // frames up to the last commit that SQLite will find
	behind    int    // commits behind a frame that is wrong
}

// checkWAL returns an error when committed writes are missing from the log of
// the database at path.
func checkWAL(path string) error {
	w, err := readWAL(path + "-wal")
	if err != nil {
		return fmt.Errorf("read %s-wal: %w", path, err)
	}
	frames, backfilled, salt, ok := readIndex(path + "-shm")
	switch {
	case w.behind > 1:
		return damaged(path+"-wal", "a write in the middle does not match its checksum")
	case !ok || frames <= backfilled && w.salt == [8]byte{}:
		return nil
	case w.salt == [8]byte{}:
		return damaged(path+"-wal", "it is gone or empty")
	case salt == w.salt && frames > w.committed:
		return damaged(path+"-wal", fmt.Sprintf("of %d pages that were written only %d are there", frames, w.committed))
	}
	return nil
}

// readWAL reads the log; one that is not there, or has no valid header, is
// empty.
func readWAL(path string) (w walCheck, err error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return w, nil
	}
	if err != nil {
		return w, err
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 1<<20)
	var head [walHeader]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return w, ignoreEnd(err)
	}
	magic := binary.BigEndian.Uint32(head[:])
	size := binary.BigEndian.Uint32(head[8:])
	var order binary.ByteOrder = binary.LittleEndian
	if magic&1 != 0 {
		order = binary.BigEndian
	}
	sum := walSum{order: order}
	sum.add(head[:24])
	if magic&^1 != walMagic || size < 512 || size > 65536 || !sum.is(head[24:]) {
		return w, nil
	}
	copy(w.salt[:], head[16:])
	return w, w.read(r, make([]byte, frameHeader+size), sum)
}

// read reads the frames, each into frame.
func (w *walCheck) read(r io.Reader, frame []byte, sum walSum) error {
	whole := true
	for n := uint32(1); ; n++ {
		if _, err := io.ReadFull(r, frame); err != nil {
			return ignoreEnd(err)
		}
		if [8]byte(frame[8:16]) != w.salt {
			whole = false // of an older round of the log, or wrong
			continue
		}
		commit := binary.BigEndian.Uint32(frame[4:]) != 0
		if whole {
			sum.add(frame[:8])
			sum.add(frame[frameHeader:])
			whole = sum.is(frame[16:24])
		}
		switch {
		case whole && commit:
			w.committed = n
		case commit:
			w.behind++
		}
	}
}

func ignoreEnd(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// A walSum is the checksum of a log of writes, which runs through all of it.
type walSum struct {
	order  binary.ByteOrder
	s1, s2 uint32
}

func (s *walSum) add(b []byte) {
	s1, s2 := s.s1, s.s2
	if s.order == binary.LittleEndian {
		for ; len(b) >= 8; b = b[8:] {
			s1 += binary.LittleEndian.Uint32(b) + s2
			s2 += binary.LittleEndian.Uint32(b[4:]) + s1
		}
	} else {
		for ; len(b) >= 8; b = b[8:] {
			s1 += binary.BigEndian.Uint32(b) + s2
			s2 += binary.BigEndian.Uint32(b[4:]) + s1
		}
	}
	s.s1, s.s2 = s1, s2
}

// is reports whether the checksum is the one in b.
func (s *walSum) is(b []byte) bool {
	return s.s1 == binary.BigEndian.Uint32(b) && s.s2 == binary.BigEndian.Uint32(b[4:])
}

// readIndex returns from the index of the log how many frames were committed,
// how many of them are in the database already, and which log it belongs to; ok
// is false when there is no index, or none that can be relied on
// (https://www.sqlite.org/walformat.html#walidxfmt).
func readIndex(path string) (frames, backfilled uint32, salt [8]byte, ok bool) {
	f, err := os.Open(path)
	if err != nil {
		return 0, 0, salt, false
	}
	defer f.Close()
	var b [136]byte
	if _, err := io.ReadFull(f, b[:]); err != nil || [48]byte(b[:48]) != [48]byte(b[48:96]) || b[12] == 0 {
		return 0, 0, salt, false
	}
	sum := walSum{order: binary.LittleEndian}
	if binary.NativeEndian.Uint16([]byte{1, 0}) != 1 {
		sum.order = binary.BigEndian
	}
	sum.add(b[:40])
	if sum.s1 != binary.NativeEndian.Uint32(b[40:]) || sum.s2 != binary.NativeEndian.Uint32(b[44:]) {
		return 0, 0, salt, false
	}
	copy(salt[:], b[32:40])
	return binary.NativeEndian.Uint32(b[16:]), binary.NativeEndian.Uint32(b[96:]), salt, true
}
