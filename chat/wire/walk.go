package wire

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// The functions here go over text that jsontext has found valid, so they look
// for the ends of values and check nothing.

// A field is one member of an object: its name, and its value as it stands in
// the frame. Both are parts of the frame, unless the name was written with
// escapes.
type field struct {
	name  []byte
	value []byte
	depth int  // of the value's nesting
	taken bool // somebody asked for it
}

// appendFields appends the members of an object.
func appendFields(dst []field, object []byte) []field {
	for i := skipSpace(object, 1); object[i] != '}'; {
		if object[i] == ',' {
			i = skipSpace(object, i+1)
		}
		end, plain := skipString(object, i)
		f := field{name: object[i+1 : end-1]}
		if !plain {
			f.name = []byte(unquote(object[i:end]))
		}
		i = skipSpace(object, end) // at the colon
		i = skipSpace(object, i+1) // at the value
		end, f.depth = skipValue(object, i)
		f.value = object[i:end]
		dst = append(dst, f)
		i = skipSpace(object, end)
	}
	return dst
}

// elements calls yield with each element of an array.
func elements(array []byte, yield func(value []byte)) {
	for i := skipSpace(array, 1); array[i] != ']'; {
		if array[i] == ',' {
			i = skipSpace(array, i+1)
		}
		end, _ := skipValue(array, i)
		yield(array[i:end])
		i = skipSpace(array, end)
	}
}

func skipSpace(text []byte, i int) int {
	for i < len(text) && (text[i] == ' ' || text[i] == '\n' || text[i] == '\t' || text[i] == '\r') {
		i++
	}
	return i
}

// skipValue returns where the value that starts at i ends, and how deep it is:
// 0 for what is neither an object nor an array.
func skipValue(text []byte, i int) (end, depth int) {
	open := 0
	for i < len(text) {
		switch text[i] {
		case '"':
			i, _ = skipString(text, i)
		case '{', '[':
			open++
			depth = max(depth, open)
			i++
		case '}', ']':
			open--
			i++
		case ',', ':', ' ', '\n', '\t', '\r':
			i++ // only within an object or an array
			continue
		default:
			i = skipLiteral(text, i)
		}
		if open == 0 {
			break
		}
	}
	return i, depth
}

// skipString returns where the string that starts at i ends, and whether it
// stands for itself, without escapes.
func skipString(text []byte, i int) (end int, plain bool) {
	plain = true
	for i++; text[i] != '"'; i++ {
		if text[i] == '\\' {
			plain = false
			i++
		}
	}
	return i + 1, plain
}

func skipLiteral(text []byte, i int) int {
	for ; i < len(text); i++ {
		switch text[i] {
		case ',', ']', '}', ' ', '\n', '\t', '\r':
			return i
		}
	}
	return i
}

// unquote returns what a valid JSON string stands for.
func unquote(quoted []byte) string {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return string(quoted[1 : len(quoted)-1])
	}
	// It cannot fail: the string is valid.
	b, _ := jsontext.AppendUnquote(make([]byte, 0, len(quoted)), quoted)
	return string(b)
}
