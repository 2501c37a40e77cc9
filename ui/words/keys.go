package words

import (
	"reflect"
	"regexp"
	"strconv"
	"strings"
)

// Keys can be bound anew, so no text names one. A text has the name of the
// action in its place: {message.flag} becomes the key of that action. What cannot
// be said without the key stands in brackets, with what is said instead behind a
// bar: "[{quit} again|once more] quits". Without a bar it is left out.
var (
	keyPart  = regexp.MustCompile(`\[([^\[\]]*\{[a-z][a-z.-]*\}[^\[\]]*)\]`)
	keyPlace = regexp.MustCompile(`\{([a-z][a-z.-]*)\}`)
)

// WithKeys returns a catalogue of its own in which the texts name keys: key
// returns the one of an action, as it is shown, and "" for an action without one.
// The places {0} … stay as they are.
func (w *Words) WithKeys(key func(action string) string) *Words {
	return w.Mapped(func(_, text string) string {
		if !strings.Contains(text, "{") {
			return text
		}
		return keyPart.ReplaceAllStringFunc(text, func(part string) string {
			for way := range strings.SplitSeq(part[1:len(part)-1], "|") {
				if said, ok := withKeys(way, key); ok {
					return said
				}
			}
			return ""
		})
	})
}

// withKeys fills a part of a text; it is false where one of its keys is missing.
func withKeys(part string, key func(string) string) (said string, ok bool) {
	ok = true
	said = keyPlace.ReplaceAllStringFunc(part, func(place string) string {
		name := key(place[1 : len(place)-1])
		ok = ok && name != ""
		return name
	})
	return said, ok
}

// NoKeys is what there is where nobody presses keys: none, for [Words.WithKeys].
func NoKeys(string) string { return "" }

// Mapped returns a catalogue of its own in which every text is what change makes
// of it. The path names a text, such as "Panel.Read" or "Actions.send.Short".
func (w *Words) Mapped(change func(path, text string) string) *Words {
	to := mapped("", reflect.ValueOf(w).Elem(), change).Interface().(Words)
	return &to
}

func mapped(path string, v reflect.Value, change func(path, text string) string) reflect.Value {
	in := func(name string) string { return strings.TrimPrefix(path+"."+name, ".") }
	switch v.Kind() {
	case reflect.String:
		return reflect.ValueOf(change(path, v.String()))
	case reflect.Struct:
		to := reflect.New(v.Type()).Elem()
		for i := range v.NumField() {
			to.Field(i).Set(mapped(in(v.Type().Field(i).Name), v.Field(i), change))
		}
		return to
	case reflect.Array:
		to := reflect.New(v.Type()).Elem()
		for i := range v.Len() {
			to.Index(i).Set(mapped(in(strconv.Itoa(i)), v.Index(i), change))
		}
		return to
	case reflect.Map:
		to := reflect.MakeMapWithSize(v.Type(), v.Len())
		for _, k := range v.MapKeys() {
			to.SetMapIndex(k, mapped(in(k.String()), v.MapIndex(k), change))
		}
		return to
	}
	panic(path + " is a " + v.Kind().String() + ": a catalogue has texts alone")
}
