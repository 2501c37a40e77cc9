package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/adrg/xdg"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Every setting can be given as a flag, in the environment or in the
// configuration file, in this order of strength. A flag --request-window of
// group "receipts" is SEENBY_RECEIPTS_REQUEST_WINDOW in the environment and
// request_window under [receipts] in the file; a flag without a group is named
// plainly, at the top of the file.

// groupKey is the annotation of a flag that names its group.
const groupKey = "seenby.group"

// inGroup puts flags of cmd into a group of settings.
func inGroup(cmd *cobra.Command, group string, flags ...string) {
	for _, f := range flags {
		if err := cmd.Flags().SetAnnotation(f, groupKey, []string{group}); err != nil {
			panic(err) // a flag that does not exist: a slip of ours
		}
	}
}

// settingName returns group and name of the setting that a flag gives.
func settingName(f *pflag.Flag) (group, name string) {
	if g := f.Annotations[groupKey]; len(g) == 1 {
		group = g[0]
	}
	name = strings.TrimPrefix(f.Name, group+"-") // --notify-bell is bell of [notify]
	return group, strings.ReplaceAll(name, "-", "_")
}

func envName(group, name string) string {
	if group != "" {
		name = group + "_" + name
	}
	return "SEENBY_" + strings.ToUpper(name)
}

// fillFlags sets every flag that was not given from the environment, and else
// from the configuration file.
func fillFlags(cmd *cobra.Command, _ []string) error {
	path, _ := cmd.Flags().GetString("config")
	file, err := readConfig(path)
	if err != nil {
		return err
	}
	if err := knownSettings(cmd.Root(), path, file); err != nil {
		return err
	}
	return fill(cmd.Flags(), path, file)
}

// fill is [fillFlags] with a configuration file that was read: that at path, or
// the usual one.
func fill(flags *pflag.FlagSet, path string, file map[string]any) (failed error) {
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Changed || failed != nil || f.Name == "help" || f.Name == "version" || f.Name == "config" {
			return
		}
		value, from, ok := lookUp(file, f)
		if !ok {
			return
		}
		if !strings.HasPrefix(from, "SEENBY_") {
			from = placeOf(path, f)
		}
		if f.Annotations == nil {
			f.Annotations = map[string][]string{}
		}
		f.Annotations[placeKey] = []string{from}
		if err := flags.Set(f.Name, value); err != nil {
			failed = usagef("%s: %q is no good value: %s", from, value, wanted(f, err))
		}
	})
	return failed
}

// placeKey is the annotation of a flag that says where its value comes from,
// when not from the command line.
const placeKey = "seenby.place"

// placeOf returns where the configuration file sets a flag: file, line and name.
func placeOf(path string, f *pflag.Flag) string {
	path, _ = configPath(path)
	source, _ := os.ReadFile(path) // it was read before
	group, name := settingName(f)
	return fmt.Sprintf("configuration file %s:%d: %s", path, lineOf(string(source), group, name), strings.TrimPrefix(group+"."+name, "."))
}

// wanted says what a flag takes instead of the value that it did not take.
func wanted(f *pflag.Flag, err error) string {
	switch f.Value.Type() {
	case "duration":
		return "give a duration such as 600ms, 90s or 2m"
	case "bool":
		return "give true or false"
	case "int", "int64", "uint64":
		return "give a whole number"
	case "float64":
		return "give a number"
	case "stringToString":
		return "give NAME = VALUE pairs"
	}
	if why := errors.Unwrap(err); why != nil {
		err = why
	}
	return err.Error()
}

// asGiven makes an error that begins with a flag, such as "--lang: …", begin
// with where its value was really given, when that was not the command line.
func asGiven(flags *pflag.FlagSet, err error) error {
	var usage usageError
	if err == nil || !errors.As(err, &usage) {
		return err
	}
	text, isFlag := strings.CutPrefix(err.Error(), "--")
	name := text[:len(text)-len(strings.TrimLeft(text, "abcdefghijklmnopqrstuvwxyz-"))]
	if !isFlag || name == "" {
		return err
	}
	if f := flags.Lookup(name); f != nil && len(f.Annotations[placeKey]) == 1 {
		return usagef("%s%s", f.Annotations[placeKey][0], text[len(name):])
	}
	return err
}

