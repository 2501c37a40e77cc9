package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"seenby/ui"
	"seenby/ui/spelling"
)

func newConfig() *cobra.Command {
	var schema, changed bool
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Show the settings, and where each comes from",
		Long: "Prints every setting of every command as it would hold now, in the form of the configuration file: what is set with where\n" +
			"it was set, what is not as a comment with its default. A token is never shown. With --schema the JSON schema of the file\n" +
			"is printed, for editors that complete and check TOML.",
		Example: "seenby config --changed\nseenby config > ~/.config/seenby/config.toml\nseenby config --schema > seenby.schema.json",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if schema {
				return printSchema(cmd.OutOrStdout(), cmd.Root())
			}
			return printConfig(cmd, changed)
		},
	}
	cmd.Flags().BoolVar(&schema, "schema", false, "print the JSON schema of the configuration file")
	cmd.Flags().BoolVar(&changed, "changed", false, "leave out what is as it is by default")
	return cmd
}

// A setting is one name of the configuration file. Commands may share it and
// have defaults of their own.
type setting struct {
	group, name string
	flags       []*pflag.Flag
	commands    []string
}

// settings returns every setting of every command, by group and name; those
// without a group come first. A setting that makes sense for a single run of
// seenby config alone is none.
func settings(root *cobra.Command) []*setting {
	byName := map[string]*setting{}
	var walk func(*cobra.Command)
	walk = func(c *cobra.Command) {
		c.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
			if f.Name == "help" || f.Name == "version" || c.Name() == "config" || c.Name() == "help" || c.Name() == "man" || c.HasParent() && c.Parent().Name() == "completion" {
				return
			}
			group, name := settingName(f)
			s := byName[group+"."+name]
			if s == nil {
				s = &setting{group: group, name: name}
				byName[group+"."+name] = s
			}
			s.flags = append(s.flags, f)
			s.commands = append(s.commands, strings.TrimPrefix(c.CommandPath(), root.Name()+" "))
		})
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(root)
	var list []*setting
	for _, key := range slices.Sorted(maps.Keys(byName)) { // ".name" sorts before "group.name"
		list = append(list, byName[key])
	}
	// A flag that is called like a group, as tail's --receipts, has no place in the file.
	return slices.DeleteFunc(list, func(s *setting) bool {
		return s.group == "" && slices.ContainsFunc(list, func(o *setting) bool { return o.group == s.name })
	})
}

// knownSettings refuses a configuration file with a setting that no command
// has: a slip of the pen would else be without effect and nobody told.
func knownSettings(root *cobra.Command, flag string, file map[string]any) error {
	names := map[string][]string{"": {"keys"}}
	within := map[string]string{} // as a flag or the environment call it
	for _, s := range settings(root) {
		if s.group != "" {
			within[s.name], within[s.group+"_"+s.name] = s.group+"."+s.name, s.group+"."+s.name
		}
		names[s.group] = append(names[s.group], s.name)
		if s.group != "" && !slices.Contains(names[""], s.group) {
			names[""] = append(names[""], s.group)
		}
	}
	refuse := func(group, name string) error {
		path, _ := configPath(flag)
		source, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("configuration file %s: %w", path, err)
		}
		what := strings.TrimPrefix(group+"."+name, ".")
		meant := ""
		if full := within[name]; full != "" {
			meant = "; " + full + " is meant?"
		} else if best, ok := spelling.Nearest(name, names[group]); ok {
			meant = "; " + best + " is meant?"
		}
		return usagef("configuration file %s:%d: there is no setting %q%s", path, lineOf(string(source), group, name), what, meant)
	}
	for _, name := range slices.Sorted(maps.Keys(file)) {
		if !slices.Contains(names[""], name) {
			return refuse("", name)
		}
		table, isTable := file[name].(map[string]any)
		if !isTable || name == "keys" || names[name] == nil {
			continue
		}
		for _, inner := range slices.Sorted(maps.Keys(table)) {
			if !slices.Contains(names[name], inner) {
				return refuse(name, inner)
			}
		}
	}
	return nil
}

