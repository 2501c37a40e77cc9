package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/spf13/cobra"

	"seenby/ui"
	"seenby/ui/keymap"
)

// readKeys returns the keys that the configuration file says.
func readKeys(cmd *cobra.Command) (*keymap.Map, error) {
	named, _ := cmd.Flags().GetString("config")
	path, _ := configPath(named)
	source, err := os.ReadFile(path)
	if err != nil {
		source = nil // settings are read before: a file that must be there is
	}
	return parseKeys(path, string(source))
}

// parseKeys returns the keys that the table [keys] of a configuration file
// says:
//
//	[keys]
//	palette = ["ctrl+p", "f2"]   # in place of the usual ones
//	message.flag = "F"           # one key
//	mouse = ""                   # none
//
// An error names the place in the file, and is one of wrong usage.
func parseKeys(path, source string) (*keymap.Map, error) {
	changes, err := keyChanges(path, source)
	if err != nil {
		return nil, err
	}
	keys, err := ui.Bind(changes)
	var wrong *keymap.Error
	if errors.As(err, &wrong) {
		return nil, usagef("configuration file %s:%d: [keys] %w", path, lineOf(source, "keys", wrong.Action), err)
	}
	return keys, err
}

// keyChanges returns what the table says, by the names of actions.
func keyChanges(path, source string) (map[string][]string, error) {
	var file struct {
		Keys any `toml:"keys"`
	}
	if _, err := toml.Decode(source, &file); err != nil {
		return nil, usagef("configuration file %s: [keys]: %w", path, err)
	}
	table, isTable := file.Keys.(map[string]any)
	if file.Keys != nil && !isTable {
		return nil, usagef("configuration file %s:%d: [keys] is a table: an action and its keys on each line", path, lineOf(source, "keys", ""))
	}
	changes := map[string][]string{}
	if name, err := flatten(changes, "", table); err != nil {
		return nil, usagef("configuration file %s:%d: [keys] %s: %w", path, lineOf(source, "keys", name), name, err)
	}
	return changes, nil
}

// keyLines writes the table [keys] as it holds, for seenby config: the changes,
// and unless they alone are wanted every other action as a comment.
func keyLines(path string, changed bool) (string, error) {
	source, err := os.ReadFile(path)
	if err != nil {
		source = nil // as in readKeys
	}
	keys, err := parseKeys(path, string(source))
	if err != nil {
		return "", err
	}
	changes, _ := keyChanges(path, string(source))
	var b strings.Builder
	for _, action := range slices.Sorted(slices.Values(ui.ActionNames())) {
		var words []string
		for _, k := range keys.Keys(action, true) {
			words = append(words, strconv.Quote(k))
		}
		text := action + " = [" + strings.Join(words, ", ") + "]"
		if _, ok := changes[action]; ok {
			fmt.Fprintf(&b, "%-40s # configuration file: %s\n", text, action)
		} else if !changed {
			fmt.Fprintf(&b, "%-40s # default\n", "# "+text)
		}
	}
	if b.Len() > 0 {
		return "\n[keys]\n" + b.String(), nil
	}
	return "", nil
}

// rareKeys returns the actions to which the configuration file gives only keys
// that few terminals can send, with those keys.
func rareKeys(path string, keys *keymap.Map) []string {
	source, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	changes, _ := keyChanges(path, string(source))
	var rare []string
	for _, action := range slices.Sorted(maps.Keys(changes)) {
		if all := keys.Keys(action, true); len(all) > 0 && len(keys.Keys(action, false)) == 0 {
			rare = append(rare, action+" ("+strings.Join(all, ", ")+")")
		}
	}
	return rare
}

// flatten collects the keys of all actions; message.flag is one in a table of
// its own. An error belongs to the action that is returned.
func flatten(into map[string][]string, prefix string, table map[string]any) (name string, err error) {
	for key, value := range table {
		name = prefix + key
		switch value := value.(type) {
		case string:
			into[name] = []string{value}
		case map[string]any:
			if name, err = flatten(into, name+".", value); err != nil {
				return name, err
			}
		case []any:
			into[name] = []string{}
			for _, one := range value {
				text, ok := one.(string)
				if !ok {
					return name, fmt.Errorf("%v is no key: give strings such as \"ctrl+x\"", one)
				}
				into[name] = append(into[name], text)
			}
		default:
			return name, fmt.Errorf("%v is no key: give a string such as \"ctrl+x\", or a list of them", value)
		}
	}
	return "", nil
}

var (
	tableLine = regexp.MustCompile(`^\s*\[([^\[\]]+)\]`)
	valueLine = regexp.MustCompile(`^\s*([\w."'\s-]+?)\s*=`)
)

// lineOf returns the line, counted from 1, in which a TOML file sets a name of
// a table, "" for the top of the file; that of the table when it is not found,
// 1 when that is not either.
func lineOf(source, within, name string) int {
	want, table, found := strings.TrimPrefix(within+"."+name, "."), "", 1
	bare := func(s string) string {
		return strings.Map(func(r rune) rune {
			if slices.Contains([]rune(`"' 	`), r) {
				return -1
			}
			return r
		}, s)
	}
	n := 0
	for line := range strings.Lines(source) {
		n++
		if t := tableLine.FindStringSubmatch(line); t != nil {
			table = bare(t[1]) + "."
		} else if v := valueLine.FindStringSubmatch(line); v != nil && table+bare(v[1]) == want {
			return n
		}
		if found == 1 && within != "" && (strings.HasPrefix(bare(line), "["+within+"]") || strings.HasPrefix(bare(line), within+"=")) {
			found = n
		}
	}
	return found
}