// sayWhere lets every command say where a value that is no good was given.
func sayWhere(cmd *cobra.Command) {
	if run := cmd.RunE; run != nil {
		cmd.RunE = func(c *cobra.Command, args []string) error { return asGiven(c.Flags(), run(c, args)) }
	}
	for _, sub := range cmd.Commands() {
		sayWhere(sub)
	}
}

// lookUp finds a setting in the environment or the file, and says where.
func lookUp(file map[string]any, f *pflag.Flag) (value, from string, ok bool) {
	group, name := settingName(f)
	env := envName(group, name)
	if v, ok := os.LookupEnv(env); ok && v != "" {
		return v, env, true
	}
	table := file
	if group != "" {
		table, _ = file[group].(map[string]any)
	}
	v, ok := table[name]
	if _, isTable := v.(map[string]any); !ok || isTable && f.Value.Type() != "stringToString" {
		return "", "", false // [receipts] is not the --receipts of a command
	}
	return flagText(v), "configuration file: " + name, true
}

// flagText writes a value of the configuration file as a flag takes it.
func flagText(v any) string {
	switch v := v.(type) {
	case []any:
		words := make([]string, len(v))
		for i, w := range v {
			words[i] = fmt.Sprint(w)
		}
		return strings.Join(words, ",")
	case map[string]any:
		var words []string
		for _, k := range slices.Sorted(maps.Keys(v)) {
			words = append(words, fmt.Sprintf("%s=%v", k, v[k]))
		}
		return strings.Join(words, ",")
	}
	return fmt.Sprint(v)
}

// configPath returns where the configuration file is; named tells that somebody
// said so.
func configPath(flag string) (path string, named bool) {
	if flag == "" {
		flag = os.Getenv("SEENBY_CONFIG")
	}
	if flag != "" {
		return flag, true
	}
	return filepath.Join(xdg.ConfigHome, "seenby", "config.toml"), false
}

// readConfig reads the configuration file; a missing one is empty, unless it
// was named.
func readConfig(flag string) (map[string]any, error) {
	path, named := configPath(flag)
	file := map[string]any{}
	_, err := toml.DecodeFile(path, &file)
	var parse toml.ParseError
	switch {
	case err == nil, errors.Is(err, fs.ErrNotExist) && !named:
		return file, nil
	case errors.As(err, &parse):
		return nil, fmt.Errorf("configuration file %s:%d:%d: %s", path, parse.Position.Line, parse.Position.Col, parse.Message)
	default:
		return nil, fmt.Errorf("configuration file %s: %w", path, err)
	}
}

// A seconds is a flag value: whole seconds, or a duration such as 2m.
type seconds time.Duration

func (s *seconds) String() string { return time.Duration(*s).String() }

// Type names the value in the help.
func (s *seconds) Type() string { return "seconds" }

// Set reads the value.
func (s *seconds) Set(text string) error {
	if n, err := strconv.ParseInt(text, 10, 32); err == nil {
		text = fmt.Sprintf("%ds", n)
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return errors.New("give seconds, or a duration such as 90s or 2m")
	}
	*s = seconds(d)
	return nil
}

// dataDir is where a hub keeps its data when nobody says otherwise.
func dataDir() string { return filepath.Join(xdg.DataHome, "seenby", "hub") }

// stateDir is where a client keeps its local copy and outbox.
func stateDir() string { return filepath.Join(xdg.StateHome, "seenby") }

// exportDir is where the terminal client saves lists: the user's documents
// where there is such a directory, and else the present one.
func exportDir() string {
	if info, err := os.Stat(xdg.UserDirs.Documents); err == nil && info.IsDir() {
		return xdg.UserDirs.Documents
	}
	return "."
}

func (s seconds) duration() time.Duration { return time.Duration(s) }