// printConfig writes the settings as they hold.
func printConfig(cmd *cobra.Command, changed bool) error {
	flag, _ := cmd.Flags().GetString("config")
	file, err := readConfig(flag)
	if err != nil {
		return err
	}
	path, _ := configPath(flag)
	about := path
	if _, err := os.Stat(path); err != nil {
		about += " (there is none)"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# configuration file: %s\n# SEENBY_NAME in the environment is stronger than the file, a flag stronger than both.\n", about)
	for _, stray := range strayHere(cmd) {
		fmt.Fprintf(&b, "# %s\n", stray)
	}
	group := ""
	for _, s := range settings(cmd.Root()) {
		lines := s.lines(file, changed)
		if len(lines) == 0 {
			continue
		}
		if s.group != group {
			group = s.group
			fmt.Fprintf(&b, "\n[%s]\n", group)
		}
		b.WriteString(strings.Join(lines, ""))
	}
	keys, err := keyLines(path, changed)
	if err != nil {
		return err
	}
	_, err = io.WriteString(cmd.OutOrStdout(), b.String()+keys)
	return err
}

// lines says what a setting is: set, or one line for each default that it has.
func (s *setting) lines(file map[string]any, changed bool) []string {
	line := func(text, from string) string { return fmt.Sprintf("%-40s # %s\n", text, from) }
	if value, from, ok := lookUp(file, s.flags[0]); ok {
		if s.name == "token" {
			return []string{line("# token is set, and not shown", from)}
		}
		return []string{line(s.name+" = "+literal(s.flags[0].Value.Type(), value), from)}
	}
	if changed {
		return nil
	}
	var texts []string
	of := map[string][]string{}
	for i, f := range s.flags {
		text := "# " + s.name + " = " + literal(f.Value.Type(), strings.Trim(f.DefValue, "[]"))
		if of[text] == nil {
			texts = append(texts, text)
		}
		of[text] = append(of[text], s.commands[i])
	}
	lines := make([]string, len(texts))
	for i, text := range texts {
		from := "default"
		if s.group == "" && s.name == "lang" {
			from += ": " + localeNote()
		}
		if len(texts) > 1 {
			from = "default of " + strings.Join(of[text], ", ")
		}
		lines[i] = line(text, from)
	}
	return lines
}

// literal writes the value of a flag of this type as TOML.
func literal(kind, value string) string {
	switch kind {
	case "bool", "int", "int64", "uint64", "float64":
		return value
	case "stringSlice":
		words := strings.FieldsFunc(value, func(r rune) bool { return r == ',' })
		for i, w := range words {
			words[i] = strconv.Quote(w)
		}
		return "[" + strings.Join(words, ", ") + "]"
	case "stringToString":
		words := strings.FieldsFunc(value, func(r rune) bool { return r == ',' })
		for i, w := range words {
			k, v, _ := strings.Cut(w, "=")
			words[i] = strconv.Quote(k) + " = " + strconv.Quote(v)
		}
		return "{" + strings.Join(words, ", ") + "}"
	}
	return strconv.Quote(value)
}

// printSchema writes the JSON schema (draft 2020-12) of the configuration file.
func printSchema(w io.Writer, root *cobra.Command) error {
	object := func() map[string]any {
		return map[string]any{"type": "object", "additionalProperties": false, "properties": map[string]any{}}
	}
	top := object()
	top["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	top["title"] = "The configuration file of seenby"
	within := func(o map[string]any) map[string]any { return o["properties"].(map[string]any) }
	for _, s := range settings(root) {
		properties := within(top)
		if s.group != "" {
			if properties[s.group] == nil {
				properties[s.group] = object()
			}
			properties = within(properties[s.group].(map[string]any))
		}
		properties[s.name] = s.schema()
	}
	keys := object()
	keys["description"] = "other keys for actions: one, a list, or \"\" for none"
	key := map[string]any{"anyOf": []any{
		map[string]any{"type": "string"},
		map[string]any{"type": "array", "items": map[string]any{"type": "string"}},
	}}
	for _, action := range ui.ActionNames() {
		table, name, dotted := strings.Cut(action, ".")
		if !dotted {
			within(keys)[action] = key
			continue
		}
		within(keys)[action] = key // as "message.flag"
		if within(keys)[table] == nil {
			within(keys)[table] = object()
		}
		within(within(keys)[table].(map[string]any))[name] = key
	}
	within(top)["keys"] = keys
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(top)
}

// schema describes one setting.
func (s *setting) schema() map[string]any {
	d := map[string]any{"description": s.flags[0].Usage}
	list := map[string]any{"type": "string"}
	switch s.flags[0].Value.Type() {
	case "bool":
		d["type"] = "boolean"
	case "int", "int64", "uint64":
		d["type"] = "integer"
	case "float64":
		d["type"] = "number"
	case "stringSlice":
		d["type"], d["items"] = "array", list
	case "stringToString":
		d["type"], d["additionalProperties"] = "object", list
	case "seconds":
		d["type"] = []string{"integer", "string"}
	default:
		d["type"] = "string"
	}
	return d
}
