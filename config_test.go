package main

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

var updateSchema = flag.Bool("update-schema", false, "write docs/config.schema.json anew")

func schemaNow(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := printSchema(&b, newRoot()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTheSchemaInTheDocsIsTheOneOfTheProgram(t *testing.T) {
	const path = "docs/config.schema.json"
	now := schemaNow(t)
	if *updateSchema {
		if err := os.WriteFile(path, now, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	docs, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(docs, now) {
		t.Errorf("%s is not what 'seenby config --schema' prints: go test . -run Schema -update-schema (%v)", path, err)
	}
}

func TestTheSchemaHoldsSettings(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemaNow(t)))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("config.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("config.json")
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		source string
		good   bool
	}{
		"nothing":            {"", true},
		"plain settings":     {"theme = \"light\"\nno_mouse = true\nseats = [\"alice\"]\n", true},
		"a group":            {"[receipts]\nanswer = \"ask\"\nrequest_window = 120\nanswer_in = {ops = \"never\"}\n", true},
		"keys in three ways": {"[keys]\npalette = [\"f2\"]\nmouse = \"\"\n\"message.flag\" = \"F\"\n[keys.message]\nreply = \"R\"\n", true},
		"no such setting":    {"them = \"light\"\n", false},
		"no such in a group": {"[receipts]\nanswr = \"ask\"\n", false},
		"no such action":     {"[keys]\ndance = \"d\"\n", false},
		"another type":       {"no_mouse = \"yes\"\n", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			file := map[string]any{}
			if _, err := toml.Decode(tt.source, &file); err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(file); (err == nil) != tt.good {
				t.Errorf("the schema says %v", err)
			}
		})
	}
}

func TestEverySettingCanBeWrittenAsItIsShown(t *testing.T) {
	for _, s := range settings(newRoot()) {
		for _, line := range s.lines(map[string]any{}, false) {
			line = strings.TrimPrefix(line, "# ")
			if _, err := toml.Decode(line, &map[string]any{}); err != nil {
				t.Errorf("%q: %v", line, err)
			}
		}
	}
}
