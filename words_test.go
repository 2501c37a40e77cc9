package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"seenby/chat"
	"seenby/chat/client"
	"seenby/ui/words"
)

const wordsPackage = "seenby/ui/words"

// TestEveryTextIsUsed finds fields of the catalogue that nothing in the program
// reads: they would be translated for nobody.
func TestEveryTextIsUsed(t *testing.T) {
	read := selections(t)
	var walk func(of reflect.Type)
	seen := map[reflect.Type]bool{}
	walk = func(of reflect.Type) {
		if of.Kind() == reflect.Map || of.Kind() == reflect.Array {
			of = of.Elem()
		}
		if of.Kind() != reflect.Struct || seen[of] {
			return
		}
		seen[of] = true
		for i := range of.NumField() {
			f := of.Field(i)
			if name := of.Name() + "." + f.Name; !read[name] {
				t.Errorf("nothing reads %s.%s", wordsPackage, name)
			}
			walk(f.Type)
		}
	}
	walk(reflect.TypeFor[words.Words]())
}

// TestEveryLanguageHasTheReasons: what a hub says with its codes, and what the
// client says often, is said in the language of the screen.
func TestEveryLanguageHasTheReasons(t *testing.T) {
	lines := []string{client.ErrOffline.Error(), client.ErrToken.Error(), context.DeadlineExceeded.Error()}
	for c := chat.Code(1); c < 100_000; c++ {
		if line := c.Reason(); line != fmt.Sprintf("code %d", int(c)) {
			lines = append(lines, line)
		}
	}
	for _, l := range words.Languages() {
		reasons := l.Words().Reasons
		for _, line := range lines {
			if reasons[line] == "" {
				t.Errorf("%s: %q is not there", l.Tag, line)
			}
		}
		if len(reasons) != len(lines) {
			t.Errorf("%s: %d reasons, want %d", l.Tag, len(reasons), len(lines))
		}
	}
}

// TestEveryLanguageHasTheCauses: all that the client says of its connection,
// whatever stands behind it.
func TestEveryLanguageHasTheCauses(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("chat", "client", "link.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	ast.Inspect(file, func(n ast.Node) bool {
		if f, ok := n.(*ast.FuncDecl); ok && f.Name.Name != "explain" {
			return false
		}
		if text, ok := n.(*ast.BasicLit); ok && text.Kind == token.STRING {
			if line, err := strconv.Unquote(text.Value); err == nil && len(strings.Fields(line)) > 2 && !strings.HasPrefix(line, ";") {
				lines = append(lines, strings.TrimSuffix(line, ": "))
			}
		}
		return true
	})
	if len(lines) < 10 {
		t.Fatalf("found only %q", lines)
	}
	for _, l := range words.Languages() {
		for _, line := range lines {
			if l.Words().Causes[line] == "" {
				t.Errorf("%s: %q is not there", l.Tag, line)
			}
		}
	}
}

// A listed package is what go list tells of one.
type listed struct {
	ImportPath, Dir, Export string
	GoFiles                 []string
	Imports                 []string
	Standard                bool
}

// selections returns which fields of the catalogue the program reads, as
// "Panel.Read".
func selections(t *testing.T) map[string]bool {
	t.Helper()
	packages := listPackages(t)
	files := token.NewFileSet()
	imports := importer.ForCompiler(files, "gc", func(path string) (io.ReadCloser, error) {
		if p := packages[path]; p != nil && p.Export != "" {
			return os.Open(p.Export)
		}
		return nil, errors.New("go list told of no " + path)
	})
	read := map[string]bool{}
	for path, p := range packages {
		if p.Standard || path != wordsPackage && !slices.Contains(p.Imports, wordsPackage) {
			continue
		}
		var parsed []*ast.File
		for _, name := range p.GoFiles {
			f, err := parser.ParseFile(files, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			parsed = append(parsed, f)
		}
		info := types.Info{Selections: map[*ast.SelectorExpr]*types.Selection{}}
		if _, err := (&types.Config{Importer: imports}).Check(path, files, parsed, &info); err != nil {
			t.Fatal(err)
		}
		for _, s := range info.Selections {
			note(read, s)
		}
	}
	return read
}

// note writes down a selection when it is a field of the catalogue.
func note(read map[string]bool, s *types.Selection) {
	of := s.Recv()
	if p, ok := of.Underlying().(*types.Pointer); ok {
		of = p.Elem()
	}
	named, ok := types.Unalias(of).(*types.Named)
	if ok && s.Kind() == types.FieldVal && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == wordsPackage {
		read[named.Obj().Name()+"."+s.Obj().Name()] = true
	}
}

// listPackages returns the program's packages and all that they import, with
// their types where the compiler left them.
func listPackages(t *testing.T) map[string]*listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-export", "-deps", "-json=ImportPath,Dir,Export,GoFiles,Imports,Standard", ".").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	all := map[string]*listed{}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all[p.ImportPath] = &p
	}
}

// TestJoinsComeFromTheCatalogue: what stands between two names or sayings is
// another sign in another language.
func TestJoinsComeFromTheCatalogue(t *testing.T) {
	joins := regexp.MustCompile(`^\)?[,:;] ?$|^ \($`)
	files := token.NewFileSet()
	for path, p := range listPackages(t) {
		if p.Standard || path != "seenby/ui" && path != "seenby/demo" && !slices.Contains(p.Imports, wordsPackage) {
			continue
		}
		for _, name := range p.GoFiles {
			f, err := parser.ParseFile(files, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(f, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok || len(call.Args) == 0 {
					return true
				}
				of, ok := call.Fun.(*ast.SelectorExpr)
				said, isText := call.Args[len(call.Args)-1].(*ast.BasicLit)
				if !ok || !isText || of.Sel.Name != "Say" && of.Sel.Name != "Line" {
					return true
				}
				if text, _ := strconv.Unquote(said.Value); joins.MatchString(text) && !strings.HasSuffix(name, "detail.go") { // which writes JSON
					t.Errorf("%s: %q is put between texts", files.Position(n.Pos()), text)
				}
				return true
			})
		}
	}
}
